"""Every public name of `reference` is exercised under TensorFlow 1.15.5 too, or says here why not.

`fixtures/golden/uses.json` is written by the recorder: which names each golden case took. A name
that is another name of the same object is covered with it.
"""

from __future__ import annotations

import importlib
import json
import operator
from types import ModuleType
from typing import Any

import pytest

from reference.contrib.seq2seq import decoder_functions
from tests.conformance import judging

pytestmark = pytest.mark.tf

PACKAGES = (
    "contrib.copy_graph", "contrib.crf", "contrib.data", "contrib.eager", "contrib.factorization",
    "contrib.feature_column", "contrib.framework", "contrib.framework.nest", "contrib.image", "contrib.integrate",
    "contrib.layers", "contrib.layers.summaries", "contrib.learn", "contrib.learn.datasets",
    "contrib.learn.datasets.base", "contrib.learn.datasets.mnist",
    "contrib.learn.datasets.synthetic", "contrib.learn.graph_actions", "contrib.learn.head",
    "contrib.learn.io", "contrib.learn.io.data_feeder", "contrib.learn.io.graph_io",
    "contrib.learn.learn_runner", "contrib.learn.models", "contrib.learn.monitors",
    "contrib.learn.ops", "contrib.nn",
    "contrib.learn.utils", "contrib.learn.utils.gc",
    "contrib.learn.utils.saved_model_export_utils",
    "contrib.learn.preprocessing", "contrib.legacy_seq2seq", "contrib.lookup", "contrib.losses",
    "contrib.losses.metric_learning",
    "contrib.metrics", "contrib.resampler", "contrib.rnn", "contrib.seq2seq", "contrib.slim",
    "contrib.slim.evaluation", "contrib.slim.learning", "contrib.slim.model_analyzer",
    "contrib.slim.nets.alexnet", "contrib.slim.nets.overfeat", "contrib.slim.nets.vgg",
    "contrib.slim.queues", "contrib.slim.summaries", "contrib.solvers.lanczos", "contrib.solvers.least_squares",
    "contrib.solvers.linear_equations", "contrib.solvers.util", "contrib.sparsemax",
    "contrib.summary",
    "contrib.tensorboard.plugins.projector",
    "contrib.training", "contrib.util", "examples.tutorials.mnist.input_data", "layers",
    "layers.experimental", "nn.rnn_cell",
)  # fmt: skip

# name, or package -> why no golden case takes it
ELSEWHERE: dict[str, str] = {
    **{
        f"contrib.seq2seq.{name}": "of TensorFlow 1.0; test_programs holds what 1.0.1 printed"
        for name in decoder_functions.__all__
    },
    "contrib.eager": "needs eager execution; test_eager_networks holds what 1.15.5 printed",
    "contrib.data.SqlDataset": "needs a database; it is today's public class",
    "contrib.data.copy_to_device": "needs a second device",
    "contrib.framework.RecordInput": "shuffles in threads of its own",
    "contrib.framework.fuse_op": "rewrites a GraphDef; test_contrib_framework",
    "contrib.learn.datasets.base.urlretrieve_with_retry": "needs the net",
    "contrib.tensorboard.plugins.projector": "writes a file; test_contrib_small_packages",
    "examples.tutorials.mnist.input_data": "recorded by mnist_batches.py",
    "contrib.learn.datasets.mnist": "the same reader; mnist_batches.py",
}


def _names(package: str) -> dict[str, Any]:
    table = judging.ROOT / "migrate" / "tables" / "reference_symbols.json"
    names = json.loads(table.read_text("utf-8"))[package]
    module = importlib.import_module(f"reference.{package}")
    found = {f"{package}.{name}": getattr(module, name) for name in names}
    return {name: each for name, each in found.items() if not isinstance(each, ModuleType)}


def _covered() -> set[int]:
    uses = json.loads((judging.RECORD.parent / "golden" / "uses.json").read_text("utf-8"))
    taken = {name for names in uses.values() for name in names}
    return {id(_object(name)) for name in taken}


def _object(name: str) -> Any:
    module, _, leaf = name.rpartition(".")
    return operator.attrgetter(leaf)(importlib.import_module(f"reference.{module}"))


def _excused(name: str) -> bool:
    return name in ELSEWHERE or name.rpartition(".")[0] in ELSEWHERE


def test_every_case_says_what_it_takes():
    uses = json.loads((judging.RECORD.parent / "golden" / "uses.json").read_text("utf-8"))
    assert set(uses) == set(judging.cases.all_cases()), "fixtures/record/goldens.py --uses"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_in_a_golden_case(package):
    covered = _covered()
    missing = [
        name
        for name, each in _names(package).items()
        if id(each) not in covered and not _excused(name)
    ]
    assert not missing, "record a case (fixtures/record/README.md), or say in ELSEWHERE why not"


def test_no_name_is_excused_that_a_case_takes():
    uses = json.loads((judging.RECORD.parent / "golden" / "uses.json").read_text("utf-8"))
    taken = {name for names in uses.values() for name in names}
    assert not [name for name in ELSEWHERE if name in taken]

"""The table of TensorFlow names: no symbol without a state, every state true of TensorFlow 2.21."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from migrate import tables
from migrate.tables import renames
from tests.conftest import ROOT

SYMBOLS = tables.all_symbols()
# The tables are made with the newest Keras, which needs Python 3.11; the last one for 3.10 lacks
# some of its names.
OLD_KERAS = sys.version_info < (3, 11)
KINDS = {"module": "m", "class": "c", "function": "f", "constant": "k"}


def test_every_public_symbol_of_tensorflow_1_is_there() -> None:
    # 8,997 public names of 1.15.5, the names that leak into it, and what came later
    assert len(SYMBOLS) > 11_000


@pytest.mark.parametrize("state", ["kept", "reference", "renamed", "reported"])
def test_states_say_what_they_must(state: str) -> None:
    rows = [symbol for symbol in SYMBOLS.values() if symbol.state == state]
    assert len(rows) > 50
    for symbol in rows:
        assert symbol.kind in KINDS
        if state == "reported":
            assert symbol.target is None
            assert symbol.advice.endswith(".")
        else:
            assert symbol.target
            assert not symbol.advice
        if state == "kept":
            assert symbol.target == symbol.name
        if state == "reference":
            assert symbol.target is not None
            assert tables.is_reference(symbol.target)


def test_renamed_names_lead_to_kept_ones() -> None:
    for symbol in SYMBOLS.values():
        if symbol.state == "renamed":
            assert symbol.target is not None
            target = tables.lookup(symbol.target)
            assert target is not None, symbol
            assert target.state == "kept", symbol


@pytest.mark.parametrize("old", sorted(renames.renames()))
def test_old_names_lead_somewhere(old: str) -> None:
    symbol = tables.lookup(old)
    assert symbol is not None
    row = renames.renames()[old]
    if symbol.state == "reported":
        # its new home is part of `reference` that is not written yet
        assert row.new.startswith("tensorflow.contrib.")
    elif symbol.state == "renamed":
        assert symbol.target != old


@pytest.mark.parametrize(
    ("name", "state", "target"),
    [
        ("tensorflow.placeholder", "kept", "tensorflow.placeholder"),
        ("tensorflow.compat.v1.placeholder", "kept", "tensorflow.placeholder"),
        ("tensorflow.mul", "renamed", "tensorflow.multiply"),
        ("tensorflow.initialize_all_variables", "kept", "tensorflow.initialize_all_variables"),
        ("tensorflow.train.SummaryWriter", "renamed", "tensorflow.summary.FileWriter"),
        ("tensorflow.nn.rnn", "renamed", "tensorflow.nn.static_rnn"),
        (
            "tensorflow.contrib.rnn.BasicRNNCell",
            "reference",
            "reference.contrib.rnn.BasicRNNCell",
        ),
        ("tensorflow.nn.rnn_cell", "reference", "reference.nn.rnn_cell"),
        ("tensorflow.layers.dense", "reference", "reference.layers.dense"),
        ("tensorflow.python.ops.rnn_cell", "reference", "reference.python.ops.rnn_cell"),
        (
            "tensorflow.python.ops.rnn_cell.GRUCell",
            "reference",
            "reference.python.ops.rnn_cell.GRUCell",
        ),
        (
            "tensorflow.python.ops.rnn_cell_impl._linear",
            "reference",
            "reference.python.ops.rnn_cell_impl._linear",
        ),
        (
            "tensorflow.contrib.rnn.python.ops.core_rnn_cell_impl.BasicLSTMCell",
            "reference",
            "reference.contrib.rnn.python.ops.core_rnn_cell.BasicLSTMCell",
        ),
        (
            "tensorflow.contrib.rnn.python.ops.core_rnn_cell_impl._linear",
            "reference",
            "reference.contrib.rnn.python.ops.core_rnn_cell._linear",
        ),
        (
            "tensorflow.contrib.rnn.python.ops.rnn_cell.GridLSTMCell",
            "reference",
            "reference.contrib.rnn.python.ops.rnn_cell.GridLSTMCell",
        ),
        (
            "tensorflow.contrib.seq2seq.python.ops.beam_search_decoder.gather_tree_from_array",
            "reference",
            "reference.contrib.seq2seq.python.ops.beam_search_decoder.gather_tree_from_array",
        ),
        (
            "tensorflow.contrib.layers.python.layers.fully_connected",
            "reference",
            "reference.contrib.layers.fully_connected",
        ),
        ("tensorflow.contrib.eager.python.tfe", "reference", "reference.contrib.eager"),
        ("tensorflow.contrib.image.python.ops.image_ops", "reference", "reference.contrib.image"),
        (
            "tensorflow.contrib.sparsemax.python.ops.sparsemax.sparsemax",
            "reference",
            "reference.contrib.sparsemax.sparsemax",
        ),
        (
            "tensorflow.contrib.losses.python.metric_learning.metric_loss_ops.npairs_loss",
            "reference",
            "reference.contrib.losses.metric_learning.npairs_loss",
        ),
        (
            "tensorflow.contrib.solvers.python.ops.lanczos",
            "reference",
            "reference.contrib.solvers.lanczos",
        ),
        ("tensorflow.contrib.nn.conv1d_transpose", "renamed", "tensorflow.nn.conv1d_transpose"),
        ("tensorflow.contrib.image.connected_components", "reported", None),
        (
            "tensorflow.contrib.eager.python.metrics.Mean",
            "reference",
            "reference.contrib.eager.metrics.Mean",
        ),
        (
            "tensorflow.contrib.linalg.LinearOperatorTriL",
            "renamed",
            "tensorflow.linalg.LinearOperatorLowerTriangular",
        ),
        (
            "tensorflow.contrib.opt.python.training.external_optimizer.ScipyOptimizerInterface",
            "reference",
            "reference.contrib.opt.ScipyOptimizerInterface",
        ),
        (
            "tensorflow.contrib.data.python.ops.batching.unbatch",
            "reference",
            "reference.contrib.data.unbatch",
        ),
        (
            "tensorflow.contrib.learn.python.learn.preprocessing.text",
            "reference",
            "reference.contrib.learn.preprocessing",
        ),
        (
            "tensorflow.python.layers.utils.smart_cond",
            "kept",
            "tensorflow.python.layers.utils.smart_cond",
        ),
        (
            "tensorflow.python.layers.utils.get_reachable_from_inputs",
            "reference",
            "reference.python.layers.utils.get_reachable_from_inputs",
        ),
        (
            "tensorflow.python.layers.core.FullyConnected",
            "reference",
            "reference.python.layers.core.FullyConnected",
        ),
        (
            "tensorflow.python.ops.rnn._transpose_batch_time",
            "reference",
            "reference.contrib.rnn.transpose_batch_time",
        ),
        (
            "tensorflow.models.rnn.rnn_cell.BasicLSTMCell",
            "reference",
            "reference.nn.rnn_cell.BasicLSTMCell",
        ),
        ("tensorflow.python.framework.ops", "kept", "tensorflow.python.framework.ops"),
        (
            "tensorflow.python.framework.graph_util.convert_variables_to_constants",
            "renamed",
            "tensorflow.graph_util.convert_variables_to_constants",
        ),
        ("tensorflow.contrib.keras.layers.Dense", "renamed", "tensorflow.keras.layers.Dense"),
        ("tensorflow.contrib.boosted_trees", "reported", None),
        ("tensorflow.estimator.BoostedTreesClassifier", "reported", None),
        (
            "tensorflow.estimator.Estimator",
            "reference",
            "reference.estimator.Estimator",
        ),
        ("tensorflow.contrib.no_such_thing.at_all", "reported", None),
        ("tensorflow.python.no_such_thing", "reported", None),
        ("tensorflow.python.control_flow_ops.cond", "renamed", "tensorflow.cond"),
        (
            "tensorflow.python.control_flow_ops",
            "renamed",
            "tensorflow.python.ops.control_flow_ops",
        ),
        ("tensorflow.python.nn.relu", "renamed", "tensorflow.nn.relu"),
        (
            "tensorflow.python.rnn_cell.GRUCell",
            "reference",
            "reference.python.ops.rnn_cell.GRUCell",
        ),
        (
            "tensorflow.python.util.nest.is_sequence",
            "reference",
            "reference.contrib.framework.nest.is_sequence",
        ),
        ("tensorflow.__version__", "kept", "tensorflow.__version__"),
    ],
    ids=lambda value: str(value) if "." in str(value) else "",
)
def test_lookup(name: str, state: str, target: str | None) -> None:
    symbol = tables.lookup(name)
    assert symbol is not None
    assert (symbol.state, symbol.target) == (state, target)


@pytest.mark.parametrize(
    "name", ["tensorflow.no_such_thing", "tensorflow.nn.Relu", "numpy.array", "tf.nn.relu", ""]
)
def test_what_never_was_a_name_has_no_row(name: str) -> None:
    assert tables.lookup(name) is None
    assert not tables.is_module(name)
    assert not tables.is_public_in_v2(name)


@pytest.mark.parametrize(
    ("name", "resolves"),
    [
        ("tensorflow", True),
        ("tensorflow.keras.layers.Dense", True),
        ("tensorflow.optimizers.Adam", True),
        ("tensorflow.float32.name", True),
        ("tensorflow.compat.v1.placeholder", True),
        ("tensorflow.compat.v1.python_io.TFRecordWriter", True),
        ("tensorflow.compat.v2.nn.relu", True),
        ("tensorflow.python.client.device_lib.list_local_devices", True),
        ("tensorflow.placeholder", False),
        ("tensorflow.compat.v1.contrib.rnn", False),
        ("tensorflow.compat.v1.layers.dense", False),
        ("tensorflow.layers.dense", False),
        ("tensorflow.contrib", False),
    ],
)
def test_resolves_in_v2(name: str, resolves: bool) -> None:
    assert tables.resolves_in_v2(name) is resolves


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("reference", True),
        ("reference.contrib.rnn", True),
        ("reference.contrib.rnn.BasicRNNCell", True),
        ("reference.contrib.rnn.BasicRNNCell.state_size", True),
        ("reference.contrib.rnn.NoSuchCell", False),
        ("reference.no_such_module", False),
    ],
)
def test_is_reference(name: str, there: bool) -> None:
    assert tables.is_reference(name) is there


@pytest.mark.parametrize(
    "name",
    [
        "tensorflow.nn",
        "tensorflow.python_io",
        "tensorflow.contrib.rnn.python.ops",
        "tensorflow.python.ops.rnn_cell",
    ],
)
def test_is_module(name: str) -> None:
    assert tables.is_module(name)
    assert not tables.is_module(name + ".relu")


def test_public_name_of_an_internal_one() -> None:
    assert tables.public_name("tensorflow.python.ops.math_ops.matmul") == "tensorflow.matmul"
    assert tables.public_name("tensorflow.python.ops.math_ops.no_such_thing") is None


def test_nothing_here_imports_tensorflow() -> None:
    code = (
        "import sys; from migrate import tables; tables.lookup('tensorflow.python.ops.rnn');"
        "from migrate.tables import neighbours, signatures; neighbours.neighbours();"
        "assert not {'tensorflow', 'numpy', 'keras', 'reference'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# -- against TensorFlow 2.21 --------------------------------------------------------------------


def resolve(root: ModuleType, name: str) -> Any:
    """The object under a dotted name below tensorflow, AttributeError if there is none."""
    value: Any = root
    for part in name.split(".")[1:]:
        value = getattr(value, part)
    return value


def _is_of_newer_keras(name: str) -> bool:
    return OLD_KERAS and ".keras." in name


@pytest.mark.tf
def test_kept_names_are_in_compat_v1() -> None:
    v1 = importlib.import_module("tensorflow.compat.v1")
    missing = []
    for symbol in SYMBOLS.values():
        if symbol.state == "kept":
            try:
                resolve(v1, symbol.name)
            except AttributeError:
                missing.append(symbol.name)
    assert [name for name in missing if not _is_of_newer_keras(name)] == []


@pytest.mark.tf
def test_gone_names_are_not_in_compat_v1() -> None:
    v1 = importlib.import_module("tensorflow.compat.v1")
    there = []
    for symbol in SYMBOLS.values():
        if symbol.state != "kept" and symbol.kind != "module":
            try:
                resolve(v1, symbol.name)
            except (AttributeError, ImportError, RuntimeError):
                continue
            there.append(symbol.name)
    assert there == []


@pytest.mark.tf
def test_every_name_of_compat_v1_and_of_plain_tensorflow_is_known() -> None:
    tensorflow = importlib.import_module("tensorflow")
    script = Path(tables.__file__).parent / "generate" / "tf2_names.py"
    listing = importlib.util.spec_from_file_location("tf2_names", script)
    assert listing is not None
    assert listing.loader is not None
    module = importlib.util.module_from_spec(listing)
    listing.loader.exec_module(module)
    for name in module.public_names(tensorflow.compat.v1, "tensorflow"):
        symbol = tables.lookup(name)
        assert symbol is not None, name
        if not name.startswith(("tensorflow.layers", "tensorflow.nn.rnn_cell")):
            assert symbol.state == "kept", name
    plain = module.public_names(tensorflow, "tensorflow")
    unknown = [name for name in plain if not tables.is_public_in_v2(name)]
    assert unknown == []


@pytest.mark.tf
def test_names_said_to_be_in_plain_tensorflow_are_there() -> None:
    tensorflow = importlib.import_module("tensorflow")
    wrong = []
    for name in SYMBOLS:
        if tables.is_public_in_v2(name):
            try:
                resolve(tensorflow, name)
            except AttributeError:
                wrong.append(name)
    assert [name for name in wrong if not _is_of_newer_keras(name)] == []


@pytest.mark.tf
@pytest.mark.parametrize(
    "name",
    [
        "tensorflow.python.client.device_lib",
        "tensorflow.python.framework.dtypes",
        "tensorflow.python.framework.ops",
        "tensorflow.python.layers.utils",
        "tensorflow.python.ops.array_ops",
        "tensorflow.python.ops.control_flow_ops",
        "tensorflow.python.ops.rnn",
        "tensorflow.python.ops.variable_scope",
        "tensorflow.python.platform.flags",
        "tensorflow.python.platform.gfile",
        "tensorflow.python.tools.freeze_graph",
        "tensorflow.python.training.moving_averages",
        "tensorflow.python.util.nest",
    ],
)
def test_internal_modules_have_the_names_listed(name: str) -> None:
    module = importlib.import_module(name)
    listed = [leaf for leaf in vars(module) if tables.resolves_in_v2(f"{name}.{leaf}")]
    hidden = ("_", "gen_")
    shown = [leaf for leaf in dir(module) if not leaf.startswith(hidden)]
    shown = [leaf for leaf in shown if not leaf.endswith("_eager_fallback")]
    assert listed
    for leaf in shown:
        symbol = tables.lookup(f"{name}.{leaf}")
        assert symbol is not None
        if not isinstance(getattr(module, leaf), ModuleType):
            assert symbol.state == "kept", leaf
    gone = tables.lookup(f"{name}.no_such_thing")
    assert gone is not None
    assert gone.state == "reported"


def test_the_page_of_states_is_in_step() -> None:
    from docs import build_states

    written = (ROOT / "docs" / "states.md").read_text("utf-8")
    assert written == build_states.page(), "run python docs/build_states.py"


def test_every_name_that_notebooks_use_has_a_state() -> None:
    # symbol, number of public files that use it, whether TensorFlow 1.15 had it
    lines = Path(__file__).with_name("tf1_usage.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    assert len(rows) == 499
    without = {
        (name, there)
        for name, _, there in rows
        if tables.lookup(name.replace("tf.", "tensorflow.", 1)) is None
    }
    assert without == {("tf.model", "no: user-set attr"), ("tf.optimizers", "no: TF2-only name")}

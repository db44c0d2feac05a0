"""Runs a golden case on today's TensorFlow and measures how far it is from the recording."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "fixtures" / "record"
if str(RECORD) not in sys.path:
    sys.path.insert(0, str(RECORD))

import case as cases  # noqa: E402
import golden_file  # noqa: E402
from closeness import error, largest  # noqa: E402


@dataclasses.dataclass
class Verdict:
    """What was found for one case: the worst error and where, and all that is not equal."""

    key: str
    symbol: str
    options: str
    worst: float
    where: str
    unequal: list[str]


@contextlib.contextmanager
def graph_behaviour() -> Iterator[None]:
    """TensorFlow 1's control flow, variables and shapes, as ``disable_v2_behavior`` sets them.

    Unlike that function it can be undone, so that other tests of the process see TensorFlow 2.
    """
    import tensorflow.compat.v1 as tf

    from reference import seeds

    tf.disable_control_flow_v2()
    tf.disable_resource_variables()
    tf.disable_tensor_equality()
    tf.disable_v2_tensorshape()
    try:
        yield
    finally:
        seeds.release_rule()
        tf.enable_v2_tensorshape()
        tf.enable_tensor_equality()
        tf.enable_resource_variables()
        tf.enable_control_flow_v2()


def judge(key: str) -> Verdict:
    """Compare one case with its golden.

    The first values that the initialisers give are compared, then the case runs from the golden's
    own first values: an op seed that is off shows once, and not in every number.

    Raises FileNotFoundError if there is no golden: it is recorded, never made up here.
    """
    made = cases.all_cases()[key]
    golden = golden_file.load(made.path)
    with graph_behaviour():
        found = cases.run(made, cases.Api(genuine=False), values=golden["start"])
    unequal = []
    for what in ("variables", "trainable", "locals", "facts"):
        if found.get(what) != golden.get(what):
            unequal.append(f"{what}: {found.get(what)} instead of {golden.get(what)}")
    if made.seeds:
        for name, seeds in golden["seeds"].items():
            if found["seeds"].get(name) != seeds:
                unequal.append(f"seeds of {name}: {found['seeds'].get(name)} instead of {seeds}")
    worst, where = 0.0, ""
    for part in ("start", "updates", "outputs", "kept", "gradients", "losses", "end"):
        if part == "start" and not made.seeds:
            continue
        arrays = _arrays(golden.get(part, {}))
        beside = max((largest(array) for _, array in arrays if array.dtype.kind == "f"), default=0)
        for name, expected in arrays:
            actual = dict(_arrays(found.get(part, {}))).get(name)
            label = f"{part} {name}".strip()
            if actual is None or actual.shape != expected.shape or actual.dtype != expected.dtype:
                seen = "nothing" if actual is None else f"{actual.dtype}{actual.shape}"
                unequal.append(f"{label}: {seen} instead of {expected.dtype}{expected.shape}")
            elif expected.dtype.kind in "fc":
                size = error(actual, expected, beside)
                if size > worst:
                    worst, where = size, label
            elif not np.array_equal(actual, expected):
                unequal.append(f"{label}: {actual.tolist()} instead of {expected.tolist()}")
    return Verdict(key, made.symbol, made.options, worst, where, unequal)


def _arrays(value: Any) -> list[tuple[str, np.ndarray]]:
    if isinstance(value, dict):
        return [(name, np.asarray(_text(array))) for name, array in value.items()]
    return [("", np.asarray(value))]


def _text(value: Any) -> Any:
    """Bytes of today's sessions as the text that golden files hold."""
    array = np.asarray(value)
    if array.dtype.kind in "SO":
        decoded = [v.decode() if isinstance(v, bytes) else str(v) for v in array.ravel()]
        return np.array(decoded).reshape(array.shape)
    return array

"""Arguments that changed: the old call fails or differs today, the new one runs."""

from __future__ import annotations

import ast
import importlib
from typing import Any

import pytest

from migrate import tables
from migrate.tables.signatures import SIGNATURES, STILL_ACCEPTED, Signature, signatures

RUNNABLE = [row for row in SIGNATURES if not row.drop or "_sentinel" in row.drop]


def test_one_row_a_function() -> None:
    assert len(signatures()) == len(SIGNATURES)


@pytest.mark.parametrize("row", SIGNATURES, ids=lambda row: row.function)
def test_rows_are_about_known_functions(row: Signature) -> None:
    assert tables.lookup(row.function) is not None
    assert bool(row.arity) == bool(row.template)
    assert row.template or row.keywords or row.drop or row.gone
    for call in row.example:
        assert isinstance(ast.parse(call, mode="eval").body, ast.Call)


@pytest.mark.parametrize("row", [r for r in SIGNATURES if r.template], ids=lambda r: r.function)
def test_the_template_makes_the_new_call(row: Signature) -> None:
    old, new = (ast.parse(text, mode="eval").body for text in row.example)
    assert isinstance(old, ast.Call)
    texts = [ast.unparse(argument) for argument in old.args]
    if row.when == "bools":
        flags = ast.literal_eval(texts[1])
        texts[1] = str([index for index, flag in enumerate(flags) if flag])
    inside = row.template.format(*texts)
    count = row.template.count("{")
    rest = [f"{n}={t}" for n, t in zip(row.rest, texts[count:], strict=False)] or texts[count:]
    made = ast.parse(f"{ast.unparse(old.func)}({', '.join([inside, *rest])})", mode="eval").body
    assert ast.dump(made) == ast.dump(new)


@pytest.fixture(scope="module")
def scope() -> dict[str, Any]:
    """The names that the examples use, in a TensorFlow 1 graph."""
    np = importlib.import_module("numpy")
    tf = importlib.import_module("tensorflow.compat.v1")
    graph = tf.Graph()
    with graph.as_default():
        values = np.arange(12.0, dtype="f").reshape(3, 4) / 7
        return {
            "tf": tf,
            "graph": graph,
            "a": tf.constant(values),
            "b": tf.constant(values + 1),
            "y": tf.constant(np.eye(4, dtype="f")[[0, 1, 3]]),
            "i": tf.constant([0, 1, 3]),
            "labels": tf.constant([[1], [2], [3]], dtype=tf.int64),
            "w": tf.constant(np.ones((10, 4), "f")),
            "c": tf.zeros([10]),
            "image": tf.zeros([1, 8, 8, 3]),
            "sparse": tf.SparseTensor([[0, 0]], [1.0], [3, 4]),
            "frames": tf.zeros([3, 1, 4]),
            "targets": tf.SparseTensor([[0, 0]], [1], [1, 2]),
        }


def call(text: str, scope: dict[str, Any]) -> Any:
    with scope["graph"].as_default():
        return eval(text, dict(scope))


def numbers(value: Any, scope: dict[str, Any]) -> Any:
    with scope["tf"].Session(graph=scope["graph"]) as session:
        return session.run(value)


@pytest.mark.tf
@pytest.mark.parametrize("row", RUNNABLE, ids=lambda row: row.function)
def test_the_new_call_runs_and_the_old_one_does_not_say_the_same(
    row: Signature, scope: dict[str, Any]
) -> None:
    np = importlib.import_module("numpy")
    old, new = row.example
    made = call(new, scope)
    if row.silent:
        before, after = numbers(call(old, scope), scope), numbers(made, scope)
        assert before.shape == after.shape
        assert not np.allclose(before, after)
    else:
        with pytest.raises((TypeError, ValueError)):
            call(old, scope)


@pytest.mark.tf
@pytest.mark.parametrize("text", [text for text, _ in STILL_ACCEPTED])
def test_old_keywords_that_stay(text: str, scope: dict[str, Any]) -> None:
    assert call(text, scope) is not None

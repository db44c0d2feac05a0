"""Runs a few steps of a cell in a graph of its own, with weights that the test can compute with."""

import dataclasses
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf


def drawn(name: str, shape: Any, low: float = -0.9, high: float = 0.9) -> np.ndarray:
    """Numbers that depend on `name` and `shape` only."""
    source = np.random.RandomState(zlib.crc32(name.encode()))
    return source.uniform(low, high, size=shape).astype(np.float32)


@dataclasses.dataclass
class Run:
    """What the steps gave: outputs of each, the last state, and the weights they ran with."""

    outputs: list[Any]
    state: Any
    weights: dict[str, np.ndarray]
    gradients: dict[str, np.ndarray]
    ops_per_step: list[list[str]]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.weights[name]


def run_steps(
    make: Callable[[], Any],
    inputs: list[Any],
    state: Any,
    spread: Callable[[str, np.ndarray], np.ndarray] = lambda name, value: value,
    with_gradients: bool = False,
) -> Run:
    """Steps `make()` over `inputs` (arrays, or tuples of them) from `state` under the scope `s`.

    `state` may be a function of the cell, for states whose type the cell makes.

    Every variable is loaded with `spread(name, drawn(name, shape))`; names are those below the
    cell's own scope. `gradients`, if asked for, are those of the sum of squares of all outputs and states.
    """
    with tf.Graph().as_default() as graph:
        feed: dict[Any, Any] = {}

        def placeholder(value: Any) -> Any:
            tensor = tf.placeholder(value.dtype, value.shape)
            feed[tensor] = value
            return tensor

        cell = make()
        if callable(state):
            state = state(cell)
        current = tf.nest.map_structure(placeholder, state)
        outputs, ops = [], []
        with tf.variable_scope("s"):
            for step in inputs:
                fed = tf.nest.map_structure(placeholder, step)
                before = len(graph.get_operations())
                output, current = cell(fed, current)
                ops.append([op.type for op in graph.get_operations()[before:]])
                outputs.append(output)
        slopes = _slopes([outputs, current]) if with_gradients else {}
        weights = {
            short_name(v): spread(short_name(v), drawn(short_name(v), v.shape.as_list()))
            for v in tf.global_variables()
        }
        with tf.Session(config=_small_graph_config()) as session:
            session.run(
                [v.initializer for v in tf.global_variables()],
                {v.initializer.inputs[1]: weights[short_name(v)] for v in tf.global_variables()},
            )
            values = session.run([outputs, current, slopes], feed)
    return Run(values[0], values[1], weights, values[2], ops)


def _slopes(results: Any) -> dict[str, tf.Tensor]:
    tensors = [t for t in tf.nest.flatten(results) if tf.is_tensor(t)]
    loss = tf.add_n([tf.reduce_sum(tf.square(tf.cast(t, tf.float32))) for t in tensors])
    trained = tf.trainable_variables()
    slopes = zip(trained, tf.gradients(loss, trained), strict=True)
    return {short_name(v): slope for v, slope in slopes if slope is not None}


def _small_graph_config() -> tf.ConfigProto:
    """Graphs of these tests run once: optimising them takes far longer than running them."""
    config = tf.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    return config


def short_name(variable: Any) -> str:
    """The variable's name below the scope `s` and the cell's own scope."""
    return variable.op.name.split("/", 2)[-1]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray) -> np.ndarray:
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + 1e-12) + beta


def close(actual: Any, expected: Any, rtol: float = 1e-5) -> None:
    """Equal up to float32 rounding, in the whole structure."""
    for got, wanted in zip(tf.nest.flatten(actual), tf.nest.flatten(expected), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=rtol, atol=1e-6)

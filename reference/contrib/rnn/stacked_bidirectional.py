"""Bidirectional layers on top of each other: each sees both directions of the one below.

Source: ``tf.contrib.rnn.{stack_bidirectional_rnn, stack_bidirectional_dynamic_rnn}`` of
TensorFlow 1.15; Graves et al., 2013, https://arxiv.org/abs/1303.5778
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf


def _checked(cells_fw: Any, cells_bw: Any, states_fw: Any, states_bw: Any) -> list[tuple[Any, ...]]:
    """The layers as ``(forward cell, backward cell, forward state, backward state)``."""
    for direction, cells in (("fw", cells_fw), ("bw", cells_bw)):
        if not cells:
            raise ValueError(f"Must specify at least one {direction} cell for BidirectionalRNN.")
    for direction, cells in (("fw", cells_fw), ("bw", cells_bw)):
        if not isinstance(cells, list):
            raise ValueError(f"cells_{direction} must be a list of RNNCells (one per layer).")
    if len(cells_fw) != len(cells_bw):
        raise ValueError("Forward and Backward cells must have the same depth.")
    for direction, states in (("fw", states_fw), ("bw", states_bw)):
        if states is not None and not (isinstance(states, list) and len(states) == len(cells_fw)):
            raise ValueError(
                f"initial_states_{direction} must be a list of state tensors (one per layer)."
            )
    nothing = [None] * len(cells_fw)
    return list(zip(cells_fw, cells_bw, states_fw or nothing, states_bw or nothing, strict=True))


def _stacked(
    layers: list[tuple[Any, ...]], inputs: Any, scope: Any, run_layer: Callable[..., Any]
) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    final_fw, final_bw = [], []
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        for number, layer in enumerate(layers):
            with tf.variable_scope(f"cell_{number}") as layer_scope:
                inputs, state_fw, state_bw = run_layer(layer, inputs, layer_scope)
            final_fw.append(state_fw)
            final_bw.append(state_bw)
    return inputs, tuple(final_fw), tuple(final_bw)


def stack_bidirectional_rnn(
    cells_fw: list[Any],
    cells_bw: list[Any],
    inputs: list[Any],
    initial_states_fw: list[Any] | None = None,
    initial_states_bw: list[Any] | None = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[tf.Tensor], tuple[Any, ...], tuple[Any, ...]]:
    """Stacked ``static_bidirectional_rnn``.

    Args:
        cells_fw: the forward cells, one a layer.
        cells_bw: the backward cells, one a layer.
        inputs: one [batch, depth] tensor for each time step.
        initial_states_fw: the forward start states, one a layer; zeros by default.
        initial_states_bw: the backward start states, one a layer; zeros by default.
        dtype: of the start states, where they are not given.
        sequence_length: [batch] vector of lengths.
        scope: variable scope, ``stack_bidirectional_rnn`` by default.

    Returns:
        The last layer's outputs (both directions side by side) for each time step, and the final
        states of the layers, forward and backward.

    Raises:
        ValueError: cells or states are no lists, or not of one length.
        TypeError: a cell is no RNN cell.
    """

    def run_layer(layer: tuple[Any, ...], below: Any, layer_scope: tf.VariableScope) -> Any:
        cell_fw, cell_bw, state_fw, state_bw = layer
        return tf.nn.static_bidirectional_rnn(
            cell_fw,
            cell_bw,
            below,
            initial_state_fw=state_fw,
            initial_state_bw=state_bw,
            sequence_length=sequence_length,
            dtype=dtype,
            scope=layer_scope,
        )

    layers = _checked(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    return _stacked(layers, inputs, scope, run_layer)


def stack_bidirectional_dynamic_rnn(
    cells_fw: list[Any],
    cells_bw: list[Any],
    inputs: Any,
    initial_states_fw: list[Any] | None = None,
    initial_states_bw: list[Any] | None = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: int | None = None,
    time_major: bool = False,
    scope: Any = None,
    swap_memory: bool = False,
) -> tuple[tf.Tensor, tuple[Any, ...], tuple[Any, ...]]:
    """Stacked ``bidirectional_dynamic_rnn``.

    Args:
        cells_fw: the forward cells, one a layer.
        cells_bw: the backward cells, one a layer.
        inputs: [batch, time, depth] tensor; [time, batch, depth] with ``time_major``.
        initial_states_fw: the forward start states, one a layer; zeros by default.
        initial_states_bw: the backward start states, one a layer; zeros by default.
        dtype: of the start states, where they are not given.
        sequence_length: [batch] vector of lengths.
        parallel_iterations: of the while loops, 32 by default.
        time_major: which of batch and time comes first in inputs and outputs.
        scope: variable scope, ``stack_bidirectional_rnn`` by default.
        swap_memory: whether the loops may keep tensors on the host.

    Returns:
        The last layer's outputs, both directions side by side in the last dimension, and the final
        states of the layers, forward and backward.

    Raises:
        ValueError: cells or states are no lists, or not of one length.
        TypeError: a cell is no RNN cell.
    """

    def run_layer(layer: tuple[Any, ...], below: Any, _: tf.VariableScope) -> Any:
        cell_fw, cell_bw, state_fw, state_bw = layer
        outputs, states = tf.nn.bidirectional_dynamic_rnn(
            cell_fw,
            cell_bw,
            below,
            initial_state_fw=state_fw,
            initial_state_bw=state_bw,
            sequence_length=sequence_length,
            parallel_iterations=parallel_iterations,
            dtype=dtype,
            swap_memory=swap_memory,
            time_major=time_major,
        )
        return tf.concat(outputs, 2), *states

    layers = _checked(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    return _stacked(layers, inputs, scope, run_layer)

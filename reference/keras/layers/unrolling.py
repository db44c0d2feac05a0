"""A step function over time: a while loop, or the steps one after the other.

Source: ``tf.keras.backend.rnn`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/keras/backend/rnn
"""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

Step = Callable[[Any, tuple[Any, ...]], tuple[Any, Any]]


def rnn(
    step_function: Step,
    inputs: Any,
    initial_states: Sequence[Any],
    go_backwards: bool = False,
    mask: Any = None,
    constants: Sequence[Any] | None = None,
    unroll: bool = False,
    input_length: Any = None,
    time_major: bool = False,
    zero_output_for_mask: bool = False,
) -> tuple[Any, Any, Any]:
    """Apply ``step_function`` to every time step of ``inputs``.

    Args:
        step_function: makes ``output, new_states`` of one step's inputs and the states before it,
            followed by the constants.
        inputs: [batch, time, ...] tensor, or a nested structure of these.
        initial_states: the states before the first step.
        go_backwards: begin at the end; outputs come in the order in which they are made.
        mask: [batch, time] (or [batch, time, 1]) boolean tensor: where it is False, a sample keeps
            its states and repeats its last output.
        constants: tensors that each step gets besides.
        unroll: make the ops of each step; else a while loop.
        input_length: the greatest number of steps, as ``maximum_iterations`` of the loop.
        time_major: inputs, mask and outputs are [time, batch, ...].
        zero_output_for_mask: the output of a masked step is zero, not the last one again.

    Returns:
        The last output [batch, ...], all outputs [batch, time, ...], the last states.

    Raises:
        ValueError: ``unroll`` without a static number of steps; a mask without states.
    """
    if not time_major:
        inputs = tf.nest.map_structure(_swapped, inputs)
    flat = tf.nest.flatten(inputs)
    steps, batch = flat[0].shape.as_list()[:2]
    length = tf.shape(flat[0])[0]
    if mask is not None:
        if mask.dtype != tf.bool:
            mask = tf.cast(mask, tf.bool)
        if mask.shape.rank == 2:
            mask = tf.expand_dims(mask, -1)
        if not time_major:
            mask = _swapped(mask)
    extra = tuple(constants or ())
    states = tuple(initial_states)

    def step(values: Any, before: Sequence[Any]) -> tuple[Any, Any]:
        return step_function(values, tuple(before) + extra)

    if unroll:
        if not steps:
            raise ValueError("Unrolling requires a fixed number of timesteps.")
        last, outputs, states = _unrolled(
            step, inputs, states, steps, go_backwards, mask, zero_output_for_mask
        )
    else:
        options = {
            "maximum_iterations": input_length,
            "parallel_iterations": 32,
            "swap_memory": True,
        }
        last, outputs, states = _looped(
            step, inputs, states, length, go_backwards, mask, zero_output_for_mask, options
        )

    def known(output: tf.Tensor) -> tf.Tensor:
        output.set_shape([steps, batch, *output.shape.as_list()[2:]])
        return output

    outputs = tf.nest.map_structure(known, outputs)
    if not time_major:
        outputs = tf.nest.map_structure(_swapped, outputs)
    return last, outputs, states


def _swapped(tensor: tf.Tensor) -> tf.Tensor:
    return tf.transpose(tensor, [1, 0, *range(2, tensor.shape.rank)])


def _spread(mask: tf.Tensor, like: tf.Tensor, fixed: int = 1) -> tf.Tensor:
    """``mask`` with the rank and the sizes of ``like``, whose first ``fixed`` sizes it has."""
    for _ in range(like.shape.rank - mask.shape.rank):
        mask = tf.expand_dims(mask, -1)
    return tf.tile(mask, [1] * fixed + like.shape.as_list()[fixed:])


def _unrolled(
    step: Step,
    inputs: Any,
    states: Any,
    steps: int,
    go_backwards: bool,
    mask: Any,
    zero_output_for_mask: bool,
) -> tuple[Any, Any, Any]:
    def in_order(tensor: tf.Tensor) -> list[tf.Tensor]:
        parts = tf.unstack(tensor)
        return parts[::-1] if go_backwards else parts

    series = [in_order(tensor) for tensor in tf.nest.flatten(inputs)]
    masks = None if mask is None else in_order(mask)
    made: list[Any] = []
    for time in range(steps):
        values = tf.nest.pack_sequence_as(inputs, [parts[time] for parts in series])
        output, new_states = step(values, states)
        if masks is not None:
            last = made[-1] if made else tf.zeros_like(output)
            output = tf.where(_spread(masks[time], output), output, last)
            new_states = [
                tf.where(_spread(masks[time], new), new, old)
                for old, new in zip(states, new_states, strict=True)
            ]
        states = new_states
        made.append(output)
    last, outputs = made[-1], tf.stack(made)
    if masks is not None and zero_output_for_mask:
        last = tf.where(_spread(masks[-1], last), last, tf.zeros_like(last))
        outputs = tf.where(_spread(mask, outputs, 2), outputs, tf.zeros_like(outputs))
    return last, outputs, states


def _looped(
    step: Step,
    inputs: Any,
    states: Any,
    length: tf.Tensor,
    go_backwards: bool,
    mask: Any,
    zero_output_for_mask: bool,
    options: dict[str, Any],
) -> tuple[Any, Any, Any]:
    def array(dtype: Any, name: str, shape: Any = None) -> tf.TensorArray:
        return tf.TensorArray(dtype, size=length, tensor_array_name=name, element_shape=shape)

    flat = tf.nest.flatten(inputs)
    sources = [array(one.dtype, f"input_ta_{index}") for index, one in enumerate(flat)]
    sources = [
        source.unstack(tf.reverse(one, [0]) if go_backwards else one)
        for source, one in zip(sources, flat, strict=True)
    ]
    # The first step is made outside of the loop too: it tells the outputs' structure.
    first = tf.nest.pack_sequence_as(inputs, [one[0] for one in flat])
    pattern, _ = step(first, states)
    results = tuple(
        array(one.dtype, f"output_ta_{index}", one.shape)
        for index, one in enumerate(tf.nest.flatten(pattern))
    )
    time = tf.constant(0, dtype=tf.int32, name="time")
    masks: Any = None
    zeros: tuple[Any, ...] = ()
    if mask is not None:
        if not states:
            raise ValueError(
                "No initial states provided! When using masking in an RNN, you should provide "
                "initial states (and your step function should return as its first state at time "
                "`t` the output at time `t-1`)."
            )
        if go_backwards:
            mask = tf.reverse(mask, [0])
        masks = array(tf.bool, "mask_ta").unstack(mask)
        zeros = tuple(tf.zeros_like(one) for one in tf.nest.flatten(pattern))

    def body(time: tf.Tensor, arrays: Any, outputs: Any, before: Any) -> Any:
        values = [source.read(time) for source in sources]
        now = None if masks is None else masks.read(time)
        output, new_states = step(tf.nest.pack_sequence_as(inputs, values), before)
        flat_output, flat_old = tf.nest.flatten(output), tf.nest.flatten(before)
        flat_new = tf.nest.flatten(new_states)
        if now is not None:
            former = zeros if zero_output_for_mask else outputs
            spread = [_spread(now, one) for one in flat_output]
            flat_output = [
                tf.where(keep, one, other)
                for keep, one, other in zip(spread, flat_output, former, strict=True)
            ]
        for old, new in zip(flat_old, flat_new, strict=True):
            new.set_shape(old.shape)
        if now is not None:
            spread = [_spread(now, one) for one in flat_old]
            flat_new = [
                tf.where(keep, new, old)
                for keep, new, old in zip(spread, flat_new, flat_old, strict=True)
            ]
        arrays = tuple(
            result.write(time, one) for result, one in zip(arrays, flat_output, strict=True)
        )
        kept = tuple(flat_output) if now is not None else ()
        return time + 1, arrays, kept, tf.nest.pack_sequence_as(states, flat_new)

    _, results, _, states = tf.while_loop(
        lambda time, *_: time < length, body, (time, results, zeros, states), **options
    )
    stacked = [result.stack() for result in results]
    last = [one[-1] for one in stacked]
    return (
        tf.nest.pack_sequence_as(pattern, last),
        tf.nest.pack_sequence_as(pattern, stacked),
        states,
    )

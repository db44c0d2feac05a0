"""The decoding loop: `Decoder` and `dynamic_decode`.

Source: `tf.contrib.seq2seq.Decoder` and `dynamic_decode` of TensorFlow 1.15.
"""

import abc
import contextlib

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.batch_time import transpose_batch_time
from reference.contrib.seq2seq.zero_state import zero_state_tensors

__all__ = ["Decoder", "dynamic_decode"]


class Decoder(metaclass=abc.ABCMeta):
    """What `dynamic_decode` drives: a start, a step, and optionally a finish.

    Shapes below leave time out; `output_size` and `output_dtype` are alike nested.

    Source: `tf.contrib.seq2seq.Decoder` (TensorFlow 1.15).
    """

    @property
    def batch_size(self):
        """Number of rows decoded together, an int or an int32 scalar tensor."""
        raise NotImplementedError

    @property
    def output_size(self):
        """Nested ints or `TensorShape`s: one step's output without the batch."""
        raise NotImplementedError

    @property
    def output_dtype(self):
        """Nested dtypes of one step's output."""
        raise NotImplementedError

    @abc.abstractmethod
    def initialize(self, name=None):
        """Return `(finished [batch] bool, first inputs, initial state)`."""
        raise NotImplementedError

    @abc.abstractmethod
    def step(self, time, inputs, state, name=None):
        """Return `(outputs, next state, next inputs, finished [batch] bool)` of step `time`."""
        raise NotImplementedError

    def finalize(self, outputs, final_state, sequence_lengths):
        """Return `(outputs, state)` made from the time-major outputs and the last state.

        A decoder that does not implement it leaves both as they are.
        """
        raise NotImplementedError

    @property
    def tracks_own_finished(self):
        """Whether `finished` of a step replaces what was finished before, as beams may need.

        With False a row stays finished once a step has said so.
        """
        return False


def dynamic_decode(
    decoder,
    output_time_major=False,
    impute_finished=False,
    maximum_iterations=None,
    parallel_iterations=32,
    swap_memory=False,
    scope=None,
    **kwargs,
):
    """Step `decoder` until every row has finished.

    Args:
      decoder: a `Decoder`.
      output_time_major: whether outputs stay `[time, batch, ...]`, which saves a transposition.
      impute_finished: whether a finished row emits zeros and keeps its state. Needed for right
        final states and gradients past the end of short rows; slower.
      maximum_iterations: int scalar, the most steps to take; None for no limit.
      parallel_iterations, swap_memory: see `tf.while_loop`.
      scope: variable scope, or its name; `decoder` by default.
      **kwargs: taken for the sake of 1.15's signature, and not used.

    Returns:
      `(outputs, final state, sequence lengths)`: outputs nested as `decoder.output_size`, each
      `[batch, time, ...]`; lengths int32 `[batch]` (`[batch, beam]` under beam search). A decoder
      with `finalize` gives the first two.

    Raises:
      TypeError: when `decoder` is not a `Decoder`.
      ValueError: when `maximum_iterations` is not a scalar.

    Source: `tf.contrib.seq2seq.dynamic_decode` (TensorFlow 1.15).
    """
    if not isinstance(decoder, Decoder):
        raise TypeError(f"Expected decoder to be type Decoder, but saw: {type(decoder)}")

    with tf.variable_scope(scope, "decoder") as variable_scope:
        _cache_variables_outside_loop(variable_scope)
        if maximum_iterations is not None:
            maximum_iterations = tf.convert_to_tensor(
                maximum_iterations, dtype=tf.int32, name="maximum_iterations"
            )
            if maximum_iterations.get_shape().ndims != 0:
                raise ValueError("maximum_iterations must be a scalar")

        finished, inputs, state = decoder.initialize()
        zero_outputs = tf.nest.map_structure(
            lambda size, dtype: zero_state_tensors(size, decoder.batch_size, dtype),
            decoder.output_size,
            decoder.output_dtype,
        )
        if maximum_iterations is not None:
            finished = tf.logical_or(finished, maximum_iterations <= 0)
        lengths = tf.zeros_like(finished, dtype=tf.int32)
        loop = _Loop(decoder, impute_finished, zero_outputs)
        outputs, state, lengths = loop.run(
            state,
            inputs,
            finished,
            lengths,
            parallel_iterations=parallel_iterations,
            maximum_iterations=maximum_iterations,
            swap_memory=swap_memory,
        )
        # A decoder without a `finalize` of its own leaves outputs and state as they are.
        with contextlib.suppress(NotImplementedError):
            outputs, state = decoder.finalize(outputs, state, lengths)
        if not output_time_major:
            outputs = tf.nest.map_structure(transpose_batch_time, outputs)
    return outputs, state, lengths


class _Loop:
    """The `tf.while_loop` over `decoder.step`, with outputs written to TensorArrays."""

    def __init__(self, decoder, impute_finished, zero_outputs):
        self._decoder = decoder
        self._impute_finished = impute_finished
        self._zero_outputs = zero_outputs

    def run(self, state, inputs, finished, lengths, **while_options):
        """Return time-major outputs, the last state and the lengths."""
        start = tf.constant(0, dtype=tf.int32)
        arrays = tf.nest.map_structure(
            self._output_array, self._decoder.output_size, self._decoder.output_dtype
        )
        _, arrays, state, _, _, lengths = tf.while_loop(
            lambda time, arrays, state, inputs, finished, lengths: tf.logical_not(
                tf.reduce_all(finished)
            ),
            self._step,
            loop_vars=(start, arrays, state, inputs, finished, lengths),
            **while_options,
        )
        return tf.nest.map_structure(lambda array: array.stack(), arrays), state, lengths

    def _output_array(self, size, dtype):
        shape = None
        if isinstance(size, tf.TensorShape) and size.ndims != 0:
            batch = tf.convert_to_tensor(self._decoder.batch_size, name="batch_size")
            shape = tf.TensorShape([tf.get_static_value(batch)]).concatenate(size)
        return tf.TensorArray(dtype=dtype, size=0, dynamic_size=True, element_shape=shape)

    def _step(self, time, arrays, state, inputs, finished, lengths):
        outputs, next_state, next_inputs, next_finished = self._decoder.step(time, inputs, state)
        if not self._decoder.tracks_own_finished:
            next_finished = tf.logical_or(next_finished, finished)
        next_lengths = tf.where(
            tf.logical_not(finished), tf.fill(tf.shape(lengths), time + 1), lengths
        )
        for before, after in ((state, next_state), (arrays, outputs), (inputs, next_inputs)):
            tf.nest.assert_same_structure(before, after)

        if self._impute_finished:
            outputs = tf.nest.map_structure(
                lambda output, zero: tf.where(finished, zero, output), outputs, self._zero_outputs
            )
            next_state = tf.nest.map_structure(
                lambda new, old: _keep_when(finished, old, new), next_state, state
            )
        arrays = tf.nest.map_structure(
            lambda array, output: array.write(time, output), arrays, outputs
        )
        return time + 1, arrays, next_state, next_inputs, next_finished, next_lengths


def _keep_when(finished, old, new):
    """`old` in finished rows; what has no rows (TensorArrays, scalars) always moves on."""
    if isinstance(old, tf.TensorArray):
        return new
    new.set_shape(old.shape)
    return new if new.shape.ndims == 0 else tf.where(finished, old, new)


def _cache_variables_outside_loop(variable_scope):
    """Let variables be read once before the loop, not once a step.

    Not when decoding is itself part of a loop: there a train step may change them in between.
    """
    if tf.executing_eagerly() or _inside_while_loop():
        return
    if variable_scope.caching_device is None:
        variable_scope.set_caching_device(lambda op: op.device)


def _inside_while_loop():
    here = tf.get_default_graph().get_name_scope() + "/"
    loops = tf.get_collection(tf.GraphKeys.WHILE_CONTEXT)
    # A context is called "<scope of its loop>/while_context".
    return any(here.startswith(loop.name.rpartition("/")[0] + "/") for loop in loops)

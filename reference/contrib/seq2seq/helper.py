"""Helpers: what a `BasicDecoder` reads next, and when it stops.

Here are the base class, training by teacher forcing, and inference; the two forms of scheduled
sampling are in `scheduled_sampling`.

Source: `tf.contrib.seq2seq` of TensorFlow 1.15, helper.py.
"""

import abc

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.batch_time import transpose_batch_time
from reference.contrib.seq2seq.sampling import categorical_sample

__all__ = [
    "CustomHelper",
    "GreedyEmbeddingHelper",
    "Helper",
    "InferenceHelper",
    "SampleEmbeddingHelper",
    "TrainingHelper",
]


class Helper(metaclass=abc.ABCMeta):
    """What a `BasicDecoder` asks at the start and at every step.

    Source: `tf.contrib.seq2seq.Helper` (TensorFlow 1.15).
    """

    @property
    @abc.abstractmethod
    def batch_size(self):
        """Number of rows, int32 scalar tensor."""
        raise NotImplementedError("batch_size has not been implemented")

    @property
    @abc.abstractmethod
    def sample_ids_shape(self):
        """`TensorShape` of one row's sample."""
        raise NotImplementedError("sample_ids_shape has not been implemented")

    @property
    @abc.abstractmethod
    def sample_ids_dtype(self):
        """Dtype of the samples."""
        raise NotImplementedError("sample_ids_dtype has not been implemented")

    @abc.abstractmethod
    def initialize(self, name=None):
        """Return `(finished [batch] bool, first inputs [batch, ...])`."""

    @abc.abstractmethod
    def sample(self, time, outputs, state, name=None):
        """Return the sample ids `[batch, *sample_ids_shape]` for the cell's `outputs`."""

    @abc.abstractmethod
    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return `(finished, next inputs, next state)` after step `time`."""


class CustomHelper(Helper):
    """A helper made of three functions.

    Args:
      initialize_fn: `() -> (finished, first inputs)`.
      sample_fn: `(time=, outputs=, state=) -> sample ids`.
      next_inputs_fn: `(time=, outputs=, state=, sample_ids=) -> (finished, inputs, state)`.
      sample_ids_shape: shape of one row's sample, a scalar by default.
      sample_ids_dtype: dtype of the samples, int32 by default.

    Source: `tf.contrib.seq2seq.CustomHelper` (TensorFlow 1.15).
    """

    def __init__(
        self,
        initialize_fn,
        sample_fn,
        next_inputs_fn,
        sample_ids_shape=None,
        sample_ids_dtype=None,
    ):
        self._initialize_fn = initialize_fn
        self._sample_fn = sample_fn
        self._next_inputs_fn = next_inputs_fn
        self._sample_ids_shape = tf.TensorShape(sample_ids_shape or [])
        self._sample_ids_dtype = sample_ids_dtype or tf.int32
        self._batch_size = None

    @property
    def batch_size(self):
        """Number of rows; known once `initialize` has run, ValueError before."""
        if self._batch_size is None:
            raise ValueError("batch_size accessed before initialize was called")
        return self._batch_size

    @property
    def sample_ids_shape(self):
        """`TensorShape` of one row's sample."""
        return self._sample_ids_shape

    @property
    def sample_ids_dtype(self):
        """Dtype of the samples."""
        return self._sample_ids_dtype

    def initialize(self, name=None):
        """See `Helper.initialize`."""
        with tf.name_scope(name, f"{type(self).__name__}Initialize"):
            finished, first_inputs = self._initialize_fn()
            if self._batch_size is None:
                self._batch_size = tf.size(finished)
        return finished, first_inputs

    def sample(self, time, outputs, state, name=None):
        """See `Helper.sample`."""
        with tf.name_scope(name, f"{type(self).__name__}Sample", (time, outputs, state)):
            return self._sample_fn(time=time, outputs=outputs, state=state)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """See `Helper.next_inputs`."""
        with tf.name_scope(name, f"{type(self).__name__}NextInputs", (time, outputs, state)):
            return self._next_inputs_fn(
                time=time, outputs=outputs, state=state, sample_ids=sample_ids
            )


class _TokenHelper(Helper):
    """What the helpers have in common whose samples are one int32 a row."""

    _batch_size = None

    @property
    def batch_size(self):
        """Number of rows, int32 scalar tensor."""
        return self._batch_size

    @property
    def sample_ids_shape(self):
        """A scalar a row."""
        return tf.TensorShape([])

    @property
    def sample_ids_dtype(self):
        """int32."""
        return tf.int32


class TrainingHelper(_TokenHelper):
    """Teacher forcing: each step reads the given input, whatever the decoder put out.

    Samples are the argmax of the outputs and are for inspection only.

    Args:
      inputs: `[batch, time, ...]`, or `[time, batch, ...]` if `time_major`.
      sequence_length: int32 `[batch]`.
      time_major: see `inputs`.
      name: name scope, `TrainingHelper` by default.

    Raises:
      ValueError: when `sequence_length` is not a vector.

    Source: `tf.contrib.seq2seq.TrainingHelper` (TensorFlow 1.15).
    """

    def __init__(self, inputs, sequence_length, time_major=False, name=None):
        with tf.name_scope(name, "TrainingHelper", [inputs, sequence_length]):
            self._inputs = tf.convert_to_tensor(inputs, name="inputs")
            by_time = self._inputs if time_major else transpose_batch_time(self._inputs)
            self._input_tas = unstack_by_time(by_time)
            self._sequence_length = tf.convert_to_tensor(sequence_length, name="sequence_length")
            if self._sequence_length.get_shape().ndims != 1:
                raise ValueError(
                    "Expected sequence_length to be a vector, but received shape: "
                    f"{self._sequence_length.get_shape()}"
                )
            self._zero_inputs = tf.zeros_like(by_time[0, :])
            self._batch_size = tf.size(sequence_length)

    @property
    def inputs(self):
        """The inputs as given, as a tensor."""
        return self._inputs

    @property
    def sequence_length(self):
        """The lengths, int32 `[batch]`."""
        return self._sequence_length

    def initialize(self, name=None):
        """Return which rows are empty, and the first inputs."""
        with tf.name_scope(name, "TrainingHelperInitialize"):
            finished = tf.equal(0, self._sequence_length)
            return finished, self._read_unless_done(finished, 0)

    def sample(self, time, outputs, name=None, **unused_kwargs):
        """Return the argmax of `outputs` `[batch, ..., classes]` as int32."""
        with tf.name_scope(name, "TrainingHelperSample", [time, outputs]):
            return tf.cast(tf.argmax(outputs, axis=-1), tf.int32)

    def next_inputs(self, time, outputs, state, name=None, **unused_kwargs):
        """Return the given inputs of step `time + 1`, zeros when every row has finished."""
        with tf.name_scope(name, "TrainingHelperNextInputs", [time, outputs, state]):
            next_time = time + 1
            finished = next_time >= self._sequence_length
            return finished, self._read_unless_done(finished, next_time), state

    def _read_unless_done(self, finished, time):
        return tf.cond(
            tf.reduce_all(finished),
            lambda: self._zero_inputs,
            lambda: self._input_tas.read(time),
        )


class GreedyEmbeddingHelper(_TokenHelper):
    """Inference that feeds the embedded argmax back in.

    Args:
      embedding: `f(ids) -> inputs`, or embedding parameters for `tf.nn.embedding_lookup`.
      start_tokens: int32 `[batch]`.
      end_token: int32 scalar; a row that samples it has finished.

    Raises:
      ValueError: when `start_tokens` is not a vector or `end_token` not a scalar.

    Source: `tf.contrib.seq2seq.GreedyEmbeddingHelper` (TensorFlow 1.15).
    """

    def __init__(self, embedding, start_tokens, end_token):
        self._embedding_fn = embedding_function(embedding)
        self._start_tokens = tf.convert_to_tensor(start_tokens, dtype=tf.int32, name="start_tokens")
        self._end_token = tf.convert_to_tensor(end_token, dtype=tf.int32, name="end_token")
        if self._start_tokens.get_shape().ndims != 1:
            raise ValueError("start_tokens must be a vector")
        self._batch_size = tf.size(start_tokens)
        if self._end_token.get_shape().ndims != 0:
            raise ValueError("end_token must be a scalar")
        self._start_inputs = self._embedding_fn(self._start_tokens)

    def initialize(self, name=None):
        """Return no row finished, and the embedded start tokens."""
        return tf.tile([False], [self._batch_size]), self._start_inputs

    def sample(self, time, outputs, state, name=None):
        """Return the argmax of the logits `[batch, classes]`; TypeError unless one tensor."""
        _require_tensor(outputs)
        return tf.argmax(outputs, axis=-1, output_type=tf.int32)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return the embedded `sample_ids`, or the start inputs when every row has finished."""
        finished = tf.equal(sample_ids, self._end_token)
        next_inputs = tf.cond(
            tf.reduce_all(finished),
            lambda: self._start_inputs,
            lambda: self._embedding_fn(sample_ids),
        )
        return finished, next_inputs, state


class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """Inference that feeds an embedded draw from the logits back in.

    Args:
      embedding, start_tokens, end_token: see `GreedyEmbeddingHelper`.
      softmax_temperature: float scalar by which the logits are divided; None for 1.
      seed: op seed.

    Source: `tf.contrib.seq2seq.SampleEmbeddingHelper` (TensorFlow 1.15).
    """

    def __init__(self, embedding, start_tokens, end_token, softmax_temperature=None, seed=None):
        super().__init__(embedding, start_tokens, end_token)
        self._softmax_temperature = softmax_temperature
        self._seed = seed

    def sample(self, time, outputs, state, name=None):
        """Return a draw for each row of logits `[batch, classes]`; TypeError unless one tensor."""
        _require_tensor(outputs)
        logits = outputs
        if self._softmax_temperature is not None:
            logits = outputs / self._softmax_temperature
        return categorical_sample(logits=logits, seed=self._seed)


class InferenceHelper(Helper):
    """Inference with functions of your own.

    Args:
      sample_fn: `outputs -> sample ids`.
      sample_shape: shape of one row's sample.
      sample_dtype: dtype of the samples.
      start_inputs: `[batch, ...]`.
      end_fn: `sample ids -> finished [batch] bool`.
      next_inputs_fn: `sample ids -> next inputs`; by default the samples themselves.

    Source: `tf.contrib.seq2seq.InferenceHelper` (TensorFlow 1.15).
    """

    def __init__(
        self, sample_fn, sample_shape, sample_dtype, start_inputs, end_fn, next_inputs_fn=None
    ):
        self._sample_fn = sample_fn
        self._end_fn = end_fn
        self._sample_shape = tf.TensorShape(sample_shape)
        self._sample_dtype = sample_dtype
        self._next_inputs_fn = next_inputs_fn
        self._batch_size = tf.shape(start_inputs)[0]
        self._start_inputs = tf.convert_to_tensor(start_inputs, name="start_inputs")

    @property
    def batch_size(self):
        """Number of rows, int32 scalar tensor."""
        return self._batch_size

    @property
    def sample_ids_shape(self):
        """`TensorShape` of one row's sample."""
        return self._sample_shape

    @property
    def sample_ids_dtype(self):
        """Dtype of the samples."""
        return self._sample_dtype

    def initialize(self, name=None):
        """Return no row finished, and the start inputs."""
        return tf.tile([False], [self._batch_size]), self._start_inputs

    def sample(self, time, outputs, state, name=None):
        """Return `sample_fn(outputs)`."""
        return self._sample_fn(outputs)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return `end_fn(sample_ids)`, the next inputs made of `sample_ids`, and the state."""
        inputs = sample_ids if self._next_inputs_fn is None else self._next_inputs_fn(sample_ids)
        return self._end_fn(sample_ids), inputs, state


def embedding_function(embedding):
    """`embedding` itself when callable, else a look-up in it."""
    if callable(embedding):
        return embedding
    return lambda ids: tf.nn.embedding_lookup(embedding, ids)


def unstack_by_time(tensor):
    """A TensorArray of the slices of `tensor` along its first axis."""
    array = tf.TensorArray(
        dtype=tensor.dtype, size=tf.shape(tensor)[0], element_shape=tensor.get_shape()[1:]
    )
    return array.unstack(tensor)


def _require_tensor(outputs):
    if not tf.is_tensor(outputs):
        raise TypeError(f"Expected outputs to be a single Tensor, got: {type(outputs)}")

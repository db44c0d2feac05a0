"""Training helpers that now and then feed the decoder its own output instead of the given input.

S. Bengio et al., "Scheduled Sampling for Sequence Prediction with Recurrent Neural Networks",
https://arxiv.org/abs/1506.03099.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.batch_time import transpose_batch_time
from reference.contrib.seq2seq.helper import TrainingHelper, embedding_function, unstack_by_time
from reference.contrib.seq2seq.sampling import bernoulli_sample, categorical_sample

__all__ = ["ScheduledEmbeddingTrainingHelper", "ScheduledOutputTrainingHelper"]

_NOT_SAMPLED = -1


class ScheduledEmbeddingTrainingHelper(TrainingHelper):
    """Feeds, with some probability a row, the embedding of a draw from the logits.

    Its samples are the drawn ids, and -1 in rows that go on with the given input.

    Args:
      inputs, sequence_length, time_major: see `TrainingHelper`.
      embedding: `f(ids) -> inputs`, or embedding parameters for `tf.nn.embedding_lookup`.
      sampling_probability: float scalar; a vector passes here, as in 1.15, and fails at a step.
      seed: op seed of the draws.
      scheduling_seed: op seed of the choice between draw and input.
      name: name scope, `ScheduledEmbeddingSamplingWrapper` by default.

    Raises:
      ValueError: when `sampling_probability` is neither a scalar nor a vector.

    Source: `tf.contrib.seq2seq.ScheduledEmbeddingTrainingHelper` (TensorFlow 1.15).
    """

    def __init__(
        self,
        inputs,
        sequence_length,
        embedding,
        sampling_probability,
        time_major=False,
        seed=None,
        scheduling_seed=None,
        name=None,
    ):
        with tf.name_scope(
            name, "ScheduledEmbeddingSamplingWrapper", [embedding, sampling_probability]
        ):
            self._embedding_fn = embedding_function(embedding)
            self._sampling_probability = _probability(sampling_probability)
            self._seed = seed
            self._scheduling_seed = scheduling_seed
            super().__init__(
                inputs=inputs, sequence_length=sequence_length, time_major=time_major, name=name
            )

    def sample(self, time, outputs, state, name=None):
        """Return int32 `[batch]`: a draw from the logits, or -1 where there is none."""
        with tf.name_scope(name, "ScheduledEmbeddingTrainingHelperSample", [time, outputs, state]):
            drawn = bernoulli_sample(
                probs=self._sampling_probability,
                dtype=tf.bool,
                sample_shape=self.batch_size,
                seed=self._scheduling_seed,
            )
            return tf.where(
                drawn,
                categorical_sample(logits=outputs, seed=self._seed),
                tf.fill([self.batch_size], _NOT_SAMPLED),
            )

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return the given next inputs with the rows of drawn ids replaced by their embedding."""
        with tf.name_scope(
            name,
            "ScheduledEmbeddingTrainingHelperNextInputs",
            [time, outputs, state, sample_ids],
        ):
            finished, given, state = super().next_inputs(
                time=time, outputs=outputs, state=state, sample_ids=sample_ids, name=name
            )

            def mixed():
                sampled = _rows_where(sample_ids > _NOT_SAMPLED)
                kept = _rows_where(sample_ids <= _NOT_SAMPLED)
                ids = tf.gather_nd(sample_ids, sampled)
                kept_inputs = tf.gather_nd(given, kept)
                fed = self._embedding_fn(ids)
                return _merge_rows(tf.shape(given), (sampled, fed), (kept, kept_inputs))

            inputs = tf.cond(tf.reduce_all(finished), lambda: given, mixed)
            return finished, inputs, state


class ScheduledOutputTrainingHelper(TrainingHelper):
    """Feeds, with some probability a row, the decoder's output itself.

    Its samples are 1 in rows that feed the output, 0 in those that go on with the given input.

    Args:
      inputs, sequence_length, time_major: see `TrainingHelper`.
      sampling_probability: float scalar or `[batch]`.
      seed: op seed of the choice between output and input.
      next_inputs_fn: `outputs -> next inputs`, applied to the sampled rows only; by default the
        outputs are the next inputs.
      auxiliary_inputs: like `inputs`; concatenated to the inputs, sampled or not, on the last axis.
      name: name scope, `ScheduledOutputTrainingHelper` by default.

    Raises:
      ValueError: when `sampling_probability` is neither a scalar nor a vector.

    Source: `tf.contrib.seq2seq.ScheduledOutputTrainingHelper` (TensorFlow 1.15).
    """

    def __init__(
        self,
        inputs,
        sequence_length,
        sampling_probability,
        time_major=False,
        seed=None,
        next_inputs_fn=None,
        auxiliary_inputs=None,
        name=None,
    ):
        with tf.name_scope(
            name,
            "ScheduledOutputTrainingHelper",
            [inputs, auxiliary_inputs, sampling_probability],
        ):
            self._sampling_probability = _probability(sampling_probability)
            self._auxiliary_input_tas = None
            if auxiliary_inputs is not None:
                given = tf.convert_to_tensor(inputs, name="inputs")
                auxiliary = tf.convert_to_tensor(auxiliary_inputs, name="auxiliary_inputs")
                inputs = tf.concat((given, auxiliary), -1)
                if not time_major:
                    auxiliary = transpose_batch_time(auxiliary)
                self._auxiliary_input_tas = unstack_by_time(auxiliary)
            self._seed = seed
            self._next_inputs_fn = next_inputs_fn
            super().__init__(
                inputs=inputs, sequence_length=sequence_length, time_major=time_major, name=name
            )

    def sample(self, time, outputs, state, name=None):
        """Return int32 `[batch]`: 1 where the output is to be fed, else 0."""
        with tf.name_scope(name, "ScheduledOutputTrainingHelperSample", [time, outputs, state]):
            return bernoulli_sample(
                probs=self._sampling_probability, sample_shape=self.batch_size, seed=self._seed
            )

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        """Return the given next inputs with the sampled rows replaced by the outputs."""
        with tf.name_scope(
            name,
            "ScheduledOutputTrainingHelperNextInputs",
            [time, outputs, state, sample_ids],
        ):
            finished, given, state = super().next_inputs(
                time=time, outputs=outputs, state=state, sample_ids=sample_ids, name=name
            )
            is_sampled = tf.cast(sample_ids, tf.bool)

            def mixed():
                if self._next_inputs_fn is None:
                    return tf.where(is_sampled, self._with_auxiliary(outputs, time), given)
                sampled = _rows_where(is_sampled)
                kept = _rows_where(tf.logical_not(is_sampled))
                fed = tf.gather_nd(outputs, sampled)
                kept_inputs = tf.gather_nd(given, kept)
                fed = self._with_auxiliary(self._next_inputs_fn(fed), time, sampled)
                return _merge_rows(tf.shape(given), (sampled, fed), (kept, kept_inputs))

            all_finished = tf.reduce_all(finished)
            nothing_sampled = tf.logical_not(tf.reduce_any(is_sampled))
            inputs = tf.cond(tf.logical_or(all_finished, nothing_sampled), lambda: given, mixed)
            return finished, inputs, state

    def _with_auxiliary(self, outputs, time, rows=None):
        if self._auxiliary_input_tas is None:
            return outputs
        auxiliary = self._auxiliary_input_tas.read(time + 1)
        if rows is not None:
            auxiliary = tf.gather_nd(auxiliary, rows)
        return tf.nest.map_structure(lambda output: tf.concat((output, auxiliary), -1), outputs)


def _probability(sampling_probability):
    probability = tf.convert_to_tensor(sampling_probability, name="sampling_probability")
    if probability.get_shape().ndims not in (0, 1):
        raise ValueError(
            "sampling_probability must be either a scalar or a vector. "
            f"saw shape: {probability.get_shape()}"
        )
    return probability


def _rows_where(condition):
    return tf.cast(tf.where(condition), tf.int32)


def _merge_rows(shape, *parts):
    """A tensor of `shape` from `(rows [n, 1], values [n, ...])` parts with no row in common."""
    first, second = (
        tf.scatter_nd(indices=rows, updates=values, shape=shape) for rows, values in parts
    )
    return first + second

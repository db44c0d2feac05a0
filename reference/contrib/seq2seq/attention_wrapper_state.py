"""`AttentionWrapperState`: what an `AttentionWrapper` hands from step to step."""

import collections

import tensorflow.compat.v1 as tf

from reference.contrib.framework.tensors import with_same_shape

__all__ = ["AttentionWrapperState"]


class AttentionWrapperState(
    collections.namedtuple(
        "AttentionWrapperState",
        (
            "cell_state",
            "attention",
            "time",
            "alignments",
            "alignment_history",
            "attention_state",
        ),
    )
):
    """State of an `AttentionWrapper`; the last three are tuples when it has several mechanisms.

    - `cell_state`: the wrapped cell's state;
    - `attention`: `[batch, attention size]`, put out at the step before;
    - `time`: int32 scalar;
    - `alignments`: `[batch, memory time]`;
    - `alignment_history`: a TensorArray of alignments, or `()` when it is not kept;
    - `attention_state`: the mechanism's own state.

    Source: `tf.contrib.seq2seq.AttentionWrapperState` (TensorFlow 1.15).
    """

    __slots__ = ()

    def clone(self, **kwargs):
        """Return a copy with some fields replaced, of the same shapes as before.

        Args:
          **kwargs: field names and their new values, nested like the old ones.

        Raises:
          ValueError: when a new tensor's static shape differs from the old one's.

        Where shapes are not fully known a graph checks them when it runs
        (`tf.errors.InvalidArgumentError`).
        """
        return tf.nest.map_structure(_checked, self, self._replace(**kwargs))


def _checked(old, new):
    if not (tf.is_tensor(old) and tf.is_tensor(new)):
        return new
    if not tf.executing_eagerly():
        return with_same_shape(old, new)
    if old.shape.as_list() != new.shape.as_list():
        raise ValueError(
            "The shape of the AttentionWrapperState is expected to be same as the one to clone. "
            f"self.shape: {old.shape}, input.shape: {new.shape}"
        )
    return new

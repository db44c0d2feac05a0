"""Choosing between the one-step and the general form of a CRF computation.

A chain of one step has no transitions, and the recurrences below cannot run over zero of them.
"""

import tensorflow.compat.v1 as tf


def by_sequence_length(potentials, one_step, many_steps):
    """Return `one_step()` where `potentials` `[batch, time, tags]` is one step long.

    A time dimension that is known decides while the graph is built; otherwise `tf.cond` does.
    """
    steps = potentials.shape.dims[1].value or tf.shape(potentials)[1]
    is_single = tf.equal(steps, 1)
    known = tf.get_static_value(is_single)
    if known is None:
        return tf.cond(is_single, one_step, many_steps)
    return one_step() if known else many_steps()


def zero_where_empty(values, sequence_lengths):
    """`values` `[batch]`, with 0 for each sequence whose length is not positive."""
    return tf.where(tf.less_equal(sequence_lengths, 0), tf.zeros_like(values), values)


def transitions_left(sequence_lengths):
    """`max(0, sequence_lengths - 1)`, in the dtype of `sequence_lengths`."""
    return tf.maximum(tf.constant(0, dtype=sequence_lengths.dtype), sequence_lengths - 1)

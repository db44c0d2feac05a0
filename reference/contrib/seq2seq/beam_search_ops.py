"""`gather_tree`: reading beams back from the parents that a beam search left behind.

TensorFlow 1.15 had a kernel of its own for it, which TensorFlow 2 has no more. Here the same result
comes from public ops, wrapped up so that a graph still shows one op, named `GatherTree`.
"""

import functools

import tensorflow.compat.v1 as tf

__all__ = ["gather_tree"]


def gather_tree(step_ids, parent_ids, max_sequence_lengths, end_token, name=None):
    """Full beams from the ids chosen at each step and the beams that they extended.

    Beam `k` is followed from step `max_sequence_lengths[b] - 1` backwards through `parent_ids`.
    Steps from there on, and those after the first `end_token` of a beam, hold `end_token`.

    Args:
      step_ids: int32 `[time, batch, beam]`.
      parent_ids: int32 `[time, batch, beam]`, the beam at step `t - 1` that step `t` extends.
      max_sequence_lengths: int32 `[batch]`.
      end_token: int32 scalar.
      name: name of the op, `GatherTree` by default.

    Returns:
      int32 `[time, batch, beam]`.

    Raises:
      ValueError: when static shapes do not fit.
      tf.errors.InvalidArgumentError: when shapes do not fit, or a parent lies outside the beam.

    Source: `tf.contrib.seq2seq.gather_tree` (TensorFlow 1.15).
    """
    with tf.name_scope(name, "GatherTree") as scope:
        operands = [
            tf.convert_to_tensor(value, dtype=tf.int32, name=label)
            for label, value in (
                ("step_ids", step_ids),
                ("parent_ids", parent_ids),
                ("max_sequence_lengths", max_sequence_lengths),
                ("end_token", end_token),
            )
        ]
        shape = _beams_shape(*(operand.shape for operand in operands))
        if tf.executing_eagerly():
            return _compiled_gather_tree()(*operands)
        (beams,) = tf.raw_ops.PartitionedCall(
            args=operands, Tout=[tf.int32], f=_compiled_gather_tree(), name=scope
        )
        beams.set_shape(shape)
        return beams


def _beams_shape(step_ids, parent_ids, lengths, end_token):
    beams = step_ids.with_rank(3).merge_with(parent_ids.with_rank(3))
    lengths = lengths.with_rank(1)
    end_token.assert_has_rank(0)
    return beams.merge_with(tf.TensorShape([None]).concatenate(lengths).concatenate([None]))


@functools.lru_cache(maxsize=1)
def _compiled_gather_tree():
    """The graph function behind `gather_tree`, traced once for every shape."""
    with tf.init_scope():
        return tf.function(_follow_parents, autograph=False).get_concrete_function(
            tf.TensorSpec([None, None, None], tf.int32),
            tf.TensorSpec([None, None, None], tf.int32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([], tf.int32),
        )


def _follow_parents(step_ids, parent_ids, lengths, end_token):
    with tf.control_dependencies(_shape_assertions(step_ids, parent_ids, lengths)):
        time, batch, width = tf.unstack(tf.shape(step_ids))
    own_beam = tf.tile(tf.range(width)[tf.newaxis, :], [batch, 1])
    lengths = tf.minimum(lengths, time)

    def step_back(level, beam, tokens, parents):
        inside = tf.tile((level < lengths)[:, tf.newaxis], [1, width])
        token = tf.where(
            inside,
            tf.gather(step_ids[level], beam, axis=1, batch_dims=1),
            tf.fill([batch, width], end_token),
        )
        # The first step has no parent to check: what stands there is never followed.
        follows = inside & (level > 0)
        parent = tf.gather(parent_ids[level], beam, axis=1, batch_dims=1)
        parent = tf.where(follows, parent, own_beam)
        return (
            level - 1,
            tf.clip_by_value(parent, 0, width - 1),
            tokens.write(level, token),
            parents.write(level, parent),
        )

    per_step = [tf.TensorArray(tf.int32, size=time, element_shape=[None, None]) for _ in range(2)]
    _, _, tokens, parents = tf.while_loop(
        lambda level, *_: level >= 0, step_back, [time - 1, own_beam, *per_step]
    )
    shape = tf.shape(step_ids)
    tokens = tf.reshape(tokens.stack(), shape)
    parents = tf.reshape(parents.stack(), shape)
    with tf.control_dependencies([_assert_parents_inside(parents)]):
        ended_before = tf.cumsum(
            tf.cast(tf.equal(tokens, end_token), tf.int32), axis=0, exclusive=True
        )
    return tf.where(ended_before > 0, tf.fill(shape, end_token), tokens)


def _shape_assertions(step_ids, parent_ids, lengths):
    return [
        tf.assert_equal(
            tf.shape(step_ids),
            tf.shape(parent_ids),
            message="step_ids.shape must match parent_ids.shape.",
        ),
        tf.assert_equal(
            tf.shape(step_ids)[1],
            tf.size(lengths),
            message="batch size dimensions step_ids.shape[1] and "
            "max_sequence_lengths.shape[0] must match.",
        ),
    ]


def _assert_parents_inside(parents):
    """Raise with the first bad parent, met as the kernel met it: beams first, then steps back."""
    time, _, width = tf.unstack(tf.shape(parents))
    by_beam = tf.reverse(tf.reshape(tf.transpose(parents, [1, 2, 0]), [-1, time]), [1])
    by_beam = tf.reshape(by_beam, [-1])
    outside = (by_beam < 0) | (by_beam >= width)
    # A sentinel keeps argmax and gather defined when no parent is outside.
    first = tf.argmax(tf.concat([tf.cast(outside, tf.int32), [1]], 0), output_type=tf.int32)
    parent = tf.gather(tf.concat([by_beam, [0]], 0), first)
    beam, steps_back = first // tf.maximum(time, 1), first % tf.maximum(time, 1)
    message = tf.strings.format(
        "Saw invalid parent id {} at (batch, time, beam) == ({}, {}, {})",
        (parent, beam // tf.maximum(width, 1), time - 2 - steps_back, beam % tf.maximum(width, 1)),
    )
    return tf.debugging.Assert(tf.logical_not(tf.reduce_any(outside)), [message])

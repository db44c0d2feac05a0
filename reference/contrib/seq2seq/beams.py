"""Tensors of beams: repeated, folded into the batch, gathered, and read back in order.

Shapes: `[batch, beam, ...]` outside the cell, `[batch * beam, ...]` inside it.
"""

import logging

import tensorflow.compat.v1 as tf

from reference.contrib.seq2seq.beam_search_ops import gather_tree

__all__ = ["gather_tree_from_array", "tile_batch"]

_log = logging.getLogger(__name__)

_REORDERING_ADVICE = (
    "Consider setting reorder_tensor_arrays to False to disable TensorArray reordering during "
    "the beam search."
)


def tile_batch(t, multiplier, name=None):
    """Repeat each row of every tensor in a nest, next to itself.

    Args:
      t: nested tensors `[batch, ...]` of known rank.
      multiplier: how often, usually the beam width; an int.
      name: name scope, `tile_batch` by default.

    Returns:
      Nested like `t`, tensors `[batch * multiplier, ...]`.

    Raises:
      ValueError: when a tensor is a scalar or its rank is unknown.

    Source: `tf.contrib.seq2seq.tile_batch` (TensorFlow 1.15).

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tile_batch(tf.constant([1, 2]), multiplier=3)))
    [1 1 1 2 2 2]
    """
    with tf.name_scope(name, "tile_batch", [*tf.nest.flatten(t), multiplier]):
        return tf.nest.map_structure(lambda tensor: _tile_rows(tensor, multiplier), t)


def _tile_rows(tensor, multiplier):
    tensor = tf.convert_to_tensor(tensor, name="t")
    shape = tf.shape(tensor)
    if not tensor.shape.ndims:
        raise ValueError("t must have statically known rank")
    repeats = [1, multiplier, *[1] * (tensor.shape.ndims - 1)]
    tiled = tf.tile(tf.expand_dims(tensor, 1), repeats)
    tiled = tf.reshape(tiled, tf.concat(([shape[0] * multiplier], shape[1:]), 0))
    rows = tensor.shape.dims[0].value
    rows = None if rows is None else rows * multiplier
    tiled.set_shape(tf.TensorShape([rows]).concatenate(tensor.shape[1:]))
    return tiled


def gather_tree_from_array(t, parent_ids, sequence_length):
    """Put the beams of every step into the order of the beams that survived.

    Args:
      t: `[time, batch * beam, ...]` or `[time, batch, beam, ...]`.
      parent_ids: int32 `[time, batch, beam]`.
      sequence_length: int `[batch, beam]`; steps past it stay as they are.

    Returns:
      Like `t`.

    Source: `gather_tree_from_array` of TensorFlow 1.15's beam_search_decoder.py.
    """
    time, batch, width = (
        dimension.value or tf.shape(parent_ids)[axis]
        for axis, dimension in enumerate(parent_ids.shape.dims)
    )
    own_beams = tf.expand_dims(tf.expand_dims(tf.range(width), 0), 0)
    own_beams = tf.tile(own_beams, [time, batch, 1])
    beams = gather_tree(
        step_ids=own_beams,
        parent_ids=parent_ids,
        max_sequence_lengths=tf.cast(tf.reduce_max(sequence_length, axis=1), tf.int32),
        end_token=width + 1,
    )
    inside = tf.transpose(tf.sequence_mask(sequence_length, maxlen=time), perm=[2, 0, 1])
    beams = tf.where(inside, x=beams, y=own_beams)

    times = tf.tile(tf.reshape(tf.range(time), [-1, 1, 1]), [1, batch, width])
    rows = tf.tile(tf.reshape(tf.range(batch), [-1, 1, 1]), [1, time, width])
    rows = tf.transpose(rows, perm=[1, 0, 2])
    positions = tf.stack([times, rows, beams], -1)
    shape = tf.shape(t)
    by_beam = tf.reshape(t, [time, batch, width, -1])
    return tf.reshape(tf.gather_nd(by_beam, positions), shape)


def merge_beams(t, batch_size, beam_width, inner=None):
    """`[batch, beam, ...]` as `[batch * beam, ...]`.

    Args:
      t: the tensor.
      batch_size: int32 scalar tensor.
      beam_width: int.
      inner: the static shape `...`, an int, `TensorShape` or constant tensor.
    """
    inner = _as_shape(inner)
    shape = tf.shape(t)
    batch = tf.get_static_value(batch_size)
    merged = tf.reshape(t, tf.concat(([batch_size * beam_width], shape[2:]), 0))
    rows = None if batch is None else batch * beam_width
    merged.set_shape(tf.TensorShape([rows]).concatenate(inner))
    return merged


def split_beams(t, batch_size, beam_width, inner=None):
    """`[batch * beam, ...]` as `[batch, beam, ...]`; the opposite of `merge_beams`.

    Raises:
      ValueError: when the rows are not `batch * beam`.
    """
    inner = _as_shape(inner)
    shape = tf.shape(t)
    split = tf.reshape(t, tf.concat(([batch_size, beam_width], shape[1:]), 0))
    expected = tf.TensorShape([tf.get_static_value(batch_size), beam_width]).concatenate(inner)
    if not split.shape.is_compatible_with(expected):
        raise ValueError(
            "Unexpected behavior when reshaping between beam width and batch size.  The reshaped "
            f"tensor has shape: {split.shape}.  We expected it to have shape "
            f"(batch_size, beam_width, depth) == {expected}.  Perhaps you forgot to create a "
            "zero_state with batch_size=encoder_batch_size * beam_width?"
        )
    split.set_shape(expected)
    return split


def _as_shape(inner):
    if tf.is_tensor(inner):
        inner = tf.get_static_value(inner)
    return tf.TensorShape(inner)


def require_rank(tensor):
    """Return the static rank; ValueError when it is unknown."""
    if tensor.shape.ndims is None:
        raise ValueError(f"Expected tensor ({tensor}) to have known rank, but ndims == None.")
    return tensor.shape.ndims


def gather_beams(beam_ids, values, batch_size, range_size, gather_shape, name=None):
    """For each row, the entries of `values` that `beam_ids` picks among its `range_size` ones.

    Args:
      beam_ids: int32 `[batch, beam]`, below `range_size`.
      values: `[batch, range_size, ...]` (or a shape with as many entries a row).
      batch_size: int32 scalar tensor.
      range_size: int or int32 scalar.
      gather_shape: what to reshape `values` to before picking, so that its first dimension is
        `batch * range_size`.
      name: name scope.

    Returns:
      `values` with its second dimension as `beam_ids` has it.
    """
    with tf.name_scope(name, "tensor_gather_helper"):
        first_of_row = tf.expand_dims(tf.range(batch_size) * range_size, 1)
        positions = tf.reshape(beam_ids + first_of_row, [-1])
        picked = tf.gather(tf.reshape(values, gather_shape), positions)
        outer = 1 + len(gather_shape)
        shape = tf.shape(values)[:outer]
        static_shape = tf.TensorShape([tf.get_static_value(batch_size)])
        picked = tf.reshape(picked, shape, name="output")
        picked.set_shape(static_shape.concatenate(values.shape[1:outer]))
        return picked


def is_sortable(array, batch_size, beam_width):
    """Whether a TensorArray's elements can be beams; says why not in a log warning.

    Args:
      array: the TensorArray.
      batch_size: int, or None when unknown.
      beam_width: int.
    """
    shape = array.element_shape
    if not shape.ndims:
        _log.warning(
            "The TensorArray %s in the cell state is not amenable to sorting based on the beam "
            "search result. For a TensorArray to be sorted, its elements shape must be defined "
            "and have at least a rank of 1, but saw shape: %s",
            getattr(array.handle, "name", array),
            shape,
        )
        return False
    return is_batch_of_beams(shape, batch_size, beam_width)


def is_batch_of_beams(shape, batch_size, beam_width):
    """Whether elements of a static shape may be put into order; says why not in a log warning.

    Source: `_check_static_batch_beam_maybe` of TensorFlow 1.15's beam_search_decoder.py.
    """
    rows = shape.dims[0].value
    if batch_size is None or rows is None:
        return True
    columns = shape.dims[1].value if shape.ndims >= 2 else None
    # 1.15 wants both at once, so that a known second dimension passes only for a beam width of 1.
    fits = rows == batch_size * beam_width
    fits = fits and (columns is None or (rows, columns) == (batch_size, beam_width))
    if not fits:
        _log.warning(
            "TensorArray reordering expects elements to be reshapable to %s which is "
            "incompatible with the current shape %s. %s",
            tf.TensorShape([batch_size, beam_width, None]),
            shape,
            _REORDERING_ADVICE,
        )
    return fits


def assert_batch_of_beams(t, batch_size, beam_width):
    """An op that fails unless `t` is `[time, batch * beam, ...]` or `[time, batch, beam, ...]`.

    Source: `_check_batch_beam` of TensorFlow 1.15's beam_search_decoder.py.
    """
    shape = tf.shape(t)
    fits = tf.equal(shape[1], batch_size * beam_width)
    if t.shape.ndims != 2:
        is_split = tf.logical_and(tf.equal(shape[1], batch_size), tf.equal(shape[2], beam_width))
        fits = tf.logical_or(fits, is_split)
    what = t if tf.executing_eagerly() else t.name
    return tf.debugging.Assert(
        fits,
        [
            "TensorArray reordering expects elements to be reshapable to [batch_size, beam_size, "
            f"-1] which is incompatible with the dynamic shape of {what} elements. "
            f"{_REORDERING_ADVICE}"
        ],
    )

"""Images read at given points, as spatial transformers do.

Source: TensorFlow 1.15, ``tf.contrib.resampler``.
"""

from typing import Any

import tensorflow.compat.v1 as tf


def resampler(data: Any, warp: Any, name: str = "resampler") -> tf.Tensor:
    """Values of images between their pixels, bilinear; around an image everything is 0.

    Args:
      data: float [batch, height, width, channels].
      warp: [batch, ..., 2] of the same dtype: x, along the width, and y, along the height.
      name: of the scope.

    Returns:
      [batch, ..., channels] of the same dtype, with gradients to both.

    Raises:
      ValueError: ``data`` is not of rank 4, ``warp`` is of rank below 2 or does not end in 2, or
        they are of two batch sizes; 1.15 told so when it ran.

    Source: ``tf.contrib.resampler.resampler`` of TensorFlow 1.15, which was a kernel. In a graph it
    is one op here too, so that op seeds count as they did.
    """
    with tf.name_scope(name, "resampler", [data, warp]):
        data = tf.convert_to_tensor(data, name="data")
        warp = tf.convert_to_tensor(warp, name="warp")
        data.shape.assert_has_rank(4)
        warp.shape.with_rank_at_least(2)
        warp.shape[-1:].assert_is_compatible_with([2])
        data.shape[:1].assert_is_compatible_with(warp.shape[:1])
        output = _resample(data, warp)
        output.set_shape(warp.shape[:-1].concatenate(data.shape[3:]))
        return output


@tf.function(autograph=False)
def _resample(data: tf.Tensor, warp: tf.Tensor) -> tf.Tensor:
    size = tf.shape(data)
    points = tf.reshape(warp, [size[0], -1, 2])
    limits = tf.cast(tf.stack([size[2], size[1]]), data.dtype)
    inside = tf.reduce_all((points > -1) & (points < limits), axis=2, keepdims=True)
    points = tf.where_v2(inside, points, tf.zeros_like(points))
    floors = tf.floor(points)
    weights = floors + 1 - points  # of the pixel before; there is no way to the floor's gradient
    dx, dy = tf.split(weights, 2, axis=2)
    column, row = tf.unstack(tf.cast(floors, tf.int32) + 1, axis=2)
    padded = tf.pad(data, [[0, 0], [1, 1], [1, 1], [0, 0]])

    def pixels(rows: tf.Tensor, columns: tf.Tensor) -> tf.Tensor:
        return tf.gather_nd(padded, tf.stack([rows, columns], axis=2), batch_dims=1)

    values = (
        dx * dy * pixels(row, column)
        + (1 - dx) * (1 - dy) * pixels(row + 1, column + 1)
        + dx * (1 - dy) * pixels(row + 1, column)
        + (1 - dx) * dy * pixels(row, column + 1)
    )
    values = tf.where_v2(inside, values, tf.zeros_like(values))
    return tf.reshape(values, tf.concat([tf.shape(warp)[:-1], size[3:]], 0))

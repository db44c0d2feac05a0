"""Images read between their pixels.

Source: TensorFlow 1.15, ``tf.contrib.image.dense_image_warp``.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

_LARGEST = np.iinfo(np.int32).max / 8


def _interpolate_bilinear(
    grid: Any, query_points: Any, name: str = "interpolate_bilinear", indexing: str = "ij"
) -> tf.Tensor:
    """Values of a grid between its points; at the border beyond it.

    Args:
      grid: float [batch, height, width, channels], height and width at least 2.
      query_points: float [batch, N, 2].
      name: of the scope.
      indexing: ``"ij"``, queries are row and column; ``"xy"``, column and row.

    Returns:
      [batch, N, channels] of the dtype of ``grid``.

    Raises:
      ValueError: another indexing; a grid that is not of rank 4.
      tf.errors.InvalidArgumentError: queries of another shape, a grid too small or too large.
    """
    if indexing not in ("ij", "xy"):
        raise ValueError("Indexing mode must be 'ij' or 'xy'")
    with tf.name_scope(name):
        grid = tf.convert_to_tensor(grid)
        query_points = tf.convert_to_tensor(query_points)
        if grid.shape.ndims != 4:
            raise ValueError(f"Grid must be 4 dimensional. Received size: {grid.shape}")
        batch, height, width, channels = [tf.shape(grid)[axis] for axis in range(4)]
        with tf.control_dependencies(
            [
                tf.assert_equal(
                    len(query_points.shape), 3, message="Query points must be 3 dimensional."
                ),
                tf.assert_equal(
                    tf.shape(query_points)[2],
                    2,
                    message="Query points must be size 2 in dim 2.",
                ),
            ]
        ):
            count = tf.shape(query_points)[1]
        with tf.control_dependencies(
            [
                tf.assert_greater_equal(height, 2, message="Grid height must be at least 2."),
                tf.assert_greater_equal(width, 2, message="Grid width must be at least 2."),
            ]
        ):
            coordinates = tf.unstack(query_points, axis=2)

        sides = []
        for axis in (0, 1) if indexing == "ij" else (1, 0):
            with tf.name_scope(f"dim-{axis}"):
                size = (height, width)[axis]
                sides.append(_neighbours(coordinates[axis], size, grid.dtype))
        (up, down, vertical), (left, right, horizontal) = sides

        with tf.control_dependencies(
            [
                tf.assert_less_equal(
                    tf.cast(batch * height * width, dtype=tf.float32),
                    _LARGEST,
                    message="The image size or batch size is so large that addresses of its "
                    "pixels may exceed int32.",
                )
            ]
        ):
            pixels = tf.reshape(grid, [batch * height * width, channels])
            starts = tf.reshape(tf.range(batch) * height * width, [batch, 1])

        def corner(rows: tf.Tensor, columns: tf.Tensor, name: str) -> tf.Tensor:
            with tf.name_scope(f"gather-{name}"):
                taken = tf.gather(pixels, starts + rows * width + columns)
                return tf.reshape(taken, [batch, count, channels])

        top_left = corner(up, left, "top_left")
        top_right = corner(up, right, "top_right")
        bottom_left = corner(down, left, "bottom_left")
        bottom_right = corner(down, right, "bottom_right")
        with tf.name_scope("interpolate"):
            top = horizontal * (top_right - top_left) + top_left
            bottom = horizontal * (bottom_right - bottom_left) + bottom_left
            return vertical * (bottom - top) + top


def _neighbours(
    queries: tf.Tensor, size: tf.Tensor, dtype: tf.DType
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """The indices before and after each query, and its way from the one to the other in [0, 1]."""
    # one before the last, so that there is one after it
    largest = tf.cast(size - 2, queries.dtype)
    smallest = tf.constant(0.0, dtype=queries.dtype)
    floor = tf.minimum(tf.maximum(smallest, tf.floor(queries)), largest)
    before = tf.cast(floor, tf.int32)
    after = before + 1
    way = tf.cast(queries - floor, dtype)
    zero = tf.constant(0.0, dtype=dtype)
    one = tf.constant(1.0, dtype=dtype)
    way = tf.minimum(tf.maximum(zero, way), one)
    return before, after, tf.expand_dims(way, 2)


def dense_image_warp(image: Any, flow: Any, name: str = "dense_image_warp") -> tf.Tensor:
    """Images whose pixels come from elsewhere: ``out[b, j, i] = image[b, j - f_0, i - f_1]``.

    ``f = flow[b, j, i]``. Between pixels the value is bilinear, beyond the border that of the
    border.

    Args:
      image: float [batch, height, width, channels], height and width at least 2.
      flow: float [batch, height, width, 2].
      name: of the scope.

    Returns:
      A tensor of the shape and dtype of ``image``.

    Raises:
      ValueError: ``image`` is not of rank 4.
      tf.errors.InvalidArgumentError: an image that is too small or too large.

    Source: ``tf.contrib.image.dense_image_warp`` of TensorFlow 1.15.
    """
    with tf.name_scope(name):
        batch, height, width, channels = [tf.shape(image)[axis] for axis in range(4)]
        columns, rows = tf.meshgrid(tf.range(width), tf.range(height))
        grid = tf.cast(tf.stack([rows, columns], axis=2), flow.dtype)
        queries = tf.reshape(tf.expand_dims(grid, axis=0) - flow, [batch, height * width, 2])
        values = _interpolate_bilinear(image, queries)
        return tf.reshape(values, [batch, height, width, channels])

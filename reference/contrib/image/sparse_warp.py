"""Images bent so that some of their points come to lie elsewhere.

Source: TensorFlow 1.15, ``tf.contrib.image.sparse_image_warp``.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.image.bilinear import dense_image_warp
from reference.contrib.image.splines import interpolate_spline


def _on_lattice(height: int, width: int, rows: int, columns: int) -> np.ndarray:
    """Evenly spaced points (y, x) over an image from border to border, [rows, columns, 2]."""
    ys = np.linspace(0, height - 1, rows)
    xs = np.linspace(0, width - 1, columns)
    return np.stack(np.meshgrid(ys, xs, indexing="ij"), -1)


def _on_border(height: int, width: int, per_edge: int) -> np.ndarray:
    """The four corners and ``per_edge`` points of each edge between them, [number, 2]."""
    points = _on_lattice(height, width, per_edge + 2, per_edge + 2)
    ys, xs = points[..., 0], points[..., 1]
    return points[(xs == 0) | (xs == width - 1) | (ys == 0) | (ys == height - 1)]


def _repeated(points: np.ndarray, batch: int, dtype: tf.DType) -> tf.Tensor:
    return tf.constant(np.tile(points[None], [batch, 1, 1]), dtype=dtype)


def sparse_image_warp(
    image: Any,
    source_control_point_locations: Any,
    dest_control_point_locations: Any,
    interpolation_order: int = 2,
    regularization_weight: float = 0.0,
    num_boundary_points: int = 0,
    name: str = "sparse_image_warp",
) -> tuple[tf.Tensor, tf.Tensor]:
    """Images bent so that points come from their source to their destination.

    The displacements are interpolated by ``interpolate_spline``, and the image is warped by
    ``dense_image_warp``.

    Args:
      image: float [batch, height, width, channels] of known shape.
      source_control_point_locations: float [batch, points, 2], row and column.
      dest_control_point_locations: of the same shape.
      interpolation_order, regularization_weight: those of ``interpolate_spline``.
      num_boundary_points: how many points of the border stay: none for 0, the corners for 1,
        and ``num_boundary_points - 1`` of each edge.
      name: of the scope.

    Returns:
      The images, of the shape and dtype of ``image``, and the flow, [batch, height, width, 2].

    Source: ``tf.contrib.image.sparse_image_warp`` of TensorFlow 1.15.
    """
    image = tf.convert_to_tensor(image)
    sources = tf.convert_to_tensor(source_control_point_locations)
    destinations = tf.convert_to_tensor(dest_control_point_locations)
    flows = destinations - sources
    with tf.name_scope(name):
        batch, height, width, _ = image.shape.as_list()
        pixels = _on_lattice(height, width, height, width).reshape([height * width, 2])
        queries = _repeated(pixels, batch, image.dtype)
        if num_boundary_points > 0:
            of_points = tf.dimension_value(destinations.shape[0])
            border = _on_border(height, width, num_boundary_points - 1)
            staying = _repeated(border, of_points, destinations.dtype)
            no_flows = _repeated(np.zeros_like(border), of_points, destinations.dtype)
            destinations = tf.concat([destinations, staying], 1)
            flows = tf.concat([flows, no_flows], 1)
        flat = interpolate_spline(
            destinations, flows, queries, interpolation_order, regularization_weight
        )
        dense = tf.reshape(flat, [batch, height, width, 2])
        return dense_image_warp(image, dense), dense

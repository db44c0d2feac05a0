"""What is within reach of ``tf.contrib.image`` of TensorFlow 1.15.

``connected_components``, ``bipartite_match`` and ``single_image_random_dot_stereograms`` were
kernels that TensorFlow 2 has no longer.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/image
"""

from reference.contrib.image.bilinear import dense_image_warp
from reference.contrib.image.projective import (
    angles_to_projective_transforms,
    compose_transforms,
    flat_transforms_to_matrices,
    matrices_to_flat_transforms,
    rotate,
    transform,
    translate,
    translations_to_projective_transforms,
)
from reference.contrib.image.sparse_warp import sparse_image_warp
from reference.contrib.image.splines import interpolate_spline

__all__ = [
    "angles_to_projective_transforms",
    "compose_transforms",
    "dense_image_warp",
    "flat_transforms_to_matrices",
    "interpolate_spline",
    "matrices_to_flat_transforms",
    "rotate",
    "sparse_image_warp",
    "transform",
    "translate",
    "translations_to_projective_transforms",
]

"""The layers: `contrib.layers.python.layers.layers` of 1.15."""

from reference.contrib.layers.activations import (
    maxout,
    poincare_normalize,
    softmax,
    spatial_softmax,
)
from reference.contrib.layers.batch_normalization import batch_norm
from reference.contrib.layers.convolutional import (
    conv1d,
    conv2d,
    conv3d,
    convolution,
    convolution1d,
    convolution2d,
    convolution3d,
)
from reference.contrib.layers.dense import bias_add, fully_connected
from reference.contrib.layers.divisive_normalization import GDN, gdn
from reference.contrib.layers.dropping import dropout
from reference.contrib.layers.layer_normalization import layer_norm, unit_norm
from reference.contrib.layers.legacy import legacy_fully_connected
from reference.contrib.layers.pooling import avg_pool2d, avg_pool3d, max_pool2d, max_pool3d, pool
from reference.contrib.layers.separable_convolutional import (
    conv2d_in_plane,
    convolution2d_in_plane,
    separable_conv2d,
    separable_convolution2d,
)
from reference.contrib.layers.shaping import (
    _dense_inner_flatten,
    _inner_flatten,
    _sparse_inner_flatten,
    dense_to_sparse,
    flatten,
    images_to_sequence,
    one_hot_encoding,
    sequence_to_images,
)
from reference.contrib.layers.stacking import repeat, stack
from reference.contrib.layers.transposed_convolutional import (
    conv2d_transpose,
    conv3d_transpose,
    convolution2d_transpose,
    convolution3d_transpose,
)

__all__ = [
    "GDN",
    "_dense_inner_flatten",
    "_inner_flatten",
    "_sparse_inner_flatten",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bias_add",
    "conv1d",
    "conv2d",
    "conv2d_in_plane",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution",
    "convolution1d",
    "convolution2d",
    "convolution2d_in_plane",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
    "dense_to_sparse",
    "dropout",
    "flatten",
    "fully_connected",
    "gdn",
    "images_to_sequence",
    "layer_norm",
    "legacy_fully_connected",
    "max_pool2d",
    "max_pool3d",
    "maxout",
    "one_hot_encoding",
    "poincare_normalize",
    "pool",
    "repeat",
    "separable_conv2d",
    "separable_convolution2d",
    "sequence_to_images",
    "softmax",
    "spatial_softmax",
    "stack",
    "unit_norm",
]

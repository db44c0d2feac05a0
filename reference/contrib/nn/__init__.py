"""What ``tf.contrib.nn`` was in TensorFlow 1.15; ``conv1d_transpose`` is in ``tf.nn``.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/nn
"""

from reference.contrib.nn.alpha_dropout import alpha_dropout
from reference.contrib.nn.former_orders import (
    deprecated_flipped_sigmoid_cross_entropy_with_logits,
    deprecated_flipped_softmax_cross_entropy_with_logits,
    deprecated_flipped_sparse_softmax_cross_entropy_with_logits,
)
from reference.contrib.nn.order_statistics import nth_element
from reference.contrib.nn.sampled_softmax import (
    rank_sampled_softmax_loss,
    sampled_sparse_softmax_loss,
)
from reference.contrib.nn.scaled_softplus_op import scaled_softplus

__all__ = [
    "alpha_dropout",
    "deprecated_flipped_sigmoid_cross_entropy_with_logits",
    "deprecated_flipped_softmax_cross_entropy_with_logits",
    "deprecated_flipped_sparse_softmax_cross_entropy_with_logits",
    "nth_element",
    "rank_sampled_softmax_loss",
    "sampled_sparse_softmax_loss",
    "scaled_softplus",
]

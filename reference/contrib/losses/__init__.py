"""What ``tf.contrib.losses`` was in TensorFlow 1.15."""

from reference.contrib.losses import metric_learning
from reference.contrib.losses.losses import (
    absolute_difference,
    cosine_distance,
    hinge_loss,
    log_loss,
    mean_pairwise_squared_error,
    mean_squared_error,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)
from reference.contrib.losses.registry import (
    add_loss,
    get_losses,
    get_regularization_losses,
    get_total_loss,
)
from reference.contrib.losses.weighting import compute_weighted_loss
from reference.inside import found_inside

__all__ = [
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "cosine_distance",
    "get_losses",
    "get_regularization_losses",
    "get_total_loss",
    "hinge_loss",
    "log_loss",
    "mean_pairwise_squared_error",
    "mean_squared_error",
    "metric_learning",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]

__getattr__ = found_inside(__name__, f"{__name__}.python")

"""What ``tf.contrib.losses.metric_learning`` was in TensorFlow 1.15.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/losses/metric_learning
"""

from reference.contrib.losses.metric_learning.clustering import cluster_loss
from reference.contrib.losses.metric_learning.npairs import npairs_loss, npairs_loss_multilabel
from reference.contrib.losses.metric_learning.pairs import (
    contrastive_loss,
    lifted_struct_loss,
    triplet_semihard_loss,
)

__all__ = [
    "cluster_loss",
    "contrastive_loss",
    "lifted_struct_loss",
    "npairs_loss",
    "npairs_loss_multilabel",
    "triplet_semihard_loss",
]

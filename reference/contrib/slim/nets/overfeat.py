"""OverFeat, the fast model.

Source: TF 1.15 ``contrib/slim/python/slim/nets/overfeat.py``; Sermanet et al. 2013
(https://arxiv.org/abs/1312.6229).
"""

import tensorflow.compat.v1 as tf

from reference.contrib.layers import conv2d, max_pool2d
from reference.contrib.slim.nets.convolutional_classifier import (
    classifier_arg_scope,
    convolutional_classifier,
)

__all__ = ["overfeat", "overfeat_arg_scope"]


def overfeat_arg_scope(weight_decay=0.0005):
    """Return the arguments that OverFeat is trained with, for `slim.arg_scope`.

    Source: TF 1.15 ``slim.nets.overfeat.overfeat_arg_scope``.
    """
    return classifier_arg_scope(weight_decay, tf.zeros_initializer(), pool_padding="VALID")


def _features(net):
    net = conv2d(net, 64, [11, 11], 4, padding="VALID", scope="conv1")
    net = max_pool2d(net, [2, 2], scope="pool1")
    net = conv2d(net, 256, [5, 5], padding="VALID", scope="conv2")
    net = max_pool2d(net, [2, 2], scope="pool2")
    for number, width in ((3, 512), (4, 1024), (5, 1024)):
        net = conv2d(net, width, [3, 3], scope=f"conv{number}")
    return max_pool2d(net, [2, 2], scope="pool5")


def overfeat(
    inputs,
    num_classes=1000,
    is_training=True,
    dropout_keep_prob=0.5,
    spatial_squeeze=True,
    scope="overfeat",
):
    """Return logits and end points of OverFeat, for images of 231 x 231.

    The arguments are those of `convolutional_classifier`.

    Source: TF 1.15 ``slim.nets.overfeat.overfeat``.
    """
    return convolutional_classifier(
        _features,
        inputs,
        num_classes,
        is_training,
        dropout_keep_prob,
        spatial_squeeze,
        scope,
        "overfeat",
        kernel=[6, 6],
        widths=(3072, 4096),
        head_arguments={
            "weights_initializer": tf.truncated_normal_initializer(0.0, 0.005),
            "biases_initializer": tf.constant_initializer(0.1),
        },
        logits_arguments={"biases_initializer": tf.zeros_initializer()},
    )

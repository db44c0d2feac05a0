"""AlexNet, in its version for one processor.

Source: TF 1.15 ``contrib/slim/python/slim/nets/alexnet.py``; Krizhevsky 2014
(https://arxiv.org/abs/1404.5997).
"""

import tensorflow.compat.v1 as tf

from reference.contrib.layers import conv2d, max_pool2d
from reference.contrib.slim.nets.convolutional_classifier import (
    classifier_arg_scope,
    convolutional_classifier,
)

__all__ = ["alexnet_v2", "alexnet_v2_arg_scope"]


def alexnet_v2_arg_scope(weight_decay=0.0005):
    """Return the arguments that AlexNet is trained with, for `slim.arg_scope`.

    Source: TF 1.15 ``slim.nets.alexnet.alexnet_v2_arg_scope``.
    """
    return classifier_arg_scope(weight_decay, tf.constant_initializer(0.1), pool_padding="VALID")


def _features(net):
    net = conv2d(net, 64, [11, 11], 4, padding="VALID", scope="conv1")
    net = max_pool2d(net, [3, 3], 2, scope="pool1")
    net = conv2d(net, 192, [5, 5], scope="conv2")
    net = max_pool2d(net, [3, 3], 2, scope="pool2")
    for number, width in ((3, 384), (4, 384), (5, 256)):
        net = conv2d(net, width, [3, 3], scope=f"conv{number}")
    return max_pool2d(net, [3, 3], 2, scope="pool5")


def alexnet_v2(
    inputs,
    num_classes=1000,
    is_training=True,
    dropout_keep_prob=0.5,
    spatial_squeeze=True,
    scope="alexnet_v2",
):
    """Return logits and end points of AlexNet, for images of 224 x 224.

    The arguments are those of `convolutional_classifier`.

    Source: TF 1.15 ``slim.nets.alexnet.alexnet_v2``.
    """
    return convolutional_classifier(
        _features,
        inputs,
        num_classes,
        is_training,
        dropout_keep_prob,
        spatial_squeeze,
        scope,
        "alexnet_v2",
        kernel=[5, 5],
        head_arguments={
            "weights_initializer": tf.truncated_normal_initializer(0.0, 0.005),
            "biases_initializer": tf.constant_initializer(0.1),
        },
        logits_arguments={"biases_initializer": tf.zeros_initializer()},
    )


alexnet_v2.default_image_size = 224

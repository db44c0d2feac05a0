"""VGG networks with 11, 16 and 19 layers.

Source: TF 1.15 ``contrib/slim/python/slim/nets/vgg.py``; Simonyan and Zisserman 2014
(https://arxiv.org/abs/1409.1556).
"""

import functools

import tensorflow.compat.v1 as tf

from reference.contrib.layers import conv2d, max_pool2d, repeat
from reference.contrib.slim.nets.convolutional_classifier import (
    classifier_arg_scope,
    convolutional_classifier,
)

__all__ = ["vgg_16", "vgg_19", "vgg_a", "vgg_arg_scope", "vgg_d", "vgg_e"]

_WIDTHS = (64, 128, 256, 512, 512)


def vgg_arg_scope(weight_decay=0.0005):
    """Return the arguments that VGG is trained with, for `slim.arg_scope`.

    Source: TF 1.15 ``slim.nets.vgg.vgg_arg_scope``.
    """
    return classifier_arg_scope(weight_decay, tf.zeros_initializer())


def _features(repetitions, net):
    stages = zip(repetitions, _WIDTHS, strict=True)
    for stage, (times, width) in enumerate(stages, start=1):
        net = repeat(net, times, conv2d, width, [3, 3], scope=f"conv{stage}")
        net = max_pool2d(net, [2, 2], scope=f"pool{stage}")
    return net


def vgg_a(
    inputs,
    num_classes=1000,
    is_training=True,
    dropout_keep_prob=0.5,
    spatial_squeeze=True,
    scope="vgg_a",
):
    """Return logits and end points of VGG with 11 layers, for images of 224 x 224.

    The arguments are those of `convolutional_classifier`.

    Source: TF 1.15 ``slim.nets.vgg.vgg_a``.
    """
    return convolutional_classifier(
        functools.partial(_features, (1, 1, 2, 2, 2)),
        inputs,
        num_classes,
        is_training,
        dropout_keep_prob,
        spatial_squeeze,
        scope,
        "vgg_a",
        kernel=[7, 7],
    )


def vgg_16(
    inputs,
    num_classes=1000,
    is_training=True,
    dropout_keep_prob=0.5,
    spatial_squeeze=True,
    scope="vgg_16",
):
    """Return logits and end points of VGG with 16 layers, for images of 224 x 224.

    Source: TF 1.15 ``slim.nets.vgg.vgg_16``.
    """
    return convolutional_classifier(
        functools.partial(_features, (2, 2, 3, 3, 3)),
        inputs,
        num_classes,
        is_training,
        dropout_keep_prob,
        spatial_squeeze,
        scope,
        "vgg_16",
        kernel=[7, 7],
    )


def vgg_19(
    inputs,
    num_classes=1000,
    is_training=True,
    dropout_keep_prob=0.5,
    spatial_squeeze=True,
    scope="vgg_19",
):
    """Return logits and end points of VGG with 19 layers, for images of 224 x 224.

    Source: TF 1.15 ``slim.nets.vgg.vgg_19``.
    """
    return convolutional_classifier(
        functools.partial(_features, (2, 2, 4, 4, 4)),
        inputs,
        num_classes,
        is_training,
        dropout_keep_prob,
        spatial_squeeze,
        scope,
        "vgg_19",
        kernel=[7, 7],
    )


vgg_a.default_image_size = vgg_16.default_image_size = vgg_19.default_image_size = 224
vgg_d = vgg_16
vgg_e = vgg_19

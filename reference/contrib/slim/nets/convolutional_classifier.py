"""What AlexNet, OverFeat and VGG share: convolutions, then three "fully connected" ones.

Source: TF 1.15 ``contrib/slim/python/slim/nets``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import arg_scope
from reference.contrib.layers import conv2d, dropout, fully_connected, l2_regularizer, max_pool2d
from reference.contrib.layers.conventions import convert_collection_to_dict


def classifier_arg_scope(weight_decay, biases_initializer, pool_padding=None):
    """Return the scope of default arguments that such a network is built in.

    Args:
      weight_decay: factor of the L2 penalty on all weights.
      biases_initializer: of all biases.
      pool_padding: padding of pooling; the layer's own default if None.
    """
    with (
        arg_scope(
            [conv2d, fully_connected],
            activation_fn=tf.nn.relu,
            weights_regularizer=l2_regularizer(weight_decay),
            biases_initializer=biases_initializer,
        ),
        arg_scope([conv2d], padding="SAME") as scope,
    ):
        if pool_padding is None:
            return scope
        with arg_scope([max_pool2d], padding=pool_padding) as scope:
            return scope


def convolutional_classifier(
    features,
    inputs,
    num_classes,
    is_training,
    dropout_keep_prob,
    spatial_squeeze,
    scope,
    default_scope,
    kernel,
    widths=(4096, 4096),
    head_arguments=None,
    logits_arguments=None,
):
    """Build a network of `features` and the layers "fc6", "fc7" and "fc8" on top.

    Args:
      features: function from the images to the last feature map.
      inputs: images `[batch_size, height, width, channels]`.
      num_classes: number of logits.
      is_training: bool; whether dropout drops.
      dropout_keep_prob: share of units that dropout keeps.
      spatial_squeeze: whether to return `[batch_size, num_classes]`; for the default image size.
      scope: variable scope; `default_scope` if None.
      default_scope: name of the network.
      kernel: height and width of the kernel of "fc6".
      widths: units of "fc6" and "fc7".
      head_arguments: arguments of these three, where they are not the defaults.
      logits_arguments: more arguments of "fc8".

    Returns:
      The logits; a dict from the layers' names to their outputs.
    """
    with tf.variable_scope(scope, default_scope, [inputs]) as sc:
        ends = f"{sc.original_name_scope}_end_points"
        with arg_scope([conv2d, fully_connected, max_pool2d], outputs_collections=ends):
            net = features(inputs)
            with arg_scope([conv2d], **(head_arguments or {})):
                net = conv2d(net, widths[0], kernel, padding="VALID", scope="fc6")
                net = dropout(net, dropout_keep_prob, is_training=is_training, scope="dropout6")
                net = conv2d(net, widths[1], [1, 1], scope="fc7")
                net = dropout(net, dropout_keep_prob, is_training=is_training, scope="dropout7")
                net = conv2d(
                    net,
                    num_classes,
                    [1, 1],
                    activation_fn=None,
                    normalizer_fn=None,
                    scope="fc8",
                    **(logits_arguments or {}),
                )
            end_points = convert_collection_to_dict(ends)
            if spatial_squeeze:
                net = tf.squeeze(net, [1, 2], name="fc8/squeezed")
                end_points[f"{sc.name}/fc8"] = net
            return net, end_points

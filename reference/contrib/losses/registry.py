"""The losses of a graph: adding them, finding them, summing them.

Source: TensorFlow 1.15, ``tf.contrib.losses``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope


@add_arg_scope
def add_loss(loss: tf.Tensor, loss_collection: str | None = tf.GraphKeys.LOSSES) -> None:
    """Puts a loss into a collection, or nowhere if it is None.

    Source: ``tf.contrib.losses.add_loss`` of TensorFlow 1.15.
    """
    if loss_collection:
        tf.add_to_collection(loss_collection, loss)


def get_losses(
    scope: str | None = None, loss_collection: str = tf.GraphKeys.LOSSES
) -> list[tf.Tensor]:
    """The losses of a collection whose names begin with ``scope``.

    Source: ``tf.contrib.losses.get_losses`` of TensorFlow 1.15.
    """
    return tf.get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[tf.Tensor]:
    """The regularization losses whose names begin with ``scope``.

    Source: ``tf.contrib.losses.get_regularization_losses`` of TensorFlow 1.15.
    """
    return tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES, scope)


def get_total_loss(add_regularization_losses: bool = True, name: str = "total_loss") -> tf.Tensor:
    """The sum of all losses, with or without the regularization losses.

    Raises:
      ValueError: there are none.

    Source: ``tf.contrib.losses.get_total_loss`` of TensorFlow 1.15.
    """
    losses = get_losses()
    if add_regularization_losses:
        losses += get_regularization_losses()
    return tf.add_n(losses, name=name)

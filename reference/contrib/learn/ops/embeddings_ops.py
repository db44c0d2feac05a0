"""Embeddings.

Source: TensorFlow 1.15, ``tf.contrib.learn.ops.embeddings_ops``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

__all__ = ["categorical_variable", "embedding_lookup"]


def embedding_lookup(params: Any, ids: Any, name: str = "embedding_lookup") -> tf.Tensor:
    """Rows of a matrix.

    Args:
      params: [rows, size].
      ids: numbers of rows, of any shape.
      name: name of the scope.

    Returns:
      A tensor of the shape of ``ids`` and one axis more, of size ``size``.

    Source: ``tf.contrib.learn.ops.embedding_lookup`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "embedding_lookup", [params, ids]):
        params, ids = tf.convert_to_tensor(params), tf.convert_to_tensor(ids)
        shape = tf.shape(ids)
        flat_ids = tf.reshape(ids, tf.reduce_prod(shape, keepdims=True))
        flat = tf.nn.embedding_lookup(params, flat_ids, name)
        found = tf.reshape(flat, tf.concat([shape, [-1]], 0))
        found.set_shape(ids.shape.concatenate(params.shape[1:]))
        return found


def categorical_variable(
    tensor_in: Any, n_classes: int, embedding_size: int, name: str
) -> tf.Tensor:
    """Embeddings of classes, in the variable ``<name>/<name>_embeddings``.

    Args:
      tensor_in: numbers of classes, of any shape.
      n_classes: number of classes.
      embedding_size: size of an embedding.
      name: name of the variable scope.

    Returns:
      A float tensor of the shape of ``tensor_in`` and one axis more.

    Source: ``tf.contrib.learn.ops.categorical_variable`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name):
        embeddings = tf.get_variable(f"{name}_embeddings", [n_classes, embedding_size])
        return embedding_lookup(embeddings, tensor_in)

"""The n-pair loss: each anchor finds its positive among those of all pairs.

Source: TensorFlow 1.15, ``tf.contrib.losses.metric_learning``; Sohn 2016,
http://www.nec-labs.com/uploads/images/Department-Images/MediaAnalytics/papers/nips16_npairmetriclearning.pdf
"""

from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from reference.contrib.losses.metric_learning.distances import column


def npairs_loss(
    labels: tf.Tensor,
    embeddings_anchor: tf.Tensor,
    embeddings_positive: tf.Tensor,
    reg_lambda: float = 0.002,
    print_losses: bool = False,
) -> tf.Tensor:
    """The softmax cross entropy of the products ``a_i . p_j``, and a penalty on their lengths.

    The classes of a row are the pairs of its label, in equal shares. The penalty is
    ``reg_lambda / 4 (mean |a|^2 + mean |p|^2)``.

    Args:
      labels: integers [n].
      embeddings_anchor, embeddings_positive: float32 [n, d]; pair i is of label i.
      reg_lambda: number.
      print_losses: whether both parts are printed when they are computed.

    Returns:
      A float32 scalar.

    Raises:
      AssertionError: ``labels`` is not of rank 1.

    Source: ``contrib.losses.metric_learning.npairs_loss`` of TensorFlow 1.15.
    """
    penalty = _penalty(embeddings_anchor, embeddings_positive, reg_lambda)
    products = tf.matmul(embeddings_anchor, embeddings_positive, transpose_b=True)
    labels = column(labels)
    same = tf.cast(tf.equal(labels, tf.transpose(labels)), tf.float32)
    return _with_cross_entropy(penalty, products, same, print_losses)


def npairs_loss_multilabel(
    sparse_labels: Sequence[tf.SparseTensor],
    embeddings_anchor: tf.Tensor,
    embeddings_positive: tf.Tensor,
    reg_lambda: float = 0.002,
    print_losses: bool = False,
) -> tf.Tensor:
    """``npairs_loss`` of pairs with several labels; shares go by how many labels two have together.

    Args:
      sparse_labels: one for each of n pairs, of rank 1: 1 at its labels.
      embeddings_anchor, embeddings_positive, reg_lambda, print_losses: those of ``npairs_loss``.

    Returns:
      A float32 scalar.

    Raises:
      TypeError: labels that are no ``SparseTensor``.

    Source: ``contrib.losses.metric_learning.npairs_loss_multilabel`` of TensorFlow 1.15.
    """
    if not all(isinstance(each, tf.SparseTensor) for each in sparse_labels):
        raise TypeError(f"sparse_labels must be a list of SparseTensors, but got {sparse_labels}")
    with tf.name_scope("NpairsLossMultiLabel"):
        penalty = _penalty(embeddings_anchor, embeddings_positive, reg_lambda)
        products = tf.matmul(embeddings_anchor, embeddings_positive, transpose_b=True)
        common = tf.cast(_common_labels(sparse_labels), tf.float32)
        return _with_cross_entropy(penalty, products, common, print_losses)


def _penalty(anchors: tf.Tensor, positives: tf.Tensor, reg_lambda: float) -> tf.Tensor:
    of_anchors = tf.reduce_mean(tf.reduce_sum(tf.square(anchors), 1))
    of_positives = tf.reduce_mean(tf.reduce_sum(tf.square(positives), 1))
    return tf.multiply(0.25 * reg_lambda, of_anchors + of_positives, name="l2loss")


def _with_cross_entropy(
    penalty: tf.Tensor, products: tf.Tensor, weights: tf.Tensor, print_losses: bool
) -> tf.Tensor:
    shares = weights / tf.reduce_sum(weights, 1, keepdims=True)
    entropies = tf.nn.softmax_cross_entropy_with_logits(logits=products, labels=shares)
    entropy = tf.reduce_mean(entropies, name="xentropy")
    if print_losses:
        entropy = tf.Print(entropy, ["cross entropy:", entropy, "l2loss:", penalty])
    return penalty + entropy


def _common_labels(sparse_labels: Sequence[tf.SparseTensor]) -> tf.Tensor:
    """How many labels each two have together, [n, n]."""
    count = len(sparse_labels)
    common = tf.zeros([count, count])
    for row, left in enumerate(sparse_labels):
        for place, right in enumerate(sparse_labels):
            number = tf.cast(tf.sparse_reduce_sum(tf.sparse.minimum(left, right)), tf.float32)
            number = tf.expand_dims(tf.expand_dims(number, 0), 1)
            padding = [[row, count - row - 1], [place, count - place - 1]]
            common += tf.pad(number, padding, "CONSTANT")
    return common

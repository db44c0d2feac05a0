"""The gradients that TensorFlow 1.15 had of the cross entropies of a softmax.

Its kernels computed the loss and what goes back through the logits, ``softmax - labels``, at once.
Today's do the same in other roundings, which training carries on. Here what goes back is computed
anew, in the bits of 1.15; the loss itself, which nothing hangs on but what is printed, stays
today's.

Source: the gradients of ``tf.nn.softmax_cross_entropy_with_logits_v2`` and
``tf.nn.sparse_softmax_cross_entropy_with_logits`` of TensorFlow 1.15.
"""

import tensorflow.compat.v1 as tf

from reference.math import exponential
from reference.op_counts import forward

GRADIENT = "TensorFlow1SoftmaxCrossEntropy"
SPARSE_GRADIENT = "TensorFlow1SparseSoftmaxCrossEntropy"
_EXACT = "exact"
# What a gradient of the sparse one's own gradient is refused with.
_NO_SECOND = "TensorFlow 1.15 has no second derivative of the sparse cross entropy of a softmax"


def surplus(leaves: list[str]) -> int:
    """How many ops 1.15 made less, of those of one gradient, as a negative number."""
    return -sum(leaf.startswith(f"{_EXACT}/") for leaf in leaves)


@tf.RegisterGradient(GRADIENT)
def _gradient(
    operation: tf.Operation, of_loss: tf.Tensor, of_back: tf.Tensor | None
) -> tuple[tf.Tensor, tf.Tensor]:
    logits, labels = operation.inputs
    back = operation.outputs[1]
    classes = _classes(operation)
    if classes:
        with tf.name_scope(_EXACT):
            back = _softmax(logits, classes) - labels
    gradient = tf.expand_dims(of_loss, -1) * back
    if of_back is not None and not _is_zero(of_back):
        softmax = tf.nn.softmax(logits)
        product = tf.matmul(tf.expand_dims(of_back, 1), tf.expand_dims(softmax, 2))
        gradient += (of_back - tf.squeeze(product, [1])) * softmax
    return gradient, tf.expand_dims(of_loss, -1) * -tf.nn.log_softmax(logits)


@tf.RegisterGradient(SPARSE_GRADIENT)
def _sparse_gradient(
    operation: tf.Operation, of_loss: tf.Tensor, _: tf.Tensor | None
) -> tuple[tf.Tensor, None]:
    logits, labels = operation.inputs
    back = operation.outputs[1]
    classes = _classes(operation)
    if classes:
        with tf.name_scope(_EXACT):
            back = _softmax(logits, classes) - tf.one_hot(labels, classes)
    back = tf.raw_ops.PreventGradient(input=back, message=_NO_SECOND)
    return tf.expand_dims(of_loss, -1) * back, None


def _classes(operation: tf.Operation) -> int | None:
    """The number of classes, if it is known, not too large, and the softmax can be had.

    In a loop the logits would have to be kept from the forward pass, which 1.15 did not.
    """
    logits = operation.inputs[0]
    if logits.dtype != tf.float32 or forward.loop(operation) is not None:
        return None
    within = (f"{operation.name}/Reshape", f"{operation.name.rpartition('/')[0]}/Reshape")
    if logits.shape.as_list()[1] is None and logits.op.name.startswith(within):
        logits = logits.op.inputs[0]  # the public function made a matrix of them
    classes = logits.shape.as_list()[-1] if logits.shape.rank else None
    return classes if classes and classes <= exponential.MOST_COLUMNS else None


def _softmax(logits: tf.Tensor, classes: int) -> tf.Tensor:
    shifted = logits - tf.reduce_max(logits, 1, keepdims=True)
    shifted.set_shape([None, classes])
    whole = exponential.sum_of_rows(exponential.by_rows(shifted))
    return exponential.flat(shifted) / whole


def _is_zero(gradient: tf.Tensor) -> bool:
    known = tf.get_static_value(gradient)
    return gradient.op.type in ("ZerosLike", "Zeros") or (known is not None and not known.any())

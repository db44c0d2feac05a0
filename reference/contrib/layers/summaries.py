"""TensorBoard summaries of activations, tensors and whole collections.

Source: TF 1.15 ``contrib/layers/python/layers/summaries.py``.
"""

import functools
import re

import tensorflow.compat.v1 as tf

__all__ = [
    "summarize_activation",
    "summarize_activations",
    "summarize_biases",
    "summarize_collection",
    "summarize_tensor",
    "summarize_tensors",
    "summarize_variables",
    "summarize_weights",
]


def _share(condition, activation, tag):
    # 1.15 compared what goes into the activation: exact where rounding would blur its output.
    preactivation = activation.op.inputs[0]
    hits = tf.to_float(condition(preactivation))
    tf.summary.scalar(f"{activation.op.name}/{tag}", tf.reduce_mean(hits))


def summarize_activation(op):
    """Add a histogram of an activation, and for ReLU and softplus the share of zeros.

    ReLU6 gets the share of sixes, too.

    Args:
      op: the activation, a tensor.

    Returns:
      The histogram's summary tensor, named "<op>/activation".

    Source: TF 1.15 ``contrib.layers.summarize_activation``.
    """
    kind = op.op.type
    if kind in ("Relu", "Softplus", "Relu6"):
        _share(lambda x: tf.less(x, tf.cast(0.0, x.dtype)), op, "zeros")
    if kind == "Relu6":
        _share(lambda x: tf.greater(x, tf.cast(6.0, x.dtype)), op, "sixes")
    return tf.summary.histogram(f"{op.op.name}/activation", op)


def summarize_tensor(tensor, tag=None):
    """Add a scalar summary of a scalar, a histogram of anything else.

    Args:
      tensor: a tensor or a variable.
      tag: the summary's name, by default "<name of the op>_summary".

    Returns:
      The summary tensor; None for strings and booleans, which have no summary.

    Source: TF 1.15 ``contrib.layers.summarize_tensor``.
    """
    if tensor.dtype.base_dtype in (tf.string, tf.bool):
        return None
    summarize = tf.summary.scalar if tensor.shape.ndims == 0 else tf.summary.histogram
    return summarize(tag or f"{tensor.op.name}_summary", tensor)


def summarize_tensors(tensors, summarizer=summarize_tensor):
    """Return the summaries of all `tensors` as a list.

    Source: TF 1.15 ``contrib.layers.summarize_tensors``.
    """
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(collection, name_filter=None, summarizer=summarize_tensor):
    """Return the summaries of a graph collection as a list.

    Args:
      collection: name of the collection.
      name_filter: a regular expression that the start of an op's name must match.
      summarizer: function from a tensor to its summary.

    Source: TF 1.15 ``contrib.layers.summarize_collection``.
    """
    members = tf.get_collection(collection)
    if name_filter is not None:
        members = [member for member in members if re.match(name_filter, member.op.name)]
    return summarize_tensors(members, summarizer)


summarize_variables = functools.partial(summarize_collection, tf.GraphKeys.GLOBAL_VARIABLES)
summarize_weights = functools.partial(summarize_collection, tf.GraphKeys.WEIGHTS)
summarize_biases = functools.partial(summarize_collection, tf.GraphKeys.BIASES)


def summarize_activations(name_filter=None, summarizer=summarize_activation):
    """Return the summaries of the ACTIVATIONS collection as a list.

    Source: TF 1.15 ``contrib.layers.summarize_activations``.
    """
    return summarize_collection(tf.GraphKeys.ACTIVATIONS, name_filter, summarizer)

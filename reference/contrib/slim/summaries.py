"""Summaries with a prefix, printed on request.

Source: TF 1.15 ``contrib/slim/python/slim/summaries.py``.
"""

import tensorflow.compat.v1 as tf


def _label(tensor, name, prefix, postfix=None):
    return "/".join(part for part in (prefix, name or tensor.op.name, postfix) if part)


def _printed(make, tensor, label, print_summary):
    """Make a summary; if it is to be printed, collect the printing op in its place."""
    if not print_summary:
        return make(label, tensor, None)
    summary = tf.Print(make(label, tensor, []), [tensor], label)
    tf.add_to_collection(tf.GraphKeys.SUMMARIES, summary)
    return summary


def add_histogram_summary(tensor, name=None, prefix=None):
    """Add a histogram, named "<prefix>/<name>", `name` being the op's by default; return it.

    Source: TF 1.15 ``slim.summaries.add_histogram_summary``.
    """
    return tf.summary.histogram(_label(tensor, name, prefix), tensor)


def add_image_summary(tensor, name=None, prefix=None, print_summary=False):
    """Add a summary of images `[batch_size, height, width, channels]`; return it.

    Source: TF 1.15 ``slim.summaries.add_image_summary``.
    """

    def make(label, tensor, collections):
        return tf.summary.image(name=label, tensor=tensor, collections=collections)

    return _printed(make, tensor, _label(tensor, name, prefix), print_summary)


def add_scalar_summary(tensor, name=None, prefix=None, print_summary=False):
    """Add a summary of a scalar; return it.

    Source: TF 1.15 ``slim.summaries.add_scalar_summary``.
    """

    def make(label, tensor, collections):
        return tf.summary.scalar(name=label, tensor=tensor, collections=collections)

    return _printed(make, tensor, _label(tensor, name, prefix), print_summary)


def add_zero_fraction_summary(tensor, name=None, prefix=None, print_summary=False):
    """Add a summary of the share of zeros, named "<name>/Fraction_of_Zero_Values"; return it.

    Source: TF 1.15 ``slim.summaries.add_zero_fraction_summary``.
    """
    label = _label(tensor, name, prefix, "Fraction_of_Zero_Values")
    return add_scalar_summary(tf.nn.zero_fraction(tensor), label, print_summary=print_summary)


def add_histogram_summaries(tensors, prefix=None):
    """Add a histogram of each tensor; return the list.

    Source: TF 1.15 ``slim.summaries.add_histogram_summaries``.
    """
    return [add_histogram_summary(tensor, prefix=prefix) for tensor in tensors]


def add_image_summaries(tensors, prefix=None):
    """Add a summary of each tensor of images; return the list.

    Source: TF 1.15 ``slim.summaries.add_image_summaries``.
    """
    return [add_image_summary(tensor, prefix=prefix) for tensor in tensors]


def add_scalar_summaries(tensors, prefix=None, print_summary=False):
    """Add a summary of each scalar; return the list.

    Source: TF 1.15 ``slim.summaries.add_scalar_summaries``.
    """
    return [
        add_scalar_summary(tensor, prefix=prefix, print_summary=print_summary) for tensor in tensors
    ]


def add_zero_fraction_summaries(tensors, prefix=None):
    """Add a summary of each tensor's share of zeros; return the list.

    Source: TF 1.15 ``slim.summaries.add_zero_fraction_summaries``.
    """
    return [add_zero_fraction_summary(tensor, prefix=prefix) for tensor in tensors]

"""Layers without arithmetic: flattening, one-hot codes, sparse forms, images and sequences.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import math

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.conventions import collect_named_outputs
from reference.contrib.layers.data_formats import (
    NCHW,
    NHWC,
    check_data_format,
    core_data_format,
)
from reference.layers import flatten as core_flatten


@add_arg_scope
def flatten(inputs, outputs_collections=None, scope=None):
    """Return `inputs` `[batch_size, ...]` as a matrix `[batch_size, k]`.

    Args:
      inputs: tensor of rank 1 or more.
      outputs_collections: collections for the result.
      scope: name scope, "Flatten" by default.

    Raises:
      ValueError: the rank is 0 or unknown.

    Source: TF 1.15 ``contrib.layers.flatten``.
    """
    with tf.name_scope(scope, "Flatten", [inputs]) as sc:
        inputs = tf.convert_to_tensor(inputs)
        return collect_named_outputs(outputs_collections, sc, core_flatten(inputs))


@add_arg_scope
def _inner_flatten(inputs, new_rank, output_collections=None, scope=None):
    """Flatten the last axes of a tensor or `SparseTensor` into one, so that `new_rank` remain.

    Raises:
      ValueError: the rank is known and below `new_rank`.

    Source: TF 1.15 ``layers._inner_flatten``, which the feature columns use.
    """
    with tf.name_scope(scope, "InnerFlatten", [inputs, new_rank]) as sc:
        if isinstance(inputs, tf.SparseTensor):
            flattened = _sparse_inner_flatten(inputs, new_rank)
        else:
            flattened = _dense_inner_flatten(tf.convert_to_tensor(inputs), new_rank)
    return collect_named_outputs(output_collections, sc, flattened)


def _sparse_inner_flatten(inputs, new_rank):
    rank = inputs.dense_shape.shape.as_list()[0]
    if rank < new_rank:
        raise ValueError(
            f"Inputs has rank less than new_rank. {inputs} must have rank at least {new_rank}. "
            f"Received rank {rank}, shape {inputs.get_shape()}"
        )
    kept = inputs.dense_shape[: new_rank - 1]
    folded = tf.reduce_prod(inputs.dense_shape[new_rank - 1 :])
    return tf.sparse_reshape(inputs, tf.concat((kept, [folded]), 0))


def _dense_inner_flatten(inputs, new_rank):
    deep_enough = tf.assert_rank_at_least(
        inputs, new_rank, message="inputs has rank less than new_rank"
    )
    with tf.control_dependencies([deep_enough]):
        kept = tf.strided_slice(tf.shape(inputs), [0], [new_rank - 1])
        flattened = tf.reshape(inputs, tf.concat((kept, [-1]), 0))
    if isinstance(new_rank, int) and inputs.shape.ndims is not None:
        sizes = inputs.shape.as_list()
        inner = sizes[new_rank - 1 :]
        folded = None if None in inner else math.prod(inner)
        flattened.set_shape([*sizes[: new_rank - 1], folded])
    return flattened


@add_arg_scope
def one_hot_encoding(
    labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None
):
    """Return `labels` as one-hot rows.

    Args:
      labels: int tensor of any shape.
      num_classes: length of a row.
      on_value: what stands at the label's place.
      off_value: what stands elsewhere.
      outputs_collections: collections for the result.
      scope: name scope, "OneHotEncoding" by default.

    Source: TF 1.15 ``contrib.layers.one_hot_encoding``.
    """
    with tf.name_scope(scope, "OneHotEncoding", [labels, num_classes]) as sc:
        labels = tf.convert_to_tensor(labels)
        if labels.dtype == tf.int32:
            labels = tf.to_int64(labels)
        with tf.name_scope("one_hot") as inner:
            # 1.15 made a constant of each value first, to learn its type; seeds count them.
            for value in (on_value, off_value):
                tf.convert_to_tensor(value, name="Const")
            codes = tf.one_hot(
                labels, num_classes, on_value=on_value, off_value=off_value, name=inner
            )
        return collect_named_outputs(outputs_collections, sc, codes)


@add_arg_scope
def dense_to_sparse(tensor, eos_token=0, outputs_collections=None, scope=None):
    """Return the entries of `tensor` other than `eos_token` as a `SparseTensor`.

    Args:
      tensor: int tensor.
      eos_token: the entry to leave out.
      outputs_collections: collections for the result.
      scope: variable scope, "dense_to_sparse" by default.

    Source: TF 1.15 ``contrib.layers.dense_to_sparse``.
    """
    with tf.variable_scope(scope, "dense_to_sparse", [tensor]) as sc:
        tensor = tf.convert_to_tensor(tensor)
        indices = tf.where(tf.not_equal(tensor, tf.constant(eos_token, tensor.dtype)))
        values = tf.gather_nd(tensor, indices)
        sparse = tf.SparseTensor(indices, values, tf.shape(tensor, out_type=tf.int64))
        return collect_named_outputs(outputs_collections, sc.name, sparse)


@add_arg_scope
def images_to_sequence(inputs, data_format=NHWC, outputs_collections=None, scope=None):
    """Return each row of each image as a sequence, `[width, images * height, channels]`.

    Args:
      inputs: tensor `[images, height, width, channels]`, or for "NCHW"
        `[images, channels, height, width]`; width and channels of known size.
      data_format: "NHWC" or "NCHW".
      outputs_collections: collections for the result.
      scope: name scope, "ImagesToSequence" by default.

    Raises:
      ValueError: `data_format` is unknown.

    Source: TF 1.15 ``contrib.layers.images_to_sequence``.
    """
    check_data_format(data_format, NCHW, NHWC)
    with tf.name_scope(scope, "ImagesToSequence", [inputs]) as sc:
        images = tf.convert_to_tensor(inputs)
        if core_data_format(data_format) == "channels_first":
            images = tf.transpose(images, [0, 2, 3, 1])
        width, channels = images.shape.as_list()[2:]
        dynamic = tf.shape(images)
        count, height = dynamic[0], dynamic[1]
        columns = tf.transpose(images, [2, 0, 1, 3])
        sequence = tf.reshape(columns, [width, count * height, channels])
        return collect_named_outputs(outputs_collections, sc, sequence)


@add_arg_scope
def sequence_to_images(
    inputs, height, output_data_format="channels_last", outputs_collections=None, scope=None
):
    """Undo `images_to_sequence`.

    Args:
      inputs: tensor `[width, images * height, channels]`.
      height: of an image.
      output_data_format: "channels_last" or "channels_first".
      outputs_collections: collections for the result.
      scope: name scope, "SequenceToImages" by default.

    Returns:
      Tensor `[images, height, width, channels]`, or `[images, channels, height, width]`.

    Source: TF 1.15 ``contrib.layers.sequence_to_images``.
    """
    with tf.name_scope(scope, "SequenceToImages", [inputs]) as sc:
        inputs = tf.convert_to_tensor(inputs)
        width, rows, channels = inputs.shape.as_list()
        count = -1 if rows is None else rows // height
        columns = tf.reshape(inputs, [width, count, height, channels])
        order = [1, 3, 2, 0] if output_data_format == "channels_first" else [1, 2, 0, 3]
        return collect_named_outputs(outputs_collections, sc, tf.transpose(columns, order))

"""Ops spelled as TensorFlow 1.15 spelled them, where 2.21 makes fewer.

A TF1 op seed is the number of ops that the graph held when the op was made. Where today's public
function makes fewer ops than 1.15 did, the functions here make the others too, in the same order
and under the same names, so that graphs built by ``reference`` count as they did.

Source: ``tf.split``, ``tf.random_uniform``, ``tf.tensordot`` and ``tf.get_variable`` of
TensorFlow 1.15.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.variable_kinds import shards


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list[tf.Tensor]:
    """``tf.split``, with the constant that 1.15 made of the number of parts (and left unused)."""
    if not tf.executing_eagerly():
        tf.convert_to_tensor(num_or_size_splits)
    return tf.split(value, num_or_size_splits, axis=axis, num=num, name=name)


def random_uniform(
    shape: Any,
    minval: float = 0.0,
    maxval: float = 1.0,
    dtype: Any = tf.float32,
    seed: int | None = None,
    name: str | None = None,
) -> tf.Tensor:
    """Floats from ``[minval, maxval)``, scaled and shifted by ops also when the range is [0, 1).

    Today's function leaves those ops out for the integers 0 and 1, but not for the floats.
    """
    return tf.random_uniform(shape, float(minval), float(maxval), dtype, seed, name)


def get_variable(
    name: str, shape: Any = None, dtype: Any = None, regularizer: Any = None, **options: Any
) -> Any:
    """``tf.get_variable``, with the regularisation losses of 1.15.

    Today's function calls the regulariser twice, the first time outside of the variable's scope,
    and puts an object that is no tensor into ``REGULARIZATION_LOSSES``. Here a new variable, or
    each part of one, has one loss: a tensor made under ``<variable>/Regularizer``.

    Args:
        name: the variable's name in the current scope.
        shape: its shape.
        dtype: by default the scope's.
        regularizer: function of the variable that returns a loss or None; by default the scope's.
        **options: what else ``tf.get_variable`` takes.

    Returns:
        A variable, or a partitioned variable.
    """
    outer = tf.get_variable_scope()
    regularizer = regularizer or outer.regularizer
    if regularizer is None or tf.executing_eagerly():
        return tf.get_variable(name, shape, dtype, regularizer=regularizer, **options)
    with tf.init_scope():
        known = {id(variable) for variable in tf.global_variables()}
    with tf.variable_scope(outer, auxiliary_name_scope=False) as scope:
        scope.set_regularizer(None)
        variable = tf.get_variable(name, shape, dtype, **options)
    for part in shards(variable):
        if id(part) not in known:
            with (
                tf.get_default_graph().colocate_with(part),
                tf.name_scope(f"{part.op.name}/Regularizer/"),
                tf.init_scope(),
            ):
                loss = regularizer(part)
            if loss is not None:
                tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, loss)
    return variable


def last_axis_product(a: tf.Tensor, matrix: Any) -> tf.Tensor:
    """``tf.tensordot(a, matrix, [[-1], [0]])``, without today's shortcuts.

    1.15 always transposed and reshaped both operands, and the product, even to the form that they
    had already.

    Args:
        a: [..., n] tensor of known rank.
        matrix: [n, m] tensor or variable of known shape.

    Returns:
        A [..., m] tensor.
    """
    with tf.name_scope("Tensordot", values=[a, matrix]) as scope:
        matrix = tf.convert_to_tensor(matrix, name="b")
        rows, columns = matrix.shape.as_list()
        sizes = a.shape.as_list()
        outer = list(range(len(sizes) - 1))
        known = a.shape.is_fully_defined()
        if known:
            flat = tf.transpose(a, [*outer, len(outer)])
            flat = tf.reshape(flat, [int(np.prod(sizes[:-1])), sizes[-1]])
            outer_sizes: Any = sizes[:-1]
        else:
            inner_axis = tf.constant([len(outer)], dtype=tf.int32, name="axes")
            outer_axes = tf.constant(outer, dtype=tf.int32, name="free")
            shape = tf.shape(a)
            outer_sizes = tf.gather(shape, outer_axes)
            inner_size = tf.gather(shape, inner_axis)
            outer_count = tf.reduce_prod(outer_sizes)
            inner_count = tf.reduce_prod(inner_size)
            order = tf.concat([outer_axes, inner_axis], 0)
            new_shape = tf.stack([outer_count, inner_count])
            flat = tf.reshape(tf.transpose(a, order), new_shape)
        turned = tf.reshape(tf.transpose(matrix, [0, 1]), [rows, columns])
        product = tf.matmul(flat, turned)
        if known:
            return tf.reshape(product, [*outer_sizes, columns], name=scope)
        last = tf.constant([columns], dtype=tf.int32)
        result = tf.reshape(product, tf.concat([outer_sizes, last], 0), name=scope)
        result.set_shape([*sizes[:-1], columns])
        return result

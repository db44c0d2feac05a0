"""Matrix products with variables of the current scope, for cells that build in their call."""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.nn.rnn_cell.base import BIAS, KERNEL


def _widths(tensors: Sequence[tf.Tensor]) -> list[int]:
    """Columns of each of `tensors`; ValueError if one is no matrix, or has an unknown width."""
    shapes = [tensor.shape for tensor in tensors]
    for shape in shapes:
        if shape.rank != 2:
            raise ValueError(f"linear is expecting 2D arguments: {shapes}")
        if shape.as_list()[1] is None:
            raise ValueError(
                f"linear expects shape[1] to be provided for shape {shape}, but saw None"
            )
    return [shape.as_list()[1] for shape in shapes]


def _add_bias_variable(
    scope: tf.VariableScope, columns: int, dtype: tf.DType, initializer: Any = None
) -> Any:
    """The variable `bias` (zeros by default) of `scope`; never partitioned, whatever the scope."""
    with tf.variable_scope(scope) as unsplit_scope:
        unsplit_scope.set_partitioner(None)
        if initializer is None:
            initializer = tf.constant_initializer(0.0, dtype=dtype)
        return tf.get_variable(BIAS, [columns], dtype, initializer)


class Linear:
    """`[a, b, ...] kernel + bias`, with variables made once and used at every call.

    Args:
      args: a matrix `[batch, n]` or a list of them: their widths and dtype set the variables'.
      output_size: columns of the result.
      build_bias: whether there is a `bias`.
      bias_initializer: of `bias`; zeros by default.
      kernel_initializer: of `kernel`; by default the scope's.

    Raises:
      ValueError: no `args`; one is no matrix, or has an unknown width.

    Source: `tensorflow.contrib.rnn.python.ops.core_rnn_cell._Linear`.
    """

    def __init__(
        self, args, output_size, build_bias, bias_initializer=None, kernel_initializer=None
    ):
        self._takes_list = tf.nest.is_nested(args)
        if args is None or (self._takes_list and not args):
            raise ValueError("`args` must be specified")
        tensors = args if self._takes_list else [args]
        rows = sum(_widths(tensors))
        dtype = tensors[0].dtype
        with tf.variable_scope(tf.get_variable_scope()) as scope:
            self._weights = tf.get_variable(KERNEL, [rows, output_size], dtype, kernel_initializer)
            self._biases = None
            if build_bias:
                self._biases = _add_bias_variable(scope, output_size, dtype, bias_initializer)

    def __call__(self, args):
        """The product for `args`, given in the form that the constructor was given."""
        tensors = args if self._takes_list else [args]
        if len(tensors) == 1:
            joined = tensors[0]
        else:
            # 1.15 made a tensor of the axis here, so the constant is named `Const`.
            joined = tf.concat(tensors, tf.constant(1, dtype=tf.int32))
        product = tf.matmul(joined, self._weights)
        return product if self._biases is None else tf.nn.bias_add(product, self._biases)


def linear(args, output_size, bias, bias_initializer=None, kernel_initializer=None):
    """`[a, b, ...] kernel + bias`; `tf.get_variable` makes the variables, or finds them again.

    Args:
      args: a matrix `[batch, n]` or a list of them.
      output_size: columns of the result.
      bias: whether there is a `bias`.
      bias_initializer: of `bias`; zeros by default.
      kernel_initializer: of `kernel`; by default the scope's.

    Raises:
      ValueError: no `args`; one is no matrix, or has an unknown width.

    Source: `tensorflow.contrib.rnn.python.ops.core_rnn_cell._linear`, which many imported.
    """
    is_list = tf.nest.is_nested(args)
    if args is None or (is_list and not args):
        raise ValueError("`args` must be specified")
    tensors = args if is_list else [args]
    starts = (kernel_initializer, bias_initializer)
    return affine(tensors, output_size, bias, bias_in_scope=True, initializers=starts)


def affine(
    tensors: Sequence[tf.Tensor],
    columns: int,
    use_bias: bool,
    add_bias: bool = True,
    bias_in_scope: bool = False,
    reweight: Callable[[Any, list[int]], tf.Tensor] | None = None,
    initializers: tuple[Any, Any] = (None, None),
) -> tf.Tensor:
    """`tensors`, side by side, times `kernel`, plus `bias`; `tf.get_variable` makes or finds them.

    Args:
      tensors: matrices `[batch, n_k]`.
      columns: columns of the result.
      use_bias: whether the variable `bias` is made.
      add_bias: whether it is added; a layer norm that follows makes it superfluous.
      bias_in_scope: whether the op that adds it is named under the scope of the product.
      reweight: what becomes of `kernel`, given it and the widths `n_k`, before the product.
      initializers: of `kernel` and of `bias`; by default the scope's, and zeros.

    Raises:
      ValueError: a tensor is no matrix, or has an unknown width.
    """
    widths = _widths(tensors)
    dtype = tensors[0].dtype
    with tf.variable_scope(tf.get_variable_scope()) as scope:
        kernel = tf.get_variable(KERNEL, [sum(widths), columns], dtype, initializers[0])
        if reweight is not None:
            kernel = reweight(kernel, widths)
        joined = tensors[0] if len(tensors) == 1 else tf.concat(tensors, 1)
        result = tf.matmul(joined, kernel)
        if not use_bias:
            return result
        bias = _add_bias_variable(scope, columns, dtype, initializers[1])
        if not add_bias:
            return result
        if bias_in_scope:
            return tf.nn.bias_add(result, bias)
    return tf.nn.bias_add(result, bias)

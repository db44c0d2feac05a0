"""What the gated cells of `tf.contrib.rnn` share: sizes, start tensors, clipping.

Source: `tensorflow.contrib.rnn.python.ops.rnn_cell` of TensorFlow 1.15.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.nn.rnn_cell import LSTMStateTuple


class DeclaredSizes:
    """Mix-in for a cell whose state and output sizes are known when it is made."""

    _state_size: Any
    _output_size: Any

    @property
    def state_size(self) -> Any:
        """Size, or nested tuple of sizes, of the state this cell carries."""
        return self._state_size

    @property
    def output_size(self) -> Any:
        """Size of the output of one step."""
        return self._output_size

    def _declare_lstm_sizes(self, num_units: int, num_proj: int | None) -> None:
        """State `(c, m)` with `m` as wide as the projection, if there is one."""
        self._output_size = num_proj if num_proj else num_units
        self._state_size = LSTMStateTuple(num_units, self._output_size)


class SizesOfInnerCell:
    """Mix-in for a wrapper whose sizes and zero state are those of the cell inside."""

    _cell: Any

    @property
    def state_size(self) -> Any:
        """State size of the wrapped cell."""
        return self._cell.state_size

    @property
    def output_size(self) -> Any:
        """Output size of the wrapped cell."""
        return self._cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Zero state of the wrapped cell, under a name scope of this wrapper."""
        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self._cell.zero_state(batch_size, dtype)


def static_width(inputs: tf.Tensor) -> int:
    """Columns of the matrix `inputs`; ValueError if it has another rank or they are unknown."""
    width = inputs.shape.with_rank(2).as_list()[1]
    if width is None:
        raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
    return int(width)


def static_batch(inputs: tf.Tensor) -> Any:
    """Rows of `inputs`: an int where the graph knows them, else a scalar tensor."""
    return inputs.shape.as_list()[0] or tf.shape(inputs)[0]


def zero_rows(rows: Any, *sizes: int, dtype: tf.DType = tf.float32) -> tf.Tensor:
    """`tf.zeros([rows, *sizes], dtype)`.

    For an unknown number of rows 1.15 first compared the size with 1000, by ops that nothing used,
    yet that moved every later op seed.
    """
    if not tf.is_tensor(rows):
        return tf.zeros([rows, *sizes], dtype)
    with tf.name_scope("zeros") as scope:
        product = rows
        for size in sizes:
            product = product * size
        tf.less(product, 1000)
        shape = tf.stack([rows, *sizes], name="packed")
        return tf.fill(shape, tf.constant(0, dtype), name=scope)


def clip(tensor: tf.Tensor, limit: float | None) -> tf.Tensor:
    """`tensor` kept within `[-limit, limit]`, or as it is where there is no limit."""
    return tensor if limit is None else tf.clip_by_value(tensor, -limit, limit)


def warn_concatenated_state(cell: Any) -> None:
    """The warning of every cell that still accepts `state_is_tuple=False`."""
    tf.logging.warn(
        "%s: Using a concatenated state is slower and will soon be deprecated.  "
        "Use state_is_tuple=True.",
        cell,
    )

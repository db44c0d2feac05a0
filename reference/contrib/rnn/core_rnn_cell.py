"""Cells with a projection or an embedding in front or behind.

Source: ``tf.contrib.rnn.{EmbeddingWrapper, InputProjectionWrapper, OutputProjectionWrapper}`` of
TensorFlow 1.15.
"""

import logging
import math
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.linear import Linear
from reference.nn.rnn_cell import RNNCell
from reference.nn.rnn_cell.base import check_is_cell

_log = logging.getLogger("tensorflow")


class _AroundCell(RNNCell):
    """A cell that makes variables of its own round the cell that it wraps."""

    def __init__(self, cell: Any, reuse: Any) -> None:
        super().__init__(_reuse=reuse)
        check_is_cell("cell", cell)
        self._cell = cell

    @property
    def state_size(self) -> Any:
        """That of the cell inside."""
        return self._cell.state_size

    @property
    def output_size(self) -> Any:
        """That of the cell inside."""
        return self._cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The start state of the cell inside."""
        with self._zero_state_scope(batch_size):
            return self._cell.zero_state(batch_size, dtype)


class EmbeddingWrapper(_AroundCell):
    """Looks the inputs, integer ids of shape [batch] or [batch, 1], up in a table for the cell.

    Args:
        cell: the cell to wrap.
        embedding_classes: rows of the variable ``embedding``.
        embedding_size: its columns.
        initializer: of the table; by default the scope's, else uniform with variance 1.
        reuse: whether to share the variables of the scope.

    Raises:
        TypeError: ``cell`` is no RNN cell.
        ValueError: a size is not positive.

    Source: ``tf.contrib.rnn.EmbeddingWrapper`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        cell: Any,
        embedding_classes: int,
        embedding_size: int,
        initializer: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(cell, reuse)
        if min(embedding_classes, embedding_size) <= 0:
            raise ValueError(
                "Both embedding_classes and embedding_size must be > 0: "
                f"{embedding_classes}, {embedding_size}."
            )
        self._embedding_classes = embedding_classes
        self._embedding_size = embedding_size
        self._initializer = initializer

    def call(self, inputs: tf.Tensor, state: Any) -> tuple[Any, Any]:
        """What the cell makes of the rows that ``inputs`` names; the table is on the CPU."""
        with tf.device("/cpu:0"):
            initializer = self._initializer or tf.get_variable_scope().initializer
            if not initializer:
                bound = math.sqrt(3)
                initializer = tf.random_uniform_initializer(-bound, bound)
            table = tf.get_variable(
                "embedding",
                [self._embedding_classes, self._embedding_size],
                initializer=initializer,
                dtype=state[0].dtype if isinstance(state, tuple) else state.dtype,
            )
            rows = tf.nn.embedding_lookup(table, tf.reshape(inputs, [-1]))
            return self._cell(rows, state)


class InputProjectionWrapper(_AroundCell):
    """Gives the cell ``act(x W + b)`` instead of ``x``.

    Args:
        cell: the cell to wrap.
        num_proj: columns of the variable ``kernel``, [depth, num_proj].
        activation: function of the projection; none by default.
        input_size: unused.
        reuse: whether to share the variables of the scope.

    Raises:
        TypeError: ``cell`` is no RNN cell.

    Source: ``tf.contrib.rnn.InputProjectionWrapper`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        cell: Any,
        num_proj: int,
        activation: Any = None,
        input_size: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(cell, reuse)
        if input_size is not None:
            _log.warning("%s: The input_size parameter is deprecated.", self)
        self._num_proj = num_proj
        self._activation = activation
        self._linear: Linear | None = None

    def call(self, inputs: tf.Tensor, state: Any) -> tuple[Any, Any]:
        """What the cell makes of the projected inputs."""
        if self._linear is None:
            self._linear = Linear(inputs, self._num_proj, True)
        projected = self._linear(inputs)
        return self._cell(self._activation(projected) if self._activation else projected, state)


class OutputProjectionWrapper(_AroundCell):
    """Puts out ``act(h W + b)`` for the cell's output ``h``; the state stays as it is.

    Args:
        cell: the cell to wrap.
        output_size: columns of the variable ``kernel``, [cell.output_size, output_size].
        activation: function of the projection; none by default.
        reuse: whether to share the variables of the scope.

    Raises:
        TypeError: ``cell`` is no RNN cell.
        ValueError: ``output_size`` is not positive.

    Source: ``tf.contrib.rnn.OutputProjectionWrapper`` of TensorFlow 1.15.
    """

    def __init__(
        self, cell: Any, output_size: int, activation: Any = None, reuse: Any = None
    ) -> None:
        super().__init__(cell, reuse)
        if output_size < 1:
            raise ValueError(f"Parameter output_size must be > 0: {output_size}.")
        self._output_size = output_size
        self._activation = activation
        self._linear: Linear | None = None

    @property
    def output_size(self) -> int:
        """That of the projection."""
        return self._output_size

    def call(self, inputs: tf.Tensor, state: Any) -> tuple[Any, Any]:
        """The projection of what the cell makes of ``inputs``."""
        output, new_state = self._cell(inputs, state)
        if self._linear is None:
            self._linear = Linear(output, self._output_size, True)
        projected = self._linear(output)
        return self._activation(projected) if self._activation else projected, new_state

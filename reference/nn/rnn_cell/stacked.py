"""Cells on top of each other.

Source: ``tf.nn.rnn_cell.MultiRNNCell`` of TensorFlow 1.15.
"""

import copy
import logging
from typing import Any

import tensorflow.compat.v1 as tf

from reference.layers.base import Layer
from reference.nn.rnn_cell.base import RNNCell

_log = logging.getLogger("tensorflow")


class MultiRNNCell(RNNCell):
    """The output of each cell is the input of the next; the last one's output is the output.

    The variables of cell ``i`` are in the scope ``multi_rnn_cell/cell_i``. One cell in several
    places shares its weights. Where inputs of another size keep it from that, which TensorFlow
    1.15 refuses, it is copied, as it was before TensorFlow 1.2: ``[cell] * n`` was the idiom then.

    Args:
        cells: list or tuple of cells, first (lowest) to last.
        state_is_tuple: whether the state is the tuple of the cells' states, or these in one tensor.

    Raises:
        ValueError: no cells; or a cell's state is a tuple and ``state_is_tuple`` is False.
        TypeError: ``cells`` is not a sequence.

    Source: ``tf.nn.rnn_cell.MultiRNNCell`` of TensorFlow 1.15.
    """

    def __init__(self, cells: Any, state_is_tuple: bool = True) -> None:
        super().__init__()
        if not cells:
            raise ValueError("Must specify at least one cell for MultiRNNCell.")
        if not tf.nest.is_nested(cells):
            raise TypeError(f"cells must be a list or tuple, but saw: {cells}.")
        if len({id(cell) for cell in cells}) < len(cells):
            _log.warning(
                "At least two cells provided to MultiRNNCell are the same object "
                "and will share weights."
            )
        self._cells = cells
        self._state_is_tuple = state_is_tuple
        for number, cell in enumerate(cells):
            self._track(f"cell-{number}", cell)
        if not state_is_tuple and any(tf.nest.is_nested(cell.state_size) for cell in cells):
            sizes = [cell.state_size for cell in cells]
            raise ValueError(
                "Some cells return tuples of states, but the flag state_is_tuple is not set. "
                f"State sizes are: {sizes}"
            )

    def _separate(self, inputs: Any) -> None:
        """Copies a cell that is not built yet where its inputs have another size than before."""
        size = inputs.shape[-1] if isinstance(inputs, tf.Tensor) else None
        first: dict[int, Any] = {}
        cells = list(self._cells)
        for number, cell in enumerate(self._cells):
            expected = tf.Dimension(first.setdefault(id(cell), size))
            if not getattr(cell, "built", True) and not expected.is_compatible_with(size):
                cells[number] = copy.deepcopy(cell)
                self._track(f"cell-{number}", cells[number])
            size = cell.output_size if isinstance(cell.output_size, int) else None
        if any(new is not old for new, old in zip(cells, self._cells, strict=True)):
            self._cells = cells

    @property
    def state_size(self) -> Any:
        """The tuple of the cells' state sizes; their sum for a joined state."""
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        """That of the last cell."""
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The cells' own start states, in a tuple; one tensor of zeros for a joined state."""
        with self._zero_state_scope(batch_size):
            if self._state_is_tuple:
                return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)
            return super().zero_state(batch_size, dtype)

    @property
    def trainable_weights(self) -> list[Any]:
        """The cells' trainable variables; none while ``trainable`` is False."""
        return self._gathered("trainable_weights") if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The cells' other variables; all of them while ``trainable`` is False."""
        frozen = [] if self.trainable else self._gathered("trainable_weights")
        return frozen + self._gathered("non_trainable_weights")

    def _gathered(self, kind: str) -> list[Any]:
        layers = (cell for cell in self._cells if isinstance(cell, Layer))
        return [weight for layer in layers for weight in getattr(layer, kind)]

    def call(self, inputs: Any, state: Any) -> tuple[Any, Any]:
        """The last cell's output, and the new states in the form of ``state``.

        Raises:
            ValueError: ``state`` should be a tuple and is not.
        """
        if self._state_is_tuple and not tf.nest.is_nested(state):
            raise ValueError(
                f"Expected state to be a tuple of length {len(self.state_size)}, "
                f"but received: {state}"
            )
        self._separate(inputs)
        output, new_states, column = inputs, [], 0
        for number, cell in enumerate(self._cells):
            with tf.variable_scope(f"cell_{number}"):
                if self._state_is_tuple:
                    own_state = state[number]
                else:
                    own_state = tf.slice(state, [0, column], [-1, cell.state_size])
                    column += cell.state_size
                output, new_state = cell(output, own_state)
                new_states.append(new_state)
        if self._state_is_tuple:
            return output, tuple(new_states)
        return output, tf.concat(new_states, 1)

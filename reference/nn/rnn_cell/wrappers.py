"""What may be put round a cell: a residual connection, a device.

Source: ``tf.nn.rnn_cell.{ResidualWrapper, DeviceWrapper}`` of TensorFlow 1.15.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.nn.rnn_cell.base import RNNCell, check_is_cell


class CellWrapper(RNNCell):
    """Base of the wrappers: sizes and start state are the wrapped cell's.

    Calling a wrapper opens no variable scope: the wrapped cell's variables have the names that
    they have without the wrapper. A wrapper has no ``weights``, as in 1.15: ask ``wrapper.cell``.

    Args:
        cell: the cell to wrap.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        TypeError: ``cell`` is no RNN cell.
    """

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_is_cell("cell", cell)
        self.cell = cell
        self._track("cell", cell)

    @property
    def wrapped_cell(self) -> Any:
        """The cell inside."""
        return self.cell

    @property
    def state_size(self) -> Any:
        """That of the cell inside."""
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        """That of the cell inside."""
        return self.cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The start state of the cell inside."""
        with self._zero_state_scope(batch_size):
            return self.cell.zero_state(batch_size, dtype)

    def _step(self, inputs: Any, state: Any, run: Callable[..., Any], **kwargs: Any) -> Any:
        """One time step by ``run(inputs, state, **kwargs)``, the wrapped cell's."""
        raise NotImplementedError

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> tuple[Any, Any]:
        """One time step; ``scope`` goes to the cell inside."""
        return self._step(inputs, state, self.cell.__call__, scope=scope)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the cell as its class name and config."""
        cell = {"class_name": type(self.cell).__name__, "config": self.cell.get_config()}
        return {**super().get_config(), "cell": cell}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> "CellWrapper":
        """A wrapper from a config whose ``cell`` is a cell.

        Raises:
            ValueError: ``cell`` is still the description of one.
        """
        del custom_objects
        config = dict(config)
        cell = config.pop("cell")
        try:
            check_is_cell("cell", cell)
        except TypeError as error:
            raise ValueError(
                "RNNCellWrapper cannot reconstruct the wrapped cell. "
                "Please overwrite the cell in the config with a RNNCell instance."
            ) from error
        return cls(cell, **config)


def _sum_of_both(inputs: Any, outputs: Any) -> Any:
    tf.nest.assert_same_structure(inputs, outputs)
    tf.nest.map_structure(lambda i, o: i.shape.assert_is_compatible_with(o.shape), inputs, outputs)
    return tf.nest.map_structure(lambda i, o: i + o, inputs, outputs)


class ResidualWrapper(CellWrapper):
    """Adds the cell's inputs to its outputs.

    Args:
        cell: the cell to wrap.
        residual_fn: ``f(inputs, outputs)`` to use instead of the sum.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        TypeError: ``cell`` is no RNN cell; or, when called, input and output differ in type.
        ValueError: when called: input and output differ in structure or shape.

    Source: ``tf.nn.rnn_cell.ResidualWrapper`` of TensorFlow 1.15.
    """

    def __init__(self, cell: Any, residual_fn: Any = None, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def _step(self, inputs: Any, state: Any, run: Callable[..., Any], **kwargs: Any) -> Any:
        outputs, new_state = run(inputs, state, **kwargs)
        return (self._residual_fn or _sum_of_both)(inputs, outputs), new_state

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the function, if one was given, as it is."""
        given = {} if self._residual_fn is None else {"residual_fn": self._residual_fn}
        return {**super().get_config(), **given}


class DeviceWrapper(CellWrapper):
    """Runs the cell on a device of its own.

    Args:
        cell: the cell to wrap.
        device: what ``tf.device`` takes.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        TypeError: ``cell`` is no RNN cell.

    Source: ``tf.nn.rnn_cell.DeviceWrapper`` of TensorFlow 1.15.
    """

    def __init__(self, cell: Any, device: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The start state of the cell inside, made on the device."""
        with self._zero_state_scope(batch_size), tf.device(self._device):
            return self.cell.zero_state(batch_size, dtype)

    def _step(self, inputs: Any, state: Any, run: Callable[..., Any], **kwargs: Any) -> Any:
        with tf.device(self._device):
            return run(inputs, state, **kwargs)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "device": self._device}

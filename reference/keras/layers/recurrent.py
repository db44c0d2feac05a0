"""The recurrent layers: a cell applied to every step of [batch, time, depth].

Source: ``tf.keras.layers.{RNN,SimpleRNN,GRU,LSTM}`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/keras/layers/RNN
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.keras.layers.base import Layer
from reference.keras.layers.cells import (
    GRUCell,
    LSTMCell,
    SimpleRNNCell,
    StackedRNNCells,
    copied,
    initial_states,
    state_sizes,
    takes,
)
from reference.keras.layers.unrolling import rnn
from reference.layers import identifiers
from reference.layers.base import InputSpec


def arranged(inputs: Any, states: Any, constants: Any, count: int) -> tuple[Any, Any, Any]:
    """Inputs, first states and constants, which may all come in one list as the inputs.

    Args:
        inputs: a tensor (or tuple), or a list that begins with it.
        states: a tensor, a list of them or None.
        constants: the same.
        count: how many constants stand at the end of such a list.
    """
    if isinstance(inputs, list):
        if count:
            inputs, constants = inputs[:-count], inputs[-count:]
        states = inputs[1:] or states
        inputs = inputs[0]

    def listed(value: Any) -> Any:
        if value is None or isinstance(value, list):
            return value
        return list(value) if isinstance(value, tuple) else [value]

    return inputs, listed(states), listed(constants)


class RNN(Layer):
    """Applies a cell to every time step.

    Args:
        cell: a cell (``call(inputs, states)`` and ``state_size``), or a list of them to be stacked.
        return_sequences: whether the output is that of all steps, not of the last alone.
        return_state: whether the last states are returned too.
        go_backwards: whether to begin at the end; the output then comes in reversed order.
        stateful: whether each batch begins with the states that the last one ended with; they are
            kept in variables, which ``updates`` write and ``reset_states`` sets back.
        unroll: make the ops of each step, instead of a while loop.
        time_major: inputs and outputs are [time, batch, ...].
        **kwargs: what ``Layer`` takes; ``input_length`` and ``input_dim``.

    Raises:
        ValueError: the cell has no ``call`` or no ``state_size``.

    Source: ``tf.keras.layers.RNN`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        time_major: bool = False,
        **kwargs: Any,
    ) -> None:
        if isinstance(cell, (list, tuple)):
            cell = StackedRNNCells(cell)
        if not hasattr(cell, "call"):
            raise ValueError(f"`cell` should have a `call` method. The RNN was passed: {cell}")
        if not hasattr(cell, "state_size"):
            raise ValueError(
                "The RNN cell should have an attribute `state_size` "
                "(tuple of integers, one integer per RNN state)."
            )
        self.zero_output_for_mask = kwargs.pop("zero_output_for_mask", False)
        if "input_dim" in kwargs or "input_length" in kwargs:
            shape = (kwargs.pop("input_length", None), kwargs.pop("input_dim", None))
            kwargs.setdefault("input_shape", shape)
        super().__init__(**kwargs)
        self.cell = cell
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.time_major = time_major
        self.states: list[Any] = [None] * len(state_sizes(cell))
        self._constant_count = 0

    @property
    def _batch_axis(self) -> int:
        return 1 if self.time_major else 0

    def __call__(
        self, inputs: Any, initial_state: Any = None, constants: Any = None, **kwargs: Any
    ) -> Any:
        """The layer's output.

        Args:
            inputs: [batch, time, ...] tensor; or a list of it, the first states and the constants.
            initial_state: tensor [batch, size], or a list of one for each state; zeros if None.
            constants: tensors that the cell's ``call`` gets as ``constants`` at each step.
            **kwargs: ``mask`` ([batch, time], boolean) and ``training``, as ``call`` has them.

        Returns:
            [batch, units], with ``return_sequences`` [batch, time, units]; with ``return_state`` a
            list of that and the last states.

        Raises:
            ValueError: the number of states, or their sizes, are not the cell's.
        """
        inputs, initial_state, constants = arranged(
            inputs, initial_state, constants, self._constant_count
        )
        if initial_state is not None:
            kwargs["initial_state"] = initial_state
        if constants is not None:
            self._constant_count = len(constants)
            kwargs["constants"] = constants
        return super().__call__(inputs, **kwargs)

    def build(self, input_shape: Any) -> None:
        """Build the cell for one step's inputs."""
        shapes = tf.nest.flatten(tf.nest.map_structure(lambda shape: [shape], input_shape))
        self._batch_size = shapes[0].as_list()[self._batch_axis]

        def one_step(shape: Any) -> tf.TensorShape:
            sizes = tf.TensorShape(shape).as_list()
            return tf.TensorShape(sizes[1:] if self.time_major else [sizes[0], *sizes[2:]])

        several = isinstance(input_shape, (list, tuple))
        step = type(input_shape)(map(one_step, input_shape)) if several else one_step(input_shape)
        if not getattr(self.cell, "built", True):
            self.cell.build(step)
        if self.stateful:
            self.reset_states()
        if not several:
            sizes = tf.TensorShape(input_shape).as_list()
            sizes[1 - self._batch_axis] = None
            sizes[self._batch_axis] = self._batch_size if self.stateful else None
            self.input_spec = InputSpec(shape=tuple(sizes))
        self.built = True

    def get_initial_state(self, inputs: Any) -> list[Any]:
        """The states before the first step: zeros, or what the cell says."""
        first = tf.nest.flatten(inputs)[0]
        states = initial_states(self.cell, tf.shape(first)[self._batch_axis], first.dtype)
        return list(states) if isinstance(states, (list, tuple)) else [states]

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: Any = None,
        initial_state: Any = None,
        constants: Any = None,
    ) -> Any:
        """What ``__call__`` says."""
        if initial_state is None:
            initial_state = self.states if self.stateful else self.get_initial_state(inputs)
        self._check_states(initial_state)
        first = tf.nest.flatten(inputs)[0]
        if self.unroll and first.shape.as_list()[1 - self._batch_axis] is None:
            raise ValueError(
                "Cannot unroll a RNN if the time dimension is undefined: give the inputs a static "
                "number of steps."
            )
        options: dict[str, Any] = {}
        if takes(self.cell.call, "training"):
            options["training"] = training
        if constants and not takes(self.cell.call, "constants"):
            raise ValueError("RNN cell does not support constants")

        def step(values: Any, states: Any) -> tuple[Any, Any]:
            if constants:
                options["constants"] = states[-len(constants) :]
                states = states[: -len(constants)]
            if len(states) == 1 and hasattr(self.cell, "_is_tf_rnn_cell"):
                states = states[0]
            output, news = self.cell.call(values, states, **options)
            return output, news if isinstance(news, (list, tuple)) else [news]

        last, outputs, states = rnn(
            step,
            inputs,
            initial_state,
            constants=constants,
            go_backwards=self.go_backwards,
            mask=None if mask is None else tf.nest.flatten(mask)[0],
            unroll=self.unroll,
            time_major=self.time_major,
            zero_output_for_mask=self.zero_output_for_mask,
        )
        if self.stateful:
            pairs = zip(tf.nest.flatten(self.states), tf.nest.flatten(states), strict=True)
            self.add_update([variable.assign(state) for variable, state in pairs])
        output = outputs if self.return_sequences else last
        if self.return_state:
            return [*(output if isinstance(output, list) else [output]), *states]
        return output

    def _check_states(self, states: Sequence[Any]) -> None:
        if len(states) != len(self.states):
            raise ValueError(
                f"Layer has {len(self.states)} states but was passed {len(states)} initial states."
            )
        sizes = tf.nest.flatten(state_sizes(self.cell))
        for state, size in zip(tf.nest.flatten(list(states)), sizes, strict=False):
            if not state.shape[1:].is_compatible_with(tf.TensorShape(size)):
                raise ValueError(
                    "An `initial_state` was passed that is not compatible with `cell.state_size`. "
                    f"Received `state_spec`={[one.shape for one in tf.nest.flatten(list(states))]};"
                    f" however `cell.state_size` is {self.cell.state_size}"
                )

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The inputs' mask if all outputs are returned; the last states have none."""
        del inputs
        mask = tf.nest.flatten(mask)[0] if self.return_sequences else None
        return [mask, *[None] * len(self.states)] if self.return_state else mask

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The output's shape, with ``return_state`` a list of it and of the states' shapes."""
        sizes = tf.TensorShape(tf.nest.flatten(input_shape)[0]).as_list()
        batch = sizes[self._batch_axis]
        own = getattr(self.cell, "output_size", None)
        rest = tf.TensorShape(state_sizes(self.cell)[0] if own is None else own).as_list()
        lead = sizes[:2] if self.return_sequences else [batch]
        output = tf.TensorShape([*lead, *rest])
        if not self.return_state:
            return output
        flat = tf.nest.flatten(state_sizes(self.cell))
        return [output, *(tf.TensorShape([batch, *tf.TensorShape(one).as_list()]) for one in flat)]

    def reset_states(self, states: Any = None) -> None:
        """Set the kept states to zero, or to ``states`` (arrays [batch, size]).

        Raises:
            AttributeError: the layer is not stateful.
            ValueError: the batch size is not known, or the values do not fit.
        """
        if not self.stateful:
            raise AttributeError("Layer must be stateful.")
        if not getattr(self, "_batch_size", None):
            raise ValueError(
                "If a RNN is stateful, it needs to know its batch size: give the inputs one."
            )

        def shape(size: Any) -> list[int]:
            return [self._batch_size, *tf.TensorShape(size).as_list()]

        if tf.nest.flatten(self.states)[0] is None:
            with tf.init_scope():
                self.states = _mapped(
                    # As 1.15 made them: trainable.
                    lambda size: tf.Variable(tf.zeros(shape(size)), use_resource=True),
                    state_sizes(self.cell),
                )
            return
        kept = tf.nest.flatten(self.states)
        sizes = tf.nest.flatten(state_sizes(self.cell))
        values = tf.nest.flatten(states) if states is not None else map(np.zeros, map(shape, sizes))
        values = list(values)
        if len(values) != len(kept):
            raise ValueError(
                f"Layer {self.name} expects {len(kept)} states, but it received {len(values)} "
                f"state values. Input received: {states}"
            )
        for index, (variable, value) in enumerate(zip(kept, values, strict=True)):
            if tuple(value.shape) != tuple(variable.shape.as_list()):
                raise ValueError(
                    f"State {index} is incompatible with layer {self.name}: expected "
                    f"shape={tuple(variable.shape.as_list())}, found shape={value.shape}"
                )
        for variable, value in zip(kept, values, strict=True):
            variable.load(value, self._session())

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the cell is a new one of the same options."""
        names = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll")
        config = {name: getattr(self, name) for name in (*names, "time_major")}
        return {**super().get_config(), **config, **self._cell_config()}

    def _cell_config(self) -> dict[str, Any]:
        return {"cell": copied(self.cell)}


def _mapped(function: Any, sizes: Any) -> Any:
    if isinstance(sizes, (list, tuple)):
        return [_mapped(function, size) for size in sizes]
    return function(sizes)


# What the constructors below take for the layer; the rest is for the cell, or for ``Layer``.
_OF_LAYERS = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll")
_OF_LAYERS += ("time_major", "zero_output_for_mask", "name", "trainable", "weights", "input_length")
_OF_LAYERS += ("input_dim", "input_shape", "batch_input_shape", "batch_size", "autocast", "dynamic")


class OfOneCell(RNN):
    """A layer that makes its own cell, and has the cell's options for its own."""

    _cell_class: type

    def __init__(self, units: int, *args: Any, **kwargs: Any) -> None:
        own = {name: kwargs.pop(name) for name in _OF_LAYERS if name in kwargs}
        activity = identifiers.regularizer(kwargs.pop("activity_regularizer", None))
        cell = self._cell_class(units, *args, **kwargs)
        super().__init__(cell, dtype=kwargs.get("dtype"), **own)
        self.activity_regularizer = activity
        self.input_spec = InputSpec(ndim=3)

    def __getattr__(self, name: str) -> Any:
        # `units`, `activation`, `kernel_initializer`, ... are the cell's.
        cell = self.__dict__.get("cell")
        if cell is None or name not in cell._options:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(cell, name)

    def call(
        self, inputs: Any, mask: Any = None, training: Any = None, initial_state: Any = None
    ) -> Any:
        """What ``__call__`` says; the dropout masks are new at each call."""
        self.cell.forget_masks()
        return super().call(inputs, mask=mask, training=training, initial_state=initial_state)

    def _cell_config(self) -> dict[str, Any]:
        return {**self.cell._options, "activity_regularizer": self.activity_regularizer}


class SimpleRNN(OfOneCell):
    """``h' = activation(x W + b + h U)`` over the steps of [batch, time, depth].

    Args:
        units: width of state and output.
        *args: ``activation``, ``use_bias`` and the initializers, as ``SimpleRNNCell`` has them.
        **kwargs: what else ``SimpleRNNCell`` takes; ``return_sequences``, ``return_state``,
            ``go_backwards``, ``stateful`` and ``unroll``, as ``RNN`` has them;
            ``activity_regularizer``, a function of the output that returns a loss.

    Source: ``tf.keras.layers.SimpleRNN`` of TensorFlow 1.15.
    """

    _cell_class = SimpleRNNCell

    def __init__(self, units: int, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("implementation", None)
        super().__init__(units, *args, **kwargs)


class GRU(OfOneCell):
    """A gated recurrent unit over the steps of [batch, time, depth].

    Args:
        units: width of state and output.
        *args: ``activation``, ``recurrent_activation``, ``use_bias`` and the initializers, as
            ``GRUCell`` has them: ``hard_sigmoid`` gates.
        **kwargs: what else ``GRUCell`` takes (``reset_after`` is False); ``return_sequences``,
            ``return_state``, ``go_backwards``, ``stateful`` and ``unroll``, as ``RNN`` has them;
            ``activity_regularizer``, a function of the output that returns a loss.

    Source: ``tf.keras.layers.GRU`` of TensorFlow 1.15.
    """

    _cell_class = GRUCell


class LSTM(OfOneCell):
    """A long short-term memory over the steps of [batch, time, depth]; states ``h, c``.

    Args:
        units: width of states and output.
        *args: ``activation``, ``recurrent_activation``, ``use_bias``, the initializers and
            ``unit_forget_bias``, as ``LSTMCell`` has them: ``hard_sigmoid`` gates.
        **kwargs: what else ``LSTMCell`` takes; ``return_sequences``, ``return_state``,
            ``go_backwards``, ``stateful`` and ``unroll``, as ``RNN`` has them;
            ``activity_regularizer``, a function of the output that returns a loss.

    Source: ``tf.keras.layers.LSTM`` of TensorFlow 1.15.
    """

    _cell_class = LSTMCell

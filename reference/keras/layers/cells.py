"""The recurrent cells: one step of a sequence; ``tf.nn.dynamic_rnn`` takes them too.

Gates stand side by side in the kernels: ``z, r, h`` of a GRU, ``i, f, c, o`` of an LSTM.

Source: ``tf.keras.layers.{SimpleRNNCell,GRUCell,LSTMCell,StackedRNNCells}`` of TensorFlow 1.15.
"""

import inspect
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import tensorflow.compat.v1 as tf

from reference import spelling
from reference.keras.backend import in_train_phase
from reference.keras.layers.base import Layer
from reference.layers import identifiers
from reference.nn.dropout_op import drop


def state_sizes(cell: Any) -> list[Any]:
    """The sizes of a cell's states, as a list also where there is one."""
    size = cell.state_size
    several = hasattr(size, "__len__") and not isinstance(size, tf.TensorShape)
    return list(size) if several else [size]


def zero_states(sizes: Any, batch: Any, dtype: Any) -> Any:
    """Zeros [batch, size] in the structure of ``sizes``."""
    if isinstance(sizes, (list, tuple)):
        return type(sizes)(zero_states(size, batch, dtype) for size in sizes)
    return tf.zeros([batch, *tf.TensorShape(sizes).as_list()], dtype)


def initial_states(cell: Any, batch: Any, dtype: Any) -> Any:
    """What ``cell`` starts with: of its own, or zeros."""
    if hasattr(cell, "get_initial_state"):
        return cell.get_initial_state(inputs=None, batch_size=batch, dtype=dtype)
    return zero_states(cell.state_size, batch, dtype)


def takes(function: Any, argument: str) -> bool:
    """Whether ``function`` has an argument of this name."""
    return argument in inspect.signature(function).parameters


class AbstractRNNCell(Layer):
    """Base of one's own cells: ``call(inputs, states)`` returns ``output, new_states``.

    Source: ``tf.keras.layers.AbstractRNNCell`` of TensorFlow 1.15.
    """

    state_size: Any
    output_size: Any

    def __call__(self, inputs: Any, states: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """One step: ``output, new_states``.

        Args:
            inputs: [batch, depth] tensor.
            states: list of [batch, size] tensors; or one tensor, and then the new state is one.
            *args: passed on to ``call``.
            **kwargs: passed on to ``call``.
        """
        alone = tf.is_tensor(states)
        states = [states] if alone else states
        output, new_states = super().__call__(inputs, states, *args, **kwargs)
        return output, new_states[0] if alone and isinstance(new_states, list) else new_states

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """Zeros [batch, size] in the structure of ``state_size``.

        Args:
            inputs: tensor that the batch size and the type are taken of.
            batch_size: an int or a scalar tensor, if there are no inputs.
            dtype: the type, if there are no inputs.

        Raises:
            ValueError: neither is given.
        """
        if inputs is not None:
            batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
        if batch_size is None or dtype is None:
            raise ValueError(
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}"
            )
        return zero_states(self.state_size, batch_size, dtype)


class _GatedCell(AbstractRNNCell):
    """What the three cells share: options, kernels for all gates, dropout masks.

    A mask is drawn once, at a layer's first step, and serves all of its steps.
    """

    _gates = 1
    _own_options: ClassVar[dict[str, Any]] = {}

    def __init__(self, options: dict[str, Any], **kwargs: Any) -> None:
        self._options = {**_SHARED, **self._own_options, **options}
        further = [name for name in kwargs if name in self._options]
        self._options.update({name: kwargs.pop(name) for name in further})
        super().__init__(**kwargs)
        given = self._options
        self.units = given["units"]
        self.use_bias = given["use_bias"]
        self.activation = identifiers.activation(given["activation"])
        if "recurrent_activation" in given:
            self.recurrent_activation = identifiers.activation(given["recurrent_activation"])
        self.implementation = given.get("implementation", 1) or 1  # 0 was an older name of 1
        for part in ("kernel", "recurrent", "bias"):
            setattr(
                self, f"{part}_initializer", identifiers.initializer(given[f"{part}_initializer"])
            )
            setattr(
                self, f"{part}_regularizer", identifiers.regularizer(given[f"{part}_regularizer"])
            )
            setattr(
                self, f"{part}_constraint", tf.keras.constraints.get(given[f"{part}_constraint"])
            )
        self.dropout = min(1.0, max(0.0, given["dropout"]))
        self.recurrent_dropout = min(1.0, max(0.0, given["recurrent_dropout"]))
        self.state_size: Any = self.units
        self.output_size = self.units
        self.forget_masks()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), **self._options}

    def forget_masks(self) -> None:
        """Draw new dropout masks at the next step."""
        self._masks: dict[str, Any] = {}

    def _masked(self, what: str, tensor: tf.Tensor, rate: float, training: Any) -> list[tf.Tensor]:
        """``tensor`` once for each gate, each dropped out by a mask of its own."""
        if rate == 0:
            return [tensor] * self._gates
        if what not in self._masks:
            ones = tf.ones_like(tensor)
            self._masks[what] = [
                in_train_phase(
                    lambda: drop(ones, rate, seed=np.random.randint(10**7)), ones, training
                )
                for _ in range(self._gates)
            ]
        masks = self._masks[what]
        if not 0 < rate < 1 and self._gates > 1:
            return [tensor] * self._gates
        if self._gates > 1 and self.implementation != 1:
            masks = masks[:1]
        return [tensor * mask for mask in masks]

    def _add(self, name: str, part: str, shape: Sequence[int], initializer: Any = None) -> Any:
        return self.add_weight(
            name,
            shape,
            initializer=initializer or getattr(self, f"{part}_initializer"),
            regularizer=getattr(self, f"{part}_regularizer"),
            constraint=getattr(self, f"{part}_constraint"),
        )

    def build(self, input_shape: Any) -> None:
        """Make ``kernel``, ``recurrent_kernel`` and ``bias``."""
        depth = tf.TensorShape(input_shape).as_list()[-1]
        width = self._gates * self.units
        self.kernel = self._add("kernel", "kernel", (depth, width))
        self.recurrent_kernel = self._add("recurrent_kernel", "recurrent", (self.units, width))
        self.bias = None
        if self.use_bias:
            self.bias = self._add("bias", "bias", self._bias_shape(), self._first_bias())
        self.built = True

    def _bias_shape(self) -> tuple[int, ...]:
        return (self._gates * self.units,)

    def _first_bias(self) -> Any:
        """The initializer of the bias, if it is not ``bias_initializer``."""
        return None


# What all cells take besides their own arguments.
_SHARED = {
    "kernel_regularizer": None,
    "recurrent_regularizer": None,
    "bias_regularizer": None,
    "kernel_constraint": None,
    "recurrent_constraint": None,
    "bias_constraint": None,
    "dropout": 0.0,
    "recurrent_dropout": 0.0,
}


def _arguments(values: dict[str, Any]) -> dict[str, Any]:
    """A constructor's named arguments, of its ``locals()``."""
    return {name: value for name, value in values.items() if name not in _NO_OPTIONS}


_NO_OPTIONS = ("self", "kwargs", "__class__")


class SimpleRNNCell(_GatedCell):
    """``h' = activation(x W + b + h U)``; inputs [batch, depth], state [batch, units].

    Args:
        units: width of state and output.
        activation: function or its name.
        use_bias: whether there is a bias.
        kernel_initializer: of ``kernel`` [depth, units].
        recurrent_initializer: of ``recurrent_kernel`` [units, units].
        bias_initializer: of ``bias`` [units].
        **kwargs: ``kernel_``, ``recurrent_`` and ``bias_`` ``regularizer`` and ``constraint``;
            ``dropout`` and ``recurrent_dropout``, shares of the inputs and of the state that are
            dropped while training; what ``Layer`` takes.

    Source: ``tf.keras.layers.SimpleRNNCell`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(_arguments(locals()), **kwargs)

    def call(
        self, inputs: tf.Tensor, states: Any, training: Any = None
    ) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """The output, and the new state as a list of one."""
        (x,) = self._masked("inputs", inputs, self.dropout, training)
        (h,) = self._masked("state", states[0], self.recurrent_dropout, training)
        z = tf.matmul(x, self.kernel)
        if self.use_bias:
            z = tf.nn.bias_add(z, self.bias)
        output = self.activation(z + tf.matmul(h, self.recurrent_kernel))
        return output, [output]


class GRUCell(_GatedCell):
    """``h' = z h + (1 - z) activation(x W_h + b_h + (r h) U_h)``, gates ``z`` and ``r``.

    Args:
        units: width of state and output.
        activation: of the candidate.
        recurrent_activation: of the gates.
        use_bias: whether there is a bias.
        kernel_initializer: of ``kernel`` [depth, 3 units].
        recurrent_initializer: of ``recurrent_kernel`` [units, 3 units].
        bias_initializer: of ``bias`` [3 units], or [2, 3 units] with ``reset_after``.
        **kwargs: ``kernel_``, ``recurrent_`` and ``bias_`` ``regularizer`` and ``constraint``;
            ``dropout`` and ``recurrent_dropout``, shares of the inputs and of the state that are
            dropped while training; ``implementation`` (1: a product for each gate, 2: one for
            all); ``reset_after``: the reset gate is applied to ``h U_h`` and not to ``h``; what
            ``Layer`` takes.

    Source: ``tf.keras.layers.GRUCell`` of TensorFlow 1.15; Cho et al., 2014,
    https://arxiv.org/abs/1406.1078
    """

    _gates = 3
    _own_options: ClassVar[dict[str, Any]] = {"implementation": 1, "reset_after": False}

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "hard_sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(_arguments(locals()), **kwargs)
        self.reset_after = self._options["reset_after"]

    def _bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def _biases(self) -> tuple[Any, Any]:
        """What is added to the products of the inputs and of the state; None for nothing."""
        if not self.use_bias:
            return None, None
        return tf.unstack(self.bias) if self.reset_after else (self.bias, None)

    def _part(self, tensor: Any, gate: int) -> tf.Tensor:
        """A gate's columns of a kernel, of a bias or of a product of all gates."""
        bounds = slice(gate * self.units or None, (gate + 1) * self.units if gate < 2 else None)
        return tensor[bounds] if tensor.shape.rank == 1 else tensor[:, bounds]

    def call(
        self, inputs: tf.Tensor, states: Any, training: Any = None
    ) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """The output, and the new state as a list of one."""
        state = states[0]
        masked = self._masked("inputs", inputs, self.dropout, training)
        hidden = self._masked("state", state, self.recurrent_dropout, training)
        bias, inner_bias = self._biases()
        if self.implementation == 1:
            xs = [tf.matmul(x, self._part(self.kernel, gate)) for gate, x in enumerate(masked)]
            if bias is not None:
                xs = [tf.nn.bias_add(x, self._part(bias, gate)) for gate, x in enumerate(xs)]
            inner = [tf.matmul(hidden[g], self._part(self.recurrent_kernel, g)) for g in (0, 1)]
            if inner_bias is not None:
                inner = [
                    tf.nn.bias_add(h, self._part(inner_bias, gate)) for gate, h in enumerate(inner)
                ]
            z, r = (self.recurrent_activation(x + h) for x, h in zip(xs, inner, strict=False))
            state_product = hidden[2]
        else:
            product = tf.matmul(masked[0], self.kernel)
            if bias is not None:
                product = tf.nn.bias_add(product, bias)
            xs = [self._part(product, gate) for gate in range(3)]
            state = state_product = hidden[0]
            kernel = self.recurrent_kernel
            inner_product = tf.matmul(
                state, kernel if self.reset_after else kernel[:, : 2 * self.units]
            )
            if inner_bias is not None:
                inner_product = tf.nn.bias_add(inner_product, inner_bias)
            inner = [inner_product[:, : self.units], inner_product[:, self.units : 2 * self.units]]
            z, r = (self.recurrent_activation(x + h) for x, h in zip(xs, inner, strict=False))
        if not self.reset_after:
            candidate = tf.matmul(r * state_product, self._part(self.recurrent_kernel, 2))
        elif self.implementation == 1:
            candidate = tf.matmul(state_product, self._part(self.recurrent_kernel, 2))
            if inner_bias is not None:
                candidate = tf.nn.bias_add(candidate, self._part(inner_bias, 2))
            candidate = r * candidate
        else:
            candidate = r * inner_product[:, 2 * self.units :]
        output = z * state + (1 - z) * self.activation(xs[2] + candidate)
        return output, [output]


class LSTMCell(_GatedCell):
    """``c' = f c + i activation(c~)``, ``h' = o activation(c')``; the state is ``[h, c]``.

    Args:
        units: width of states and output.
        activation: of the candidate and of the output.
        recurrent_activation: of the gates.
        use_bias: whether there is a bias.
        kernel_initializer: of ``kernel`` [depth, 4 units].
        recurrent_initializer: of ``recurrent_kernel`` [units, 4 units].
        bias_initializer: of ``bias`` [4 units].
        unit_forget_bias: whether the forget gate's part of the bias starts with ones.
        **kwargs: ``kernel_``, ``recurrent_`` and ``bias_`` ``regularizer`` and ``constraint``;
            ``dropout`` and ``recurrent_dropout``, shares of the inputs and of the state that are
            dropped while training; ``implementation`` (1: a product for each gate, 2: one for
            all); what ``Layer`` takes.

    Source: ``tf.keras.layers.LSTMCell`` of TensorFlow 1.15; Hochreiter and Schmidhuber, 1997,
    https://www.bioinf.jku.at/publications/older/2604.pdf
    """

    _gates = 4
    _before_forget_bias = 1  # how many gates' biases stand before the forget gate's
    _own_options: ClassVar[dict[str, Any]] = {"implementation": 1}

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "hard_sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(_arguments(locals()), **kwargs)
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [self.units, self.units]

    def _joined_bias(self) -> Any:
        return self.bias

    def _first_bias(self) -> Any:
        if not self.unit_forget_bias:
            return None

        def forgetting(shape: Any, **options: Any) -> tf.Tensor:
            del shape
            parts = [
                self.bias_initializer((self._before_forget_bias * self.units,), **options),
                tf.ones_initializer()((self.units,), **options),
                self.bias_initializer((2 * self.units,), **options),
            ]
            return tf.concat(parts, 0)

        return forgetting

    def call(
        self, inputs: tf.Tensor, states: Any, training: Any = None
    ) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """The output, and the new states ``[h, c]``."""
        carry = states[1]
        masked = self._masked("inputs", inputs, self.dropout, training)
        hidden = self._masked("state", states[0], self.recurrent_dropout, training)
        if self.implementation == 1:
            kernels = spelling.split(self.kernel, 4, axis=1)
            parts = [tf.matmul(x, kernel) for x, kernel in zip(masked, kernels, strict=True)]
            if self.use_bias:
                biases = spelling.split(self.bias, 4, axis=0)
                parts = [tf.nn.bias_add(x, b) for x, b in zip(parts, biases, strict=True)]

            def gate(index: int) -> tf.Tensor:
                bounds = slice(
                    index * self.units or None, (index + 1) * self.units if index < 3 else None
                )
                kernel = self.recurrent_kernel[:, bounds]
                return parts[index] + tf.matmul(hidden[index], kernel)
        else:
            product = tf.matmul(masked[0], self.kernel)
            product += tf.matmul(hidden[0], self.recurrent_kernel)
            if self.use_bias:
                product = tf.nn.bias_add(product, self._joined_bias())
            parts = spelling.split(product, 4, axis=1)

            def gate(index: int) -> tf.Tensor:
                return parts[index]

        i, f = self.recurrent_activation(gate(0)), self.recurrent_activation(gate(1))
        carry = f * carry + i * self.activation(gate(2))
        output = self.recurrent_activation(gate(3)) * self.activation(carry)
        return output, [output, carry]


class StackedRNNCells(AbstractRNNCell):
    """Cells one above the other; its state is a tuple of theirs, from below.

    Args:
        cells: list of cells.
        **kwargs: ``reverse_state_order`` (the states come from above), what ``Layer`` takes.

    Raises:
        ValueError: a cell has no ``call`` or no ``state_size``.

    Source: ``tf.keras.layers.StackedRNNCells`` of TensorFlow 1.15.
    """

    def __init__(self, cells: Sequence[Any], **kwargs: Any) -> None:
        for needed in ("call", "state_size"):
            if not all(hasattr(cell, needed) for cell in cells):
                raise ValueError(f"All cells must have `{needed}`. received cells: {cells}")
        self.reverse_state_order = kwargs.pop("reverse_state_order", False)
        super().__init__(**kwargs)
        self.cells = list(cells)

    def _in_state_order(self) -> list[Any]:
        return self.cells[::-1] if self.reverse_state_order else self.cells

    @property
    def state_size(self) -> tuple[Any, ...]:
        """The cells' state sizes."""
        return tuple(cell.state_size for cell in self._in_state_order())

    @property
    def output_size(self) -> Any:
        """The upmost cell's output size."""
        return _output_size(self.cells[-1])

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> tuple[Any, ...]:
        """The cells' first states; arguments as ``AbstractRNNCell`` has them."""
        if inputs is not None:
            batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
        return tuple(initial_states(cell, batch_size, dtype) for cell in self._in_state_order())

    def build(self, input_shape: Any) -> None:
        """Build the cells, from below."""
        shape = tf.TensorShape(input_shape).as_list()
        for cell in self.cells:
            if not getattr(cell, "built", True):
                cell.build(tf.TensorShape(shape))
            shape = [shape[0], *tf.TensorShape(_output_size(cell)).as_list()]
        self.built = True

    def call(
        self, inputs: tf.Tensor, states: Any, constants: Any = None, **kwargs: Any
    ) -> tuple[tf.Tensor, tuple[Any, ...]]:
        """The upmost cell's output, and the new states of all."""
        sizes = tuple(cell.state_size for cell in self.cells)
        packed = tf.nest.pack_sequence_as(sizes, tf.nest.flatten(states))
        news = []
        for cell, own in zip(self.cells, packed, strict=True):
            own = own if isinstance(own, (list, tuple)) else [own]
            if len(own) == 1 and hasattr(cell, "_is_tf_rnn_cell"):
                own = own[0]
            options = {name: value for name, value in kwargs.items() if takes(cell.call, name)}
            if takes(cell.call, "constants"):
                options["constants"] = constants
            inputs, new = cell.call(inputs, own, **options)
            news.append(new)
        return inputs, tf.nest.pack_sequence_as(sizes, tf.nest.flatten(news))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the cells as they are."""
        return {**super().get_config(), "cells": [copied(cell) for cell in self.cells]}


def copied(cell: Any) -> Any:
    """A new cell, or layer, of the same options."""
    return type(cell).from_config(cell.get_config())


def _output_size(cell: Any) -> Any:
    own = getattr(cell, "output_size", None)
    return state_sizes(cell)[0] if own is None else own

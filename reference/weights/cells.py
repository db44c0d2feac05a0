"""The weights of one recurrent cell in a neutral layout, to and from each library's own.

Every class keeps the input's and the state's part of the kernel apart, as Keras does, with the
gates in TensorFlow 1's order. What each library computes from them, with ``[x, h]`` the input and
the state before:

=======  ==========================  ==========================  ==========================
..       TensorFlow 1                Keras 3                     PyTorch
=======  ==========================  ==========================  ==========================
kernel   one, [inputs + units, n]    two, [inputs, n] and        two, transposed: [n, inputs]
                                     [units, n]                  and [n, units]
bias     one, [n]                    one, [n] (GRU with          two, [n] each, added up
                                     ``reset_after``: [2, n])
LSTM     i, j, f, o                  i, f, c, o                  i, f, g, o
f bias   + forget_bias when it runs  in the bias                 in the bias
GRU      gates r, u and candidate c  z, r, h                     r, z, n
reset    before the product          ``reset_after``             after the product
=======  ==========================  ==========================  ==========================
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from reference.weights import shapes, torch_names
from reference.weights.variables import Variables, joined, layer_arrays, names_in, opened

_PAIRS = (("kernel", "bias"), ("weights", "biases"))
_FORGET_BIAS = 1.0


@dataclass(frozen=True, eq=False)
class CellWeights:
    """What the cells share: two kernels and a bias over ``gates`` blocks of ``units`` columns."""

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray

    gates: ClassVar[int] = 1
    cell: ClassVar[str] = "a BasicRNNCell"
    keras_order: ClassVar[tuple[int, ...]] = (0,)
    torch_order: ClassVar[tuple[int, ...]] = (0,)
    tf1_layouts: ClassVar[tuple[tuple[str, ...], ...]] = _PAIRS

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and not isinstance(value, float):
                object.__setattr__(self, field.name, np.asarray(value))
        units = shapes.units_of("bias", self.bias, self.gates, self.cell)
        columns = self.gates * units
        inputs = self.kernel.shape[0] if self.kernel.ndim else 0
        shapes.require("bias", self.bias, (columns,), "[gates * units]")
        shapes.require("kernel", self.kernel, (inputs, columns), "[inputs, gates * units]")
        shapes.require(
            "recurrent_kernel", self.recurrent_kernel, (units, columns), "[units, gates * units]"
        )

    @property
    def units(self) -> int:
        """The number of hidden units."""
        return int(self.recurrent_kernel.shape[0])

    @property
    def inputs(self) -> int:
        """The number of input features."""
        return int(self.kernel.shape[0])

    def _keras(self, array: np.ndarray) -> np.ndarray:
        return shapes.reordered(array, self.keras_order, self.gates)

    def _torch(self, array: np.ndarray) -> np.ndarray:
        return shapes.reordered(array, self.torch_order, self.gates)

    @classmethod
    def _from_keras(cls, array: np.ndarray) -> np.ndarray:
        return shapes.reordered(array, np.argsort(cls.keras_order), cls.gates)

    @classmethod
    def _from_torch(cls, array: np.ndarray) -> np.ndarray:
        return shapes.reordered(array, np.argsort(cls.torch_order), cls.gates)

    @classmethod
    def tf1_names(cls, source: Any, scope: str = "") -> tuple[str, ...]:
        """The names of the cell's variables at or below a scope, in the order of `to_tf1`.

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: of the cell, or any above it that holds no other.

        Raises:
            ValueError: no such variables there, or several; peepholes or a projection.
        """
        variables = opened(source)
        names = names_in(variables, scope, cls.tf1_layouts, f"kernel and bias of {cls.cell}")
        _refuse_extras(variables, names[0].rpartition("/")[0])
        return names

    @classmethod
    def _pair(cls, source: Any, scope: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Both parts of TensorFlow 1's one kernel, and its bias."""
        variables = opened(source)
        names = cls.tf1_names(variables, scope)
        kernel, bias = map(variables.array, names)
        units = shapes.units_of(names[1], bias, cls.gates, cls.cell)
        shapes.require(names[1], bias, (cls.gates * units,), "[gates * units]")
        return *shapes.split_rows(names[0], kernel, units, bias.shape[0]), bias

    @classmethod
    def _keras_arrays(cls, layer: Any) -> tuple[list[np.ndarray], bool | None]:
        """Kernel, recurrent kernel and perhaps bias; ``reset_after`` if the layer tells it."""
        arrays = layer_arrays(layer)
        if len(arrays) not in (2, 3):
            raise ValueError(
                f"{cls.cell} of Keras has a kernel, a recurrent kernel and perhaps a bias, not "
                f"{len(arrays)} arrays. Give one built layer (call it once or build it), "
                "and for Bidirectional or stacked layers use keras_to_tf1 or keras_to_torch."
            )
        return arrays, getattr(layer, "reset_after", None)


def _refuse_extras(variables: Variables, scope: str) -> None:
    """Peepholes and projections: Keras's and PyTorch's plain cells have no place for them."""
    extras = [
        name
        for name in variables.below(scope)
        if name.rpartition("/")[2] in ("w_f_diag", "w_i_diag", "w_o_diag") or "/projection/" in name
    ]
    if extras:
        raise ValueError(
            f"{scope} has peepholes or a projection ({', '.join(extras)}), which Keras's LSTM does "
            "not compute: keep the cell, as reference.nn.rnn_cell.LSTMCell."
        )


@dataclass(frozen=True, eq=False)
class RNNWeights(CellWeights):
    """Weights of a plain RNN: ``h' = act(x kernel + h recurrent_kernel + bias)``.

    >>> import numpy as np
    >>> scope = "rnn/basic_rnn_cell"
    >>> tf1 = {f"{scope}/kernel": np.ones([3 + 2, 2]), f"{scope}/bias": [0.5, 0]}
    >>> weights = RNNWeights.from_tf1(tf1)
    >>> weights.inputs, weights.units, [array.shape for array in weights.to_keras()]
    (3, 2, [(3, 2), (2, 2), (2,)])

    Args:
        kernel: [inputs, units].
        recurrent_kernel: [units, units].
        bias: [units].

    Raises:
        ValueError: shapes that do not fit each other.

    Source: ``tf.nn.rnn_cell.BasicRNNCell`` of TensorFlow 1.15, ``keras.layers.SimpleRNN``,
    ``torch.nn.RNN``.
    """

    @classmethod
    def from_tf1(cls, source: Any, scope: str = "") -> RNNWeights:
        """Weights of a ``BasicRNNCell``.

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: of the cell, or any above it that holds no other.

        Raises:
            ValueError: no such variables there, or several; a shape that does not fit.
        """
        return cls(*cls._pair(source, scope))

    def to_tf1(self, scope: str = "") -> dict[str, np.ndarray]:
        """``kernel`` [inputs + units, units] and ``bias``, by name in the scope."""
        kernel = np.concatenate([self.kernel, self.recurrent_kernel])
        return {joined(scope, "kernel"): kernel, joined(scope, "bias"): self.bias}

    @classmethod
    def from_keras(cls, layer: Any) -> RNNWeights:
        """Weights of a ``SimpleRNN`` layer or cell, or of its ``get_weights()``."""
        arrays, _ = cls._keras_arrays(layer)
        return cls(*arrays[:2], arrays[2] if len(arrays) > 2 else np.zeros_like(arrays[0][0]))

    def to_keras(self) -> list[np.ndarray]:
        """Kernel, recurrent kernel and bias, for ``SimpleRNN``'s ``set_weights``."""
        return [self.kernel, self.recurrent_kernel, self.bias]

    @classmethod
    def from_torch(
        cls, source: Any, prefix: str = "", layer: int | None = 0, reverse: bool = False
    ) -> RNNWeights:
        """Weights of one layer of ``torch.nn.RNN``; its two biases are added up.

        Args:
            source: the module, its ``state_dict()``, or a dict of arrays.
            prefix: of the names, with the dot (``"rnn."``).
            layer: number of the layer; None for ``nn.RNNCell``.
            reverse: whether the backward direction.

        Raises:
            ValueError: no such parameters; a shape that does not fit.
        """
        kernel, recurrent, bias_ih, bias_hh = torch_names.recurrent(
            source, prefix, layer, reverse, cls.gates, cls.cell
        )
        return cls(kernel, recurrent, bias_ih + bias_hh)

    def to_torch(
        self, prefix: str = "", layer: int | None = 0, reverse: bool = False
    ) -> dict[str, np.ndarray]:
        """``torch.nn.RNN``'s parameters by name; the second bias is zero."""
        zeros = np.zeros_like(self.bias)
        return torch_names.named(
            prefix, layer, reverse, self.kernel, self.recurrent_kernel, self.bias, zeros
        )


@dataclass(frozen=True, eq=False)
class LSTMWeights(CellWeights):
    """Weights of an LSTM without peepholes and projection; gates in the order i, j, f, o.

    ``c' = c * sigmoid(f + forget_bias) + sigmoid(i) * act(j)``, ``h' = act(c') * sigmoid(o)`` with
    ``[i, j, f, o] = x kernel + h recurrent_kernel + bias``.

    >>> import numpy as np
    >>> tf1 = {"kernel": np.ones([3 + 1, 4]), "bias": np.array([0.1, 0.2, 0.3, 0.4])}
    >>> LSTMWeights.from_tf1(tf1).to_keras()[2]  # i, f + forget_bias, c, o
    array([0.1, 1.3, 0.2, 0.4])

    Args:
        kernel: [inputs, 4 units].
        recurrent_kernel: [units, 4 units].
        bias: [4 units].
        forget_bias: what is added to f besides. TensorFlow 1's cells add 1.0 when they run, unless
            told otherwise; Keras and PyTorch add nothing.

    Raises:
        ValueError: shapes that do not fit each other.

    Source: ``tf.nn.rnn_cell.{BasicLSTMCell, LSTMCell}``, ``tf.contrib.rnn.LSTMBlockCell`` and
    ``LSTMBlockFusedCell`` of TensorFlow 1.15, ``keras.layers.LSTM``, ``torch.nn.LSTM``.
    """

    forget_bias: float = 0.0

    gates: ClassVar[int] = 4
    cell: ClassVar[str] = "an LSTM cell"
    keras_order: ClassVar[tuple[int, ...]] = (0, 2, 1, 3)
    torch_order: ClassVar[tuple[int, ...]] = (0, 2, 1, 3)

    def _bias_for(self, forget_bias: float) -> np.ndarray:
        """The bias to be used where ``forget_bias`` is added besides."""
        difference = self.forget_bias - forget_bias
        if not difference:
            return self.bias
        i, j, f, o = np.split(self.bias, 4)
        return np.concatenate([i, j, (f + difference).astype(f.dtype), o])

    @classmethod
    def from_tf1(
        cls, source: Any, scope: str = "", forget_bias: float | None = None
    ) -> LSTMWeights:
        """Weights of a ``BasicLSTMCell``, ``LSTMCell`` or ``LSTMBlockCell``.

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: of the cell, or any above it that holds no other.
            forget_bias: the cell's argument of that name, which no variable tells. By default 1.0,
                as the cells have it; 0.0 in a scope ``cudnn_compatible_lstm_cell``.

        Raises:
            ValueError: no such variables there, or several; a shape that does not fit; peepholes
                or a projection.
        """
        variables = opened(source)
        if forget_bias is None:
            forget_bias = cls.tf1_forget_bias(cls.tf1_names(variables, scope)[0])
        return cls(*cls._pair(variables, scope), forget_bias=float(forget_bias))

    @staticmethod
    def tf1_forget_bias(name: str) -> float:
        """What the cell of a kernel adds unless told otherwise: 1.0, 0.0 for cuDNN's."""
        return 0.0 if "cudnn_compatible_lstm_cell" in name.split("/") else _FORGET_BIAS

    def to_tf1(self, scope: str = "", forget_bias: float = _FORGET_BIAS) -> dict[str, np.ndarray]:
        """``kernel`` [inputs + units, 4 units] and ``bias``, by name in the scope.

        Args:
            scope: of the cell.
            forget_bias: the cell's argument; what it adds is taken out of the bias, which rounds
                unless the weights came with the same.
        """
        kernel = np.concatenate([self.kernel, self.recurrent_kernel])
        bias = self._bias_for(forget_bias)
        return {joined(scope, "kernel"): kernel, joined(scope, "bias"): bias}

    @classmethod
    def from_keras(cls, layer: Any) -> LSTMWeights:
        """Weights of an ``LSTM`` layer or cell, or of its ``get_weights()``."""
        arrays, _ = cls._keras_arrays(layer)
        if len(arrays) == 2:
            arrays.append(np.zeros_like(arrays[0][0]))
        shapes.units_of("kernel", arrays[0], cls.gates, cls.cell)
        return cls(*map(cls._from_keras, arrays))

    def to_keras(self) -> list[np.ndarray]:
        """Kernel, recurrent kernel and bias (with the forget bias), for ``LSTM``'s
        ``set_weights``."""
        return [self._keras(a) for a in (self.kernel, self.recurrent_kernel, self._bias_for(0.0))]

    @classmethod
    def from_torch(
        cls, source: Any, prefix: str = "", layer: int | None = 0, reverse: bool = False
    ) -> LSTMWeights:
        """Weights of one layer of ``torch.nn.LSTM``; its two biases are added up.

        Args:
            source: the module, its ``state_dict()``, or a dict of arrays.
            prefix: of the names, with the dot (``"lstm."``).
            layer: number of the layer; None for ``nn.LSTMCell``.
            reverse: whether the backward direction.

        Raises:
            ValueError: no such parameters; a shape that does not fit; ``proj_size``.
        """
        kernel, recurrent, bias_ih, bias_hh = torch_names.recurrent(
            source, prefix, layer, reverse, cls.gates, cls.cell
        )
        return cls(*map(cls._from_torch, (kernel, recurrent, bias_ih + bias_hh)))

    def to_torch(
        self, prefix: str = "", layer: int | None = 0, reverse: bool = False
    ) -> dict[str, np.ndarray]:
        """``torch.nn.LSTM``'s parameters by name; the second bias is zero."""
        kernel, recurrent, bias = map(
            self._torch, (self.kernel, self.recurrent_kernel, self._bias_for(0.0))
        )
        return torch_names.named(
            prefix, layer, reverse, kernel, recurrent, bias, np.zeros_like(bias)
        )

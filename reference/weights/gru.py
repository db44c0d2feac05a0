"""The weights of a GRU cell, of which there are two kinds that no weights make equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from reference.weights import shapes, torch_names
from reference.weights.cells import CellWeights
from reference.weights.variables import joined, names_in, opened

_PLAIN = ("gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias")
_OLD = ("gates/weights", "gates/biases", "candidate/weights", "candidate/biases")
_BLOCK = ("w_ru", "b_ru", "w_c", "b_c")
_CUDNN = (
    "gates/kernel",
    "gates/bias",
    "candidate/input_projection/kernel",
    "candidate/input_projection/bias",
    "candidate/hidden_projection/kernel",
    "candidate/hidden_projection/bias",
)


@dataclass(frozen=True, eq=False)
class GRUWeights(CellWeights):
    """Weights of a GRU; gates in the order r, u, c: reset, update, candidate.

    ``h' = u * h + (1 - u) * act(c)`` with ``r`` and ``u`` the sigmoids of their columns of
    ``x kernel + h recurrent_kernel + bias + recurrent_bias``, and the candidate one of

    - ``x kernel + (r * h) recurrent_kernel + bias``: TensorFlow 1's ``GRUCell``, Keras's
      ``GRU(reset_after=False)``;
    - ``x kernel + bias + r * (h recurrent_kernel + recurrent_bias)``: Keras's
      ``GRU(reset_after=True)``, PyTorch, cuDNN, TensorFlow 1's ``CudnnCompatibleGRUCell``.

    They are different functions: weights of one kind give the other nothing to compute the same
    with, so conversions between the kinds are refused.

    >>> import numpy as np
    >>> tf1 = {"gates/kernel": np.ones([3 + 1, 2]), "gates/bias": [1.0, 2.0],
    ...        "candidate/kernel": np.ones([3 + 1, 1]), "candidate/bias": [3.0]}
    >>> weights = GRUWeights.from_tf1(tf1)
    >>> weights.reset_after, weights.to_keras()[2]  # z, r, h
    (False, array([2., 1., 3.]))

    Args:
        kernel: [inputs, 3 units].
        recurrent_kernel: [units, 3 units].
        bias: [3 units].
        recurrent_bias: [3 units] of the kind that resets after the product; None for the other.

    Raises:
        ValueError: shapes that do not fit each other.

    Source: ``tf.nn.rnn_cell.GRUCell``, ``tf.contrib.rnn.{GRUBlockCell, GRUBlockCellV2}`` and
    ``tf.contrib.cudnn_rnn.CudnnCompatibleGRUCell`` of TensorFlow 1.15, ``keras.layers.GRU``,
    ``torch.nn.GRU``; Cho et al., 2014, https://arxiv.org/abs/1406.1078
    """

    recurrent_bias: np.ndarray | None = None

    gates: ClassVar[int] = 3
    cell: ClassVar[str] = "a GRU cell"
    keras_order: ClassVar[tuple[int, ...]] = (1, 0, 2)
    torch_order: ClassVar[tuple[int, ...]] = (0, 1, 2)
    tf1_layouts: ClassVar[tuple[tuple[str, ...], ...]] = (_PLAIN, _OLD, _BLOCK, _CUDNN)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.recurrent_bias is not None:
            shapes.require("recurrent_bias", self.recurrent_bias, self.bias.shape, "[3 units]")

    @property
    def reset_after(self) -> bool:
        """Whether the reset gate acts after the product with the state."""
        return self.recurrent_bias is not None

    @classmethod
    def tf1_names(cls, source: Any, scope: str = "") -> tuple[str, ...]:
        """The names of the cell's variables at or below a scope, in the order of `to_tf1`.

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: of the cell, or any above it that holds no other.

        Raises:
            ValueError: no such variables there, or several.
        """
        return names_in(opened(source), scope, cls.tf1_layouts, "variables of a GRU cell")

    @classmethod
    def from_tf1(cls, source: Any, scope: str = "") -> GRUWeights:
        """Weights of a ``GRUCell``, ``GRUBlockCell``, ``GRUBlockCellV2``, or, of the other kind, a
        ``CudnnCompatibleGRUCell``.

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: of the cell, or any above it that holds no other.

        Raises:
            ValueError: no such variables there, or several; a shape that does not fit.
        """
        variables = opened(source)
        names = cls.tf1_names(variables, scope)
        arrays = {name: variables.array(name) for name in names}
        units = shapes.units_of(names[1], arrays[names[1]], 2, "a GRU cell")
        shapes.require(names[1], arrays[names[1]], (2 * units,), "[2 units]")
        gates = shapes.split_rows(names[0], arrays[names[0]], units, 2 * units)
        inputs = gates[0].shape[0]
        if len(names) == len(_PLAIN):
            kernel, bias = arrays[names[2]], arrays[names[3]]
            shapes.require(names[2], kernel, (inputs + units, units), "[inputs + units, units]")
            shapes.require(names[3], bias, (units,), "[units]")
            parts = [(gates[0], kernel[:inputs]), (gates[1], kernel[inputs:])]
            bias = np.concatenate([arrays[names[1]], bias])
            return cls(*(np.concatenate(part, axis=1) for part in parts), bias)
        for name, rows in ((names[2], inputs), (names[4], units)):
            shapes.require(name, arrays[name], (rows, units), "of the candidate")
            bias_name = name.replace("kernel", "bias")
            shapes.require(bias_name, arrays[bias_name], (units,), "[units]")
        gate_bias = arrays[names[1]]
        return cls(
            np.concatenate([gates[0], arrays[names[2]]], axis=1),
            np.concatenate([gates[1], arrays[names[4]]], axis=1),
            np.concatenate([gate_bias, arrays[names[3]]]),
            np.concatenate([np.zeros_like(gate_bias), arrays[names[5]]]),
        )

    def to_tf1(self, scope: str = "") -> dict[str, np.ndarray]:
        """A ``GRUCell``'s variables by name in the scope.

        Weights that reset after the product give ``CudnnCompatibleGRUCell``'s instead, the only
        cell of TensorFlow 1 that computes them; the gates' two biases become one.
        """
        gates = 2 * self.units
        inner, state = (
            np.split(self.kernel, [gates], 1),
            np.split(self.recurrent_kernel, [gates], 1),
        )
        bias = np.split(self.bias, [gates])
        gate_kernel = np.concatenate([inner[0], state[0]])
        if self.recurrent_bias is None:
            values = [gate_kernel, bias[0], np.concatenate([inner[1], state[1]]), bias[1]]
            return {joined(scope, n): v for n, v in zip(_PLAIN, values, strict=True)}
        second = np.split(self.recurrent_bias, [gates])
        values = [gate_kernel, bias[0] + second[0], inner[1], bias[1], state[1], second[1]]
        return {joined(scope, n): v for n, v in zip(_CUDNN, values, strict=True)}

    @classmethod
    def from_keras(cls, layer: Any) -> GRUWeights:
        """Weights of a ``GRU`` layer or cell, or of its ``get_weights()``.

        Raises:
            ValueError: shapes that do not fit; arrays without a bias, which do not tell the kind.
        """
        arrays, reset_after = cls._keras_arrays(layer)
        shapes.units_of("kernel", arrays[0], cls.gates, cls.cell)
        kernels = [cls._from_keras(array) for array in arrays[:2]]
        if len(arrays) == 3 and arrays[2].ndim == 2:
            shapes.require("bias", arrays[2], (2, arrays[0].shape[1]), "[2, 3 units]")
            return cls(*kernels, *map(cls._from_keras, arrays[2]))
        if len(arrays) == 3:
            return cls(*kernels, cls._from_keras(arrays[2]))
        if reset_after is None:
            raise ValueError(
                "A GRU without bias: give the layer itself, so that reset_after is known."
            )
        zeros = np.zeros_like(arrays[0][0])
        return cls(*kernels, zeros, zeros.copy() if reset_after else None)

    def to_keras(self) -> list[np.ndarray]:
        """Kernel, recurrent kernel and bias, for ``set_weights`` of a ``GRU`` whose ``reset_after``
        is that of these weights; the bias is [2, 3 units] if it is true."""
        bias = self._keras(self.bias)
        if self.recurrent_bias is not None:
            bias = np.stack([bias, self._keras(self.recurrent_bias)])
        return [self._keras(self.kernel), self._keras(self.recurrent_kernel), bias]

    @classmethod
    def from_torch(
        cls, source: Any, prefix: str = "", layer: int | None = 0, reverse: bool = False
    ) -> GRUWeights:
        """Weights of one layer of ``torch.nn.GRU``, with both biases; they reset after the product.

        Args:
            source: the module, its ``state_dict()``, or a dict of arrays.
            prefix: of the names, with the dot (``"gru."``).
            layer: number of the layer; None for ``nn.GRUCell``.
            reverse: whether the backward direction.

        Raises:
            ValueError: no such parameters; a shape that does not fit.
        """
        found = torch_names.recurrent(source, prefix, layer, reverse, cls.gates, cls.cell)
        return cls(*map(cls._from_torch, found))

    def to_torch(
        self, prefix: str = "", layer: int | None = 0, reverse: bool = False
    ) -> dict[str, np.ndarray]:
        """``torch.nn.GRU``'s parameters by name.

        Raises:
            ValueError: weights that reset before the product, which PyTorch's GRU does not do.
        """
        if self.recurrent_bias is None:
            raise ValueError(
                "torch.nn.GRU resets after the product, these weights before it (TensorFlow 1's "
                "GRUCell, Keras's reset_after=False): no parameters of it compute the same."
            )
        return torch_names.named(
            prefix, layer, reverse, self.kernel, self.recurrent_kernel, self.bias,
            self.recurrent_bias,
        )  # fmt: skip

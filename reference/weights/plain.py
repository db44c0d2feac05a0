"""The weights of dense layers and embeddings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.weights import shapes, torch_names
from reference.weights.variables import joined, layer_arrays, names_in, opened

_WITH_BIAS = (("kernel", "bias"), ("weights", "biases"))
_WITHOUT = (("kernel",), ("weights",))
_TABLES = (("embeddings",), ("embedding",), ("weights",))


@dataclass(frozen=True, eq=False)
class DenseWeights:
    """Weights of ``y = act(x kernel + bias)``; a plain ``W`` and ``b`` are ``DenseWeights(W, b)``.

    Args:
        kernel: [inputs, units].
        bias: [units], or None.

    Raises:
        ValueError: shapes that do not fit each other.

    Source: ``tf.layers.dense`` and ``tf.contrib.layers.fully_connected`` of TensorFlow 1.15,
    ``keras.layers.Dense``, ``torch.nn.Linear``.
    """

    kernel: np.ndarray
    bias: np.ndarray | None = None

    def __post_init__(self) -> None:
        kernel = np.asarray(self.kernel)
        object.__setattr__(self, "kernel", kernel)
        if kernel.ndim != 2:
            found = shapes.shown(kernel.shape)
            raise ValueError(f"kernel: expected [inputs, units], found {found}.")
        if self.bias is not None:
            object.__setattr__(self, "bias", np.asarray(self.bias))
            shapes.require("bias", self.bias, kernel.shape[1:], "[units]")

    @property
    def inputs(self) -> int:
        """The number of input features."""
        return int(self.kernel.shape[0])

    @property
    def units(self) -> int:
        """The number of output features."""
        return int(self.kernel.shape[1])

    @classmethod
    def tf1_names(cls, source: Any, scope: str = "") -> tuple[str, ...]:
        """The names of the layer's variables at or below a scope, in the order of `to_tf1`.

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: of the layer, or any above it that holds no other; only in its own is a layer
                without bias found.

        Raises:
            ValueError: no such variables there, or several.
        """
        variables = opened(source)
        for (kernel,), (_, bias) in zip(_WITHOUT, _WITH_BIAS, strict=True):
            alone = joined(scope, kernel)
            if alone in variables.names and joined(scope, bias) not in variables.names:
                return (alone,)
        return names_in(variables, scope, _WITH_BIAS, "kernel and bias")

    @classmethod
    def from_tf1(cls, source: Any, scope: str = "") -> DenseWeights:
        """Weights of ``tf.layers.dense`` (or ``fully_connected``: ``weights``, ``biases``).

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: of the layer, or any above it that holds no other.

        Raises:
            ValueError: no such variables there, or several; a shape that does not fit.
        """
        variables = opened(source)
        names = cls.tf1_names(variables, scope)
        kernel, *bias = map(variables.array, names)
        for name, array in zip(names[1:], bias, strict=True):
            shapes.require(name, array, kernel.shape[-1:], f"the columns of {names[0]}")
        return cls(kernel, *bias)

    def to_tf1(self, scope: str = "") -> dict[str, np.ndarray]:
        """``kernel`` and, if there is one, ``bias``, by name in the scope."""
        values = {joined(scope, "kernel"): self.kernel}
        return values if self.bias is None else {**values, joined(scope, "bias"): self.bias}

    @classmethod
    def from_keras(cls, layer: Any) -> DenseWeights:
        """Weights of a ``Dense`` layer, or of its ``get_weights()``.

        Raises:
            ValueError: not one or two arrays (a layer that is not built has none).
        """
        arrays = layer_arrays(layer)
        if len(arrays) not in (1, 2):
            raise ValueError(
                f"A Dense layer has a kernel and perhaps a bias, not {len(arrays)} arrays. "
                "Give a built layer (call it once, or layer.build(shape))."
            )
        return cls(*arrays)

    def to_keras(self) -> list[np.ndarray]:
        """Kernel and, if there is one, bias, for ``Dense``'s ``set_weights``."""
        return [self.kernel] if self.bias is None else [self.kernel, self.bias]

    @classmethod
    def from_torch(cls, source: Any, prefix: str = "") -> DenseWeights:
        """Weights of ``torch.nn.Linear``.

        Args:
            source: the module, its ``state_dict()``, or a dict of arrays.
            prefix: of the names, with the dot (``"fc."``).

        Raises:
            ValueError: no such parameters; a shape that does not fit.
        """
        found = torch_names.arrays(source)
        kernel = torch_names.one(found, f"{prefix}weight").T
        bias = found.get(f"{prefix}bias")
        if bias is not None:
            shapes.require(f"{prefix}bias", bias, kernel.shape[-1:], "[out_features]")
        return cls(kernel, bias)

    def to_torch(self, prefix: str = "") -> dict[str, np.ndarray]:
        """``torch.nn.Linear``'s parameters by name."""
        values = {f"{prefix}weight": np.ascontiguousarray(self.kernel.T)}
        return values if self.bias is None else {**values, f"{prefix}bias": self.bias}


@dataclass(frozen=True, eq=False)
class EmbeddingWeights:
    """The table of an embedding, the same in all three libraries.

    Args:
        embeddings: [rows, width]: one row for each id.

    Raises:
        ValueError: not a table.

    Source: ``tf.nn.embedding_lookup`` and ``tf.contrib.layers.embed_sequence`` of TensorFlow 1.15,
    ``keras.layers.Embedding``, ``torch.nn.Embedding``.
    """

    embeddings: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "embeddings", np.asarray(self.embeddings))
        if self.embeddings.ndim != 2:
            found = shapes.shown(self.embeddings.shape)
            raise ValueError(f"embeddings: expected [rows, width], found {found}.")

    @classmethod
    def tf1_names(cls, source: Any, scope: str) -> tuple[str, ...]:
        """The name of the table: ``scope`` itself, or ``embeddings`` or ``embedding`` in it.

        Raises:
            ValueError: no such variable, or several.
        """
        variables = opened(source)
        if scope in variables.names:
            return (scope,)
        return names_in(variables, scope, _TABLES, "table of an embedding")

    @classmethod
    def from_tf1(cls, source: Any, scope: str) -> EmbeddingWeights:
        """The variable called ``scope``, or ``embeddings`` or ``embedding`` in that scope.

        Args:
            source: ``tf.Session``, path of a checkpoint, or dict of arrays.
            scope: the variable's name (a plain ``tf.Variable`` has any), or its scope.

        Raises:
            ValueError: no such variable, or not a table.
        """
        variables = opened(source)
        return cls(*map(variables.array, cls.tf1_names(variables, scope)))

    def to_tf1(self, name: str) -> dict[str, np.ndarray]:
        """The table by the variable's name."""
        return {name: self.embeddings}

    @classmethod
    def from_keras(cls, layer: Any) -> EmbeddingWeights:
        """The table of an ``Embedding`` layer, or of its ``get_weights()``.

        Raises:
            ValueError: not one array (a layer that is not built has none).
        """
        arrays = layer_arrays(layer)
        if len(arrays) != 1:
            raise ValueError(
                f"An Embedding layer has one table, not {len(arrays)} arrays. "
                "Give a built layer (call it once, or layer.build())."
            )
        return cls(arrays[0])

    def to_keras(self) -> list[np.ndarray]:
        """The table, for ``Embedding``'s ``set_weights``."""
        return [self.embeddings]

    @classmethod
    def from_torch(cls, source: Any, prefix: str = "") -> EmbeddingWeights:
        """The table of ``torch.nn.Embedding``.

        Args:
            source: the module, its ``state_dict()``, or a dict of arrays.
            prefix: of the names, with the dot (``"embed."``).

        Raises:
            ValueError: no such parameter, or not a table.
        """
        return cls(torch_names.one(torch_names.arrays(source), f"{prefix}weight"))

    def to_torch(self, prefix: str = "") -> dict[str, np.ndarray]:
        """``torch.nn.Embedding``'s parameter by name."""
        return {f"{prefix}weight": self.embeddings}

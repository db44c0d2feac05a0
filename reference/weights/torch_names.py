"""PyTorch's parameters: a module, its ``state_dict()``, or a dict of arrays; nothing of torch is
imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from reference.weights import shapes


def arrays(source: Any) -> dict[str, np.ndarray]:
    """The parameters of a module or of its ``state_dict()`` as arrays by name.

    Raises:
        TypeError: the source is neither, nor a mapping.
    """
    state = source.state_dict() if hasattr(source, "state_dict") else source
    if not isinstance(state, Mapping):
        raise TypeError(
            "Give a torch module, its state_dict(), or a dict of name -> array, "
            f"not {type(source).__name__}."
        )
    return {str(name): _array(value) for name, value in state.items()}


def _array(value: Any) -> np.ndarray:
    return np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)


def one(found: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """The matrix of that name.

    Raises:
        ValueError: it is not there, or not a matrix.
    """
    if name not in found:
        held = ", ".join(sorted(found)) or "nothing"
        raise ValueError(f"There is no {name} among the parameters: {held}.")
    if found[name].ndim != 2:
        raise ValueError(f"{name}: expected a matrix, found {shapes.shown(found[name].shape)}.")
    return found[name]


def suffix(layer: int | None, reverse: bool) -> str:
    """What follows ``weight_ih``: ``_l0``, ``_l0_reverse``, or nothing for ``nn.LSTMCell``."""
    return "" if layer is None else f"_l{layer}" + ("_reverse" if reverse else "")


def recurrent(
    source: Any, prefix: str, layer: int | None, reverse: bool, gates: int, cell: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """``weight_ih``, ``weight_hh`` transposed, and both biases (zeros where there is none).

    Raises:
        ValueError: a name that is not there, a shape that does not fit, or a projection.
    """
    found = arrays(source)
    end = suffix(layer, reverse)
    names = [f"{prefix}{part}{end}" for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    projection = f"{prefix}weight_hr{end}"
    if projection in found:
        raise ValueError(
            f"{projection}: an LSTM with proj_size has no counterpart in Keras's LSTM."
        )
    w_ih, w_hh = one(found, names[0]), one(found, names[1])
    units = shapes.units_of(names[1], w_hh, gates, cell, axis=0)
    shapes.require(names[1], w_hh, (gates * units, units), "[gates * units, units]")
    inputs = w_ih.shape[-1]
    shapes.require(names[0], w_ih, (gates * units, inputs), "[gates * units, inputs]")
    biases = [found.get(name, np.zeros(gates * units, w_ih.dtype)) for name in names[2:]]
    for name, bias in zip(names[2:], biases, strict=True):
        shapes.require(name, bias, (gates * units,), "[gates * units]")
    return w_ih.T, w_hh.T, biases[0], biases[1]


def named(
    prefix: str,
    layer: int | None,
    reverse: bool,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
    recurrent_bias: np.ndarray,
) -> dict[str, np.ndarray]:
    """The inverse of `recurrent`: parameter name -> array."""
    end = suffix(layer, reverse)
    return {
        f"{prefix}weight_ih{end}": np.ascontiguousarray(kernel.T),
        f"{prefix}weight_hh{end}": np.ascontiguousarray(recurrent_kernel.T),
        f"{prefix}bias_ih{end}": bias,
        f"{prefix}bias_hh{end}": recurrent_bias,
    }

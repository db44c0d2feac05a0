"""Checks of shapes whose messages name the variable, what was expected, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def shown(shape: Sequence[int]) -> str:
    """A shape as TensorFlow prints it: ``[3, 20]``."""
    return f"[{', '.join(map(str, shape))}]"


def require(name: str, array: np.ndarray, expected: Sequence[int], why: str) -> None:
    """Raise ValueError unless the array has the shape.

    Args:
        name: of the variable, as its owner calls it.
        array: what was found.
        expected: its shape as it should be.
        why: what the shape is made of, as ``[inputs, 4 units]``.
    """
    if array.shape != tuple(expected):
        raise ValueError(f"{name}: expected {shown(expected)} ({why}), found {shown(array.shape)}.")


def units_of(name: str, array: np.ndarray, gates: int, cell: str, axis: int = -1) -> int:
    """The number of units of a variable that has ``gates * units`` entries along an axis.

    Raises:
        ValueError: the gates do not divide it.
    """
    if not array.ndim or not array.shape[axis] or array.shape[axis] % gates:
        raise ValueError(
            f"{name}: expected a multiple of {gates} entries ({gates} gate(s) of {cell}), "
            f"found {shown(array.shape)}. Is it another kind of cell?"
        )
    return int(array.shape[axis]) // gates


def split_rows(name: str, kernel: np.ndarray, units: int, columns: int) -> tuple[Any, Any]:
    """TensorFlow 1's kernel [inputs + units, columns] as its two parts.

    Raises:
        ValueError: it has no such shape.
    """
    if kernel.ndim != 2 or kernel.shape[1] != columns or kernel.shape[0] <= units:
        raise ValueError(
            f"{name}: expected [inputs + {units}, {columns}] (inputs + units rows, as the bias "
            f"says), found {shown(kernel.shape)}."
        )
    return kernel[:-units], kernel[-units:]


def reordered(array: np.ndarray, order: Sequence[int], gates: int) -> np.ndarray:
    """The last axis's ``gates`` equal blocks in another order."""
    blocks = np.split(array, gates, axis=-1)
    return np.concatenate([blocks[n] for n in order], axis=-1)

"""Descriptions of tensors: shape and type, and the bounds of their elements.

Source: TensorFlow 1.15, ``tf.contrib.framework.{TensorSpec,BoundedTensorSpec}``.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

TensorSpec = tf.TensorSpec


class BoundedTensorSpec(tf.TensorSpec):
    """A ``TensorSpec`` with an inclusive minimum and maximum of its elements.

    Args:
      shape: what ``tf.TensorShape`` takes.
      dtype: what ``tf.as_dtype`` takes.
      minimum: a number or array that broadcasts to ``shape``.
      maximum: likewise.
      name: a name for what is described.

    Raises:
      ValueError: a bound is missing or does not broadcast.

    Source: ``tf.contrib.framework.BoundedTensorSpec`` of TensorFlow 1.15.

    >>> from reference.contrib.framework import BoundedTensorSpec
    >>> BoundedTensorSpec([2], "int32", 0, [3, 4]).maximum.tolist()
    [3, 4]
    """

    __slots__ = ("_maximum", "_minimum")

    def __init__(
        self, shape: Any, dtype: Any, minimum: Any, maximum: Any, name: str | None = None
    ) -> None:
        super().__init__(shape, dtype, name)
        if minimum is None or maximum is None:
            raise ValueError(
                f"minimum and maximum must be provided; but saw '{minimum}' and '{maximum}'"
            )
        self._minimum = self._bound(minimum, "minimum")
        self._maximum = self._bound(maximum, "maximum")

    def _bound(self, values: Any, which: str) -> np.ndarray:
        bound = np.array(values, dtype=self.dtype.as_numpy_dtype())
        sizes = self.shape.as_list() if self.shape.ndims is not None else []
        for given, size in zip(reversed(bound.shape), reversed(sizes), strict=False):
            if 1 not in (given, size) and size is not None and given != size:
                raise ValueError(
                    f"{which} is not compatible with shape. {bound.shape} does not broadcast "
                    f"to {self.shape}."
                )
        bound.setflags(write=False)
        return bound

    @classmethod
    def from_spec(cls, spec: Any) -> "BoundedTensorSpec":
        """A bounded description of what ``spec`` describes; its type's bounds if it has none."""
        dtype = tf.as_dtype(spec.dtype)
        return cls(
            spec.shape,
            dtype,
            getattr(spec, "minimum", dtype.min),
            getattr(spec, "maximum", dtype.max),
            spec.name,
        )

    @property
    def minimum(self) -> np.ndarray:
        """The smallest elements allowed, a NumPy array that cannot be written to."""
        return self._minimum

    @property
    def maximum(self) -> np.ndarray:
        """The largest elements allowed, a NumPy array that cannot be written to."""
        return self._maximum

    def __repr__(self) -> str:
        return (
            f"BoundedTensorSpec(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r}, "
            f"minimum={self.minimum!r}, maximum={self.maximum!r})"
        )

    def __eq__(self, other: Any) -> bool:
        return (
            isinstance(other, BoundedTensorSpec)
            and super().__eq__(other)
            and np.allclose(self.minimum, other.minimum)
            and np.allclose(self.maximum, other.maximum)
        )

    def __ne__(self, other: Any) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.shape, self.dtype))

    def __reduce__(self) -> Any:
        return BoundedTensorSpec, (self.shape, self.dtype, self.minimum, self.maximum, self.name)

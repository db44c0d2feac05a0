"""What a layer demands of its inputs: ``InputSpec``, and the check made at each call.

Source: ``tf.layers.InputSpec`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/keras/layers/InputSpec
"""

from typing import Any

import tensorflow.compat.v1 as tf


class InputSpec:
    """The rank, dtype and sizes that one input of a layer has to have.

    Args:
        dtype: the dtype wanted (a ``tf.DType`` or its name), None for any.
        shape: the whole shape wanted; None entries match any size. Sets ``ndim``.
        ndim: the exact rank wanted.
        max_ndim: the highest rank allowed.
        min_ndim: the lowest rank allowed.
        axes: sizes wanted of single axes, ``{axis: size}``.

    Raises:
        TypeError: a key of ``axes`` is not an integer.
        ValueError: ``axes`` names an axis that the rank rules out.

    >>> InputSpec(min_ndim=2, axes={-1: 8})
    InputSpec(min_ndim=2, axes={-1: 8})
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, Any] | None = None,
    ) -> None:
        self.dtype = None if dtype is None else tf.as_dtype(dtype).name
        self.shape = shape
        self.ndim = ndim if shape is None else len(shape)
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        try:
            self.axes = {int(axis): size for axis, size in dict(axes or {}).items()}
        except (TypeError, ValueError) as error:
            raise TypeError("The keys in axes must be integers.") from error
        highest_rank = self.ndim or max_ndim
        if self.axes and highest_rank is not None and max(self.axes) >= highest_rank:
            raise ValueError(
                f"Axis {max(self.axes)} is greater than the maximum allowed value: "
                f"{highest_rank - 1}"
            )

    def __repr__(self) -> str:
        given = [f"{name}={value}" for name, value in self.get_config().items() if value]
        return f"InputSpec({', '.join(given)})"

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments as a dictionary."""
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "InputSpec":
        """The spec that ``get_config`` described."""
        return cls(**config)


def is_spec(value: Any) -> bool:
    """Whether ``value`` can serve as an ``InputSpec``; that of today's Keras can."""
    names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
    return all(hasattr(value, name) for name in names)


def misfit(spec: Any, value: Any) -> str | None:
    """Why the tensor ``value`` does not fit ``spec``, as the end of a sentence; None if it fits."""
    rank = value.shape.rank
    if rank is None:
        if (spec.ndim, spec.min_ndim, spec.max_ndim) != (None, None, None):
            return "its rank is undefined, but the layer requires a defined rank."
        sizes = None
    else:
        sizes = value.shape.as_list()
        if spec.ndim is not None and rank != spec.ndim:
            return f"expected ndim={spec.ndim}, found ndim={rank}. Full shape received: {sizes}"
        if spec.max_ndim is not None and rank > spec.max_ndim:
            return f"expected max_ndim={spec.max_ndim}, found ndim={rank}"
        if spec.min_ndim is not None and rank < spec.min_ndim:
            return (
                f": expected min_ndim={spec.min_ndim}, found ndim={rank}. "
                f"Full shape received: {sizes}"
            )
    if spec.dtype is not None and value.dtype != spec.dtype:
        return f"expected dtype={spec.dtype}, found dtype={value.dtype}"
    return None if sizes is None else _size_misfit(spec, sizes)


def _size_misfit(spec: Any, sizes: list[int | None]) -> str | None:
    for axis, size in spec.axes.items():
        wanted = getattr(size, "value", size)  # a tf.Dimension is as good as an int
        if wanted is not None and sizes[axis] not in (wanted, None):
            return (
                f"expected axis {axis} of input shape to have value {wanted} "
                f"but received input with shape {sizes}"
            )
    for wanted, found in zip(spec.shape or (), sizes, strict=False):
        if None not in (wanted, found) and wanted != found:
            return f"expected shape={spec.shape}, found shape={sizes}"
    return None


def check_inputs(spec: Any, inputs: Any, layer_name: str) -> None:
    """Raise ``ValueError`` unless every tensor of ``inputs`` fits its spec (None fits all)."""
    if not spec:
        return
    specs, tensors = tf.nest.flatten(spec), tf.nest.flatten(inputs)
    if len(specs) != len(tensors):
        raise ValueError(
            f"Layer {layer_name} expects {len(specs)} inputs, but it received {len(tensors)} "
            f"input tensors. Inputs received: {tensors}"
        )
    for position, (one_spec, tensor) in enumerate(zip(specs, tensors, strict=True)):
        problem = None if one_spec is None else misfit(one_spec, tensor)
        if problem is not None:
            raise ValueError(
                f"Input {position} of layer {layer_name} is incompatible with the layer: {problem}"
            )

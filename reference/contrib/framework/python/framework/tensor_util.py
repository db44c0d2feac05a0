"""Shapes and types asserted: `contrib.framework.python.framework.tensor_util` of 1.15."""

from reference.contrib.framework.tensors import (
    assert_scalar_int,
    reduce_sum_n,
    remove_squeezable_dimensions,
    with_same_shape,
    with_shape,
)

__all__ = [
    "assert_scalar_int",
    "reduce_sum_n",
    "remove_squeezable_dimensions",
    "with_same_shape",
    "with_shape",
]

"""Sets: `contrib.metrics.python.ops.set_ops` of 1.15."""

from reference.contrib.metrics.single import (
    set_difference,
    set_intersection,
    set_size,
    set_union,
)

__all__ = [
    "set_difference",
    "set_intersection",
    "set_size",
    "set_union",
]

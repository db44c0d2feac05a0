"""The functions of a seeded graph that compute otherwise today, and visibly so.

TensorFlow 1.15's sigmoid is exactly 0 below -18; where a cost saturates, the digits hang on it. Its
linspace was one op, whose tensor a document prints. `reference.math` has both. What differs by a
last bit in the middle of its range only (`tanh`, `exp`, `softmax`) stays as it is.
"""

from __future__ import annotations

from migrate import tables

PATHS = {
    "tensorflow.sigmoid": "reference.math.sigmoid",
    "tensorflow.math.sigmoid": "reference.math.sigmoid",
    "tensorflow.nn.sigmoid": "reference.math.sigmoid",
    "tensorflow.lin_space": "reference.math.linspace",
    "tensorflow.linspace": "reference.math.linspace",
}


def path(qualified: str) -> str | None:
    """Where the function of this name has TensorFlow 1.15's bits, if it is one of these.

    >>> path("tensorflow.nn.sigmoid"), path("tensorflow.nn.tanh")
    ('reference.math.sigmoid', None)
    """
    return PATHS.get(tables.canonical(qualified))

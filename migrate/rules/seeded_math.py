"""The functions of a seeded graph that compute otherwise today.

TensorFlow 1.15's sigmoid is exactly 0 below -18; where a cost saturates, the digits hang on it.
Gradient descent carries the last bits of a softmax on, step by step. And linspace was one op, whose
tensor a document prints. `reference.math` has these. `tanh`, `exp` and `log` by themselves stay as
they are: no document was found that they alone take from its digits.
"""

from __future__ import annotations

from migrate import tables

PATHS = {
    "tensorflow.sigmoid": "reference.math.sigmoid",
    "tensorflow.math.sigmoid": "reference.math.sigmoid",
    "tensorflow.nn.sigmoid": "reference.math.sigmoid",
    "tensorflow.math.softmax": "reference.math.softmax",
    "tensorflow.nn.softmax": "reference.math.softmax",
    "tensorflow.lin_space": "reference.math.linspace",
    "tensorflow.linspace": "reference.math.linspace",
}


def path(qualified: str) -> str | None:
    """Where the function of this name has TensorFlow 1.15's bits, if it is one of these.

    >>> path("tensorflow.nn.sigmoid"), path("tensorflow.nn.tanh")
    ('reference.math.sigmoid', None)
    """
    return PATHS.get(tables.canonical(qualified))

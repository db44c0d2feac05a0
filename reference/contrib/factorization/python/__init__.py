"""The inside of `contrib.factorization`, from which notebooks imported too."""

from reference.contrib.factorization.python import ops

__all__ = [
    "ops",
]

"""The inside of `contrib.framework`, from which notebooks imported too."""

from reference.contrib.framework.python import framework, ops

__all__ = [
    "framework",
    "ops",
]

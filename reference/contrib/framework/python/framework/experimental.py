"""A decorator: `contrib.framework.python.framework.experimental` of 1.15."""

from reference.contrib.framework.deprecation import experimental

__all__ = ["experimental"]

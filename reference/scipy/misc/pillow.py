"""Pillow, loaded when the first image is made or read."""

import importlib
from types import ModuleType


def load(module: str = "Image") -> ModuleType:
    """Return a module of Pillow.

    Raises:
        ImportError: Pillow is not installed.
    """
    try:
        return importlib.import_module("PIL." + module)
    except ImportError as error:
        raise ImportError("scipy.misc's images need Pillow: pip install pillow") from error

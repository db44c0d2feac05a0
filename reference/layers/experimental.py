"""Keras-style variables: each layer makes its own, whatever scope it is called in.

Source: ``tf.layers.experimental`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/experimental
"""

import contextlib
from collections.abc import Iterator

__all__ = ["keras_style_scope", "set_keras_style"]

_on = False


@contextlib.contextmanager
def keras_style_scope() -> Iterator[None]:
    """Layers and RNN cells constructed inside make their variables as Keras layers do.

    Two cells of the same name then have weights of their own. ``_scope`` and ``_reuse`` (``scope``
    and ``reuse`` of cells and functions) are refused with a ``ValueError``.
    """
    global _on
    before, _on = _on, True
    try:
        yield
    finally:
        _on = before


def set_keras_style() -> None:
    """As ``keras_style_scope``, from here to the end of the program."""
    global _on
    _on = True


def keras_style_is_on() -> bool:
    """Whether a layer constructed now would be in Keras style."""
    return _on

"""How layers are named: ``BasicLSTMCell`` becomes ``basic_lstm_cell``, the next one gets ``_1``.

Source: ``tf.layers.Layer`` of TensorFlow 1.15 (the naming came from its built-in Keras).
"""

import collections
import re
import weakref

import tensorflow.compat.v1 as tf

_counts_of_graph: "weakref.WeakKeyDictionary[tf.Graph, collections.Counter[str]]" = (
    weakref.WeakKeyDictionary()
)


def snake_case(class_name: str) -> str:
    """The base name of a layer of this class.

    >>> [snake_case(name) for name in ("LSTMCell", "Conv2DTranspose", "_Hidden")]
    ['lstm_cell', 'conv2d_transpose', 'private__hidden']
    """
    words = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", class_name)
    name = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return f"private{name}" if name.startswith("_") else name


def unique_name(base: str, zero_based: bool = False) -> str:
    """``base_1``, ``base_2``, ...: counted for each graph (eager mode has a default one too).

    With ``zero_based``, as Keras names its layers, the first is ``base`` and the next ``base_1``;
    both kinds have one count.
    """
    counts = _counts_of_graph.setdefault(tf.get_default_graph(), collections.Counter())
    before, counts[base] = counts[base], counts[base] + 1
    if zero_based:
        return f"{base}_{before}" if before else base
    return f"{base}_{counts[base]}"


def forget() -> None:
    """Begin all counts anew."""
    _counts_of_graph.clear()

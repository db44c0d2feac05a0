"""Iterating over a data set without a graph.

Source: TensorFlow 1.15, ``tf.contrib.eager.Iterator``.
"""

from typing import Any

import tensorflow as tf


class Iterator:
    """An iterator over the elements of a ``tf.data.Dataset``.

    Args:
      dataset: the data set.

    Raises:
      RuntimeError: eager execution is off.

    Source: ``tf.contrib.eager.Iterator`` of TensorFlow 1.15.
    """

    def __init__(self, dataset: tf.data.Dataset) -> None:
        if not tf.executing_eagerly():
            raise RuntimeError(
                "Iterator needs eager execution; in a graph use dataset.make_one_shot_iterator()"
            )
        self._elements = iter(dataset)
        self._element_spec = dataset.element_spec

    def __iter__(self) -> "Iterator":
        return self

    def __next__(self) -> Any:
        return next(self._elements)

    def next(self) -> Any:
        """The next element; raises StopIteration when there is none."""
        return next(self._elements)

    def get_next(self, name: str | None = None) -> Any:
        """The next element.

        Raises:
          tf.errors.OutOfRangeError: there is none.
        """
        return self._elements.get_next()

    @property
    def element_spec(self) -> Any:
        """Types and shapes of an element."""
        return self._element_spec

"""Rows of categories as rows of numbers.

Source: TensorFlow 1.15, ``tf.contrib.learn.preprocessing.CategoricalProcessor``.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from reference.contrib.learn.preprocessing.vocabulary import CategoricalVocabulary


def _rows(table: Any) -> Iterable[Any]:
    # Iterating over a pandas frame gives the names of its columns.
    return table.to_numpy() if hasattr(table, "to_numpy") else table


def _is_missing(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


class CategoricalProcessor:
    """Gives the categories in each column of a table numbers; what is missing is 0.

    Args:
      min_frequency: a category must have been seen more often than that to get a number.
      share: whether all columns share one vocabulary.
      vocabularies: a vocabulary for each column; new ones if None.

    Attributes:
      vocabularies_: the vocabularies, None before ``fit``.

    Source: ``tf.contrib.learn.preprocessing.CategoricalProcessor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        min_frequency: int = 0,
        share: bool = False,
        vocabularies: list[CategoricalVocabulary] | None = None,
    ) -> None:
        self.min_frequency = min_frequency
        self.share = share
        self.vocabularies_ = vocabularies

    def freeze(self, freeze: bool = True) -> None:
        """Freezes or unfreezes all vocabularies."""
        for vocabulary in self.vocabularies_ or ():
            vocabulary.freeze(freeze)

    def fit(self, x: Iterable[Any], unused_y: Any = None) -> "CategoricalProcessor":
        """Learns the vocabularies of a table, and freezes them.

        Returns:
          This object.
        """
        for row in _rows(x):
            if self.vocabularies_ is None:
                shared = CategoricalVocabulary()
                self.vocabularies_ = [
                    shared if self.share else CategoricalVocabulary() for _ in row
                ]
            for vocabulary, value in zip(self.vocabularies_, row, strict=False):
                if not _is_missing(value):
                    vocabulary.add(value)
        if self.min_frequency > 0:
            for vocabulary in self.vocabularies_ or ():
                vocabulary.trim(self.min_frequency)
        self.freeze()
        return self

    def fit_transform(self, x: Iterable[Any], unused_y: Any = None) -> Iterator[np.ndarray]:
        """Learns the vocabularies, then transforms the same table."""
        self.fit(x)
        return self.transform(x)

    def transform(self, x: Iterable[Any]) -> Iterator[np.ndarray]:
        """Yields int64 ``[columns]`` for each row."""
        self.freeze()
        for row in _rows(x):
            numbers = [
                0 if _is_missing(value) else vocabulary.get(value)
                for vocabulary, value in zip(self.vocabularies_ or (), row, strict=False)
            ]
            yield np.array(numbers, dtype=np.int64)

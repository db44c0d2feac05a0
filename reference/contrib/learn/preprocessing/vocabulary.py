"""Numbers for categories, by order of appearance or of frequency.

Source: TensorFlow 1.15, ``tf.contrib.learn.preprocessing.CategoricalVocabulary``.
"""

from collections import defaultdict
from typing import Any


class CategoricalVocabulary:
    """Gives each category a number; 0 is what is not known.

    Args:
      unknown_token: the category of number 0.
      support_reverse: whether numbers can be turned into categories again.

    Source: ``tf.contrib.learn.preprocessing.CategoricalVocabulary`` of TensorFlow 1.15.

    >>> from reference.contrib.learn.preprocessing import CategoricalVocabulary
    >>> vocabulary = CategoricalVocabulary()
    >>> [vocabulary.get(word) for word in ("red", "blue", "red")]
    [1, 2, 1]
    >>> vocabulary.freeze()
    >>> vocabulary.get("green"), vocabulary.reverse(2)
    (0, 'blue')
    """

    def __init__(self, unknown_token: Any = "<UNK>", support_reverse: bool = True) -> None:
        self._unknown_token = unknown_token
        self._support_reverse = support_reverse
        self._freeze = False
        self._freq: dict[Any, int] = defaultdict(int)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._mapping = {self._unknown_token: 0}
        if self._support_reverse:
            self._reverse_mapping = [self._unknown_token]

    def _number(self, category: Any) -> int:
        number = self._mapping[category] = len(self._mapping)
        if self._support_reverse:
            self._reverse_mapping.append(category)
        return number

    def __len__(self) -> int:
        return len(self._mapping)

    def freeze(self, freeze: bool = True) -> None:
        """From now on new categories are unknown, or are numbered again if ``freeze`` is False."""
        self._freeze = freeze

    def get(self, category: Any) -> int:
        """The number of a category, a new one if need be; 0 if it is new and numbers are frozen."""
        if category in self._mapping:
            return self._mapping[category]
        return 0 if self._freeze else self._number(category)

    def add(self, category: Any, count: int = 1) -> None:
        """Counts a category as seen some times; what is unknown is not counted."""
        if self.get(category) > 0:
            self._freq[category] += count

    def trim(self, min_frequency: int, max_frequency: int = -1) -> None:
        """Keeps the categories that were seen neither too rarely nor too often, numbered anew.

        Args:
          min_frequency: a category must have been seen more often than that.
          max_frequency: and less often than that, if it is above 0.
        """
        # Equally frequent ones go by name, texts after everything else.
        by_name = sorted(self._freq.items(), key=lambda item: (isinstance(item[0], str), item[0]))
        ranked = sorted(by_name, key=lambda item: item[1], reverse=True)
        self._begin_anew()
        for category, count in ranked:
            if count > min_frequency and not 0 < max_frequency <= count:
                self._number(category)
        # TensorFlow 1.15 keeps the counts of as many of the most frequent ones, kept or not.
        self._freq = dict(ranked[: len(self._mapping) - 1])

    def reverse(self, class_id: int) -> Any:
        """The category of a number.

        Raises:
          ValueError: the vocabulary was made without ``support_reverse``.
          IndexError: there is no such number.
        """
        if not self._support_reverse:
            raise ValueError(
                "This vocabulary wasn't initialized with support_reverse to support reverse() "
                "function."
            )
        return self._reverse_mapping[class_id]

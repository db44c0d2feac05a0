"""Documents as rows of numbers: of words, or of bytes.

Source: TensorFlow 1.15, ``tf.contrib.learn.preprocessing`` (text).
"""

import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.learn.preprocessing.vocabulary import CategoricalVocabulary

# Abbreviations; capitalised words run together; words with apostrophes and hyphens.
TOKENIZER_RE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|[\'\w\-]+", re.UNICODE)


def tokenizer(iterator: Iterable[str]) -> Iterator[list[str]]:
    """The words of each document.

    Source: ``tf.contrib.learn.preprocessing.tokenizer`` of TensorFlow 1.15.

    >>> from reference.contrib.learn.preprocessing import tokenizer
    >>> list(tokenizer(["I'm a state-of-the-art NLPModel."]))
    [["I'm", 'a', 'state-of-the-art', 'NLP', 'Model']]
    """
    return map(TOKENIZER_RE.findall, iterator)


class ByteProcessor:
    """Documents as rows of bytes, cut off or filled with zeros.

    Args:
      max_document_length: number of bytes in a row.

    Source: ``tf.contrib.learn.preprocessing.ByteProcessor`` of TensorFlow 1.15.
    """

    def __init__(self, max_document_length: int) -> None:
        self.max_document_length = max_document_length

    def fit(self, x: Any) -> None:
        """Does nothing: bytes need no vocabulary."""

    def fit_transform(self, x: Iterable[str | bytes]) -> Iterator[np.ndarray]:
        """The same as ``transform``."""
        return self.transform(x)

    def transform(self, x: Iterable[str | bytes]) -> Iterator[np.ndarray]:
        """Yields uint8 ``[max_document_length]`` for each document, text as UTF-8."""
        for document in x:
            data = document.encode("utf-8") if isinstance(document, str) else document
            row = np.frombuffer(memoryview(data)[: self.max_document_length], dtype=np.uint8)
            yield np.pad(row, (0, self.max_document_length - len(row)), "constant")

    def reverse(self, x: Iterable[np.ndarray]) -> Iterator[str]:
        """Yields the text of each row, empty where it is no UTF-8."""
        for row in x:
            data = np.trim_zeros(row.astype(np.int8), trim="b").tobytes()
            try:
                yield data.decode("utf-8")
            except UnicodeDecodeError:
                yield ""


class VocabularyProcessor:
    """Documents as rows of word numbers, cut off or filled with zeros.

    Args:
      max_document_length: number of words in a row.
      min_frequency: a word must have been seen more often than that to get a number.
      vocabulary: a ``CategoricalVocabulary``; a new one if None.
      tokenizer_fn: turns documents into lists of words; ``tokenizer`` if None.

    Attributes:
      vocabulary_: the vocabulary.

    Source: ``tf.contrib.learn.preprocessing.VocabularyProcessor`` of TensorFlow 1.15.

    >>> from reference.contrib.learn.preprocessing import VocabularyProcessor
    >>> processor = VocabularyProcessor(max_document_length=4)
    >>> [row.tolist() for row in processor.fit_transform(["to be or not to be", "be"])]
    [[1, 2, 3, 4], [2, 0, 0, 0]]
    """

    def __init__(
        self,
        max_document_length: int,
        min_frequency: int = 0,
        vocabulary: CategoricalVocabulary | None = None,
        tokenizer_fn: Callable[[Iterable[str]], Iterable[list[str]]] | None = None,
    ) -> None:
        self.max_document_length = max_document_length
        self.min_frequency = min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents: Iterable[str], unused_y: Any = None) -> "VocabularyProcessor":
        """Learns the vocabulary of the documents, and freezes it.

        Returns:
          This object.
        """
        for words in self._tokenizer(raw_documents):
            for word in words:
                self.vocabulary_.add(word)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(
        self, raw_documents: Iterable[str], unused_y: Any = None
    ) -> Iterator[np.ndarray]:
        """Learns the vocabulary, then transforms the same documents."""
        self.fit(raw_documents)
        return self.transform(raw_documents)

    def transform(self, raw_documents: Iterable[str]) -> Iterator[np.ndarray]:
        """Yields int64 ``[max_document_length]`` for each document."""
        for words in self._tokenizer(raw_documents):
            row = np.zeros(self.max_document_length, np.int64)
            for place, word in zip(range(self.max_document_length), words, strict=False):
                row[place] = self.vocabulary_.get(word)
            yield row

    def reverse(self, documents: Iterable[Iterable[int]]) -> Iterator[str]:
        """Yields the words of each row, with spaces between."""
        for row in documents:
            yield " ".join(self.vocabulary_.reverse(number) for number in row)

    def save(self, filename: str) -> None:
        """Writes this object to a file."""
        with tf.gfile.Open(filename, "wb") as file:
            file.write(pickle.dumps(self))

    @classmethod
    def restore(cls, filename: str) -> "VocabularyProcessor":
        """The object that ``save`` wrote; the file must come from a source you trust."""
        with tf.gfile.Open(filename, "rb") as file:
            return pickle.loads(file.read())

"""What ``tf.contrib.learn.preprocessing`` was in TensorFlow 1.15."""

from reference.contrib.learn.preprocessing.categorical import CategoricalProcessor
from reference.contrib.learn.preprocessing.text import (
    TOKENIZER_RE,
    ByteProcessor,
    VocabularyProcessor,
    tokenizer,
)
from reference.contrib.learn.preprocessing.vocabulary import CategoricalVocabulary

__all__ = [
    "TOKENIZER_RE",
    "ByteProcessor",
    "CategoricalProcessor",
    "CategoricalVocabulary",
    "VocabularyProcessor",
    "tokenizer",
]

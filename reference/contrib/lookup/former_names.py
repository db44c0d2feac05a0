"""Functions that were replaced within ``tf.contrib.lookup`` itself.

Source: TensorFlow 1.15, ``tf.contrib.lookup`` (deprecated since 2017).
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.lookup.hashing import FastHashSpec, HasherSpec
from reference.contrib.lookup.tables import (
    index_table_from_file,
    index_table_from_tensor,
    index_to_string_table_from_tensor,
)


def string_to_index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    name: str | None = None,
) -> Any:
    """``index_table_from_file`` of texts; its arguments.

    Source: ``tf.contrib.lookup.string_to_index_table_from_file`` of TensorFlow 1.15.
    """
    return index_table_from_file(
        vocabulary_file,
        num_oov_buckets,
        vocab_size,
        default_value,
        hasher_spec,
        key_dtype=tf.string,
        name=name,
    )


def string_to_index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    name: str | None = None,
) -> Any:
    """``index_table_from_tensor`` of texts; its arguments.

    Raises:
      ValueError: the words are no texts.

    Source: ``tf.contrib.lookup.string_to_index_table_from_tensor`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "string_to_index") as scope:
        mapping = tf.convert_to_tensor(mapping)
    if mapping.dtype.base_dtype != tf.string:
        raise ValueError("string_to_index_table_from_tensor requires string.")
    return index_table_from_tensor(mapping, num_oov_buckets, default_value, hasher_spec, name=scope)


def string_to_index(
    tensor: Any, mapping: Any, default_value: int = -1, name: str | None = None
) -> Any:
    """The places of words in a list, by a table made for the purpose.

    Source: ``tf.contrib.lookup.string_to_index`` of TensorFlow 1.15.
    """
    table = index_table_from_tensor(mapping=mapping, default_value=default_value, name=name)
    return table.lookup(tensor)


def index_to_string(
    tensor: Any, mapping: Any, default_value: str = "UNK", name: str | None = None
) -> Any:
    """The words at places in a list, by a table made for the purpose.

    Source: ``tf.contrib.lookup.index_to_string`` of TensorFlow 1.15.
    """
    table = index_to_string_table_from_tensor(
        mapping=mapping, default_value=default_value, name=name
    )
    return table.lookup(tensor)

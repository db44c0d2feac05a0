"""Tables that turn words into numbers and back.

Source: TensorFlow 1.15, ``tf.contrib.lookup``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.lookup.hashing import FastHashSpec, HasherSpec, bucket_of

KeyValueTensorInitializer = tf.lookup.KeyValueTensorInitializer
MutableDenseHashTable = tf.lookup.experimental.DenseHashTable
MutableHashTable = tf.lookup.experimental.MutableHashTable
TextFileIndex = tf.lookup.TextFileIndex
TextFileInitializer = tf.lookup.TextFileInitializer


class TextFileIdTableInitializer(TextFileInitializer):
    """Fills a table from words of a file to numbers.

    Args:
      filename: path of the file.
      key_column_index: the column of the words; the whole line by default.
      value_column_index: the column of the numbers; the line's own by default.
      vocab_size: how many lines to read; all if None.
      delimiter: what stands between columns.
      name: name of the operations.
      key_dtype: type of the words.

    Source: ``tf.contrib.lookup.TextFileIdTableInitializer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        filename: Any,
        key_column_index: int = TextFileIndex.WHOLE_LINE,
        value_column_index: int = TextFileIndex.LINE_NUMBER,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_id_table_init",
        key_dtype: tf.DType = tf.string,
    ) -> None:
        super().__init__(
            filename,
            key_dtype,
            key_column_index,
            tf.int64,
            value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name=name,
        )


class TextFileStringTableInitializer(TextFileInitializer):
    """Fills a table from numbers to words of a file.

    Args:
      filename: path of the file.
      key_column_index: the column of the numbers; the line's own by default.
      value_column_index: the column of the words; the whole line by default.
      vocab_size: how many lines to read; all if None.
      delimiter: what stands between columns.
      name: name of the operations.

    Source: ``tf.contrib.lookup.TextFileStringTableInitializer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        filename: Any,
        key_column_index: int = TextFileIndex.LINE_NUMBER,
        value_column_index: int = TextFileIndex.WHOLE_LINE,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_string_table_init",
    ) -> None:
        super().__init__(
            filename,
            tf.int64,
            key_column_index,
            tf.string,
            value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name=name,
        )


class HashTable(tf.lookup.StaticHashTable):
    """A table that is filled once, by its initializer.

    Args:
      initializer: a ``KeyValueTensorInitializer`` or ``TextFileInitializer``.
      default_value: what a key that is missing gives.
      shared_name: not used: sessions share the table of a graph.
      name: name of the table, ``hash_table`` if None.

    Source: ``tf.contrib.lookup.HashTable`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        initializer: Any,
        default_value: Any,
        shared_name: str | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(initializer, default_value, name=name)

    @property
    def init(self) -> tf.Operation:
        """The operation that fills the table; ``tf.tables_initializer`` runs it too."""
        return self.initializer


class IdTableWithHashBuckets:
    """A table that gives words which another table lacks numbers after its own.

    Args:
      table: a table from words to numbers from 0 on; None to give all words buckets.
      num_oov_buckets: how many numbers there are for other words.
      hasher_spec: how words are spread over them.
      name: name of the operations.
      key_dtype: type of the keys if there is no table; that of the table if None.

    Raises:
      ValueError: there is neither a table nor a bucket, or a type does not suit.
      TypeError: keys are neither texts nor integers, or there is no such hash function.

    Source: ``tf.contrib.lookup.IdTableWithHashBuckets`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        table: Any,
        num_oov_buckets: int,
        hasher_spec: HasherSpec = FastHashSpec,
        name: str | None = None,
        key_dtype: tf.DType | None = None,
    ) -> None:
        given = name or (None if table is None else table.name)
        self._name = f"{given.rstrip('/')}" if given else "string_to_index"
        if table is None and num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0 if no table is supplied")
        if key_dtype is None:
            key_dtype = tf.string if table is None else table.key_dtype
        if key_dtype not in (tf.string, tf.int32, tf.int64):
            raise TypeError(f"Invalid key_dtype, expected string or integer, got {key_dtype}.")
        if table is not None and table.key_dtype.is_integer != key_dtype.is_integer:
            raise TypeError(f"Invalid key dtype, expected {table.key_dtype} but got {key_dtype}.")
        if not isinstance(hasher_spec, HasherSpec):
            raise TypeError(f"hasher_spec must be of type HasherSpec, got {hasher_spec}")
        self.key_dtype = key_dtype
        self.value_dtype = tf.int64
        self._table = table
        self._buckets = num_oov_buckets
        self._hasher = hasher_spec

    @property
    def name(self) -> str:
        """The name of the table."""
        return self._name

    @property
    def initializer(self) -> tf.Operation:
        """The operation that fills the table."""
        return tf.no_op() if self._table is None else self._table.initializer

    init = initializer

    def size(self, name: str | None = None) -> tf.Tensor:
        """The number of words and buckets, int64 scalar."""
        with tf.name_scope(name, f"{self._name}_Size"):
            known = tf.constant(0, tf.int64) if self._table is None else self._table.size()
            return known + self._buckets

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The numbers of words, int64, sparse where the words are.

        Args:
          keys: a tensor or sparse tensor of words.
          name: name of the operation.

        Raises:
          TypeError: the words are of another type than the keys.
        """
        if keys.dtype.base_dtype != self.key_dtype:
            raise TypeError(
                f"Dtype of argument `keys` must be {self.key_dtype}, received: {keys.dtype}"
            )
        values = keys.values if isinstance(keys, tf.SparseTensor) else keys
        ids = self._ids(values, name)
        if isinstance(keys, tf.SparseTensor):
            return tf.SparseTensor(keys.indices, ids, keys.dense_shape)
        return ids

    def _ids(self, values: tf.Tensor, name: str | None) -> tf.Tensor:
        if self._table is not None and self._table.key_dtype == tf.int64:
            values = tf.cast(values, tf.int64)
        if self._buckets == 0:
            return self._table.lookup(values, name=name)
        with tf.name_scope(name, f"{self._name}_Lookup"):
            words = tf.as_string(values) if self.key_dtype.is_integer else values
            buckets = bucket_of(words, self._buckets, self._hasher, "hash_bucket")
            if self._table is None:
                return buckets
            ids = self._table.lookup(values)
            buckets = tf.add(buckets, self._table.size())
            known = tf.not_equal(ids, self._table.default_value)
            return tf.where(known, ids, buckets)


def _index_table(
    initializer: Any,
    num_oov_buckets: int,
    default_value: int,
    hasher_spec: HasherSpec,
    **kinds: Any,
) -> Any:
    table = HashTable(initializer, default_value)
    if num_oov_buckets == 0:
        return table
    return IdTableWithHashBuckets(table, num_oov_buckets, hasher_spec, **kinds)


def index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: int = 0,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    dtype: tf.DType = tf.string,
    name: str | None = None,
) -> Any:
    """A table from words to their places in a list.

    Args:
      mapping: the words, a vector of texts or integers.
      num_oov_buckets: how many numbers there are, after the list, for other words.
      default_value: the number of other words if there are no buckets.
      hasher_spec: how other words are spread over the buckets.
      dtype: type of the words.
      name: name scope of the operations.

    Returns:
      A table with ``lookup``, ``size`` and ``initializer``; ``tf.tables_initializer`` fills it.

    Raises:
      ValueError: there is no list, ``dtype`` does not suit it, or buckets are negative in number.

    Source: ``tf.contrib.lookup.index_table_from_tensor`` of TensorFlow 1.15.
    """
    if mapping is None:
        raise ValueError("mapping must be specified.")
    if num_oov_buckets < 0:
        raise ValueError(f"num_oov_buckets must be greater or equal than 0, got {num_oov_buckets}.")
    if not (dtype.is_integer or dtype == tf.string):
        raise TypeError("Only integer and string keys are supported.")
    with tf.name_scope(name, "string_to_index"):
        words = tf.convert_to_tensor(mapping)
        if words.dtype.is_integer != dtype.is_integer:
            raise ValueError(f"Expected {dtype}, got {words.dtype}.")
        if not dtype.is_integer and words.dtype != dtype:
            raise ValueError(f"Expected {dtype}, got {words.dtype}.")
        places = tf.cast(tf.range(tf.size(words)), tf.int64)
        if words.dtype.is_integer:
            words = tf.cast(words, tf.int64)
        initializer = KeyValueTensorInitializer(
            words, places, words.dtype.base_dtype, tf.int64, name="table_init"
        )
        return _index_table(
            initializer, num_oov_buckets, default_value, hasher_spec, key_dtype=dtype
        )


def index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    key_dtype: tf.DType = tf.string,
    name: str | None = None,
    key_column_index: int = TextFileIndex.WHOLE_LINE,
    value_column_index: int = TextFileIndex.LINE_NUMBER,
    delimiter: str = "\t",
) -> Any:
    """A table from words to their lines in a file, or to what another column says.

    Args:
      vocabulary_file: path of the file.
      vocab_size: how many lines to read; all if None.
      key_dtype: type of the words.
      key_column_index: the column of the words; the whole line by default.
      value_column_index: the column of the numbers; the line's own by default.
      delimiter: what stands between columns.
      num_oov_buckets, default_value, hasher_spec, name: as ``index_table_from_tensor`` takes them.

    Raises:
      ValueError: there is no file, or a number is out of range.
      TypeError: words are neither texts nor integers.

    Source: ``tf.contrib.lookup.index_table_from_file`` of TensorFlow 1.15.
    """
    if vocabulary_file is None or (isinstance(vocabulary_file, str) and not vocabulary_file):
        raise ValueError("vocabulary_file must be specified and must not be empty.")
    if num_oov_buckets < 0:
        raise ValueError(f"num_oov_buckets must be greater or equal than 0, got {num_oov_buckets}.")
    if vocab_size is not None and vocab_size < 1:
        raise ValueError(f"vocab_size must be greater than 0, got {vocab_size}.")
    if not (key_dtype.is_integer or key_dtype == tf.string):
        raise TypeError("Only integer and string keys are supported.")
    with tf.name_scope(name, "string_to_index"):
        initializer = TextFileInitializer(
            vocabulary_file,
            key_dtype=tf.int64 if key_dtype.is_integer else key_dtype,
            key_index=key_column_index,
            value_dtype=tf.int64,
            value_index=value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name="table_init",
        )
        return _index_table(
            initializer, num_oov_buckets, default_value, hasher_spec, key_dtype=key_dtype
        )


def index_to_string_table_from_tensor(
    mapping: Any, default_value: str = "UNK", name: str | None = None
) -> HashTable:
    """A table from places in a list to its words.

    Args:
      mapping: the words, a vector of texts.
      default_value: the word of other numbers.
      name: name scope of the operations.

    Raises:
      ValueError: there is no list.

    Source: ``tf.contrib.lookup.index_to_string_table_from_tensor`` of TensorFlow 1.15.
    """
    if mapping is None:
        raise ValueError("mapping must be specified.")
    with tf.name_scope(name, "index_to_string"):
        words = tf.convert_to_tensor(mapping, tf.string)
        places = tf.cast(tf.range(tf.size(words)), tf.int64)
        initializer = KeyValueTensorInitializer(
            places, words, tf.int64, tf.string, name="table_init"
        )
        return HashTable(initializer, default_value)


def index_to_string_table_from_file(
    vocabulary_file: Any,
    vocab_size: int | None = None,
    default_value: str = "UNK",
    name: str | None = None,
    key_column_index: int = TextFileIndex.LINE_NUMBER,
    value_column_index: int = TextFileIndex.WHOLE_LINE,
    delimiter: str = "\t",
) -> HashTable:
    """A table from lines of a file, or what another column says, to words.

    Args:
      vocabulary_file: path of the file.
      vocab_size: how many lines to read; all if None.
      default_value: the word of other numbers.
      name: name scope of the operations.
      key_column_index: the column of the numbers; the line's own by default.
      value_column_index: the column of the words; the whole line by default.
      delimiter: what stands between columns.

    Raises:
      ValueError: there is no file, or ``vocab_size`` is below 1.

    Source: ``tf.contrib.lookup.index_to_string_table_from_file`` of TensorFlow 1.15.
    """
    if vocabulary_file is None or (isinstance(vocabulary_file, str) and not vocabulary_file):
        raise ValueError("vocabulary_file must be specified and must not be empty.")
    if vocab_size is not None and vocab_size < 1:
        raise ValueError(f"vocab_size must be greater than 0, got {vocab_size}.")
    with tf.name_scope(name, "index_to_string"):
        initializer = TextFileInitializer(
            vocabulary_file,
            key_dtype=tf.int64,
            key_index=key_column_index,
            value_dtype=tf.string,
            value_index=value_column_index,
            vocab_size=vocab_size,
            delimiter=delimiter,
            name="table_init",
        )
        return HashTable(initializer, default_value)

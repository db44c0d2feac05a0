"""Arrays that are fed batch by batch: what ``fit(x, y)`` does.

Source: TensorFlow 1.15, ``tf.contrib.learn.io.data_feeder``.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.learn.io.pandas_io import (
    HAS_PANDAS,
    extract_pandas_data,
    extract_pandas_labels,
    extract_pandas_matrix,
)

__all__ = [
    "HAS_PANDAS",
    "DataFeeder",
    "StreamingDataFeeder",
    "check_array",
    "extract_pandas_data",
    "extract_pandas_labels",
    "extract_pandas_matrix",
    "setup_predict_data_feeder",
    "setup_processor_data_feeder",
    "setup_train_data_feeder",
]

Feed = dict[str, Any]


def _mapped(function: Callable[[Any], Any], value: Any) -> Any:
    """A function of a value, or of each value of a dictionary; None stays None."""
    if isinstance(value, dict):
        return {key: function(each) for key, each in value.items()}
    return None if value is None else function(value)


def _classes_of(n_classes: Any, key: Any) -> Any:
    """The number of classes of a label: one for all, or by the labels' names."""
    return n_classes.get(key) if isinstance(n_classes, dict) else n_classes


def _label_shape(shape: Any, batch_size: int, n_classes: int | None) -> list[int]:
    """The shape of a batch of labels: without an axis of size 1, one-hot for several classes."""
    inner = list(shape[1:])
    if inner and inner[0] == 1:
        inner = inner[1:]
    classes = [n_classes] if n_classes is not None and n_classes > 1 else []
    return [batch_size, *inner, *classes]


def _check_dtype(dtype: Any) -> Any:
    if tf.as_dtype(dtype) == tf.float64:
        tf.logging.warning("float64 is not supported by many models, consider casting to float32.")
    return dtype


def _check_batch_size(batch_size: int | None) -> None:
    if batch_size is not None and batch_size <= 0:
        raise ValueError(f"Invalid batch_size {batch_size}.")


def check_array(array: Any, dtype: Any) -> Any:
    """An array, or a list, as an array of the type; anything else as it is.

    Source: ``tf.contrib.learn.io.data_feeder.check_array`` of TensorFlow 1.15.
    """
    if isinstance(array, (np.ndarray, list)):
        return np.asarray(array, dtype=dtype)
    return array


def setup_train_data_feeder(
    x: Any,
    y: Any,
    n_classes: Any,
    batch_size: int | None = None,
    shuffle: bool = True,
    epochs: int | None = None,
) -> "DataFeeder":
    """The feeder of arrays or data frames, or that of iterators.

    Args:
      x: array of shape [rows, ...], data frame, arrays by name, or an iterator of rows.
      y: as ``x``, or None.
      n_classes: number of classes, by name if labels are: those become one-hot; None for none.
      batch_size: rows in a batch; all if None.
      shuffle: whether rows come in random order, always the same.
      epochs: how often each row comes; for ever if None.

    Raises:
      ValueError: only one of ``x`` and ``y`` is an iterator.

    Source: ``tf.contrib.learn.io.data_feeder.setup_train_data_feeder`` of TensorFlow 1.15.
    """
    if HAS_PANDAS:
        x = extract_pandas_data(x)
        y = None if y is None else extract_pandas_labels(y)
    if not hasattr(x, "__next__"):
        return DataFeeder(x, y, n_classes, batch_size, shuffle=shuffle, epochs=epochs)
    if y is not None and not hasattr(y, "__next__"):
        raise ValueError("Both x and y should be iterators for streaming learning to work.")
    return StreamingDataFeeder(x, y, n_classes, batch_size)


def _batches(x: Iterator[Any], batch_size: int | None) -> Iterator[Any]:
    """Rows of an iterator as matrices of ``batch_size`` rows; the last has what is left, if any."""
    _check_batch_size(batch_size)
    keys: Any = None
    while True:
        rows = list(itertools.islice(x, batch_size))
        if rows and isinstance(rows[0], dict):
            keys = list(rows[0])
        yield (
            {key: np.matrix([row[key] for row in rows]) for key in keys}
            if keys
            else np.matrix(rows)
        )
        if batch_size is None or len(rows) < batch_size:
            return


def setup_predict_data_feeder(x: Any, batch_size: int | None = None) -> Any:
    """The rows of an array, a data frame or an iterator in batches.

    Raises:
      ValueError: the size of a batch is not above zero.

    Source: ``tf.contrib.learn.io.data_feeder.setup_predict_data_feeder`` of TensorFlow 1.15.
    """
    if HAS_PANDAS:
        x = extract_pandas_data(x)
    if hasattr(x, "__next__"):
        return _batches(x, batch_size)
    if len(x.shape) == 1:
        x = np.reshape(x, (-1, 1))
    _check_batch_size(batch_size)
    if batch_size is None:
        return [x]
    count = math.ceil(len(x) / batch_size)
    return [x[i * batch_size : (i + 1) * batch_size] for i in range(count)]


def setup_processor_data_feeder(x: Any) -> Any:
    """A data frame's values; anything else as it is.

    Source: ``tf.contrib.learn.io.data_feeder.setup_processor_data_feeder`` of TensorFlow 1.15.
    """
    return extract_pandas_matrix(x) if HAS_PANDAS else x


def _rows(data: Any, indices: Any) -> Any:
    """Rows of an array or data frame; of one axis as a column."""
    taken = data.iloc[indices] if hasattr(data, "iloc") else data[indices]
    return np.array(taken).reshape(-1, 1) if len(data.shape) == 1 else taken


def _put_one_hot(row: Any, classes: Any) -> None:
    """Sets the ones of a row of zeros, [classes] or [values, classes]."""
    if row.ndim == 1:
        row[int(classes)] = 1.0
    else:
        for position, number in enumerate(classes):
            row[position, number] = 1.0


def _labels(data: Any, shape: list[int], dtype: Any, n_classes: int | None, indices: Any) -> Any:
    """A batch of labels, one-hot where there are several classes."""
    out = np.zeros([len(indices), *shape[1:]], dtype=dtype)
    for row, index in enumerate(indices):
        value = data.iloc[index] if hasattr(data, "iloc") else data[index]
        if n_classes is not None and n_classes > 1:
            _put_one_hot(out[row], value)
        else:
            out[row] = np.reshape(value, out[row].shape) if np.ndim(value) else value
    return out


def _placeholders(shapes: Any, dtypes: Any, name: str) -> Any:
    if shapes is None:
        return None
    if isinstance(shapes, dict):
        return {
            key: tf.placeholder(tf.as_dtype(dtypes[key]), [None, *shape[1:]], name=f"{name}_{key}")
            for key, shape in shapes.items()
        }
    return tf.placeholder(tf.as_dtype(dtypes), [None, *shapes[1:]], name=name)


def _fed(placeholders: Any, values: Any) -> Feed:
    if isinstance(placeholders, dict):
        return {placeholders[key].name: value for key, value in values.items()}
    return {placeholders.name: values}


class DataFeeder:
    """Feeds the rows of arrays, batch after batch.

    Args:
      x: array of shape [rows, ...], or arrays by name.
      y: labels as ``x``, or None.
      n_classes: number of classes, by name if labels are: those become one-hot; None for none.
      batch_size: rows in a batch; all if None.
      shuffle: whether rows come in random order.
      random_state: ``numpy.random.RandomState`` of that order; that of seed 42 if None.
      epochs: how often each row comes; for ever if None.

    Attributes: ``input_shape``, ``output_shape`` (lists, by name where arrays are), ``n_classes``,
    ``max_epochs``, ``random_state``, ``indices``, ``offset``, ``epoch``.

    Raises:
      ValueError: the size of a batch is not above zero.

    Source: ``tf.contrib.learn.io.data_feeder.DataFeeder`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        n_classes: Any,
        batch_size: int | None = None,
        shuffle: bool = True,
        random_state: Any = None,
        epochs: int | None = None,
    ) -> None:
        if isinstance(y, list):
            y = np.array(y)
        self._x = _mapped(lambda array: check_array(array, array.dtype), x)
        self._y = _mapped(lambda array: check_array(array, array.dtype), y)
        if n_classes is not None and not isinstance(y, dict):
            kind = np.int64 if n_classes > 1 else np.float32
            self._y = None if y is None else check_array(y, kind)
        self.n_classes = n_classes
        self.max_epochs = epochs
        first = next(iter(self._x.values())) if isinstance(self._x, dict) else self._x
        self._set_shapes(
            _mapped(lambda array: array.shape, self._x),
            _mapped(lambda array: array.shape, self._y),
            first.shape[0] if batch_size is None else batch_size,
        )
        self._input_dtype = _mapped(lambda array: _check_dtype(array.dtype), self._x)
        self._output_dtype: Any = np.float32
        if y is not None:
            self._output_dtype = _mapped(lambda array: _check_dtype(array.dtype), self._y)
        if n_classes is not None and isinstance(y, dict):
            self._output_dtype.update(
                {key: np.float32 for key in n_classes if key in self._output_dtype}
            )
        self._shuffle = shuffle
        self.random_state = np.random.RandomState(42) if random_state is None else random_state
        self._count = int(first.shape[0])
        self.indices = self._order()
        self.offset = 0
        self.epoch = 0
        self._epoch_placeholder: Any = None

    def _set_shapes(self, x_shapes: Any, y_shapes: Any, batch_size: int) -> None:
        if batch_size <= 0:
            raise ValueError(f"Invalid batch_size {batch_size}.")
        self._batch_size = batch_size
        self.input_shape = _mapped(lambda shape: [batch_size, *(shape[1:] or [1])], x_shapes)
        if isinstance(y_shapes, dict):
            assert self.n_classes is None or isinstance(self.n_classes, dict)
            self.output_shape: Any = {
                key: _label_shape(shape, batch_size, _classes_of(self.n_classes or {}, key))
                for key, shape in y_shapes.items()
            }
        elif y_shapes is None:
            self.output_shape = None
        else:
            self.output_shape = _label_shape(y_shapes, batch_size, self.n_classes)

    def _order(self) -> Any:
        if self._shuffle:
            return self.random_state.permutation(self._count)
        return np.arange(self._count)

    @property
    def x(self) -> Any:
        """The inputs."""
        return self._x

    @property
    def y(self) -> Any:
        """The labels."""
        return self._y

    @property
    def shuffle(self) -> bool:
        """Whether rows come in random order."""
        return self._shuffle

    @property
    def input_dtype(self) -> Any:
        """The type of the inputs, or the types by name."""
        return self._input_dtype

    @property
    def output_dtype(self) -> Any:
        """The type of the labels, or the types by name."""
        return self._output_dtype

    @property
    def batch_size(self) -> int:
        """Rows in a batch."""
        return self._batch_size

    def make_epoch_variable(self) -> tf.Tensor:
        """A placeholder, int32 of shape [1], that is fed the number of the epoch."""
        self._epoch_placeholder = tf.placeholder(tf.int32, [1], name="epoch")
        return self._epoch_placeholder

    def input_builder(self) -> tuple[Any, Any]:
        """Placeholders of a batch of inputs and of labels: an input function."""
        self.set_placeholders(
            _placeholders(self.input_shape, self._input_dtype, "input"),
            _placeholders(self.output_shape, self._output_dtype, "output"),
        )
        return self._input_placeholder, self._output_placeholder

    def set_placeholders(self, input_placeholder: Any, output_placeholder: Any) -> None:
        """Sets the placeholders to be fed."""
        self._input_placeholder = input_placeholder
        self._output_placeholder = output_placeholder

    def get_feed_params(self) -> dict[str, Any]:
        """How far it is: ``epoch``, ``offset`` and ``batch_size``."""
        return {"epoch": self.epoch, "offset": self.offset, "batch_size": self._batch_size}

    def get_feed_dict_fn(self) -> Callable[[], Feed]:
        """A function that gives the next batch, by the names of the placeholders.

        It raises ``StopIteration`` when all epochs are over.
        """

        def feed() -> Feed:
            if self.max_epochs is not None and self.epoch + 1 > self.max_epochs:
                raise StopIteration
            fed: Feed = {}
            if self._epoch_placeholder is not None:
                fed[self._epoch_placeholder.name] = [self.epoch]
            chosen = self.indices[self.offset : self.offset + self._batch_size]
            batch = _mapped(lambda array: _rows(array, chosen), self._x)
            fed.update(_fed(self._input_placeholder, batch))
            self.offset += self._batch_size
            if self.offset >= self._count:
                self.indices = self._order()
                self.offset = 0
                self.epoch += 1
            if self._output_placeholder is not None:
                fed.update(_fed(self._output_placeholder, self._label_batch(chosen)))
            return fed

        return feed

    def _label_batch(self, chosen: Any) -> Any:
        if not isinstance(self._y, dict):
            return _labels(self._y, self.output_shape, self._output_dtype, self.n_classes, chosen)
        return {
            key: _labels(
                array,
                self.output_shape[key],
                self._output_dtype[key],
                _classes_of(self.n_classes or {}, key),
                chosen,
            )
            for key, array in self._y.items()
        }


def _type_of_label(label: Any) -> Any:
    if isinstance(label, np.ndarray):
        return label.dtype
    if isinstance(label, list):
        return _type_of_label(label[0])
    return _check_dtype(np.dtype(type(label)))


class StreamingDataFeeder(DataFeeder):
    """Feeds what iterators give, row by row, until they end.

    Args:
      x: iterator of arrays, or of arrays by name.
      y: iterator of labels: numbers, lists, arrays, or any of them by name; or None.
      n_classes: as `DataFeeder` takes it.
      batch_size: rows in a batch; the last may be shorter.

    Source: ``tf.contrib.learn.io.data_feeder.StreamingDataFeeder`` of TensorFlow 1.15.
    """

    def __init__(self, x: Any, y: Any, n_classes: Any, batch_size: int | None) -> None:
        first = next(x)
        self._x = itertools.chain([first], x)
        label = None if y is None else next(y)
        self._y = None if y is None else itertools.chain([label], y)
        self.n_classes = n_classes
        self._set_shapes(
            _mapped(lambda array: [1, *array.shape], first),
            _mapped(lambda each: [1, *_shape_of_label(each)], label),
            1 if batch_size is None else batch_size,
        )
        self._input_dtype = _mapped(lambda array: _check_dtype(array.dtype), first)
        if n_classes is not None and not isinstance(label, dict) and n_classes > 0:
            self._output_dtype = np.float32
        else:
            self._output_dtype = _mapped(_type_of_label, label)

    def get_feed_params(self) -> dict[str, Any]:
        """``batch_size``."""
        return {"batch_size": self._batch_size}

    def get_feed_dict_fn(self) -> Callable[[], Feed]:
        """A function that gives the next batch, by the names of the placeholders.

        It raises ``StopIteration`` when the iterators are over.
        """
        self.stopped = False

        def feed() -> Feed:
            if self.stopped:
                raise StopIteration
            inputs = list(itertools.islice(self._x, self._batch_size))
            self.stopped = len(inputs) < self._batch_size
            if not inputs:
                raise StopIteration
            fed = _fed(
                self._input_placeholder, _stacked(inputs, self.input_shape, self._input_dtype, None)
            )
            if self._y is not None:
                labels = [next(self._y) for _ in inputs]
                batch = _stacked(labels, self.output_shape, self._output_dtype, self.n_classes)
                fed.update(_fed(self._output_placeholder, batch))
            return fed

        return feed


def _shape_of_label(label: Any) -> Any:
    return np.shape(label[0] if isinstance(label, list) else label)


def _stacked(rows: list[Any], shapes: Any, dtypes: Any, n_classes: Any) -> Any:
    """Rows as one array, or as arrays by name; one-hot where there are several classes."""
    if isinstance(shapes, dict):
        return {
            key: _stacked(
                [row[key] for row in rows],
                shapes[key],
                dtypes[key],
                _classes_of(n_classes or {}, key),
            )
            for key in shapes
        }
    out = np.zeros([len(rows), *shapes[1:]], dtype=dtypes)
    for number, row in enumerate(rows):
        if n_classes is not None and n_classes > 1:
            _put_one_hot(out[number], row)
        else:
            out[number] = row[0] if out.ndim == 1 and isinstance(row, list) else row
    return out

"""Data frames as arrays.

Source: TensorFlow 1.15, ``tf.contrib.learn.io.pandas_io``.
"""

from typing import Any

from reference.estimator import inputs

try:
    import pandas as pd

    HAS_PANDAS = True
except ImportError:
    HAS_PANDAS = False

__all__ = [
    "HAS_PANDAS",
    "extract_pandas_data",
    "extract_pandas_labels",
    "extract_pandas_matrix",
    "pandas_input_fn",
]

_NUMBERS = {
    *("bool", "float16", "float32", "float64"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
}


def pandas_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool = True,
    queue_capacity: int = 1000,
    num_threads: int = 1,
    target_column: str = "target",
) -> Any:
    """`reference.estimator.inputs.pandas_input_fn`, which shuffles unless it is told otherwise.

    Source: ``tf.contrib.learn.io.pandas_input_fn`` of TensorFlow 1.15.
    """
    return inputs.pandas_input_fn(
        x,
        y,
        batch_size=batch_size,
        num_epochs=num_epochs,
        shuffle=shuffle,
        queue_capacity=queue_capacity,
        num_threads=num_threads,
        target_column=target_column,
    )


def _other_types(frame: Any, form: str) -> list[str]:
    """Columns of other types than numbers, as errors show them."""
    types = [(column, frame[column].dtype.name) for column in frame]
    return [form % (column, name) for column, name in types if name not in _NUMBERS]


def extract_pandas_data(data: Any) -> Any:
    """A data frame's numbers, float64 of shape [rows, columns]; anything else as it is.

    Raises:
      ValueError: a column holds something else.

    Source: ``tf.contrib.learn.extract_pandas_data`` of TensorFlow 1.15.
    """
    if not isinstance(data, pd.DataFrame):
        return data
    bad = _other_types(data, "'%s' type='%s'")
    if bad:
        raise ValueError(
            "Data types for extracting pandas data must be int, float, or bool. Found: "
            + ", ".join(bad)
        )
    return data.values.astype("float")


def extract_pandas_matrix(data: Any) -> Any:
    """A data frame's values, an array of shape [rows, columns]; anything else as it is.

    Source: ``tf.contrib.learn.extract_pandas_matrix`` of TensorFlow 1.15.
    """
    return data.values if isinstance(data, pd.DataFrame) else data


def extract_pandas_labels(labels: Any) -> Any:
    """A data frame's only column, an array of shape [rows, 1]; anything else as it is.

    Raises:
      ValueError: there are several columns, or it holds no numbers.

    Source: ``tf.contrib.learn.extract_pandas_labels`` of TensorFlow 1.15.
    """
    if not isinstance(labels, pd.DataFrame):
        return labels
    if len(labels.columns) > 1:
        raise ValueError("Only one column for labels is allowed.")
    bad = _other_types(labels, "'%s' type=%s")
    if bad:
        raise ValueError(
            "Data types for extracting labels must be int, float, or bool. Found: " + ", ".join(bad)
        )
    return labels.values

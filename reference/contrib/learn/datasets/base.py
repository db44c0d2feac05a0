"""Tables from files, and files from the network.

Source: TensorFlow 1.15, ``tf.contrib.learn.datasets.base``.
"""

import csv
import os
import random
import time
import urllib.request
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow.compat.v1 as tf

_TIMED_OUT = 110  # errno ETIMEDOUT on Linux, the one that is worth another try


class Dataset(NamedTuple):
    """Features, and what to predict from them."""

    data: Any
    target: Any


class Datasets(NamedTuple):
    """Three parts of a data set."""

    train: Any
    validation: Any
    test: Any


def load_csv_with_header(
    filename: str, target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """The table of a CSV file whose first row begins with numbers of examples and of features.

    Args:
      filename: path of the file.
      target_dtype: NumPy type of the target.
      features_dtype: NumPy type of the features.
      target_column: which column is the target.

    Returns:
      Arrays ``[examples, features]`` and ``[examples]``.

    Source: ``tf.contrib.learn.datasets.base.load_csv_with_header`` of TensorFlow 1.15.
    """
    with tf.gfile.Open(filename) as file:
        rows = csv.reader(file)
        examples, features = (int(number) for number in next(rows)[:2])
        data = np.zeros((examples, features), dtype=features_dtype)
        target = np.zeros((examples,), dtype=target_dtype)
        for i, row in enumerate(rows):
            target[i] = np.asarray(row.pop(target_column), dtype=target_dtype)
            data[i] = np.asarray(row, dtype=features_dtype)
    return Dataset(data=data, target=target)


def load_csv_without_header(
    filename: str, target_dtype: Any, features_dtype: Any, target_column: int = -1
) -> Dataset:
    """The table of a CSV file that is data from its first row on.

    Args: those of ``load_csv_with_header``.

    Source: ``tf.contrib.learn.datasets.base.load_csv_without_header`` of TensorFlow 1.15.
    """
    with tf.gfile.Open(filename) as file:
        rows = list(csv.reader(file))
    target = np.array([row.pop(target_column) for row in rows], dtype=target_dtype)
    return Dataset(
        data=np.array([np.asarray(row, dtype=features_dtype) for row in rows]), target=target
    )


def shrink_csv(filename: str, ratio: int) -> None:
    """Writes each ``ratio``-th row of ``<name>.csv`` to ``<name>_small.csv``.

    Source: ``tf.contrib.learn.datasets.base.shrink_csv`` of TensorFlow 1.15.
    """
    with (
        tf.gfile.Open(filename) as whole,
        tf.gfile.Open(filename.replace(".", "_small."), "w") as small,
    ):
        csv.writer(small).writerows(
            row for i, row in enumerate(csv.reader(whole)) if i % ratio == 0
        )


def retry(
    initial_delay: float,
    max_delay: float,
    factor: float = 2.0,
    jitter: float = 0.25,
    is_retriable: Callable[[Exception], bool] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator that calls a function again, after growing pauses, when it raises.

    Args:
      initial_delay: the first pause in seconds.
      max_delay: the largest; once it is passed, errors are raised.
      factor: how much longer each pause is.
      jitter: random share by which pauses vary.
      is_retriable: tells which errors are worth another try; all, without a pause, if None.

    Raises:
      ValueError: the factor is below 1, or the jitter is not.

    Source: ``tf.contrib.learn.datasets.base.retry`` of TensorFlow 1.15.
    """
    if factor < 1:
        raise ValueError(f"factor must be >= 1; was {factor:f}")
    if jitter >= 1:
        raise ValueError(f"jitter must be < 1; was {jitter:f}")

    def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
        def patient(*args: Any, **kwargs: Any) -> Any:
            delay = initial_delay
            while delay <= max_delay:
                try:
                    return func(*args, **kwargs)
                except Exception as error:
                    if is_retriable is not None:
                        if not is_retriable(error):
                            raise
                        time.sleep(delay * random.uniform(1 - jitter, 1 + jitter))
                delay *= factor
            return func(*args, **kwargs)

        return patient

    return decorate


@retry(
    initial_delay=1.0,
    max_delay=16.0,
    is_retriable=lambda error: isinstance(error, OSError) and error.errno == _TIMED_OUT,
)
def urlretrieve_with_retry(url: str, filename: str | None = None) -> Any:
    """``urllib.request.urlretrieve``, tried again when the network is too slow.

    Source: ``tf.contrib.learn.datasets.base.urlretrieve_with_retry`` of TensorFlow 1.15.
    """
    return urllib.request.urlretrieve(url, filename)


def maybe_download(filename: str, work_directory: str, source_url: str) -> str:
    """The path of a file in a folder, fetched from the network if it is not there.

    Args:
      filename: name of the file.
      work_directory: the folder, made if need be.
      source_url: address of the file.

    Source: ``tf.contrib.learn.datasets.base.maybe_download`` of TensorFlow 1.15.
    """
    path = os.path.join(work_directory, filename)
    if not tf.gfile.Exists(work_directory):
        tf.gfile.MakeDirs(work_directory)
    if not tf.gfile.Exists(path):
        fetched, _ = urlretrieve_with_retry(source_url)
        tf.gfile.Copy(fetched, path)
        print("Successfully downloaded", filename, tf.gfile.Stat(path).length, "bytes.")
    return path

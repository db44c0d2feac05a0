"""The Boston house prices.

Source: TensorFlow 1.15, ``tf.contrib.learn.datasets.load_boston``.
"""

import numpy as np

from reference.contrib.learn.datasets.base import Dataset, load_csv_with_header
from reference.sklearn import datasets

# TensorFlow's file lacked the 1 of 10.6718 in one row.
_TRACT = 445
_ITS_CRIME = 0.6718


def load_boston(data_path: str | None = None) -> Dataset:
    """House prices, 506 of them, with 13 numbers each; see `reference.sklearn.datasets`.

    Args:
      data_path: a file that ``load_csv_with_header`` reads, in place of these.

    Returns:
      A ``Dataset``: ``data``, float64 [506, 13], and ``target``, float64 [506].

    >>> load_boston().data.shape
    (506, 13)

    Source: ``tf.contrib.learn.datasets.load_boston`` of TensorFlow 1.15.
    """
    if data_path is not None:
        return load_csv_with_header(data_path, target_dtype=np.float64, features_dtype=np.float64)
    data, target = datasets.load_boston(return_X_y=True)
    data[_TRACT, 0] = _ITS_CRIME
    return Dataset(data=data, target=target)

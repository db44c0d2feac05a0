"""An input function of a pandas data frame.

Source: TensorFlow 1.15, ``tf.estimator.inputs.pandas_input_fn``.
"""

import uuid
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.estimator.inputs.feeding import check_shuffle, dequeued, queue_of


def pandas_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int | None = 1000,
    num_threads: int = 1,
    target_column: str = "target",
) -> Callable[[], Any]:
    """An input function that takes batches out of a queue, which threads fill from a data frame.

    What `numpy_input_fn` says of shuffling holds here too.

    Args:
      x: ``pandas.DataFrame`` of the features, a tensor a column.
      y: ``pandas.Series`` of the labels, or a ``DataFrame`` of several, with the index of ``x``.
      batch_size: rows of a batch; with ``num_epochs`` the last batch may be shorter.
      num_epochs: how often each row comes; for ever if None.
      shuffle: whether to shuffle; must be said.
      queue_capacity: how many rows the queue holds; as many as there are (four times as many to
        shuffle) if None.
      num_threads: number of threads that read.
      target_column: a name that no column of ``x`` has.

    Returns:
      A function without arguments that returns features by name, or a pair of them and labels.

    Raises:
      ValueError: ``shuffle`` is not said, the indices differ, or ``x`` has the target's column.
      TypeError: ``target_column`` is no string.

    Source: ``tf.estimator.inputs.pandas_input_fn`` of TensorFlow 1.15.
    """
    check_shuffle(shuffle)
    if not isinstance(target_column, str):
        raise TypeError("target_column must be a string type")
    frame = x.copy()
    labels: dict[str, str] = {}  # name of a label -> its column in the frame
    if y is not None:
        if target_column in frame:
            raise ValueError(
                f"Cannot use name {target_column} for target column: DataFrame already has a "
                f"column with that name: {frame.columns}"
            )
        if not np.array_equal(frame.index, y.index):
            raise ValueError(
                f"Index for x and y are mismatched.\nIndex for x: {frame.index}\n"
                f"Index for y: {y.index}\n"
            )
        if y.ndim == 1:
            frame[target_column] = y
        for name in y.columns if y.ndim == 2 else ():
            labels[name] = f"{name}_{uuid.uuid4()}" if name in x else name
            frame[labels[name]] = y[name]
    if queue_capacity is None:
        queue_capacity = (4 if shuffle else 1) * len(frame)
    capacity = queue_capacity

    def input_fn() -> Any:
        queue = queue_of(
            {name: frame[name].to_numpy() for name in frame.columns},
            frame.index.to_numpy(),
            capacity,
            bool(shuffle),
            max(capacity / 4, 1),
            num_threads,
            batch_size,
            num_epochs,
        )
        batch = dequeued(queue, batch_size, num_epochs)
        features: dict[Any, Any] = dict(zip(frame.columns, batch, strict=True))
        if y is None:
            return features
        if y.ndim == 1:
            return features, features.pop(target_column)
        return features, {name: features.pop(column) for name, column in labels.items()}

    return input_fn

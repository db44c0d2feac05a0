"""An input function of NumPy arrays.

Source: TensorFlow 1.15, ``tf.estimator.inputs.numpy_input_fn``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.estimator.inputs.feeding import check_shuffle, dequeued, queue_of


def _by_name(arrays: dict[str, Any]) -> dict[str, Any]:
    return {name: arrays[name] for name in sorted(arrays)}


def _features(x: Any) -> dict[str, Any]:
    if isinstance(x, dict):
        if not x:
            raise ValueError("x cannot be an empty dict")
        return _by_name(x)
    if isinstance(x, np.ndarray):
        if x.size == 0:
            raise ValueError("x cannot be an empty array")
        return {"__direct_np_input__": x}
    raise TypeError(f"x must be a dict or array; got {type(x).__name__}")


def _targets(y: Any, features: dict[str, Any]) -> dict[str, Any]:
    if y is None:
        return {}
    if not isinstance(y, dict):
        name = "__target_key__"
        while name in features:
            name += "_n"
        return {name: y}
    if not y:
        raise ValueError("y cannot be empty dict, use None instead.")
    both = set(features) & set(y)
    if both:
        raise ValueError(f"{len(both)} duplicate keys are found in both x and y: {both}")
    return _by_name(y)


def numpy_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int = 1000,
    num_threads: int = 1,
) -> Callable[[], Any]:
    """An input function that takes batches out of a queue, which threads fill from arrays.

    Shuffled, the rows start at one that no seed decides, and their order hangs on how fast the
    thread is: such a training prints other digits each time, under TensorFlow 1.15 as here.

    Args:
      x: array of shape [rows, ...], or arrays by name; features come in the same form.
      y: labels in either form, or None.
      batch_size: rows of a batch; with ``num_epochs`` the last batch may be shorter.
      num_epochs: how often each row comes; for ever if None.
      shuffle: whether to shuffle; must be said.
      queue_capacity: how many rows the queue holds.
      num_threads: number of threads that read; with more than one, epochs are counted by each.

    Returns:
      A function without arguments that returns features, or a pair of features and labels.

    Raises:
      ValueError: ``shuffle`` is not said; when called: arrays are empty, of different lengths, or
        a name is both a feature and a label.
      TypeError: when called: ``x`` is neither array nor dictionary.

    Source: ``tf.estimator.inputs.numpy_input_fn`` of TensorFlow 1.15.
    """
    check_shuffle(shuffle)

    def input_fn() -> Any:
        features = _features(x)
        targets = _targets(y, features)
        columns = {**features, **targets}
        if len({array.shape[0] for array in columns.values()}) != 1:
            of_y = (
                {name: y[name].shape for name in y}
                if isinstance(y, dict)
                else getattr(y, "shape", None)
            )
            of_x = {name: array.shape for name, array in features.items()}
            raise ValueError(
                "Length of tensors in x and y is mismatched. All elements in x and y must have "
                f"the same length.\nShapes in x: {of_x}\nShapes in y: {of_y}\n"
            )
        queue = queue_of(
            columns,
            np.arange(len(next(iter(columns.values())))),
            queue_capacity,
            bool(shuffle),
            queue_capacity / 4,
            num_threads,
            batch_size,
            num_epochs,
        )
        batch = dict(zip(columns, dequeued(queue, batch_size, num_epochs), strict=True))
        given = {name: batch[name] for name in features}
        wanted = {name: batch[name] for name in targets}
        taken = given if isinstance(x, dict) else next(iter(given.values()))
        if y is None:
            return taken
        return taken, wanted if isinstance(y, dict) else next(iter(wanted.values()))

    return input_fn

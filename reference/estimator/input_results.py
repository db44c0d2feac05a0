"""What an input function returned: features, labels, and what must run before the first step.

Source: TensorFlow 1.15, ``tf.estimator.Estimator`` (``input_fn``).
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


class Inputs(NamedTuple):
    """Features and labels, as the input function nests them, and hooks that start their source."""

    features: Any
    labels: Any
    hooks: list[Any]


class _StartIterator(tf.train.SessionRunHook):
    """Starts the iterator of a data set when the session is there."""

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator

    def begin(self) -> None:
        """Takes the operation while the graph can still grow."""
        self._initializer = self._iterator.initializer

    def after_create_session(self, session: tf.Session, coord: Any) -> None:
        """Starts it."""
        session.run(self._initializer)


def read(result: Any) -> Inputs:
    """The features, and the labels if there are any.

    Args:
      result: features, a pair of features and labels, or a ``tf.data.Dataset`` of either.

    Raises:
      ValueError: a list or tuple of another length than two.
    """
    hooks: list[Any] = []
    # Data sets of compat.v1 are data sets of TensorFlow 2 too.
    if isinstance(result, tf.compat.v2.data.Dataset):
        iterator = tf.data.make_initializable_iterator(result)
        hooks.append(_StartIterator(iterator))
        result = iterator.get_next()
    if not isinstance(result, (list, tuple)):
        return Inputs(result, None, hooks)
    if len(result) != 2:
        raise ValueError("input_fn should return (features, labels) as a len 2 tuple.")
    return Inputs(result[0], result[1], hooks)


def come_to_an_end(features: Any) -> bool:
    """Whether features come from a data set or a queue, which end, and not from constants."""
    tensors = [each for each in tf.nest.flatten(features) if tf.is_tensor(each)]
    dense = [each for each in tensors if not isinstance(each, tf.SparseTensor)]
    if any(each.op.type == "IteratorGetNext" for each in dense):
        return True
    return bool(tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS))

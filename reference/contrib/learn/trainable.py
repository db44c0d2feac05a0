"""What can be trained.

Source: TensorFlow 1.15, ``tf.contrib.learn.Trainable``.
"""

import abc
from typing import Any


class Trainable(abc.ABC):
    """Something that is trained.

    Source: ``tf.contrib.learn.Trainable`` of TensorFlow 1.15.
    """

    @abc.abstractmethod
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        steps: int | None = None,
        batch_size: int | None = None,
        monitors: Any = None,
        max_steps: int | None = None,
    ) -> Any:
        """Trains, as `BaseEstimator` does."""
        raise NotImplementedError

"""What can be evaluated.

Source: TensorFlow 1.15, ``tf.contrib.learn.Evaluable``.
"""

import abc
from typing import Any


class Evaluable(abc.ABC):
    """Something that has a folder of checkpoints and evaluates them.

    Source: ``tf.contrib.learn.Evaluable`` of TensorFlow 1.15.
    """

    @property
    @abc.abstractmethod
    def model_dir(self) -> str:
        """The folder of checkpoints and events."""
        raise NotImplementedError

    @abc.abstractmethod
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        feed_fn: Any = None,
        batch_size: int | None = None,
        steps: int | None = None,
        metrics: Any = None,
        name: str | None = None,
        checkpoint_path: str | None = None,
        hooks: Any = None,
    ) -> Any:
        """Evaluates, as `BaseEstimator` does."""
        raise NotImplementedError

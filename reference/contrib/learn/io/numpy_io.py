"""Input functions of arrays.

Source: TensorFlow 1.15, ``tf.contrib.learn.io.numpy_io``.
"""

from typing import Any

from reference.estimator import inputs

__all__ = [
    "numpy_input_fn",
]


def numpy_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool = True,
    queue_capacity: int = 1000,
    num_threads: int = 1,
) -> Any:
    """`reference.estimator.inputs.numpy_input_fn`, which shuffles unless it is told otherwise.

    Source: ``tf.contrib.learn.io.numpy_input_fn`` of TensorFlow 1.15.
    """
    return inputs.numpy_input_fn(
        x,
        y,
        batch_size=batch_size,
        num_epochs=num_epochs,
        shuffle=shuffle,
        queue_capacity=queue_capacity,
        num_threads=num_threads,
    )

"""What is within reach of ``tf.contrib.eager`` of TensorFlow 1.15.

Checkpoints of networks, execution callbacks and remote devices are left out.
"""

import tensorflow as _tf

from reference.contrib.eager.gradients import (
    gradients_function,
    implicit_gradients,
    implicit_value_and_gradients,
    value_and_gradients_function,
)
from reference.contrib.eager.iterators import Iterator
from reference.contrib.eager.network import Network, Sequential

GradientTape = _tf.GradientTape
TensorSpec = _tf.TensorSpec
Variable = _tf.Variable
custom_gradient = _tf.custom_gradient
defun = _tf.function
enable_eager_execution = _tf.compat.v1.enable_eager_execution
executing_eagerly = _tf.executing_eagerly
function = _tf.function
in_eager_mode = _tf.executing_eagerly
make_template = _tf.compat.v1.make_template
py_func = _tf.py_function


def list_devices() -> list[str]:
    """Names of the devices, for instance ``/job:localhost/replica:0/task:0/device:CPU:0``.

    Source: ``tf.contrib.eager.list_devices`` of TensorFlow 1.15.
    """
    return [device.name for device in _tf.config.list_logical_devices()]


def num_gpus() -> int:
    """The number of GPUs.

    Source: ``tf.contrib.eager.num_gpus`` of TensorFlow 1.15.
    """
    return len(_tf.config.list_logical_devices("GPU"))


__all__ = [
    "GradientTape",
    "Iterator",
    "Network",
    "Sequential",
    "TensorSpec",
    "Variable",
    "custom_gradient",
    "defun",
    "enable_eager_execution",
    "executing_eagerly",
    "function",
    "gradients_function",
    "implicit_gradients",
    "implicit_value_and_gradients",
    "in_eager_mode",
    "list_devices",
    "make_template",
    "num_gpus",
    "py_func",
    "value_and_gradients_function",
]

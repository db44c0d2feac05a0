"""What is within reach of ``tf.contrib.eager`` of TensorFlow 1.15.

Execution callbacks and remote devices are left out.
"""

import tensorflow as _tf

from reference.contrib.eager import metrics
from reference.contrib.eager.execution import (
    ASYNC,
    DEVICE_PLACEMENT_EXPLICIT,
    DEVICE_PLACEMENT_SILENT,
    DEVICE_PLACEMENT_WARN,
    SYNC,
    async_wait,
    execution_mode,
    run,
    set_execution_mode,
)
from reference.contrib.eager.gradients import (
    gradients_function,
    implicit_gradients,
    implicit_value_and_gradients,
    value_and_gradients_function,
)
from reference.contrib.eager.iterators import Iterator
from reference.contrib.eager.network import Network, Sequential
from reference.contrib.eager.network_checkpoints import (
    restore_network_checkpoint,
    save_network_checkpoint,
)
from reference.contrib.eager.saver import (
    Saver,
    get_optimizer_variables,
    restore_variables_on_create,
)
from reference.contrib.eager.variable_store import EagerVariableStore

GradientTape = _tf.GradientTape
TensorSpec = _tf.TensorSpec
Variable = _tf.Variable
async_clear_error = _tf.experimental.async_clear_error
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
    "ASYNC",
    "DEVICE_PLACEMENT_EXPLICIT",
    "DEVICE_PLACEMENT_SILENT",
    "DEVICE_PLACEMENT_WARN",
    "SYNC",
    "EagerVariableStore",
    "GradientTape",
    "Iterator",
    "Network",
    "Saver",
    "Sequential",
    "TensorSpec",
    "Variable",
    "async_clear_error",
    "async_wait",
    "custom_gradient",
    "defun",
    "enable_eager_execution",
    "executing_eagerly",
    "execution_mode",
    "function",
    "get_optimizer_variables",
    "gradients_function",
    "implicit_gradients",
    "implicit_value_and_gradients",
    "in_eager_mode",
    "list_devices",
    "make_template",
    "metrics",
    "num_gpus",
    "py_func",
    "restore_network_checkpoint",
    "restore_variables_on_create",
    "run",
    "save_network_checkpoint",
    "set_execution_mode",
    "value_and_gradients_function",
]

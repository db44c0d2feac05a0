"""Monitors that log, keep or check what a step gave.

Source: TensorFlow 1.15, ``tf.contrib.learn.monitors``.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.learn.monitors.base import BaseMonitor, EveryN, output_of

NanLossDuringTrainingError = tf.train.NanLossDuringTrainingError


class StopAtStep(BaseMonitor):
    """Stops after ``num_steps`` steps, or at the step ``last_step``.

    Raises:
      ValueError: both are given, or none.

    Source: ``tf.contrib.learn.monitors.StopAtStep`` of TensorFlow 1.15.
    """

    def __init__(self, num_steps: int | None = None, last_step: int | None = None) -> None:
        super().__init__()
        if num_steps is None and last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if num_steps is not None and last_step is not None:
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps = num_steps
        self._last_step = last_step

    @property
    def run_on_all_workers(self) -> bool:
        """True."""
        return True

    def step_begin(self, step: int) -> list[Any]:
        """Counts from the first step."""
        super().step_begin(step)
        if self._last_step is None:
            assert self._num_steps is not None
            self._last_step = step + self._num_steps - 1
        return []

    def step_end(self, step: int, output: Mapping[Any, Any]) -> bool:
        """Whether to stop."""
        super().step_end(step, output)
        assert self._last_step is not None
        return step >= self._last_step


def _shown(names: Mapping[str, Any], outputs: Mapping[Any, Any]) -> str:
    return ", ".join(
        f"{tag} = {output_of(outputs, name)}" for tag, name in names.items() if name in outputs
    )


class PrintTensor(EveryN):
    """Logs tensors.

    Args:
      tensor_names: names of tensors, or a dictionary from what they are called in the log to them.
      every_n: steps from one line to the next.
      first_n: how many first steps are logged.

    Source: ``tf.contrib.learn.monitors.PrintTensor`` of TensorFlow 1.15.
    """

    def __init__(
        self, tensor_names: Mapping[str, str] | Iterable[str], every_n: int = 100, first_n: int = 1
    ) -> None:
        super().__init__(every_n, first_n)
        if not isinstance(tensor_names, dict):
            tensor_names = {name: name for name in tensor_names}
        self._tensor_names = tensor_names

    def every_n_step_begin(self, step: int) -> list[Any]:
        """What is wanted of the step."""
        return list(self._tensor_names.values())

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> Any:
        """Logs the values."""
        tf.logging.info("Step %d: %s", step, _shown(self._tensor_names, outputs))


class LoggingTrainable(EveryN):
    """Logs all trainable variables.

    Args:
      scope: that their names begin with; all if None.
      every_n: steps from one line to the next.
      first_n: how many first steps are logged.

    Source: ``tf.contrib.learn.monitors.LoggingTrainable`` of TensorFlow 1.15.
    """

    def __init__(self, scope: str | None = None, every_n: int = 100, first_n: int = 1) -> None:
        super().__init__(every_n, first_n)
        self._scope = scope

    def every_n_step_begin(self, step: int) -> list[Any]:
        """What is wanted of the step."""
        variables = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=self._scope)
        self._names = {variable.name: variable.value().name for variable in variables}
        return list(self._names.values())

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> Any:
        """Logs the values."""
        tf.logging.info("Logging Trainable: Step %d: %s", step, _shown(self._names, outputs))


class CaptureVariable(EveryN):
    """Keeps the values of a variable.

    Args:
      var_name: its name, or the name of any tensor.
      every_n: steps from one value to the next.
      first_n: of how many first steps to keep it.

    Source: ``tf.contrib.learn.monitors.CaptureVariable`` of TensorFlow 1.15.
    """

    def __init__(self, var_name: str, every_n: int = 100, first_n: int = 1) -> None:
        super().__init__(every_n, first_n)
        self._var_name = var_name
        self._var_values: dict[int, Any] = {}

    @property
    def values(self) -> dict[int, Any]:
        """Step -> value."""
        return self._var_values

    def every_n_step_begin(self, step: int) -> list[Any]:
        """What is wanted of the step."""
        return [self._var_name]

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> Any:
        """Keeps the value."""
        self._var_values[step] = output_of(outputs, self._var_name)


class GraphDump(BaseMonitor):
    """Keeps the values of all tensors of a graph at each step.

    Args:
      ignore_ops: types of operations that are left out; `IGNORE_OPS` if None.

    Source: ``tf.contrib.learn.monitors.GraphDump`` of TensorFlow 1.15.
    """

    IGNORE_OPS: ClassVar[list[str]] = [
        "Const",
        "Assign",
        "Identity",
        "Placeholder",
        "RandomUniform",
        "Cast",
        "RestoreSlice",
    ]

    def __init__(self, ignore_ops: list[str] | None = None) -> None:
        super().__init__()
        self._ignore_ops = ignore_ops or GraphDump.IGNORE_OPS
        self._data: dict[int, Any] = {}

    def begin(self, max_steps: int | None = None) -> None:
        """Finds the tensors of the graph."""
        super().begin(max_steps=max_steps)
        self._tensors = []
        graph = tf.get_default_graph()
        for node in graph.as_graph_def().node:
            if node.op in self._ignore_ops:
                continue
            tf.logging.info("op=%s name=%s.", node.op, node.name)
            operation = graph.get_operation_by_name(node.name)
            if operation.outputs:
                self._tensors.append(operation.outputs[0])

    def step_begin(self, step: int) -> list[Any]:
        """All tensors."""
        super().step_begin(step)
        return self._tensors

    def step_end(self, step: int, output: Mapping[Any, Any]) -> Any:
        """Keeps their values."""
        super().step_end(step, output)
        self._data[step] = output

    @property
    def data(self) -> dict[int, Any]:
        """Step -> the values by tensor or name."""
        return self._data

    def compare(
        self, other_dump: "GraphDump", step: int, atol: float = 1e-06
    ) -> tuple[list[str], dict[str, Any]]:
        """Names of values that are equal in two dumps, and the others with both values or the
        difference of arrays.

        Raises:
          ValueError: the other dump lacks one.
        """
        matched: list[str] = []
        different: dict[str, Any] = {}
        others = other_dump.data.get(step, {})
        for key in self.data.get(step, {}):
            if not isinstance(key, str):
                continue
            if key not in others:
                raise ValueError("%s missing at step %s.", (key, step))
            own, other = self.data[step][key], others[key]
            if isinstance(own, str):
                continue
            if isinstance(own, np.ndarray):
                if np.allclose(own, other, atol=atol):
                    matched.append(key)
                else:
                    different[key] = own - other
            elif own == other:
                matched.append(key)
            else:
                different[key] = (own, other)
        return matched, different


class NanLoss(EveryN):
    """Stops when a loss is no number.

    Args:
      loss_tensor: the loss, or its name.
      every_n_steps: steps from one look to the next.
      fail_on_nan_loss: whether it raises then.

    Raises:
      NanLossDuringTrainingError: at a step; the loss is no number.

    Source: ``tf.contrib.learn.monitors.NanLoss`` of TensorFlow 1.15.
    """

    def __init__(
        self, loss_tensor: Any, every_n_steps: int = 100, fail_on_nan_loss: bool = True
    ) -> None:
        super().__init__(every_n_steps=every_n_steps)
        self._loss_tensor = loss_tensor
        self._fail_on_nan_loss = fail_on_nan_loss

    def every_n_step_begin(self, step: int) -> list[Any]:
        """What is wanted of the step."""
        return [self._loss_tensor]

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> Any:
        """Whether to stop, or raises."""
        if not np.isnan(output_of(outputs, self._loss_tensor)):
            return None
        message = "Model diverged with loss = NaN."
        if self._fail_on_nan_loss:
            tf.logging.error(message)
            raise NanLossDuringTrainingError
        tf.logging.warning(message)
        return True

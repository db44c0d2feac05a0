"""Monitors run by a session hook.

Source: TensorFlow 1.15, ``tf.contrib.learn.monitors``.
"""

import inspect
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.monitors.base import BaseMonitor


class RunHookAdapterForMonitors(tf.train.SessionRunHook):
    """A session hook that runs monitors.

    Args:
      monitors: the monitors.

    Source: ``tf.contrib.learn.monitors.RunHookAdapterForMonitors`` of TensorFlow 1.15.
    """

    def __init__(self, monitors: list[BaseMonitor]) -> None:
        self._monitors = monitors

    def begin(self) -> None:
        """Tells the monitors that training begins."""
        self._last_step: Any = None
        self._global_step_tensor = tf.train.get_global_step()
        for monitor in self._monitors:
            monitor.begin(max_steps=None)

    def before_run(self, run_context: Any) -> Any:
        """Asks for what the monitors want."""
        if self._last_step is None:
            self._last_step = run_context.session.run(self._global_step_tensor) + 1
        wanted: list[Any] = []
        for monitor in self._monitors:
            names = monitor.step_begin(self._last_step)
            if names:
                if not isinstance(names, list):
                    raise ValueError("Monitor.step_begin should return a list.")
                wanted += names
        request: dict[Any, Any] = {"global_step": self._global_step_tensor}
        # A list beside their names: a tensor cannot be a key where tensors compare by value.
        self._wanted = wanted
        request["monitors"] = [_graph_element(each) for each in wanted]
        return tf.train.SessionRunArgs(request)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Gives the monitors what they wanted, and stops if one says so."""
        values = run_values.results["monitors"]
        outputs = {_key(each): value for each, value in zip(self._wanted, values, strict=True)}
        for monitor in self._monitors:
            if monitor.step_end(self._last_step, outputs):
                run_context.request_stop()
        for monitor in self._monitors:
            monitor.post_step(self._last_step, run_context.session)
        self._last_step = run_values.results["global_step"] + 1

    def end(self, session: Any) -> None:
        """Tells the monitors that training ends."""
        self._last_step = None
        for monitor in self._monitors:
            if "session" in inspect.signature(monitor.end).parameters:
                monitor.end(session=session)
            else:
                monitor.end()


def _key(wanted: Any) -> Any:
    """What a value is found by: the tensor where it can be a key, its name elsewhere."""
    try:
        hash(wanted)
    except TypeError:
        return wanted.name
    return wanted


def replace_monitors_with_hooks(monitors_or_hooks: Any, estimator: Any) -> list[Any]:
    """The session hooks of a list, and one hook that runs its monitors.

    Args:
      monitors_or_hooks: monitors and session hooks; None for none.
      estimator: what is trained.

    Source: ``tf.contrib.learn.monitors.replace_monitors_with_hooks`` of TensorFlow 1.15.
    """
    given = monitors_or_hooks or []
    hooks = [each for each in given if isinstance(each, tf.train.SessionRunHook)]
    monitors = [each for each in given if not isinstance(each, tf.train.SessionRunHook)]
    if not estimator.config.is_chief:
        monitors = [monitor for monitor in monitors if monitor.run_on_all_workers]
    for monitor in monitors:
        monitor.set_estimator(estimator)
    if monitors:
        hooks.append(RunHookAdapterForMonitors(monitors))
    return hooks


def _graph_element(wanted: Any) -> Any:
    """The tensor of a name, ``x:0`` or ``x`` where it is the only output; others as they are.

    Raises:
      ValueError: it is of another graph, or the operation has several outputs.
    """
    graph = tf.get_default_graph()
    if not isinstance(wanted, str):
        if getattr(wanted, "graph", None) is not graph:
            raise ValueError(
                f"Passed {wanted} should have graph attribute that is equal to current graph "
                f"{graph}."
            )
        return wanted
    if ":" in wanted:
        return graph.as_graph_element(wanted)
    element = graph.as_graph_element(f"{wanted}:0")
    if len(element.op.outputs) > 1:
        raise ValueError(
            f"Name {wanted} is ambiguous, as this `Operation` has multiple outputs (at least 2)."
        )
    return element

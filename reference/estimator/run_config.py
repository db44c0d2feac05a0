"""Settings of an estimator's runs, as data.

Source: TensorFlow 1.15, ``tf.estimator.RunConfig``.
"""

import copy
import json
import os
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.arguments import argument_names

_UNSET: Any = object()


class TaskType:
    """Names of the jobs of a cluster.

    Source: ``TaskType`` beside ``tf.estimator.RunConfig`` of TensorFlow 1.15.
    """

    MASTER = "master"
    PS = "ps"
    WORKER = "worker"
    CHIEF = "chief"
    EVALUATOR = "evaluator"


def _at_least_zero(value: Any) -> bool:
    return bool(value >= 0)


def _above_zero(value: Any) -> bool:
    return bool(value > 0)


# What a setting must be unless it is None, and the end of the sentence that says so.
_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "model_dir": (bool, "should be non-empty"),
    "save_summary_steps": (_at_least_zero, "should be >= 0"),
    "save_checkpoints_steps": (_at_least_zero, "should be >= 0"),
    "save_checkpoints_secs": (_at_least_zero, "should be >= 0"),
    "session_config": (
        lambda value: isinstance(value, tf.ConfigProto),
        "must be instance of ConfigProto",
    ),
    "keep_checkpoint_max": (_at_least_zero, "should be >= 0"),
    "keep_checkpoint_every_n_hours": (_above_zero, "should be > 0"),
    "log_step_count_steps": (_above_zero, "should be > 0"),
    "tf_random_seed": (lambda value: isinstance(value, int), "must be integer."),
    "experimental_max_worker_delay_secs": (
        lambda value: isinstance(value, int),
        "must be an integer if set.",
    ),
    "session_creation_timeout_secs": (_above_zero, "should be > 0"),
    "device_fn": (
        lambda value: callable(value) and set(argument_names(value)) == {"op"},
        'must be callable with exactly one argument "op".',
    ),
    "protocol": (lambda value: value in ("grpc", "grpc+verbs"), "should be grpc or grpc+verbs"),
}
_DISTRIBUTION = ("train_distribute", "eval_distribute", "experimental_distribute")


def _of_environment() -> dict[str, Any]:
    """TF_CONFIG, as far as one process goes."""
    config: dict[str, Any] = json.loads(os.environ.get("TF_CONFIG") or "{}")
    if config:
        tf.logging.info("TF_CONFIG environment variable: %s", config)
    if config.get("cluster"):
        raise NotImplementedError(
            "reference.estimator runs in one process: take `cluster` out of the environment "
            "variable TF_CONFIG."
        )
    task = config.get("task", {})
    if task.get("type", TaskType.WORKER) != TaskType.WORKER:
        raise ValueError('If "cluster" is not set in TF_CONFIG, task type must be WORKER.')
    if int(task.get("index", 0)) != 0:
        raise ValueError('If "cluster" is not set in TF_CONFIG, task index must be 0.')
    return config


def _model_dir(given: Any, configured: str | None) -> str | None:
    if given is not None:
        given = os.fspath(given)
    if given == "":
        raise ValueError("model_dir should be non-empty.")
    if configured == "":
        raise ValueError("model_dir in TF_CONFIG should be non-empty.")
    if configured and given and configured != given:
        raise ValueError(
            "`model_dir` provided in RunConfig construct, if set, must have the same value as the "
            f'model_dir in TF_CONFIG. model_dir: {given}\nTF_CONFIG["model_dir"]: {configured}.\n'
        )
    return given or configured


class RunConfig:
    """Settings of an estimator's runs; copies with other settings are made by `replace`.

    Args:
      model_dir: folder of checkpoints and events; that of TF_CONFIG if None.
      tf_random_seed: seed of the graphs, by TensorFlow 1.15's rule for op seeds; unseeded if None.
      save_summary_steps: steps between summaries.
      save_checkpoints_steps: steps between checkpoints.
      save_checkpoints_secs: seconds between checkpoints; 600 if neither is given.
      session_config: ``tf.ConfigProto`` of the sessions.
      keep_checkpoint_max: how many checkpoints to keep; all if 0 or None.
      keep_checkpoint_every_n_hours: hours after which one is kept for good.
      log_step_count_steps: steps between logs of speed and loss.
      device_fn: device of an operation.
      protocol: protocol of a server.
      experimental_max_worker_delay_secs: as in TensorFlow 1.15; of no use in one process.
      session_creation_timeout_secs: seconds to wait for a session.
      train_distribute, eval_distribute, experimental_distribute: None.

    Attributes, read only: the settings, and ``cluster_spec``, ``evaluation_master``,
    ``global_id_in_cluster``, ``is_chief``, ``master``, ``num_ps_replicas``,
    ``num_worker_replicas``, ``service``, ``task_id``, ``task_type`` of the only process.

    Raises:
      ValueError: a setting is out of its range, or both ways to time checkpoints are given.
      NotImplementedError: a distribution strategy, or a cluster in TF_CONFIG.

    Source: ``tf.estimator.RunConfig`` of TensorFlow 1.15.

    >>> from reference import estimator
    >>> config = estimator.RunConfig(tf_random_seed=7, save_checkpoints_steps=100)
    >>> config.save_checkpoints_secs, config.replace(save_checkpoints_secs=60).tf_random_seed
    (None, 7)
    """

    def __init__(
        self,
        model_dir: Any = None,
        tf_random_seed: int | None = None,
        save_summary_steps: int | None = 100,
        save_checkpoints_steps: Any = _UNSET,
        save_checkpoints_secs: Any = _UNSET,
        session_config: Any = None,
        keep_checkpoint_max: int | None = 5,
        keep_checkpoint_every_n_hours: float | None = 10000,
        log_step_count_steps: int | None = 100,
        train_distribute: Any = None,
        device_fn: Any = None,
        protocol: str | None = None,
        eval_distribute: Any = None,
        experimental_distribute: Any = None,
        experimental_max_worker_delay_secs: int | None = None,
        session_creation_timeout_secs: int | None = 7200,
    ) -> None:
        if save_checkpoints_steps is _UNSET and save_checkpoints_secs is _UNSET:
            save_checkpoints_secs = 600
        config = _of_environment()
        settings = {
            "model_dir": _model_dir(model_dir, config.get("model_dir")),
            "tf_random_seed": tf_random_seed,
            "save_summary_steps": save_summary_steps,
            "save_checkpoints_steps": _given(save_checkpoints_steps),
            "save_checkpoints_secs": _given(save_checkpoints_secs),
            "session_config": session_config,
            "keep_checkpoint_max": keep_checkpoint_max,
            "keep_checkpoint_every_n_hours": keep_checkpoint_every_n_hours,
            "log_step_count_steps": log_step_count_steps,
            "train_distribute": train_distribute,
            "device_fn": device_fn,
            "protocol": protocol,
            "eval_distribute": eval_distribute,
            "experimental_distribute": experimental_distribute,
            "experimental_max_worker_delay_secs": experimental_max_worker_delay_secs,
            "session_creation_timeout_secs": session_creation_timeout_secs,
        }
        self._change(settings)
        service = config.get("service")
        if service is not None and not isinstance(service, dict):
            raise TypeError(
                f'If "service" is set in TF_CONFIG, it must be a dict. Given {type(service)}'
            )
        self._service = service
        self._cluster_spec = tf.train.ClusterSpec({})
        self._task_type = TaskType.WORKER
        self._task_id = 0
        self._global_id_in_cluster = 0
        self._master = config.get("session_master", "")
        self._evaluation_master = config.get("eval_session_master", "")
        self._is_chief = True
        self._num_ps_replicas = 0
        self._num_worker_replicas = 1

    def _change(self, settings: dict[str, Any]) -> None:
        timed = [settings.get(f"save_checkpoints_{unit}") is not None for unit in ("steps", "secs")]
        if all(timed):
            raise ValueError(
                "`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set."
            )
        if any(settings.get(name) for name in _DISTRIBUTION):
            raise NotImplementedError(
                "reference.estimator runs in one process: leave out "
                f"{', '.join(_DISTRIBUTION)}, or train a Keras model under the strategy."
            )
        for name, value in settings.items():
            setattr(self, f"_{name}", value)
        if timed[0]:
            self._save_checkpoints_secs = None
        elif timed[1]:
            self._save_checkpoints_steps = None
        for name, (accepts, demand) in _CHECKS.items():
            value = getattr(self, f"_{name}")
            if value is not None and not accepts(value):
                raise ValueError(f"{name} {demand}")

    def replace(self, **kwargs: Any) -> "RunConfig":
        """A copy with other settings.

        Raises:
          ValueError: there is no such setting, or it is out of its range.
        """
        for name in kwargs:
            if name not in _SETTINGS:
                raise ValueError(
                    f"Replacing {name} is not supported. Allowed properties are {list(_SETTINGS)}."
                )
        changed = copy.deepcopy(self)
        changed._change(kwargs)
        return changed


def _given(value: Any) -> Any:
    return None if value is _UNSET else value


def read_only(name: str) -> property:
    """A property that reads a setting."""
    return property(lambda self: getattr(self, f"_{name}"), doc=f"The setting ``{name}``.")


_SETTINGS = (
    "model_dir",
    "tf_random_seed",
    "save_summary_steps",
    "save_checkpoints_steps",
    "save_checkpoints_secs",
    "session_config",
    "keep_checkpoint_max",
    "keep_checkpoint_every_n_hours",
    "log_step_count_steps",
    "train_distribute",
    "device_fn",
    "protocol",
    "eval_distribute",
    "experimental_distribute",
    "experimental_max_worker_delay_secs",
    "session_creation_timeout_secs",
)
_OF_PROCESS = (
    "cluster_spec",
    "evaluation_master",
    "global_id_in_cluster",
    "is_chief",
    "master",
    "num_ps_replicas",
    "num_worker_replicas",
    "service",
    "task_id",
    "task_type",
)
for _name in (*_SETTINGS, *_OF_PROCESS):
    if _name != "experimental_distribute":  # 1.15 shows all but this one
        setattr(RunConfig, _name, read_only(_name))


def default_session_config() -> Any:
    """The ``ConfigProto`` of runs that are given none: soft placement, one pass of the optimizer.

    Source: ``get_default_session_config`` beside ``tf.estimator.RunConfig`` of TensorFlow 1.15.
    """
    config = tf.ConfigProto(allow_soft_placement=True)
    rewriting = config.graph_options.rewrite_options
    rewriting.meta_optimizer_iterations = rewriting.ONE
    return config

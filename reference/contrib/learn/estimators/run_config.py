"""Settings of a training run, as data: cluster, session, checkpoints, summaries.

Source: TensorFlow 1.15, ``tf.contrib.learn.RunConfig``.
"""

import json
import os
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator import run_config as core

_NOT_IDENTIFYING = (
    "tf_random_seed",
    "save_summary_steps",
    "save_checkpoints_steps",
    "save_checkpoints_secs",
    "session_config",
    "keep_checkpoint_max",
    "keep_checkpoint_every_n_hours",
    "log_step_count_steps",
)


class Environment:
    """Names of the environments that a cluster can run in."""

    CLOUD = "cloud"
    GOOGLE = "google"
    LOCAL = "local"


class TaskType:
    """Names of the jobs of a cluster.

    Source: ``tf.contrib.learn.TaskType`` of TensorFlow 1.15.
    """

    MASTER = "master"
    PS = "ps"
    WORKER = "worker"


def _tf_config() -> dict[str, Any]:
    return json.loads(os.environ.get("TF_CONFIG") or "{}")


def _master_of(cluster: tf.train.ClusterSpec, task_type: str | None, task_id: int) -> str:
    """The address of this task's server; empty where there is no cluster to speak of."""
    jobs = cluster.jobs
    alone = len(jobs) == 1 and len(cluster.job_tasks(jobs[0])) == 1
    if not jobs or alone or not task_type:
        return ""
    hint = "Note that these values may be coming from the TF_CONFIG environment variable."
    if task_type not in jobs:
        raise ValueError(
            f"{task_type} is not a valid task_type in the cluster_spec:\n{cluster}\n\n{hint}"
        )
    addresses = cluster.job_tasks(task_type)
    if not 0 <= task_id < len(addresses):
        raise ValueError(
            f"{task_id} is not a valid task_id for task_type {task_type} in the cluster_spec:\n"
            f"{cluster}\n\n{hint}"
        )
    return f"grpc://{addresses[task_id]}"


class ClusterConfig:
    """The cluster that the environment variable TF_CONFIG describes, and this task's place in it.

    Args:
      master: address of the server; found by TF_CONFIG if None.
      evaluation_master: address of the server that evaluates.

    Attributes, read only: ``cluster_spec``, ``environment``, ``evaluation_master``, ``is_chief``,
    ``master``, ``num_ps_replicas``, ``num_worker_replicas``, ``task_id``, ``task_type``.

    Raises:
      ValueError: the cluster has no such task.

    Source: ``ClusterConfig`` of TensorFlow 1.15's ``contrib/learn``.
    """

    def __init__(self, master: str | None = None, evaluation_master: str | None = None) -> None:
        config = _tf_config()
        self._task_type = config.get("task", {}).get("type")
        self._task_id = self.get_task_id()
        self._cluster_spec = tf.train.ClusterSpec(config.get("cluster", {}))
        if master is None:
            master = _master_of(self._cluster_spec, self._task_type, self._task_id)
        self._master = master
        jobs = self._cluster_spec.as_dict()
        self._num_ps_replicas = len(jobs.get(TaskType.PS, []))
        self._num_worker_replicas = len(jobs.get(TaskType.WORKER, [])) + len(
            jobs.get(TaskType.MASTER, [])
        )
        self._environment = config.get("environment", Environment.LOCAL)
        in_cloud = self._environment == Environment.CLOUD
        chief = TaskType.MASTER if in_cloud else TaskType.WORKER
        self._is_chief = self._task_id == 0 and self._task_type in (None, chief)
        self._evaluation_master = evaluation_master or ""

    @staticmethod
    def get_task_id() -> int:
        """The number of this task, 0 if TF_CONFIG says nothing."""
        return int(_tf_config().get("task", {}).get("index") or 0)


def _model_dir(given: str | None) -> str | None:
    configured = _tf_config().get("model_dir")
    if configured is not None and given is not None and configured != given:
        raise ValueError(
            "`model_dir` provided in RunConfig construct, if set, must have the same value as the "
            f'model_dir in TF_CONFIG. model_dir: {given}\nTF_CONFIG["model_dir"]: {configured}.\n'
        )
    return given or configured


class RunConfig(ClusterConfig, core.RunConfig):
    """Settings of a training run; copies with other settings are made by ``replace``.

    Args:
      master: address of the server; found by TF_CONFIG if None.
      num_cores: number of threads; 0 leaves it to TensorFlow.
      log_device_placement: whether to log where operations are placed.
      gpu_memory_fraction: share of GPU memory to use.
      tf_random_seed: seed of the graph.
      save_summary_steps: steps between summaries.
      save_checkpoints_secs: seconds between checkpoints; 600 unless steps are given.
      save_checkpoints_steps: steps between checkpoints.
      keep_checkpoint_max: how many checkpoints to keep; all if 0 or None.
      keep_checkpoint_every_n_hours: hours after which one is kept for good.
      log_step_count_steps: steps between logs of the speed.
      protocol: protocol of the server.
      evaluation_master: address of the server that evaluates.
      model_dir: folder of the model; that of TF_CONFIG if None.
      session_config: ``ConfigProto`` of the session.
      session_creation_timeout_secs: how long workers wait for the session.

    Attributes, read only: all but the first four and ``protocol``, ``tf_config`` (a ``ConfigProto``
    made of these four), and those of ``ClusterConfig``.

    Raises:
      ValueError: TF_CONFIG has no such task, or another ``model_dir``.

    Source: ``tf.contrib.learn.RunConfig`` of TensorFlow 1.15.

    >>> from reference.contrib import learn
    >>> config = learn.RunConfig(tf_random_seed=7, save_checkpoints_steps=100)
    >>> config.tf_random_seed, config.save_checkpoints_steps, config.save_checkpoints_secs
    (7, 100, None)
    """

    _USE_DEFAULT = 0

    def __init__(
        self,
        master: str | None = None,
        num_cores: int = 0,
        log_device_placement: bool = False,
        gpu_memory_fraction: float = 1,
        tf_random_seed: int | None = None,
        save_summary_steps: int | None = 100,
        save_checkpoints_secs: int | None = _USE_DEFAULT,
        save_checkpoints_steps: int | None = None,
        keep_checkpoint_max: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000,
        log_step_count_steps: int | None = 100,
        protocol: str | None = None,
        evaluation_master: str = "",
        model_dir: str | None = None,
        session_config: Any = None,
        session_creation_timeout_secs: int = 7200,
    ) -> None:
        ClusterConfig.__init__(self, master=master, evaluation_master=evaluation_master)
        self._train_distribute = None
        self._eval_distribute = None
        self._experimental_max_worker_delay_secs = None
        self._device_fn = None
        self._tf_config = tf.ConfigProto(
            log_device_placement=log_device_placement,
            inter_op_parallelism_threads=num_cores,
            intra_op_parallelism_threads=num_cores,
            gpu_options=tf.GPUOptions(per_process_gpu_memory_fraction=gpu_memory_fraction),
        )
        self._tf_random_seed = tf_random_seed
        self._save_summary_steps = save_summary_steps
        if save_checkpoints_secs == self._USE_DEFAULT:
            save_checkpoints_secs = 600 if save_checkpoints_steps is None else None
        self._save_checkpoints_secs = save_checkpoints_secs
        self._log_step_count_steps = log_step_count_steps
        self._protocol = protocol
        self._session_config = session_config
        self._save_checkpoints_steps = save_checkpoints_steps
        self._keep_checkpoint_max = keep_checkpoint_max
        self._keep_checkpoint_every_n_hours = keep_checkpoint_every_n_hours
        self._model_dir = _model_dir(model_dir)
        self._session_creation_timeout_secs = session_creation_timeout_secs

    def uid(self, whitelist: Any = None) -> str:
        """A text that two configurations share if and only if they agree.

        Args:
          whitelist: names of settings that do not count; those that may change between runs of one
            model if None.
        """
        left_out = {f"_{name}" for name in (_NOT_IDENTIFYING if whitelist is None else whitelist)}
        state = {name: value for name, value in vars(self).items() if name not in left_out}
        if "_cluster_spec" in state:
            state["_cluster_spec"] = sorted(state["_cluster_spec"].as_dict().items())
        return ", ".join(f"{name}={state[name]!r}" for name in sorted(state))


_OF_CLUSTER = (
    "cluster_spec",
    "environment",
    "evaluation_master",
    "is_chief",
    "master",
    "num_ps_replicas",
    "num_worker_replicas",
    "task_id",
    "task_type",
)
for _name in _OF_CLUSTER:
    setattr(ClusterConfig, _name, core.read_only(_name))
for _name in (*_NOT_IDENTIFYING, "model_dir", "tf_config", "session_creation_timeout_secs"):
    setattr(RunConfig, _name, core.read_only(_name))

"""Running experiments.

Source: TensorFlow 1.15, ``tf.contrib.learn.learn_runner``.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.estimators.run_config import RunConfig, TaskType
from reference.contrib.learn.experiment import Experiment
from reference.contrib.training.hparam import HParams

__all__ = ["run", "tune"]

_SCHEDULES = {
    TaskType.MASTER: "train_and_evaluate",
    TaskType.PS: "run_std_server",
    TaskType.WORKER: "train",
}


def _execute(experiment: Experiment, schedule: str) -> Any:
    """What a method of the experiment returns."""
    task = getattr(experiment, schedule, None)
    if callable(task):
        return task()
    missing = not hasattr(experiment, schedule)
    what = "non-existent task" if missing else "non-callable member"
    tf.logging.error("Schedule references %s %s", what, schedule)
    tasks = [
        name
        for name in dir(experiment)
        if not name.startswith("_") and callable(getattr(experiment, name))
    ]
    tf.logging.error("Allowed values for this experiment are: %s", tasks)
    raise (ValueError if missing else TypeError)(f"Schedule references {what} {schedule}")


def _check_made(experiment: Any) -> None:
    if not isinstance(experiment, Experiment):
        raise TypeError(
            "Experiment builder did not return an Experiment instance, got "
            f"{type(experiment)} instead."
        )


def _checked(
    experiment_fn: Callable[..., Any], require_hparams: bool = False
) -> Callable[..., Experiment]:
    """The function, which must give its settings on to the estimator."""

    def checked(run_config: Any, hparams: Any) -> Experiment:
        if not isinstance(run_config, RunConfig):
            raise ValueError("`run_config` must be `tf.contrib.learn.RunConfig` instance")
        if not run_config.model_dir:
            raise ValueError("Must specify a model directory `model_dir` in `run_config`.")
        if hparams is not None and not isinstance(hparams, HParams):
            raise ValueError("`hparams` must be `HParams` instance")
        if require_hparams and hparams is None:
            raise ValueError("`hparams` cannot be `None`.")
        expected = run_config.uid()
        experiment = experiment_fn(run_config, hparams)
        _check_made(experiment)
        config = experiment.estimator.config
        if not hasattr(config, "uid"):
            raise RuntimeError(
                "Pass `run_config` argument of the `experiment_fn` to the Estimator in Experiment. "
                "It is likely a different `RunConfig` is passed to `Estimator` or the `config` "
                "constructor argument in `Estimator` is not set."
            )
        if config.uid() != expected:
            raise RuntimeError(
                "`RunConfig` instance is expected to be used by the `Estimator` inside the "
                f"`Experiment`. expected {expected}, but got {config.uid()}"
            )
        made: Experiment = experiment
        return made

    return checked


def run(
    experiment_fn: Callable[..., Any],
    output_dir: str | None = None,
    schedule: str | None = None,
    run_config: Any = None,
    hparams: Any = None,
) -> Any:
    """Makes an experiment and runs one of its methods.

    Args:
      experiment_fn: takes ``output_dir``, or settings and ``hparams``; returns an `Experiment`.
      output_dir: the model's folder, for a function of it.
      schedule: name of the method; ``train_and_evaluate`` if None, or what the cluster's task has
        to do.
      run_config: a `RunConfig` with a folder, for a function of settings.
      hparams: a ``contrib.training.HParams`` for such a function.

    Returns:
      What the method returns.

    Raises:
      ValueError: settings are given both ways or not at all, something is none of its kind, or
        there is no such method.
      TypeError: the function is none, or returns no experiment.
      RuntimeError: the estimator has other settings.

    Source: ``tf.contrib.learn.learn_runner.run`` of TensorFlow 1.15.
    """
    if output_dir is not None and run_config is not None:
        raise ValueError("Cannot provide both `output_dir` and `run_config`")
    if output_dir is None and run_config is None:
        raise ValueError("Must set value for `output_dir` or `run_config`")
    if not callable(experiment_fn):
        raise TypeError(f'Experiment builder "{experiment_fn}" is not callable.')
    if run_config is not None:
        experiment = _checked(experiment_fn)(run_config=run_config, hparams=hparams)
    else:
        if not output_dir:
            raise ValueError("Must specify an output directory")
        if hparams is not None:
            raise ValueError("Must set `hparams` as None for `experiment_fn` with `output_dir`.")
        experiment = experiment_fn(output_dir=output_dir)
        _check_made(experiment)
    config = run_config or experiment.estimator.config
    return _execute(experiment, schedule or _default_schedule(config))


def tune(experiment_fn: Callable[..., Any], tuner: Any) -> None:
    """Runs the experiments of a tuner, as long as it has trials.

    Args:
      experiment_fn: takes settings and ``hparams``; returns an `Experiment`.
      tuner: has ``next_trial()`` and ``run_experiment(experiment_fn)``.

    Source: ``tf.contrib.learn.learn_runner.tune`` of TensorFlow 1.15.
    """
    while tuner.next_trial():
        tuner.run_experiment(_checked(experiment_fn, require_hparams=True))


def _default_schedule(config: Any) -> str:
    cluster = config.cluster_spec if config else None
    tasks = sum(len(cluster.job_tasks(job)) for job in cluster.jobs) if cluster else 0
    if tasks <= 1:
        return "train_and_evaluate"
    if not config.task_type:
        raise ValueError("Must specify a schedule")
    if config.task_type not in _SCHEDULES:
        raise ValueError(f"No default schedule for task type: {config.task_type}")
    return _SCHEDULES[config.task_type]

"""One training of a model whose graph is made: hooks, checkpoints, summaries, the loop.

Source: TensorFlow 1.15, ``tf.estimator.Estimator.train``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.run_config import RunConfig
from reference.estimator.spec import EstimatorSpec


def read_global_step() -> None:
    """Makes the operation that reads the global step, where hooks would make it, at the head.

    Its place decides the op seeds of all that comes after it.
    """
    tf.train.StopAtStepHook(last_step=1).begin()


def _saver_hooks(
    spec: EstimatorSpec, config: RunConfig, hooks: list[Any], listeners: Sequence[Any]
) -> list[Any]:
    """The hook that saves, unless a hook of the user's does; the listeners hear of each saving."""
    others = [hook for hook in hooks if isinstance(hook, tf.train.CheckpointSaverHook)]
    own: list[Any] = []
    if (config.save_checkpoints_secs or config.save_checkpoints_steps) and not others:
        own = [
            tf.train.CheckpointSaverHook(
                config.model_dir,
                save_secs=config.save_checkpoints_secs,
                save_steps=config.save_checkpoints_steps,
                scaffold=spec.scaffold,
                listeners=list(listeners),
            )
        ]
    elif listeners and not others:
        raise ValueError(
            "There should be a CheckpointSaverHook to use saving_listeners. Please set one of the "
            "RunConfig.save_checkpoints_steps or RunConfig.save_checkpoints_secs."
        )
    elif listeners:
        # A hook takes listeners when it is made only, and this one the user made.
        heard = others[0]._listeners
        heard += [each for each in listeners if each not in heard]
    return own


def train(
    spec: EstimatorSpec, config: RunConfig, hooks: list[Any], listeners: Sequence[Any]
) -> Any:
    """Trains until a hook stops it, or the input ends.

    Args:
      spec: what the model function made in the default graph.
      config: the settings; its folder has the checkpoints, and gets more.
      hooks: session hooks, those of the input first.
      listeners: told when a checkpoint is saved.

    Returns:
      The loss of the last step; None if no step was made.

    Raises:
      ValueError: there are listeners, and nothing that saves.
    """
    if not any(each.op.name == "loss" for each in tf.get_collection(tf.GraphKeys.SUMMARIES)):
        tf.summary.scalar("loss", spec.loss)
    tf.add_to_collection(tf.GraphKeys.LOSSES, spec.loss)
    hooks = [*hooks, tf.train.NanTensorHook(spec.loss)]
    if config.log_step_count_steps is not None:
        shown = {"loss": spec.loss, "step": tf.train.get_global_step()}
        hooks.append(tf.train.LoggingTensorHook(shown, every_n_iter=config.log_step_count_steps))
    hooks += spec.training_hooks

    if not (spec.scaffold.saver or tf.get_collection(tf.GraphKeys.SAVERS)):
        saver = tf.train.Saver(
            sharded=True,
            max_to_keep=config.keep_checkpoint_max,
            keep_checkpoint_every_n_hours=config.keep_checkpoint_every_n_hours,
            defer_build=True,
            save_relative_paths=True,
        )
        tf.add_to_collection(tf.GraphKeys.SAVERS, saver)
    chief_hooks = list(spec.training_chief_hooks)
    saving = _saver_hooks(spec, config, [*hooks, *chief_hooks], listeners)
    loss = None
    with tf.train.MonitoredTrainingSession(
        master=config.master,
        is_chief=config.is_chief,
        checkpoint_dir=config.model_dir,
        scaffold=spec.scaffold,
        hooks=hooks,
        chief_only_hooks=[*saving, *chief_hooks],
        save_checkpoint_secs=0,  # a hook saves
        save_summaries_steps=config.save_summary_steps,
        config=config.session_config,
        max_wait_secs=config.session_creation_timeout_secs,
        log_step_count_steps=config.log_step_count_steps,
    ) as session:
        while not session.should_stop():
            _, loss = session.run([spec.train_op, spec.loss])
    if loss is None:
        tf.logging.warning(
            "Training with estimator made no steps. Perhaps input is empty or misspecified."
        )
    return loss

"""Training: the operation of one step, and the loop that runs it.

Source: TensorFlow 1.15, ``tf.contrib.training.{create_train_op,train}``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.training.gradients import add_gradients_summaries
from reference.contrib.training.ordering import after

# Stands for "the graph's global step"; None says that no step is counted.
_USE_GLOBAL_STEP = 0


def create_train_op(
    total_loss: tf.Tensor,
    optimizer: tf.train.Optimizer,
    global_step: Any = _USE_GLOBAL_STEP,
    update_ops: Sequence[Any] | None = None,
    variables_to_train: Sequence[tf.Variable] | None = None,
    transform_grads_fn: Callable[[list[Any]], list[Any]] | None = None,
    summarize_gradients: bool = False,
    gate_gradients: int = tf.train.Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> tf.Tensor:
    """An operation that takes one training step and gives the loss.

    Args:
      total_loss: scalar loss.
      optimizer: a ``tf.train.Optimizer``.
      global_step: variable to count steps in; the graph's if left out, none if None.
      update_ops: what to run before the loss; ``GraphKeys.UPDATE_OPS`` if None.
      variables_to_train: the variables; all trainable ones if None.
      transform_grads_fn: changes the list of pairs of gradient and variable.
      summarize_gradients: whether to add summaries of the gradients.
      gate_gradients, aggregation_method, colocate_gradients_with_ops: as
        ``Optimizer.compute_gradients`` takes them.
      check_numerics: whether to fail when the loss is infinite or no number.

    Returns:
      The loss, a tensor; it joins ``GraphKeys.TRAIN_OP``.

    Raises:
      AssertionError: there is nothing to train, or a variable cannot be trained.
      ValueError: no gradient reaches a variable.

    Source: ``tf.contrib.training.create_train_op`` of TensorFlow 1.15.
    """
    if global_step is _USE_GLOBAL_STEP:
        global_step = tf.train.get_or_create_global_step()

    collected = list(dict.fromkeys(tf.get_collection(tf.GraphKeys.UPDATE_OPS)))
    updates = collected if update_ops is None else list(dict.fromkeys(update_ops))
    if any(each not in updates for each in collected):
        tf.logging.warning(
            "update_ops in create_train_op does not contain all the update_ops in "
            "GraphKeys.UPDATE_OPS"
        )
    if updates:
        with tf.control_dependencies(updates):
            barrier = tf.no_op(name="update_barrier")
        total_loss = after([barrier], total_loss)

    trainable = tf.trainable_variables()
    if variables_to_train is None:
        variables_to_train = trainable
    for variable in variables_to_train:
        known = any(variable is each for each in trainable)
        assert variable.trainable or known, f"{variable} is not trainable"
    assert variables_to_train, "there are no variables to train"

    pairs = optimizer.compute_gradients(
        total_loss,
        variables_to_train,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn:
        pairs = transform_grads_fn(pairs)
    if summarize_gradients:
        with tf.name_scope("summarize_grads"):
            add_gradients_summaries(pairs)
    step = optimizer.apply_gradients(pairs, global_step=global_step)

    with tf.name_scope("train_op"):
        if check_numerics:
            total_loss = tf.check_numerics(total_loss, "LossTensor is inf or nan")
        train_op = after([step], total_loss)
    steps = tf.get_collection_ref(tf.GraphKeys.TRAIN_OP)
    if not any(train_op is each for each in steps):
        steps.append(train_op)
    return train_op


def train(
    train_op: tf.Tensor,
    logdir: str | None,
    master: str = "",
    is_chief: bool = True,
    scaffold: tf.train.Scaffold | None = None,
    hooks: Sequence[tf.train.SessionRunHook] | None = None,
    chief_only_hooks: Sequence[tf.train.SessionRunHook] | None = None,
    save_checkpoint_secs: float | None = 600,
    save_summaries_steps: int | None = 100,
    config: Any = None,
    max_wait_secs: float = 7200,
    run_metadata: Any = None,
) -> Any:
    """Runs a training operation until a hook says stop.

    Args:
      train_op: what ``create_train_op`` gave.
      logdir: folder of checkpoints and summaries; None for neither.
      master, is_chief, scaffold, hooks, chief_only_hooks, save_checkpoint_secs,
        save_summaries_steps, config, max_wait_secs: as ``tf.train.MonitoredTrainingSession`` takes
        them.
      run_metadata: a ``RunMetadata`` to fill at each step.

    Returns:
      The last loss, None if no step was taken.

    Raises:
      ValueError: there is no ``logdir``, yet checkpoints or summaries are to be saved.

    Source: ``tf.contrib.training.train`` of TensorFlow 1.15.
    """
    if logdir is None and is_chief:
        for wanted, argument in (
            (save_summaries_steps, "save_summaries_steps"),
            (save_checkpoint_secs, "save_checkpoint_secs"),
        ):
            if wanted:
                raise ValueError(f"logdir cannot be None when {argument} is not None")
    loss = None
    with tf.train.MonitoredTrainingSession(
        master=master,
        is_chief=is_chief,
        checkpoint_dir=logdir,
        scaffold=scaffold,
        hooks=hooks,
        chief_only_hooks=chief_only_hooks,
        save_checkpoint_secs=save_checkpoint_secs,
        save_summaries_steps=save_summaries_steps,
        config=config,
        max_wait_secs=max_wait_secs,
    ) as session:
        while not session.should_stop():
            loss = session.run(train_op, run_metadata=run_metadata)
    return loss

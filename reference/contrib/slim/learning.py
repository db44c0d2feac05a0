"""Training: the op of one step, and the loop that runs it under a supervisor.

Source: TF 1.15 ``contrib/slim/python/slim/learning.py``.
"""

import os
import sys
import time

import tensorflow.compat.v1 as tf

from reference.contrib import training
from reference.contrib.slim.chrome_trace import chrome_trace
from reference.contrib.training import clip_gradient_norms, multiply_gradients

__all__ = [
    "add_gradients_summaries",
    "clip_gradient_norms",
    "create_train_op",
    "multiply_gradients",
    "train",
    "train_step",
]

# Stands for "the graph's own": its global step, its summaries, its initialisers.
_USE_GLOBAL_STEP = 0
_USE_DEFAULT = 0


def _is_default(given):
    return isinstance(given, int) and given == _USE_DEFAULT


def add_gradients_summaries(grads_and_vars):
    """Add a histogram and the norm of each gradient; return the list of summaries.

    They are named "<variable>/gradient" and "<variable>/gradient_norm".

    Source: TF 1.15 ``slim.learning.add_gradients_summaries``.
    """
    summaries = []
    for gradient, variable in grads_and_vars:
        label = variable.op.name
        if gradient is None:
            tf.logging.info("Var %s has no gradient", label)
            continue
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        summaries.append(tf.summary.histogram(f"{label}/gradient", values))
        summaries.append(tf.summary.scalar(f"{label}/gradient_norm", tf.global_norm([values])))
    return summaries


def create_train_op(
    total_loss,
    optimizer,
    global_step=_USE_GLOBAL_STEP,
    update_ops=None,
    variables_to_train=None,
    clip_gradient_norm=0,
    summarize_gradients=False,
    gate_gradients=tf.train.Optimizer.GATE_OP,
    aggregation_method=None,
    colocate_gradients_with_ops=False,
    gradient_multipliers=None,
    check_numerics=True,
):
    """Return a tensor that, when run, takes one training step and gives the loss.

    Args:
      total_loss: scalar tensor.
      optimizer: a `tf.train.Optimizer`.
      global_step: variable to count steps in; the graph's by default, None for none.
      update_ops: list of ops to run before the loss; the UPDATE_OPS collection by default.
      variables_to_train: list of variables; all trainable ones by default.
      clip_gradient_norm: largest norm of each gradient; 0 for no limit.
      summarize_gradients: whether to add summaries of the gradients.
      gate_gradients, aggregation_method, colocate_gradients_with_ops: as for
        `Optimizer.compute_gradients`.
      gradient_multipliers: dict from variables or their ops' names to factors.
      check_numerics: whether to fail when the loss is infinite or no number.

    Source: TF 1.15 ``slim.learning.create_train_op``.
    """

    def transform(gradients):
        if gradient_multipliers:
            with tf.name_scope("multiply_grads"):
                gradients = multiply_gradients(gradients, gradient_multipliers)
        if clip_gradient_norm > 0:
            with tf.name_scope("clip_grads"):
                gradients = clip_gradient_norms(gradients, clip_gradient_norm)
        return gradients

    return training.create_train_op(
        total_loss=total_loss,
        optimizer=optimizer,
        global_step=global_step,
        update_ops=update_ops,
        variables_to_train=variables_to_train,
        transform_grads_fn=transform,
        summarize_gradients=summarize_gradients,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
        check_numerics=check_numerics,
    )


def train_step(sess, train_op, global_step, train_step_kwargs):
    """Take one step; return the loss and whether to stop.

    Args:
      sess: a session.
      train_op: made by `create_train_op`.
      global_step: the variable that counts steps.
      train_step_kwargs: dict with bool tensors under "should_stop", "should_log" and
        "should_trace"; for the last also "logdir", where "tf_trace-<step>.json" is written, and
        if there is one "summary_writer", which gets the run's metadata.

    Raises:
      ValueError: "should_trace" comes without "logdir".

    Source: TF 1.15 ``slim.learning.train_step``.
    """
    started = time.time()
    options = metadata = None
    if "should_trace" in train_step_kwargs:
        if "logdir" not in train_step_kwargs:
            raise ValueError(
                "logdir must be present in train_step_kwargs when should_trace is present"
            )
        if sess.run(train_step_kwargs["should_trace"]):
            options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
            metadata = tf.RunMetadata()
    loss, step = sess.run([train_op, global_step], options=options, run_metadata=metadata)
    elapsed = time.time() - started

    if metadata is not None:
        _write_trace(metadata, step, train_step_kwargs)
    if "should_log" in train_step_kwargs and sess.run(train_step_kwargs["should_log"]):
        tf.logging.info("global step %d: loss = %.4f (%.3f sec/step)", step, loss, elapsed)
    stop = "should_stop" in train_step_kwargs and sess.run(train_step_kwargs["should_stop"])
    return loss, stop


def _write_trace(metadata, step, train_step_kwargs):
    path = os.path.join(train_step_kwargs["logdir"], f"tf_trace-{step}.json")
    tf.logging.info("Writing trace to %s", path)
    with tf.gfile.Open(path, "w") as trace:
        trace.write(chrome_trace(metadata.step_stats))
    if "summary_writer" in train_step_kwargs:
        writer = train_step_kwargs["summary_writer"]
        writer.add_run_metadata(metadata, f"run_metadata-{step}")


def train(
    train_op,
    logdir,
    train_step_fn=train_step,
    train_step_kwargs=_USE_DEFAULT,
    log_every_n_steps=1,
    graph=None,
    master="",
    is_chief=True,
    global_step=None,
    number_of_steps=None,
    init_op=_USE_DEFAULT,
    init_feed_dict=None,
    local_init_op=_USE_DEFAULT,
    init_fn=None,
    ready_op=_USE_DEFAULT,
    summary_op=_USE_DEFAULT,
    save_summaries_secs=600,
    summary_writer=_USE_DEFAULT,
    startup_delay_steps=0,
    saver=None,
    save_interval_secs=600,
    sync_optimizer=None,
    session_config=None,
    session_wrapper=None,
    trace_every_n_steps=None,
    ignore_live_threads=False,
):
    """Run `train_op` until a number of steps, an input's end or a supervisor says stop.

    Args:
      train_op: made by `create_train_op`.
      logdir: folder for checkpoints and summaries; None for neither.
      train_step_fn: function as `train_step`.
      train_step_kwargs: dict for it; by default made from the arguments below.
      log_every_n_steps: how often to log the loss; 0 for never.
      graph: the graph; the default one if None.
      master: the session's target, "" for this process.
      is_chief: whether this process initialises, saves and summarises.
      global_step: variable that counts steps; the graph's if None.
      number_of_steps: count at which to stop; None for no end.
      init_op: op that initialises variables; that of all global ones by default.
      init_feed_dict: what to feed to it.
      local_init_op: op that initialises local variables and tables, likewise.
      init_fn: function of the session, called after `init_op`.
      ready_op: op that tells which variables are not initialised.
      summary_op: summaries to write; all of the graph by default, None for none.
      save_summaries_secs: how often to write summaries, in seconds.
      summary_writer: a `tf.summary.FileWriter`; the supervisor's by default, None for none.
      startup_delay_steps: count of steps for which a process that is not chief waits.
      saver: a `tf.train.Saver`; one for all variables by default.
      save_interval_secs: how often to save, in seconds.
      sync_optimizer: a `tf.train.SyncReplicasOptimizer`, or a list of them.
      session_config: a `tf.ConfigProto`.
      session_wrapper: function from a session to the one to be used, for instance a debugger's.
      trace_every_n_steps: how often to record a run's metadata.
      ignore_live_threads: whether threads that are still alive at the end are no error.

    Returns:
      The loss of the last step.

    Raises:
      ValueError: an argument is missing or contradicts another.

    Source: TF 1.15 ``slim.learning.train``.
    """
    _check_arguments(train_op, logdir, summary_op, saver, trace_every_n_steps, number_of_steps)
    synchronizers = _synchronizers(sync_optimizer, startup_delay_steps)
    graph = graph or tf.get_default_graph()
    with graph.as_default():
        if global_step is None:
            global_step = tf.train.get_or_create_global_step()
        saver = saver or tf.train.Saver()
        inits = _initialization(init_op, local_init_op, ready_op, synchronizers, is_chief)
        if _is_default(summary_op):
            summary_op = tf.summary.merge_all()
        token_inits, token_runners = [], []
        if is_chief and synchronizers:
            # The supervisor closes the graph: what makes ops must come before.
            token_inits = [optimizer.get_init_tokens_op() for optimizer in synchronizers]
            token_runners = [optimizer.get_chief_queue_runner() for optimizer in synchronizers]
        if _is_default(train_step_kwargs):
            train_step_kwargs = _step_arguments(
                global_step,
                number_of_steps,
                log_every_n_steps,
                trace_every_n_steps if is_chief else None,
                logdir,
            )
    supervisor = tf.train.Supervisor(
        graph=graph,
        is_chief=is_chief,
        logdir=logdir,
        init_feed_dict=init_feed_dict,
        summary_op=summary_op,
        summary_writer=(
            tf.train.Supervisor.USE_DEFAULT if _is_default(summary_writer) else summary_writer
        ),
        global_step=global_step,
        saver=saver,
        save_summaries_secs=save_summaries_secs,
        save_model_secs=save_interval_secs,
        init_fn=init_fn,
        **inits,
    )
    if summary_writer is not None:
        train_step_kwargs["summary_writer"] = supervisor.summary_writer

    def in_session(session):
        if session_wrapper is not None:
            tf.logging.info("Wrapping session with wrapper function: %s", session_wrapper)
            session = session_wrapper(session)
        if is_chief:
            if logdir:
                supervisor.start_standard_services(session)
        elif startup_delay_steps > 0:
            wanted = min(startup_delay_steps, number_of_steps or sys.maxsize)
            _wait_for_step(session, global_step, wanted)
        threads = supervisor.start_queue_runners(session)
        if is_chief and synchronizers:
            supervisor.start_queue_runners(session, token_runners)
            session.run(token_inits)
        loss = _loop(supervisor, session, train_step_fn, train_op, global_step, train_step_kwargs)
        if logdir and is_chief:
            tf.logging.info("Finished training! Saving model to disk.")
            supervisor.saver.save(session, supervisor.save_path, global_step=supervisor.global_step)
            supervisor.stop(
                threads, close_summary_writer=True, ignore_live_threads=ignore_live_threads
            )
        return loss

    while True:
        try:
            with supervisor.managed_session(
                master, start_standard_services=False, config=session_config
            ) as session:
                tf.logging.info("Starting Session.")
                return in_session(session)
        except tf.errors.AbortedError:
            # A server of the cluster has restarted.
            tf.logging.info("Retrying training!")


def _check_arguments(train_op, logdir, summary_op, saver, trace_every_n_steps, number_of_steps):
    if train_op is None:
        raise ValueError("train_op cannot be None.")
    if logdir is None:
        for name, given in (
            ("summary_op", not _is_default(summary_op)),
            ("saver", saver is not None),
            ("trace_every_n_steps", trace_every_n_steps is not None),
        ):
            if given:
                raise ValueError(f"Cannot provide {name} because logdir=None")
    if number_of_steps is not None and number_of_steps <= 0:
        raise ValueError("`number_of_steps` must be either None or a positive number.")


def _synchronizers(sync_optimizer, startup_delay_steps):
    if sync_optimizer is None:
        return []
    if startup_delay_steps > 0:
        raise ValueError("startup_delay_steps must be zero when sync_optimizer is supplied.")
    found = sync_optimizer if isinstance(sync_optimizer, list) else [sync_optimizer]
    if not all(isinstance(each, tf.train.SyncReplicasOptimizer) for each in found):
        raise ValueError("`sync_optimizer` must be a tf.train.SyncReplicasOptimizer.")
    return found


def _initialization(init_op, local_init_op, ready_op, synchronizers, is_chief):
    """Return the supervisor's ops of initialisation by argument name."""
    with tf.name_scope("init_ops"):
        if _is_default(init_op):
            init_op = tf.global_variables_initializer()
        if _is_default(ready_op):
            ready_op = tf.report_uninitialized_variables()
        if _is_default(local_init_op):
            local_init_op = tf.group(tf.local_variables_initializer(), tf.tables_initializer())
        ready_for_local_init_op = None
        if synchronizers:
            before = [] if local_init_op is None else [local_init_op]
            with tf.control_dependencies(before):
                own = "chief_init_op" if is_chief else "local_step_init_op"
                local_init_op = tf.group(*[getattr(each, own) for each in synchronizers])
            ready_for_local_init_op = tf.group(
                *[each.ready_for_local_init_op for each in synchronizers]
            )
    return {
        "init_op": init_op,
        "local_init_op": local_init_op,
        "ready_op": ready_op,
        "ready_for_local_init_op": ready_for_local_init_op,
    }


def _step_arguments(global_step, number_of_steps, log_every_n_steps, trace_every_n_steps, logdir):
    def every(steps):
        return tf.equal(tf.mod(global_step, steps), 0)

    with tf.name_scope("train_step"):
        arguments = {
            "should_stop": (
                tf.greater_equal(global_step, number_of_steps)
                if number_of_steps
                else tf.constant(False)
            )
        }
        if log_every_n_steps > 0:
            arguments["should_log"] = every(log_every_n_steps)
        if trace_every_n_steps is not None:
            arguments["should_trace"] = every(trace_every_n_steps)
            arguments["logdir"] = logdir
    return arguments


def _wait_for_step(session, global_step, step):
    while tf.train.global_step(session, global_step) < step:
        time.sleep(1.0)


def _loop(supervisor, session, train_step_fn, train_op, global_step, arguments):
    loss = None
    try:
        while not supervisor.should_stop():
            loss, stop = train_step_fn(session, train_op, global_step, arguments)
            if stop:
                tf.logging.info("Stopping Training.")
                supervisor.request_stop()
                break
    except tf.errors.OutOfRangeError as end:
        # What `tf.train.limit_epochs` raises at the end of its input.
        tf.logging.info("Caught OutOfRangeError. Stopping Training. %s", end)
    return loss

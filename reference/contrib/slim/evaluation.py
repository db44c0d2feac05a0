"""Evaluating a checkpoint once, or every checkpoint that training writes.

Source: TF 1.15 ``contrib/slim/python/slim/evaluation.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib import training
from reference.contrib.training import checkpoints_iterator, wait_for_new_checkpoint

__all__ = ["checkpoints_iterator", "evaluate_once", "evaluation_loop", "wait_for_new_checkpoint"]

# Stands for "all summaries of the graph"; None says that there are none to write.
_USE_DEFAULT = 0


def _hooks(num_evals, logdir, summary_op, summary_op_feed_dict, hooks):
    if isinstance(summary_op, int) and summary_op == _USE_DEFAULT:
        summary_op = tf.summary.merge_all()
    found = [training.StopAfterNEvalsHook(num_evals)]
    if summary_op is not None:
        found.append(
            training.SummaryAtEndHook(
                log_dir=logdir, summary_op=summary_op, feed_dict=summary_op_feed_dict
            )
        )
    return found + list(hooks or [])


def _saver(variables):
    return None if variables is None else tf.train.Saver(variables)


def evaluate_once(
    master,
    checkpoint_path,
    logdir,
    num_evals=1,
    initial_op=None,
    initial_op_feed_dict=None,
    eval_op=None,
    eval_op_feed_dict=None,
    final_op=None,
    final_op_feed_dict=None,
    summary_op=_USE_DEFAULT,
    summary_op_feed_dict=None,
    variables_to_restore=None,
    session_config=None,
    hooks=None,
):
    """Evaluate one checkpoint.

    Args:
      master: the session's target, "" for this process.
      checkpoint_path: path of the checkpoint.
      logdir: folder for the summaries.
      num_evals: how often to run `eval_op`.
      initial_op: op to run first, and what to feed to it: `initial_op_feed_dict`.
      eval_op: tensor, list or dict of tensors, and what to feed: `eval_op_feed_dict`.
      final_op: tensors to run last, and what to feed: `final_op_feed_dict`.
      summary_op: summaries to write at the end; all of the graph by default, None for none.
      summary_op_feed_dict: what to feed to it.
      variables_to_restore: variables, or a dict from names to variables; all by default.
      session_config: a `tf.ConfigProto`.
      hooks: list of session hooks.

    Returns:
      The values of `final_op`, None if there is none.

    Source: TF 1.15 ``slim.evaluation.evaluate_once``.
    """
    all_hooks = _hooks(num_evals, logdir, summary_op, summary_op_feed_dict, hooks)
    scaffold = tf.train.Scaffold(
        init_op=initial_op,
        init_feed_dict=initial_op_feed_dict,
        saver=_saver(variables_to_restore),
    )
    return training.evaluate_once(
        checkpoint_path,
        master=master,
        scaffold=scaffold,
        eval_ops=eval_op,
        feed_dict=eval_op_feed_dict,
        final_ops=final_op,
        final_ops_feed_dict=final_op_feed_dict,
        hooks=all_hooks,
        config=session_config,
    )


def evaluation_loop(
    master,
    checkpoint_dir,
    logdir,
    num_evals=1,
    initial_op=None,
    initial_op_feed_dict=None,
    init_fn=None,
    eval_op=None,
    eval_op_feed_dict=None,
    final_op=None,
    final_op_feed_dict=None,
    summary_op=_USE_DEFAULT,
    summary_op_feed_dict=None,
    variables_to_restore=None,
    eval_interval_secs=60,
    max_number_of_evaluations=None,
    session_config=None,
    timeout=None,
    timeout_fn=None,
    hooks=None,
):
    """Evaluate the checkpoints of a folder as they appear.

    Args:
      master: the session's target, "" for this process.
      checkpoint_dir: the folder.
      logdir: folder for the summaries.
      init_fn: function of the scaffold and the session, called after `initial_op`.
      eval_interval_secs: least time from one evaluation to the next, in seconds.
      max_number_of_evaluations: how many; None for no end.
      timeout: longest time to wait for a checkpoint, in seconds; None for ever.
      timeout_fn: called after it; True ends the loop.
      num_evals, initial_op, initial_op_feed_dict, eval_op, eval_op_feed_dict, final_op,
        final_op_feed_dict, summary_op, summary_op_feed_dict, variables_to_restore,
        session_config, hooks: as for `evaluate_once`.

    Returns:
      The last values of `final_op`, None if there is none.

    Source: TF 1.15 ``slim.evaluation.evaluation_loop``.
    """
    all_hooks = _hooks(num_evals, logdir, summary_op, summary_op_feed_dict, hooks)
    scaffold = tf.train.Scaffold(
        init_op=initial_op,
        init_feed_dict=initial_op_feed_dict,
        init_fn=init_fn,
        saver=_saver(variables_to_restore),
    )
    return training.evaluate_repeatedly(
        checkpoint_dir,
        master=master,
        scaffold=scaffold,
        eval_ops=eval_op,
        feed_dict=eval_op_feed_dict,
        final_ops=final_op,
        final_ops_feed_dict=final_op_feed_dict,
        eval_interval_secs=eval_interval_secs,
        hooks=all_hooks,
        config=session_config,
        max_number_of_evaluations=max_number_of_evaluations,
        timeout=timeout,
        timeout_fn=timeout_fn,
    )

"""Run tensors in a session of their own, which is made ready and closed again.

Source: TensorFlow 1.15, ``tf.contrib.learn.{run_n,run_feeds,infer}`` and
``tf.contrib.learn.graph_actions.run_feeds_iter``.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any

import tensorflow.compat.v1 as tf

Outputs = Mapping[str, Any]
Feed = Mapping[tf.Tensor, Any] | None


def run_feeds_iter(
    output_dict: Outputs, feed_dicts: Iterable[Feed], restore_checkpoint_path: str | None = None
) -> Iterator[dict[str, Any]]:
    """Values of some tensors, once for each feed.

    All variables are initialised, or restored, before the first run; queues run meanwhile.

    Args:
      output_dict: tensors, or structures of tensors, of one graph, by names of your own.
      feed_dicts: what to feed, a dictionary (or None) a run.
      restore_checkpoint_path: a checkpoint of all variables; None to initialise them.

    Yields:
      The values by the names of ``output_dict``.

    Raises:
      ValueError: there is nothing to run, nothing to feed, or the graphs differ.

    Source: ``tf.contrib.learn.graph_actions.run_feeds_iter`` of TensorFlow 1.15.
    """
    if not output_dict:
        raise ValueError(f"output_dict is invalid: {output_dict}.")
    if not feed_dicts:
        raise ValueError(f"feed_dicts is invalid: {feed_dicts}.")
    graph = _common_graph(output_dict.values())
    with graph.as_default(), tf.Session(graph=graph) as session:
        _make_ready(session, restore_checkpoint_path)
        coordinator = tf.train.Coordinator()
        threads: list[Any] = []
        try:
            threads = tf.train.start_queue_runners(session, coord=coordinator)
            for feed in feed_dicts:
                yield session.run(output_dict, feed)
        finally:
            coordinator.request_stop()
            if threads:
                coordinator.join(threads, stop_grace_period_secs=120)


def run_feeds(
    output_dict: Outputs, feed_dicts: Iterable[Feed], restore_checkpoint_path: str | None = None
) -> list[dict[str, Any]]:
    """What ``run_feeds_iter`` yields, as a list.

    Source: ``tf.contrib.learn.run_feeds`` of TensorFlow 1.15.
    """
    return list(run_feeds_iter(output_dict, feed_dicts, restore_checkpoint_path))


def run_n(
    output_dict: Outputs,
    feed_dict: Feed = None,
    restore_checkpoint_path: str | None = None,
    n: int = 1,
) -> list[dict[str, Any]]:
    """Values of some tensors, ``n`` times with the same feed.

    Source: ``tf.contrib.learn.run_n`` of TensorFlow 1.15.

    >>> import tensorflow.compat.v1 as tf
    >>> from reference.contrib import learn
    >>> with tf.Graph().as_default():
    ...     learn.run_n({"seven": tf.constant(7)}, n=2)
    [{'seven': np.int32(7)}, {'seven': np.int32(7)}]
    """
    return run_feeds(output_dict, repeat(feed_dict, n), restore_checkpoint_path)


def infer(
    restore_checkpoint_path: str | None, output_dict: Outputs, feed_dict: Feed = None
) -> dict[str, Any]:
    """Values of some tensors, once, with the variables of a checkpoint (None: initialised).

    Source: ``tf.contrib.learn.infer`` of TensorFlow 1.15.
    """
    return run_feeds(output_dict, [feed_dict], restore_checkpoint_path)[0]


def _common_graph(values: Iterable[Any]) -> tf.Graph:
    """The graph of the tensors among some values (a cell's state is none)."""
    tensors = [value for value in values if hasattr(value, "graph")]
    for tensor in tensors[1:]:
        if tensor.graph is not tensors[0].graph:
            raise ValueError(f"{tensor} must be from the same graph as {tensors[0]}.")
    return tensors[0].graph if tensors else tf.get_default_graph()


def _make_ready(session: tf.Session, checkpoint: str | None) -> None:
    if checkpoint is None:
        session.run(tf.global_variables_initializer())
    elif tf.global_variables():
        savers = tf.get_collection(tf.GraphKeys.SAVERS)
        (savers[0] if savers else tf.train.Saver()).restore(session, checkpoint)
    session.run(tf.local_variables_initializer())
    session.run(tf.tables_initializer())

"""Runs a test's small graph once, without the optimisations that take longer than it."""

from typing import Any

import tensorflow.compat.v1 as tf


def evaluate(fetches: Any, feeds: Any = None) -> Any:
    """The values of nested tensors, after all variables of the default graph are initialised."""
    config = tf.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    with tf.Session(config=config) as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)


def variable_shapes() -> dict[str, list[int]]:
    """Name and shape of every variable of the default graph."""
    return {variable.op.name: variable.shape.as_list() for variable in tf.global_variables()}

"""How many ops TensorFlow 1.15 made more than 2.21 for gradients."""

from collections.abc import Sequence

import tensorflow.compat.v1 as tf


class Caches:
    """What 1.15 worked out once for each graph and then remembered."""

    def __init__(self) -> None:
        self.broadcasts: set[tuple] = set()
        self.reductions: set[tuple] = set()


def surplus(graph: tf.Graph, fresh: Sequence[tf.Operation], caches: Caches) -> int:
    """1.15's number of ops less 2.21's for the gradients among ``fresh``."""
    return 0

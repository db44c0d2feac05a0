"""The counter that ``tf.get_seed`` reads, replaced by one that counts as TensorFlow 1.15 did.

This is the one module of `reference` that reaches into ``tensorflow.python``: since TensorFlow
2.7 ``tensorflow.python.framework.random_seed`` holds a mapping from graph to the number of seeds
given, which ``get_seed`` looks up at each call, however it was imported. Here that mapping is
exchanged for one that answers with the op count. Everything is checked before use; if TensorFlow
is not as expected, it keeps its own rule.
"""

import sys
import warnings
import weakref
from types import FrameType
from typing import Any

import tensorflow.compat.v1 as tf

from reference.seeds import backward, forward


class _State:
    """What is known of one graph: how far it was read, and the offset up to there."""

    def __init__(self) -> None:
        self.read = 0
        self.offset = 0
        self.caches = backward.Caches()


_states: "weakref.WeakKeyDictionary[tf.Graph, _State]" = weakref.WeakKeyDictionary()
_original: Any = None
_warned = False


def op_count(graph: tf.Graph) -> int:
    """The op count of ``graph`` as TensorFlow 1.15 would have it."""
    state = _states.setdefault(graph, _State())
    operations = graph.get_operations()
    if len(operations) > state.read:
        more, accounted = backward.surplus(graph, operations[state.read :], state.caches)
        state.offset += more + forward.surplus(graph, operations, state.read, accounted)
        state.read = len(operations)
    return len(operations) + state.offset


class _OpCounter:
    """Stands where TensorFlow keeps its number of seeds given to each graph."""

    def setdefault(self, graph: tf.Graph, default: int) -> int:
        """The op seed that is due in ``graph``."""
        asking = sys._getframe(1).f_back
        return op_count(graph) + _unfinished(graph, asking)

    def __getitem__(self, graph: tf.Graph) -> int:
        return 0

    def __setitem__(self, graph: tf.Graph, count: int) -> None:
        """Ops are counted, not seeds: there is nothing to keep."""


def _unfinished(graph: tf.Graph, frame: FrameType | None) -> int:
    """Ops that 1.15 had made by now in the random function that is asking, and 2.21 has not."""
    if frame is None or not frame.f_globals.get("__name__", "").endswith("random_ops"):
        return 0
    scope = graph.get_name_scope()
    if frame.f_code.co_name == "random_gamma":
        return forward.GAMMA_BEFORE_SEED
    if frame.f_code.co_name != "random_uniform" or forward.has_op(graph, f"{scope}/min"):
        return 0
    if tf.is_tensor(frame.f_locals.get("minval")):
        return 0  # the caller's own tensors: no constants were made of them, then or now
    missing = forward.BOUNDS
    outer = frame.f_back
    for _ in range(8):  # decorators stand between a public function and its caller
        if outer is None:
            break
        if "dropout" in outer.f_code.co_name and outer.f_globals["__name__"].endswith("nn_ops"):
            return missing + forward.before_dropout_mask(graph, scope.rpartition("/")[0])
        outer = outer.f_back
    return missing


def install() -> bool:
    """Exchange the counter; whether it is in place."""
    global _original, _warned
    if _original is not None:
        return True
    try:
        from tensorflow.python.framework import random_seed
    except ImportError:
        random_seed = None
    original = getattr(random_seed, "_graph_to_seed_dict", None)
    if original is not None:
        random_seed._graph_to_seed_dict = _OpCounter()
        if _counts():
            _original = original
            return True
        random_seed._graph_to_seed_dict = original
    if not _warned:
        _warned = True
        warnings.warn(
            f"reference.seeds does not know how TensorFlow {tf.__version__} derives op seeds: "
            "seeded numbers will not be those of TensorFlow 1.15. Use TensorFlow 2.16 to 2.21.",
            stacklevel=4,
        )
    return False


def _counts() -> bool:
    """Whether a graph of three ops gives the op seed 3."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(1)
        for _ in range(3):
            tf.no_op()
        return tf.get_seed(None) == (1, 3) and len(graph.get_operations()) == 3


def remove() -> None:
    """Put TensorFlow's own counter back."""
    global _original
    if _original is not None:
        from tensorflow.python.framework import random_seed

        random_seed._graph_to_seed_dict = _original
        _original = None

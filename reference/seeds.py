"""TensorFlow 1.15's rule for op seeds, on TensorFlow 2.

In TensorFlow 1.15 a random op without a seed of its own, in a graph with a seed, takes as its op
seed the number of operations that the graph holds when the op is made. TensorFlow 2 takes the
number of seeds asked of the graph so far. All the rest (the Philox kernels, the initialisers) is
the same, so with the old rule back, the old numbers come back::

    from reference import seeds

    seeds.set_random_seed(777)      # where the notebook called tf.set_random_seed(777)

The two versions do not make the same number of ops for the same call: ``tf.random_uniform([2])``
is seven ops in 1.15 and two today. So the seed is *counted*, not read off::

    seed of an op = ops in the graph  +  what 1.15 would have made more (or fewer) until here

How the second term is found, and why so. A notebook may have bound ``tf.nn.dropout`` to a name of
its own before it sets a seed, or reach it through an optimizer or a layer: wrapping functions
would miss calls, and making dummy ops would change names and saved graphs. Therefore nothing is
wrapped. When TensorFlow asks the graph for a seed, the ops added since the last look are
*recognised* by their types, names and inputs (`reference.op_counts.forward`), those of gradients
from the ops that they are gradients of (`reference.op_counts.backward`), and the graph's offset
moves on. Ops that `reference` makes as 1.15 did have nothing to recognise.

One thing of TensorFlow's inside is exchanged, after a check: since TensorFlow 2.7
``tensorflow.python.framework.random_seed`` holds a mapping from graph to the number of seeds
given, which ``get_seed`` looks up at each call, however it was imported. Its place is taken by a
mapping that answers with the op count.

One data set comes in another order in spite of equal seeds: ``shuffle`` directly followed by
``repeat``, which 1.15 fused. It drew the picks of all epochs from one generator, started with the
data set's two seeds; 2.21 draws two new seeds for each epoch, and its own fused op
(``tf.raw_ops.ShuffleAndRepeatDataset``) starts again at each epoch, whatever
``reshuffle_each_iteration`` says: no public op goes on with the generator. With anything between
the two (``shuffle().batch().repeat()``), with ``repeat`` first, or with
``reshuffle_each_iteration=False``, the orders are equal.

A seeded graph has two things more of 1.15. The gradient of its logarithms divides
(`reference.op_counts.logarithm`): today's multiplies by a reciprocal that is off by a bit, and a
cost that saturates shows it. And the gradients of the cross entropies of a softmax are 1.15's to
the last bit (`reference.op_counts.cross_entropy`), whatever function made them.

What counting cannot know: ops whose making failed (1.15 counted those too), einsum, some
``tf.image`` checks on unknown shapes. For such graphs record a *ledger* under TensorFlow 1.15
(``fixtures/record/ledger.py``): op name -> its two seeds.

The rule holds for every graph made after the first call, also after ``tf.reset_default_graph()``;
graphs without a seed and ops with their own seed are not touched, as in 1.15. Eager code is not
touched either: its rule is the same in both versions.

Source: ``tf.set_random_seed``, ``tf.get_seed`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/set_random_seed
"""

import sys
import warnings
import weakref
from collections.abc import Mapping, Sequence
from os import PathLike
from types import FrameType
from typing import Any

import tensorflow.compat.v1 as tf

from reference.op_counts import backward, cross_entropy, forward, logarithm
from reference.op_counts import ledger as ledgers

__all__ = ["op_count", "release_rule", "restore_rule", "set_random_seed"]


def set_random_seed(
    seed: int | None,
    ledger: "str | PathLike[str] | Mapping[str, Sequence[int]] | None" = None,
) -> None:
    """Set the graph-level seed of the default graph, with TensorFlow 1.15's rule for op seeds.

    Args:
        seed: integer; ``None`` takes the seed away.
        ledger: path of a JSON file, or the mapping itself: op name -> ``[seed, seed2]`` as
            recorded under TensorFlow 1.15. An op of the default graph that is named there gets
            these seeds; the others are counted.

    Raises:
        ValueError: the ledger is not such a mapping.
        OSError: the ledger cannot be read.

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default():
    ...     set_random_seed(777)
    ...     tf.random_normal([2]).op.inputs[0].op.inputs[0].op.get_attr("seed2")
    3
    """
    restore_rule()
    tf.set_random_seed(seed)
    _override_gradients(tf.get_default_graph())
    if ledger is not None:
        ledgers.attach(tf.get_default_graph(), ledgers.read(ledger))


def restore_rule() -> bool:
    """Put TensorFlow 1.15's rule in place, for all graphs, without setting a seed.

    Returns:
        Whether it is in place. If this TensorFlow keeps its seeds in a way that is not known
        here, a warning says so, once, and TensorFlow's own rule stays.
    """
    return _install()


def release_rule() -> None:
    """Give op seeds back to TensorFlow's own rule."""
    _remove()


def op_count(graph: tf.Graph | None = None) -> int:
    """How many operations TensorFlow 1.15 would have counted in ``graph`` by now.

    Args:
        graph: a graph; the default graph if ``None``.
    """
    return _count(tf.get_default_graph() if graph is None else graph)


_GRADIENTS = {
    "Log": logarithm.GRADIENT,
    "SoftmaxCrossEntropyWithLogits": cross_entropy.GRADIENT,
    "SparseSoftmaxCrossEntropyWithLogits": cross_entropy.SPARSE_GRADIENT,
}
# Where a graph keeps what overrides its gradients. A table here would keep the graph.
_OVERRIDE = "_tensorflow1_gradients"


def _override_gradients(graph: tf.Graph) -> None:
    """Let some ops of a graph, from now on, have the gradients that TensorFlow 1.15 had."""
    if not hasattr(graph, _OVERRIDE) and not tf.executing_eagerly():
        override = graph.gradient_override_map(_GRADIENTS)
        override.__enter__()
        setattr(graph, _OVERRIDE, override)


class _State:
    """What is known of one graph: how far it was read, and the offset up to there."""

    def __init__(self) -> None:
        self.read = 0
        self.offset = 0
        self.caches = backward.Caches()


_states: "weakref.WeakKeyDictionary[tf.Graph, _State]" = weakref.WeakKeyDictionary()
_original: Any = None
_warned = False


def _count(graph: tf.Graph) -> int:
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
        return _count(graph) + _unfinished(graph, asking)

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


def _install() -> bool:
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
        if _is_in_place():
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


def _is_in_place() -> bool:
    """Whether a graph of three ops gives the op seed 3."""
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(1)
        for _ in range(3):
            tf.no_op()
        return tf.get_seed(None) == (1, 3) and len(graph.get_operations()) == 3


def _remove() -> None:
    """Put TensorFlow's own counter back."""
    global _original
    if _original is not None:
        from tensorflow.python.framework import random_seed

        random_seed._graph_to_seed_dict = _original
        _original = None

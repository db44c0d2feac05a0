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
*recognised* by their types, names and inputs (`reference.seeds.forward`), those of gradients from
the ops that they are gradients of (`reference.seeds.backward`), and the graph's offset moves on.
The one place that is changed is the counter that ``tf.get_seed`` reads
(`reference.seeds.counter`). Ops that `reference` makes as 1.15 did have nothing to recognise.

One data set comes in another order in spite of equal seeds: TensorFlow 1.15 fused a ``shuffle``
that is directly followed by ``repeat`` into one that shuffles across epochs, 2.21 does not.

What counting cannot know: ops whose making failed (1.15 counted those too), einsum, some
``tf.image`` checks on unknown shapes. For such graphs record a *ledger* under TensorFlow 1.15
(``fixtures/record/ledger.py``): op name -> its two seeds.

The rule holds for every graph made after the first call, also after ``tf.reset_default_graph()``;
graphs without a seed and ops with their own seed are not touched, as in 1.15. Eager code is not
touched either: its rule is the same in both versions.

Source: ``tf.set_random_seed``, ``tf.get_seed`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/set_random_seed
"""

from collections.abc import Mapping, Sequence
from os import PathLike

import tensorflow.compat.v1 as tf

from reference.seeds import counter
from reference.seeds import ledger as ledgers

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
    if ledger is not None:
        ledgers.attach(tf.get_default_graph(), ledgers.read(ledger))


def restore_rule() -> bool:
    """Put TensorFlow 1.15's rule in place, for all graphs, without setting a seed.

    Returns:
        Whether it is in place. If this TensorFlow keeps its seeds in a way that is not known
        here, a warning says so, once, and TensorFlow's own rule stays.
    """
    return counter.install()


def release_rule() -> None:
    """Give op seeds back to TensorFlow's own rule."""
    counter.remove()


def op_count(graph: tf.Graph | None = None) -> int:
    """How many operations TensorFlow 1.15 would have counted in ``graph`` by now.

    Args:
        graph: a graph; the default graph if ``None``.
    """
    return counter.op_count(tf.get_default_graph() if graph is None else graph)

"""Seeds by op name, for graphs in which counting ops is not exact.

A ledger is recorded under TensorFlow 1.15 by ``fixtures/record/ledger.py``: a JSON object, op name
-> ``[seed, seed2]``. Ops carry their seeds as attributes, data sets as two constant inputs; both
are covered, the data set under the name of its op.
"""

import json
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import tensorflow.compat.v1 as tf

Ledger = Mapping[str, Sequence[int]]


def read(source: "str | PathLike[str] | Ledger") -> dict[str, tuple[int, int]]:
    """The ledger as a dict of pairs.

    Args:
        source: path of the JSON file, or the mapping.

    Raises:
        ValueError: it is not a mapping from names to pairs of integers.
        OSError: the file cannot be read.

    >>> read({"random_normal/RandomStandardNormal": [777, 3]})
    {'random_normal/RandomStandardNormal': (777, 3)}
    """
    if isinstance(source, Mapping):
        content: Any = source
    else:
        with open(source, encoding="utf-8") as handle:
            content = json.load(handle)
    pairs = {}
    for name, seeds in content.items() if isinstance(content, Mapping) else [("", None)]:
        if not (
            isinstance(name, str)
            and isinstance(seeds, Sequence)
            and len(seeds) == 2
            and all(isinstance(seed, int) for seed in seeds)
        ):
            raise ValueError(
                "a seed ledger is a JSON object: op name -> [seed, seed2]; "
                f"found {name!r}: {seeds!r}. Record it with fixtures/record/ledger.py."
            )
        pairs[name] = (seeds[0], seeds[1])
    return pairs


def attach(graph: tf.Graph, pairs: Mapping[str, tuple[int, int]]) -> None:
    """Give each op that is made in ``graph`` from now on the seeds that ``pairs`` has for its name.

    The graph's own method that makes ops is shadowed on this one graph: only there the final name
    of an op and its attributes are known together.
    """
    make = graph._create_op_internal

    def make_with_seeds(
        op_type: str,
        inputs: Any,
        dtypes: Any = None,
        input_types: Any = None,
        name: str | None = None,
        attrs: dict[str, Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> tf.Operation:
        final = _final_name(graph, op_type, name)
        if final in pairs:
            if attrs is not None and "seed2" in attrs:
                for attribute, seed in zip(("seed", "seed2"), pairs[final], strict=True):
                    attrs[attribute].i = seed
            elif "Shuffle" in op_type and len(inputs) >= 4:
                with graph.name_scope(f"{final}/ledger/"):
                    inputs = list(inputs)
                    inputs[2:4] = [tf.constant(seed, tf.int64) for seed in pairs[final]]
        return make(op_type, inputs, dtypes, input_types, name, attrs, *args, **kwargs)

    graph._create_op_internal = make_with_seeds


def _final_name(graph: tf.Graph, op_type: str, name: str | None) -> str:
    """The name that the op is about to get."""
    wanted = name or op_type
    return wanted[:-1] if wanted.endswith("/") else graph.unique_name(wanted, mark_as_used=False)

"""Where two runs of a seeded notebook part: the first op, variable and tensor that differ.

What each run drew and computed is told by `kernel_probe.py`, inside the kernels. Only a graph that
is seeded on both sides can be compared: without a seed, other numbers are no fault.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

MARKER = "rnn-migrate probe: "
_MODULE = "_rnn_migrate_probe"
# Initial values agree to the last bits; a step of arithmetic may round otherwise.
_TOLERANCE = 1e-4

Graph = Mapping[str, Any]


def install_source() -> str:
    """The cell that starts the probe; it leaves no name behind."""
    text = Path(__file__).with_name("kernel_probe.py").read_text(encoding="ascii")
    start = (
        f"import sys, types\nprobe = types.ModuleType({_MODULE!r})\n"
        f"exec(compile({text!r}, {_MODULE!r}, 'exec'), probe.__dict__)\n"
        f"sys.modules[{_MODULE!r}] = probe\nprobe.install()\n"
    )
    return f"exec({start!r}, {{}})"


def report_source() -> str:
    """The cell that makes the probe answer."""
    answer = (
        "import sys, IPython\nnames = dict(IPython.get_ipython().user_ns)\n"
        f"sys.modules[{_MODULE!r}].report(names, {MARKER!r})\n"
    )
    return f"exec({answer!r}, {{}})"


def read_answer(printed: str) -> tuple[Graph, ...]:
    """The graphs of an answer; none if there is no answer."""
    for line in printed.splitlines():
        if line.startswith(MARKER):
            return tuple(json.loads(line.removeprefix(MARKER)))
    return ()


def first_divergence(old: Sequence[Graph], new: Sequence[Graph]) -> str:
    """What differs first between two seeded runs, in words; empty if nothing is known to.

    >>> one = {"seed": 9, "seeds": {"random_normal": [9, 12]}, "variables": [], "tensors": []}
    >>> first_divergence([one], [{**one, "seeds": {"random_normal": [9, 10]}}])
    'op `random_normal` draws with seeds 9, 10, not 9, 12'
    """
    for before, after in zip(old, new, strict=False):
        if not (is_seeded(before) and is_seeded(after)):
            continue
        parts = [_op(before, after), _variable(before, after)]
        found = [part for part in parts if part] or [_tensor(before, after)]
        if any(found):
            return "; ".join(part for part in found if part)
    return ""


def is_seeded(graph: Graph) -> bool:
    """Whether a graph draws the same numbers in each run."""
    seeds = graph.get("seeds")
    if not isinstance(seeds, Mapping) or not (seeds or graph["seed"] is not None):
        return False
    return all(any(pair) for pair in seeds.values())


def drawn_in_a_loop(graphs: Sequence[Graph]) -> str:
    """Why TensorFlow 1.15 itself prints other digits each time, in words; empty if it does not.

    It runs the iterations of a loop out of order, and so draws in another order.
    """
    names = [name for graph in graphs for name in graph.get("in_loops", ())]
    if not names:
        return ""
    return f"op `{names[0]}` draws in a loop, where TensorFlow 1.15 does not repeat itself"


def _op(old: Graph, new: Graph) -> str:
    """The first op of the old run, by its second seed (the order of making), with other seeds."""
    for name, seeds in sorted(old["seeds"].items(), key=lambda item: (item[1][1], item[0])):
        other = new["seeds"].get(name)
        if other is not None and other != seeds:
            return f"op `{name}` draws with seeds {_listed(other)}, not {_listed(seeds)}"
    return ""


def _variable(old: Graph, new: Graph) -> str:
    """The first variable of the old run with other values; one of another name proves nothing."""
    known = {item["name"]: item for item in new["variables"]}
    for item in old["variables"]:
        other = known.get(item["name"], item)
        if not _same(item, other):
            what = _apart(item, other)
            return f"variable `{item['name']}` differs from initialisation on ({what})"
    return ""


def _tensor(old: Graph, new: Graph) -> str:
    fed = {item["name"]: item for item in new["fed"]}
    if any(not _same(item, fed.get(item["name"], {"shape": None})) for item in old["fed"]):
        return ""  # computed from other values: the data is drawn anew in each run
    known = {item["name"]: item for item in new["tensors"]}
    agreed = ""
    for item in old["tensors"]:
        other = known.get(item["name"])
        if other is None:
            continue
        if _same(item, other):
            agreed = item["name"]
            continue
        op = f" (op `{item['op']}`)" if item["op"] != item["name"] else ""
        where = f"tensor `{item['name']}`{op} differs in the first step ({_apart(item, other)})"
        return where + (f"; `{agreed}` before it agrees" if agreed else "")
    return ""


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["shape"] != other["shape"]:
        return False
    scale = max(_size(one["norm"]), _size(other["norm"]), 1e-30)
    pairs = zip([one["norm"], *one["first"]], [other["norm"], *other["first"]], strict=True)
    return all(a == b or _close(float(a), float(b), _TOLERANCE * scale) for a, b in pairs)


def _close(a: float, b: float, tolerance: float) -> bool:
    return math.isfinite(a) and math.isfinite(b) and abs(a - b) <= tolerance


def _size(norm: float | str) -> float:
    """The size of a value; 0 where it is not finite (it is told as a text then)."""
    size = float(norm)
    return size if math.isfinite(size) else 0.0


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    if one["shape"] != other["shape"]:
        return f"shape {other['shape']}, not {one['shape']}"
    if len(one["first"]) == 1:
        return f"{other['first'][0]}, not {one['first'][0]}"
    return f"it begins {_listed(other['first'])}, not {_listed(one['first'])}"


def _listed(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values)

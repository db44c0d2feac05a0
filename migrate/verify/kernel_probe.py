"""What a notebook's graphs drew and computed, asked inside its kernel; runs on Python 2.7 too.

The text of this file is sent to a kernel before the first cell, never imported. It stays out of the
notebook's sight: it waits until the notebook itself has imported TensorFlow, keeps the first values
fed to `Session.run`, and after the last cell answers in a session of its own. Nothing is added to a
graph. Of each graph it tells

- `seed`, and `seeds`: the two seeds of every random op; `in_loops`: the first of them in loops,
- `fed`: the first values fed,
- `variables`: their values after initialisation,
- `tensors`: what the notebook bound to a name, or ran, computed from the first values fed.

A value is told by its shape, its norm and its first numbers, rounded: enough to see that it is
another one, and small in a file.
"""

# mypy: ignore-errors
# (Python 2.7 knows no annotations.)
from __future__ import print_function

import json
import sys

try:
    import builtins
except ImportError:
    import __builtin__ as builtins

FIRST = 3
DIGITS = 6
# Larger models are told by their first variables and tensors; a feed larger than this is not kept.
MOST = 200
MOST_FED = 64 * 2**20
STATE = {"depth": 0, "failed": None, "graphs": []}
# Reading from these may wait for ever, or takes what the notebook wanted to read.
WAITING = ("Queue", "Reader", "Iterator", "Barrier", "StagingArea", "PyFunc", "Assign")


class Seen(object):
    """A graph that was run: the first values fed for each set of placeholders, what was fetched."""

    def __init__(self, graph):
        self.graph = graph
        self.feeds = []
        self.fetched = []


def install():
    """Watch imports until TensorFlow is there, then the runs of its sessions."""
    original = builtins.__import__

    def watching(name, *args, **kwargs):
        STATE["depth"] += 1
        try:
            module = original(name, *args, **kwargs)
        finally:
            STATE["depth"] -= 1
        if not STATE["depth"] and "tensorflow" in sys.modules:
            builtins.__import__ = original
            guarded(watch_sessions)
        return module

    builtins.__import__ = watching


def guarded(function, *args):
    """Watch without ever failing where the notebook would not; the report says what went wrong."""
    try:
        function(*args)
    except Exception as error:
        STATE["failed"] = "%s: %s" % (type(error).__name__, str(error)[:200])


def tensorflow1():
    """TensorFlow 1's names in either version."""
    tf = sys.modules["tensorflow"]
    return tf.compat.v1 if hasattr(tf, "compat") and hasattr(tf.compat, "v1") else tf


def watch_sessions():
    """Remember what sessions run, then run it as before."""
    session = tensorflow1().Session
    owner = next(c for c in session.__mro__ if "run" in c.__dict__)
    original = owner.run

    def run(self, *args, **kwargs):
        fetches = kwargs.get("fetches", args[0] if args else None)
        feed = kwargs.get("feed_dict", args[1] if len(args) > 1 else None)
        guarded(remember, self.graph, fetches, feed)
        return original(self, *args, **kwargs)

    run.__doc__ = original.__doc__
    owner.run = run


def remember(graph, fetches, feed):
    """Keep the first values for each set of placeholders, and the tensors run with them."""
    seen = next((s for s in STATE["graphs"] if s.graph is graph), None)
    if seen is None:
        seen = Seen(graph)
        STATE["graphs"].append(seen)
    if len(seen.fetched) < MOST:
        tensor = tensorflow1().Tensor
        listed = fetches if isinstance(fetches, (list, tuple)) else [fetches]
        known = [id(one) for one in seen.fetched]
        seen.fetched += [t for t in listed if isinstance(t, tensor) and id(t) not in known]
    if not feed or len(seen.feeds) >= 4:
        return
    import numpy

    names = sorted(getattr(key, "name", str(key)) for key in feed)
    if names in [kept for kept, _ in seen.feeds]:
        return
    try:
        values = {key: numpy.array(value) for key, value in feed.items()}
    except Exception:  # a value of some other kind: this feed cannot be told
        return
    if sum(value.nbytes for value in values.values()) <= MOST_FED:
        seen.feeds.append((names, values))


def told(value):
    """A value in a few rounded numbers."""
    import numpy

    flat = numpy.asarray(value, dtype="float64").ravel()
    return {
        "shape": list(numpy.shape(value)),
        "norm": rounded(numpy.sqrt(numpy.mean(flat * flat)) if flat.size else 0.0),
        "first": [rounded(item) for item in flat[:FIRST]],
    }


def told_of(names, values):
    """Several values with their names."""
    return [dict(told(value), name=name) for name, value in zip(names, values)]  # noqa: B905


def rounded(number):
    """A number with a few digits, as JSON can hold it."""
    text = "%.*g" % (DIGITS, float(number))
    return float(text) if text.lstrip("-")[:1].isdigit() else text


def seeds_of(graph):
    """Op name -> its two seeds, for every op that draws."""
    found = {}
    for op in graph.get_operations():
        try:
            found[op.name] = [int(op.get_attr("seed")), int(op.get_attr("seed2"))]
        except ValueError:
            continue
    return found


def ancestors(op):
    """An op and all that it depends on."""
    found, todo = {op.name: op}, [op]
    while todo:
        one = todo.pop()
        for other in [t.op for t in one.inputs] + list(one.control_inputs):
            if other.name not in found:
                found[other.name] = other
                todo.append(other)
    return found.values()


def is_told(tensor, fed, numeric):
    """Whether a tensor can be computed from these values, and is the same each time.

    TensorFlow 1 runs the iterations of a loop out of order, so what is drawn in one differs.
    """
    graph, dtype = tensor.graph, getattr(tensor.dtype, "base_dtype", tensor.dtype)
    if dtype.name not in numeric or not graph.is_fetchable(tensor.op):
        return False
    for op in ancestors(tensor.op):
        if op.type == "Placeholder" and op.name + ":0" not in fed:
            return False
        if any(word in op.type for word in WAITING):
            return False
        if draws_in_a_loop(op):
            return False
    return True


def draws_in_a_loop(op):
    """Whether an op is a random one inside a loop (a condition draws once, as any op does)."""
    if not op.type.startswith(("Random", "Multinomial", "TruncatedNormal")):
        return False
    context = op._get_control_flow_context()
    return context is not None and context.GetWhileContext() is not None


def named(namespace, graph):
    """The tensors of a graph that a namespace has, by the names it has for them."""
    tensor = tensorflow1().Tensor
    found = {}
    for name, value in sorted(namespace.items()):
        if name.startswith("_"):
            continue
        fields = getattr(value, "_fields", None)
        if isinstance(value, (list, tuple)):
            parts = fields or [str(place) for place in range(len(value))]
            pairs = [("%s.%s" % (name, part), one) for part, one in zip(parts, value)]  # noqa: B905
        else:
            pairs = [(name, value)]
        for key, one in pairs:
            if isinstance(one, tensor) and hasattr(one, "graph") and one.graph is graph:
                found.setdefault(one.name, (key, one))
    return found


def tell(seen, namespace):
    """What there is to tell of one graph."""
    tf = tensorflow1()
    graph = seen.graph
    numeric = ("float16", "float32", "float64", "int32", "int64", "bool")
    names, feed = max(seen.feeds, key=lambda item: len(item[0])) if seen.feeds else ([], {})
    wanted = named(namespace, graph)
    for one in seen.fetched:
        wanted.setdefault(one.name, (one.op.name, one))
    order = {op.name: place for place, op in enumerate(graph.get_operations())}
    wanted = sorted(wanted.values(), key=lambda item: (order[item[1].op.name], item[1].name))
    wanted = [item for item in wanted if is_told(item[1], names, numeric)][:MOST]
    made = graph.get_collection("variables") + graph.get_collection("local_variables")
    session = tf.Session(graph=graph)
    try:
        session.run([one.initializer for one in made])
        session.run(graph.get_collection("table_initializer"))
        kept = [one for one in made if one.dtype.base_dtype.name in numeric][:MOST]
        variables = told_of([one.op.name for one in kept], session.run([v.value() for v in kept]))
        values = session.run([one for _, one in wanted], feed)
        tensors = told_of([key for key, _ in wanted], values)
        for (_, one), row in zip(wanted, tensors):  # noqa: B905
            row["op"] = one.op.name
    finally:
        session.close()
    fed = [(getattr(key, "name", str(key)), value) for key, value in feed.items()]
    fed.sort(key=lambda item: item[0])
    looped = [op.name for op in graph.get_operations() if draws_in_a_loop(op)]
    return {
        "seed": graph.seed,
        "in_loops": looped[:FIRST],
        "seeds": seeds_of(graph),
        "fed": told_of([name for name, _ in fed], [value for _, value in fed]),
        "variables": variables,
        "tensors": tensors,
    }


def report(namespace, marker):
    """Print what there is to tell of every graph that was run, as one line of JSON."""
    graphs = []
    for seen in STATE["graphs"]:
        try:
            graphs.append(tell(seen, namespace))
        except Exception as error:  # the notebook's own graph cannot be run like this: say so
            graphs.append({"failed": "%s: %s" % (type(error).__name__, str(error)[:200])})
    if STATE["failed"]:
        graphs.append({"failed": STATE["failed"]})
    print(marker + json.dumps(graphs, sort_keys=True))

"""Arrays of one element that are used as numbers, which NumPy 2.4 no longer takes.

https://numpy.org/doc/stable/release/2.4.0-notes.html
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.axes import Axes, is_number
from migrate.rules.model import Context, Example, Rule

# The conversions of a `%` format; those of numbers need one.
_CONVERSION = re.compile(r"%(?:\([^)]*\))?[#0\- +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?(.)")
_OF_NUMBERS = frozenset("diouxXeEfFgG")
_OF_MANY = frozenset({"math.fsum", "math.prod", "math.dist", "math.sumprod"})
_FILLED = frozenset({"numpy.zeros", "numpy.ones", "numpy.empty"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if not context.legacy and not context.libraries & {"keras", "tensorflow"}:
        return
    axes = context.once(Axes)
    for value in _used_as_numbers(node, context):
        if not axes.of(value):
            continue
        span = cell.span(value)
        edits: tuple[Edit, ...] = (cell.insert(span.end, ".item()"),)
        if isinstance(value, ast.BinOp | ast.UnaryOp):
            edits = (cell.insert(span.start, "("), cell.insert(span.end, ").item()"))
        message = "an array of one element is no number in NumPy 2.4; item() takes it out"
        yield Finding("NP405", span, message, Severity.FIXED, edits)


def _used_as_numbers(node: ast.AST, context: Context) -> Iterator[ast.expr]:
    """The expressions that a format, `int`, `float`, `math.exp` or an element makes numbers of."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        text = node.left
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            kinds = [kind for kind in _CONVERSION.findall(text.value) if kind != "%"]
            several = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            if len(kinds) == len(several) and "*" not in text.value:
                for kind, value in zip(kinds, several, strict=True):
                    if kind in _OF_NUMBERS:
                        yield value
    elif isinstance(node, ast.Assign):
        if any(_is_element(target, context) for target in node.targets):
            yield node.value
    elif isinstance(node, ast.Call) and _is_of_numbers(context.names.of(node.func) or ""):
        yield from node.args
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("int", "float", "round")
        and node.func.id not in context.names.bound
        and 1 <= len(node.args) <= (2 if node.func.id == "round" else 1)
    ):
        yield node.args[0]


def _is_of_numbers(function: str) -> bool:
    return function.startswith("math.") and function not in _OF_MANY


def _is_element(target: ast.expr, context: Context) -> bool:
    """Whether a target is one number of an array: `losses[i]` of `np.zeros(9)`, or of more axes."""
    if not (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)):
        return False
    if target.value.id in context.looped:
        return False
    made = context.values.get(target.value.id, [])
    shapes = [
        each.args[0]
        for each in made
        if isinstance(each, ast.Call) and context.names.of(each.func) in _FILLED and each.args
    ]
    if not made or len(shapes) < len(made):
        return False
    if isinstance(target.slice, ast.Tuple):
        places = target.slice.elts
        return all(_counts(place, context) for place in places) and all(
            isinstance(shape, ast.List | ast.Tuple) and len(shape.elts) == len(places)
            for shape in shapes
        )
    return not isinstance(target.slice, ast.Slice) and all(
        is_number(shape, context) for shape in shapes
    )


def _counts(place: ast.expr, context: Context) -> bool:
    """Whether an index is an int: a number, or what a loop counts."""
    if isinstance(place, ast.Name):
        return place.id in context.looped
    return isinstance(place, ast.Constant) and type(place.value) is int


_BEFORE = (
    "import tensorflow as tf\nw = tf.Variable(tf.random_normal([1]))\n"
    "cost = tf.reduce_mean(w)\nsess = tf.Session()\n"
)
_AFTER = (
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
    "w = tf.Variable(tf.random_normal([1]))\ncost = tf.reduce_mean(w)\nsess = tf.Session()\n"
)

RULES = (
    Rule(
        code="NP405",
        name="array-as-number",
        summary="An array of one element that is used or stored as a number gets item().",
        url="https://numpy.org/doc/stable/release/2.4.0-notes.html",
        examples=(
            Example(
                f"{_BEFORE}print('%d: %f' % (1, sess.run(w)))",
                f"{_AFTER}print('%d: %f' % (1, sess.run(w).item()))",
            ),
            Example(
                f"{_BEFORE}found = sess.run(tf.argmax(y, 1))\nprint(float(w.eval()), int(found))",
                f"{_AFTER}found = sess.run(tf.argmax(y, 1))\n"
                "print(float(w.eval().item()), int(found.item()))",
            ),
            Example(
                f"w = 3\nprint('%f' % w)\n{_BEFORE}shrink = w.assign(w * 0.5)\n"
                "print('%f, %f' % (sess.run(shrink), sess.run(w)))",
                f"w = 3\nprint('%f' % w)\n{_AFTER}shrink = w.assign(w * 0.5)\n"
                "print('%f, %f' % (sess.run(shrink).item(), sess.run(w).item()))",
                "the name's last value above counts",
            ),
            Example(
                f"{_BEFORE}def f(x):\n    return 1, sess.run(tf.argmax(x, 1))\n"
                "a, b = f(y)\n_, c = sess.run([cost, w])\nprint('%d %f %f' % (b, a, c))",
                f"{_AFTER}def f(x):\n    return 1, sess.run(tf.argmax(x, 1))\n"
                "a, b = f(y)\n_, c = sess.run([cost, w])\n"
                "print('%d %f %f' % (b.item(), a, c.item()))",
            ),
            Example(
                f"import math\nimport numpy as np\n{_BEFORE}seen = np.zeros(3)\n"
                "seen[0] = sess.run(w)\nprint(math.exp(np.array([1.0])))",
                f"import math\nimport numpy as np\n{_AFTER}seen = np.zeros(3)\n"
                "seen[0] = sess.run(w).item()\nprint(math.exp(np.array([1.0]).item()))",
            ),
            Example(
                f"from sklearn.svm import SVR\n{_BEFORE}model = SVR()\n"
                "print('%f' % model.predict([[3.0]]))",
                f"from sklearn.svm import SVR\n{_AFTER}model = SVR()\n"
                "print('%f' % model.predict([[3.0]]).item())",
            ),
            Example(
                f"{_BEFORE}vals = sess.run([cost, w])\nboth = tf.Variable([[1.0]])\n"
                "print('%f %f %f' % (vals[0], vals[1], sess.run(both)[0]))\n"
                "print('%f' % sess.run(w)[0])",
                f"{_AFTER}vals = sess.run([cost, w])\nboth = tf.Variable([[1.0]])\n"
                "print('%f %f %f' % (vals[0], vals[1].item(), sess.run(both)[0].item()))\n"
                "print('%f' % sess.run(w)[0])",
                "elements of what was fetched",
            ),
            Example(
                f"{_BEFORE}p = tf.nn.relu(tf.matmul(x, y) + w)\n"
                "_, c, found = sess.run([step, cost, p])\n"
                "both = sess.run([w, cost])\nprint('%g %g %g' % (c, found[0], found[0][0]))\n"
                "print('%f %f' % (both[0], both[1]), float(sess.run(w) * 2))",
                f"{_AFTER}p = tf.nn.relu(tf.matmul(x, y) + w)\n"
                "_, c, found = sess.run([step, cost, p])\n"
                "both = sess.run([w, cost])\n"
                "print('%g %g %g' % (c, found[0].item(), found[0][0]))\n"
                "print('%f %f' % (both[0].item(), both[1]), float((sess.run(w) * 2).item()))",
                "a row of a matrix, one of several results, a computed one",
            ),
            Example(
                f"import numpy as np\n{_BEFORE}cost = tf.reduce_mean(tf.matmul(x, y), 0)\n"
                "row = np.ones((1, 3))\nfound = np.dot(row, np.zeros((3, 1))) + 1\n"
                "print('%f %f' % (sess.run(cost), found))",
                f"import numpy as np\n{_AFTER}cost = tf.reduce_mean(tf.matmul(x, y), 0)\n"
                "row = np.ones((1, 3))\nfound = np.dot(row, np.zeros((3, 1))) + 1\n"
                "print('%f %f' % (sess.run(cost).item(), found.item()))",
                "a mean along one axis, a product of matrices",
            ),
            Example(
                f"import numpy as np\n{_BEFORE}def fill(means):\n    seen = np.zeros((3, 2))\n"
                "    for i in range(3):\n        mean = means[i]\n        seen[i, 0] = mean + 1\n"
                "fill(sess.run(tf.matmul(x, y)))",
                f"import numpy as np\n{_AFTER}def fill(means):\n    seen = np.zeros((3, 2))\n"
                "    for i in range(3):\n        mean = means[i]\n"
                "        seen[i, 0] = (mean + 1).item()\nfill(sess.run(tf.matmul(x, y)))",
                "rows of what a function is called with, one number of a table",
            ),
            Example(
                f"import numpy as np\n{_BEFORE}def pick(weights):\n    t = np.cumsum(weights)\n"
                "    return int(np.searchsorted(t, np.random.rand(1) * np.sum(weights)))",
                f"import numpy as np\n{_AFTER}def pick(weights):\n    t = np.cumsum(weights)\n"
                "    return int(np.searchsorted(t, np.random.rand(1) * np.sum(weights)).item())",
                "as many texts are drawn from, character by character",
            ),
            Example(
                "from keras.models import Sequential\nmodel = Sequential([])\n"
                "found = model.predict(x)\nw, b = model.get_weights()\n"
                "print('%f %f' % (found[0], b), float(found[1]), found[0][0])\n"
                "rounded = [int(one) for one in found]",
                "from keras.models import Sequential\nmodel = Sequential([])\n"
                "found = model.predict(x)\nw, b = model.get_weights()\n"
                "print('%f %f' % (found[0].item(), b.item()), float(found[1].item()), "
                "found[0][0])\n"
                "rounded = [int(one.item()) for one in found]",
                "what a model of Keras predicts, and its weights",
            ),
            Example(
                f"{_BEFORE}print('%f %s' % (sess.run(cost), sess.run(w)))",
                f"{_AFTER}print('%f %s' % (sess.run(cost), sess.run(w)))",
                "a scalar, and a text of an array",
            ),
        ),
        nodes=(ast.Assign, ast.BinOp, ast.Call),
        check=_check,
    ),
)

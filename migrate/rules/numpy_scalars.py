"""Arrays of one element that are used as numbers, which NumPy 2.4 no longer takes.

https://numpy.org/doc/stable/release/2.4.0-notes.html
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from migrate import tables
from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword

# The conversions of a `%` format; those of numbers need one.
_CONVERSION = re.compile(r"%(?:\([^)]*\))?[#0\- +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?(.)")
_OF_NUMBERS = frozenset("diouxXeEfFgG")
# What takes a shape first, and is of that shape.
_SHAPED = frozenset(
    f"tensorflow.{name}"
    for name in ("zeros", "ones", "random_normal", "random_uniform", "truncated_normal", "fill")
)
_ALONG_AN_AXIS = frozenset({"tensorflow.argmax", "tensorflow.argmin", "tensorflow.arg_max"})
_ASSIGNING = frozenset({"assign", "assign_add", "assign_sub"})
_OF_MANY = frozenset({"math.fsum", "math.prod", "math.dist", "math.sumprod"})
_OF_LISTS = frozenset({"numpy.array", "numpy.asarray"})
_FILLED = frozenset({"numpy.zeros", "numpy.ones", "numpy.empty"})
_DRAWN = frozenset({"numpy.random.rand", "numpy.random.randn"})
# Whose models' `predict` gives an array with an axis for the samples.
_OF_MODELS = ("sklearn.", "keras.", "tensorflow.keras.", "tensorflow.contrib.keras.")
_OF_MATRICES = frozenset({"tensorflow.matmul", "tensorflow.nn.softmax", "tensorflow.one_hot"})
_VARIABLES = frozenset({"tensorflow.Variable", "tensorflow.constant"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if not context.legacy:
        return
    for value in _used_as_numbers(node, context):
        if _axes_of_value(value, cell, context):
            end = cell.span(value).end
            yield Finding(
                "NP405", cell.span(value),
                "an array of one element is no number in NumPy 2.4; item() takes it out",
                Severity.FIXED, (cell.insert(end, ".item()"),),
            )  # fmt: skip


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
    """Whether a target is one number of an array of one axis: `losses[i]` of `np.zeros(9)`."""
    if not (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)):
        return False
    if isinstance(target.slice, ast.Slice | ast.Tuple) or target.value.id in context.looped:
        return False
    made = context.values.get(target.value.id, [])
    return bool(made) and all(
        isinstance(each, ast.Call)
        and context.names.of(each.func) in _FILLED
        and bool(each.args)
        and _is_number(each.args[0], context)
        for each in made
    )


def _is_number(value: ast.expr | None, context: Context) -> bool:
    """Whether a value is an int that is written out, a name of such ones only, or a length."""
    if isinstance(value, ast.Name):
        made = context.values.get(value.id, [])
        known = all(isinstance(each, ast.Constant) for each in made)
        return bool(made) and known and value.id not in context.looped
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "len"
    return isinstance(value, ast.Constant) and type(value.value) is int


def _axes_of_value(
    value: ast.expr | None, cell: ParsedCell, context: Context, depth: int = 4
) -> int:
    """How many axes a value has at least; 0 for what is a number or is not known.

    Known are `session.run(x)` and `x.eval()` of a tensor with axes, an array that NumPy made, what
    a model predicts, and elements of these: `session.run([w, b])[0]`.
    """
    if not depth:
        return 0
    if isinstance(value, ast.Name):
        if value.id in context.looped:
            return 0
        made = context.values.get(value.id, [])
        parts = context.unpacked.get(value.id, [])
        whole = [each for each in made if each is not None]
        if not made or len(whole) + len(parts) != len(made):
            return 0
        if not all(isinstance(each, ast.Call | ast.Subscript) for each in whole):
            return 0
        return min(
            *(_axes_of_value(each, cell, context, depth - 1) for each in whole),
            *(_axes_at(each, place, cell, context, depth - 1) for each, place in parts),
            _MANY,
        )
    if isinstance(value, ast.Subscript):
        return _axes_of_element(value, cell, context, depth)
    if not isinstance(value, ast.Call):
        return 0
    axes = _axes_by_numpy(value, context)
    if axes:
        return axes
    if isinstance(value.func, ast.Name):
        returned = context.returned.get(value.func.id, [])
        found = [_axes_of_value(each, cell, context, depth - 1) for each in returned]
        return min(found, default=0)
    if not isinstance(value.func, ast.Attribute):
        return 0
    if value.func.attr == "predict":
        return int(_is_model(value.func.value, context))
    if value.func.attr == "run" and value.args:
        return _axes(value.args[0], cell, context)
    return _axes(value.func.value, cell, context) if value.func.attr == "eval" else 0


# More axes than any array has.
_MANY = 99


def _axes_of_element(value: ast.Subscript, cell: ParsedCell, context: Context, depth: int) -> int:
    """The axes of `x[0]`: of one of several fetched tensors, or of a part of an array."""
    place = _place(value.slice)
    made: list[ast.expr | None] = [value.value]
    if isinstance(value.value, ast.Name) and value.value.id not in context.looped:
        made = context.values.get(value.value.id, [])
    if place is not None and made and all(_fetches(each) for each in made):
        return min(
            _axes_at(each, place, cell, context, depth - 1) for each in made if each is not None
        )
    given = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
    lost = sum(not isinstance(each, ast.Slice) for each in given)
    return max(_axes_of_value(value.value, cell, context, depth - 1) - lost, 0)


def _place(index: ast.expr) -> int | None:
    """The number that an index is, if it is written out."""
    match index:
        case ast.Constant(value=int(place)):
            return place
    return None


def _fetches(value: ast.expr | None) -> bool:
    """Whether a value is `session.run([a, b])`."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr == "run"
        and bool(value.args)
        and isinstance(value.args[0], ast.List | ast.Tuple)
    )


def _axes_by_numpy(call: ast.Call, context: Context) -> int:
    name = context.names.of(call.func)
    if name in _OF_LISTS:
        return _nesting(call.args[0]) if call.args else 0
    if name in _FILLED and call.args:
        return _length(call.args[0]) or int(_is_number(call.args[0], context))
    return len(call.args) if name in _DRAWN else 0


def _is_model(value: ast.expr, context: Context) -> bool:
    made = context.values.get(value.id, []) if isinstance(value, ast.Name) else []
    return bool(made) and all(
        isinstance(each, ast.Call) and (context.names.of(each.func) or "").startswith(_OF_MODELS)
        for each in made
    )


def _axes_at(call: ast.expr, place: int, cell: ParsedCell, context: Context, depth: int) -> int:
    """The axes of one of the values of a call: `_, w = session.run([a, b])`."""
    if not isinstance(call, ast.Call):
        return 0
    if isinstance(call.func, ast.Name):
        returned = context.returned.get(call.func.id, [])
        tuples = [each.elts for each in returned if isinstance(each, ast.Tuple)]
        if len(tuples) < len(returned) or any(place >= len(each) for each in tuples):
            return 0
        found = [_axes_of_value(each[place], cell, context, depth) for each in tuples]
        return min(found, default=0)
    fetched = call.args[0] if call.args else None
    is_run = isinstance(call.func, ast.Attribute) and call.func.attr == "run"
    if not is_run or not isinstance(fetched, ast.List | ast.Tuple) or place >= len(fetched.elts):
        return 0
    return _axes(fetched.elts[place], cell, context)


def _axes(tensor: ast.expr, cell: ParsedCell, context: Context) -> int:
    """How many axes a tensor has at least, by how it is made; 0 where that does not say."""
    if isinstance(tensor, ast.Name):
        made = _values(tensor, cell, context)
        found = [
            _axes(each, cell, context) if isinstance(each, ast.Call | ast.BinOp) else 0
            for each in made
        ]
        return min(found, default=0)
    if isinstance(tensor, ast.BinOp):
        # A name is not followed here either.
        sides = (tensor.left, tensor.right)
        return max(
            _axes(each, cell, context) if isinstance(each, ast.Call) else 0 for each in sides
        )
    if not isinstance(tensor, ast.Call):
        return 0
    if isinstance(tensor.func, ast.Attribute) and tensor.func.attr in _ASSIGNING:
        return _axes(tensor.func.value, cell, context)
    name = tables.canonical(context.names.of(tensor.func) or "")
    first = tensor.args[0] if tensor.args else None
    if name in _VARIABLES and first is not None:
        # A name is not followed here: `w = tf.Variable(w)` would have no end.
        inner = _axes(first, cell, context) if isinstance(first, ast.Call) else 0
        return _nesting(first) or inner
    if name == "tensorflow.get_variable":
        shape = keyword(tensor, "shape")
        given = tensor.args[1] if len(tensor.args) > 1 else shape.value if shape else None
        return _length(given)
    if name in _SHAPED:
        shape = keyword(tensor, "shape")
        return _length(first if first is not None else shape.value if shape else None)
    if name in _OF_MATRICES:
        return 2 if name == "tensorflow.matmul" else 1
    axis = len(tensor.args) > 1 or any(keyword(tensor, each) for each in ("axis", "dimension"))
    return int(name in _ALONG_AN_AXIS and axis)


def _values(name: ast.Name, cell: ParsedCell, context: Context) -> list[ast.expr | None]:
    """What a name is assigned; parameters of functions that it does not stand in are others.

    If its cell has assigned it before, only that counts: lessons use `W` again and again.
    """
    here = _assigned_above(name, cell, context)
    if here is not None:
        return [here]
    made = context.values.get(name.id, [])
    parents = context.program.parents
    owners = context.parameters.get(name.id, [])
    outer: ast.AST | None = name
    while outer is not None:
        if outer in owners:
            return [None]
        outer = parents.get(outer)
    without: list[ast.expr | None] = [value for value in made if value is not None]
    return without if len(made) - len(without) == len(owners) else made


def _assigned_above(name: ast.Name, cell: ParsedCell, context: Context) -> ast.expr | None:
    """The value of the last assignment of a name above it in its cell, outside of any block."""
    statement: ast.AST = name
    parents = context.program.parents
    while statement not in cell.places and (outer := parents.get(statement)) is not None:
        statement = outer
        if isinstance(statement, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            return None  # it has names of its own, and may be called later
    if statement not in cell.places:
        return None
    here = cell.places[statement]
    made = cell.assigned.get(name.id, [])
    above = bisect_left(made, here, key=lambda item: item[0])
    again = above < len(made) and made[above][0] == here
    return made[above - 1][1] if above and not again else None


def _length(node: ast.expr | None) -> int:
    """How long a list is that is written out: the axes of what has it as its shape."""
    return len(node.elts) if isinstance(node, ast.List | ast.Tuple) else 0


def _nesting(node: ast.expr | None) -> int:
    """How deep lists stand in one another: the axes of an array of them."""
    if not isinstance(node, ast.List | ast.Tuple) or not node.elts:
        return 0
    return 1 + _nesting(node.elts[0])


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
                f"{_BEFORE}print('%f %s' % (sess.run(cost), sess.run(w)))",
                f"{_AFTER}print('%f %s' % (sess.run(cost), sess.run(w)))",
                "a scalar, and a text of an array",
            ),
        ),
        nodes=(ast.Assign, ast.BinOp, ast.Call),
        check=_check,
    ),
)

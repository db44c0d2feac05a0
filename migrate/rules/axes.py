"""How many axes the tensors and arrays of a document have at least, as far as its text says."""

from __future__ import annotations

import ast
from bisect import bisect_left

from migrate import tables
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_known_model
from migrate.rules.model import Context
from migrate.rules.spans import argument, keyword

# What has the shape that it is given, and where that stands among the arguments.
_SHAPED = {
    **dict.fromkeys(("zeros", "ones", "fill"), 0),
    **dict.fromkeys(("random_normal", "random_uniform", "truncated_normal"), 0),
    **dict.fromkeys(("placeholder", "get_variable", "reshape"), 1),
}
# What holds its first argument, or that many times the shape that is named.
_HELD = frozenset({"Variable", "constant", "convert_to_tensor"})
# What has at least so many axes, whatever it is made of.
_AT_LEAST = {
    **dict.fromkeys(("matmul", "layers.dense", "layers.flatten"), 2),
    **dict.fromkeys(("contrib.layers.fully_connected", "contrib.layers.flatten"), 2),
    **dict.fromkeys(("nn.xw_plus_b", "nn.relu_layer"), 2),
    **dict.fromkeys(("nn.softmax", "one_hot"), 1),
}
# What computes element by element, so that the longest argument's axes are those of the result.
_ELEMENTWISE = frozenset(
    {
        "nn.relu", "nn.relu6", "nn.elu", "nn.leaky_relu", "nn.sigmoid", "nn.tanh",
        "nn.softplus", "nn.dropout", "nn.bias_add", "nn.softmax", "nn.log_softmax", "sigmoid",
        "tanh", "exp", "log", "square", "sqrt", "abs", "negative", "sign", "round", "floor",
        "cast", "to_float", "to_int32", "to_int64", "identity", "stop_gradient",
        "clip_by_value", "transpose", "add", "subtract", "multiply", "divide", "maximum",
        "minimum", "pow", "squared_difference", "sin", "cos",
    }
)  # fmt: skip
_ALONG_AN_AXIS = frozenset({"argmax", "argmin", "arg_max"})
_ASSIGNING = frozenset({"assign", "assign_add", "assign_sub"})
# The same of NumPy.
_COMPUTED = frozenset(
    {
        "abs", "absolute", "add", "ceil", "cos", "divide", "exp", "floor", "log", "maximum",
        "minimum", "multiply", "negative", "power", "rint", "round", "sign", "sin", "sqrt",
        "square", "subtract", "tanh", "transpose",
    }
)  # fmt: skip
_OF_LISTS = frozenset({"array", "asarray"})
_DRAWN = frozenset({"random.rand", "random.randn"})
# What gives as many numbers as it is told, and where that stands among the arguments.
_SIZED = {
    **dict.fromkeys(("zeros", "ones", "empty", "random.random", "random.random_sample"), 0),
    **dict.fromkeys(("random.normal", "random.uniform", "random.randint", "random.binomial"), 2),
    "random.choice": 1,
}
_IN_A_ROW = frozenset({"arange", "linspace"})
# Methods whose result has the axes of their object, beside those of variables.
_KEEPING = frozenset({"eval", "astype", "copy"})
# Whose models' `predict` gives an array with an axis for the samples; a number has an item() too.
_OF_MODELS = ("sklearn.", "keras.", "tensorflow.keras.", "tensorflow.contrib.keras.")


class Axes:
    """The axes that expressions of a document are known to have, each found once.

    0 is said of a scalar and of what is not known, so that a document's own lists, of which no
    array is made, have none.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self._known: dict[ast.AST, int] = {}
        self._of_names: dict[str, int] = {}
        self._stored: dict[ast.FunctionDef, frozenset[str]] = {}

    def of(self, node: ast.expr | None) -> int:
        """The least number of axes of a tensor, or of an array of NumPy."""
        if node is None:
            return 0
        if node not in self._known:
            self._known[node] = 0  # what is made of itself says nothing new
            self._known[node] = self._find(node)
        return self._known[node]

    def _find(self, node: ast.expr) -> int:
        match node:
            case ast.Name():
                return self._of_name(node)
            case ast.BinOp(left=left, right=right):
                return max(self.of(left), self.of(right))
            case ast.UnaryOp(operand=operand):
                return self.of(operand)
            case ast.Subscript():
                return self._of_part(node)
            case ast.Attribute(attr="T", value=turned):
                return self.of(turned)
            case ast.Call():
                return self._of_call(node)
        return 0

    def _of_name(self, name: ast.Name) -> int:
        if name.id in self.context.looped:
            return self._of_looped(name.id)
        above = assigned_above(name, self.context)
        if above is not None:
            return self.of(above)
        owner = _owner(name, self.context)
        if owner is not None:
            return self._of_parameter(name.id, owner)
        values = _values(name, self.context)
        if values is not self.context.values.get(name.id):
            return self._of_all(name.id, values)
        if name.id not in self._of_names:
            self._of_names[name.id] = 0
            self._of_names[name.id] = self._of_all(name.id, values)
        return self._of_names[name.id]

    def _of_looped(self, name: str) -> int:
        """What a loop takes out of an array: one axis less, if nothing else binds the name."""
        if name in self.context.values or name in self.context.parameters:
            return 0
        loops = self.context.once(_loops).get(name, [None])
        return min(max(0, self.of(each) - 1) for each in loops)

    def _of_parameter(self, name: str, owner: ast.AST) -> int:
        """The least that a parameter is called with, if its function gives it no other value."""
        if not isinstance(owner, ast.FunctionDef) or name in self._assigned(owner):
            return 0
        places = [each.arg for each in owner.args.args]
        place = places.index(name) if name in places else len(places)
        found = [
            argument(call, place, name)
            for call in self.context.calls.get(owner.name, [])
            if isinstance(call.func, ast.Name)
        ]
        return min((self.of(each) for each in found), default=0)

    def _assigned(self, function: ast.FunctionDef) -> frozenset[str]:
        if function not in self._stored:
            self._stored[function] = frozenset(
                node.id
                for node in ast.walk(function)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            )
        return self._stored[function]

    def _of_all(self, name: str, values: list[ast.expr | None]) -> int:
        """The least that any of a name's values has, among them parts of what calls give."""
        whole = [each for each in values if each is not None]
        parts = self.context.unpacked.get(name, [])
        if not values or len(whole) + len(parts) != len(values):
            return 0
        return min(
            *(self.of(each) for each in whole),
            *(self._at(each, place) for each, place in parts),
            _MANY,
        )

    def _of_part(self, node: ast.Subscript) -> int:
        """`w[0]` and `w[:, 1]` of what has more axes, `found[1]` of `session.run([a, b])`."""
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        made = self._run(node.value)
        if made is not None:
            place = node.slice.value if isinstance(node.slice, ast.Constant) else None
            return self._at(made, place) if isinstance(place, int) else 0
        if any(isinstance(each, ast.Constant) and each.value is ... for each in places):
            return 0
        taken = sum(not isinstance(each, ast.Slice) for each in places)
        return max(0, self.of(node.value) - taken)

    def _run(self, node: ast.expr) -> ast.Call | None:
        """The call that makes a list of fetched values: `session.run([a, b])`."""
        made: ast.expr | None = node
        if isinstance(node, ast.Name):
            values = self.context.values.get(node.id, [])
            made = assigned_above(node, self.context) or (values[0] if len(values) == 1 else None)
        return made if isinstance(made, ast.Call) and _fetched(made) is not None else None

    def _at(self, call: ast.expr, place: int) -> int:
        """The axes of one of the values of a call: `_, w = session.run([a, b])`."""
        if not isinstance(call, ast.Call):
            return 0
        if isinstance(call.func, ast.Name):
            returned = self.context.returned.get(call.func.id, [])
            parts = [
                each.elts[place] if isinstance(each, ast.Tuple) and place < len(each.elts) else None
                for each in returned
            ]
            return min((self.of(each) for each in parts), default=0)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "get_weights":
            return 1
        fetched = _fetched(call) or []
        return self.of(fetched[place]) if -len(fetched) <= place < len(fetched) else 0

    def _of_call(self, call: ast.Call) -> int:
        qualified = self.context.names.of(call.func)
        if qualified is not None and qualified.startswith("numpy."):
            return self._of_numpy(call, qualified)
        if qualified is not None and qualified.startswith("tensorflow."):
            return self._of_tensorflow(call, tables.canonical(qualified))
        if isinstance(call.func, ast.Name):
            returned = self.context.returned.get(call.func.id, [])
            return min((self.of(each) for each in returned), default=0)
        if not isinstance(call.func, ast.Attribute):
            return 0
        owner = call.func.value
        if call.func.attr == "predict":
            return 2 if is_known_model(owner, self.context) else int(self._is_model(owner))
        if call.func.attr == "get_weights":
            return 2  # a list of arrays
        if call.func.attr == "run" and call.args:
            return self.of(call.args[0])
        if call.func.attr == "reshape":
            return _reshaped(call)
        if call.func.attr in ("flatten", "ravel"):
            return 1
        return self.of(owner) if call.func.attr in _KEEPING | _ASSIGNING else 0

    def _of_tensorflow(self, call: ast.Call, qualified: str) -> int:
        name = qualified.partition(".")[2]
        first = call.args[0] if call.args else None
        if name in _SHAPED:
            return _length(argument(call, _SHAPED[name], "shape"))
        if name in _HELD:
            return max(self._of_value(first), _length(argument(call, 2, "shape")))
        if name in _ALONG_AN_AXIS:
            given = len(call.args) > 1 or any(k.arg in ("axis", "dimension") for k in call.keywords)
            return max(1, self.of(first) - 1) if given else 0
        if name.startswith("reduce_"):
            return self._reduced(call)
        if name == "expand_dims":
            return self.of(first) + 1
        several = call.args if name in _ELEMENTWISE else []
        return max(_AT_LEAST.get(name, 0), *(self.of(each) for each in several), 0)

    def _reduced(self, call: ast.Call) -> int:
        """The axes that `reduce_mean(x, 0)` leaves; one goes, if the axis is an int."""
        axis = argument(call, 1, "axis") or keyword(call, "reduction_indices")
        value = axis.value if isinstance(axis, ast.Constant) else axis
        first = call.args[0] if call.args else None
        is_one = isinstance(value, int | ast.UnaryOp)
        return max(0, self.of(first) - 1) if is_one else 0

    def _of_value(self, value: ast.expr | None) -> int:
        """The axes of what a tensor is made of, where a list counts as the array that it is."""
        return _nested(value) if isinstance(value, ast.List | ast.ListComp) else self.of(value)

    def _of_numpy(self, call: ast.Call, qualified: str) -> int:
        name = qualified.partition(".")[2]
        first = call.args[0] if call.args else None
        if name in _SIZED:
            size = argument(call, _SIZED[name], "shape" if _SIZED[name] == 0 else "size")
            return _length(size) or int(is_number(size, self.context))
        if name in _DRAWN:
            return len(call.args)
        if name in _OF_LISTS:
            return self._of_value(first)
        if name in ("argmax", "argmin"):
            axis = argument(call, 1, "axis")
            known = axis.value if isinstance(axis, ast.Constant) else None
            return max(known, self.of(first) - 1) if isinstance(known, int) else 0
        if name == "reshape":
            return _length(argument(call, 1, "newshape"))
        if name in ("dot", "matmul") and len(call.args) > 1:
            left, right = (self.of(each) for each in call.args[:2])
            return max(0, left + right - 2) if left and right else 0
        if name == "searchsorted":
            return self.of(argument(call, 1, "v"))
        several = call.args if name in _COMPUTED else []
        return max(int(name in _IN_A_ROW), *(self.of(each) for each in several), 0)

    def _is_model(self, value: ast.expr) -> bool:
        made = self.context.values.get(value.id, []) if isinstance(value, ast.Name) else []
        return bool(made) and all(
            isinstance(each, ast.Call)
            and (self.context.names.of(each.func) or "").startswith(_OF_MODELS)
            for each in made
        )


# More axes than anything has.
_MANY = 99


def _fetched(call: ast.Call) -> list[ast.expr] | None:
    """What a session fetches as a list; None for another call."""
    first = call.args[0] if call.args else None
    is_run = isinstance(call.func, ast.Attribute) and call.func.attr == "run"
    return first.elts if is_run and isinstance(first, ast.List | ast.Tuple) else None


def _length(shape: ast.expr | None) -> int:
    """The number of axes of a shape that is written out."""
    if not isinstance(shape, ast.List | ast.Tuple):
        return 0
    return sum(not isinstance(each, ast.Starred) for each in shape.elts)


def _nested(value: ast.expr | None) -> int:
    """How deep lists stand in each other."""
    if isinstance(value, ast.ListComp):
        return 1 + _nested(value.elt)
    if not isinstance(value, ast.List | ast.Tuple):
        return 0
    return 1 + (_nested(value.elts[0]) if value.elts else 0)


def _reshaped(call: ast.Call) -> int:
    """The axes of `x.reshape(3, 1)` or `x.reshape((3, 1))`."""
    first = call.args[0] if call.args else None
    if len(call.args) == 1 and not isinstance(first, ast.Constant | ast.UnaryOp):
        return _length(first)
    return sum(not isinstance(each, ast.Starred) for each in call.args)


def is_number(value: ast.expr | None, context: Context) -> bool:
    """Whether a value is an int that is written out, a name of such ones only, or a length."""
    if isinstance(value, ast.Name):
        made = context.values.get(value.id, [])
        known = all(isinstance(each, ast.Constant) for each in made)
        return bool(made) and known and value.id not in context.looped
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "len"
    return isinstance(value, ast.Constant) and type(value.value) is int


def _loops(context: Context) -> dict[str, list[ast.expr | None]]:
    """What loops take each name out of; None where it is one of several, or of a `with`."""
    found: dict[str, list[ast.expr | None]] = {}
    for _, node in context.program.walk():
        if isinstance(node, ast.For | ast.comprehension):
            if isinstance(node.target, ast.Name):
                found.setdefault(node.target.id, []).append(node.iter)
                continue
            targets: ast.expr | None = node.target
        else:
            targets = node.optional_vars if isinstance(node, ast.withitem) else None
        for each in ast.walk(targets) if targets is not None else ():
            if isinstance(each, ast.Name):
                found.setdefault(each.id, []).append(None)
    return found


def _owner(name: ast.Name, context: Context) -> ast.AST | None:
    """The function that a name stands in and is a parameter of."""
    owners = context.parameters.get(name.id, [])
    outer: ast.AST | None = name if owners else None
    while outer is not None and outer not in owners:
        outer = context.program.parents.get(outer)
    return outer


def _values(name: ast.Name, context: Context) -> list[ast.expr | None]:
    """What a name is assigned; parameters of functions that it does not stand in are others."""
    made = context.values.get(name.id, [])
    owners = context.parameters.get(name.id, [])
    if not owners:
        return made
    without: list[ast.expr | None] = [value for value in made if value is not None]
    return without if len(made) - len(without) == len(owners) else made


def assigned_above(name: ast.Name, context: Context) -> ast.expr | None:
    """The value of the last assignment of a name above it in its cell, outside of any block.

    Lessons use `W` again and again: if there is one, only that counts.
    """
    cells = context.once(_cells)
    statement: ast.AST = name
    parents = context.program.parents
    while statement not in cells and (outer := parents.get(statement)) is not None:
        statement = outer
        if isinstance(statement, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            return None  # it has names of its own, and may be called later
    if statement not in cells:
        return None
    cell = cells[statement]
    here = cell.places[statement]
    made = cell.assigned.get(name.id, [])
    above = bisect_left(made, here, key=lambda item: item[0])
    again = above < len(made) and made[above][0] == here
    return made[above - 1][1] if above and not again else None


def _cells(context: Context) -> dict[ast.AST, ParsedCell]:
    """The cell of each statement that stands outside of any block."""
    return {each: cell for cell in context.program.cells for each in cell.places}

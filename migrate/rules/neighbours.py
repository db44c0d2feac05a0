"""What else broke since 2016: NumPy, scikit-learn, SciPy, matplotlib, pandas, Keras.

Rows of `migrate.tables.neighbours`, applied to imports, names, arguments and strings.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from migrate import tables
from migrate.edits import Edit, Finding, ImportRequest, Severity, Span
from migrate.program import ParsedCell
from migrate.rules import keras_graph, keras_merge
from migrate.rules.imports import is_renamed, reimport, written
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument, keyword, removal
from migrate.tables.neighbours import (
    COMMON_METHODS,
    Neighbour,
    methods,
    moved,
    neighbours,
    of_objects,
    places,
    rows_for,
    strings,
)

_NUMBER = re.compile(r"-?[1-9]\d*(\.\d+)?")


@cache
def _subscripts() -> dict[str, Neighbour]:
    return {row.name: row for row in neighbours() if row.change == "subscript"}


def _said(row: Neighbour) -> str:
    """The sentence for a row about a name."""
    today = f" is {row.new} today" if row.new else " is gone"
    advice = f": {row.advice}" if row.advice else ""
    return f"{row.name}{today}{advice}"


# -- names --------------------------------------------------------------------------------------


def _named(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _import(node, cell, context)
    return _name(node, cell, context)


def _is_taken(qualified: str, context: Context) -> bool:
    """Whether another rule deals with a name."""
    merged = qualified in keras_merge.NAMES and keras_merge.is_function(context)
    return merged or keras_graph.taken(qualified, context)


def _name(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.expr)
    qualified = context.names.of(node)
    parent = context.program.parents.get(node)
    if qualified is None or isinstance(parent, ast.Import | ast.ImportFrom):
        return
    if _is_taken(qualified, context):
        return
    if isinstance(parent, ast.Attribute) and context.names.of(parent) is not None:
        return
    chain = [node]
    while isinstance(chain[-1], ast.Attribute):
        chain.append(chain[-1].value)
    root = tables.canonical(context.names.of(chain[-1]) or "")
    row = moved(tables.canonical(qualified))
    if row is None or not isinstance(node, ast.Attribute):
        return
    carried = moved(root)
    if carried is not None and carried.new:
        # The import of the root carries the change, unless the name itself changed too.
        if row.new == carried.new + tables.canonical(qualified)[len(root) :]:
            return
        root = carried.new
    elif carried is not None:
        return
    if not row.new:
        yield Finding("NP401", cell.span(node), _said(row), Severity(row.severity))
        return
    text, imports = _spelling(row.new, cell.segment(chain[-1]), root, context)
    edit = Edit(cell.span(node), text)
    yield Finding("NP401", edit.span, _said(row), Severity(row.severity), (edit,), imports)


def _spelling(
    new: str, root_text: str, root: str, context: Context
) -> tuple[str, tuple[ImportRequest, ...]]:
    if "." not in new:
        return new, ()
    if new.startswith(root + "."):
        return root_text + new[len(root) :], ()
    module, _, name = new.rpartition(".")
    request = context.free_name(module, name)
    return request.asname, (request,)


def _import(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            row = moved(alias.name)
            if row is None:
                continue
            edits: tuple[Edit, ...] = ()
            if row.new and alias.asname:
                edits = (cell.replace(alias, f"{row.new} as {alias.asname}"),)
            severity = Severity(row.severity) if edits else Severity.MANUAL
            yield Finding("NP401", cell.span(alias), _said(row), severity, edits)
        return
    assert isinstance(node, ast.ImportFrom)
    if node.level or not node.module:
        return
    groups: dict[str, list[str]] = {}
    rows = []
    for alias in node.names:
        full = node.module if alias.name == "*" else f"{node.module}.{alias.name}"
        row = None if _is_taken(full, context) else moved(full)
        new = f"{node.module}.{alias.name}"
        if row is not None and _is_of_class(row.new):
            yield Finding("NP401", cell.span(alias), _said(row), Severity.MANUAL)
        elif row is not None and row.new and _is_importable(row, alias):
            rows.append(row)
            new = f"{row.new}.*" if alias.name == "*" else row.new
        elif row is not None:
            yield Finding("NP401", cell.span(alias), _said(row), Severity(row.severity))
        module, _, name = new.rpartition(".")
        groups.setdefault(module, []).append(written(alias, name))
    if rows and (list(groups) != [node.module] or is_renamed(node, groups[node.module])):
        worst = Severity.FIXED if all(r.severity == "fixed" for r in rows) else Severity.SUGGESTED
        message = "; ".join(_said(row) for row in rows)
        yield Finding("NP401", cell.span(node), message, worst, (reimport(node, groups, cell),))


def _is_of_class(name: str) -> bool:
    """Whether a name is of a class, from which nothing is imported."""
    return name.rpartition(".")[0].rpartition(".")[2][:1].isupper()


def _is_importable(row: Neighbour, alias: ast.alias) -> bool:
    """Whether today's name can be imported: a module at the top can, a builtin cannot."""
    return "." in row.new or (alias.name != "*" and row.change != "symbol") or row.new == row.name


# -- arguments ----------------------------------------------------------------------------------


def _call(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func)
    if qualified is not None:
        taken = keras_graph.taken(qualified, context)
        for row in _call_rows(tables.canonical(qualified)):
            if taken and row.old in keras_graph.KEPT_ARGUMENTS:
                continue
            if row.change == "add_keyword":
                yield from _added(row, node, cell, context)
            else:
                yield from _argument(row, node, cell, context)
    elif isinstance(node.func, ast.Attribute):
        yield from _method(node.func, node, cell, context)
        yield from _method_arguments(node.func, node, cell, context)


def _call_rows(qualified: str) -> Iterator[Neighbour]:
    yield from rows_for(qualified)
    row = moved(qualified)
    if row is not None and row.new:
        yield from rows_for(row.new)


def _argument(
    row: Neighbour, call: ast.Call, cell: ParsedCell, context: Context
) -> Iterator[Finding]:
    severity = Severity(row.severity)
    short = row.name.rpartition(".")[2]
    if row.change == "keyword":
        item = keyword(call, row.old)
        if item is None or (row.new and keyword(call, row.new) is not None):
            return
        if severity is Severity.MANUAL and _has_value(item, row.name, context):
            return  # there is a row that says what this value has become
        span = cell.keyword_name_span(item)
        edits: tuple[Edit, ...] = ()
        if severity is not Severity.MANUAL:
            edits = (Edit(span, row.new),) if row.new else (removal(cell, call, item),)
        today = f"is called {row.new} today" if row.new else "is gone"
        message = f"{short}: the argument {row.old} {today}" + _advice(row)
        yield Finding("NP402", span, message, severity, edits)
    elif row.change == "value":
        yield from _value(row, call, cell, context)
    elif row.change == "number":
        yield from _number(row, call, cell)
    elif row.change == "listed":
        yield from _listed(row, call, cell)
    elif row.change == "positional":
        yield from _positional(row, call, cell, severity)
    elif row.change == "advice" and keyword(call, row.old) is not None:
        yield Finding(
            "NP402", cell.span(call.func), f"{short}: {row.advice}", severity, legacy=False
        )  # fmt: skip


def _advice(row: Neighbour) -> str:
    return f": {row.advice}" if row.advice else ""


def _has_value(item: ast.keyword, name: str, context: Context) -> bool:
    """Whether a row of the same function is about the value that an argument has."""
    wanted = (
        row.old.partition("=")[2]
        for row in rows_for(name)
        if row.change == "value" and row.old.startswith(f"{item.arg}=")
    )
    return any(_says(item.value, ast.parse(each, mode="eval").body, context) for each in wanted)


def _is_renamed_to(new: str, old: str, row: Neighbour) -> bool:
    """Whether an argument keeps its name, or another row gives it the new one."""
    return new == old or any(
        each.change == "keyword" and (each.old, each.new, each.severity) == (old, new, "fixed")
        for each in rows_for(row.name)
    )


def _value(row: Neighbour, call: ast.Call, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    name, equals, old = row.old.partition("=")
    item = None
    if equals and name.isidentifier():
        item = keyword(call, name)
        node = item.value if item is not None else None
        new = row.new.partition("=")[2]
    else:
        node = call.args[0] if call.args else None
        old, new = row.old, row.new
    if node is not None and _says(node, ast.parse(old, mode="eval").body, context):
        severity = Severity(row.severity)
        today = f"is {row.new} today" if row.new else "is gone, and what is done without it"
        message = f"{row.name.rpartition('.')[2]}: {row.old} {today}" + _advice(row)
        edits: tuple[Edit, ...] = (cell.replace(node, new),)
        if (
            item is not None
            and row.new
            and not _is_renamed_to(row.new.partition("=")[0], name, row)
        ):
            edits = (cell.replace(item, row.new),)
        elif item is not None and not row.new:
            edits = (removal(cell, call, item),)
        if severity is Severity.MANUAL:
            edits = ()
        yield Finding("NP402", cell.span(node), message, severity, edits)


def _number(row: Neighbour, call: ast.Call, cell: ParsedCell) -> Iterator[Finding]:
    item = keyword(call, row.old)
    if item is None or not isinstance(item.value, ast.Constant):
        return
    text = item.value.value
    if isinstance(text, str) and _NUMBER.fullmatch(text):
        message = f"{row.name.rpartition('.')[2]}: {row.old} is a number, not a text"
        edit = cell.replace(item.value, text)
        yield Finding("NP402", edit.span, message, Severity(row.severity), (edit,))


def _listed(row: Neighbour, call: ast.Call, cell: ParsedCell) -> Iterator[Finding]:
    alone = argument(call, int(row.new), row.old)
    if isinstance(alone, ast.Constant) and isinstance(alone.value, float):
        message = f"{row.name.rpartition('.')[2]}: {row.old} is a list, also of one number"
        edit = cell.replace(alone, f"[{cell.segment(alone)}]")
        yield Finding("NP402", edit.span, message, Severity(row.severity), (edit,))


def _says(node: ast.expr, wanted: ast.expr, context: Context) -> bool:
    """Whether a value is this one: a constant, a qualified name, or the negative of one."""
    if isinstance(wanted, ast.UnaryOp):
        negative = isinstance(node, ast.UnaryOp) and type(node.op) is type(wanted.op)
        return negative and _says(node.operand, wanted.operand, context)  # type: ignore[attr-defined]
    if isinstance(wanted, ast.Attribute):
        name = context.names.of(node) or ""
        row = moved(name)
        return ast.unparse(wanted) in (name, row.new if row is not None else "")
    return (
        isinstance(node, ast.Constant)
        and isinstance(wanted, ast.Constant)
        and type(node.value) is type(wanted.value)
        and node.value == wanted.value
    )


def _positional(
    row: Neighbour, call: ast.Call, cell: ParsedCell, severity: Severity
) -> Iterator[Finding]:
    first, _, last = row.old.partition(":")
    begin, end = int(first), int(last or first)
    if len(call.args) <= end or keyword(call, row.new) is not None:
        return
    behind = range(end + 1, len(call.args))
    if any(isinstance(argument, ast.Starred) for argument in call.args) or not all(
        str(place) in places(row.name) for place in behind
    ):
        return  # what follows would stand behind a named argument
    arguments = call.args[begin : end + 1]
    if last and not all(
        isinstance(a, ast.Constant) and isinstance(a.value, int) for a in arguments
    ):
        return
    start, stop = cell.span(arguments[0]).start, cell.span(arguments[-1]).end
    edits = [cell.insert(start, f"{row.new}=(" if last else f"{row.new}=")]
    if last:
        edits.append(cell.insert(stop, ")"))
    message = f"{row.name.rpartition('.')[2]}: {row.advice or row.new + ' must be named'}"
    yield Finding("NP402", Span(cell.index, start, stop), message, severity, tuple(edits))


# -- methods, attributes, strings -----------------------------------------------------------------


def _added(row: Neighbour, call: ast.Call, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """A call that needs a keyword argument it did not need before."""
    name = row.new.partition("=")[0]
    old = {"learning_rate": "lr"}.get(name, "")
    if keyword(call, name) is not None or (old and keyword(call, old) is not None):
        return
    if row.library == "numpy":
        parent = context.program.parents.get(call)
        is_object = isinstance(parent, ast.Attribute) and parent.attr == "item"
        if not is_object and keyword(call, "encoding") is None:
            return
    elif any(item.arg is None for item in call.keywords):
        return
    elif row.library == "pandas":
        # Whoever wrote for tf.keras of TensorFlow 2 may have written for pandas 2 too.
        if not context.legacy and "keras" not in context.libraries:
            return
    elif call.args:
        return
    end = cell.span(call).end - 1
    text = f", {row.new}" if call.args or call.keywords else row.new
    message = f"{row.name.rpartition('.')[2]}: {row.advice}"
    severity = Severity(row.severity)
    legacy = severity is Severity.FIXED
    edit = cell.insert(len(cell.mask.text[:end].rstrip().rstrip(",")), text)
    yield Finding("NP402", cell.span(call.func), message, severity, (edit,), legacy=legacy)


def _is_used(library: str, context: Context) -> bool:
    """Whether the document may hold objects of a library; arrays come from TensorFlow too."""
    arrays = library == "numpy" and _uses_keras(context)
    return arrays or library in context.libraries


def _method(
    node: ast.Attribute, call: ast.Call, cell: ParsedCell, context: Context
) -> Iterator[Finding]:
    rows = [
        row
        for row in methods().get(node.attr, ())
        if row.change == "method"
        or (row.change == "method_keyword" and keyword(call, row.old) is not None)
    ]
    common = node.attr in COMMON_METHODS
    rows = [
        row
        for row in rows
        if _is_used(row.library, context)
        and not (common and not _comes_from(node.value, row.library, context))
    ]
    if not rows or node.attr in context.functions:
        return
    row = rows[0]
    span = cell.name_span(node)
    spread = any(isinstance(each, ast.Starred) for each in call.args)
    if spread and any(one.change == "positional" for one in rows_for(row.name)):
        message = f"{_said(row)}; name the arguments that the star spreads, their order changed"
        yield Finding("NP403", span, message, Severity.MANUAL)
    elif row.new and row.severity != "manual":
        edit = Edit(span, row.new)
        yield Finding("NP403", span, _said(row), Severity(row.severity), (edit,))
    else:
        yield Finding("NP403", span, _said(row), Severity.MANUAL)


def _method_arguments(
    node: ast.Attribute, call: ast.Call, cell: ParsedCell, context: Context
) -> Iterator[Finding]:
    """Arguments of methods that objects of the imported libraries have, whatever this one is."""
    if node.attr in context.functions:
        return
    said: set[tuple[str, str]] = set()
    for row in of_objects().get(node.attr, ()):
        if _is_used(row.library, context) and (row.change, row.old) not in said:
            said.add((row.change, row.old))
            yield from _argument(row, call, cell, context)


def _comes_from(node: ast.expr, library: str, context: Context, depth: int = 3) -> bool:
    """Whether an object is made by a call of a library, as `pd.read_csv(...)`, or a part of one."""
    if isinstance(node, ast.Subscript):
        return _comes_from(node.value, library, context, depth)
    if library in ("keras", "tensorflow") and keras_graph.is_known_model(node, context):
        return True
    if isinstance(node, ast.Call):
        return (context.names.of(node.func) or "").split(".")[0] == library
    values = context.values.get(node.id, []) if isinstance(node, ast.Name) and depth else []
    return bool(values) and all(
        value is not None and _comes_from(value, library, context, depth - 1) for value in values
    )


def _subscript(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Subscript)
    if isinstance(node.value, ast.Attribute) and context.names.of(node.value) is None:
        for row in methods().get(node.value.attr, ()):
            if row.change == "attribute" and _is_used(row.library, context):
                span = cell.name_span(node.value)
                edit = Edit(span, row.new)
                yield Finding("NP403", span, _said(row), Severity(row.severity), (edit,))
                break
    key = node.slice
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
        return
    if _row_of(key.value) is not None and (_uses_keras(context) or context.metrics_beside()):
        certain = _is_history(node.value, context)
        yield from _renamed_key(key, cell, context, certain)


def _uses_keras(context: Context) -> bool:
    return bool(context.libraries & {"keras", "tensorflow"})


def _row_of(key: str) -> Neighbour | None:
    """The row about a key of a history, also where an output's name precedes it: `age_acc`."""
    row = _subscripts().get(key)
    output, _, metric = key.rpartition("_")
    if row is None and output not in ("", "val") and metric == "acc":
        row = replace(_subscripts()["acc"], name=key, new=f"{output}_accuracy")
    return row


def _renamed_key(
    key: ast.Constant, cell: ParsedCell, context: Context, certain: bool
) -> Iterator[Finding]:
    """A key named for a metric; sure where the document's models have but the one spelling."""
    row = _row_of(str(key.value))
    if row is None or (row.name not in _subscripts() and not certain):
        return
    severity = Severity(row.severity)
    spellings = {"acc", "accuracy"}
    if row.new == "learning_rate":
        if not certain:
            return
        severity = Severity.FIXED
    else:
        old, new = (
            text.rpartition("_")[2] if row.new.endswith("accuracy") else text.removeprefix("val_")
            for text in (row.name, row.new)
        )
        spellings = set(context.metrics & {old, new})
        if spellings == {old} or (not spellings and new != "accuracy"):
            return  # Keras 3 keeps the name that compile() was given
        if certain and spellings == {new}:
            severity = Severity.FIXED
    span = cell.span(key)
    quote = cell.source[span.start]
    edit = Edit(span, f"{quote}{row.new}{quote}")
    # Of a history whose model is nowhere to be seen, somebody has to say which name it has.
    legacy = severity is Severity.FIXED or (certain and not spellings)
    yield Finding("NP403", span, _said(row), severity, (edit,), legacy=legacy)


def _is_history(node: ast.expr, context: Context) -> bool:
    """Whether an expression is the dictionary of what a training run's epochs gave.

    A parameter is one if it is asked for a metric and for the same one of the validation.
    """
    made = context.origins(node)
    if not all(each is None or _is_attribute(each, "history") for each in made):
        return False
    return None not in made or ast.unparse(node) in context.once(_asked_for_both)


def _is_attribute(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name


def _asked_for_both(context: Context) -> frozenset[str]:
    """The texts of what is asked for `'acc'` and `'val_acc'`, or another metric and its own."""
    asked: dict[str, set[str]] = {}
    for _, node in context.program.walk():
        match node:
            case ast.Subscript(value=owner, slice=ast.Constant(value=str(key)), ctx=ast.Load()):
                if key in _subscripts():
                    asked.setdefault(ast.unparse(owner), set()).add(key)
    return frozenset(
        owner for owner, keys in asked.items() if any(f"val_{key}" in keys for key in keys)
    )


def _is_handed_on(parent: ast.AST | None, context: Context) -> bool:
    """Whether a key is an argument, or one of a list, in a document that takes such keys.

    `show(history, 'acc', 'val_acc')` of a function that looks into `history.history[key]`.
    """
    if isinstance(parent, ast.Call):
        made = parent.func.id if isinstance(parent.func, ast.Name) else ""
        return made in context.functions and context.looks_up_metrics
    return isinstance(parent, ast.List | ast.Tuple) and context.looks_up_metrics


def _asks_logs(node: ast.AST | None, key: ast.Constant) -> bool:
    """Whether a callback asks `logs.get(key)`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "logs"
        and node.args[:1] == [key]
    )


def _string(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Constant)
    if not isinstance(node.value, str):
        return
    parent = context.program.parents.get(node)
    if isinstance(parent, ast.Expr):
        return  # a docstring
    monitored = isinstance(parent, ast.keyword) and parent.arg == "monitor"
    asked = _uses_keras(context) and (_asks_logs(parent, node) or _is_handed_on(parent, context))
    row = _row_of(node.value)
    if row is not None and row.new == "learning_rate":
        asked = _uses_keras(context) and _asks_logs(parent, node)  # lists hold other rates too
    if row is not None and (monitored or asked):
        yield from _renamed_key(node, cell, context, certain=True)
    for each in strings():
        if each.name in node.value:
            message = f"{each.name}: {each.advice}"
            yield Finding("NP404", cell.span(node), message, Severity.MANUAL, legacy=False)


RULES = (
    Rule(
        code="NP401",
        name="neighbour-name",
        summary="Names that NumPy, scikit-learn, SciPy, matplotlib, pandas, Keras moved or lost.",
        url="https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",
        examples=(
            Example(
                "import numpy as np\nx = np.zeros(3, np.int)",
                "import numpy as np\nx = np.zeros(3, int)",
            ),
            Example(
                "from sklearn.cross_validation import train_test_split",
                "from sklearn.model_selection import train_test_split",
            ),
            Example(
                "from scipy import misc\nx = misc.imresize(misc.imread('a.png'), 0.5)",
                "from reference.scipy.misc import imread, imresize\n"
                "from scipy import misc\n"
                "x = imresize(imread('a.png'), 0.5)",
                "images of SciPy, which `reference` computes on Pillow to the last bit",
            ),
            Example(
                "from sklearn.datasets import load_boston, load_iris",
                "from reference.sklearn.datasets import load_boston\n"
                "from sklearn.datasets import load_iris",
                "the table of prices that scikit-learn withdrew",
            ),
            Example("import numpy as np\nx = np.int32(3)", None, "still there"),
        ),
        nodes=(ast.Attribute, ast.Import, ast.ImportFrom),
        check=_named,
    ),
    Rule(
        code="NP402",
        name="neighbour-argument",
        summary="Arguments of those libraries that were renamed, moved or removed.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                "import keras\no = keras.optimizers.Adam(lr=0.1)",
                "import keras\no = keras.optimizers.Adam(learning_rate=0.1)",
            ),
            Example(
                "import numpy as np\nfrom sklearn.linear_model import Perceptron\n"
                "p = Perceptron(tol=-np.infty)\nq = Perceptron(tol=np.inf)",
                "import numpy as np\nfrom sklearn.linear_model import Perceptron\n"
                "p = Perceptron(tol=None)\nq = Perceptron(tol=np.inf)",
                "the value that scikit-learn no longer takes, and another one",
            ),
        ),
        nodes=(ast.Call,),
        check=_call,
    ),
    Rule(
        code="NP403",
        name="neighbour-method",
        summary="Methods, attributes and keys that objects of those libraries lost.",
        url="https://pandas.pydata.org/docs/whatsnew/index.html",
        examples=(
            Example(
                "import pandas as pd\nx = pd.read_csv('a').as_matrix()",
                "import pandas as pd\nx = pd.read_csv('a').to_numpy()",
            ),
            Example(
                "import keras\nmodel.compile('sgd', 'mse', metrics=['accuracy'])\n"
                "print(model.fit(x, y).history['val_acc'])",
                "import keras\nmodel.compile('sgd', 'mse', metrics=['accuracy'])\n"
                "print(model.fit(x, y).history['val_accuracy'])",
                "Keras 3 names a metric as compile() did",
            ),
        ),
        nodes=(ast.Subscript,),
        check=_subscript,
    ),
    Rule(
        code="NP404",
        name="dead-address",
        summary="Strings with an address or a setting that is gone.",
        url="https://keras.io/api/datasets/mnist/",
        examples=(Example("u = 'http://yann.lecun.com/exdb/mnist/'", None, "reported"),),
        nodes=(ast.Constant,),
        check=_string,
    ),
)

"""The target `tensorflow.compat.v1`: where each TensorFlow 1 name is found today.

What TensorFlow kept stays where it was, one prefix on; what it dropped is in `reference` under
the same path; the rest is reported. The facts are in `migrate.tables`; here they are put
together for one qualified name, for the text of a cell, and for a whole document.

https://www.tensorflow.org/guide/migrate
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from migrate import tables
from migrate.edits import Edit, EditSet, Finding, ImportRequest, Severity, Span
from migrate.program import ParsedCell, Program
from migrate.resolve import Names
from migrate.rules.model import Context
from migrate.rules.spans import statement_insertion
from migrate.tables.version1 import only_in_version1

COMPAT = "tensorflow.compat.v1"
# The one name that exists in compat.v1 and is replaced all the same: with the graph's op count
# in it, TensorFlow 1's seeds come back (reference/seeds.py).
_SEEDED = "reference.seeds.set_random_seed"
_RESEEDED = {"tensorflow.set_random_seed", "tensorflow.random.set_random_seed"}
# Settings that seed the graphs of estimators, and the argument that does it.
_SEEDING_SETTINGS = {"tensorflow.estimator.RunConfig"}
_SEEDING_ARGUMENT = "tf_random_seed"
# Read once, when TensorFlow is loaded: whether oneDNN computes, with other roundings than
# TensorFlow 1.15, which did without it.
ONEDNN = "TF_ENABLE_ONEDNN_OPTS"
_LOADS_TENSORFLOW = {"tensorflow", "keras", "tflearn", "reference"}


@dataclass(frozen=True)
class Destination:
    """Where a TensorFlow 1 symbol is today.

    Attributes:
        symbol: the TensorFlow 1 name, `"tensorflow.contrib.rnn.GRUCell"`.
        state: `kept`, `reference`, `renamed`, `reported` or `unknown`.
        path: the importable path today, or None where there is none.
        advice: what to do by hand where `path` is None.
    """

    symbol: str
    state: str
    path: str | None
    advice: str = ""


def symbol_of(qualified: str) -> str:
    """The shortest head of a dotted name that is no module: the symbol, less its attributes."""
    parts = tables.canonical(qualified).split(".")
    name = parts[0]
    for part in parts[1:]:
        if not tables.is_module(name):
            break
        name = f"{name}.{part}"
    return name


@cache
def destination(qualified: str) -> Destination:
    """Where the symbol of a qualified name is today."""
    name = symbol_of(qualified)
    if name in _RESEEDED:
        return Destination(name, "reference", _SEEDED)
    if name == "tensorflow":
        return Destination(name, "kept", COMPAT)
    if name.rpartition(".")[2].startswith("__"):
        return Destination(name, "kept", _compat_path(name))  # every module has __version__, ...
    symbol = tables.lookup(name)
    if symbol is None:
        return Destination(name, "unknown", None, f"{name} is not a name of TensorFlow 1.15")
    if symbol.state == "kept":
        return Destination(name, "kept", _compat_path(name))
    if symbol.state in ("reference", "renamed") and symbol.target:
        target = symbol.target
        path = target if target.startswith("reference") else _compat_path(target)
        return Destination(name, symbol.state, path)
    return Destination(name, "reported", None, symbol.advice)


def _compat_path(name: str) -> str:
    outside = ("tensorflow.python", "tensorflow.core", "tensorflow.compat", "tensorflow.keras")
    if any(name == head or name.startswith(head + ".") for head in outside):
        return name
    return COMPAT + name[len("tensorflow") :]


def is_tensorflow(qualified: str | None) -> bool:
    """Whether a qualified name is of TensorFlow."""
    return qualified is not None and (qualified == "tensorflow" or qualified[:11] == "tensorflow.")


def imports_tensorflow(node: ast.Import | ast.ImportFrom) -> bool:
    """Whether a statement imports TensorFlow itself, not yet as compat.v1."""
    return isinstance(node, ast.Import) and any(alias.name == "tensorflow" for alias in node.names)


def tensorflow_names(names: Names) -> Iterator[str]:
    """Every TensorFlow name that the program uses or imports."""
    for qualified in names.qualified.values():
        if is_tensorflow(qualified):
            yield qualified
    for _, node in names.imports:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if is_tensorflow(alias.name))
        elif node.module and not node.level and is_tensorflow(node.module):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_legacy(context: Context) -> bool:
    """Whether a document is written for TensorFlow 1.

    It is if one of its TensorFlow names exists there and not in TensorFlow 2, or if it feeds or
    runs the default graph through `tf.compat.v1`, as TensorFlow 1.14 advised, where nothing turns
    eager execution off. A document that reads the same for both, or that asks for `tf.compat.v1`
    where it needs it, is left alone.
    """
    used = {n for n in tensorflow_names(context.names) if not is_attached(n, context.names)}
    compat = any(
        isinstance(node, ast.Import) and any(alias.name == COMPAT for alias in node.names)
        for _, node in context.names.imports
    )
    if used & _GRAPH_ONLY and not switches_off(used) and (compat or not _knows_version2(used)):
        return True
    named = any(
        (compat or symbol_of(name) not in _RESEEDED or not _through_compat(name))
        and _is_version1_only(name)
        for name in used
    )
    return named or any(_calls_version1(node, context) for _, node in context.program.walk())


def _knows_version2(used: Iterable[str]) -> bool:
    """Whether a name is newer than 1.15, or makes a graph that is no eager execution's business."""
    symbols = [symbol_of(name) for name in used]
    return any(tables.lookup(each) is None or each in _OWN_GRAPHS for each in symbols)


def _calls_version1(node: ast.AST, context: Context) -> bool:
    """Whether a call of plain TensorFlow has arguments that version 2 does not take."""
    if not isinstance(node, ast.Call):
        return False
    qualified = context.names.of(node.func)
    if not is_tensorflow(qualified) or _through_compat(qualified or ""):
        return False
    name = symbol_of(qualified or "")
    first = node.args[0] if node.args else None
    axis_first = name in _AXIS_LAST and isinstance(first, ast.Constant) and len(node.args) > 1
    keywords = [item.arg for item in node.keywords if item.arg is not None]
    return axis_first or only_in_version1(name, len(node.args), keywords)


# Before 1.0 a number came first in these, which today is never the first argument.
_AXIS_LAST = ("tensorflow.concat", "tensorflow.split")


def classify(context: Context) -> None:
    """Fill in what a document is: legacy, in graph mode, training Keras models."""
    context.legacy = is_legacy(context)
    used = set(tensorflow_names(context.names))
    graph = {symbol_of(name) for name in used} & {tables.canonical(name) for name in _GRAPH_ONLY}
    context.graph_mode = bool(graph)
    context.makes_models = _makes_models(context)
    context.joins_layers = context.makes_models and _joins_layers(context)
    context.trains_keras = context.makes_models and any(
        isinstance(node, ast.Call) and _trains_keras(node.func, context)
        for _, node in context.program.walk()
    )
    names = set(context.names.qualified.values())
    context.has_model_functions = any(name.endswith(_OF_MODEL_FUNCTIONS) for name in names)
    # What these make is made in a graph, as layers are in a session's.
    context.graph_mode |= context.has_model_functions and not context.trains_keras

    if not context.stays_eager and not switches_off(used):
        context.switch_place = next(_switch_places(context.names), None)
    seeds = any(symbol_of(name) in _RESEEDED for name in used) or any(
        _seeds(node, context) for _, node in context.program.walk()
    )
    context.seeded = context.legacy and not context.stays_eager and seeds
    if context.seeded:
        context.seeded_import = _first_import(context)


def _trains_keras(function: ast.expr, context: Context) -> bool:
    """Whether a method that Keras runs in eager mode is called, of what may be a model."""
    name = context.names.of(function)
    if name is not None:
        return name in _OF_MODELS or name.endswith(_ESTIMATORS)
    if not isinstance(function, ast.Attribute) or function.attr not in KERAS_TRAINING:
        return False
    return not _is_estimator(function.value, context)


def _is_estimator(owner: ast.expr, context: Context) -> bool:
    """Whether an object is known to be an estimator, which has methods of the same names."""
    todo: list[ast.expr | None] = list(context.origins(owner))
    seen: set[ast.expr] = set()
    while todo:
        each = todo.pop()
        if not isinstance(each, ast.Call):
            return False
        if each in seen:
            continue
        seen.add(each)
        name = context.names.of(each.func) or ""
        returned = context.returned.get(each.func.id, []) if isinstance(each.func, ast.Name) else []
        for result in returned if not name else ():
            todo += context.origins(result)
        if not any(part in name for part in _MAKING_ESTIMATORS) and (name or not returned):
            return False
    return bool(seen)


def _seeds(node: ast.AST, context: Context) -> bool:
    """Whether a call makes settings of estimators that hold a seed."""
    if not isinstance(node, ast.Call):
        return False
    if not any(item.arg == _SEEDING_ARGUMENT for item in node.keywords):
        return False
    return tables.canonical(context.names.of(node.func) or "") in _SEEDING_SETTINGS


def _first_import(context: Context) -> ast.stmt | None:
    """The first statement that loads TensorFlow; None where the document sets `ONEDNN` itself."""
    if any(ONEDNN in cell.source for cell in context.document.cells if cell.kind == "code"):
        return None
    for _, node in context.names.imports:
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            modules = [] if node.level else [node.module or ""]
        if {module.partition(".")[0] for module in modules} & _LOADS_TENSORFLOW:
            return node
    return None


def _switch_places(names: Names) -> Iterator[ast.stmt]:
    """The imports behind which TensorFlow 2's behaviour can be switched off, the best first."""
    plain = [node for _, node in names.imports if isinstance(node, ast.Import)]
    for node in plain:
        if any(alias.name in ("tensorflow", COMPAT) for alias in node.names):
            yield node
    for node in plain:
        if any(a.name.startswith("tensorflow.") and not a.asname for a in node.names):
            yield node
    for _, other in names.imports:
        if not isinstance(other, ast.ImportFrom) or not other.module or other.level:
            continue
        if any((new or "").startswith(COMPAT) for _, new, _ in moved(other)):
            yield other


def moved(node: ast.ImportFrom) -> Iterator[tuple[ast.alias, str | None, Destination]]:
    """Each imported name with the dotted path it has today, None if it has none."""
    assert node.module is not None
    for alias in node.names:
        full = node.module if alias.name == "*" else f"{node.module}.{alias.name}"
        where = destination(full)
        if where.path is None:
            yield alias, None, where
            continue
        rest = tables.canonical(full)[len(where.symbol) :]
        star = ".*" if alias.name == "*" else ""
        yield alias, where.path + rest + star, where


# What methods of models become, which needs eager mode as they did.
_OF_MODELS = frozenset(
    f"reference.keras.models.{name}"
    for name in ("metrics_names", "predict_classes", "reset_states")
)
# Estimators of scikit-learn that hold a Keras model, which scikit-learn trains.
_ESTIMATORS = (".scikit_learn.KerasClassifier", ".scikit_learn.KerasRegressor")
_MAKING_ESTIMATORS = (".estimator.", ".contrib.learn.", ".skflow.")
# What model functions of estimators return, or make what they return with.
_OF_MODEL_FUNCTIONS = (
    ".EstimatorSpec", ".TPUEstimatorSpec", ".ModelFnOps",
    ".regression_head", ".multi_class_head", ".binary_classification_head",
)  # fmt: skip
# Methods of Keras models that Keras 3 runs in eager mode only.
KERAS_TRAINING = frozenset(
    {"fit", "fit_generator", "evaluate", "evaluate_generator", "predict", "predict_generator"}
    | {"predict_classes", "train_on_batch", "test_on_batch", "predict_on_batch"}
)
_KERAS_MODELS = ("Sequential", "Model", "Input")


def _makes_models(context: Context) -> bool:
    names = set(context.names.qualified.values())
    if any(
        name.rpartition(".")[2] in _KERAS_MODELS and "keras" in name.split(".") for name in names
    ):
        return True
    # A model may be made elsewhere: an `Input` is added where its first layer is.
    layers = (call.args[0] for call in context.first_layers if call.args)
    made = (context.names.of(each.func) for each in layers if isinstance(each, ast.Call))
    return any("keras" in (name or "").split(".") for name in made)


def _joins_layers(context: Context) -> bool:
    """Whether a model is made of inputs and outputs, comes trained, or has layers of Keras 3."""
    names = set(context.names.qualified.values())
    keras = [name for name in names if "keras" in name.split(".")]
    layers = [name.partition(".layers.")[2] for name in keras if ".layers." in name]
    if not all(tables.is_reference(f"reference.keras.layers.{name}") for name in layers if name):
        return True
    if any(name.endswith((".Input", ".InputLayer")) or ".applications." in name for name in keras):
        return True
    return any(
        isinstance(node, ast.Call)
        and (node.args or node.keywords)
        and (context.names.of(node.func) or "").endswith(".Model")
        and "keras" in (context.names.of(node.func) or "").split(".")
        for _, node in context.program.walk()
    )


# What raises under compat.v1 while eager execution is on.
_GRAPH_ONLY = {f"{COMPAT}.{name}" for name in ("placeholder", "Session", "InteractiveSession")}
# What makes graphs in which these run.
_OWN_GRAPHS = {"tensorflow.Graph", "tensorflow.wrap_function"}


def switches_off(used: Iterable[str]) -> bool:
    """Whether one of the names turns TensorFlow 2's behaviour or eager execution off."""
    return any(name.endswith(("disable_v2_behavior", "disable_eager_execution")) for name in used)


def _through_compat(qualified: str) -> bool:
    return qualified == COMPAT or qualified.startswith(COMPAT + ".")


@cache
def _is_version1_only(qualified: str) -> bool:
    name = symbol_of(qualified)
    outside = name.startswith(("tensorflow.compat", "tensorflow.python."))
    if name == "tensorflow" or outside or _through_compat(qualified):
        return destination(qualified).state in ("reference", "renamed", "reported")
    symbol = tables.lookup(name)
    return symbol is not None and not tables.is_public_in_v2(name)


# -- the result ---------------------------------------------------------------------------------


def unresolved(context: Context) -> Iterator[Finding]:
    """A finding for each TensorFlow or `reference` name of a result that does not resolve.

    This is the check behind "nothing left to do"; it looks only at the result.
    """
    yield from _run_texts(context)
    flagged = set()
    for cell, alias, name in _imported(context):
        problem = _problem(name)
        if problem:
            flagged.add(name)
            yield Finding("TF107", cell.span(alias), problem, Severity.MANUAL)
    without_import = False
    for cell, node, qualified in _outermost(context):
        root = _root(node)
        problem = _problem(qualified)
        if not problem or context.names.of(root) in flagged:
            continue  # said of the import already
        if root in context.names.assumed and destination(qualified).path:
            if not without_import:
                yield Finding("TF107", cell.span(root), _NO_IMPORT, Severity.MANUAL)
            without_import = True
            continue
        yield Finding("TF107", cell.span(node), problem, Severity.MANUAL)


_NO_IMPORT = "nothing imports TensorFlow as tf: import tensorflow.compat.v1 as tf"


def _imported(context: Context) -> Iterator[tuple[ParsedCell, ast.alias, str]]:
    """Every imported name with its dotted path; a star stands for its module."""
    for cell, statement in context.names.imports:
        for alias in statement.names:
            if isinstance(statement, ast.Import):
                yield cell, alias, alias.name
            elif statement.module and not statement.level:
                full = f"{statement.module}.{alias.name}"
                yield cell, alias, full.removesuffix(".*")


def _root(node: ast.AST) -> ast.AST:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _run_texts(context: Context) -> Iterator[Finding]:
    """A finding for each text given to `eval` or `exec` that names what is gone."""
    for cell, node in context.program.walk():
        match node:
            case ast.Call(ast.Name("eval" | "exec"), [ast.Constant(str() as text), *_]):
                for name in removed_in_text(text):
                    message = f"{name} stands in a text that is run; TensorFlow 2 does not have it"
                    yield Finding("TF107", cell.span(node), message, Severity.MANUAL)


def _outermost(context: Context) -> Iterator[tuple[ParsedCell, ast.AST, str]]:
    for cell, node in context.program.walk():
        qualified = context.names.of(node)
        if qualified is None:
            continue
        parent = context.program.parents.get(node)
        if isinstance(parent, ast.Attribute) and context.names.of(parent) is not None:
            continue
        if not is_attached(qualified, context.names):
            yield cell, node, qualified


def is_attached(qualified: str, names: Names) -> bool:
    """Whether a name is the notebook's own: it assigns to it (`tf.model = ...`)."""
    return any(qualified == own or qualified.startswith(own + ".") for own in names.attached)


def _problem(qualified: str) -> str:
    head = qualified.split(".")[0]
    if head == "reference":
        return "" if tables.is_reference(qualified) else f"{qualified} is not in reference"
    if head != "tensorflow":
        return ""
    return _unresolved_name(qualified)


@cache
def _unresolved_name(qualified: str) -> str:
    through_compat = _through_compat(qualified)
    if through_compat and symbol_of(qualified) in _RESEEDED:
        return ""  # it is there; a document that trains Keras models keeps it
    if not through_compat and tables.resolves_in_v2(qualified):
        return ""
    where = destination(qualified)
    if through_compat and where.state == "kept":
        return ""
    if not through_compat and where.path == where.symbol:
        return ""
    if where.path:
        return f"{where.symbol} is {where.path} today"
    return f"{where.symbol}: {where.advice}"


# -- text that is not Python ----------------------------------------------------------------------

_CHAIN = re.compile(r"(?<![\w.])(?:tf|tensorflow)((?:\.[A-Za-z_]\w*)+)")


def chains_in_text(text: str) -> Iterator[tuple[str, int, int]]:
    """Names like `tf.contrib.rnn` in any text that TensorFlow 2 does not have, with places."""
    for match in _CHAIN.finditer(text):
        where = destination("tensorflow" + match[1])
        if where.state in ("reference", "renamed", "reported") and where.path != _SEEDED:
            yield match.group(), match.start(), match.end()


def removed_in_text(text: str) -> list[str]:
    """The removed names in a text, each once, in order."""
    return list(dict.fromkeys(name for name, _, _ in chains_in_text(text)))


# -- imports ------------------------------------------------------------------------------------


def with_imports(chosen: EditSet, findings: Iterable[Finding], program: Program) -> EditSet:
    """The edit set with the requested imports placed, all in one statement a module.

    They follow the first import of TensorFlow at module level; if none stands above the first
    place that needs them, they head its cell.
    """
    requests: dict[ImportRequest, Finding] = {}
    for finding in findings:
        for request in finding.imports:
            requests.setdefault(request, finding)
    if not requests:
        return chosen
    first = min(requests.values(), key=lambda each: (each.span.cell, each.span.start))
    lines = import_lines(list(requests))
    edit = _placement(program, lines, first)
    note = Finding(
        "TF109", edit.span, "; ".join(lines), Severity.FIXED, (edit,), legacy=True
    )  # fmt: skip
    chosen.add(note)
    chosen.findings.pop()
    return chosen


def import_lines(requests: list[ImportRequest]) -> list[str]:
    """Import statements for requests, one a module, names in order.

    >>> import_lines([ImportRequest("reference", n, n) for n in ("nn", "layers")])
    ['from reference import layers, nn']
    """
    modules: dict[str, list[str]] = {}
    for request in requests:
        text = request.statement().split("import ", 1)[1]
        modules.setdefault(request.module, []).append(text)
    lines = []
    for module, names in sorted(modules.items()):
        if module:
            lines.append(f"from {module} import {', '.join(sorted(set(names)))}")
        else:
            lines += [f"import {name}" for name in sorted(set(names))]
    return lines


def _placement(program: Program, lines: list[str], first: Finding) -> Edit:
    fallback: ParsedCell | None = None
    wanted = first.span.cell
    for parsed in program.cells:
        anchor = _tensorflow_import(parsed)
        if anchor is not None and _is_above(parsed, anchor, first):
            return statement_insertion(parsed, anchor, lines)
        if parsed.index == wanted:
            fallback = parsed
    if fallback is None:
        return Edit(Span(wanted, 0, 0), "".join(f"{line}\n" for line in lines))
    return _head(fallback, lines)


def _is_above(cell: ParsedCell, anchor: ast.stmt, finding: Finding) -> bool:
    if cell.index != finding.span.cell:
        return cell.index < finding.span.cell
    return cell.span(anchor).start <= finding.span.start


def _tensorflow_import(cell: ParsedCell) -> ast.stmt | None:
    """The statement at module level behind which imports go: TensorFlow's, and its switch."""
    for statement in cell.tree.body:
        inner = (
            statement.body if isinstance(statement, ast.Try | ast.If | ast.With) else [statement]
        )
        body = inner if len(inner) > 1 or inner[0] is not statement else cell.tree.body
        for node in inner:
            if isinstance(node, ast.Import) and any(
                alias.name in ("tensorflow", COMPAT) for alias in node.names
            ):
                return _switch_behind(body, node)
            if isinstance(node, ast.ImportFrom) and not node.level and is_tensorflow(node.module):
                return _switch_behind(body, _last_import(body, node))
    return None


def _switch_behind(body: list[ast.stmt], node: ast.stmt) -> ast.stmt:
    """The call of `disable_v2_behavior` right behind an import, if there is one."""
    following = body[body.index(node) + 1 : body.index(node) + 2]
    for statement in following:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            function = statement.value.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            if name in ("disable_v2_behavior", "disable_eager_execution"):
                return statement
    return node


def _last_import(body: list[ast.stmt], first: ast.stmt) -> ast.stmt:
    """The plain `import tensorflow` further down, if there is one; else the first import."""
    for node in body[body.index(first) :]:
        if isinstance(node, ast.Import) and any(is_tensorflow(a.name) for a in node.names):
            return node
    return first


def _head(cell: ParsedCell, lines: list[str]) -> Edit:
    """An insertion before the first statement of a cell that is no docstring or future import."""
    for statement in cell.tree.body:
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        hidden = cell.mask.hides(cell.span(statement).start, cell.span(statement).start)
        if not (docstring or future or hidden):
            start = cell.line_start(cell.span(_decorated(statement)).start)
            return cell.insert(start, "".join(f"{line}{cell.newline}" for line in lines))
    return cell.insert(len(cell.source), "".join(f"{cell.newline}{line}" for line in lines))


def _decorated(statement: ast.stmt) -> ast.AST:
    decorators = getattr(statement, "decorator_list", [])
    return decorators[0] if decorators else statement


__all__ = [
    "COMPAT", "Destination", "chains_in_text", "destination", "import_lines",
    "is_legacy", "is_tensorflow", "removed_in_text", "symbol_of", "tensorflow_names",
    "unresolved", "with_imports",
]  # fmt: skip

"""Names of files with a model's weights: Keras 3 writes `.weights.h5` and `.keras` only.

https://keras.io/guides/serialization_and_saving/
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras, may_be_model
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument, keyword, removal

_SAVING = "https://keras.io/guides/serialization_and_saving/"
_WEIGHTS, _WHOLE = ".weights.h5", ".keras"
_READABLE = (".h5", ".hdf5", ".keras")
_EXPORT = "save() of Keras 3 writes files that end in .keras or .h5; export() a SavedModel"
# Endings that say what a file is, and no part of a name.
_ENDING = re.compile(r"\.(?:h5|hdf5|hdf|hd5|h5py|ckpt|chkpt|model|weights|keras|tf|wts)$", re.I)
_QUOTE = re.compile(r"'''$|\"\"\"$|['\"]$")
# What is called with the name of a file that is there.
_READERS = frozenset({"load_weights", "load_model", "exists", "isfile", "remove", "unlink"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if not context.makes_models or not isinstance(node.func, ast.Name | ast.Attribute):
        return
    writes = _writes(node, context)
    if writes is None:
        yield from _read_or_saved(node, cell, context)
        return
    who, ending = writes
    yield from _period(node, cell)
    path = _path(node)
    if path is None:
        return
    known = list(_leaves(path, context))
    if not known or any(_tail(leaf) is None for leaf in known):
        message = f"{who} of Keras 3 writes files that end in {ending}: let the name end so"
        yield Finding("KR307", cell.span(path), message, Severity.MANUAL)
        return
    names = context.once(_FileNames)
    for leaf in known:
        home = context.literals[leaf]
        said = names.ending(leaf, node)
        if said not in (None, ending):
            message = f"{who} of Keras 3 writes files that end in {ending}, and this name is also "
            message += f"of a file that ends in {said}: take two names"
            yield Finding("KR307", cell.span(path), message, Severity.MANUAL)
        if said is not None or _renamed(leaf, home, ending, context) == home.segment(leaf):
            continue
        message = f"{who} of Keras 3 writes files that end in {ending}"
        edits = tuple(_edits(leaf, ending, node, context))
        severity = Severity.FIXED if edits else Severity.MANUAL
        yield Finding("KR307", home.span(leaf), message, severity, edits)


def _writes(call: ast.Call, context: Context) -> tuple[str, str] | None:
    """What writes a file, and how its name must end; None for another call."""
    qualified = context.names.of(call.func)
    if qualified is None:
        is_method = isinstance(call.func, ast.Attribute) and call.func.attr == "save_weights"
        return ("save_weights()", _WEIGHTS) if is_method else None
    if not is_keras(qualified) or not qualified.endswith(".ModelCheckpoint"):
        return None
    alone = keyword(call, "save_weights_only")
    only = alone is not None and isinstance(alone.value, ast.Constant) and alone.value.value
    return ("ModelCheckpoint", _WEIGHTS if only else _WHOLE)


def _period(call: ast.Call, cell: ParsedCell) -> Iterator[Finding]:
    """`period=1` of a ModelCheckpoint, which is what it does."""
    item = keyword(call, "period")
    if item is not None and isinstance(item.value, ast.Constant) and item.value.value == 1:
        message = "ModelCheckpoint has no period today, and writes after each epoch"
        edit = removal(cell, call, item)
        yield Finding("KR307", cell.keyword_name_span(item), message, Severity.FIXED, (edit,))
    elif item is not None:
        message = "ModelCheckpoint has no period today: use save_freq, which counts batches"
        yield Finding("KR307", cell.keyword_name_span(item), message, Severity.MANUAL)


def _path(call: ast.Call) -> ast.expr | None:
    return argument(call, 0, "filepath")


def _leaves(path: ast.expr, context: Context) -> Iterator[ast.expr]:
    """The literals that may end a file's name; what is no literal where that is not known.

    Each name is followed once, since layers of a model are one name many times over.
    """
    seen: set[str] = set()
    todo = [path]
    while todo:
        one = todo.pop()
        inner: list[ast.expr] = []
        match one:
            case ast.BinOp(op=ast.Add(), right=right):
                inner = [right]
            case ast.BinOp(op=ast.Mod(), left=left):
                inner = [left]
            case ast.Call(func=ast.Attribute(attr="format", value=text)):
                inner = [text]
            case ast.Call(func=ast.Attribute(attr="join"), args=[*_, last]):
                inner = [last]
            case ast.Name(id=name):
                if name in seen:
                    continue
                seen.add(name)
                inner = context.given(name)
            case ast.Attribute(attr=name):
                if f".{name}" in seen:
                    continue
                seen.add(f".{name}")
                inner = [value for value in context.attributes.get(name, []) if value is not None]
        if not inner:
            yield one
        todo += reversed(inner)


def _tail(leaf: ast.expr) -> str | None:
    """The text that ends a literal; None where it ends otherwise."""
    last = leaf.values[-1] if isinstance(leaf, ast.JoinedStr) and leaf.values else leaf
    known = isinstance(last, ast.Constant) and isinstance(last.value, str)
    return str(last.value) if known else None  # type: ignore[attr-defined]


class _FileNames:
    """The literals of a document that name files, and how its writers end them, one after another.

    Two literals name the same file if they are the same whole text, or, where a text is only the
    end of a name, if one is written and the other read.
    """

    def __init__(self, context: Context) -> None:
        self.wholes: dict[str, list[ast.expr]] = {}
        for literal in context.literals:
            if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                self.wholes.setdefault(literal.value, []).append(literal)
        self.ends: dict[str | None, dict[ast.expr, None]] = {}
        for name in _READERS:
            for call in context.calls.get(name, []):
                for leaf in _leaves(call.args[0], context) if call.args else ():
                    if leaf in context.literals:
                        self.ends.setdefault(_tail(leaf), {})[leaf] = None
        self.places: dict[ast.Call, int] = {}
        self.endings: dict[object, list[tuple[int, str]]] = {}  # where each was said, in order
        for name in ("ModelCheckpoint", "save_weights"):
            for call in context.calls.get(name, []):
                place = self.places.setdefault(call, len(self.places))
                path, writes = _path(call), _writes(call, context)
                if path is not None and writes is not None:
                    for leaf in _leaves(path, context):
                        for key in (leaf, self._written(leaf)):
                            self.endings.setdefault(key, []).append((place, writes[1]))

    def equal(self, leaf: ast.expr) -> Iterable[ast.expr]:
        """The literals that name the same file as one that is written."""
        kind, text = self._written(leaf)
        return self.wholes.get(text or "", ()) if kind == "whole" else self.ends.get(text, ())

    def ending(self, leaf: ast.expr, before: ast.Call) -> str | None:
        """The ending that the last of the writers before a call gives a literal; None for none."""
        keys: list[object] = [leaf]
        if isinstance(leaf, ast.Constant):
            keys.append(("whole", leaf.value))
        if leaf in self.ends.get(_tail(leaf), ()):
            keys.append(("end", _tail(leaf)))
        place = self.places.get(before, len(self.places))
        said = (self.endings.get(key, []) for key in keys)
        earlier = [one[at - 1] for one in said if (at := bisect_left(one, (place,)))]
        return max(earlier)[1] if earlier else None

    @staticmethod
    def _written(leaf: ast.expr) -> tuple[str, str | None]:
        """What makes other literals equal to one that is written: its kind and its text."""
        text = _tail(leaf)
        is_whole = isinstance(leaf, ast.Constant) and text and not text.startswith(".")
        return ("whole" if is_whole else "end", text)


def _edits(leaf: ast.expr, ending: str, call: ast.Call, context: Context) -> Iterator[Edit]:
    names = context.once(_FileNames)
    for one in {leaf: None, **dict.fromkeys(names.equal(leaf))}:
        home = context.literals[one]
        new = _renamed(one, home, ending, context)
        if names.ending(one, call) is None and new is not None:
            yield Edit(home.span(one), new)


def _renamed(leaf: ast.expr, home: ParsedCell, ending: str, context: Context) -> str | None:
    """The literal with the new ending, and with the names of metrics as Keras 3 gives them."""
    segment = home.segment(leaf)
    quote = _QUOTE.search(segment)
    tail = _tail(leaf)
    if quote is None or tail is None or not segment[: quote.start()].endswith(tail[-3:]):
        return None
    body = segment[: quote.start()]
    if not tail.endswith(ending):
        body = _ENDING.sub("", body)
        body = body.removesuffix(".weights") + ending
    if context.metrics & {"acc", "accuracy"} == {"accuracy"}:
        body = re.sub(r"\{(val_)?acc(?=[:}])", r"{\1accuracy", body)
    return body + quote[0]


def _read_or_saved(call: ast.Call, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """Checkpoints of TensorFlow, which load_weights no longer reads, and folders of models."""
    function = call.func
    path = _path(call)
    if context.names.of(function) is not None or not isinstance(function, ast.Attribute):
        return
    if path is None or function.attr not in ("load_weights", "save"):
        return
    tails = [tail for leaf in _leaves(path, context) if (tail := _tail(leaf)) is not None]
    foreign = any(not tail.endswith(_READABLE) for tail in tails)
    if function.attr == "load_weights" and foreign:
        names = context.once(_FileNames)
        if all(names.ending(leaf, call) is None for leaf in _leaves(path, context)):
            message = "load_weights() of Keras 3 reads .weights.h5, .h5 and .keras, no checkpoints"
            yield Finding("KR307", cell.span(path), message, Severity.MANUAL)
    elif function.attr == "save" and foreign:
        told = keyword(call, "save_format") or keyword(call, "include_optimizer")
        if told is not None or may_be_model(function.value, context):
            yield Finding("KR307", cell.span(path), _EXPORT, Severity.MANUAL)


_MODEL = "import keras\nm = keras.Sequential()\n"

RULES = (
    Rule(
        code="KR307",
        name="keras-file-name",
        summary="Files of weights get the endings that Keras 3 writes, where they are written "
        "and read; names that are not known are reported.",
        url=_SAVING,
        examples=(
            Example(
                _MODEL + "m.save_weights('w.h5')\nm.load_weights('w.h5')",
                _MODEL + "m.save_weights('w.weights.h5')\nm.load_weights('w.weights.h5')",
            ),
            Example(
                _MODEL + "m.compile('sgd', 'mse', metrics=['accuracy'])\n"
                "best = 'best-{epoch:02d}-{val_acc:.2f}.hdf5'\n"
                "keep = keras.callbacks.ModelCheckpoint(best, period=1)",
                _MODEL + "m.compile('sgd', 'mse', metrics=['accuracy'])\n"
                "best = 'best-{epoch:02d}-{val_accuracy:.2f}.keras'\n"
                "keep = keras.callbacks.ModelCheckpoint(best)",
                "through a name; the metric is called as compile() said",
            ),
            Example(_MODEL + "m.save_weights(folder + name)", None, "not known: reported"),
            Example(_MODEL + "m.save_weights('w.weights.h5')"),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)

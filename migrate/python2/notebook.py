"""The parts of the upgrade that look at several cells, and the table of handlers."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from migrate.python2 import (
    binary,
    changed,
    division,
    expressions,
    files,
    imports,
    sequences,
    spellings,
    statements,
)
from migrate.python2.bindings import Bindings, arguments, callee, collect, scope_of
from migrate.python2.kinds import Kinds, demands_int
from migrate.python2.notes import Note, Python2Upgrade
from migrate.python2.rewriter import Handler, guarded, is_reference, rewrite
from migrate.python2.syntax import parses
from migrate.python2.tree import Node, Script, parse

if TYPE_CHECKING:
    from migrate.python2 import Survey

HANDLERS: dict[str, list[Handler]] = {
    "NUMBER": [expressions.number],
    "STRING": [expressions.string],
    "OP": [expressions.operator],
    "NAME": [expressions.name, statements.bare_print, changed.leaked_variable],
    "atom": [expressions.backticks],
    "power": [
        expressions.call,
        sequences.iterators,
        files.file_use,
        binary.opened_file,
        binary.bytes_source,
        binary.written_text,
        binary.packed,
        changed.called,
    ],
    "comparison": [changed.comparison],
    "term": [division.division],
    "expr_stmt": [division.augmented, files.shared_open],
    "print_stmt": [files.printed_encoding, statements.print_statement],
    "exec_stmt": [statements.exec_statement, changed.executed],
    "except_clause": [statements.except_clause],
    "testlist_safe": [statements.iterated_tuple],
    "raise_stmt": [statements.raise_statement],
    "funcdef": [statements.function],
    "lambdef": [statements.lambda_expression],
    "old_lambdef": [statements.lambda_expression],
    "classdef": [expressions.method_names],
    "import_name": [imports.import_name],
    "import_from": [imports.import_from],
}
_FUTURE = re.compile(r"^[ \t]*from\s+__future__\s+import\s+\(?([^\n#)]*)", re.MULTILINE)
_IMAGE_USES = re.compile(
    r"\b(?:Image\.open|\.save|np\.load|numpy\.load|ZipFile|GzipFile|tarfile\.open|imread)\s*\(|Image\(data"
)
_PRINT_OPTIONS = re.compile(r"\bprint\s*\(.*\b(?:end|sep|file|flush)\s*=")
_FORMATTED = re.compile(r"""(?<![\w'"])[fF][rR]?['"]""")
_STRING_IO = re.compile(r"\bc?StringIO\b")


def facts(cells: tuple[str, ...]) -> frozenset[str]:
    """Return what a notebook's cells say about each other, as short strings.

    ``print_function`` and ``division`` (future imports), ``python2`` (a cell that is nothing
    else), ``mixed`` (a cell that is Python 3 beside it), ``next`` (a class has its own method of
    that name and is no iterator), ``bytesio`` (a StringIO holds bytes), ``urllib:<module>`` (used
    parts of urllib), ``int:<name>``, ``list:<name>`` and ``pickle:<name>`` (module variables that
    must be ints, lists, files of bytes).
    """
    found: set[str] = set()
    for cell in cells:
        for match in _FUTURE.finditer(cell):
            found.update(name.split()[0] for name in match[1].split(",") if name.strip())
    text = "\n".join(cells)
    if _STRING_IO.search(text) and _IMAGE_USES.search(text):
        found.add("bytesio")
    for cell in cells:
        script = parse(cell, "print_function" in found)
        if script is not None:
            _script_facts(script, found)
        only_python3 = script is None or _PRINT_OPTIONS.search(cell) or _FORMATTED.search(cell)
        if only_python3 and parses(cell) is None:
            found.add("mixed")
    if any(parses(cell) is not None and is_python2(cell) for cell in cells):
        found.add("python2")
    return frozenset(found)


def _script_facts(script: Script, found: set[str]) -> None:
    bindings = collect(script)
    kinds = Kinds(bindings)
    for node in script.root.walk():
        if node.kind == "NAME" and (
            scope_of(node) is None or (scope_of(node), node.value) not in bindings.names
        ):
            if is_reference(node):
                if demands_int(node, kinds):
                    found.add(f"int:{node.value}")
                if sequences.changes_list(node):
                    found.add(f"list:{node.value}")
        elif node.kind == "power":
            _power_facts(node, found)
        elif node.kind == "classdef" and node.children[-1].kind == "suite":
            methods = {
                c.children[1].value for c in node.children[-1].children if c.kind == "funcdef"
            }
            if "next" in methods and "__iter__" not in methods:
                found.add("next")


def _power_facts(node: Node, found: set[str]) -> None:
    first, second = node.children[0], node.children[1]
    if first.is_op("urllib") and second.kind == "trailer" and second.children[0].is_op("."):
        name = second.children[1].value
        home = spellings.URLLIB.get(name) or (
            f"urllib.{name}" if name in ("request", "parse", "error") else None
        )
        if home:
            found.add(f"urllib:{home}")
    for trailer in node.children[1:]:
        if trailer.kind != "trailer" or not trailer.children[0].is_op("("):
            continue
        called = (callee(node, trailer) or "").lower()
        given = arguments(trailer)
        if (
            called in ("pickle.dump", "cpickle.dump", "pkl.dump")
            and len(given) > 1
            and given[1].kind == "NAME"
        ):
            found.add(f"pickle:{given[1].value}")
        if (
            called in ("pickle.load", "cpickle.load", "pkl.load")
            and given
            and given[0].kind == "NAME"
        ):
            found.add(f"pickle:{given[0].value}")


@functools.lru_cache(maxsize=256)
def _names_of(source: str, print_function: bool) -> frozenset[str]:
    """The names that a cell binds anywhere."""
    script = parse(source, print_function)
    return frozenset(name for _, name in collect(script).names) if script else frozenset()


@functools.lru_cache(maxsize=4)
def _merged(
    cells: tuple[str, ...],
    masked: tuple[tuple[tuple[int, int], ...], ...],
    print_function: bool,
) -> Bindings:
    """What the cells of a notebook bind at module level, together."""
    merged = Bindings()
    for index, cell in enumerate(cells):
        script = parse(cell, print_function)
        if script is None:
            continue
        own = collect(script, masked[index] if index < len(masked) else ())
        for place, bindings in own.names.items():
            merged.names.setdefault(place, []).extend(bindings)
        for name, bindings in own.attributes.items():
            merged.attributes.setdefault(name, []).extend(bindings)
        for name, bindings in own.fields.items():
            merged.fields.setdefault(name, []).extend(bindings)
        for name, calls in own.calls.items():
            merged.calls.setdefault(name, []).extend(calls)
        merged.others.update(own.others)
        merged.flags.update(own.flags)
        merged.modules.update(own.modules)
    return merged


def upgrade(source: str, masked: tuple[tuple[int, int], ...], notebook: Survey) -> Python2Upgrade:
    """See :func:`migrate.python2.upgrade`."""
    error = parses(source)
    print_function = "print_function" in notebook.facts
    if error is None and not _prints_by_statement(source):
        # print (a, b) shows a tuple in Python 2, and two values in Python 3
        print_function |= "mixed" in notebook.facts or "python2" not in notebook.facts
    script = parse(source, print_function)
    if script is None:
        if error is None:
            return Python2Upgrade((), (), True)
        line = error.lineno or 1
        start = sum(len(text) for text in source.splitlines(keepends=True)[: line - 1])
        message = (
            f"line {line} is neither Python 3 nor Python 2: {error.msg}; the cell is left as it is"
        )
        note = Note(
            "PY200", min(start, len(source)), min(start + 1, len(source)), message, "manual"
        )
        return Python2Upgrade((), (note,), False)
    others = _merged(notebook.cells, notebook.masked, print_function)
    try:
        return rewrite(script, masked, others, notebook.facts, HANDLERS)
    except RecursionError:
        message = "the cell is nested too deeply to be upgraded; it is left as it is"
        return Python2Upgrade((), (Note("PY200", 0, 0, message, "manual"),), error is None)


def _prints_by_statement(source: str) -> bool:
    """Tell whether a cell that parses as Python 3 means the statement: `print >>f, x`."""
    script = parse(source) if "print" in source else None
    return script is not None and any(
        node.kind == "print_stmt" and _is_mark(script, node, False) for node in script.root.walk()
    )


def is_python2(source: str) -> bool:
    """See :func:`migrate.python2.is_python2`."""
    error = parses(source)
    script = parse(source, "print_function" in source)
    if script is None:
        return False
    if isinstance(error, TabError):
        return True
    return any(_is_mark(script, node, error is not None) for node in script.root.walk())


def _is_mark(script: Script, node: Node, broken: bool) -> bool:
    """Tell whether a node is something that only Python 2 has."""
    kind = node.kind
    if kind == "print_stmt":
        return broken or not _could_be_call(node.children[1:])
    if broken and kind in ("exec_stmt", "tfpdef", "vfpdef", "testlist_safe"):
        return True
    if broken and kind == "raise_stmt":
        return len(node.children) > 2 and node.children[2].is_op(",")
    if broken and kind == "except_clause":
        return len(node.children) == 4 and node.children[2].is_op(",")
    if broken and kind in ("OP", "NUMBER", "STRING"):
        return bool(
            re.fullmatch(r"<>|`|0[0-7]*[1-7][0-7]*[lL]?|\d+[lL]|[uU][rR].*", node.value, re.DOTALL)
        )
    if kind == "NAME" and node.value in {*spellings.BUILTINS, "execfile"} - {
        "buffer",
        "StandardError",
    }:
        return is_reference(node) and not guarded(node) and not _bound_anywhere(script, node.value)
    if kind == "power" and sequences.only_a_list_does(node):
        first = node.children[0]
        own = first.kind == "NAME" and _bound_anywhere(script, first.value)
        return not guarded(node) and not (own and first.value in ("map", "filter", "zip"))
    if kind == "trailer" and node.children[0].is_op("."):
        name = node.children[1].value
        if name in spellings.DICT_METHODS and name.startswith("iter"):
            own = _bound_anywhere(script, name)
            return not own and not guarded(node) and _called_without_arguments(node)
        if name == "has_key":
            return True
        if name in ("maxint", "getcwdu", "letters", "izip", "setdefaultencoding"):
            before = node.previous()
            return (
                before is not None
                and before.is_op("sys", "os", "string", "itertools")
                and not guarded(node)
            )
    if kind in ("import_name", "import_from") and not guarded(node):
        text = script.text(node.children[1])
        names = {
            "cPickle",
            "cStringIO",
            "StringIO",
            "urllib2",
            "urlparse",
            "ConfigParser",
            "Queue",
            "Tkinter",
        }
        names |= {"httplib", "cookielib"}
        return any(part.split()[0] in names for part in text.split(",") if part.strip())
    return False


def _could_be_call(values: list[Node]) -> bool:
    """Tell whether what follows print may be a call's arguments: `print("a") if x else None`."""
    if len(values) != 1:
        return False
    value = values[0]
    if value.kind in ("test", "or_test", "and_test"):
        value = value.children[0]
    return value.kind == "atom" and value.children[0].is_op("(")


def _called_without_arguments(attribute: Node) -> bool:
    power = attribute.parent
    if power is None or power.kind != "power":
        return False
    index = power.children.index(attribute) + 1
    following = power.children[index] if index < len(power.children) else None
    return following is not None and following.kind == "trailer" and len(following.children) == 2


def _bound_anywhere(script: Script, name: str) -> bool:
    return name in _names_of(script.source, not script.print_statement)

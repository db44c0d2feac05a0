"""Text and bytes: pickles and csv files opened in the wrong mode, decoded texts, encoded prints."""

from __future__ import annotations

import re

from migrate.python2.bindings import Binding, arguments, callee, literal_text
from migrate.python2.known import STR_METHODS_SAME
from migrate.python2.rewriter import Rewriter, guarded
from migrate.python2.tree import Node

_PICKLES = frozenset({"pickle", "cPickle", "_pickle"})
_OPENERS = frozenset({"open", "file", "io.open"})
_DEFAULT_CODECS = frozenset({"utf-8", "utf8", "utf_8", "ascii"})
_TEXT_READERS = ("read", "readline")


def file_use(context: Rewriter, node: Node) -> None:
    """Handle ``pickle.load/dump``, ``csv.reader/writer`` and ``.decode()`` calls."""
    for index in range(1, len(node.children)):
        trailer = node.children[index]
        if (
            trailer.kind != "trailer"
            or not trailer.children[0].is_op("(")
            or not context.editable(node)
        ):
            continue
        called = callee(node, trailer)
        if called is None:
            continue
        first, _, rest = called.partition(".")
        full = context.kinds.module_of(first) + (f".{rest}" if rest else "")
        module, _, function = full.rpartition(".")
        given = arguments(trailer)
        if module in _PICKLES and function in ("load", "loads") and given:
            _load(context, trailer, given)
            if function == "load":
                _open_mode(context, given[0], binary=True)
        elif module in _PICKLES and function in ("dump", "Pickler", "Unpickler") and given:
            _open_mode(
                context,
                given[1] if function == "dump" and len(given) > 1 else given[0],
                binary=True,
            )
        elif full in ("csv.reader", "csv.writer", "csv.DictReader", "csv.DictWriter") and given:
            _open_mode(context, given[0], binary=False)
        elif function == "decode" or called.endswith(".decode"):
            _decode(context, node, index)


def _load(context: Rewriter, trailer: Node, given: list[Node]) -> None:
    if len(given) == 1 and given[0].kind != "argument":
        context.buffer.insert(given[0].end, ", encoding='latin1'")
        context.note("PY217", trailer, "encoding='latin1' reads pickles that Python 2 wrote")


def _open_mode(context: Rewriter, handle: Node, *, binary: bool) -> None:
    for opening in _openings(context, handle):
        trailer = opening.children[-1]
        given = arguments(trailer)
        mode = next((a for a in given[1:] if a.kind == "STRING"), None)
        for argument in given:
            if argument.kind == "argument" and argument.children[0].value == "mode":
                mode = argument.children[2] if argument.children[2].kind == "STRING" else None
        if not context.editable(opening) or opening.start in context.opened:
            continue
        context.opened.add(opening.start)
        if mode is not None:
            match = re.fullmatch(r"""([uU]?)(["'])([a-zA-Z+]*)\2""", mode.value)
            if match is None:
                continue
            letters = match[3].replace("U", "").replace("t", "") or "r"
            wanted = letters if "b" in letters else letters[:1] + "b" + letters[1:]
            if not binary:
                wanted = letters.replace("b", "")
            if wanted != match[3]:
                context.replace(
                    "PY217",
                    mode,
                    match[2] + wanted + match[2],
                    "pickles are bytes" if binary else "csv is text",
                )
        elif binary and len(given) == 1 and given[0].kind != "argument":
            context.buffer.insert(given[0].end, ", 'rb'")
            context.note("PY217", opening, "pickles are bytes")


def _openings(context: Rewriter, handle: Node) -> list[Node]:
    """Return the calls of open() that may have made a handle."""
    if handle.kind == "power":
        return [handle] if _opens(handle) else []
    if handle.kind != "NAME":
        return []
    found = []
    for binding in context.kinds.bindings(handle.value, handle):
        if _own(context, binding) and binding.node is not None and _opens(binding.node):
            found.append(binding.node)
    return found


def _own(context: Rewriter, binding: Binding) -> bool:
    node = binding.node
    while node is not None and node.parent is not None:
        node = node.parent
    return node is context.script.root


def _opens(node: Node) -> bool:
    if node.kind != "power" or len(node.children) < 2 or not node.children[-1].children:
        return False
    last = node.children[-1]
    return last.kind == "trailer" and last.children[0].is_op("(") and callee(node, last) in _OPENERS


def shared_open(context: Rewriter, node: Node) -> None:
    """Open for bytes what another cell of the notebook pickles: ``f = open(name, 'w')``."""
    target = node.children[0]
    if (
        target.kind == "NAME"
        and f"pickle:{target.value}" in context.shared
        and node.children[1].is_op("=")
    ):
        _open_mode(context, target, binary=True)


def _decode(context: Rewriter, node: Node, index: int) -> None:
    """Drop ``.decode()`` of texts: literals, and what was read from a file opened as text."""
    if index < 2 or guarded(node):
        return
    subject = node.children[: index - 1]
    trailer = node.children[index]
    given = arguments(trailer)
    if given and literal_text(context.text(given[0])).lower() not in _DEFAULT_CODECS:
        return
    if (
        (len(subject) == 1 and is_text(context, subject[0]))
        or (len(subject) >= 2 and _reads_text(context, subject))
        or (len(subject) == 3 and is_text(context, subject[0]) and _keeps_text(subject))
    ):
        _drop(context, node, index)
    elif len(subject) == 1 and _may_be_text(context, subject[0]):
        message = "a text has no decode(); drop it unless these are bytes"
        context.note("PY217", node, message, "suggested")


def is_text(context: Rewriter, node: Node) -> bool:
    """Tell whether an expression is a text: a literal, a line of a file, or made of such."""
    if node.kind == "NAME":
        bindings = context.kinds.bindings(node.value, node)
        lines = bindings and all(
            each.element and each.node is not None and _text_lines(context, each.node)
            for each in bindings
        )
        if lines:
            return True
    parts = node.children
    if node.kind == "power" and len(parts) == 3 and parts[1].kind == parts[2].kind == "trailer":
        method = parts[1].children[1].value if parts[1].children[0].is_op(".") else ""
        if method in STR_METHODS_SAME and is_text(context, parts[0]):
            return True
    return context.kinds.kind(node) == "str"


def _keeps_text(subject: list[Node]) -> bool:
    dot = subject[1]
    return dot.kind == "trailer" and dot.children[1].value in STR_METHODS_SAME


def _may_be_text(context: Rewriter, name: Node) -> bool:
    """Tell whether nothing shows that a name is bound to what is read from a file, the network or
    a process."""
    if context.kinds.kind(name) is not None:
        return False
    bindings = context.kinds.bindings(name.value, name) if name.kind == "NAME" else []
    texts = [context.source[b.node.start : b.node.end] for b in bindings if b.node is not None]
    sources = r"read|urlopen|check_output|communicate|recv|tobytes"
    return not any(re.search(sources, text) for text in texts)


def _text_lines(context: Rewriter, node: Node) -> bool:
    """Tell whether a loop over a node gives the lines of a file that is opened for text."""
    if not gives_lines(context, node):
        return False
    openings = [node]
    if node.kind == "NAME":
        openings = [b.node for b in context.kinds.bindings(node.value, node) if b.node is not None]
    return all(
        "'rb'" not in context.source[each.start : each.end].replace('"', "'") for each in openings
    )


def gives_lines(context: Rewriter, node: Node) -> bool:
    """Tell whether a loop over a node gives the lines of a file, line breaks and all."""
    if node.kind == "NAME":
        bindings = context.kinds.bindings(node.value, node)
        return bool(bindings) and all(b.node is not None and _opens(b.node) for b in bindings)
    if _opens(node):
        return True
    parts = node.children
    names = ("readlines", "xreadlines")
    if node.kind != "power" or len(parts) < 3 or parts[-2].kind != "trailer":
        return False
    return parts[-2].children[0].is_op(".") and parts[-2].children[1].value in names


def _reads_text(context: Rewriter, subject: list[Node]) -> bool:
    """Tell whether a chain ends in ``.read()`` of a handle that was opened as text."""
    if len(subject) < 3 or subject[-2].kind != "trailer" or not subject[-2].children[0].is_op("."):
        return False
    if subject[-2].children[1].value not in _TEXT_READERS or not subject[-1].children[0].is_op("("):
        return False
    chain = subject[:-2]
    if len(chain) == 1 and chain[0].kind == "NAME":
        bindings = context.kinds.bindings(chain[0].value, chain[0])
        return bool(bindings) and all(
            b.node is not None and _opened_as_text(context, b.node) for b in bindings
        )
    power = subject[0].parent
    return power is not None and _text_mode(context, callee(power, chain[-1]), arguments(chain[-1]))


def _opened_as_text(context: Rewriter, node: Node) -> bool:
    if (
        node.kind != "power"
        or node.children[-1].kind != "trailer"
        or not node.children[-1].children[0].is_op("(")
    ):
        return False
    return _text_mode(context, callee(node, node.children[-1]), arguments(node.children[-1]))


def _text_mode(context: Rewriter, called: str | None, given: list[Node]) -> bool:
    if called is None or called.rpartition(".")[2] not in (
        "open",
        "file",
        "GFile",
        "FastGFile",
        "Open",
    ):
        return False
    if "." in called and not called.endswith(("GFile", "io.open", "gfile.Open")):
        return False
    modes = [context.text(argument) for argument in given[1:]]
    return not any("b" in mode for mode in modes if mode[:1] in "'\"m")


def _drop(context: Rewriter, node: Node, index: int) -> None:
    context.buffer.replace(node.children[index - 2].end, node.children[index].end, "")
    context.note("PY217", node, "the text is decoded already")


def printed_encoding(context: Rewriter, node: Node) -> None:
    """Drop ``.encode('utf-8')`` of a printed text: print would show b'...'."""
    for value in node.children[1:]:
        if value.kind != "power" or len(value.children) < 3 or not context.editable(value):
            continue
        attribute, trailer = value.children[-2], value.children[-1]
        if (
            attribute.kind != "trailer"
            or trailer.kind != "trailer"
            or not attribute.children[0].is_op(".")
        ):
            continue
        if attribute.children[1].value == "encode" and trailer.children[0].is_op("("):
            given = [
                literal_text(context.text(argument)).lower() for argument in arguments(trailer)
            ]
            if given[:1] in (
                [],
                ["utf-8"],
                ["utf8"],
                ["euc-kr"],
                ["cp949"],
                ["ascii"],
                ["latin-1"],
            ):
                context.buffer.replace(value.children[-3].end, trailer.end, "")
                context.note("PY217", value, "print takes the text itself")

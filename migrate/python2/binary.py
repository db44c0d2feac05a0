"""Bytes that Python 2 code takes for text, and text that it takes for bytes: what a file is opened
for, what is read from the network or a process, what is packed.

A value is judged by what is done with it: ``x.split(',')`` takes text, ``struct.unpack('I', x)``
bytes. Only where all that is known of a value agrees is its source changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.python2.bindings import arguments, call_of, callee, is_call, literal_text, scope_of
from migrate.python2.known import BYTES_TAKERS, STR_METHODS
from migrate.python2.rewriter import Rewriter, is_reference
from migrate.python2.tree import Node


@dataclass(frozen=True)
class Opener:
    """A function that opens a file: where its mode stands, what it is if it is not given, and
    whether a mode without letter means bytes."""

    position: int
    default: str
    binary: bool = False


OPENERS = {
    "open": Opener(1, "r"),
    "file": Opener(1, "r"),
    "gzip.open": Opener(1, "rb", binary=True),
    "tempfile.NamedTemporaryFile": Opener(0, "w+b"),
    "tempfile.TemporaryFile": Opener(0, "w+b"),
}
_CODECS = frozenset({"utf-8", "utf8", "utf_8", "ascii"})
_READERS = frozenset({"read", "readline"})


def opened_file(context: Rewriter, node: Node) -> None:
    """Open a file for what is done with it: text that was opened as bytes, bytes as text."""
    for index in range(1, len(node.children)):
        trailer = node.children[index]
        if is_call(trailer) and context.editable(node) and node.start not in context.opened:
            opener = _full(context, callee(node, trailer))
            if opener in OPENERS and not _shadowed(context, node):
                _open_for_use(context, node, index, OPENERS[opener])


def _open_for_use(context: Rewriter, node: Node, index: int, opener: Opener) -> None:
    given = arguments(node.children[index])
    modes = given[opener.position : opener.position + 1]
    if len(given) < opener.position or any(each.kind != "STRING" for each in modes):
        return
    letters = literal_text(modes[0].value) if modes else opener.default
    is_binary = "b" in letters or (opener.binary and "t" not in letters)
    uses = set(_uses_of_handle(context, node, index))
    if uses & {"encoded", "decoded"}:  # right for bytes, and dropped for text
        uses = uses - {"encoded", "decoded"} | {"bytes" if is_binary else "text"}
    plain = re.sub("[bUt]", "", letters) or "r"
    wanted = plain[:1] + ("b" if "b" in letters else "") + plain[1:]
    why = "the mode U is gone"
    if is_binary and uses == {"text"}:
        wanted, why = plain + ("t" if opener.binary else ""), "text goes through this file"
    elif not is_binary and uses == {"bytes"}:
        wanted, why = plain[:1] + "b" + plain[1:], "bytes go through this file"
    elif is_binary and "text" in uses:
        message = "text and bytes go through this file: open it for text, or encode and decode"
        context.note("PY217", node, message, "manual")
    if wanted == re.sub("t", "", letters):
        return
    context.opened.add(node.start)
    if modes:
        quote = modes[0].value[-1]
        context.replace("PY217", modes[0], f"{quote}{wanted}{quote}", why)
    else:
        at = given[0].end if given else node.children[index].end - 1
        context.buffer.insert(at, f", '{wanted}'" if given else f"'{wanted}'")
        context.note("PY217", node, why)


def _full(context: Rewriter, called: str | None) -> str | None:
    if called is None:
        return None
    first, dot, rest = called.partition(".")
    return context.kinds.module_of(first) + dot + rest


def _shadowed(context: Rewriter, node: Node) -> bool:
    first = node.children[0]
    return first.value in ("open", "file") and context.kinds.is_bound(first.value, first)


def _uses_of_handle(context: Rewriter, power: Node, index: int) -> Iterator[str]:
    """What goes through a file that a call opens: ``text``, ``bytes``, text that is ``encoded`` or
    ``decoded``, or ``unknown``."""
    name = _target(power) if index == len(power.children) - 1 else None
    if name is None:
        yield from _uses_of_chain(context, power, index)
        return
    for leaf in _later_uses(context, name, power):
        holder = leaf.parent
        if holder is not None and holder.kind == "power" and holder.children[0] is leaf:
            yield from _uses_of_chain(context, holder, 0)
        else:
            yield from _passed_handle(context, leaf)


def _target(value: Node) -> Node | None:
    """Return the name that a value is put in: by ``=`` or by ``with ... as``."""
    parent = value.parent
    if parent is None:
        return None
    if parent.kind == "expr_stmt" and len(parent.children) == 3 and parent.children[2] is value:
        return parent.children[0] if parent.children[0].kind == "NAME" else None
    if parent.kind in ("with_item", "with_stmt", "as_expr"):
        at = parent.children.index(value)
        if len(parent.children) > at + 2 and parent.children[at + 1].is_op("as"):
            name = parent.children[at + 2]
            return name if name.kind == "NAME" else None
    return None


def _later_uses(context: Rewriter, name: Node, value: Node) -> Iterator[Node]:
    """The uses of a name that hold this value: behind it, before the name is bound again."""
    bound = [binding.node for binding in context.kinds.bindings(name.value, name)]
    again = [
        node.start
        for node in bound
        if node is not None and node.start > value.start and _own(context, node)
    ]
    limit = min(again, default=len(context.source) + 1)
    scope = scope_of(name)
    for leaf in context.named(name.value):
        inside = scope is None or scope_of(leaf) is scope
        if leaf is not name and inside and value.end <= leaf.start < limit and is_reference(leaf):
            yield leaf


def _own(context: Rewriter, node: Node) -> bool:
    while node.parent is not None:
        node = node.parent
    return node is context.script.root


def _uses_of_chain(context: Rewriter, power: Node, index: int) -> Iterator[str]:
    """The uses of a handle that stands at the head of an expression, up to a part of it."""
    rest = power.children[index + 1 :]
    if not rest:
        loop = power.parent
        if loop is not None:
            yield from _lines(context, power)
        return
    if len(rest) < 2 or not rest[0].children or not rest[0].children[0].is_op("."):
        return
    method, called = rest[0].children[1].value, rest[1]
    if not is_call(called):
        return
    given = arguments(called)
    if method == "write" and len(given) == 1:
        kind = "encoded" if _is_encoded(given[0]) else context.kinds.kind(given[0]) or ""
        yield {"str": "text", "bytes": "bytes", "encoded": kind}.get(kind, "unknown")
    elif method == "writelines":
        yield "unknown"
    elif method in _READERS:
        yield from value_uses(context, power, index + 2)
    elif method in ("readlines", "xreadlines"):
        yield from _lines(context, power)


def _lines(context: Rewriter, iterated: Node) -> Iterator[str]:
    """What is done with the lines that a loop takes from a file."""
    loop = iterated.parent
    if loop is None or loop.kind not in ("for_stmt", "comp_for", "old_comp_for"):
        name = _target(iterated)
        for leaf in _later_uses(context, name, iterated) if name is not None else ():
            if leaf.parent is not None:
                yield from _lines(context, leaf)
        return
    at = next((i for i, child in enumerate(loop.children) if child.is_op("for")), 0)
    target = loop.children[at + 1]
    if target.kind != "NAME" or loop.children[at + 3] is not iterated:
        return
    body = loop if loop.kind == "for_stmt" else loop.parent
    for leaf in body.walk() if body is not None else ():
        if leaf.kind == "NAME" and leaf.value == target.value and leaf is not target:
            yield from name_uses(context, leaf)


def _passed_handle(context: Rewriter, leaf: Node) -> Iterator[str]:
    parent = leaf.parent
    if parent is not None and parent.kind in ("for_stmt", "comp_for", "old_comp_for"):
        yield from _lines(context, leaf)
        return
    called, _, _ = call_of(leaf)
    if called is None:
        return
    full = _full(context, called) or ""
    if full in ("csv.reader", "csv.writer", "csv.DictReader", "csv.DictWriter", "json.dump"):
        yield "text"
    elif full.rpartition(".")[2] in ("enumerate", "iter", "list", "json.load", "len"):
        return
    else:
        yield "unknown"


def name_uses(context: Rewriter, leaf: Node) -> Iterator[str]:
    """What a use of a name takes its value for."""
    holder = leaf.parent
    if holder is not None and holder.kind == "power" and holder.children[0] is leaf:
        yield from value_uses(context, holder, 0)
    else:
        yield from _placed(context, leaf)


def value_uses(context: Rewriter, power: Node, index: int) -> Iterator[str]:
    """What the rest of an expression, behind a part of it, takes the value of that part for."""
    rest = power.children[index + 1 :]
    if not rest:
        yield from _placed(context, power)
        name = _target(power)
        for leaf in _later_uses(context, name, power) if name is not None else ():
            yield from name_uses(context, leaf)
        return
    first = rest[0]
    if not first.children:
        return
    if first.children[0].is_op("[") and any(
        child.kind == "subscript" or child.is_op(":") for child in first.children[1:-1]
    ):
        yield from value_uses(context, power, index + 1)
    elif first.children[0].is_op(".") and len(rest) > 1 and is_call(rest[1]):
        method, given = first.children[1].value, arguments(rest[1])
        if method == "decode":
            yield "decoded" if _plain_codec(rest[1]) else "bytes"
        elif method in ("encode", "format") or _takes_text(context, method, given):
            yield "text"
        elif method in ("strip", "lstrip", "rstrip", "lower", "upper") and not given:
            yield from value_uses(context, power, index + 2)


def _takes_text(context: Rewriter, method: str, given: list[Node]) -> bool:
    return method in STR_METHODS and bool(given) and context.kinds.kind(given[0]) == "str"


def _placed(context: Rewriter, node: Node) -> Iterator[str]:
    """What the place of a value takes it for."""
    parent = node.parent
    if parent is None:
        return
    beside = [child for child in parent.children if child is not node]
    if parent.kind == "print_stmt":
        yield "text"
    if parent.kind == "comparison" or (
        parent.kind == "arith_expr" and any(child.is_op("+") for child in beside)
    ):
        if any(context.kinds.kind(child) == "str" for child in beside):
            yield "text"
        return
    called, position, _ = call_of(node)
    if called is None:
        return
    full = re.sub(r"^np\.", "numpy.", _full(context, called) or "")
    if full in BYTES_TAKERS:
        # numpy.fromstring(text, sep=" ") reads numbers that are written out
        names = {each.children[0].value for each in beside if each.kind == "argument"}
        yield "text" if "sep" in names else "bytes"
    elif full.startswith("re.") and position:
        yield "text"


def bytes_source(context: Rewriter, node: Node) -> None:
    """Decode what comes as bytes (from the network, a process, an archive) and is used as text."""
    if not context.editable(node):
        return
    for index in range(1, len(node.children)):
        trailer = node.children[index]
        if not is_call(trailer):
            continue
        full = _full(context, callee(node, trailer)) or ""
        encodes = full.endswith(".encode") and _plain_codec(trailer)
        if full.endswith("urlopen") and set(_uses_of_handle(context, node, index)) == {"text"}:
            if index == len(node.children) - 1 and _target(node) is None:
                message = "lines of bytes today: decode them where they are used as text"
                context.note("PY217", node, message, "manual")
            continue
        if full == "subprocess.Popen":
            _process(context, node, trailer)
        if not encodes and not _gives_bytes(context, node, index):
            continue
        uses = set(value_uses(context, node, index))
        if uses == {"text"} and encodes:
            context.buffer.replace(node.children[index - 2].end, trailer.end, "")
            context.note("PY217", node, "used as text, which needs no encoding")
        elif uses == {"text"}:
            context.buffer.insert(trailer.end, ".decode('utf-8')")
            context.note("PY217", node, "bytes are decoded before they are used as text")
        elif "text" in uses:
            message = "bytes today: decode them where they are used as text"
            context.note("PY217", node, message, "manual")


def _plain_codec(trailer: Node) -> bool:
    codec = arguments(trailer)
    return not codec or literal_text(codec[0].value).lower() in _CODECS


def _process(context: Rewriter, node: Node, trailer: Node) -> None:
    given = arguments(trailer)
    texts = [context.source[each.start : each.end] for each in given]
    if any("PIPE" in text for text in texts) and not _decodes(given):
        message = "what a process prints comes as bytes: universal_newlines=True gives text"
        context.note("PY217", node, message, "suggested")


def _decodes(given: list[Node]) -> bool:
    options = {each.children[0].value for each in given if each.kind == "argument"}
    return bool(options & {"universal_newlines", "text", "encoding"})


def _gives_bytes(context: Rewriter, node: Node, index: int) -> bool:
    called = callee(node, node.children[index])
    full = _full(context, called) or ""
    if full in ("subprocess.check_output", "struct.pack", "base64.b64encode", "base64.b64decode"):
        return not _decodes(arguments(node.children[index]))
    if full.endswith(".tostring") or full.endswith(".tobytes"):
        return True
    if called is None or called.rpartition(".")[2] not in _READERS or index < 2:
        return False
    head = node.children[: index - 1]
    if len(head) > 1:
        opener = _full(context, callee(node, head[-1])) if is_call(head[-1]) else None
        return (opener or "").endswith("urlopen")
    if head[0].kind != "NAME":
        return False
    bindings = context.kinds.bindings(head[0].value, head[0])
    values = [each.node for each in bindings if each.node is not None and not each.element]
    if len(values) != len(bindings) or not values:
        return False
    return all(_opens_bytes(context, value) for value in values)


def _opens_bytes(context: Rewriter, value: Node) -> bool:
    if value.kind != "power" or not is_call(value.children[-1]):
        return False
    full = _full(context, callee(value, value.children[-1])) or ""
    return full.endswith("urlopen") or full == "zipfile.ZipFile"


def _is_encoded(value: Node) -> bool:
    """Tell whether an expression ends in ``.encode('utf-8')``."""
    parts = value.children
    if value.kind != "power" or len(parts) < 3 or not is_call(parts[-1]):
        return False
    dot = parts[-2]
    return bool(dot.children) and dot.children[0].is_op(".") and dot.children[1].value == "encode"


def written_text(context: Rewriter, node: Node) -> None:
    """Drop the ``.encode('utf-8')`` of what is written to a file opened for text."""
    if len(node.children) != 3 or not is_call(node.children[2]) or not context.editable(node):
        return
    head, dot = node.children[0], node.children[1]
    if head.kind != "NAME" or not dot.children[0].is_op(".") or dot.children[1].value != "write":
        return
    given = arguments(node.children[2])
    if len(given) != 1 or not _is_encoded(given[0]):
        return
    if not _plain_codec(given[0].children[-1]):
        return
    bindings = context.kinds.bindings(head.value, head)
    openings = [each.node for each in bindings if each.node is not None]
    if len(openings) != len(bindings) or not openings:
        return
    if all(_opened_for_text(opening) for opening in openings):
        context.buffer.replace(given[0].children[-3].end, given[0].end, "")
        context.note("PY217", given[0], "a file opened for text takes text")


def _opened_for_text(node: Node) -> bool:
    if node.kind != "power" or len(node.children) != 2 or not is_call(node.children[1]):
        return False
    given = arguments(node.children[1])
    modes = [literal_text(each.value) for each in given[1:2] if each.kind == "STRING"]
    return node.children[0].value in ("open", "file") and bool(modes) and "b" not in modes[0]


def packed(context: Rewriter, node: Node) -> None:
    """Write texts as bytes where only bytes are taken: ``struct``, ``hashlib``, ``base64``; and
    take the ints that bytes hold today for what ``ord`` gave."""
    for index in range(1, len(node.children)):
        trailer = node.children[index]
        if not is_call(trailer) or not context.editable(node):
            continue
        full = _full(context, callee(node, trailer)) or ""
        given = arguments(trailer)
        if full in ("struct.pack", "struct.unpack", "base64.b64encode") or (
            full.startswith("hashlib.") and len(given) == 1
        ):
            for each in given if full.startswith(("hash", "base")) else given[1:]:
                _as_bytes(context, each)
        elif full.endswith((".loadtxt", ".genfromtxt")):
            _text_columns(context, given)
        elif full == "ord" and len(given) == 1 and context.is_builtin(node.children[0]):
            _byte(context, node, given[0])


def _text_columns(context: Rewriter, given: list[Node]) -> None:
    """Turn ``dtype='S10'`` of what is read from a file into ``'U10'``: texts equal no bytes."""
    for each in given:
        if each.kind == "argument" and each.children[0].value == "dtype":
            match = re.fullmatch(r"""(["'])[|<>=]?[Sa](\d*)\1""", each.children[2].value)
            if match:
                new = f"{match[1]}U{match[2]}{match[1]}"
                context.replace("PY217", each.children[2], new, "texts are unicode")


def _as_bytes(context: Rewriter, value: Node) -> None:
    if value.kind == "STRING" and value.value[0] in "'\"":
        context.buffer.insert(value.start, "b")
        context.note("PY217", value, "bytes are taken here")
    elif value.kind != "STRING" and context.kinds.kind(value) == "str" and value.kind != "argument":
        text = context.text(value)
        text = text if value.kind in ("NAME", "power", "atom") else f"({text})"
        context.replace("PY217", value, f"{text}.encode('utf-8')", "bytes are taken here")


def _byte(context: Rewriter, node: Node, value: Node) -> None:
    """Turn ``ord(data[0])`` into ``data[0]`` where the data are bytes."""
    if value.kind != "power" or len(value.children) < 2:
        return
    last = value.children[-1]
    if not last.children[0].is_op("[") or any(c.kind == "subscript" for c in last.children):
        return
    if context.kinds.kind_of_part(value, len(value.children) - 1) == "bytes":
        context.replace("PY217", node, context.text(value), "an element of bytes is an int")

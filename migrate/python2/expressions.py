"""Literals, operators and calls whose spelling changed: numbers, strings, backticks, builtins,
methods, attributes."""

from __future__ import annotations

import re

from migrate.python2 import spellings
from migrate.python2.bindings import arguments, call_of
from migrate.python2.files import is_text
from migrate.python2.rewriter import Rewriter, guarded
from migrate.python2.sequences import iterates
from migrate.python2.tree import Node

_LOOSE = frozenset(
    {
        "if_stmt",
        "while_stmt",
        "and_test",
        "or_test",
        "not_test",
        "atom",
        "trailer",
        "arglist",
        "argument",
        "expr_stmt",
        "return_stmt",
        "print_stmt",
        "assert_stmt",
        "simple_stmt",
        "comp_if",
        "testlist",
        "testlist_gexp",
        "testlist_star_expr",
        "listmaker",
        "lambdef",
        "test",
        "file_input",
    }
)


def number(context: Rewriter, leaf: Node) -> None:
    """Turn ``0777`` into ``0o777`` and ``10L`` into ``10``."""
    text = leaf.value.rstrip("lL") if not re.match(r"0[xX].*[^lL]$", leaf.value) else leaf.value
    if re.fullmatch(r"0[0-9]*[1-7][0-7]*", text):
        text = "0o" + text[1:]
    if text != leaf.value:
        context.replace("PY207", leaf, text, f"{leaf.value} is {text}")


def string(context: Rewriter, leaf: Node) -> None:
    """Turn ``ur"..."`` into ``r"..."``."""
    match = re.match(r"[uU][rR]", leaf.value)
    if match and context.editable(leaf):
        if "\\u" in leaf.value:
            context.note(
                "PY208", leaf, "write the \\u escapes of this ur literal as characters", "manual"
            )
            return
        context.buffer.replace(leaf.start, leaf.start + 1, "")
        context.note("PY208", leaf, "r strings are unicode")


def operator(context: Rewriter, leaf: Node) -> None:
    """Turn ``<>`` into ``!=``."""
    if leaf.value == "<>":
        context.replace("PY205", leaf, "!=", "<> is !=")


def backticks(context: Rewriter, node: Node) -> None:
    """Turn backticks into ``repr()``."""
    if not node.children[0].is_op("`") or not context.editable(node):
        return
    inner = context.text(node.children[1])
    if node.children[1].kind == "testlist1":
        inner = f"({inner})"
    context.replace("PY206", node, f"repr({inner})", "backticks are repr()")


def name(context: Rewriter, leaf: Node) -> None:
    """Rename builtins: ``xrange``, ``unicode``, ``raw_input``, ..."""
    new = spellings.BUILTINS.get(leaf.value)
    if new is None:
        if leaf.value == "file" and context.is_builtin(leaf) and _is_called(leaf):
            context.replace("PY212", leaf, "open", "file() is open()")
        elif (
            leaf.value in ("reduce", "reload", "intern")
            and context.is_builtin(leaf)
            and _is_called(leaf)
        ):
            module = {"reduce": "functools", "reload": "importlib", "intern": "sys"}[leaf.value]
            if leaf.value == "reload" and "setdefaultencoding" in context.source:
                return
            context.request_import(f"import {module}")
            context.replace(
                "PY212", leaf, f"{module}.{leaf.value}", f"{leaf.value} lives in {module}"
            )
        return
    if context.is_builtin(leaf) and not (leaf.value == "buffer" and not _is_called(leaf)):
        context.replace("PY212", leaf, new, f"{leaf.value} is {new}")


def _is_called(leaf: Node) -> bool:
    parent = leaf.parent
    return (
        parent is not None
        and parent.kind == "power"
        and parent.children[0] is leaf
        and parent.children[1].kind == "trailer"
        and parent.children[1].children[0].is_op("(")
    )


def call(context: Rewriter, node: Node) -> None:
    """Rewrite calls of removed builtins and methods in a chain ``a.b(c)[d]``."""
    parts = node.children
    if parts[1].kind == "trailer" and parts[1].children[0].is_op("["):
        _exception_arguments(context, node)
    if parts[0].kind == "NAME" and _is_called(parts[0]) and context.is_builtin(parts[0]):
        _builtin_call(context, node, parts[0].value, parts[1])
    for index in range(1, len(parts)):
        part = parts[index]
        if part.kind != "trailer" or not part.children[0].is_op("."):
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        if following is None or following.kind != "trailer" or not following.children[0].is_op("("):
            following = None
        _attribute(context, node, index, following)


def _builtin_call(context: Rewriter, node: Node, called: str, trailer: Node) -> None:
    given = arguments(trailer)
    texts = [context.text(argument) for argument in given]
    whole = len(node.children) == 2
    if not context.editable(node) or any(
        a.children[:1] and a.children[0].is_op("*", "**") for a in given
    ):
        return
    if called == "input" and context.script.print_statement:
        context.buffer.wrap(node.start, trailer.end, "eval(", ")")
        context.note("PY212", node, "input() of Python 2 evaluated what was typed")
    elif called == "apply" and 2 <= len(given) <= 3:
        stars = ", ".join(star + text for star, text in zip(("*", "**"), texts[1:], strict=False))
        context.buffer.swallow(node.start, trailer.end, f"{texts[0]}({stars})")
        context.note("PY212", node, "apply(f, args) is f(*args)")
    elif called == "execfile" and given:
        rest = "".join(f", {text}" for text in texts[1:])
        context.buffer.swallow(node.start, trailer.end, f"exec(open({texts[0]}).read(){rest})")
        context.note("PY212", node, "execfile is gone")
    elif called == "cmp" and len(given) == 2 and whole:
        first, second = texts
        context.buffer.swallow(
            node.start, trailer.end, f"((({first}) > ({second})) - (({first}) < ({second})))"
        )
        context.note("PY212", node, "cmp is gone")
    elif called == "unicode" and len(given) > 1:
        _decoded(context, node, trailer, given)
    elif called == "sorted" and len(given) >= 2:
        _comparison(context, given[1])
    elif called == "coerce":
        context.note("PY212", node, "coerce is gone: convert the numbers yourself", "manual")


def _decoded(context: Rewriter, node: Node, trailer: Node, given: list[Node]) -> None:
    """Turn ``unicode(text, 'utf-8')`` into the text, which needs no decoding any more."""
    if is_text(context, given[0]):
        context.replace("PY217", trailer, f"({context.text(given[0])})", "text is decoded already")
    elif context.kinds.kind(given[0]) != "bytes":
        message = "a text needs no decoding, and str() refuses to do it: write the text alone"
        context.note("PY217", node, message, "suggested")


def _comparison(context: Rewriter, argument: Node) -> None:
    """Turn a comparison function, positional or ``cmp=f``, into ``key=functools.cmp_to_key(f)``."""
    function = argument
    if argument.kind == "argument":
        if argument.children[0].value != "cmp":
            return
        function = argument.children[2]
    if function.kind == "NAME" and function.value == "None":
        return
    context.request_import("import functools")
    text = f"key=functools.cmp_to_key({context.text(function)})"
    context.replace("PY219", argument, text, "a comparison function becomes a key")


def _compares(context: Rewriter, argument: Node) -> bool:
    """Whether a positional argument of `x.sort` is a function: for an array it is the axis."""
    if argument.kind == "NAME":
        bindings = context.kinds.bindings(argument.value, argument)
        return argument.value == "cmp" or any(b.kind == "funcdef" for b in bindings)
    return argument.kind == "lambdef"


def _attribute(context: Rewriter, node: Node, index: int, following: Node | None) -> None:
    parts = node.children
    leaf = parts[index].children[1]
    given = arguments(following) if following is not None else []
    attribute = leaf.value
    if not context.editable(node):
        return
    if attribute in spellings.FUNCTION_ATTRIBUTES:
        new = spellings.FUNCTION_ATTRIBUTES[attribute]
        context.replace("PY216", leaf, new, f"{attribute} is {new}")
    elif attribute in spellings.DICT_METHODS and following is not None and not given:
        if not guarded(node) and not context.kinds.defines(attribute):
            _dict_method(context, node, index, leaf)
    elif attribute == "has_key" and len(given) == 1 and following is not None:
        _has_key(context, node, index, following)
    elif (
        attribute == "next" and following is not None and not given and "next" not in context.shared
    ):
        if not guarded(node):
            context.buffer.wrap(node.start, node.start, "next(", "")
            context.buffer.replace(parts[index - 1].end, following.end, ")")
            context.note("PY216", node, "x.next() is next(x)")
    elif attribute == "next" and following is None and iterates(context, parts[:index]):
        context.replace("PY216", leaf, "__next__", "x.next is x.__next__")
    elif attribute == "xreadlines" and following is not None and not given:
        context.replace("PY216", leaf, "readlines", "xreadlines is readlines")
    elif attribute == "translate" and len(given) == 2 and following is not None:
        _deleting_translate(context, following, given)
    elif attribute in ("encode", "decode") and given and given[0].kind == "STRING":
        _bytes_codec(context, node, given[0])
    elif attribute == "message" and following is None and index == 1:
        _exception_message(context, node)
    elif attribute == "walk" and index == 2 and following is not None:
        _walk(context, node)
    elif attribute == "sort" and len(given) == 1:
        if given[0].kind == "argument" or _compares(context, given[0]):
            _comparison(context, given[0])
    elif index == 1 and parts[0].kind == "NAME":
        _module_attribute(context, node, leaf, following)


def _deleting_translate(context: Rewriter, trailer: Node, given: list[Node]) -> None:
    """Turn ``s.translate(None, chars)`` into ``s.translate(str.maketrans('', '', chars))``."""
    table = context.source[given[0].start : given[0].end]
    if not re.fullmatch(r"None|(?:string\.)?maketrans\(\s*(['\"])\1\s*,\s*(['\"])\2\s*\)", table):
        message = "translate() takes a table only: put the characters to delete into it"
        context.note("PY216", trailer, message, "manual")
        return
    chars = context.text(given[1])
    context.buffer.swallow(given[0].start, given[1].end, f"str.maketrans('', '', {chars})")
    context.note("PY216", trailer, "str.translate takes a table")


def _bytes_codec(context: Rewriter, node: Node, codec: Node) -> None:
    name = codec.value.strip("'\"")
    if name in spellings.BYTES_CODECS:
        message = f"text has no codec {name}: use codecs.encode or decode on bytes"
        context.note("PY217", node, message, "manual")


def _exception_message(context: Rewriter, node: Node) -> None:
    """Turn ``e.message`` of a caught exception into ``str(e)``."""
    name = node.children[0]
    if name.kind != "NAME":
        return
    bindings = context.kinds.bindings(name.value, name)
    if bindings and all(binding.kind == "exception" for binding in bindings):
        context.buffer.swallow(node.start, node.children[1].end, f"str({name.value})")
        context.note("PY216", node, "exceptions have no message: str(e)")


def _exception_arguments(context: Rewriter, node: Node) -> None:
    """Turn ``e[0]`` of a caught exception into ``e.args[0]``."""
    name = node.children[0]
    bindings = context.kinds.bindings(name.value, name) if name.kind == "NAME" else []
    if bindings and all(binding.kind == "exception" for binding in bindings):
        context.buffer.insert(name.end, ".args")
        context.note("PY216", node, "exceptions have no items: e.args")


def _dict_method(context: Rewriter, node: Node, index: int, leaf: Node) -> None:
    new = spellings.DICT_METHODS[leaf.value]
    if leaf.value.startswith("iter"):
        after = node.children[index + 2 : index + 3]
        stepped = (
            bool(after) and after[0].children[:1] != [] and after[0].children[-1].value == "next"
        )
        called, _, _ = call_of(node)
        if stepped or (called == "next" and len(node.children) == index + 2):
            context.buffer.wrap(node.start, node.children[index + 1].end, "iter(", ")")
    context.replace("PY213", leaf, new, f"{leaf.value}() is {new}()")


def _has_key(context: Rewriter, node: Node, index: int, following: Node) -> None:
    parent, parts = node.parent, node.children
    (key,) = arguments(following)
    if key.kind == "argument":
        return
    text = context.text(key)
    if key.kind in ("lambdef", "test", "or_test", "and_test", "not_test", "comparison"):
        text = f"({text})"
    holder = context.buffer.text(node.start, parts[index - 1].end)
    whole = index + 2 == len(parts)
    if whole and parent is not None and parent.kind == "not_test":
        new = f"{text} not in {holder}"
        context.buffer.swallow(parent.start, parent.end, new)
    elif whole and parent is not None and parent.kind in _LOOSE:
        context.buffer.swallow(node.start, node.end, f"{text} in {holder}")
    else:
        context.buffer.swallow(node.start, following.end, f"({text} in {holder})")
    context.note("PY213", node, "d.has_key(k) is k in d")


def _module_attribute(context: Rewriter, node: Node, leaf: Node, following: Node | None) -> None:
    base = node.children[0]
    module = context.kinds.module_of(base.value)
    bindings = context.kinds.bindings(base.value, base)
    if any(binding.kind != "module" for binding in bindings) or guarded(node):
        return
    full = f"{module}.{leaf.value}"
    new = spellings.ATTRIBUTES.get(full)
    if new is not None:
        same, _, last = new.partition(".")
        if same == module and last:
            context.replace("PY216", leaf, last, f"{full} is {new}")
        else:
            context.buffer.swallow(base.start, leaf.end, new)
            context.note("PY216", node, f"{full} is {new}")
    elif module == "string" and following is not None:
        _string_function(context, node, leaf, following)
    elif module == "urllib" and leaf.value in spellings.URLLIB:
        home = spellings.URLLIB[leaf.value]
        if following is None or context.source[base.end] == ".":
            context.buffer.replace(base.end, leaf.start, home[len("urllib") :] + ".")
            context.note("PY215", node, f"urllib.{leaf.value} is {home}.{leaf.value}")
    elif full == "sys.setdefaultencoding" and following is not None:
        _default_encoding(context, node)


def _walk(context: Rewriter, node: Node) -> None:
    base, path = node.children[0], node.children[1]
    if base.is_op("os") and path.children[0].is_op(".") and path.children[1].value == "path":
        context.note("PY216", node, "os.path.walk is gone: use os.walk", "manual")


def _default_encoding(context: Rewriter, node: Node) -> None:
    """Comment out ``reload(sys)`` and ``sys.setdefaultencoding("utf8")``: UTF-8 is the default."""
    for statement in context.script.root.walk():
        if (
            statement.kind != "power"
            or statement.parent is None
            or statement.parent.kind != "simple_stmt"
        ):
            continue
        text = context.source[statement.start : statement.end]
        if statement is node or re.fullmatch(r"(imp\.|importlib\.)?reload\(\s*sys\s*\)", text):
            context.replace("PY216", statement, "pass", "UTF-8 is the default encoding")


def _string_function(context: Rewriter, node: Node, leaf: Node, following: Node) -> None:
    given = arguments(following)
    texts = [context.text(argument) for argument in given]
    if not given or any(argument.kind == "argument" for argument in given):
        return
    if leaf.value in ("join", "joinfields"):
        separator = texts[1] if len(given) > 1 else "' '"
        if len(given) > 1 and given[1].kind not in ("NAME", "STRING", "power", "atom"):
            separator = f"({separator})"
        new = f"{separator}.join({texts[0]})"
    elif leaf.value in spellings.STRING_METHODS:
        subject = (
            texts[0] if given[0].kind in ("NAME", "STRING", "power", "atom") else f"({texts[0]})"
        )
        method = "split" if leaf.value == "splitfields" else leaf.value
        new = f"{subject}.{method}({', '.join(texts[1:])})"
    else:
        return
    context.buffer.swallow(node.start, following.end, new)
    context.note("PY216", node, f"string.{leaf.value} is a method of str")


def method_names(context: Rewriter, node: Node) -> None:
    """Rename special methods, ``next`` of iterators and move ``__metaclass__`` into the class
    header."""
    suite = node.children[-1]
    if suite.kind != "suite":
        return
    methods: dict[str, Node] = {}
    for statement in suite.children:
        function = statement.children[-1] if statement.kind == "decorated" else statement
        if function.kind == "funcdef":
            methods[function.children[1].value] = function.children[1]
        elif statement.kind == "simple_stmt" and statement.children[0].kind == "expr_stmt":
            assignment = statement.children[0]
            if assignment.children[0].value == "__metaclass__":
                _metaclass(context, node, suite, statement)
    renames = dict(spellings.SPECIAL_METHODS)
    if "__iter__" in methods:
        renames["next"] = "__next__"
    for old, leaf in methods.items():
        if old in renames and renames[old] not in methods:
            context.replace("PY218", leaf, renames[old], f"{old} is {renames[old]}")
        elif old in spellings.GONE_METHODS:
            context.note(
                "PY218", leaf, f"{old} is never called: {spellings.GONE_METHODS[old]}", "manual"
            )


def _metaclass(context: Rewriter, node: Node, suite: Node, statement: Node) -> None:
    if not context.editable(statement) or len(statement.children) > 2:
        return
    value = context.text(statement.children[0].children[2])
    opening = next((c for c in node.children if c.is_op("(")), None)
    if opening is None:
        context.buffer.insert(node.children[1].end, f"(metaclass={value})")
    else:
        closing = next(c for c in node.children if c.is_op(")"))
        empty = node.children[node.children.index(opening) + 1] is closing
        context.buffer.wrap(
            closing.start, closing.start, f"{'' if empty else ', '}metaclass={value}", ""
        )
    body = [c for c in suite.children if c.kind not in ("NEWLINE", "INDENT", "DEDENT")]
    if len(body) == 1:
        context.buffer.swallow(statement.children[0].start, statement.children[0].end, "pass")
    else:
        line = context.source.rfind("\n", 0, statement.start) + 1
        context.buffer.swallow(line, statement.end, "")
    context.note("PY218", statement, "the metaclass stands in the class header")

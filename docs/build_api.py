"""Write `docs/api/` from the docstrings: `python docs/build_api.py` (needs TensorFlow).

A page lists a package's public names with their signatures, as the source spells them, and their
docstrings as Markdown; the page of the models has every model's module.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

FOLDER = ROOT / "docs" / "api"
# Each page with what it is for, and whether its submodules are on it.
PAGES = {
    "reference.weights": ("weights between TensorFlow 1, Keras 3 and PyTorch", False),
    "reference.models": ("the documents' models, in Keras and in tf.compat.v1", True),
    "reference.estimator": ("estimators in one process, as TensorFlow 1.15 had them", False),
    "reference.contrib.learn": ("estimators of tf.contrib.learn, before tf.estimator", False),
    "reference.seeds": ("TensorFlow 1.15's op seeds", False),
    "migrate.api": ("migrating from Python", False),
}
_SECTION = re.compile(r"(Args|Attributes|Returns|Raises|Yields):$")
_ITEM = re.compile(r"(\*{0,2}[\w., `]+): (.*)$")


def pages() -> dict[str, str]:
    """File name -> text of every page, and of the index."""
    made = {f"{name}.md": _page(name, nested) for name, (_, nested) in PAGES.items()}
    rows = [f"| [`{name}`]({name}.md) | {what} |" for name, (what, _) in PAGES.items()]
    head = "# API\n\nMade by `python docs/build_api.py` from the docstrings.\n\n| | |\n|---|---|\n"
    made["README.md"] = head + "\n".join(rows) + "\n"
    return made


def _page(name: str, nested: bool) -> str:
    module = importlib.import_module(name)
    lines = [f"# {name}", "", *markdown(module.__doc__ or ""), *_names(module, "##")]
    for info in pkgutil.iter_modules(module.__path__, f"{name}.") if nested else ():
        if not info.name.rpartition(".")[2].startswith("_"):
            part = importlib.import_module(info.name)
            lines += ["", f"## {info.name}", "", *markdown(part.__doc__ or "")]
            lines += _names(part, "###")
    return "\n".join(lines) + "\n"


def _names(module: ModuleType, level: str) -> Iterator[str]:
    declared = getattr(module, "__all__", None)
    for name in declared if declared is not None else sorted(vars(module)):
        value = getattr(module, name)
        own = declared is not None or getattr(value, "__module__", None) == module.__name__
        if name.startswith("_") or not own or not (inspect.isclass(value) or callable(value)):
            continue
        yield from _entry(name, value, level)
        if inspect.isclass(value):
            for label, member in _members(value):
                yield from _entry(f"{name}.{label}", member, level + "#")


def _entry(name: str, value: Any, level: str) -> Iterator[str]:
    yield from ("", f"{level} {name}", "")
    signature = _signature(name, value)
    if signature:
        yield from ("```python", signature, "```", "")
    yield from markdown(inspect.getdoc(value) or "")


def _members(cls: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that are documented, also of bases beside the class."""
    package = cls.__module__.rpartition(".")[0]
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.rpartition(".")[0] == package:
            found.update(vars(base))
    for name, value in sorted(found.items()):
        value = getattr(value, "__func__", value)
        documented = isinstance(value, property) or inspect.isfunction(value)
        if not name.startswith("_") and documented and inspect.getdoc(value):
            yield name, value


def _signature(name: str, value: Any) -> str:
    """A call as the source spells it; nothing for a property."""
    if isinstance(value, property):
        return ""
    if dataclasses.is_dataclass(value):
        fields = [f"{f.name}: {f.type}{_default(f)}" for f in dataclasses.fields(value) if f.init]
        return _wrapped(name, [field for field in fields if not field.startswith("_")], "")
    function = value.__init__ if inspect.isclass(value) else inspect.unwrap(value)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError):
        return ""
    node = tree.body[0]
    assert isinstance(node, ast.FunctionDef)
    arguments = _arguments(node.args)
    if arguments and arguments[0] in ("self", "cls"):
        arguments = arguments[1:]
    returns = "" if node.returns is None else ast.unparse(node.returns)
    return _wrapped(name, arguments, "" if inspect.isclass(value) else returns)


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return f" = {field.default!r}"
    return "" if field.default_factory is dataclasses.MISSING else " = ..."


def _arguments(found: ast.arguments) -> list[str]:
    plain = [*found.posonlyargs, *found.args]
    defaults = [None] * (len(plain) - len(found.defaults)) + list(found.defaults)
    parts = [_argument(one, default) for one, default in zip(plain, defaults, strict=True)]
    if found.vararg:
        parts.append("*" + _argument(found.vararg, None))
    elif found.kwonlyargs:
        parts.append("*")
    for one, default in zip(found.kwonlyargs, found.kw_defaults, strict=True):
        parts.append(_argument(one, default))
    return parts + (["**" + _argument(found.kwarg, None)] if found.kwarg else [])


def _argument(one: ast.arg, default: ast.expr | None) -> str:
    kind = f": {ast.unparse(one.annotation)}" if one.annotation else ""
    gap = " = " if kind else "="
    return one.arg + kind + (f"{gap}{ast.unparse(default)}" if default else "")


def _wrapped(name: str, arguments: list[str], returns: str) -> str:
    arrow = f" -> {returns}" if returns else ""
    line = f"{name}({', '.join(arguments)}){arrow}"
    if len(line) <= 88:
        return line
    return f"{name}(\n" + "".join(f"    {part},\n" for part in arguments) + f"){arrow}"


def markdown(doc: str) -> list[str]:
    """A docstring as lines of Markdown: sections as lists, examples and equations fenced.

    >>> markdown("Sum.\\n\\n>>> 1 + 1\\n2\\n\\nArgs:\\n    x: a number,\\n        any.")
    ['Sum.', '', '```python', '>>> 1 + 1', '2', '```', '', '**Args**', '', '- `x`: a number, any.']
    """
    lines = inspect.cleandoc(doc).split("\n")
    out: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.startswith(">>>"):
            index = _fenced(lines, index, out, "python", lambda text: bool(text))
        elif re.match(r"=+( +=+)+$", line):
            index = _fenced(lines, index, out, "text", lambda text: bool(text))
        elif _SECTION.match(line):
            index = _section(lines, index, out)
        elif line.endswith("::"):
            out += [_inline(line[:-1] if line.strip() != "::" else ""), ""]
            start = index + 1
            while start < len(lines) and not lines[start]:
                start += 1
            index = _fenced(
                lines, start, out, "text", lambda text: not text or text.startswith(" ")
            )
        else:
            out.append(_inline(line))
            index += 1
    while out and not out[-1]:
        out.pop()
    return out


def _fenced(lines: list[str], start: int, out: list[str], kind: str, inside: Any) -> int:
    end = start
    while end < len(lines) and inside(lines[end]):
        end += 1
    block = textwrap.dedent("\n".join(lines[start:end])).strip("\n")
    out += [f"```{kind}", *block.split("\n"), "```"]
    if end < len(lines) and lines[end]:
        out.append("")
    return end


def _section(lines: list[str], start: int, out: list[str]) -> int:
    title = lines[start][:-1]
    end = start + 1
    while end < len(lines) and (lines[end].startswith("    ") or not lines[end]):
        end += 1
    body = textwrap.dedent("\n".join(lines[start + 1 : end])).strip("\n").split("\n")
    if title in ("Returns", "Yields"):
        out += [f"**{title}** {' '.join(_inline(line.strip()) for line in body)}", ""]
        return end
    items: list[str] = []
    for line in body:
        match = _ITEM.match(line)
        if match and not line.startswith(" "):
            items.append(f"- `{match[1]}`: {_inline(match[2])}")
        elif line.strip() and items:
            items[-1] += " " + _inline(line.strip())
        elif line.strip():
            items.append(f"- {_inline(line.strip())}")
    out += [f"**{title}**", "", *items, ""]
    return end


def _inline(text: str) -> str:
    return text.replace("``", "`").rstrip()


def main() -> None:
    """Write all pages; pages that are none any more go."""
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

"""Write the needed parts of `reference` into the document itself, in one folded cell.

What is needed is found by following imports from the names that the document uses: whole modules,
and of a package only the names that are asked for. The cell holds the modules as they are, as
texts, and an importer for them, so the other cells keep their imports and their numbers.
"""

from __future__ import annotations

import ast
import copy
import importlib.util
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from migrate import __version__
from migrate.document import Document, parse
from migrate.program import ParsedCell, ParseError, Program, parse_cell
from migrate.resolve import resolve
from migrate.sources import TextEdit

_PACKAGE = "reference"
_MARK = "# rnn-migrate: the parts of `reference` that this document uses."
_HEAD = """\
#@title rnn-migrate: `reference` {{ display-mode: "form" }}
{mark}
# Made by rnn-migrate {version}. Licence: Apache-2.0, http://www.apache.org/licenses/LICENSE-2.0
import importlib.abc as _abc, importlib.machinery as _machinery, sys as _sys

_TEXTS = {{}}
"""
_TAIL = '''\


class _Texts(_abc.MetaPathFinder, _abc.InspectLoader):
    """Imports the modules above."""

    def find_spec(self, name, path=None, target=None):
        if name in _TEXTS:
            return _machinery.ModuleSpec(name, self, is_package=_TEXTS[name][0])

    def get_source(self, name):
        return _TEXTS[name][1]

    def is_package(self, name):
        return _TEXTS[name][0]


_sys.meta_path.insert(0, _Texts())


def _offer(package, lines):
    """Let a package that another document of this process loaded have these names too."""

    def find(name):
        if name not in known:
            raise AttributeError(name)
        if known[name].split()[1] == package.__name__:  # a module below it
            __import__(f"{package.__name__}.{name}")
            return _sys.modules[f"{package.__name__}.{name}"]
        scope = {}
        exec(known[name], scope)
        return scope[name]

    known = vars(package).setdefault("_lines", {})
    known.update((line.split()[-1], line) for line in lines)
    package.__getattr__ = find


for _name, (_is_package, _text) in _TEXTS.items():
    if _is_package and _name in _sys.modules and _text.startswith(("from ", "import ")):
        _offer(_sys.modules[_name], _text.splitlines())
'''


@dataclass
class Module:
    """A module of `reference` and the names that are asked of it."""

    name: str
    path: Path
    wanted: set[str] = field(default_factory=set)

    @property
    def is_package(self) -> bool:
        """Whether it is a package's `__init__`."""
        return self.path.name == "__init__.py"

    @cached_property
    def source(self) -> str:
        """Its text."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its tree."""
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """Names that its top level imports from `reference`: name -> (module, name there)."""
        found = {}
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found[alias.asname or alias.name] = (self.absolute(node), alias.name)
        return {name: where for name, where in found.items() if _is_ours(where[0])}

    @cached_property
    def defines(self) -> set[str]:
        """Names that its top level defines itself."""
        found: set[str] = set()
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found.update(n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
        return found

    def absolute(self, node: ast.ImportFrom) -> str:
        """The module that an import statement names, relative ones included."""
        if not node.level:
            return node.module or ""
        parts = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        base = parts[: len(parts) - node.level + 1]
        return ".".join([*base, *([node.module] if node.module else [])])


def _is_ours(name: str) -> bool:
    return name == _PACKAGE or name.startswith(_PACKAGE + ".")


class Bundle:
    """The modules that some names of `reference` need."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.modules: dict[str, Module] = {}

    def path_of(self, module: str) -> Path | None:
        """The file of a module, or None."""
        place = self.root.joinpath(*module.split(".")[1:])
        for path in (place / "__init__.py", place.with_name(place.name + ".py")):
            if path.is_file() and (path.name != "__init__.py" or place.is_dir()):
                return path
        return None

    def want_path(self, qualified: str) -> None:
        """Ask for a dotted name: `"reference.contrib.rnn.GRUCell"`."""
        parts = qualified.split(".")
        for index in range(1, len(parts)):
            self.want(".".join(parts[:index]), parts[index])
            if self.path_of(".".join(parts[: index + 1])) is None:
                return
        self.want(qualified, None)

    def want(self, name: str, attribute: str | None) -> None:
        """Ask for an attribute of a module (`"*"`: all), or for the module itself."""
        path = self.path_of(name)
        if path is None:
            return
        is_new = name not in self.modules
        module = self.modules.setdefault(name, Module(name, path))
        if is_new and "." in name:
            self.want(name.rpartition(".")[0], None)
        if is_new and not module.is_package:
            self._want_imports(ast.walk(module.tree), module)
        if attribute is None or attribute in module.wanted:
            return
        module.wanted.add(attribute)
        if not module.is_package:
            return
        if attribute == "*":
            for each in [*module.imports, *module.defines]:
                self.want(name, each)
        elif attribute in module.imports:
            self.want_path(".".join(module.imports[attribute]))
        elif attribute in module.defines:
            self._want_imports(ast.walk(module.tree), module)
        else:
            self.want(f"{name}.{attribute}", None)

    def _want_imports(self, nodes: Iterable[ast.AST], module: Module) -> None:
        """Ask for what nodes import, and for the parts of imported packages that they name."""
        nodes = list(nodes)
        packages: dict[str, str] = {}
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if _is_ours(alias.name):
                        self.want_path(alias.name)
            elif isinstance(node, ast.ImportFrom) and _is_ours(module.absolute(node)):
                for alias in node.names:
                    where = module.absolute(node)
                    if alias.name == "*":
                        self.want(where, "*")
                    else:
                        self.want_path(f"{where}.{alias.name}")
                        packages[alias.asname or alias.name] = f"{where}.{alias.name}"
        for node in nodes:
            path = _dotted(node) if isinstance(node, ast.Attribute) else None
            if path is not None and path[0] in packages:
                self.want_path(".".join([packages[path[0]], *path[1:]]))

    def text_of(self, module: Module) -> str:
        """The module's text; of a package that only passes names on, the lines asked for."""
        if not module.is_package or module.wanted & module.defines:
            return module.source
        lines = []
        for name in sorted(module.wanted):
            if name in module.imports:
                origin, there = module.imports[name]
                suffix = "" if there == name else f" as {name}"
                lines.append(f"from {origin} import {there}{suffix}")
            elif f"{module.name}.{name}" in self.modules:
                lines.append(f"from {module.name} import {name}")
            else:
                lines += _public_lines(module, name)
        return "".join(f"{line}\n" for line in lines)

    def cell(self) -> str:
        """The source of the folded cell."""
        pieces = [_HEAD.format(mark=_MARK, version=__version__)]
        for name in sorted(self.modules):
            module = self.modules[name]
            text = _quoted(self.text_of(module))
            pieces.append(f"_TEXTS[{name!r}] = ({module.is_package}, {text})\n")
        return "".join([*pieces, _TAIL])


def _dotted(node: ast.expr) -> list[str] | None:
    """The names of `a.b.c`, None for another expression."""
    if isinstance(node, ast.Name):
        return [node.id]
    above = _dotted(node.value) if isinstance(node, ast.Attribute) else None
    return [*above, node.attr] if above and isinstance(node, ast.Attribute) else None


def _public_lines(module: Module, name: str) -> list[str]:
    """A name that a package takes from elsewhere than `reference` (TensorFlow's own)."""
    lines = []
    for node in module.tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for alias in node.names:
            if (alias.asname or alias.name) == name:
                one = copy.copy(node)
                one.names = [alias]
                lines.append(ast.unparse(one))
    return lines


def _quoted(text: str) -> str:
    if "'''" not in text and "\\" not in text and not text.endswith("'"):
        return f"'''\\\n{text}'''"
    if "'''" not in text and not text.rstrip("\n").endswith(("'", "\\")):
        return f"r'''{text}'''"
    return repr(text)


def inline(text: str, kind: str) -> str:
    """The document with what it needs of `reference` in a cell of its own at the top.

    A document that uses nothing of `reference`, or has the cell already, comes back as it is.
    """
    document = parse(text, kind)
    if any(_MARK in cell.source for cell in document.cells):
        return text
    parsed: list[ParsedCell] = []
    for cell in document.cells:
        if cell.kind == "code":
            try:
                parsed.append(parse_cell(cell.index, cell.source, dedents=kind == "notebook"))
            except ParseError:
                continue
    names = resolve(Program.of(parsed))
    used = {name for name in names.qualified.values() if _is_ours(name)}
    for _, node in names.imports:
        if isinstance(node, ast.Import):
            used.update(alias.name for alias in node.names if _is_ours(alias.name))
        elif node.module and _is_ours(node.module):
            used.update(f"{node.module}.{alias.name}" for alias in node.names)
    if not used:
        return text
    bundle = Bundle(_root())
    for name in sorted(used):
        bundle.want_path(name)
    return document.render([], [_insertion(document, bundle.cell(), parsed)])


def _root() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations)))


def _insertion(document: Document, source: str, parsed: list[ParsedCell]) -> TextEdit:
    if document.kind == "notebook":
        return _notebook_insertion(document, source)
    start = 0
    if document.kind == "script":
        behind = _behind_head(parsed[0])
        if behind:
            place = document.cell_start(parsed[0].index) + behind
            return TextEdit(place, place, f"{parsed[0].newline}{source}".removesuffix("\n"))
        for line in document.text.splitlines(True):
            if not (line.startswith("#!") or "coding" in line[:40] or line.startswith("\ufeff")):
                break
            start += len(line)
        return TextEdit(start, start, source)
    first = next(cell for cell in document.cells if cell.kind == "code")
    fence = document.text.rfind("\n", 0, document.cell_start(first.index) - 1) + 1
    block = f"<details><summary>reference</summary>\n\n```python\n{source}```\n\n</details>\n\n"
    return TextEdit(fence, fence, block)


def _behind_head(cell: ParsedCell) -> int:
    """Where the line of a docstring or `__future__` import that must come first ends; else 0."""
    end = 0
    for statement in cell.tree.body:
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not future and not (docstring and not end):
            break
        end = cell.line_end(cell.span(statement).end)
    return end


def _notebook_insertion(document: Document, source: str) -> TextEdit:
    tree = json.loads(document.text[document.text.find("{") :])
    sheet = tree if "cells" in tree else tree["worksheets"][0]
    cell: dict[str, object] = {"cell_type": "code"}
    if (tree.get("nbformat"), tree.get("nbformat_minor", 0)) >= (4, 5):
        cell["id"] = "rnn-migrate-reference"
    hidden = {"cellView": "form", "collapsed": True, "jupyter": {"source_hidden": True}}
    cell |= {"execution_count": None, "metadata": hidden, "outputs": []}
    key = "source" if "cells" in tree else "input"
    cell[key] = source.splitlines(True)
    if key == "input":
        cell = {"cell_type": "code", "collapsed": True, "input": cell[key], "language": "python",
                "metadata": {}, "outputs": []}  # fmt: skip
    indent, start = document.cells_start()
    dumped = json.dumps(cell, indent=indent, ensure_ascii=document.text.isascii())
    lead = document.text[start : len(document.text) - len(document.text[start:].lstrip())]
    if sheet["cells"]:
        step = lead[lead.rfind("\n") + 1 :] if "\n" in lead else ""
        body = dumped.replace("\n", "\n" + step) if indent is not None else dumped
        return TextEdit(start, start, f"{lead}{body}," + ("" if lead else " "))
    return TextEdit(start, start, dumped)

"""What a rule is, and what it may look at."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from migrate import tables
from migrate.document import Cell, Document
from migrate.edits import Finding, ImportRequest
from migrate.program import ParsedCell, Program
from migrate.resolve import Names

_T = TypeVar("_T")


@dataclass(frozen=True)
class Example:
    """A cell before and after a rule; `after` is None where the rule must leave it alone."""

    before: str
    after: str | None = None
    why: str = ""


@dataclass
class Context:
    """All that a rule may look at besides its node: the document, its names, the options.

    Attributes:
        document: the document, Python 2 cells already upgraded.
        program: its cells that parse.
        names: what their names mean.
        broken: code cells that do not parse, with the reason.
        legacy: whether the document uses TensorFlow 1 (see `migrate.targets.compat`).
        trains_keras: whether it trains Keras models, which Keras 3 does in eager mode only.
        makes_models: whether it makes Keras models.
        joins_layers: whether these are models that only Keras 3 makes: of inputs and outputs,
            trained ones, with layers that reference has not.
        graph_mode: whether it makes sessions or placeholders, which eager mode does not have, or
            has model functions, which make graphs.
        has_model_functions: whether it has model functions of estimators.
        switch_place: the import to be followed by `disable_v2_behavior()`, if there is to be one.
        seeded: whether it seeds a graph, so that the same digits are to come.
        seeded_import: the first import of TensorFlow, if a graph is seeded and the document does
            not say itself which kernels compute it.
        metrics_beside: asks for the metrics of models that files beside the document compile.
    """

    document: Document
    program: Program
    names: Names
    broken: dict[int, str] = field(default_factory=dict)
    legacy: bool = False
    trains_keras: bool = False
    makes_models: bool = False
    joins_layers: bool = False
    graph_mode: bool = False
    has_model_functions: bool = False
    switch_place: ast.stmt | None = None
    seeded: bool = False
    seeded_import: ast.stmt | None = None
    metrics_beside: Callable[[], frozenset[str]] = frozenset
    _known: dict[Callable[[Context], Any], Any] = field(default_factory=dict, repr=False)
    _origins: dict[str, list[ast.expr | None]] = field(default_factory=dict, repr=False)

    def once(self, fact: Callable[[Context], _T]) -> _T:
        """What a function says of the document, found at the first question.

        For what one module of rules asks of the whole program, so that the work stays linear.
        """
        if fact not in self._known:
            self._known[fact] = fact(self)
        return cast("_T", self._known[fact])

    @property
    def stays_eager(self) -> bool:
        """Whether the document needs eager mode, so that it must not be turned off."""
        return self.trains_keras and not self.graph_mode

    # What several rules ask of the whole program is found once, so that the work stays linear.

    @cached_property
    def keywords(self) -> Counter[str]:
        """How often each keyword argument is used."""
        calls = (node for _, node in self.program.walk() if isinstance(node, ast.Call))
        return Counter(item.arg for call in calls for item in call.keywords if item.arg)

    @cached_property
    def metrics(self) -> frozenset[str]:
        """The metrics that models are compiled with, as texts; both spellings where unknown.

        Where the document compiles none, those of the files that go with it.
        """
        found: set[str] = set()
        for _, node in self.program.walk():
            if isinstance(node, ast.keyword) and node.arg == "metrics":
                if not isinstance(node.value, ast.List):
                    found |= {"acc", "accuracy"}
                texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
                found.update(text for text in texts if isinstance(text, str))
        return frozenset(found) or self.metrics_beside()

    @cached_property
    def looks_up_metrics(self) -> bool:
        """Whether `history.history` is asked for a key that is not written there."""
        return any(
            isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "history"
            and not isinstance(node.slice, ast.Constant)
            for _, node in self.program.walk()
        )

    @cached_property
    def functions(self) -> frozenset[str]:
        """The names of all functions and methods that the document defines."""
        return frozenset(
            node.name for _, node in self.program.walk() if isinstance(node, ast.FunctionDef)
        )

    @cached_property
    def returned(self) -> dict[str, list[ast.expr]]:
        """What each function of the document returns, by its name."""
        found: dict[str, list[ast.expr]] = {}
        for _, node in self.program.walk():
            if isinstance(node, ast.FunctionDef):
                results = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
                found.setdefault(node.name, []).extend(one for one in results if one is not None)
        return found

    @cached_property
    def scopes_arguments(self) -> bool:
        """Whether the document gives functions arguments by `arg_scope`."""
        return any(name.endswith(".arg_scope") for name in self.names.qualified.values())

    @cached_property
    def libraries(self) -> frozenset[str]:
        """The top-level packages that it imports."""
        bindings = (b for known in self.names.bound.values() for b in known if b)
        return frozenset(binding.split(".")[0] for binding in bindings)

    @cached_property
    def values(self) -> dict[str, list[ast.expr | None]]:
        """What each name is assigned anywhere; None where that is no single expression."""
        found: dict[str, list[ast.expr | None]] = {}
        for _, node in self.program.walk():
            if isinstance(node, ast.arg):
                found.setdefault(node.arg, []).append(None)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    for name, value in _assigned(target, node.value):
                        found.setdefault(name, []).append(value)
        return found

    @cached_property
    def looped(self) -> frozenset[str]:
        """The names that loops, comprehensions and `with` bind, beside those of `values`."""
        targets: list[ast.expr] = []
        for _, node in self.program.walk():
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                targets.append(node.target)
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                targets.append(node.optional_vars)
        names = (each for target in targets for each in ast.walk(target))
        return frozenset(each.id for each in names if isinstance(each, ast.Name))

    @cached_property
    def uses(self) -> dict[str, list[ast.Name]]:
        """Where each name is read."""
        found: dict[str, list[ast.Name]] = {}
        for _, node in self.program.walk():
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def parameters(self) -> dict[str, list[ast.AST | None]]:
        """The functions and lambdas that have a parameter of this name."""
        found: dict[str, list[ast.AST | None]] = {}
        for _, node in self.program.walk():
            for argument in ast.walk(node) if isinstance(node, ast.arguments) else ():
                if isinstance(argument, ast.arg):
                    found.setdefault(argument.arg, []).append(self.program.parents.get(node))
        return found

    @cached_property
    def calls(self) -> dict[str, list[ast.Call]]:
        """Where what has a name is called, as a function or as a method."""
        found: dict[str, list[ast.Call]] = {}
        for _, node in self.program.walk():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                found.setdefault(name, []).append(node)
        return found

    @cached_property
    def literals(self) -> dict[ast.expr, ParsedCell]:
        """The strings of the program, f-strings too, each with its cell; no docstrings."""
        return {
            node: cell
            for cell, node in self.program.walk()
            if isinstance(node, ast.JoinedStr)
            or (isinstance(node, ast.Constant) and isinstance(node.value, str))
            if not isinstance(self.program.parents.get(node), ast.Expr | ast.JoinedStr)
        }

    def given(self, name: str) -> list[ast.expr]:
        """What a name is given: by assignments, and as a parameter by the calls of its function."""
        found = [value for value in self.values.get(name, []) if value is not None]
        for owner in self.parameters.get(name, []):
            if not isinstance(owner, ast.FunctionDef):
                continue
            places = [each.arg for each in owner.args.args if each.arg != "self"]
            for call in self.calls.get(owner.name, []):
                named = next((item.value for item in call.keywords if item.arg == name), None)
                if named is not None:
                    found.append(named)
                elif name in places and places.index(name) < len(call.args):
                    found.append(call.args[places.index(name)])
        return found

    def origins(self, node: ast.expr) -> list[ast.expr | None]:
        """The expressions that make what an expression is; None among them where one is unknown.

        An attribute that nothing is assigned to stands for itself.

        Names and attributes (`self.model`) are followed to the end: through `x = y`, and through
        the parameters of the document's functions to what these are called with.
        """
        key = dotted(node)
        if not key or self.names.of(node) is not None:
            return [node]
        if key not in self._origins:
            self._origins[key] = self._followed(node)
        return self._origins[key]

    def _followed(self, node: ast.expr) -> list[ast.expr | None]:
        found: list[ast.expr | None] = []
        seen: set[str] = set()
        todo: list[ast.expr | None] = [node]
        while todo:
            each = todo.pop()
            name = "" if each is None or self.names.of(each) is not None else dotted(each)
            if not name:
                found.append(each)
            elif name not in seen:
                seen.add(name)
                made = self.bindings(name)
                todo += made
                if not made:
                    found.append(each if isinstance(each, ast.Attribute) else None)
        return found or [None]

    def bindings(self, name: str) -> list[ast.expr | None]:
        """What a name or an attribute is assigned, and called with where it is a parameter.

        None stands for what is unknown, as of a parameter of a function that nothing calls.
        """
        owner, _, attribute = name.partition(".")
        if attribute:
            return self.attributes.get(attribute, [])
        values = self.values.get(owner, [])
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            return values
        parameters = self.parameters.get(owner, [])
        called = [self._called_with(owner, function) for function in parameters]
        if len(known) + len(parameters) < len(values) or not all(called):
            return [None]
        return [*known, *(value for found in called for value in found)]

    def _called_with(self, name: str, function: ast.AST | None) -> list[ast.expr]:
        """What a function of the document is called with for a parameter; empty if unknown."""
        if not isinstance(function, ast.FunctionDef) or function.decorator_list:
            return []
        places = [each.arg for each in function.args.args if each.arg != "self"]
        found = []
        for call in self.calls.get(function.name, []):
            given = next((item.value for item in call.keywords if item.arg == name), None)
            if given is None and name in places and places.index(name) < len(call.args):
                given = call.args[places.index(name)]
            if given is None or isinstance(given, ast.Starred):
                return []
            found.append(given)
        return found

    def same_name(self, name: str) -> str:
        """The first name of what a name was only ever assigned: `a` for `b` after `b = a`."""
        seen = set()
        while name not in seen:
            seen.add(name)
            match self.values.get(name):
                case [ast.Name(id=other)]:
                    name = other
        return name

    @cached_property
    def unpacked(self) -> dict[str, list[tuple[ast.expr, int]]]:
        """What names are one of: `a, b = f()` makes `b` the part at place 1 of `f()`."""
        found: dict[str, list[tuple[ast.expr, int]]] = {}
        for _, node in self.program.walk():
            for target in node.targets if isinstance(node, ast.Assign) else ():
                if isinstance(target, ast.Tuple | ast.List) and isinstance(node, ast.Assign):
                    for place, element in enumerate(target.elts):
                        if isinstance(element, ast.Name) and isinstance(node.value, ast.Call):
                            found.setdefault(element.id, []).append((node.value, place))
        return found

    @cached_property
    def attributes(self) -> dict[str, list[ast.expr | None]]:
        """What attributes of this name are assigned anywhere, on whatever object."""
        found: dict[str, list[ast.expr | None]] = {}
        for _, node in self.program.walk():
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Attribute):
                        found.setdefault(target.attr, []).append(node.value)
        return found

    @cached_property
    def first_layers(self) -> frozenset[ast.Call]:
        """The calls `model.add(...)` that add the first layer since the model was made."""
        begun: set[str] = set()
        first: set[ast.Call] = set()
        for node in self.in_order(ast.Assign, ast.arg, ast.Call):
            if isinstance(node, ast.arg):
                begun.discard(node.arg)
            elif isinstance(node, ast.Assign):
                made = {path for each in node.targets if (path := dotted(each))}
                filled = isinstance(node.value, ast.Call) and any(
                    isinstance(each, ast.List) and each.elts for each in node.value.args
                )
                begun = begun | made if filled else begun - made
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "add"
                and (owner := dotted(node.func.value))
            ):
                if owner not in begun:
                    first.add(node)
                begun.add(owner)
        return frozenset(first)

    def in_order(self, *kinds: type[ast.AST]) -> list[ast.AST]:
        """The nodes of these types from the top of the document to its end."""
        found: list[ast.AST] = []
        for cell in self.program.cells:
            here = [node for node in cell.nodes if isinstance(node, kinds)]
            found += sorted(here, key=lambda node: cell.span(node).start)
        return found

    @cached_property
    def keras_models(self) -> frozenset[str]:
        """The classes of the document that are Keras models."""
        return frozenset(
            node.name
            for _, node in self.program.walk()
            if isinstance(node, ast.ClassDef)
            and any(_is_keras_model(self.names.of(base) or "") for base in node.bases)
        )

    @cached_property
    def filled(self) -> frozenset[str]:
        """The names whose elements are assigned: `a[i] = x`, `a[i] += x`, `np.add(x, y, out=a)`."""
        stored = (
            node.value.id
            for _, node in self.program.walk()
            if isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
        )
        given = (
            node.value.id
            for _, node in self.program.walk()
            if isinstance(node, ast.keyword)
            and node.arg == "out"
            and isinstance(node.value, ast.Name)
        )
        return frozenset((*stored, *given))

    @cached_property
    def captured(self) -> frozenset[str]:
        """The names that `%%capture NAME` binds."""
        return frozenset(
            word
            for cell in self.program.cells
            if cell.mask.cell_magic == "capture"
            for word in cell.mask.argument.split()
        )

    @cached_property
    def undefined(self) -> dict[int, list[ast.Name]]:
        """The names that nothing defines, by cell."""
        found: dict[int, list[ast.Name]] = {}
        for cell, name in self.names.free:
            found.setdefault(cell.index, []).append(name)
        return found

    def free_name(self, module: str, name: str) -> ImportRequest:
        """A request for `from MODULE import NAME`, under a name nothing else in the notebook has.

        The name itself if it is free or already means this import, else `tf1_NAME`, and so on. A
        part of `reference` that is called as a module of Python's is never `math`.
        """
        wanted = f"{module}.{name}"
        is_pythons = module == "reference" and name in sys.stdlib_module_names
        others = (f"tf1_{name}", *(f"tf1_{name}_{n}" for n in range(2, 100)))
        for candidate in others if is_pythons else (name, *others):
            starred = self.names.from_star(candidate)
            taken = candidate in self.names.every or not (
                starred in (None, wanted) or _is_gone(starred or "")
            )
            bindings = self.names.bound.get(candidate, [])
            if not taken or (bindings and all(binding == wanted for binding in bindings)):
                return ImportRequest(module, name, candidate)
        raise ValueError(f"no name is free for {wanted}")


def dotted(node: ast.expr) -> str:
    """`self.model` for a name or an attribute of one; empty for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _is_gone(name: str) -> bool:
    """Whether a star brings no such name: any name below `tensorflow.python` may have been one."""
    symbol = tables.lookup(name)
    return symbol is not None and symbol.state == "reported"


def _is_keras_model(name: str) -> bool:
    return name.rpartition(".")[2] == "Model" and "keras" in name.split(".")


def _assigned(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        paired = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
        for index, element in enumerate(target.elts):
            inner = value.elts[index] if paired and isinstance(value, ast.Tuple) else None
            yield from _assigned(element, inner)


Check = Callable[[ast.AST, ParsedCell, Context], Iterable[Finding]]
CheckCell = Callable[[Cell, Context], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """One thing that is looked for.

    Attributes:
        code: the code users select by, e.g. `"TF105"`.
        name: a short name in kebab case.
        summary: one sentence: what is found and what is done.
        url: where the change is described by those who made it.
        examples: before and after; they make the rule's tests and its page.
        nodes: the node types that `check` is called with.
        check: findings of one node.
        check_cell: findings of one cell of any kind (environment commands, prose).
    """

    code: str
    name: str
    summary: str
    url: str
    examples: tuple[Example, ...] = ()
    nodes: tuple[type[ast.AST], ...] = ()
    check: Check | None = None
    check_cell: CheckCell | None = None

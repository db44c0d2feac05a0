"""What a name means, across cells: imports, aliases, rebinding, scopes.

One pass over the program in the order of its cells follows what each name is bound to. A
module-level name means what it was last bound to above; the body of a function sees the names
as the whole notebook leaves them, as Python itself does, unless the notebook binds a name to
different things: then it sees the ones of the place where it is defined.
"""

from __future__ import annotations

import ast
import builtins
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from migrate import tables
from migrate.program import ParsedCell, Program
from migrate.tables.neighbours import moved, rows_for

_BUILTINS = frozenset(dir(builtins))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

# What these mean where nothing binds them: posts leave imports out, helpers give them by a star.
_TENSORFLOW = {"tf": "tensorflow"}

# A binding: the qualified name that a name stands for, or None for anything else.
Binding = str | None


@dataclass
class Names:
    """The result: qualified names of the nodes that have one.

    Attributes:
        qualified: `Name` and `Attribute` nodes that stand for an imported thing, by node, e.g.
            `"tensorflow.nn.relu"`.
        bound: every name that the notebook binds at module level, with its bindings in order.
        free: `Name` nodes that nothing binds.
        stars: modules of `from module import *`, in order.
        imports: import statements in order, with their cell.
        every: every name that is bound anywhere, in any scope.
        attached: qualified names that the notebook itself assigns (`tf.model = ...`).
        assumed: `Name` nodes that nothing binds and that can only mean one thing (`tf`).
    """

    qualified: dict[ast.AST, str] = field(default_factory=dict)
    bound: dict[str, list[Binding]] = field(default_factory=dict)
    free: list[tuple[ParsedCell, ast.Name]] = field(default_factory=list)
    stars: list[str] = field(default_factory=list)
    imports: list[tuple[ParsedCell, ast.Import | ast.ImportFrom]] = field(default_factory=list)
    every: set[str] = field(default_factory=set)
    attached: set[str] = field(default_factory=set)
    assumed: set[ast.AST] = field(default_factory=set)

    def of(self, node: ast.AST) -> str | None:
        """The qualified name of a node, or None."""
        return self.qualified.get(node)

    def from_star(self, name: str) -> str | None:
        """What `from tensorflow import *`, or one of Keras, makes of a name nothing else binds."""
        for module in reversed(self.stars):
            full = f"{module}.{name}"
            if module.startswith("tensorflow") and tables.lookup(full) is not None:
                return full
            if module.startswith("keras") and _is_of_keras(full):
                return full
        return None


def _is_of_keras(name: str) -> bool:
    """Whether Keras had a name, by today's table or by one of its own that it moved from."""
    row = moved(name)
    known = f"tensorflow.{row.new}" if row is not None and row.new else f"tensorflow.{name}"
    return bool(rows_for(name)) or tables.lookup(known) is not None


class Scope:
    """The bindings of one function, class, comprehension or module while it is walked."""

    def __init__(self, parent: Scope | None, local: Iterable[str] = (), is_class: bool = False):
        self.parent = parent
        self.is_class = is_class
        self.bindings: dict[str, Binding] = {}
        self.local = set(local)

    def has(self, name: str) -> bool:
        """Whether the name belongs to this scope."""
        return name in self.bindings or name in self.local


def resolve(program: Program) -> Names:
    """Follow the names of a program."""
    walker = _Walker(program)
    walker.run()
    return walker.names


class _Walker:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.names = Names()
        self.module = Scope(None)
        self.deferred: deque[tuple[ParsedCell, ast.AST, Scope, int]] = deque()
        self.unbound: list[tuple[ParsedCell, ast.Name]] = []
        self.cell: ParsedCell | None = None
        # The bindings of the module are numbered, so that a place in the program is a number:
        # what it sees of a name is the last binding with a smaller one.
        self.clock = 0
        self.times: dict[str, list[int]] = {}
        self.rebound: set[str] = set()
        self.seen_until: int | None = None

    def run(self) -> None:
        salvaged = list(self.program.salvaged)
        for cell in self.program.cells:
            while salvaged and salvaged[0][0] < cell.index:
                self.bind_aliases(salvaged.pop(0)[1], self.module)
            self.cell = cell
            for statement in cell.tree.body:
                self.statement(statement, self.module)
        for _, node in salvaged:
            self.bind_aliases(node, self.module)
        while self.deferred:
            self.cell, function, scope, self.seen_until = self.deferred.popleft()
            self.function(function, scope)
        self.seen_until = None
        self.settle_unbound()

    # -- statements -------------------------------------------------------------------------

    def statement(self, node: ast.stmt, scope: Scope) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self.bind_import(node, scope)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for expression in [*node.decorator_list, *_defaults(node.args), *_annotations(node)]:
                self.expression(expression, scope)
            self.bind(node.name, None, scope)
            self.defer(node, scope)
        elif isinstance(node, ast.ClassDef):
            for expression in [
                *node.decorator_list,
                *node.bases,
                *(k.value for k in node.keywords),
            ]:
                self.expression(expression, scope)
            inner = Scope(scope, is_class=True)
            for statement in node.body:
                self.statement(statement, inner)
            self.bind(node.name, None, scope)
        elif isinstance(node, ast.Assign):
            self.expression(node.value, scope)
            alias = self.names.qualified.get(node.value)
            for target in node.targets:
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    self.bind_pairs(target, node.value, scope)
                else:
                    self.target(target, alias, scope)
        else:
            self.compound(node, scope)

    def bind_pairs(self, target: ast.Tuple, value: ast.Tuple, scope: Scope) -> None:
        same = len(target.elts) == len(value.elts)
        for index, element in enumerate(target.elts):
            alias = self.names.qualified.get(value.elts[index]) if same else None
            self.target(element, alias, scope)

    def compound(self, node: ast.stmt, scope: Scope) -> None:
        """Any other statement: its expressions in order, then its bodies."""
        if isinstance(node, ast.AnnAssign | ast.AugAssign):
            if node.value is not None:
                self.expression(node.value, scope)
            if isinstance(node, ast.AnnAssign):
                self.expression(node.annotation, scope)
            self.target(node.target, None, scope)
            return
        if isinstance(node, ast.Delete | ast.Global | ast.Nonlocal):
            for child in ast.iter_child_nodes(node):
                self.expression(child, scope)
            return
        if isinstance(node, ast.For | ast.AsyncFor):
            self.expression(node.iter, scope)
            self.target(node.target, None, scope)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                self.expression(item.context_expr, scope)
                if item.optional_vars is not None:
                    self.target(item.optional_vars, None, scope)
        elif isinstance(node, ast.Match):
            self.expression(node.subject, scope)
        for name, value in ast.iter_fields(node):
            if name in ("iter", "target", "items", "subject"):
                continue
            for child in value if isinstance(value, list) else [value]:
                self.part(child, scope)

    def part(self, child: object, scope: Scope) -> None:
        if isinstance(child, ast.stmt):
            self.statement(child, scope)
        elif isinstance(child, ast.ExceptHandler):
            if child.type is not None:
                self.expression(child.type, scope)
            if child.name:
                self.bind(child.name, None, scope)
            for statement in child.body:
                self.statement(statement, scope)
        elif isinstance(child, ast.match_case):
            for node in ast.walk(child.pattern):
                for name in (getattr(node, "name", None), getattr(node, "rest", None)):
                    if isinstance(name, str):
                        self.bind(name, None, scope)
                if isinstance(node, ast.expr):
                    self.expression(node, scope)
            if child.guard is not None:
                self.expression(child.guard, scope)
            for statement in child.body:
                self.statement(statement, scope)
        elif isinstance(child, ast.AST):
            self.expression(child, scope)

    # -- bindings ---------------------------------------------------------------------------

    def bind_import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        assert self.cell is not None
        self.names.imports.append((self.cell, node))
        self.bind_aliases(node, scope)

    def bind_aliases(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                if alias.asname:
                    self.bind(alias.asname, alias.name, scope)
                else:
                    top = alias.name.split(".")[0]
                    self.bind(top, top, scope)
            elif alias.name == "*":
                if node.module and not node.level:
                    self.names.stars.append(node.module)
            else:
                known = f"{node.module}.{alias.name}" if node.module and not node.level else None
                self.bind(alias.asname or alias.name, known, scope)

    def bind(self, name: str, value: Binding, scope: Scope) -> None:
        self.names.every.add(name)
        scope.bindings[name] = value
        if scope is self.module or name in getattr(scope, "globals", ()):
            self.module.bindings[name] = value
            known = self.names.bound.setdefault(name, [])
            if known and known[0] != value:
                self.rebound.add(name)
            known.append(value)
            self.times.setdefault(name, []).append(self.clock)
            self.clock += 1

    def target(self, node: ast.expr, alias: Binding, scope: Scope) -> None:
        if isinstance(node, ast.Name):
            self.bind(node.id, alias, scope)
        elif isinstance(node, ast.Tuple | ast.List):
            for element in node.elts:
                self.target(element, None, scope)
        elif isinstance(node, ast.Starred):
            self.target(node.value, None, scope)
        else:
            self.expression(node, scope)

    # -- functions --------------------------------------------------------------------------

    def defer(self, node: ast.AST, scope: Scope) -> None:
        assert self.cell is not None
        now = self.clock if self.seen_until is None else self.seen_until
        self.deferred.append((self.cell, node, scope, now))

    def function(self, node: ast.AST, outer: Scope) -> None:
        assert isinstance(node, _FUNCTIONS)
        while outer.is_class and outer.parent is not None:
            outer = outer.parent
        body = node.body if isinstance(node.body, list) else [node.body]
        scope = Scope(outer)
        declared = _declared(body)
        scope.globals = declared  # type: ignore[attr-defined]
        scope.local = (set(_parameters(node.args)) | set(_stores(body))) - declared
        for name in _parameters(node.args):
            scope.bindings[name] = None
            self.names.every.add(name)
        for part in body:
            if isinstance(part, ast.stmt):
                self.statement(part, scope)
            else:
                self.expression(part, scope)

    # -- expressions ------------------------------------------------------------------------

    def expression(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Name):
            self.name(node, scope)
        elif isinstance(node, ast.Attribute):
            self.expression(node.value, scope)
            base = self.names.qualified.get(node.value)
            if base is not None:
                self.names.qualified[node] = f"{base}.{node.attr}"
                if isinstance(node.ctx, ast.Store):
                    self.names.attached.add(f"{base}.{node.attr}")
        elif isinstance(node, ast.Lambda):
            for default in _defaults(node.args):
                self.expression(default, scope)
            self.defer(node, scope)
        elif isinstance(node, _COMPREHENSIONS):
            self.comprehension(node, scope)
        elif isinstance(node, ast.NamedExpr):
            self.expression(node.value, scope)
            self.target(node.target, self.names.qualified.get(node.value), scope)
        else:
            for child in ast.iter_child_nodes(node):
                self.expression(child, scope)
            if isinstance(node, ast.Call):
                self.named_attribute(node)

    def named_attribute(self, node: ast.Call) -> None:
        """`getattr(tf, "mul")` is `tf.mul`; with a default it is a question, not a use."""
        match node:
            case ast.Call(ast.Name("getattr"), [owner, ast.Constant(str() as attribute)], []) if (
                "getattr" not in self.names.every
            ):
                base = self.names.qualified.get(owner)
                if base is not None:
                    self.names.qualified[node] = f"{base}.{attribute}"

    def comprehension(self, node: ast.AST, scope: Scope) -> None:
        inner = Scope(scope)
        for generator in node.generators:  # type: ignore[attr-defined]
            self.expression(generator.iter, inner)
            self.target(generator.target, None, inner)
            for condition in generator.ifs:
                self.expression(condition, inner)
        for name in ("key", "value", "elt"):
            part = getattr(node, name, None)
            if part is not None:
                self.expression(part, inner)

    def name(self, node: ast.Name, scope: Scope) -> None:
        assert self.cell is not None
        if not isinstance(node.ctx, ast.Load):
            return
        current: Scope | None = scope
        while current is not None and current is not self.module:
            if current.has(node.id) and (current is scope or not current.is_class):
                self.note(node, current.bindings.get(node.id))
                return
            current = current.parent
        if self.seen_until is not None:
            known = self.names.bound.get(node.id)
            if known is None:
                self.unbound.append((self.cell, node))
                return
            before = bisect_left(self.times[node.id], self.seen_until)
            is_one = node.id not in self.rebound or not before
            self.note(node, known[-1] if is_one else known[before - 1])
        elif node.id in self.module.bindings:
            self.note(node, self.module.bindings[node.id])
        else:
            self.unbound.append((self.cell, node))

    def note(self, node: ast.AST, value: Binding) -> None:
        if value is not None:
            self.names.qualified[node] = value

    def settle_unbound(self) -> None:
        """Names used above their binding: the notebook was run in another order."""
        for cell, node in self.unbound:
            later = self.names.bound.get(node.id)
            if later is not None:
                self.note(node, later[0])
                self.extend(node)
            elif node.id not in _BUILTINS:
                starred = _TENSORFLOW.get(node.id) or self.names.from_star(node.id)
                if starred is None:
                    self.names.free.append((cell, node))
                else:
                    self.note(node, starred)
                    self.extend(node)
                    if node.id in _TENSORFLOW:
                        self.names.assumed.add(node)

    def extend(self, node: ast.AST) -> None:
        parent = self.program.parents.get(node)
        while isinstance(parent, ast.Attribute) and node in self.names.qualified:
            self.names.qualified[parent] = f"{self.names.qualified[node]}.{parent.attr}"
            node, parent = parent, self.program.parents.get(parent)


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    arguments = node.args
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        if argument.annotation is not None:
            yield argument.annotation
    if node.returns is not None:
        yield node.returns


def _parameters(arguments: ast.arguments) -> list[str]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
    return [argument.arg for argument in found]


def _own_nodes(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a function's body that belong to its own scope."""
    stack = list(body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, *_COMPREHENSIONS)):
            stack.extend(ast.iter_child_nodes(node))


def _declared(body: Sequence[ast.AST]) -> set[str]:
    names: set[str] = set()
    for node in _own_nodes(body):
        if isinstance(node, ast.Global | ast.Nonlocal):
            names.update(node.names)
    return names


def _stores(body: Sequence[ast.AST]) -> Iterator[str]:
    for node in _own_nodes(body):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield (alias.asname or alias.name).split(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name

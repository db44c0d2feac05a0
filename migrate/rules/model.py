"""What a rule is, and what it may look at."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from migrate.document import Cell, Document
from migrate.edits import Finding, ImportRequest
from migrate.program import ParsedCell, Program
from migrate.resolve import Names


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
        graph_mode: whether it makes sessions or placeholders, which eager mode does not have.
    """

    document: Document
    program: Program
    names: Names
    broken: dict[int, str] = field(default_factory=dict)
    legacy: bool = False
    trains_keras: bool = False
    graph_mode: bool = False

    @property
    def stays_eager(self) -> bool:
        """Whether the document needs eager mode, so that it must not be turned off."""
        return self.trains_keras and not self.graph_mode

    def free_name(self, module: str, name: str) -> ImportRequest:
        """A request for `from MODULE import NAME`, under a name nothing else in the notebook has.

        The name itself if it is free or already means this import, else `tf1_NAME`, and so on.
        """
        wanted = f"{module}.{name}"
        for candidate in (name, f"tf1_{name}", *(f"tf1_{name}_{n}" for n in range(2, 100))):
            taken = candidate in self.names.every
            bindings = self.names.bound.get(candidate, [])
            if not taken or (bindings and all(binding == wanted for binding in bindings)):
                return ImportRequest(module, name, candidate)
        raise ValueError(f"no name is free for {wanted}")


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

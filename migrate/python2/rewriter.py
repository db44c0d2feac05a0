"""One pass over the tree of a Python 2 cell: children first, each node by the handlers of its
kind."""

from __future__ import annotations

from collections.abc import Callable

from migrate.python2.bindings import Bindings, collect
from migrate.python2.kinds import Kinds
from migrate.python2.notes import Note, Python2Upgrade, Severity
from migrate.python2.syntax import parses
from migrate.python2.tree import EditBuffer, Node, Script

Handler = Callable[["Rewriter", Node], None]
_VERSION_MARKS = frozenset({"version_info", "PY2", "PY3", "python_version", "version"})


class Rewriter:
    """What the handlers share: the script, its edits, the notes, what names hold, and imports to
    be added."""

    def __init__(
        self,
        script: Script,
        masked: tuple[tuple[int, int], ...],
        own: Bindings,
        notebook: Bindings,
        shared: frozenset[str],
    ) -> None:
        self.script = script
        self.source = script.source
        self.buffer = EditBuffer(script.source, masked)
        self.kinds = Kinds(own, notebook)
        self.shared = shared
        self.notes: list[Note] = []
        self.imports: list[str] = []
        self.expand_tabs = False
        self.opened: set[int] = set()  # where the calls of open() stand that have their mode
        self._named: dict[str, list[Node]] = {}

    def named(self, name: str) -> list[Node]:
        """Return the tokens of the script that are this name, in order."""
        if not self._named:
            for leaf in self.script.root.walk():
                if leaf.kind == "NAME":
                    self._named.setdefault(leaf.value, []).append(leaf)
        return self._named.get(name, [])

    def text(self, node: Node) -> str:
        """Return a node's text with the edits made so far."""
        return self.buffer.text(node.start, node.end)

    def note(self, code: str, node: Node, message: str, severity: Severity = "fixed") -> None:
        """Say something about a node."""
        self.notes.append(Note(code, node.start, node.end, message, severity))

    def replace(self, code: str, node: Node, new: str, message: str) -> None:
        """Replace a node's whole text (built with :meth:`text`) and say so."""
        if self.editable(node):
            self.buffer.swallow(node.start, node.end, new)
            self.note(code, node, message)

    def editable(self, node: Node) -> bool:
        """Tell whether a node holds no masked text."""
        return self.buffer.allowed(node.start, node.end)

    def indent_of(self, node: Node) -> str:
        """Return the white space before the first node of a line, as it will be in the result."""
        indent = self.source[self.source.rfind("\n", 0, node.start) + 1 : node.start]
        return indent.expandtabs(8) if self.expand_tabs else indent

    def request_import(self, statement: str) -> None:
        """Ask for an import statement at the head of the cell."""
        if statement not in self.imports:
            self.imports.append(statement)

    def is_builtin(self, leaf: Node) -> bool:
        """Tell whether a name token is a use of the builtin of that name."""
        return (
            is_reference(leaf) and not self.kinds.is_bound(leaf.value, leaf) and not guarded(leaf)
        )


def is_reference(leaf: Node) -> bool:
    """Tell whether a name token reads or calls a variable: no attribute, keyword, parameter or
    definition."""
    if leaf.kind != "NAME" or leaf.parent is None:
        return False
    parent = leaf.parent
    if parent.kind in (
        "dotted_name",
        "import_as_name",
        "import_as_names",
        "dotted_as_name",
        "global_stmt",
    ):
        return False
    if parent.kind in (
        "import_name",
        "import_from",
        "dotted_as_names",
        "parameters",
        "tname",
        "tfpdef",
    ):
        return False
    if parent.kind in ("funcdef", "classdef") and parent.children[1] is leaf:
        return False
    if parent.kind == "trailer" and parent.children[0].is_op("."):
        return False
    if parent.kind in ("typedargslist", "varargslist"):
        before = leaf.previous()
        return before is not None and before.is_op("=")
    return not (
        parent.kind == "argument" and parent.children[0] is leaf and parent.children[1].is_op("=")
    )


def guarded(node: Node) -> bool:
    """Tell whether the code cares for both Pythons itself: try/except ImportError, a test of the
    version."""
    inside = node
    for above in node.ancestors():
        if above.kind == "try_stmt":
            clauses = [c for c in above.children if c.kind == "except_clause" or c.is_op("except")]
            names = {leaf.value for c in clauses for leaf in c.walk() if leaf.kind == "NAME"}
            if names & {"ImportError", "NameError", "ModuleNotFoundError", "AttributeError"}:
                return True
            bare = any(c.is_op("except") for c in clauses)
            if bare and any(a.kind.startswith("import_") for a in [node, *node.ancestors()]):
                return True
        if above.kind in ("if_stmt", "test") and _asks_version(above, inside):
            return True
        inside = above
    return False


def _asks_version(choice: Node, inside: Node) -> bool:
    """Tell whether an if or a ternary that a node stands in chooses by the version of Python."""
    if choice.kind == "test":
        conditions = choice.children[2:3]
    else:
        heads = [i for i, child in enumerate(choice.children) if child.is_op("if", "elif")]
        conditions = [choice.children[i + 1] for i in heads]
    if inside in conditions:
        return False
    names = {
        leaf.value for condition in conditions for leaf in condition.walk() if leaf.kind == "NAME"
    }
    return bool(names & _VERSION_MARKS)


def rewrite(
    script: Script,
    masked: tuple[tuple[int, int], ...],
    notebook: Bindings,
    shared: frozenset[str],
    handlers: dict[str, list[Handler]],
) -> Python2Upgrade:
    """Run the handlers over a script and return the checked result."""
    result = _run(Rewriter(script, masked, collect(script, masked), notebook, shared), handlers)
    if isinstance(parses(result.apply(script.source)), TabError):
        context = Rewriter(script, masked, collect(script, masked), notebook, shared)
        context.expand_tabs = True
        result = _run(context, handlers)
    if parses(result.apply(script.source)) is None:
        return result
    manual = tuple(note for note in result.findings if note.severity == "manual")
    return Python2Upgrade((), manual, parses(script.source) is None)


def _run(context: Rewriter, handlers: dict[str, list[Handler]]) -> Python2Upgrade:
    for node in context.script.root.walk():
        for handler in handlers.get(node.kind, ()):
            handler(context, node)
    if context.imports:
        _add_imports(context)
    if context.expand_tabs:
        _expand_tabs(context)
    return _finish(context)


def _finish(context: Rewriter) -> Python2Upgrade:
    notes = tuple(sorted(context.notes, key=lambda n: (n.start, n.end, n.code)))
    return Python2Upgrade(context.buffer.edits(), notes, True)


def _add_imports(context: Rewriter) -> None:
    statements = [s for s in context.script.root.children if s.kind not in ("NEWLINE", "ENDMARKER")]
    for index, statement in enumerate(statements):
        text = context.source[statement.start : statement.end]
        docstring = index == 0 and statement.children and statement.children[0].kind == "STRING"
        if docstring or text.startswith("from __future__") or not context.editable(statement):
            continue
        context.buffer.wrap(
            statement.start, statement.start, "".join(f"{line}\n" for line in context.imports), ""
        )
        return


def _expand_tabs(context: Rewriter) -> None:
    source = context.source
    for node in context.script.root.walk():
        if (
            node.kind not in ("simple_stmt",)
            and not node.kind.endswith(("_stmt", "def", "decorated"))
            and (
                not node.is_op("elif", "else", "except", "finally", "@")
                and node.kind != "except_clause"
            )
        ):
            continue
        line = source.rfind("\n", 0, node.start) + 1
        indent = source[line : node.start]
        if "\t" in indent and not indent.strip() and context.buffer.allowed(line, node.start):
            context.buffer.replace(line, node.start, indent.expandtabs(8))
            context.notes.append(
                Note("PY210", line, node.start, "tabs in the indentation to spaces", "fixed")
            )

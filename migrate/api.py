"""Migrate a text or a file: the pure core, and thin input and output around it.

Source of the flow: load, upgrade Python 2 cells, parse, resolve names, run the rules, apply
their edits, then parse and resolve the *result*: what TensorFlow name is left there and does
not resolve becomes a finding, so a clean result is a checked one.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from migrate import document as documents
from migrate import python2, rules
from migrate.document import Cell, Document, DocumentError
from migrate.edits import Edit, EditSet, Finding, Origins, Severity, Span, apply_edits
from migrate.magics import mask, written_file
from migrate.program import (
    Lines,
    ParsedCell,
    ParseError,
    Program,
    parse_cell,
    salvage_imports,
)
from migrate.resolve import resolve
from migrate.rules.model import Context
from migrate.siblings import metrics_beside, siblings
from migrate.sources import TextEdit, pieces, replaced
from migrate.targets import compat


@dataclass(frozen=True)
class Options:
    """What to look for and what to do about it.

    Attributes:
        select: code prefixes of the rules to run; empty for all.
        ignore: code prefixes of the rules not to run.
        unsafe_fixes: also apply `suggested` edits.
        clear_outputs: drop stored outputs and execution counts.
        standalone: write the needed parts of `reference` into the notebook itself.
        together: real paths of the files that are migrated too, where the result will find them.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    clear_outputs: bool = False
    standalone: bool = False
    together: frozenset[str] = frozenset()

    def wants(self, code: str) -> bool:
        """Whether a rule is to run."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))


@dataclass(frozen=True)
class Located:
    """A finding with its place as people count: cell, line and column from 1.

    Attributes:
        finding: the finding; its span counts in the original source of the cell.
        cell: the cell's number, or None for a file without cells.
        line: the line in the cell; `file_line` the line in the file itself.
        column: the column in the line.
        applied: whether its edits are in the result.
        source: the source line it stands on, or a part of it if it is very long.
    """

    finding: Finding
    cell: int | None
    line: int
    column: int
    file_line: int
    applied: bool
    source: str


@dataclass(frozen=True)
class Migrated:
    """The document changed. `text` is the new file, `before` the old one.

    `changes` is what differs in the text; the new text is made when it is asked for, since the
    text of a notebook full of outputs may be large.
    """

    document: Document
    changes: tuple[TextEdit, ...]
    findings: tuple[Located, ...] = ()

    @property
    def before(self) -> str:
        """The text before the migration."""
        return self.document.text

    @cached_property
    def text(self) -> str:
        """The text after it."""
        return replaced(self.before, self.changes)

    def encoded(self) -> Iterator[bytes]:
        """The bytes of the new file, piece by piece."""
        return map(self.document.encode, pieces(self.before, self.changes))


@dataclass(frozen=True)
class Unchanged:
    """There was nothing to change; findings may still name what is left to do by hand."""

    document: Document
    findings: tuple[Located, ...] = ()

    @property
    def text(self) -> str:
        """The text as it was."""
        return self.document.text

    def encoded(self) -> Iterator[bytes]:
        """The bytes of the file."""
        return iter((self.document.encode(self.text),))


@dataclass(frozen=True)
class Skipped:
    """The file is none of the tool's business, e.g. a notebook for R; `reason` says why."""

    reason: str
    findings: tuple[Located, ...] = ()


@dataclass(frozen=True)
class Failed:
    """The file could not be read as a document; `reason` is one sentence."""

    reason: str
    findings: tuple[Located, ...] = ()


Outcome = Migrated | Unchanged | Skipped | Failed


def left_to_do(outcome: Outcome) -> list[Located]:
    """The findings that keep a result from being clean: legacy API that is still there."""
    return [
        item for item in outcome.findings if item.finding.legacy and not item.applied
    ]  # fmt: skip


def migrate_path(path: Path, options: Options | None = None) -> Outcome:
    """Read and migrate a file; nothing is written.

    Returns `Failed` with one sentence where the file cannot be read or is not a document.
    """
    try:
        document = documents.load(path)
    except DocumentError as error:
        return Failed(str(error))
    except FileNotFoundError:
        return Failed("does not exist")
    except OSError as error:
        return Failed(f"cannot be read: {error.strerror or error}")
    options = options or Options()
    known = _left_behind(path, document, options)
    return migrate_document(document, options, known, lambda: metrics_beside(document, path))


def _left_behind(path: Path, document: Document, options: Options) -> Iterator[Finding]:
    """A finding for each file that the document imports, which needs an upgrade and gets none."""
    if document.language != "python":
        return
    for sibling in siblings(document, path):
        real = os.path.realpath(sibling.path)
        if real not in options.together and _needs_upgrade(Path(real), os.stat(real).st_mtime_ns):
            name = os.path.relpath(sibling.path, path.parent)
            message = (
                f"{name} needs an upgrade too, and results beside the originals do not replace it: "
                "migrate the folder with -o FOLDER or --in-place"
            )
            yield Finding("NB104", sibling.span, message, Severity.MANUAL)


@cache
def _needs_upgrade(path: Path, stamp: int) -> bool:
    """Whether a file, or a file that it imports in turn, is written for TensorFlow 1.

    `stamp`, when the file was written, keeps apart what has changed since the last question.
    """
    waiting, seen = [path], {path}
    while waiting:
        one = waiting.pop()
        try:
            document = documents.load(one)
        except (DocumentError, OSError):
            continue
        outcome = migrate_document(document, Options())
        if isinstance(outcome, Migrated) or left_to_do(outcome):
            return True
        found = [sibling.path for sibling in siblings(document, one)]
        waiting += [other for other in found if other not in seen]
        seen.update(found)
    return False


def migrate_text(text: str, kind: str = "notebook", options: Options | None = None) -> Outcome:
    r"""Migrate the text of a notebook (`kind="notebook"`), script or Markdown post.

    >>> outcome = migrate_text("import tensorflow as tf\nx = tf.placeholder('int32')\n", "script")
    >>> print(outcome.text, end="")
    import tensorflow.compat.v1 as tf
    tf.disable_v2_behavior()
    x = tf.placeholder('int32')
    """
    try:
        document = documents.parse(text, kind)
    except DocumentError as error:
        return Failed(str(error))
    return migrate_document(document, options or Options())


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Leave the collector of cycles off: trees hold none, and it walks them over and over.

    It took a third of the time of a large document, and a share that grew with it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_no_search_for_cycles()
def migrate_document(
    document: Document,
    options: Options,
    known: Iterable[Finding] = (),
    metrics: Callable[[], frozenset[str]] = frozenset,
) -> Outcome:
    """Migrate a loaded document.

    Args:
        document: the document.
        options: the options.
        known: findings about it that join those of the rules.
        metrics: asks for the metrics of models that files beside it compile.
    """
    if document.language != "python":
        return Skipped(f"is a notebook for {document.language.capitalize()}, not for Python")
    migration = _Migration(document, options, metrics)
    for finding in known:
        if migration.wanted(finding, document):
            migration.locate(finding, False)
    return migration.run()


# An edit inside the arguments of a call that is itself edited has to wait for the next pass.
_PASSES = 8


@dataclass
class _Migration:
    """One run over one document; the steps in the order in which `run` calls them.

    Attributes:
        metrics: asks for the metrics of models that files beside the document compile.
        layers: by cell what each pass moved, so that a place in a later text is led back to the
            original.
        parsed: the cells parsed so far; most stay as they are from pass to pass.
        lines: the lines of the original cells with findings.
    """

    original: Document
    options: Options
    metrics: Callable[[], frozenset[str]] = frozenset
    located: dict[Finding, Located] = field(default_factory=dict)
    layers: list[dict[int, Origins]] = field(default_factory=list)
    parsed: Parsed = field(default_factory=dict)
    lines: dict[int, Lines] = field(default_factory=dict)

    def run(self) -> Outcome:
        result = self.upgrade_written_files()
        result = self.upgrade_python2(result)
        for _ in range(_PASSES):
            result, again = self.upgrade(result)
            if not again:
                break
        self.resolve_result(result)
        extra = result.python3_edits()
        extra += result.clear_outputs_edits() if self.options.clear_outputs else []
        changes = [*result.changes(), *extra]
        if self.options.standalone:
            from migrate import standalone

            text = replaced(self.original.text, changes)
            inlined = standalone.inline(text, result.kind)
            if inlined != text:
                changes = [TextEdit(0, len(self.original.text), inlined)]
        found = tuple(sorted(self.located.values(), key=_place))
        if not changes:
            return Unchanged(self.original, found)
        return Migrated(self.original, tuple(changes), found)

    def upgrade(self, document: Document) -> tuple[Document, bool]:
        """The document after one pass of the rules, and whether another one is needed."""
        program, broken = parse_cells(document, self.parsed)
        context = Context(document, program, resolve(program), broken)
        context.metrics_beside = self.metrics
        compat.classify(context)
        findings = [f for f in rules.run(context) if self.wanted(f, document)]
        early = [f for f in findings if f.code in rules.EARLY and f.edits]
        findings = early or findings
        chosen = self.choose(findings, program)
        waiting = {id(conflict.dropped) for conflict in chosen.conflicts}
        chosen = self.checked(chosen, document, program)
        applied = set(map(id, chosen.findings))
        for finding in findings:
            if id(finding) not in waiting:
                done = id(finding) in applied and bool(finding.edits or finding.imports)
                self.locate(finding, done)
        by_cell = {cell: chosen.for_cell(cell) for cell in chosen.cells()}
        if not by_cell:
            return document, False
        imported = any(r.name == compat.COMPAT for f in chosen.findings for r in f.imports)
        # A document's first import of TensorFlow needs the switch.
        again = bool(waiting or early) or imported
        # A cell that did not parse may do so now, and is looked at for the first time.
        again = again or not broken.keys().isdisjoint(by_cell)
        return self.edited(document, by_cell), again

    def edited(self, document: Document, by_cell: Mapping[int, Sequence[Edit]]) -> Document:
        """The document with the edits of one step, which are remembered."""
        self.layers.append({cell: Origins(edits) for cell, edits in by_cell.items()})
        return document.edited(edit for edits in by_cell.values() for edit in edits)

    def upgrade_written_files(self) -> Document:
        """The document with the Python files that `%%writefile` cells hold migrated."""
        layer: dict[int, list[Edit]] = {}
        for cell in self.original.cells:
            written = written_file(cell.source) if cell.kind == "code" else None
            if written is None or rules.is_left_alone(cell):
                continue
            begin = written[1]
            options = replace(self.options, standalone=False)
            outcome = migrate_text(cell.source[begin:], "script", options)
            lines = Lines(cell.source[begin:])
            for item in outcome.findings:
                span = item.finding.span
                start = begin + lines.starts[item.line - 1] + item.column - 1
                end = start + span.end - span.start
                moved = replace(item.finding, span=Span(cell.index, start, end), edits=())
                if self.wanted(moved, self.original):
                    self.locate(moved, item.applied)
            if isinstance(outcome, Migrated):
                layer[cell.index] = _line_edits(cell.index, begin, outcome.before, outcome.text)
        return self.edited(self.original, layer) if layer else self.original

    def upgrade_python2(self, document: Document) -> Document:
        """The document with its Python 2 cells rewritten."""
        masks = {c.index: mask(c.source) for c in document.cells if c.kind == "code"}
        masks = {index: masked for index, masked in masks.items() if not masked.opaque}
        chosen = [
            i for i, m in masks.items() if self.original.python2 or python2.is_python2(m.text)
        ]
        if not chosen:
            return document
        texts, spans = [m.text for m in masks.values()], [m.spans for m in masks.values()]
        survey = python2.survey(texts, masked=spans)
        if self.original.python2 is None and survey.is_python2:
            chosen = list(masks)  # one kernel ran all cells
        edits: list[Edit] = []
        for index in chosen:
            masked = masks[index]
            upgrade = python2.upgrade(masked.text, masked=masked.spans, notebook=survey)
            for note in upgrade.findings:
                self.note_python2(index, note, upgrade.ok)
            if upgrade.ok and self.options.wants("PY2"):
                edits += [Edit(Span(index, s, e), text) for s, e, text in upgrade.edits]
        layer: dict[int, list[Edit]] = {}
        for edit in edits:
            layer.setdefault(edit.span.cell, []).append(edit)
        return self.edited(document, layer) if layer else document

    def note_python2(self, index: int, note: python2.Note, ok: bool) -> None:
        if note.code == "PY200":
            return  # NB101 says it of any cell that does not parse
        may_be_right = note.severity == "suggested"
        finding = Finding(
            note.code,
            Span(index, note.start, note.end),
            note.message,
            Severity.MANUAL if may_be_right else Severity(note.severity),
            legacy=not may_be_right,
        )
        if self.wanted(finding, self.original):
            self.locate(finding, finding.severity is Severity.FIXED and ok)

    def wanted(self, finding: Finding, document: Document) -> bool:
        if not self.options.wants(finding.code):
            return False
        cell = document.cells[finding.span.cell]
        return not rules.is_silenced(finding, cell)

    def choose(self, findings: Iterable[Finding], program: Program) -> EditSet:
        """The edits to apply: those of fixed findings, and of suggested ones if asked for."""
        chosen = EditSet()
        taken: list[Finding] = []
        for finding in findings:
            unsafe = finding.severity is Severity.SUGGESTED and not self.options.unsafe_fixes
            if finding.severity is Severity.MANUAL or unsafe:
                continue
            if chosen.add(finding):
                taken.append(finding)
        return compat.with_imports(chosen, taken, program)

    def checked(self, chosen: EditSet, document: Document, program: Program) -> EditSet:
        """The edit set less the edits of any cell that would no longer parse."""
        parsed = {cell.index for cell in program.cells}
        bad: set[int] = set()
        for index in chosen.cells():
            source = apply_edits(document.cells[index].source, chosen.for_cell(index))
            if index not in parsed:
                continue
            try:
                parse_cell(index, source, dedents=document.kind == "notebook")
            except ParseError as error:
                bad.add(index)
                span = chosen.for_cell(index)[0].span
                message = f"the upgraded cell does not parse ({error}); it was left as it was"
                self.locate(Finding("NB102", span, message, Severity.MANUAL), False)
        if not bad:
            return chosen
        kept = EditSet()
        for finding in chosen.findings:
            if not bad & {edit.span.cell for edit in finding.edits}:
                kept.add(finding)
        return kept

    def resolve_result(self, result: Document) -> None:
        """A finding for every TensorFlow name of the result that does not resolve."""
        program, broken = parse_cells(result, self.parsed)
        context = Context(result, program, resolve(program), broken)
        known = {
            (item.finding.span.cell, item.line)
            for item in self.located.values()
            if item.finding.severity is not Severity.FIXED and not item.applied
        }
        for finding in compat.unresolved(context):
            place = self.place(finding, False)
            if self.wanted(finding, result) and (finding.span.cell, place.line) not in known:
                self.located.setdefault(place.finding, place)

    def locate(self, finding: Finding, applied: bool) -> None:
        """Keep a finding; what a later pass finds again stays as it was, unless it is mended."""
        place = self.place(finding, applied)
        if applied or place.finding not in self.located:
            self.located[place.finding] = place

    def place(self, finding: Finding, applied: bool) -> Located:
        """The finding with its place in the original."""
        index = finding.span.cell
        start, end = finding.span.start, finding.span.end
        for layer in reversed(self.layers):
            if index in layer:
                start = layer[index].of(start)
                end = max(start, layer[index].of(end))
        finding = replace(finding, span=Span(index, start, end))
        if index not in self.lines:
            self.lines[index] = Lines(self.original.cells[index].source)
        line, column = self.lines[index].place(start)
        alone = self.original.kind == "script" and len(self.original.cells) == 1
        shown = self.original.file_line(index, start)
        number = None if alone else index + 1
        return Located(
            finding, number, line, column, shown, applied, self.lines[index].excerpt(start)
        )


def _place(item: Located) -> tuple[int, int, int, str]:
    return (
        item.finding.span.cell,
        item.finding.span.start,
        item.finding.span.end,
        item.finding.code,
    )


def _line_edits(cell: int, begin: int, before: str, after: str) -> list[Edit]:
    """The edits, in whole lines, that make one text the other; `before` stands at `begin`."""
    from difflib import SequenceMatcher

    old, new = before.splitlines(True), after.splitlines(True)
    starts = [begin]
    for line in old:
        starts.append(starts[-1] + len(line))
    return [
        Edit(Span(cell, starts[i], starts[j]), "".join(new[k:m]))
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


# The sources of cells as they were parsed last, and what that gave: so an unchanged cell is
# parsed once.
Parsed = dict[int, tuple[str, ParsedCell | ParseError]]


def parse_cells(document: Document, known: Parsed | None = None) -> tuple[Program, dict[int, str]]:
    """The cells that parse, as a program, and the reasons why the others do not."""
    known = {} if known is None else known
    parsed: list[ParsedCell] = []
    broken: dict[int, str] = {}
    salvaged = []
    for cell in document.cells:
        if cell.kind != "code":
            continue
        before, found = known.get(cell.index, (None, None))
        if found is None or before != cell.source:
            try:
                dedents = document.kind == "notebook"
                found = parse_cell(cell.index, cell.source, dedents=dedents)
            except ParseError as error:
                found = error
            known[cell.index] = (cell.source, found)
        if isinstance(found, ParsedCell):
            parsed.append(found)
        else:
            broken[cell.index] = str(found)
            salvaged += salvage_imports(cell.index, cell.source)
    return Program.of(parsed, salvaged), broken


__all__ = [
    "Cell", "Failed", "Located", "Migrated", "Options", "Outcome", "Skipped", "Unchanged",
    "left_to_do", "migrate_document", "migrate_path", "migrate_text", "parse_cells",
]  # fmt: skip

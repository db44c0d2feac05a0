"""Whether seeded documents print TensorFlow 1.15's digits after the migration.

    python benchmarks/seeded_digits.py FOLDER --tf1-python PYTHON [--json FILE]

Every document below FOLDER that sets a graph's seed (or those that --documents FILE names, a line
each) is recorded under TensorFlow 1 as `rnn-migrate record` does, then migrated, run and compared
as `rnn-migrate verify` does. Each run has a fresh copy of the entry of FOLDER that the document is
in, and starts with Python's and NumPy's own generators in one state, since many documents seed
nothing but the graph. The recording stays beside the document (`NAME.recording.json`), so that
measuring again runs only the migrated side; with --json it also goes on where it was stopped.
--tf1-python may be given twice, for Python 3 and for Python 2. Of each document the table tells
how many numbers it prints and how near they are:

- `equal`       every number is the same as printed
- `1e-6, 1e-4`  every number is as near as that, relative to itself or to the largest of the array
                that it is printed in (or one unit of a last printed digit of five)
- `apart`       a number is not, or another text stands between them
- `fails`       a cell raises here and did not there
- `no numbers`  the original prints none, or none twice; `not run` it has no cell that runs

Where a number is apart, the original is run twice more, as before and on one core. What the three
do not all print within 1e-4 (draws without a seed, times, training that magnifies the last bit) is
not compared: one more core adds up in another order, so those digits are no property of
TensorFlow 1.15; and two runs may draw the same digit by chance, three seldom do. The share is that
of the documents of the first three states among the first five. Beside it stands the share with
nothing left out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import re
import shutil
import sys
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from migrate import document as documents  # noqa: E402
from migrate import files, saving  # noqa: E402
from migrate.api import Options, migrate_path  # noqa: E402
from migrate.verify.baseline import (  # noqa: E402
    Baseline,
    CellOutput,
    read_recording,
    recording_path,
)
from migrate.verify.compare import Verdict  # noqa: E402
from migrate.verify.engine import Task  # noqa: E402
from migrate.verify.filters import set_aside  # noqa: E402
from migrate.verify.modules import modules_of  # noqa: E402
from migrate.verify.notebook import CellVerdict, NotebookVerdict  # noqa: E402
from migrate.verify.numbers import Number, agree, extract, skeleton  # noqa: E402
from migrate.verify.recording import record_path  # noqa: E402
from migrate.verify.settings import Settings  # noqa: E402
from migrate.verify.tf1 import Interpreter, InterpreterError, find  # noqa: E402

_SEEDS = re.compile(r"^[^#\n]*\bset_random_seed\(", re.MULTILINE)
_TIMEOUT = "Timeout"
# What each kernel runs first: its own start draws numbers in some versions, and so does `rich` when
# Keras imports it.
_GENERATORS = """
import random, numpy
try:
    import rich.style
except ImportError:
    pass

def start(*_):
    random.seed(0)
    numpy.random.seed(0)
    get_ipython().events.unregister("pre_run_cell", start)

get_ipython().events.register("pre_run_cell", start)
"""
# How near two numbers may be, best first, and the state of a document whose numbers all are.
_NEAR = ((0.0, "equal"), (1e-6, "1e-6"), (1e-4, "1e-4"))
_APART = "apart"
# The original's other runs, and on how many cores each is (None: on all).
_AGAIN = {"twice": None, "one-core": 1}
_OWN = "its own"
STATES = (*(state for _, state in _NEAR), _APART, "fails", "no numbers", "not run")
JUDGED, GOOD = STATES[:5], STATES[:3]


@dataclass(frozen=True)
class Digits:
    """What became of one document's printed numbers.

    Attributes:
        document: its path below the folder.
        state: one of `STATES`.
        numbers: how many were compared; `own` how many the original prints otherwise when it runs
            again; `near` how many of them are equal, within 1e-6, ...
        whole: the state if nothing is left out.
        cause: the first difference, as `verify` names it; or why nothing was compared.
        aside: the filters without which equal cells would not be identical.
    """

    document: str
    state: str
    numbers: int = 0
    own: int = 0
    near: Mapping[str, int] | None = None
    cause: str = ""
    aside: tuple[str, ...] = ()
    whole: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", self.whole or self.state)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tf1-python", type=Path, action="append", required=True)
    parser.add_argument("--documents", type=Path, metavar="FILE", help="which, a path a line")
    parser.add_argument("--limit", type=float, default=60, help="seconds for an original")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the results, go on there")
    parser.add_argument("--record-only", action="store_true", help="run the originals only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as profile:
        startup = Path(profile, "profile_default", "startup", "generators.py")
        startup.parent.mkdir(parents=True)
        startup.write_text(_GENERATORS, "ascii")
        os.environ["IPYTHONDIR"] = profile
        measure(options)


def measure(options: argparse.Namespace) -> None:
    """Measure what is not known yet, and print all."""
    try:
        interpreters = [find(path) for path in options.tf1_python]
    except InterpreterError as error:
        sys.exit(str(error))
    known: dict[str, Digits] = {}
    if options.json and options.json.exists():
        rows = json.loads(options.json.read_text("utf-8"))
        known = {row["document"]: Digits(**row) for row in rows}
    for path in _documents(options.folder, options.documents):
        name = path.relative_to(options.folder).as_posix()
        if name in known:
            continue
        measuring = Measuring(options.folder, path, interpreters, options.limit)
        if options.record_only:
            print(name, measuring.recorded() or "recorded", flush=True)
            continue
        known[name] = measuring.digits()
        print(_line(known[name]), flush=True)
        if options.json:
            rows = [asdict(row) for row in known.values()]
            saving.save(options.json, json.dumps(rows, indent=1).encode("utf-8"))
    _report(list(known.values()))


def _documents(folder: Path, listed: Path | None) -> list[Path]:
    """The documents to measure."""
    if listed is not None:
        return [folder / line for line in listed.read_text("utf-8").splitlines() if line]
    return [item.path for item in files.find([str(folder)]) if _sets_a_seed(item.path)]


def _sets_a_seed(path: Path) -> bool:
    try:
        cells = documents.load(path).cells
    except documents.DocumentError:
        return False
    return any(cell.kind == "code" and _SEEDS.search(cell.source) for cell in cells)


@dataclass(frozen=True)
class Measuring:
    """One document on its way: recorded, run, compared."""

    folder: Path
    path: Path
    interpreters: list[Interpreter]
    limit: float

    def digits(self) -> Digits:
        """What became of its numbers."""
        name = self.path.relative_to(self.folder).as_posix()
        failure = self.recorded()
        if failure:
            return Digits(name, "not run", cause=failure)
        before = read_recording(recording_path(self.path))
        verdict = self.verified()
        if verdict.failure is not None:
            return Digits(name, "fails", cause=verdict.failure)
        found = judged(name, before, verdict)
        if found.state == _APART:
            others = [run for run in _AGAIN if not self.recorded(run)]
            again = [read_recording(self.recording(run)) for run in others]
            found = replace(judged(name, before, verdict, again), whole=_APART)
        return found

    def recorded(self, run: str = "") -> str:
        """Run the original, unless that was done before; why there is no recording, or nothing.

        Args:
            run: one of `_AGAIN`; the first run if it is empty.
        """
        target = self.recording(run)
        if target.exists():
            return ""
        failure = ""
        for interpreter in self.interpreters:
            with self.copied() as copy, _cores(_AGAIN.get(run)):
                recorded = record_path(copy, interpreter, {}, total=self.limit)
                if recorded.written:
                    saving.save(target, Path(recorded.written).read_bytes())
                    return ""
            failure = recorded.failure or ""
        return failure

    def recording(self, run: str = "") -> Path:
        """Where a run of the original is kept."""
        if not run:
            return recording_path(self.path)
        return self.path.with_name(f"{self.path.stem}.{run}.json")

    def verified(self) -> NotebookVerdict:
        """The migrated document's run, beside the original's recording."""
        with self.copied() as copy:
            outcome = migrate_path(copy, Options())
            settings = Settings(timeout=4 * self.limit, baseline=recording_path(self.path))
            document = getattr(outcome, "document", None)
            modules = modules_of(copy, document, Options()) if document else ()
            return Task(copy, outcome, settings, {}, modules).run()

    @contextlib.contextmanager
    def copied(self) -> Iterator[Path]:
        """The document in a fresh copy of the entry of the folder that it is in."""
        relative = self.path.relative_to(self.folder)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            entry = self.folder / relative.parts[0]
            if entry.is_dir():
                shutil.copytree(entry, Path(scratch, entry.name))
            else:
                shutil.copy(entry, scratch)
            copy = Path(scratch, relative)
            recording_path(copy).unlink(missing_ok=True)
            yield copy


@contextlib.contextmanager
def _cores(count: int | None) -> Iterator[None]:
    """Let what is started here run on so many cores (None: on all), where that can be done."""
    allowed = os.sched_getaffinity(0) if count and sys.platform == "linux" else None
    if allowed is not None:
        os.sched_setaffinity(0, sorted(allowed)[:count])
    try:
        yield
    finally:
        if allowed is not None:
            os.sched_setaffinity(0, allowed)


def judged(
    name: str, before: Baseline, verdict: NotebookVerdict, again: Sequence[Baseline] = ()
) -> Digits:
    """The numbers of the cells that ran under TensorFlow 1, up to one that ran out of time.

    Args:
        name: the document.
        before: what the original printed; `again` the same of its other runs.
        verdict: what `verify` says of the migrated document.
    """
    near: Counter[str] = Counter()
    cause = failing = raised = ""
    aside: dict[str, None] = {}
    printing = False
    for row in verdict.cells:
        old = before.cells.get(row.cell)
        if old is None or old.error == _TIMEOUT:
            break
        if old.error is not None:
            raised = raised or f"the original raises {old.error} in cell {row.cell}"
            if row.after is None or row.after.error != old.error:
                break  # what follows has another state to work on
            continue
        if row.verdict is Verdict.ERROR and raised:
            break  # it works on what was never made
        if row.verdict is Verdict.ERROR:
            failing = failing or f"cell {row.cell}: {row.comparison.note}"
            break
        others = [run.cells[row.cell] for run in again if row.cell in run.cells]
        found = _cell(old, row, [other for other in others if other.error != _TIMEOUT])
        printing = printing or bool(set_aside(old.text))
        near += found
        aside |= dict.fromkeys(row.comparison.aside)
        if found[_APART] and not cause:
            cause = _difference(row)
    own = near.pop(_OWN, 0)
    numbers = sum(near.values())
    if failing:
        state = "not run" if _TIMEOUT in failing else "fails"
    elif near[_APART]:
        state = _APART
    elif numbers:
        state = next(state for _, state in reversed(_NEAR) if near[state])
    else:
        state = "no numbers" if printing else "not run"
        cause = raised
    return Digits(name, state, numbers, own, dict(near), failing or cause, tuple(aside))


def _cell(old: CellOutput, row: CellVerdict, others: Sequence[CellOutput]) -> Counter[str]:
    """How many of a cell's numbers are how near; another text between them counts as one apart.

    Numbers that any other run of the original printed otherwise count as its own.
    """
    one = set_aside(old.text)
    other = set_aside(row.after.text if row.after is not None else "")
    numbers, here = extract(one), extract(other)
    again = [set_aside(run.text) for run in others]
    if any(skeleton(text) != skeleton(one) for text in again):
        return Counter({_OWN: max(1, len(numbers))})
    found: Counter[str] = Counter()
    if len(numbers) != len(here):
        found[_APART] = max(1, len(numbers))
        return found
    if skeleton(one) != skeleton(other):
        found[_APART] = 1
    anew = list(zip(*map(extract, again), strict=True)) or [()] * len(numbers)
    for a, b, runs, scale in zip(numbers, here, anew, _scales(one, numbers), strict=True):
        own = any(_nearness(a, run, scale) == _APART for run in runs)
        found[_OWN if own else _nearness(a, b, scale)] += 1
    return found


def _nearness(one: Number, other: Number, scale: float) -> str:
    """Which of the first four states two numbers are worth."""
    if one.text == other.text:
        return "equal"
    whole = one.whole or other.whole
    for near, state in _NEAR[1:]:
        if agree(one, other, near) or (not whole and abs(one.value - other.value) <= near * scale):
            return state
    return _APART


def _scales(text: str, numbers: Sequence[Number]) -> list[float]:
    """For each number the largest of the array (outermost brackets) it is printed in, or zero."""
    places = [number.offset for number in numbers]
    scales = [0.0] * len(numbers)
    depth = begin = 0
    for position, character in enumerate(text):
        if character == "[":
            begin = position if depth == 0 else begin
            depth += 1
        elif character == "]" and depth:
            depth -= 1
            if depth == 0:
                inside = slice(bisect_left(places, begin), bisect_left(places, position))
                finite = [abs(n.value) for n in numbers[inside] if math.isfinite(n.value)]
                scales[inside] = [max(finite, default=0.0)] * len(scales[inside])
    return scales


def _difference(row: CellVerdict) -> str:
    """Where a cell parts, and why if `verify` knows."""
    difference, note = row.comparison.difference, row.comparison.note
    lines = ""
    if difference is not None:
        lines = f"{(difference.expected or '')[:80]!r} -> {(difference.found or '')[:80]!r}"
    return f"cell {row.cell}: {'; '.join(part for part in (note, lines) if part)}"


def _line(row: Digits) -> str:
    near = ", ".join(f"{count} {state}" for state, count in (row.near or {}).items())
    near += f"; {row.own} its own" if row.own else ""
    return f"{row.state:<10} {row.numbers:>6}  {row.document}  ({near}) {row.cause}"


def _report(rows: list[Digits]) -> None:
    counts = Counter(row.state for row in rows)
    print(f"documents {len(rows)}:", ", ".join(f"{s} {counts[s]}" for s in STATES if counts[s]))
    among, good = sum(counts[s] for s in JUDGED), sum(counts[s] for s in GOOD)
    print(f"print TensorFlow 1's digits within 1e-4: {good} of {among}", end="")
    print(f" ({good / among:.1%})" if among else "")
    own = sum(row.own > 0 and row.state in GOOD for row in rows)
    print(
        f"{own} of the {good} have numbers that TensorFlow 1 itself prints otherwise when run again"
    )
    whole = Counter(row.whole for row in rows)
    among, good = sum(whole[s] for s in JUDGED), sum(whole[s] for s in GOOD)
    print(f"with nothing left out: {good} of {among}")


if __name__ == "__main__":
    main()

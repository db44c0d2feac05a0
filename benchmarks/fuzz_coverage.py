"""Coverage-guided fuzzing of load, magics, edits and the whole pipeline (needs `atheris`).

    pip install atheris
    python benchmarks/fuzz_coverage.py [--seconds 600] [--corpus FOLDER] [--way pipeline]

The first byte of an input picks the way, the rest is the material:

| way | must hold |
|---|---|
| `notebook`, `script`, `markdown` | loaded, `save(load(x)) == x`, or refused in one sentence |
| `magics` | `unmask(mask(x)) == x`; mask keeps length and line ends |
| `edits` | an edit of a cell gives the cell that was asked for, and no other cell changes |
| `pipeline` | of cells (parted by \\x1e): see `fuzz.problem`; a cell that parsed still parses |

No input may raise or take over five seconds. A failing input is kept in `fuzz-failures/` (one for
each place that raises) and the run goes on; the counts are in `fuzz-failures/counts.json`.
Start from the seeds beside this script; new inputs that reach new code go to --corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEDS = Path(__file__).resolve().parent / "fuzz_seeds"
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import atheris  # noqa: E402

with atheris.instrument_imports(include=["migrate"], enable_loader_override=False):
    from fuzz import problem

    from migrate import document as documents
    from migrate.api import Migrated, Options, Unchanged, migrate_text, parse_cells
    from migrate.document import DocumentError
    from migrate.edits import Edit, Span, apply_edits
    from migrate.magics import mask, unmask

FAILURES = Path("fuzz-failures")
SLOW = 5.0


def check_load(data: bytes, kind: str) -> None:
    """A file's bytes: refused in a sentence, or kept to the byte."""
    text, encoding = documents.decode(data, kind)
    try:
        document = documents.parse(text, kind, encoding)
    except DocumentError as error:
        refused = str(error)
        document = None
    if document is None:
        assert "\n" not in refused, "not one sentence"
        return
    assert document.encode(document.render([])) == data, "save(load(x)) != x"
    everything = [
        Edit(Span(cell.index, 0, 0), "") for cell in document.cells if cell.kind == "code"
    ]
    assert document.encode(document.render(everything)) == data, "an empty edit is none"
    if len(data) < 3000:
        check_pipeline(text, kind)


def check_magics(source: str) -> None:
    """A cell's source, hidden and shown again."""
    masked = mask(source)
    assert unmask(masked.text, source, masked.spans) == source, "unmask(mask(x)) != x"
    assert len(masked.text) == len(source), "the mask moves characters"
    kept = [(i, c) for i, c in enumerate(source) if c in "\r\n"]
    assert kept == [(i, c) for i, c in enumerate(masked.text) if c in "\r\n"], "line ends moved"


def notebook_of(sources: list[str], indent: int | None) -> str:
    """A notebook of format 4; the sources are lists of lines or single strings in turn."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source if number % 3 == 2 else source.splitlines(True),
        }
        for number, source in enumerate(sources)
    ]
    tree = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(tree, indent=indent, ensure_ascii=indent == 2)


def check_edits(provider: atheris.FuzzedDataProvider) -> None:
    """Edits at any place of any cell."""
    indent = provider.PickValueInList([None, 1, 2])
    places = [provider.ConsumeProbability() for _ in range(6)]
    replacement = provider.ConsumeUnicodeNoSurrogates(6)
    sources = provider.ConsumeUnicode(500).split("\x1e")
    text = notebook_of(sources, indent)
    document = documents.parse(text, "notebook")
    assert [cell.source for cell in document.cells] == sources, "the sources are not those written"
    index = int(places[0] * (len(sources) - 1))
    size = len(sources[index])
    first, second, third = sorted(int(place * size) for place in places[1:4])
    edits = [Edit(Span(index, first, second), replacement), Edit(Span(index, third, size), "")]
    edited = document.edited(edits)
    after = documents.parse(edited.render([]), "notebook")
    assert edited.cells == after.cells, "the edited document is not what its text says"
    wanted = list(sources)
    wanted[index] = apply_edits(sources[index], edits)
    assert [cell.source for cell in after.cells] == wanted, "the edited cells are not as asked for"


def check_pipeline(text: str, kind: str, options: Options | None = None) -> None:
    """A whole document, migrated twice."""
    chosen = options or Options()
    wrong, _ = problem(text, kind, chosen)
    assert not wrong, wrong
    outcome = migrate_text(text, kind, chosen)
    if isinstance(outcome, Migrated | Unchanged):
        before = parse_cells(outcome.document)[0].cells
        result = documents.parse(outcome.text, kind, outcome.document.encoding)
        broken = parse_cells(result)[1]
        lost = [cell.index for cell in before if cell.index in broken]
        assert not lost, f"cell {lost} parsed before and does not now: {broken}"


def check(data: bytes, ways: list[str]) -> None:
    """One input."""
    way = ways[data[0] % len(ways)] if data else ways[0]
    rest = data[1:]
    if way in ("notebook", "script", "markdown"):
        check_load(rest, way)
    elif way == "magics":
        check_magics(rest.decode("utf-8", "surrogateescape"))
    elif way == "edits":
        check_edits(atheris.FuzzedDataProvider(rest))
    else:
        flags = rest[0] if rest else 0
        sources = rest[1:].decode("utf-8", "surrogateescape").split("\x1e")
        text = notebook_of(sources, (None, 1, 2)[flags % 3])
        check_pipeline(text, "notebook", Options(unsafe_fixes=bool(flags & 64)))


WAYS = ["notebook", "script", "markdown", "magics", "edits", "pipeline", "pipeline", "pipeline"]


class Recorder:
    """Counts the inputs and keeps those that fail, one for each place that raises."""

    def __init__(self, ways: list[str]) -> None:
        self.ways = ways
        self.begin = self.told = time.monotonic()
        self.inputs = 0
        self.failures: dict[str, str] = {}
        FAILURES.mkdir(exist_ok=True)

    def __call__(self, data: bytes) -> None:
        self.inputs += 1
        begin = time.monotonic()
        try:
            check(data, self.ways)
        except Exception as error:  # this is what the script looks for
            frames = traceback.extract_tb(error.__traceback__)
            self.keep(data, f"{type(error).__name__} {frames[-1].name}:{frames[-1].lineno}")
        seconds = time.monotonic() - begin
        if seconds > SLOW:
            self.keep(data, f"slow, {seconds:.0f} s")
        if time.monotonic() - self.told > 10:
            self.tell()

    def keep(self, data: bytes, place: str) -> None:
        if place in self.failures:
            return
        name = hashlib.sha256(data).hexdigest()[:12]
        self.failures[place] = name
        (FAILURES / name).write_bytes(data)
        (FAILURES / f"{name}.txt").write_text(traceback.format_exc(), "utf-8", "backslashreplace")
        self.tell()

    def tell(self) -> None:
        self.told = time.monotonic()
        counts = {
            "inputs": self.inputs,
            "seconds": round(self.told - self.begin),
            "failures": self.failures,
        }
        (FAILURES / "counts.json").write_text(json.dumps(counts, indent=1) + "\n", "utf-8")


def main() -> None:
    """Fuzz for a while."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, help="where new inputs go (default: thrown away)")
    parser.add_argument("--way", choices=sorted(set(WAYS)))
    parser.add_argument("--replay", type=Path, help="run one kept input and show what it raises")
    options = parser.parse_args()
    ways = [options.way] if options.way else WAYS
    if options.replay:
        check(options.replay.read_bytes(), ways)
        return
    with tempfile.TemporaryDirectory() as spare:
        corpus = options.corpus or Path(spare)
        corpus.mkdir(parents=True, exist_ok=True)
        recorder: Callable[[bytes], None] = Recorder(ways)
        arguments = [
            sys.argv[0], str(corpus), str(SEEDS), f"-max_total_time={options.seconds}",
            "-max_len=4000", "-timeout=120", "-rss_limit_mb=2000", "-print_final_stats=1",
        ]  # fmt: skip
        atheris.Setup(arguments, recorder)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

"""What a notebook used to print, cell by cell: its stored outputs, or a recording beside it.

A recording is a JSON file, `NAME.recording.json`, made to be read in a diff: one printed line a
line, and nothing that changes from run to run.

    {
     "format": "rnn-migrate recording 1",
     "document": "course.ipynb",
     "recorded_with": "Python 3.7.16, tensorflow 1.15.5",
     "constants": {"total_epoch": "2"},          the `--set` of the recorded run
     "cells": {
      "4": {"printed": ["0 9.841545 illlel"], "shown": ["(1, 5)"]},
      "6": {"error": "NameError"}
     },
     "graphs": [{"seed": 777, "seeds": {...}, "variables": [...], "tensors": [...]}]
    }

Cells are counted from 1 over all cells, as findings are. A cell that is not listed was not run;
one that ran and printed nothing is `{}`. `graphs` is what `kernel_probe.py` tells.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.verify.compare import RELATIVE, Comparison, Verdict, compare, worst_of
from migrate.verify.divergence import Graph
from migrate.verify.filters import FILTERS, Filter, named, set_aside
from migrate.verify.images import compare_png

FORMAT = "rnn-migrate recording 1"


class BaselineError(Exception):
    """A recording cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class CellOutput:
    """What one cell printed and showed.

    Attributes:
        printed: standard output, as one text (standard error is not judged).
        shown: the plain text of results and displays, without that of pictures.
        pictures: PNG files in base64, in order.
        error: the name of the exception it raised, or None.
    """

    printed: str = ""
    shown: str = ""
    pictures: tuple[str, ...] = ()
    error: str | None = None

    @property
    def text(self) -> str:
        """What is compared as text: what was printed, then what was shown."""
        break_ = "\n" if self.printed and self.shown and not self.printed.endswith("\n") else ""
        return self.printed + break_ + self.shown


@dataclass(frozen=True)
class Baseline:
    """What the cells of a document printed before.

    Attributes:
        cells: by number of the cell, from 1; a cell without an entry has no baseline.
        source: where this comes from, for people: `stored outputs`, or the recording's file.
        constants: what had been set by `--set` when it was recorded.
        graphs: what the TensorFlow graphs drew and computed, as far as that is known.
    """

    cells: Mapping[int, CellOutput]
    source: str = "stored outputs"
    constants: Mapping[str, str] = field(default_factory=dict)
    graphs: tuple[Graph, ...] = ()


def cell_output(outputs: Sequence[Mapping[str, Any]]) -> CellOutput:
    """The outputs of a cell (notebook formats 2 to 4) as text and pictures.

    >>> cell_output([{"output_type": "stream", "name": "stdout", "text": ["a\\n", "b"]}]).printed
    'a\\nb'
    """
    printed: list[str] = []
    shown: list[str] = []
    pictures: list[str] = []
    error = None
    for output in outputs:
        kind = output.get("output_type")
        if kind == "stream":
            if output.get("name", output.get("stream", "stdout")) != "stderr":
                printed.append(_joined(output.get("text")))
        elif kind in ("error", "pyerr"):
            error = str(output.get("ename") or "error")
        else:
            data = output.get("data")
            data = data if isinstance(data, Mapping) else output
            picture = data.get("image/png", data.get("png"))
            if picture:
                pictures.append(_joined(picture))
            else:
                shown.append(_shown(data))
    return CellOutput("".join(printed), "\n".join(s for s in shown if s), tuple(pictures), error)


def _shown(data: Mapping[str, Any]) -> str:
    """A result as text: the plain one, else what a richer form says, else a digest of it."""
    plain = _joined(data.get("text/plain", data.get("text")))
    if plain:
        return plain
    for kind in ("text/markdown", "text/latex", "text/html"):
        rich = _joined(data.get(kind))
        if rich:
            return (
                "\n".join(re.sub(r"<[^<>]*>", " ", rich).split()) if kind == "text/html" else rich
            )
    others = {key: value for key, value in data.items() if "/" in key and value}
    if not others:
        return ""
    digest = hashlib.sha256(json.dumps(others, sort_keys=True).encode()).hexdigest()
    return f"<{', '.join(sorted(others))} {digest[:12]}>"


def _joined(text: object) -> str:
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""


def stored_outputs(text: str) -> Baseline:
    """The outputs stored in a notebook's text; a cell that was never run has no baseline.

    Scripts and Markdown texts store none: for them the text is no JSON and nothing is found.
    """
    try:
        tree = json.loads(text.removeprefix("\ufeff"))
    except ValueError:
        return Baseline({})
    cells: dict[int, CellOutput] = {}
    for number, cell in enumerate(_cells(tree), 1):
        outputs = cell.get("outputs")
        count = cell.get("execution_count", cell.get("prompt_number"))
        if isinstance(outputs, list) and (outputs or count is not None):
            cells[number] = cell_output([o for o in outputs if isinstance(o, Mapping)])
    return Baseline(cells)


def _cells(tree: Any) -> list[Mapping[str, Any]]:
    if not isinstance(tree, dict):
        return []
    sheets = tree.get("worksheets")
    lists = [tree.get("cells")]
    lists += (
        [s.get("cells") for s in sheets if isinstance(s, dict)] if isinstance(sheets, list) else []
    )
    found = [cell for listed in lists if isinstance(listed, list) for cell in listed]
    return [cell for cell in found if isinstance(cell, dict) and cell]


def judge(
    old: CellOutput | None,
    new: CellOutput,
    relative: float = RELATIVE,
    filters: Sequence[Filter] = FILTERS,
    may_raise: bool = False,
) -> Comparison:
    """Judge a cell: the worst verdict of its text and its pictures.

    A stored traceback, or stored warnings and nothing else, are no baseline.

    Args:
        old: what the cell printed before; None if that is not known.
        new: what it prints now.
        relative: the tolerance of numbers.
        filters: the noise to set aside.
        may_raise: whether the cell is tagged as one that raises.
    """
    if new.error is not None and not may_raise:
        return Comparison(Verdict.ERROR)
    if old is None:
        return Comparison(Verdict.NO_BASELINE)
    if old.error is not None and not may_raise:
        return Comparison(Verdict.NO_BASELINE, note=f"the original raises {old.error}")
    if may_raise and old.error != new.error:
        note = f"raises {new.error or 'nothing'}, not {old.error or 'nothing'}"
        return Comparison(Verdict.DIFFERENT, note=note)
    warned = set_aside(old.text, named(["warnings", "log-lines"]))
    if old.text.strip() and not warned.strip() and not old.pictures:
        return Comparison(Verdict.NO_BASELINE, note="the stored output is warnings only")
    parts = [compare(old.text, new.text, relative, filters)]
    for index in range(max(len(old.pictures), len(new.pictures))):
        stored = old.pictures[index] if index < len(old.pictures) else None
        shown = new.pictures[index] if index < len(new.pictures) else None
        parts.append(compare_png(stored, shown))
    if old.pictures and not old.text.strip() and not new.text.strip():
        parts = parts[1:]  # only pictures: an empty text that is still empty proves nothing
    return worst_of(parts)


# -- recordings ---------------------------------------------------------------------------------


def recording_path(path: Path) -> Path:
    """Where the recording of a document is kept: `NAME.recording.json` beside it."""
    return path.with_name(f"{path.stem}.recording.json")


def write_recording(baseline: Baseline, document: str, recorded_with: str) -> str:
    """The text of a recording; the same baseline always gives the same text."""
    cells = {}
    for number, cell in sorted(baseline.cells.items()):
        row: dict[str, object] = {}
        if cell.error is not None:
            row["error"] = cell.error
        for name, text in (("printed", cell.printed), ("shown", cell.shown)):
            if text:
                row[name] = text.split("\n")
        if cell.pictures:
            row["pictures"] = list(cell.pictures)
        cells[str(number)] = row
    tree = {
        "format": FORMAT,
        "document": document,
        "recorded_with": recorded_with,
        "constants": dict(sorted(baseline.constants.items())),
        "cells": cells,
    }
    text = json.dumps(tree, ensure_ascii=False, indent=1)
    if baseline.graphs:
        graphs = ",\n".join(_graph_text(graph) for graph in baseline.graphs)
        text = text.removesuffix("\n}") + f',\n "graphs": [\n{graphs}\n ]\n}}'
    return text + "\n"


def _graph_text(graph: Graph) -> str:
    """A graph as JSON, an op, variable or tensor a line: it is read in diffs."""
    rows = []
    for key, value in sorted(graph.items()):
        if isinstance(value, Mapping):
            items = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(value.items())]
            brackets = "{}"
        elif isinstance(value, list):
            items, brackets = [json.dumps(item, sort_keys=True) for item in value], "[]"
        else:
            rows.append(f'   "{key}": {json.dumps(value)}')
            continue
        inner = ",\n".join(f"    {item}" for item in items)
        rows.append(
            f'   "{key}": {brackets[0]}\n{inner}\n   {brackets[1]}'
            if items
            else f'   "{key}": {brackets}'
        )
    return "  {\n" + ",\n".join(rows) + "\n  }"


def read_recording(path: Path) -> Baseline:
    """The baseline that a recording holds.

    Raises:
        BaselineError: if the file cannot be read or is no recording.
    """
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise BaselineError(f"{path} is not valid JSON: {error}") from None
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise BaselineError(f'{path} is no recording: its "format" is not "{FORMAT}"')
    cells, constants = tree.get("cells"), tree.get("constants", {})
    if not isinstance(cells, dict) or not isinstance(constants, dict):
        raise BaselineError(f'{path}: "cells" and "constants" must be objects')
    found: dict[int, CellOutput] = {}
    for number, row in cells.items():
        if not (number.isdigit() and isinstance(row, dict)):
            raise BaselineError(f"{path}: cell {number!r} must be a number with an object")
        found[int(number)] = CellOutput(
            _lines(path, number, row, "printed"),
            _lines(path, number, row, "shown"),
            tuple(_texts(path, number, row, "pictures")),
            row.get("error"),
        )
    graphs = tree.get("graphs", [])
    if not isinstance(graphs, list) or not all(isinstance(item, dict) for item in graphs):
        raise BaselineError(f'{path}: "graphs" must be a list of objects')
    settings = {str(k): str(v) for k, v in constants.items()}
    return Baseline(found, path.name, settings, tuple(graphs))


def _lines(path: Path, number: str, row: Mapping[str, Any], key: str) -> str:
    return "\n".join(_texts(path, number, row, key))


def _texts(path: Path, number: str, row: Mapping[str, Any], key: str) -> list[str]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BaselineError(f"{path}: {key} of cell {number} must be a list of texts")
    return value

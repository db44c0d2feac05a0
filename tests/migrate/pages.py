"""Notebooks, outputs and verdicts to make report pages of, without running anything."""

from __future__ import annotations

import base64
import functools
import json
import struct
import zlib

from migrate.api import migrate_text
from migrate.report.cells import cells_of
from migrate.report.page import render, shown
from migrate.report.result import FileResult
from migrate.verify.baseline import CellOutput
from migrate.verify.compare import Comparison, Verdict, compare
from migrate.verify.notebook import CellVerdict, NotebookVerdict

LEGACY = "import tensorflow as tf\nx = tf.placeholder('int32')  # 자리 표시\n"


def notebook(sources, kinds=None):
    """The text of a notebook with these cells."""
    kinds = kinds or ["code"] * len(sources)
    cells = []
    for number, (kind, source) in enumerate(zip(kinds, sources, strict=True)):
        cell = {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell)
    tree = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(tree, ensure_ascii=False)


def shown_notebook(sources, path="course/한글 공책.ipynb", checked=False, kinds=None, verdict=None):
    """What the page shows of such a notebook."""
    outcome = migrate_text(notebook(sources, kinds))
    return shown(FileResult.of(path, outcome, checked), cells_of(outcome), verdict)


def judged(path, outputs, required=None):
    """A verdict of (before, after) outputs, a cell each."""
    rows = []
    for number, (before, after) in enumerate(outputs, 1):
        found = compare(None if before is None else before.text, after.text)
        if after.error:
            found = Comparison(Verdict.ERROR, note=f"{after.error}: it went wrong")
        rows.append(CellVerdict(number, found, before=before, after=after))
    return NotebookVerdict(path, None, tuple(rows), "stored outputs", required, None, 1.5)


def losses(factor=1.0, steps=10):
    """What a training loop prints."""
    return "".join(f"{n * 100} loss {factor * 9.5 / (n + 1) ** 3:.7f}\n" for n in range(steps))


def png(width=2, height=2):
    """A small picture in base64."""
    rows = b"".join(b"\0" + b"\xff\x80\x00" * width for _ in range(height))

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    file += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return base64.b64encode(file).decode()


ATTACKS = [
    "<script>document.title = 'run'</script>",
    "</style></code><img src=x onerror=\"document.title='run'\">",
    "<svg onload=\"document.title='run'\"><iframe src='javascript:parent.document.title=1'>",
    '"><a href="javascript:document.title=\'run\'" autofocus onfocus="document.title=1">x</a>',
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>&lt;b&gt;&#x3c;script>",
    "<link rel=stylesheet href=https://example.invalid/x.css>\x00\x1b[31m\u202e]]>",
]


def hostile_page():
    """A page of a notebook that tries everything to get its code run."""
    text = "\n".join(ATTACKS)
    path = "course/<script>document.title='run'<img src=x onerror=alert(1)>.ipynb"
    sources = [LEGACY + text, f"# {text}", text, "print(1)"]
    kinds = ["code", "code", "markdown", "code"]
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>").decode()
    outputs = [
        (
            CellOutput(text, text, (svg, "javascript:alert(1)")),
            CellOutput(text + "!", "", (png(),)),
        ),
        (CellOutput("0.5\n"), CellOutput(text, error="<script>document.title='run'</script>")),
    ]
    verdict = judged(path, outputs)
    return render([shown_notebook(sources, path, kinds=kinds, verdict=verdict)])


@functools.cache
def large(cells=500):
    """A notebook with many cells, some of which change, print and draw."""
    sources, outputs = [], []
    for number in range(cells):
        changed = number % 5 == 0
        source = LEGACY if changed else "".join(f"값_{n} = {number} + {n}\n" for n in range(12))
        sources.append(source)
        old = losses() if number % 25 == 0 else f"셀 {number}: 0.123456\n"
        new = losses(1.01) if number % 25 == 0 else f"셀 {number}: 0.123457\n"
        outputs.append((CellOutput(old), CellOutput(new if changed else old)))
    path = "course/한글 공책.ipynb"
    return shown_notebook(sources, path, verdict=judged(path, outputs))


def large_page(cells=500):
    """The page of `large`."""
    return render([large(cells)])

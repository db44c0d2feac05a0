"""Notebooks and cells a second over a folder, and the memory that takes.

    python benchmarks/throughput.py [FOLDER] [--files 500 1000] [--jobs 1 2] [--huge 200]

Runs `rnn-migrate check --output-format json` over FOLDER, or over archives of so many notebooks
made from the fixtures, once for each number of processes. `peak MB` is that of the largest process.
--huge makes one notebook of so many megabytes of outputs and compares checking and migrating it
with loading it by the standard library's `json`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from migrate import files  # noqa: E402
from migrate.document import DocumentError, load  # noqa: E402

NOTEBOOKS = ROOT / "fixtures" / "notebooks"
COMMAND = [sys.executable, "-m", "migrate.cli"]
LOAD = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
COPY = "import json, sys; tree = json.load(open(sys.argv[1], encoding='utf-8'))\n"
COPY += "json.dump(tree, open(sys.argv[2], 'w', encoding='utf-8'), indent=1, ensure_ascii=False)"


def archive(folder: Path, count: int) -> None:
    """A folder of `count` notebooks, the documents and small fixtures in turn."""
    originals = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted((NOTEBOOKS / "small").glob("*.ipynb"))]
    originals = [path for path in originals if path.stat().st_size < 500_000]
    for number in range(count):
        original = originals[number % len(originals)]
        place = folder / f"{number // 100:04}"
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, place / f"{number:06}_{original.name}")


def cells_in(folder: Path) -> int:
    """The code and Markdown cells of a folder's documents."""
    count = 0
    for item in files.find([str(folder)]):
        try:
            count += len(load(item.path).cells)
        except DocumentError:
            continue
    return count


def measured(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds of all processes, megabytes of the largest one."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def throughput(folder: Path, jobs: list[int]) -> None:
    """A row for each number of processes."""
    notebooks, cells = len(files.find([str(folder)])), cells_in(folder)
    for count in jobs:
        command = [*COMMAND, "check", "--output-format", "json", "--jobs", str(count), str(folder)]
        seconds, busy, peak = measured(command)
        print(
            f"{notebooks:>9}{cells:>9}{count:>6}{seconds:>9.1f}{busy:>9.1f}"
            f"{notebooks / seconds:>13.0f}{cells / seconds:>9.0f}{notebooks / busy:>17.0f}"
            f"{cells / busy:>13.0f}{peak:>9.0f}",
            flush=True,
        )


def huge(folder: Path, megabytes: int) -> None:
    """One notebook full of outputs, next to what its JSON costs alone."""
    path = folder / "huge.ipynb"
    picture = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": "iVBO" * 50_000},
    }
    lines = {"output_type": "stream", "name": "stdout", "text": ["step 1 cost 0.1234\n"] * 2000}
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}}
    tree = {
        "cells": [
            {**cell, "source": ["import tensorflow as tf"], "outputs": []},
            *[{**cell, "source": ["y = tf.mul(1, 2)"], "outputs": [picture, lines]}]
            * (megabytes * 1_000_000 // 260_000),
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    with path.open("w", encoding="utf-8") as stream:
        json.dump(tree, stream, indent=1)
    del tree
    size, out = path.stat().st_size / 1e6, str(folder / "out.ipynb")
    print(f"\none notebook of {size:.0f} MB{'cpu s':>14}{'peak MB':>9}")
    for name, command in {
        "json.load": [sys.executable, "-c", LOAD, str(path)],
        "rnn-migrate check": [*COMMAND, "check", str(path)],
        "json.load and json.dump": [sys.executable, "-c", COPY, str(path), out],
        "rnn-migrate -o": [*COMMAND, "-o", out, str(path)],
    }.items():
        _, busy, peak = measured(command)
        print(f"{name:<28}{busy:>10.2f}{peak:>9.0f}", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--files", type=int, nargs="*", default=[500, 1000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--huge", type=int, metavar="MB", help="one notebook of that size")
    options = parser.parse_args()
    print(
        f"{'notebooks':>9}{'cells':>9}{'jobs':>6}{'wall s':>9}{'cpu s':>9}{'notebooks/s':>13}"
        f"{'cells/s':>9}{'notebooks/cpu s':>17}{'cells/cpu s':>13}{'peak MB':>9}"
    )
    if options.folder:
        throughput(options.folder.resolve(), options.jobs)
    for count in [] if options.folder else options.files:
        with tempfile.TemporaryDirectory() as name:
            archive(Path(name), count)
            throughput(Path(name), options.jobs)
    if options.huge:
        with tempfile.TemporaryDirectory() as name:
            huge(Path(name), options.huge)


if __name__ == "__main__":
    main()

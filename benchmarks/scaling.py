"""Seconds and memory of one document as it grows, and of documents that are all of one kind.

    python benchmarks/scaling.py [--sizes 10 100 1000 10000] [--plot scaling.png] [--odd]

A typical notebook repeats the cells of document A, prose included, to the asked number of cells;
every size is migrated in a process of its own, and the seconds are processor time of the migration
alone. `exponent` is the slope between two sizes on logarithmic scales: 1 is linear. --odd measures
the documents that break naive tools: one cell of 10,000 lines, 10,000 findings in one cell, 5,000
imports, a line of 1 MB, 10,000 functions, 10,000 Python 2 lines, each at a half and the full size.
Peaks are read from /proc, so it runs on Linux.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "fixtures" / "notebooks"
HEAD = "import tensorflow as tf\nimport numpy as np\n"
KERAS = "import keras\nfrom keras.models import Sequential\nfrom keras.optimizers import SGD\n"
MODEL = """\
def batches0():
    yield [a, b], y
m0 = Sequential()
o0 = SGD(lr=rate, decay=slope)
m0.compile(o0, "mse")
m0.trainable = False
m0.fit_generator(batches0(), steps_per_epoch=len(x) / size)
m0.save_weights("w0.h5")
c0 = keras.layers.merge([a, b], mode="concat")
"""


def notebook(cells: list[tuple[str, str]]) -> str:
    """A notebook of (kind, source) cells, spelt as Jupyter spells it."""
    listed = []
    for kind, source in cells:
        cell = {"cell_type": kind, "metadata": {}, "source": source.splitlines(True)}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        listed.append(cell)
    tree = {"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"


def typical(count: int) -> str:
    """A notebook with `count` cells like those of a course."""
    text = (NOTEBOOKS / "a_rnn_course.ipynb").read_text("utf-8")
    cells = [(c["cell_type"], "".join(c["source"])) for c in json.loads(text)["cells"]]
    cells = [cell for cell in cells if cell[0] in ("code", "markdown")]
    return notebook([cells[i % len(cells)] for i in range(count)])


ODD: dict[str, Callable[[int], str]] = {
    "lines of one cell": lambda n: notebook(
        [("code", HEAD + "".join(f"x{i} = tf.nn.relu(x{i // 2})\n" for i in range(n)))]
    ),
    "findings in one cell": lambda n: notebook([("code", HEAD + "y = tf.mul(x, x)\n" * n)]),
    "findings, a cell each": lambda n: notebook(
        [("code", HEAD), *[("code", "cell = tf.contrib.rnn.GRUCell(8)")] * n]
    ),
    "imports (a half)": lambda n: notebook(
        [("code", "".join(f"from tensorflow.contrib import rnn as r{i}\n" for i in range(n // 2)))]
    ),
    "hundredths of a MB in one line": lambda n: notebook(
        [("code", HEAD + "x = [" + "tf.mul(1, 2), " * (n * 100 // 14) + "]\n")]
    ),
    "functions": lambda n: notebook(
        [("code", HEAD + "".join(f"def f{i}(a):\n  return tf.mul(a, {i})\n" for i in range(n)))]
    ),
    "uses of one name": lambda n: notebook(
        [("code", HEAD + "def f():\n    return x\nx = 1\nx = f(x)\n" * (n // 4))]
    ),
    "Python 2 lines": lambda n: notebook(
        [("code", HEAD), ("code", "".join(f"print 'a', x{i % 9}, 7 / 2\n" for i in range(n)))]
    ),
    "Python 2 cells": lambda n: notebook([("code", HEAD), *[("code", "print 'a', 7 / 2")] * n]),
    "broken cells": lambda n: notebook([("code", HEAD), *[("code", "x = \nimport os")] * n]),
    "undefined names": lambda n: notebook(
        [("code", "".join(f"name_{i} = nome_{i}\n" for i in range(n)))]
    ),
    "Keras models": lambda n: notebook(
        [("code", KERAS), *[("code", MODEL.replace("0", str(i))) for i in range(n // 4)]]
    ),
    "outputs": lambda n: json.dumps(
        {
            "cells": [
                {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": [HEAD],
                 "outputs": [{"output_type": "stream", "name": "stdout",
                              "text": ["cost 0.1\n"] * 100}] * n}
            ],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 4,
        }
    ),
}  # fmt: skip

CHILD = """
import sys, time
from pathlib import Path
from migrate.api import Options, migrate_path
begin = time.process_time()
outcome = migrate_path(Path(sys.argv[1]), Options())
seconds = time.process_time() - begin
# Not ru_maxrss, which begins with the memory of the process that started this one.
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(seconds, peak, type(outcome).__name__, len(outcome.findings))
"""


def measured(text: str) -> tuple[float, float, str]:
    """Processor seconds and peak megabytes of a migration, and what came of it."""
    with tempfile.NamedTemporaryFile("w", suffix=".ipynb", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        command = [sys.executable, "-c", CHILD, file.name]
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if run.returncode != 0:
        return math.nan, math.nan, run.stderr.strip().splitlines()[-1]
    seconds, peak, *outcome = run.stdout.split()
    return float(seconds), float(peak), " ".join(outcome)


def main() -> None:
    """Print the tables, and draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 10_000])
    parser.add_argument("--plot", type=Path, help="draw the first table into this PNG")
    parser.add_argument("--odd", action="store_true", help="the odd documents too")
    parser.add_argument("--only", default="", help="odd documents with this in their name")
    options = parser.parse_args()
    if not options.only:
        print(f"{'cells':>8}{'KB':>8}{'s':>9}{'cells/s':>9}{'MB':>7}{'exponent':>10}")
        points: list[tuple[int, float, float]] = []
        for size in options.sizes:
            text = typical(size)
            seconds, peak, _ = measured(text)
            slope = _slope(points[-1][:2], (size, seconds)) if points else math.nan
            points.append((size, seconds, peak))
            print(
                f"{size:>8}{len(text) / 1024:>8.0f}{seconds:>9.3f}{size / seconds:>9.0f}"
                f"{peak:>7.0f}{slope:>10.2f}", flush=True,
            )  # fmt: skip
        if options.plot:
            draw(points, options.plot)
    if options.odd or options.only:
        _odd(options.only, max(options.sizes))


def _odd(only: str, size: int) -> None:
    print(f"\n{'':<32}{'n':>7}{'s, half':>9}{'s':>9}{'MB':>7}{'exponent':>10}  outcome, findings")
    for name, make in ODD.items():
        if only not in name:
            continue
        half, _, _ = measured(make(size // 2))
        seconds, peak, outcome = measured(make(size))
        slope = _slope((size // 2, half), (size, seconds))
        print(
            f"{name:<32}{size:>7}{half:>9.2f}{seconds:>9.2f}{peak:>7.0f}{slope:>10.2f}  {outcome}",
            flush=True,
        )


def _slope(first: tuple[int, float], second: tuple[int, float]) -> float:
    return math.log(second[1] / first[1]) / math.log(second[0] / first[0])


def draw(points: list[tuple[int, float, float]], path: Path) -> None:
    """Seconds over cells on logarithmic scales, next to a straight line of slope 1."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    cells = [point[0] for point in points]
    seconds = [point[1] for point in points]
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    axes.loglog(cells, seconds, "o-", label="rnn-migrate")
    last = seconds[-1] / cells[-1]
    axes.loglog(cells, [last * n for n in cells], "--", color="grey", label="linear")
    axes.set_xlabel("cells")
    axes.set_ylabel("processor seconds")
    axes.set_title("Migrating one notebook as it grows")
    axes.grid(True, which="major", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    print(f"drawn: {path}, {time.strftime('%Y-%m-%d')}")


if __name__ == "__main__":
    main()

"""Wall time and peak memory of the command from cold, next to tf_upgrade_v2 and 2to3.

    python benchmarks/cold_start.py [NOTEBOOK] [--runs 5]

Every command is a process of its own, run in turn so that a drift of the machine's speed hits all
alike; printed are the medians, and the ratios of processor seconds to those of `rnn-migrate
check`. `tf_upgrade_v2` comes with TensorFlow, `fissix` with rnn-migrate; a command that is not
installed is named as missing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT_A = ROOT / "fixtures" / "notebooks" / "a_rnn_course.ipynb"


def _environment() -> dict[str, str]:
    """The environment, in which byte code is kept as it is for an installed command."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def measured(command: list[str]) -> tuple[float, float, float, int]:
    """Wall and processor seconds, megabytes at the peak, and the exit code of a command."""
    with tempfile.TemporaryFile() as sink:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=sink, stderr=sink, cwd=ROOT, env=_environment())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    processor = usage.ru_utime + usage.ru_stime
    return seconds, processor, usage.ru_maxrss / 1024, process.returncode


def commands(notebook: Path, folder: Path) -> dict[str, list[str]]:
    """The commands to compare, by name; each writes into `folder` only."""
    here = [sys.executable, "-m", "migrate.cli"]
    script = folder / "cells.py"
    exporter = "import sys; from migrate.document import load; from pathlib import Path\n"
    exporter += "d = load(Path(sys.argv[1]))\n"
    exporter += "text = '\\n'.join(c.source for c in d.cells if c.kind == 'code')\n"
    exporter += "Path(sys.argv[2]).write_text(text + '\\n', 'utf-8')"
    subprocess.run([sys.executable, "-c", exporter, notebook, script], check=True, cwd=ROOT)
    plain = folder / "plain.ipynb"
    plain.write_text(
        '{"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],'
        ' "source": ["import math\\n", "print(math.pi)"]}], "metadata": {}, "nbformat": 4,'
        ' "nbformat_minor": 4}',
        "utf-8",
    )
    found = {
        "rnn-migrate check": [*here, "check", str(notebook)],
        "rnn-migrate": [*here, "-o", str(folder / "out.ipynb"), str(notebook)],
        "rnn-migrate check (no TensorFlow in it)": [*here, "check", str(plain)],
        "rnn-migrate --help": [*here, "--help"],
        "2to3 (fissix), its cells as a script": [sys.executable, "-m", "fissix", str(script)],
    }
    beside = Path(sys.executable).with_name("tf_upgrade_v2")
    upgrade = str(beside) if beside.exists() else shutil.which("tf_upgrade_v2")
    if upgrade:
        found["tf_upgrade_v2"] = [
            upgrade, "--infile", str(notebook), "--outfile", str(folder / "tf.ipynb"),
            "--reportfile", str(folder / "report.txt"),
        ]  # fmt: skip
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="?", type=Path, default=DOCUMENT_A)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        table = commands(options.notebook.resolve(), Path(name))
        times: dict[str, list[float]] = {key: [] for key in table}
        processor: dict[str, list[float]] = {key: [] for key in table}
        memory: dict[str, float] = {}
        codes: dict[str, int] = {}
        for number in range(options.runs + 1):
            for key, command in table.items():
                seconds, busy, megabytes, codes[key] = measured(command)
                memory[key] = max(memory.get(key, 0), megabytes)
                if number:  # the first round only warms the file cache
                    times[key].append(seconds)
                    processor[key].append(busy)
    base = statistics.median(processor["rnn-migrate check"])
    print("Seconds are medians; the ratio is that of processor seconds (user + system).")
    print(
        f"{'command':<42}{'wall':>7}{'min':>7}{'max':>7}{'cpu':>7}{'ratio':>7}{'peak MB':>9}  exit"
    )
    for key, values in times.items():
        busy = statistics.median(processor[key])
        print(
            f"{key:<42}{statistics.median(values):>7.2f}{min(values):>7.2f}{max(values):>7.2f}"
            f"{busy:>7.2f}{busy / base:>7.1f}{memory[key]:>9.0f}  {codes[key]}"
        )
    if "tf_upgrade_v2" not in table:
        print("tf_upgrade_v2 is not installed: pip install tensorflow")


if __name__ == "__main__":
    main()

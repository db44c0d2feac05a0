"""What the rewriter makes of a folder of notebooks, scripts and Markdown posts.

    python benchmarks/corpus.py FOLDER [--tf-upgrade] [--list STATE]

Prints how many files were aborted (an exception), failed (not a document), skipped, upgraded,
unchanged; how many cells parse; the TensorFlow names that do not resolve; findings by code; and
files and cells a second. With --tf-upgrade each notebook also goes through `tf_upgrade_v2`, in a
process of its own.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from migrate import files  # noqa: E402
from migrate.api import (  # noqa: E402
    Migrated,
    Options,
    Unchanged,
    left_to_do,
    migrate_path,
    migrate_text,
    parse_cells,
)
from migrate.document import parse  # noqa: E402


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--tf-upgrade", action="store_true")
    parser.add_argument("--list", metavar="STATE", help="name the files of a state, e.g. aborted")
    parser.add_argument("--names", type=int, default=25, help="how many unresolved names to print")
    options = parser.parse_args()
    states: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    names: Counter[str] = Counter()
    cells = parsed = unstable = 0
    inputs = files.find([options.folder])
    begin = time.perf_counter()
    for item in inputs:
        state = "aborted"
        try:
            outcome = migrate_path(item.path, Options())
        except Exception:  # the one thing that this script counts
            traceback.print_exc()
        else:
            state = type(outcome).__name__.lower()
            if isinstance(outcome, Migrated | Unchanged):
                state += ", work left" if left_to_do(outcome) else ", clean"
                result = parse(outcome.text, outcome.document.kind, outcome.document.encoding)
                program, broken = parse_cells(result)
                cells += len(program.cells) + len(broken)
                parsed += len(program.cells)
                again = migrate_text(outcome.text, outcome.document.kind)
                if isinstance(again, Migrated):
                    unstable += 1
                    print(f"not stable: {item.path}")
            for located in outcome.findings:
                codes[located.finding.code] += 1
                if located.finding.code in ("TF106", "TF107"):
                    names[located.finding.message.split(":")[0]] += 1
        states[state] += 1
        if options.list and state.startswith(options.list):
            print(f"{state}: {item.path}")
    seconds = time.perf_counter() - begin
    print(f"files {len(inputs)}, {len(inputs) / seconds:.1f} a second; cells {cells},", end=" ")
    print(f"parsed {parsed}, {cells / seconds:.0f} a second; second run changes {unstable}")
    for state, count in states.most_common():
        print(f"  {state:<24}{count:>6}")
    print(
        "findings by code:", ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
    )
    print(f"unresolved names: {sum(names.values())} uses of {len(names)} names")
    for name, count in names.most_common(options.names):
        print(f"  {count:>5}  {name}")
    if options.tf_upgrade:
        _tf_upgrade([item.path for item in inputs if item.path.suffix == ".ipynb"])


def _tf_upgrade(paths: list[Path]) -> None:
    beside = Path(sys.executable).with_name("tf_upgrade_v2")
    command = str(beside) if beside.exists() else shutil.which("tf_upgrade_v2")
    if command is None:
        print("tf_upgrade_v2 is not installed: pip install tensorflow")
        return
    crashed = 0
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            run = subprocess.run(
                [command, "--infile", path, "--outfile", f"{folder}/out.ipynb",
                 "--reportfile", f"{folder}/report.txt"],
                capture_output=True, check=False,
            )  # fmt: skip
            crashed += run.returncode != 0
    seconds = time.perf_counter() - begin
    print(f"tf_upgrade_v2: {len(paths)} notebooks, {crashed} crashed,", end=" ")
    print(f"{len(paths) / max(seconds, 1e-9):.2f} a second")


if __name__ == "__main__":
    main()

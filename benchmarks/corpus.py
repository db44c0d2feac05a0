"""What the rewriter makes of a folder of notebooks, scripts and Markdown posts.

    python benchmarks/corpus.py FOLDER... [--live] [--compare-tf-upgrade-v2] [--list STATE]

Prints how many files were aborted (an exception), failed (not a document), skipped, upgraded,
unchanged; how many cells parse; the TensorFlow names that do not resolve; findings by code; and
files and cells a second. With --live the results are also judged by the installed TensorFlow
itself (`live_names.py`): a file that is called clean and holds a TensorFlow name that does not
exist is falsely clean. With --compare-tf-upgrade-v2 the same files go through `tf_upgrade_v2` of
that TensorFlow, and its results before the same judge. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import io
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
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

# What the judge looks up; other libraries of a notebook may not be installed here.
_JUDGED = ("tensorflow", "reference")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--live", action="store_true", help="judge by the installed TensorFlow")
    parser.add_argument("--compare-tf-upgrade-v2", action="store_true")
    parser.add_argument("--list", metavar="STATE", help="name the files of a state, e.g. aborted")
    parser.add_argument("--names", type=int, default=25, help="how many unresolved names to print")
    options = parser.parse_args()
    states: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    names: Counter[str] = Counter()
    judged = Judged()
    cells = parsed = unstable = 0
    inputs = files.find(options.folders)
    together = frozenset(os.path.realpath(item.path) for item in inputs)
    seconds = 0.0
    for item in inputs:
        state = "aborted"
        begin = time.process_time()
        try:
            outcome = migrate_path(item.path, Options(together=together))
        except Exception:  # the one thing that this script counts
            traceback.print_exc()
            states[state] += 1
            continue
        seconds += time.process_time() - begin
        state = type(outcome).__name__.lower()
        if isinstance(outcome, Migrated | Unchanged):
            clean = not left_to_do(outcome)
            state += ", clean" if clean else ", work left"
            result = parse(outcome.text, outcome.document.kind, outcome.document.encoding)
            program, broken = parse_cells(result)
            cells += len(program.cells) + len(broken)
            parsed += len(program.cells)
            if isinstance(migrate_text(outcome.text, outcome.document.kind), Migrated):
                unstable += 1
                print(f"not stable: {item.path}")
            if options.live or options.compare_tf_upgrade_v2:
                judged.judge(item.path, clean, [cell.tree for cell in program.cells])
        for located in outcome.findings:
            codes[located.finding.code] += 1
            if located.finding.code in ("TF106", "TF107"):
                names[located.finding.message.split(":")[0]] += 1
        states[state] += 1
        if options.list and state.startswith(options.list):
            print(f"{state}: {item.path}")
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
    if options.live or options.compare_tf_upgrade_v2:
        judged.report(options.names)
    if options.compare_tf_upgrade_v2:
        _tf_upgrade([item.path for item in inputs if item.path.suffix in (".ipynb", ".py")])


@dataclass
class Judged:
    """What the installed TensorFlow says of results."""

    files: int = 0
    with_problems: int = 0
    falsely_clean: list[str] = field(default_factory=list)

    def judge(self, path: Path, clean: bool, trees: list[ast.Module]) -> None:
        """Look up a result's names; `clean` is what the tool said of it."""
        from live_names import problems

        self.files += 1
        found = problems(trees, _JUDGED)
        self.with_problems += bool(found)
        if found and clean:
            self.falsely_clean.append(f"{path}: {'; '.join(dict.fromkeys(found))}")

    def report(self, count: int) -> None:
        """Print the numbers, and the falsely clean files."""
        print(f"judged by the installed TensorFlow: {self.files} results,", end=" ")
        print(f"{self.with_problems} with names or calls that do not exist,", end=" ")
        print(f"{len(self.falsely_clean)} of them called clean")
        for line in self.falsely_clean[:count]:
            print(f"  {line}")


def _tf_upgrade(paths: list[Path]) -> None:
    """The same files through `tf_upgrade_v2`, by the functions its command calls."""
    from tensorflow.tools.compatibility import ast_edits, ipynb, tf_upgrade_v2

    crashed: Counter[str] = Counter()
    judged = Judged()
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            target = Path(folder) / path.name
            upgrader = ast_edits.ASTCodeUpgrader(tf_upgrade_v2.TFAPIChangeSpec())
            begin = time.process_time()
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    process = (
                        upgrader.process_file
                        if path.suffix == ".py"
                        else functools.partial(ipynb.process_file, upgrader=upgrader)
                    )
                    processed, _, issues = process(str(path), str(target))
            except Exception as error:
                crashed[type(error).__name__] += 1
                continue
            finally:
                seconds += time.process_time() - begin
            if not processed:
                crashed["nothing written"] += 1
                continue
            kind = "script" if path.suffix == ".py" else "notebook"
            program, _ = parse_cells(parse(target.read_text("utf-8"), kind))
            judged.judge(path, not issues, [cell.tree for cell in program.cells])
    total = sum(crashed.values())
    print(f"tf_upgrade_v2: {len(paths)} notebooks and scripts, {total} crashed", end=" ")
    print(f"({', '.join(f'{name} {count}' for name, count in crashed.most_common())}),", end=" ")
    print(f"{len(paths) / max(seconds, 1e-9):.1f} a second")
    judged.report(0)


if __name__ == "__main__":
    main()

"""Kill a process that writes a file, at random moments, and look at what is left.

    python benchmarks/kills.py [--kills 1000] [--commands 100] [--seed 0]

Two ways: a process that writes one file over and over is killed (`--kills`), and the command
itself, `rnn-migrate --in-place --jobs 2` over a folder, with its processes (`--commands`). After
each kill every file must be the original or the result, whole; the next run must finish the work
and leave nothing else in the folder. Exit code 1 if that fails once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from migrate.api import Migrated, migrate_text  # noqa: E402
from migrate.saving import save  # noqa: E402

WRITER = """
import sys
from pathlib import Path
from migrate.saving import save
path, texts = Path(sys.argv[1]), [b"A" * 300_000, b"B" * 300_000]
while True:
    for text in texts:
        print("writing", flush=True)
        save(path, text)
"""


def kill_writers(folder: Path, kills: int, dice: random.Random) -> Counter[str]:
    """Kill a process that goes on writing one file; count what was left."""
    path = folder / "course.ipynb"
    original = b"O" * 300_000
    whole = {original: "the original", b"A" * 300_000: "result A", b"B" * 300_000: "result B"}
    found: Counter[str] = Counter()
    for _ in range(kills):
        path.write_bytes(original)
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
            assert process.stdout is not None
            for _ in range(dice.randint(1, 6)):
                process.stdout.readline()
            time.sleep(dice.choice([0, 0, dice.uniform(0, 0.005)]))
            process.kill()
        found[whole.get(path.read_bytes(), "A TORN FILE")] += 1
        found["left beside it"] += len(os.listdir(folder)) - 1
        save(path, original)
        if os.listdir(folder) != [path.name]:
            found["NOT CLEANED UP"] += 1
    return found


def notebook(number: int) -> str:
    """A notebook with something to upgrade."""
    source = ["import tensorflow as tf\n", *[f"y{i} = tf.mul({number}, {i})\n" for i in range(200)]]
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    tree = {"cells": [{**cell, "source": source}], "metadata": {}, "nbformat": 4}
    return json.dumps({**tree, "nbformat_minor": 4}, indent=1)


def kill_commands(folder: Path, kills: int, dice: random.Random, files: int = 8) -> Counter[str]:
    """Kill the command and its processes while it upgrades a folder; count what was left."""
    originals = {f"n{i}.ipynb": notebook(i) for i in range(files)}
    results = {}
    for name, text in originals.items():
        outcome = migrate_text(text)
        assert isinstance(outcome, Migrated)
        results[name] = outcome.text
    command = [sys.executable, "-m", "migrate.cli", "--in-place", "--jobs", "2", str(folder)]
    found: Counter[str] = Counter()
    for _ in range(kills):
        for name, text in originals.items():
            (folder / name).write_text(text, "utf-8")
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        if dice.random() < 0.7:
            process.stdout.readline()  # the first file is done
            time.sleep(dice.uniform(0, 0.15))
        else:
            time.sleep(dice.uniform(0, 1.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        done = 0
        for name in originals:
            text = (folder / name).read_text("utf-8")
            if text == results[name]:
                done += 1
            elif text != originals[name]:
                found["A TORN FILE"] += 1
        found["killed before any result" if not done else "killed among results"] += done < files
        found["killed behind all results"] += done == files
        found["left beside them"] += len(os.listdir(folder)) - files
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        left = {name: (folder / name).read_text("utf-8") for name in os.listdir(folder)}
        if left != results:
            found["NOT CLEANED UP"] += 1
    return found


def main() -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--commands", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    bad = 0
    for what, run, kills in (
        ("writers", kill_writers, options.kills),
        ("commands", kill_commands, options.commands),
    ):
        with tempfile.TemporaryDirectory() as folder:
            found = run(Path(folder), kills, dice)
        bad += found["A TORN FILE"] + found["NOT CLEANED UP"]
        print(f"{kills} {what} killed:", ", ".join(f"{n} {k}" for k, n in sorted(found.items())))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

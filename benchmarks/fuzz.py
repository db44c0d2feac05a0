"""Mutated notebooks and sources through the whole pipeline: no exception, no stray byte.

    python benchmarks/fuzz.py [FOLDER] [--inputs 10000] [--seed 0]

Each input is a document of FOLDER (default: the fixtures) with a few random mutations: characters
dropped, doubled, swapped or replaced, lines moved between cells, JSON text damaged. Checked of
each: the migration returns an outcome; a damaged file fails with one sentence; in a migrated
notebook every part of the JSON text but the sources of cells with findings (and the kernel's
version) is the same text; a second run changes nothing. A failing input is written to
`fuzz-failures/`, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from migrate import files  # noqa: E402
from migrate.api import Migrated, Options, Outcome, Unchanged, migrate_text  # noqa: E402
from migrate.document import DocumentError, decode, kind_of, parse  # noqa: E402
from migrate.json_text import JsonText, Value  # noqa: E402

FRAGMENTS = [
    "import tensorflow as tf\n", "tf.contrib.rnn", "print x, y\n", "%%time\n", "!ls\n", "'''",
    '"', "\\", "(", ")", "]", "\t", "    ", "\r\n", "\x00", "\ud800", "한글", "\u202e", "# noqa\n",
    "lambda (a, b): a\n",
    "tf.concat(1, [a, b])", "from tensorflow.contrib import *\n", "def f(tf):\n", "x = \n",
    "0777", "`x`",
    "exec 'a'\n", "?", "%", "async ", "match x:\n", "f'{", "\f", "if True: ", "; ",
    "\U0001f600", "*", "@",
]  # fmt: skip


def mutated_source(source: str, dice: random.Random) -> str:
    """A source with a few characters or lines changed."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randint(0, len(source))
        end = min(len(source), at + dice.randint(0, 6))
        choice = dice.random()
        if choice < 0.25:
            source = source[:at] + source[end:]
        elif choice < 0.6:
            source = source[:at] + dice.choice(FRAGMENTS) + source[at:]
        elif choice < 0.7:
            source = source[:at] + source[at:end] * 2 + source[end:]
        elif choice < 0.85:
            lines = source.splitlines(True)
            dice.shuffle(lines)
            source = "".join(lines)
        else:
            source = source[:at] + chr(dice.choice([9, 10, 32, 40, 0x3000, 0xFEFF])) + source[end:]
    return source


def mutated(text: str, kind: str, dice: random.Random) -> str:
    """A document's text with a few mutations of its sources, or of the text itself."""
    if kind != "notebook" or dice.random() < 0.15:
        return mutated_source(text, dice)
    try:
        tree = json.loads(text)
    except ValueError:
        return mutated_source(text, dice)
    sheets = [tree, *tree.get("worksheets", [])]
    cells = [cell for sheet in sheets for cell in sheet.get("cells", [])]
    for cell in dice.sample(cells, min(len(cells), dice.randint(1, 3))):
        key = "source" if "source" in cell else "input"
        if key not in cell:
            continue
        source = mutated_source("".join(cell[key]), dice)
        cell[key] = source if dice.random() < 0.2 else source.splitlines(True)
    indent = dice.choice([None, 1, 2, "\t"])
    return json.dumps(tree, indent=indent, ensure_ascii=dice.random() < 0.5 or "\\ud8" in text)


def outside(text: str, named: set[int]) -> list[str]:
    """The texts of all parts of a notebook that an edit must not touch."""
    root = JsonText(text).parse(1 if text.startswith("\ufeff") else 0)
    parts: list[str] = [text[: root.start], text[root.end :]]

    def walk(value: Value, path: tuple[str, ...]) -> None:
        members = value.members()
        if members and path in ((), ("worksheet",)):
            for name, member in members.items():
                if name == "cells":
                    for index, cell in enumerate(c for c in member.items() or [] if c.members()):
                        for key, part in cell.members().items():
                            if key not in ("source", "input") or index not in named:
                                parts.append(f"{key}: {text[part.start : part.end]}")
                elif name == "worksheets":
                    for sheet in member.items() or []:
                        walk(sheet, ("worksheet",))
                elif name != "metadata":
                    parts.append(f"{name}: {text[member.start : member.end]}")

    walk(root, ())
    return parts


def problem(text: str, kind: str, options: Options) -> tuple[str, Outcome | None]:
    """What is wrong with the migration of a text, or an empty sentence."""
    try:
        outcome = migrate_text(text, kind, options)
    except Exception:  # this is what the script looks for
        return traceback.format_exc(), None
    if not isinstance(outcome, Migrated | Unchanged):
        return ("" if outcome.reason and "\n" not in outcome.reason else "no sentence"), outcome
    if kind == "notebook" and isinstance(outcome, Migrated):
        cells = parse(text, kind).cells
        named = {cell.index for cell in cells if cell.kind == "code"}
        if outside(text, named) != outside(outcome.text, named):
            return "a part outside the sources changed", outcome
        found = {item.finding.span.cell for item in outcome.findings}
        after = parse(outcome.text, kind).cells
        imports = [c.index for c in cells if c.source != after[c.index].source]
        if len([index for index in imports if index not in found]) > 1:
            return "a cell changed that no finding names", outcome
    again = migrate_text(outcome.text, kind, options)
    if not isinstance(again, Unchanged):
        return "a second run changes the result", outcome
    return "", outcome


def main() -> int:
    """Run the inputs and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=str(ROOT / "fixtures"))
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    seeds = []
    for item in files.find([options.folder]):
        kind = kind_of(item.path.name)
        if kind is None or item.path.stat().st_size > 300_000:
            continue
        text, _ = decode(item.path.read_bytes(), kind)
        try:
            parse(text, kind)
        except DocumentError:
            continue
        seeds.append((kind, text))
    dice = random.Random(options.seed)
    states: Counter[str] = Counter()
    begin = time.perf_counter()
    failures = 0
    for number in range(options.inputs):
        kind, text = dice.choice(seeds)
        source = mutated(text, kind, dice)
        chosen = Options(unsafe_fixes=dice.random() < 0.5)
        wrong, outcome = problem(source, kind, chosen)
        states[type(outcome).__name__.lower()] += 1
        if wrong:
            failures += 1
            folder = Path("fuzz-failures")
            folder.mkdir(exist_ok=True)
            name = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]
            suffix = {"notebook": ".ipynb", "script": ".py", "markdown": ".md"}[kind]
            (folder / (name + suffix)).write_bytes(source.encode("utf-8", "surrogatepass"))
            print(f"input {number} ({name}{suffix}): {wrong.strip().splitlines()[-1]}", flush=True)
            (folder / (name + ".txt")).write_text(wrong, "utf-8", "backslashreplace")
    seconds = time.perf_counter() - begin
    counts = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
    print(
        f"{options.inputs} inputs from {len(seeds)} documents in {seconds:.0f} s: {counts};",
        end=" ",
    )
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

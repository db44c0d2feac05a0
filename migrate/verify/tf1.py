"""The original, run live in the kernel of an interpreter that has TensorFlow 1."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.api import parse_cells
from migrate.document import Document
from migrate.verify import constants as overriding
from migrate.verify import run
from migrate.verify.baseline import Baseline
from migrate.verify.filters import named, set_aside

# Runs under Python 2.7 as well; its last line of output is the answer.
_QUESTION = """
import json, sys
found = {"python": "%d.%d.%d" % sys.version_info[:3]}
for name in ("ipykernel", "numpy", "tensorflow"):
    try:
        found[name] = __import__(name).__version__
    except ImportError as error:
        found[name] = None
print(json.dumps(found))
"""
_ANSWER_WITHIN = 180.0


class InterpreterError(Exception):
    """An interpreter cannot run originals; the message is one sentence on what to do."""


@dataclass(frozen=True)
class Interpreter:
    """A Python with ipykernel and TensorFlow 1, and what it said of its versions."""

    path: Path
    versions: str


def find(path: Path) -> Interpreter:
    """Ask an interpreter what it has.

    Raises:
        InterpreterError: if it is not there, does not answer, or lacks ipykernel or TensorFlow 1.
    """
    if not path.is_file():
        raise InterpreterError(f"--tf1-python {path}: there is no such file")
    try:
        answer = subprocess.run(
            [str(path), "-c", _QUESTION], capture_output=True, timeout=_ANSWER_WITHIN, check=False
        )
        found = json.loads(answer.stdout.decode("utf-8", "replace").splitlines()[-1])
    except (OSError, subprocess.TimeoutExpired, ValueError, IndexError):
        raise InterpreterError(f"--tf1-python {path}: does not answer as Python does") from None
    if not isinstance(found, dict) or not found.get("python"):
        raise InterpreterError(f"--tf1-python {path}: does not answer as Python does")
    if not found.get("ipykernel"):
        raise InterpreterError(
            f"--tf1-python {path}: has no ipykernel; run {path} -m pip install ipykernel"
        )
    if not found.get("tensorflow"):
        raise InterpreterError(
            f"--tf1-python {path}: has no TensorFlow; run {path} -m pip install tensorflow==1.15.5"
        )
    if not str(found["tensorflow"]).startswith("1."):
        raise InterpreterError(
            f"--tf1-python {path}: has TensorFlow {found['tensorflow']}, not TensorFlow 1"
        )
    versions = f"Python {found['python']}, tensorflow {found['tensorflow']}"
    return Interpreter(path, versions + (f", numpy {found['numpy']}" if found["numpy"] else ""))


def run_original(
    document: Document,
    interpreter: Interpreter,
    folder: Path,
    values: Mapping[str, str] | None = None,
    timeout: float | None = None,
    total: float | None = None,
) -> tuple[Baseline, run.RunResult]:
    """What the cells of an original print under TensorFlow 1, without warnings and log lines.

    Args:
        document: the original, not migrated.
        interpreter: what `find` found.
        folder: the working folder.
        values: constants to set, as source text, by name.
        timeout: seconds that one cell may take; `total` all together.

    Raises:
        InterpreterError: if the original is Python 2 and the interpreter is not.
        ConstantError: if a name to set is no constant of the document.
        MissingExtra, KernelFailed: as `run_text` does.
    """
    _, broken = parse_cells(document)
    if document.python2 and broken and not interpreter.versions.startswith("Python 2"):
        raise InterpreterError(
            f"is a Python 2 notebook (cell {min(broken) + 1} is no Python 3), and "
            f"{interpreter.path} is {interpreter.versions.split(',')[0]}: "
            "give --tf1-python a Python 2.7 with TensorFlow 1"
        )
    text = overriding.override(document, values or {})
    result = run.run_text(
        text, document.kind, folder, timeout, total=total, python=interpreter.path, probe=True
    )
    noise = named(["carriage-returns", "warnings", "log-lines"])
    cells = {}
    for number in result.numbers:
        output = result.output(number)
        printed = set_aside(output.printed, noise)
        cells[number] = replace(output, printed=printed)
    return Baseline(cells, interpreter.versions, dict(values or {}), result.graphs), result

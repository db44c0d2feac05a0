"""Originals under another interpreter: found, checked, run, recorded. A stand-in plays TensorFlow 1.

Genuine TensorFlow 1 is no part of the test environment: the stand-in is this very Python with a
module `tensorflow` that only tells a version, so everything but TensorFlow itself is the real thing.
"""

import json
import sys

import pytest
from click.testing import CliRunner

from migrate.cli import cli
from migrate.document import parse
from migrate.verify.tf1 import Interpreter, InterpreterError, find, run_original
from tests.migrate.building import notebook


def python(folder, tensorflow=None, ipykernel=True):
    """A command that starts this Python with a stand-in for TensorFlow, or without ipykernel."""
    modules = folder / "modules"
    modules.mkdir()
    (modules / "tensorflow.py").write_text(
        f"__version__ = {tensorflow!r}" if tensorflow else "raise ImportError('none')"
    )
    if not ipykernel:
        (modules / "ipykernel.py").write_text("raise ImportError('none')")
    command = folder / "python"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={modules}:"$PYTHONPATH" exec {sys.executable} "$@"\n'
    )
    command.chmod(0o755)
    return command


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"tensorflow": "1.15.5", "ipykernel": False}, "has no ipykernel; run"),
        ({}, "has no TensorFlow; run"),
        ({"tensorflow": "2.21.0"}, "has TensorFlow 2.21.0, not TensorFlow 1"),
    ],
)
def test_what_an_interpreter_lacks_is_said(tmp_path, options, says):
    with pytest.raises(InterpreterError, match=says):
        find(python(tmp_path, **options))


def test_what_is_no_interpreter_is_said(tmp_path):
    with pytest.raises(InterpreterError, match="no such file"):
        find(tmp_path / "missing")
    script = tmp_path / "echo"
    script.write_text("#!/bin/sh\necho hello\n")
    script.chmod(0o755)
    with pytest.raises(InterpreterError, match="does not answer as Python does"):
        find(script)


def test_a_python_2_notebook_needs_python_2(tmp_path):
    text = notebook("a = 1", "print a", metadata={"kernelspec": {"name": "python2"}})
    document = parse(text, "notebook")
    with pytest.raises(InterpreterError, match=r"Python 2 notebook \(cell 2 is no Python 3\)"):
        run_original(document, Interpreter(tmp_path, "Python 3.7.16, tensorflow 1.15.5"), tmp_path)


def test_an_original_is_recorded_and_the_recording_is_the_baseline(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = str(python(tmp_path, "1.15.5"))
    text = notebook(
        "import tensorflow as tf\nn = 30",
        "print('WARNING:tensorflow:From a.py:1: The name f is deprecated.\\n')\nprint(n, '우유')",
        "1 / 0",
        "print(tf.__version__[0], 'is the version')",
    )
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    recorded = CliRunner().invoke(
        cli, ["record", "a.ipynb", "--tf1-python", command, "--set", "n=2"]
    )
    assert recorded.exit_code == 1
    assert "4 cells recorded in a.recording.json" in recorded.output
    assert "cell 3: ZeroDivisionError: division by zero" in recorded.output
    tree = json.loads((tmp_path / "a.recording.json").read_text("utf-8"))
    assert tree["constants"] == {"n": "2"}
    assert "tensorflow 1.15.5" in tree["recorded_with"]
    assert tree["cells"] == {
        "1": {},
        "2": {"printed": ["2 우유"]},
        "3": {"error": "ZeroDivisionError"},
        "4": {"printed": ["1 is the version"]},
    }
    assert path.read_text("utf-8") == text

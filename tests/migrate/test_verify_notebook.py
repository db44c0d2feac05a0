"""`rnn-migrate verify`: a verdict a cell, reports, settings, exit codes; kernels run without TensorFlow."""

import json
import math
import re

import pytest
from click.testing import CliRunner

from migrate.api import migrate_path
from migrate.cli import cli
from migrate.verify import report
from migrate.verify.baseline import Baseline, CellOutput, recording_path, write_recording
from migrate.verify.compare import Comparison, Difference, Verdict
from migrate.verify.notebook import CellVerdict, NotebookVerdict, verify_outcome
from migrate.verify.numbers import Distance
from migrate.verify.settings import Settings, SettingsError, read
from tests.conftest import ROOT
from tests.migrate.building import notebook


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, **options):
    return CliRunner().invoke(cli, ["verify", *arguments], **options)


def stored(*cells, tags=None):
    """A notebook of (source, what it printed) cells; an exception stands for a stored traceback."""
    tree = json.loads(notebook(*(source for source, _ in cells)))
    for number, (cell, (_, printed)) in enumerate(zip(tree["cells"], cells, strict=True), 1):
        cell["metadata"] = {"tags": [tags[number]]} if tags and number in tags else {}
        cell["execution_count"] = number
        if isinstance(printed, Exception):
            cell["outputs"] = [{"output_type": "error", "ename": type(printed).__name__, "evalue": str(printed), "traceback": []}]  # fmt: skip
        elif printed:
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": printed.splitlines(True)}]  # fmt: skip
    return json.dumps(tree, ensure_ascii=False)


CELLS = [
    ("total_epoch = 30\nsteps = []", ""),
    (
        "print('비용', 0.25)",
        "WARNING:tensorflow:From a.py:4: The name f is deprecated.\n\n비용 0.25\n",
    ),
    ("print('loss 1.50000001')", "loss 1.5\n"),
    ("print('loss 0.75')", "loss 1.5\n"),
    ("print('milk -> wind')", "milk -> tree\n"),
    ("1 / 0", "1\n"),
    ("print('mended')", ValueError("x")),
    ("for i in range(total_epoch):\n    steps.append(i)\nprint(len(steps), 'steps')", "30 steps\n"),
    ("print(len(steps) + 1)", "31\n"),
    ("raise KeyError('x')", KeyError("x")),
    ("print('not run')", "a\n"),
    ("import time\nprint(time.time_ns())", "1\n"),
]
TAGS = {10: "raises-exception", 11: "nbval-skip", 12: "nbval-ignore-output"}


def test_every_verdict_from_one_run(folder):
    (folder / "가.ipynb").write_text(stored(*CELLS, tags=TAGS), encoding="utf-8")
    result = run("가.ipynb", "--output-format", "json", "--set", "total_epoch=2")
    tree = json.loads(result.stdout)
    (found,) = tree["notebooks"]
    assert [cell["verdict"] for cell in found["cells"]] == [
        "identical", "identical", "close", "similar", "different", "error", "no baseline",
        "no baseline", "no baseline", "identical", "no baseline", "no baseline",
    ]  # fmt: skip
    notes = {cell["cell"]: cell["note"] for cell in found["cells"]}
    assert notes[6] == "ZeroDivisionError: division by zero"
    assert notes[7] == "the original raises ValueError"
    assert notes[8] == notes[9] == "depends on total_epoch, which had another value"
    assert found["cells"][4]["difference"] == {
        "line": 1, "column": 9, "expected": "milk -> tree", "found": "milk -> wind",
    }  # fmt: skip
    assert found["cells"][3]["relative"] == 0.5
    assert result.exit_code == tree["exit_code"] == 1
    executed = json.loads((folder / "가.verified.ipynb").read_text("utf-8"))
    assert executed["cells"][0]["source"] == ["total_epoch = 2\n", "steps = []"]
    assert executed["cells"][7]["outputs"][0]["text"] == ["2 steps\n"]
    assert executed["cells"][5]["outputs"][0]["ename"] == "ZeroDivisionError"


def test_a_recording_beside_the_notebook_is_the_baseline_and_knows_its_constants(folder):
    path = folder / "a.ipynb"
    path.write_text(stored(("n = 30", ""), ("print(n)", "30\n")), encoding="utf-8")
    beside = Baseline({1: CellOutput(), 2: CellOutput("2\n")}, "", {"n": "2"})
    recording_path(path).write_text(write_recording(beside, "a.ipynb", "x"), encoding="utf-8")
    (folder / "pyproject.toml").write_text('[tool.rnn-migrate.verify."a.ipynb"]\nn = 2\n')
    result = run("a.ipynb", "--require", "identical", "--no-write")
    assert result.exit_code == 0, result.output
    assert "a.ipynb: passed; 2 identical (baseline: a.recording.json;" in result.output
    assert not (folder / "a.verified.ipynb").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--set", "m=2"], "no cell assigns m"),
        (["--set", "n=f()"], "must be a Python literal"),
        (["--baseline", "missing.json"], "missing.json cannot be read"),
        (["--require", "perfect"], "--require"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_run(folder, arguments, says):
    (folder / "a.ipynb").write_text(stored(("n = 30", "")), encoding="utf-8")
    result = run("a.ipynb", *arguments)
    assert says in result.output
    assert result.exit_code != 0
    assert not (folder / "a.verified.ipynb").exists()


def test_a_file_that_is_no_notebook_is_a_failure(folder):
    (folder / "a.ipynb").write_text("{")
    result = run("a.ipynb")
    assert result.exit_code == 2
    assert result.output.startswith("a.ipynb: is not valid JSON")


ROWS = (
    CellVerdict(1, Comparison(Verdict.IDENTICAL, Distance(0, 0, 0))),
    CellVerdict(12, Comparison(Verdict.SIMILAR, Distance(0.5, 8388608, math.inf), Difference(2, 3, "1 2.5\x1b", None))),
)  # fmt: skip


def test_the_table_names_cell_verdict_error_and_place():
    shown = report.text(
        [NotebookVerdict("a.ipynb", None, ROWS, "stored outputs", None, None, 1.25)]
    )
    assert shown.splitlines() == [
        "a.ipynb: passed; 1 identical, 1 similar (baseline: stored outputs; 1.2 s).",
        "  cell  verdict    worst error                            first difference",
        "  1     identical",
        '  12    similar    rel 5.0e-01, 8.4e+06 ULPs, inf digits  2:3 expected "1 2.5\\x1b", found nothing',
    ]
    assert "\x1b" not in shown
    assert "\x1b[33m" in report.text([NotebookVerdict("a", None, ROWS)], color=True)
    assert (
        json.loads(report.as_json([NotebookVerdict("a", None, ROWS)]))["notebooks"][0]["cells"][1][
            "digits"
        ]
        is None
    )


@pytest.mark.parametrize(
    ("verdicts", "required", "code"),
    [
        (["identical", "different"], None, 0),
        (["identical", "error"], None, 1),
        (["identical", "close"], "close", 0),
        (["close", "similar"], "close", 1),
        (["identical", "no baseline"], "identical", 0),
        (["no baseline"], "different", 1),
        (["no baseline"], None, 0),
        (["error"], "different", 1),
    ],
)
def test_exit_codes(verdicts, required, code):
    rows = tuple(CellVerdict(n, Comparison(Verdict(v))) for n, v in enumerate(verdicts, 1))
    wanted = Verdict(required) if required else None
    assert NotebookVerdict("a", None, rows, required=wanted).exit_code == code


def test_silent_cells_are_no_evidence():
    silent = CellVerdict(1, Comparison(Verdict.IDENTICAL, silent=True))
    assert NotebookVerdict("a", None, (silent,), required=Verdict.CLOSE).exit_code == 1
    assert "No cell has a baseline" in report.text([NotebookVerdict("a", None, (silent,))])


def test_nothing_could_be_run_is_2():
    assert NotebookVerdict("a", "is no notebook").exit_code == 2


def test_settings_of_the_sample_course():
    import sys

    if sys.version_info < (3, 11):
        pytest.skip("tomllib is there from Python 3.11 on")
    import tomllib

    table = tomllib.loads((ROOT / "fixtures/course/pyproject.toml").read_text("utf-8"))
    settings = read(table["tool"]["rnn-migrate"]["verify"])
    assert settings.constants_of(ROOT / "2_contrib_rnn.ipynb") == {"total_step": "20"}
    assert settings.constants_of(ROOT / "1_keras_today.ipynb") == {}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"require": "perfect"}, "require must be one of"),
        ({"timeout": -1}, "timeout must be a number"),
        ({"cell-timeout": True}, "cell-timeout must be a number"),
        ({"filters": {"x": "("}}, "filter x is no regular expression"),
        ({"filters": {"x": 1}}, "filter x must be"),
        ({"a.ipynb": {"a b": 1}}, 'a b of "a.ipynb"'),
        ({"retries": 3}, "no setting 'retries'"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(table, says):
    with pytest.raises(SettingsError, match=re.escape(says)):
        read(table)


def test_a_filter_of_the_settings_is_used(folder):
    path = folder / "a.py"
    path.write_text("print('session-deadbeef')\n")
    recording = folder / "r.json"
    recording.write_text(
        write_recording(Baseline({1: CellOutput("session-00112233\n")}), "a.py", "x")
    )
    mine = read({"filters": {"session-ids": "session-[0-9a-f]{8}"}}).filters
    settings = Settings(filters=mine, baseline=recording, write=False)
    found = verify_outcome(path, migrate_path(path), settings)
    assert [row.verdict for row in found.cells] == [Verdict.IDENTICAL], found

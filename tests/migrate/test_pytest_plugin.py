"""`pytest --rnn-migrate`: a report a cell, one run a notebook, with xdist and JUnit; else nothing."""

import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT
from tests.migrate.building import installed
from tests.migrate.test_verify_notebook import stored

GOOD = [("print(1, file=open('../ran.' + 'log', 'a'))", ""), ("print('비용', 0.5)", "비용 0.5\n")]
BAD = [
    ("x = 2\nprint('loss', x * 0.5)", "loss 1.5\n"),
    ("def f():\n    return {}[1]\n\nf()", ""),
    ("print('new')", ValueError("old")),
]
CELLS = {
    ("course/a.ipynb::cell 1", "passed"),
    ("course/a.ipynb::cell 2", "passed"),
    ("course/a.ipynb::notebook", "passed"),
    ("course/b.ipynb::cell 1", "failure"),
    ("course/b.ipynb::cell 2", "failure"),
    ("course/b.ipynb::cell 3", "skipped"),
    ("course/b.ipynb::notebook", "failure"),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "course" / "a.ipynb").write_text(stored(*GOOD), encoding="utf-8")
    (tmp_path / "course" / "b.ipynb").write_text(stored(*BAD), encoding="utf-8")
    (tmp_path / "course" / "b.migrated.ipynb").write_text("{}")
    return tmp_path


def run(folder, *arguments):
    if not (folder / "site").exists():
        installed(folder / "site")
    environment = dict(os.environ, PYTHONPATH=f"{folder / 'site'}{os.pathsep}{ROOT}")
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def junit(path):
    cases = ElementTree.parse(path).getroot().iter("testcase")
    found = {}
    for case in cases:
        outcome = next((c.tag for c in case if c.tag in ("failure", "skipped")), "passed")
        name = f"{case.get('classname').replace('.', '/')}.ipynb::{case.get('name')}"
        found[name.replace("/ipynb.ipynb", ".ipynb")] = (outcome, case)
    return found


def test_every_cell_is_reported_and_named_by_its_verdict(folder):
    result = run(folder, "--rnn-migrate", "course", "--rnn-migrate-require", "close", "-v", "--junitxml=j.xml")  # fmt: skip
    assert result.returncode == 1, result.stdout + result.stderr
    lines = [line.split(" [")[0].rstrip() for line in result.stdout.splitlines()]
    for line in (
        "course/a.ipynb::cell 2 IDENTICAL",
        "course/b.ipynb::cell 1 FAILED",
        "course/b.ipynb:cell 1:2: similar: rel 3.3e-01, 4.2e+06 ULPs, 5 digits; line 1 of its output: "
        'expected "loss 1.5", found "loss 1.0"',
        "    print('loss', x * 0.5)",
        "course/b.ipynb:cell 2:2: error: KeyError: 1",
        "course/b.ipynb: 2 of 3 cells fail",
    ):
        assert line in lines, result.stdout
    assert (
        "To do: `rnn-migrate verify course/b.ipynb` keeps the run in b.verified.ipynb"
        in result.stdout
    )
    assert "Traceback" not in result.stdout
    assert "[100%]" in result.stdout
    assert "3 passed" in lines[-1]
    found = junit(folder / "j.xml")
    assert {(name, outcome) for name, (outcome, _) in found.items()} == CELLS
    (value,) = found["course/b.ipynb::cell 1"][1].iter("property")
    assert (value.get("name"), value.get("value")) == ("verdict", "similar")
    assert not list(folder.glob("course/*.verified.ipynb"))


def test_with_xdist_it_is_the_same_and_each_notebook_runs_once(folder):
    result = run(folder, "--rnn-migrate", "course", "-n", "2", "--junitxml=j.xml", "--rnn-migrate-require=close")  # fmt: skip
    assert result.returncode == 1, result.stdout + result.stderr
    assert {(n, outcome) for n, (outcome, _) in junit(folder / "j.xml").items()} == CELLS
    assert (folder / "ran.log").read_text() == "1\n"
    assert "4 failed" not in result.stdout
    assert "3 failed, 3 passed, 1 skipped" in result.stdout


def test_the_settings_count_and_what_failed_runs_again(folder):
    (folder / "course" / "pyproject.toml").write_text(
        '[tool.rnn-migrate]\nexclude = ["a.ipynb"]\n[tool.rnn-migrate.verify]\nrequire = "close"\n'
    )
    result = run(folder, "--rnn-migrate", "course")
    assert "3 failed, 1 skipped" in result.stdout
    again = run(folder, "--rnn-migrate", "course", "--lf")
    assert "3 failed, 1 skipped" in again.stdout


def test_settings_that_cannot_be_used_are_one_line(folder):
    (folder / "course" / "pyproject.toml").write_text("[tool.rnn-migrate.verify]\nretries = 3\n")
    result = run(folder, "--rnn-migrate", "course/a.ipynb")
    assert "a.ipynb: verify: there is no setting 'retries'" in result.stdout
    assert "Traceback" not in result.stdout


def test_without_the_option_it_does_nothing(folder):
    result = run(folder, "course")
    assert "no tests ran" in result.stdout
    loaded = subprocess.run(
        [sys.executable, "-c", "import migrate.pytest_plugin, sys; print(*sorted(sys.modules))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    mine = [name for name in loaded if name.startswith("migrate")]
    assert mine == ["migrate", "migrate.pytest_plugin"]
    assert "click" not in loaded


def test_the_requirements_are_those_of_verify():
    from migrate.pytest_plugin import REQUIREMENTS
    from migrate.verify.settings import REQUIREMENTS as KNOWN

    assert REQUIREMENTS == KNOWN

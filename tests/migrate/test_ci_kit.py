"""The CI kit on the sample course: hooks and the steps of the Action are run as CI runs them."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.conftest import ROOT
from tests.migrate.building import installed
from tests.migrate.test_verify_notebook import stored

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ANNOTATION = re.compile(
    r"::(?P<level>\w+) file=(?P<file>[^,]+),line=(?P<line>\d+),title=rnn-migrate (?P<code>\S+?)::"
    r"(?:cell (?P<cell>\d+), line (?P<inner>\d+): )?(?P<message>.*)"
)


@pytest.fixture
def course(tmp_path):
    """A copy of the sample course, and a command `rnn-migrate` on the path."""
    shutil.copytree(ROOT / "fixtures" / "course", tmp_path / "course")
    command = tmp_path / "bin" / "rnn-migrate"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m migrate.cli "$@"\n')
    command.chmod(0o755)
    return tmp_path / "course"


def shell(script, folder, **variables):
    """Run a script as GitHub's runner does (`shell: bash`)."""
    path = f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)} | variables
    environment.setdefault("GITHUB_STEP_SUMMARY", str(folder.parent / "summary.md"))
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


def step(name, folder, **inputs):
    """Run a step of the Action; inputs that are not given have their defaults."""
    values = {key: value["default"] for key, value in ACTION["inputs"].items()} | inputs
    (found,) = [item for item in ACTION["runs"]["steps"] if item.get("name") == name]
    variables = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)
        for key, text in found["env"].items()
    }
    assert "${{" not in found["run"] + "".join(variables.values())
    return shell(found["run"], folder, **variables)


def annotations(text, folder):
    """The annotations, each checked: its line in the JSON is the line of the cell that it names."""
    found = [match.groupdict() for match in ANNOTATION.finditer(text)]
    assert len(found) == text.count("\n::") + text.startswith("::"), text
    for item in found:
        lines = (folder / item["file"]).read_text("utf-8").splitlines()
        shown = lines[int(item["line"]) - 1]
        if item["file"].endswith(".ipynb"):
            cell = json.loads("\n".join(lines))["cells"][int(item["cell"]) - 1]
            wanted = "".join(cell["source"]).splitlines()[int(item["inner"]) - 1]
            assert json.loads(shown.strip().rstrip(",")).rstrip("\n") == wanted
    return found


def hook(name):
    (found,) = [item for item in HOOKS if item["id"] == name]
    return found


def run_hook(name, folder):
    """Run a hook on what pre-commit would give it: the files that its patterns choose."""
    found = hook(name)
    names = sorted(
        path.name
        for path in folder.iterdir()
        if re.search(found["files"], path.name) and not re.search(found["exclude"], path.name)
    )
    return shell(f"{found['entry']} {' '.join(names)}", folder)


def test_the_check_step_annotates_the_sample_course_and_fails(course):
    result = step("Check", course)
    assert result.returncode == 1, result.stderr
    found = annotations(result.stdout, course)
    errors = [(a["file"], a["code"], a["cell"], a["inner"]) for a in found if a["level"] == "error"]
    assert ("2_contrib_rnn.ipynb", "TF102", "3", "8") in errors
    assert ("3_python2_letters.ipynb", "PY201", "2", "6") in errors
    assert ("course_cells.py", "TF101", None, None) in errors
    assert {file for file, *_ in errors} == {
        "2_contrib_rnn.ipynb", "3_python2_letters.ipynb", "4_fill_in.ipynb", "5_assignment.ipynb",
        "course_cells.py",
    }  # fmt: skip
    summary = (course.parent / "summary.md").read_text("utf-8")
    assert "### rnn-migrate check" in summary
    assert "| 1\\_keras\\_today.ipynb | ✅ passed |" in summary
    assert (
        "| 2\\_contrib\\_rnn.ipynb | ❌ 5 to mend | 1 TF101, 1 TF108, 1 TF104, 2 TF102 |" in summary
    )


def test_the_hooks_check_and_upgrade_the_sample_course(course):
    checked = run_hook("rnn-migrate-check", course)
    assert checked.returncode == 1
    assert "2_contrib_rnn.ipynb" in checked.stdout
    assert run_hook("rnn-migrate", course).returncode == 0
    again = run_hook("rnn-migrate-check", course)
    assert again.returncode == 0, again.stdout
    assert "4_fill_in.ipynb" in again.stdout  # the blank stays named
    assert not list(course.glob("*.migrated.ipynb"))


def test_the_hooks_leave_the_tool_s_own_outputs_alone():
    for found in HOOKS:
        assert re.search(found["files"], "a.ipynb")
        assert not re.search(found["files"], "a.json")
        assert re.search(found["exclude"], "week 1/a.verified.ipynb")


def test_the_verify_step_annotates_runs_and_keeps_the_notebooks(course):
    week = course / "week 1"
    week.mkdir()
    cells = [("x = 1\nprint('손실', x * 0.5)", "손실 1.5\n"), ("print(1)\n\n1 / 0", "1\n")]
    (week / "a.ipynb").write_text(
        json.dumps(json.loads(stored(*cells)), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    result = step("Verify", course, paths="week 1\n", require="close")
    assert result.returncode == 1, result.stderr
    found = annotations(result.stdout, course)
    assert [(a["level"], a["code"], a["cell"], a["inner"]) for a in found] == [
        ("error", "verify-similar", "1", "2"),
        ("error", "verify-error", "2", "3"),
    ]
    assert "ZeroDivisionError" in found[1]["message"]
    summary = (course.parent / "summary.md").read_text("utf-8")
    assert "| week 1/a.ipynb | ❌ 2 to mend | 1 verify-similar, 1 verify-error |" in summary
    executed = json.loads((week / "a.verified.ipynb").read_text("utf-8"))
    assert executed["cells"][1]["outputs"][0]["text"] == ["1\n"]


def test_the_action_keeps_what_verify_writes_and_is_whole():
    steps = ACTION["runs"]["steps"]
    assert [item["shell"] for item in steps if "run" in item] == ["bash"] * 3
    (kept,) = [item for item in steps if "upload-artifact" in item.get("uses", "")]
    assert kept["with"]["path"] == "**/*.verified.ipynb"
    assert "cancelled()" in kept["if"]
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text("utf-8")))
    assert used == set(ACTION["inputs"])


@pytest.mark.slow
@pytest.mark.tf
def test_the_upgraded_course_is_verified_by_action_and_plugin_alike(course):
    """All but the blank for students runs; both ways name it, on its line."""
    assert run_hook("rnn-migrate", course).returncode == 0
    result = step("Verify", course)
    found = annotations(result.stdout, course)
    errors = [(a["file"], a["cell"], a["inner"]) for a in found if a["level"] == "error"]
    assert errors == [("4_fill_in.ipynb", "3", "2"), ("4_fill_in.ipynb", "4", "1")]
    assert result.returncode == 1
    command = f"{sys.executable} -m pytest --rnn-migrate ."
    plugin = shell(command, course, PYTHONPATH=installed(course.parent / "site"))
    assert "4_fill_in.ipynb:cell 3:2: error: SyntaxError" in plugin.stdout
    assert "3 failed" in plugin.stdout.splitlines()[-1], plugin.stdout

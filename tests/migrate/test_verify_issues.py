"""Verdicts in every format of `check`: the same issues, the true line of the file."""

import json
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner

from migrate.cli import cli
from migrate.report import FORMATS
from migrate.verify import report
from migrate.verify.compare import Comparison, Difference, Verdict
from migrate.verify.issues import KINDS, message, reported
from migrate.verify.notebook import CellVerdict, NotebookVerdict
from tests.migrate.sarif_schema import SCHEMA
from tests.migrate.test_verify_notebook import stored

CELLS = [
    ("x = 2\nprint('비용', x)", "비용 2\n"),
    ("print('a')\nprint('loss', 1.5)", "a\nloss 2.5\n"),
    ("y = 1\nprint('milk ->',\n      'wind\\x07')", "milk -> tree\n"),
    ("ok = 1\n\n1 / 0", ""),
    ("print('never run before')", ""),
]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """Each format's report of one run, with the lines of the file."""
    folder = tmp_path_factory.mktemp("course")
    path = folder / "가, 1.ipynb"
    tree = json.loads(stored(*CELLS))
    tree["cells"][4]["execution_count"] = None
    text = json.dumps(tree, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    from migrate.api import migrate_path
    from migrate.verify.notebook import verify_outcome
    from migrate.verify.settings import Settings

    settings = Settings(require=Verdict.CLOSE, write=False)
    verdicts = [verify_outcome(path, migrate_path(path), settings)]
    assert verdicts[0].failure is None
    verdicts.append(NotebookVerdict("b.ipynb", "is not valid JSON"))
    found = {
        style: report.render(verdicts, style).replace(str(folder) + "/", "") for style in FORMATS
    }
    return found, text.splitlines()


def test_github_annotates_the_true_lines(rendered):
    found, lines = rendered
    told = found["github"].splitlines()
    places = [lines[int(row.split("line=")[1].split(",")[0]) - 1].strip() for row in told[:3]]
    assert places == [
        "\"print('loss', 1.5)\"",
        "\"print('milk ->',\\n\",",
        '"1 / 0"',
    ]
    assert told[0].endswith(
        "title=rnn-migrate verify-similar::cell 2, line 2: similar: rel 4.0e-01, 6.3e+06 ULPs, "
        '10 digits; line 2 of its output: expected "loss 2.5", found "loss 1.5"'
    )
    assert told[2].endswith("cell 4, line 3: error: ZeroDivisionError: division by zero")
    assert all(row.startswith("::error file=") for row in told)
    assert told[3] == "::error file=b.ipynb,title=rnn-migrate::b.ipynb is not valid JSON"


def test_concise_lists_every_cell(rendered):
    found, _ = rendered
    rows = found["concise"].splitlines()
    assert [row.split(": ")[1].split()[0] for row in rows[:5]] == [
        "verify-identical", "verify-similar", "verify-different", "verify-error", "verify-no-baseline",
    ]  # fmt: skip
    assert rows[3].startswith("가, 1.ipynb:cell 4:3:1: verify-error error: ZeroDivisionError")
    assert "\x07" not in found["concise"]


def test_junit_has_a_case_a_cell(rendered):
    found, _ = rendered
    first, second = ElementTree.fromstring(found["junit"])
    assert [case.get("name") for case in first] == [f"cell {n}" for n in range(1, 6)]
    assert [[child.tag for child in case] for case in first] == [
        [], ["failure"], ["failure"], ["failure"], ["skipped"],
    ]  # fmt: skip
    assert (first.get("tests"), first.get("failures"), first.get("skipped")) == ("5", "3", "1")
    assert second.get("errors") == "1"


def test_sarif_is_valid_and_knows_its_rules(rendered):
    found, _ = rendered
    tree = json.loads(found["sarif"])
    jsonschema.validate(tree, SCHEMA)
    (run,) = tree["runs"]
    assert [row["ruleId"] for row in run["results"]] == [
        "verify-similar", "verify-different", "verify-error",
    ]  # fmt: skip
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= set(KINDS)
    assert run["invocations"][0]["executionSuccessful"] is False


def test_gitlab_and_json_say_the_same(rendered):
    found, _ = rendered
    issues = json.loads(found["gitlab"])
    assert [row["check_name"] for row in issues] == [
        "verify-similar", "verify-different", "verify-error", "failed",
    ]  # fmt: skip
    cells = json.loads(found["json"])["notebooks"][0]["cells"]
    assert [cell["file_line"] for cell in cells][1:4] == [
        row["location"]["lines"]["begin"] for row in issues[:3]
    ]


def test_what_passes_without_a_requirement_is_a_warning():
    row = CellVerdict(1, Comparison(Verdict.DIFFERENT, None, Difference(1, 1, "a", None)))
    (issue,) = reported(NotebookVerdict("a.ipynb", None, (row,))).issues
    assert (issue.level.value, issue.fails) == ("warning", False)
    assert message(row) == 'different: line 1 of its output: expected "a", found nothing'


def test_a_notebook_without_a_baseline_is_told_where_one_is_required():
    row = CellVerdict(1, Comparison(Verdict.NO_BASELINE))
    verdict = NotebookVerdict("a.ipynb", None, (row,), required=Verdict.CLOSE)
    (_, issue) = reported(verdict).issues
    assert issue.code == "verify-unproven"
    assert verdict.exit_code == 1
    assert report.render([verdict], "github").startswith("::error file=a.ipynb,line=1,")


def test_the_command_has_the_formats(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ipynb").write_text(stored(("print(1)", "2\n")), encoding="utf-8")
    result = CliRunner().invoke(
        cli, ["verify", "a.ipynb", "--output-format", "github", "--no-write"]
    )
    assert result.exit_code == 0
    assert result.output.startswith("::warning file=a.ipynb,line=")

"""Reports for machines: each format says the same, in its own well-formed way."""

import json
from xml.etree import ElementTree

import pytest

from migrate.api import Failed, migrate_text
from migrate.report import FORMATS, FileResult, Summary, render
from migrate.report.terminal import safe, shortened, width
from tests.migrate.building import notebook
from tests.migrate.sarif_schema import SCHEMA

TEXT = notebook(
    "import tensorflow as tf\nx = tf.placeholder('float')", "tf.contrib.tensor_forest.x  # 한글\x07"
)


def results(checked=True):
    return [
        FileResult("과정/a.ipynb", migrate_text(TEXT), checked=checked),
        FileResult("b.ipynb", migrate_text(notebook("print(1)")), checked=checked),
        FileResult("c.ipynb", Failed("is not valid JSON: <x>"), checked=checked),
    ]


@pytest.mark.parametrize("style", FORMATS)
def test_every_format_names_what_is_left(style):
    text = render(results(), style)
    assert text.endswith("\n")
    assert "tensor_forest" in text
    assert "\x07" not in text
    assert "과정" in text or "%EA%B3%BC" in text


def test_summary():
    summary = Summary.of(results())
    assert (summary.files, summary.changed, summary.failed) == (3, 1, 1)
    assert summary.exit_code == 2
    assert Summary.of(results()[:2]).exit_code == 1
    assert Summary.of(results()[1:2]).exit_code == 0


def test_json():
    tree = json.loads(render(results(), "json"))
    assert tree["summary"]["exit_code"] == 2
    first = tree["files"][0]["findings"][0]
    assert (first["cell"], first["line"], first["code"]) == (1, 1, "TF101")
    assert "import tensorflow" in TEXT.splitlines()[first["file_line"] - 1]


def test_sarif_has_a_rule_for_each_result():
    (run,) = json.loads(render(results(), "sarif"))["runs"]
    known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= known
    assert run["invocations"][0]["executionSuccessful"] is False
    for result in run["results"]:
        line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
        assert 1 <= line <= len(TEXT.splitlines())


def test_sarif_is_valid():
    import jsonschema

    tree = json.loads(render(results(), "sarif"))
    jsonschema.validate(tree, SCHEMA)
    tree["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, SCHEMA)


def test_junit_counts_what_it_lists():
    root = ElementTree.fromstring(render(results(), "junit"))
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert [suite.get("errors") for suite in root] == ["0", "0", "1"]


def test_gitlab_fingerprints_are_unique():
    issues = json.loads(render(results(), "gitlab"))
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)


def test_github_escapes_what_its_syntax_uses():
    text = render([FileResult("a,b.ipynb", Failed("50% of\nit"))], "github")
    assert text == "::error file=a%2Cb.ipynb,title=rnn-migrate::a,b.ipynb 50%25 of%0Ait\n"


def test_what_was_upgraded_is_no_annotation():
    done = render(results(checked=False), "github")
    assert "TF101" not in done
    assert "TF106" in done


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("한글 ok", "한글 ok"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("z\u200bz", "z\\u200bz"),
        ("\ud800", "\\ud800"),
    ],
)
def test_safe(text, shown):
    assert safe(text) == shown


def test_width_counts_columns():
    assert width("한글 ok") == 7
    assert width(shortened("한글한글한글", 7)) <= 7
    assert width("e\u0301") == 1

"""Reports for machines: each format says the same, in its own well-formed way."""

import json
import re
from xml.etree import ElementTree

import pytest

from migrate import report
from migrate.api import Failed, migrate_text
from migrate.report import FORMATS, FileResult, Tally
from migrate.report.plain import safe, shortened, width
from tests.migrate.building import notebook
from tests.migrate.sarif_schema import SCHEMA

TEXT = notebook(
    "import tensorflow as tf\nx = tf.placeholder('float')", "tf.contrib.tensor_forest.x  # 한글\x07"
)


def render(results, style):
    return "".join(report.render(results, style))


def summary_of(results):
    tally = Tally()
    assert len(list(tally.over(results))) == len(results)
    return tally.summary


def results(checked=True):
    return [
        FileResult.of("과정/a.ipynb", migrate_text(TEXT), checked=checked),
        FileResult.of("b.ipynb", migrate_text(notebook("print(1)")), checked=checked),
        FileResult.of("c.ipynb", Failed("is not valid JSON: <x>"), checked=checked),
    ]


@pytest.mark.parametrize("style", FORMATS)
def test_every_format_names_what_is_left(style):
    text = render(results(), style)
    assert text.endswith("\n")
    assert "tensor_forest" in text
    assert "\x07" not in text
    assert "과정" in text or "%EA%B3%BC" in text


def test_summary():
    summary = summary_of(results())
    assert (summary.files, summary.changed, summary.failed) == (3, 1, 1)
    assert summary.exit_code == 2
    assert summary_of(results()[:2]).exit_code == 1
    assert summary_of(results()[1:2]).exit_code == 0


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
    text = render([FileResult.of("a,b.ipynb", Failed("50% of\nit"))], "github")
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


HOSTILE = "a\x1b]0;title\x07b\x9b31mc\u202ed\u200be\x00f\u2028g\ud800h\ufeffi\U000e0041j"


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("style", FORMATS)
def test_no_format_prints_what_cannot_be_seen(style, color):
    source = f"import tensorflow as tf\ntf.Session()\ntf.contrib.{'x' * 9}  # {HOSTILE}\n"
    outcomes = [migrate_text(notebook(source)), Failed(HOSTILE)]
    found = [FileResult.of(f"{HOSTILE}.ipynb", outcome, checked=True) for outcome in outcomes]
    text = "".join(report.render(found, style, color))
    if color:
        text = re.sub(r"\x1b\[\d+m", "", text)
    seen = text.replace("\n", "")
    assert seen.isprintable(), sorted({c for c in seen if not c.isprintable()})


@pytest.mark.parametrize("style", ["json", "sarif", "gitlab"])
def test_what_is_escaped_in_json_is_read_as_it_was(style):
    found = [FileResult.of("a.ipynb", Failed(HOSTILE))]
    text = "".join(report.render(found, style))
    assert json.dumps(HOSTILE)[1:-1] in json.dumps(json.loads(text))


@pytest.mark.parametrize("style", FORMATS)
def test_a_report_goes_on_while_files_are_read(style):
    taken = []
    outcome = migrate_text(TEXT)

    def reading():
        for number in range(50):
            taken.append(number)
            yield FileResult.of(f"{number}.ipynb", outcome, checked=True)

    pieces = report.render(reading(), style)
    while "3.ipynb" not in next(pieces):
        pass
    assert len(taken) < 50, "all results are held before the first is printed"

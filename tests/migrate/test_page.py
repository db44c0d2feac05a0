"""The HTML report: what it shows, that nothing of it runs, and that it stays small and whole."""

from __future__ import annotations

import os
import re
import time
from html.parser import HTMLParser

import click
import pytest
from click.testing import CliRunner

from migrate.api import migrate_text
from migrate.cli import cli
from migrate.report import page
from migrate.report.page.curves import drawing, series
from migrate.report.page.differences import MOST_LINES, rows
from migrate.report.page.outputs import picture
from migrate.report.result import FileResult
from migrate.verify.baseline import CellOutput
from migrate.verify.compare import Verdict
from migrate.verify.notebook import NotebookVerdict
from tests.migrate.pages import (
    ATTACKS,
    LEGACY,
    hostile_page,
    judged,
    large,
    large_page,
    losses,
    notebook,
    png,
    shown_notebook,
)

_VOID = {"meta", "input", "img", "wbr", "br"}
_ALLOWED = {
    "html", "head", "title", "style", "body", "header", "main", "footer", "nav", "section",
    "article", "div", "span", "p", "h1", "h2", "h3", "a", "b", "i", "ul", "li", "pre", "code",
    "del", "ins", "mark", "details", "summary", "figure", "figcaption", "label", "svg", "line", "text", "polyline", *_VOID,
}  # fmt: skip


class Tree(HTMLParser):
    """Elements with their attributes and text; every element must be closed in its turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))
        if name not in _VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, name, kind=""):
        return [a for n, a in self.elements if n == name and kind in (a.get("class") or "").split(" ")] \
            if kind else [a for n, a in self.elements if n == name]  # fmt: skip

    @property
    def text(self):
        return "".join(self.texts)


def test_a_migration_is_shown_with_its_changed_words_and_reasons():
    tree = Tree(page.render([shown_notebook(["# 제목", LEGACY], kinds=["markdown", "code"])]))
    assert [a["id"] for a in tree.all("details", "has-changes")] == ["n1c2"]
    assert "open" in tree.all("details", "has-changes")[0]
    assert ".compat.v1" in tree.text
    assert {a["href"] for a in tree.all("a", "code")} == {"#rule-TF101"}
    assert "rule-TF101" in {a.get("id") for a in tree.all("article")}
    assert [a["href"] for a in tree.all("a", "square")] == ["#n1c2"]


def test_every_link_inside_the_page_leads_somewhere():
    for made in (hostile_page(), large_page(30)):
        tree = Tree(made)
        ids = [a["id"] for _, a in tree.elements if "id" in a]
        assert len(ids) == len(set(ids))
        inside = {a["href"][1:] for a in tree.all("a") if a["href"].startswith("#")}
        assert inside <= set(ids)


def test_verdicts_numbers_that_differ_and_curves():
    before = [CellOutput(losses()), CellOutput("ok\n"), CellOutput("0.50 0.7000001\n"), None]
    after = [losses(1.2), "ok\n", "0.60 0.7000002\n", "new\n"]
    path = "a.ipynb"
    verdict = judged(path, list(zip(before, map(CellOutput, after), strict=True)), Verdict.CLOSE)
    tree = Tree(page.render([shown_notebook(["a", "b", "c", "d"], path, verdict=verdict)]))
    states = [a["class"].split()[1] for a in tree.all("a", "square")]
    assert states == ["s-similar", "s-identical", "s-similar", "s-no-baseline"]
    assert len(tree.all("polyline")) == 2
    marks = [a["class"] for a in tree.all("mark")]
    assert marks[-4:] == ["far", "far", "near", "near"] or marks[-4:] == ["far", "near"] * 2
    assert len(tree.all("details", "has-work")) == 2
    assert "1 similar" not in tree.text
    assert "2 similar, 1 identical, 1 no baseline" in tree.text


def test_noise_in_identical_outputs_is_not_marked():
    before, after = CellOutput("1.15.0\ntook 3.2s"), CellOutput("2.21.0\ntook 9.9s")
    verdict = judged("a.ipynb", [(before, after)])
    assert verdict.cells[0].verdict is Verdict.IDENTICAL
    tree = Tree(page.render([shown_notebook(["print(1)"], "a.ipynb", verdict=verdict)]))
    assert not tree.all("mark")
    assert not tree.all("del")
    assert not tree.all("ins")


def test_files_that_cannot_be_read_or_run_say_why():
    broken = page.shown(FileResult.of("b.ipynb", migrate_text("{")), ())
    failed = NotebookVerdict("a.ipynb", "the kernel died")
    notebooks = [shown_notebook([LEGACY], "a.ipynb", verdict=failed), broken]
    text = Tree(page.render(notebooks)).text
    assert "the kernel died." in text
    assert "is not valid JSON" in text


def test_check_tells_what_is_fixable_from_what_is_left_by_hand():
    by_hand = LEGACY + "tf.contrib.factorization.WALSModel\n"
    tree = Tree(page.render([shown_notebook([LEGACY, by_hand, "1"], checked=True)]))
    assert [a["class"].split()[1] for a in tree.all("a", "square")] == [
        "s-fixable", "s-by-hand", "s-unchanged",
    ]  # fmt: skip
    assert [a["id"] for a in tree.all("details", "has-work")] == ["n1c2"]
    assert re.search(r"1 by hand, \d+ fixable", tree.text)


def test_nothing_of_a_hostile_notebook_becomes_an_element():
    made = hostile_page()
    tree = Tree(made)
    assert {name for name, _ in tree.elements} <= _ALLOWED
    names = {name for _, attributes in tree.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")}
    for _, attributes in tree.elements:
        for name in ("href", "src"):
            value = attributes.get(name)
            assert value is None or re.match(r"#|https://|data:image/(png|jpeg);base64,", value)
    assert len(tree.all("img")) == 1
    assert "neither PNG nor JPEG" in tree.text
    for attack in ATTACKS[:-1]:
        assert attack in tree.text.replace("\n", "") or attack in tree.text
    assert "\x00" not in made
    assert "\u202e" not in made
    policy = [a["content"] for a in tree.all("meta") if a.get("http-equiv")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_the_page_loads_nothing_from_outside():
    made = large_page(20)
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"<(?:script|link|iframe|object|embed)\b", made)


@pytest.mark.parametrize(
    "data",
    [
        "PHN2ZyBvbmxvYWQ9eCgpLz4=",
        "not base64!",
        "",
        "https://example.invalid/a.png",
        "\ud800",
    ],
)
def test_only_png_and_jpeg_are_pictures(data):
    assert picture(data).startswith("<p")


def test_pictures_of_the_two_kinds_are_shown():
    assert picture(png()).startswith('<img src="data:image/png;base64,iVBOR')
    assert picture("/9j/4AAQ").startswith('<img src="data:image/jpeg;base64,/9j/4AAQ"')


def test_wide_characters_take_two_columns_whatever_the_font():
    assert "<i>자</i><i>리</i> <i>표</i><i>시</i>" in page.render([shown_notebook([LEGACY])])


def test_lines_that_belong_together_stand_in_one_row():
    old = ["import tensorflow as tf", "a = 1", "b = tf.log(x)"]
    new = ["import tensorflow.compat.v1 as tf", "tf.disable_v2_behavior()", "a = 1", "c()"]
    found = [(row.old, row.new, row.equal) for row in rows(old, new)]
    assert found == [
        (1, 1, False),
        (None, 2, False),
        (2, 3, True),
        (3, None, False),
        (None, 4, False),
    ]


HALF_BLANK = [f"y{n} = tf.contrib.rnn.BasicRNNCell({n})" if n % 2 else "" for n in range(10_000)]
LARGE = {
    "half of many lines changed, half blank": (
        HALF_BLANK,
        [line.replace("tf.contrib", "contrib") for line in HALF_BLANK],
    ),
    "all of many lines changed": (
        [f"tf.x({n})" for n in range(10_000)],
        [f"tf.y({n})" for n in range(10_000)],
    ),
    "a line of a megabyte": (["a1 " * 400_000], ["a1 " * 200_000 + "b" + "a1 " * 200_000]),
    "many long lines": (["a1 " * 160] * 900, ["b1 " * 160] * 900),
}


@pytest.mark.parametrize("case", LARGE)
def test_large_texts_are_compared_in_time_and_cut(case):
    """The first took over ten minutes, and its page was as large as the notebook."""
    old, new = LARGE[case]
    begin = time.process_time()
    found = rows(old, new)
    assert time.process_time() - begin < 15
    assert len(old[:MOST_LINES]) <= len(found) <= 2 * MOST_LINES
    assert max(len(row.left or "") for row in found) < 20_000


def test_equal_lines_among_changed_ones_are_not_marked():
    found = rows(
        [f"x{n}" if n % 2 else "" for n in range(300)],
        [f"y{n}" if n % 2 else "" for n in range(300)],
    )
    blank = [row for row in found if row.left == ""]
    assert len(blank) == 150
    assert all(row.equal for row in blank)


def test_more_than_can_be_shown_is_counted():
    before, after = CellOutput("a\n" * 900), CellOutput("b\n" * 900)
    verdict = judged("a.ipynb", [(before, after)])
    source = "import tensorflow as tf\n" + "tf.placeholder\n" * 2500
    text = Tree(page.render([shown_notebook([source], "a.ipynb", verdict=verdict)])).text
    assert "500 more lines are not shown." in text
    assert "503 more lines are not shown." in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("".join(f"Epoch {n}: 평균 비용 = {2 / (n + 1):.4f}\n" for n in range(6)), "비용"),
        ("".join(f"{n}  :  {0.1 * n:.3f} {n}\n" for n in range(6)), "value"),
        ("".join(f"loss {0.1 * n:.3f}\n" for n in range(6)), "loss"),
        ("".join(f"{n} 0.5\n" for n in range(4)), None),
        ("[[0.1 0.2]\n" + "".join(f" [0.{n} 0.2]\n" for n in range(9)), None),
        ("".join(f"{n} loss nan\n" for n in range(9)), None),
        ("".join(f"{n} loss 0.5\n" for n in range(9)), None),
        ("no numbers at all\n" * 9, None),
    ],
)
def test_what_is_a_series_of_losses(text, expected):
    found = series(text)
    assert (found.name if found else None) == expected


def test_a_curve_stays_inside_its_frame():
    old, new = series(losses()), series(losses(1000.0, 30))
    made = drawing(old, new)
    for points in re.findall(r'points="([^"]*)"', made):
        for x, y in (map(float, point.split(",")) for point in points.split()):
            assert 0 <= x <= 640
            assert 0 <= y <= 220
    assert "(logarithmic)" in made
    assert drawing(None, None) == ""


def test_500_cells_are_made_fast_and_stay_small():
    large()
    begin = time.process_time()
    made = large_page()
    assert time.process_time() - begin < 10
    assert len(made) < 4_000_000
    tree = Tree(made)
    assert len(tree.all("a", "square")) == 500
    assert len([a for a in tree.all("details", "cell") if "open" in a]) < 150


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ipynb").write_text(notebook([LEGACY]), "utf-8")
    return tmp_path


@pytest.mark.parametrize("command", [["check"], [], ["--diff"]])
def test_the_option_writes_the_page_beside_the_usual_report(folder, command):
    run = CliRunner().invoke(cli, [*command, "a.ipynb", "--html", "report.html"])
    assert run.exit_code == (1 if command == ["check"] else 0)
    assert "a.ipynb" in run.output
    assert "has-changes" in (folder / "report.html").read_text("utf-8")


def test_a_page_that_cannot_be_written_is_one_sentence(folder):
    run = CliRunner().invoke(
        cli, ["check", "a.ipynb", "--html", "nowhere/report.html"], standalone_mode=False
    )
    assert isinstance(run.exception, click.ClickException)
    message = "--html nowhere/report.html cannot be written: No such file or directory"
    assert run.exception.message == message


def test_a_page_is_written_whole_or_not_at_all(folder, monkeypatch):
    (folder / "report.html").write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        page.write(folder / "report.html", "new")
    assert (folder / "report.html").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["a.ipynb", "report.html"]


def test_characters_that_utf8_cannot_hold_do_not_stop_the_page(folder):
    page.write(
        folder / "report.html", page.render([shown_notebook(["x = '\ud800'"], "\udcff.ipynb")])
    )
    assert "\\udcff" in (folder / "report.html").read_text("utf-8")

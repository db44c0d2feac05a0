"""Files as cells: what is not edited cannot change."""

import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate import document as documents
from migrate.document import DocumentError, decode, parse
from migrate.edits import Edit, Span, apply_edits
from migrate.saving import save
from migrate.sources import TextEdit
from tests.migrate.building import notebook, sources

LINES = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    ),
    max_size=4,
).map("\n".join)


@given(st.lists(LINES, min_size=1, max_size=4), st.booleans(), st.sampled_from([None, 1, 4, "\t"]))
def test_rendering_without_edits_is_the_identity(cells, ascii_only, indent):
    text = notebook(*cells, indent=indent, ensure_ascii=ascii_only)
    assert parse(text, "notebook").render([]) == text


@given(st.data(), LINES, st.booleans(), st.sampled_from([None, 1, 4]))
def test_an_edit_changes_its_characters_and_nothing_else(data, source, as_text, indent):
    tree = json.loads(notebook("first", source, "last", indent=indent))
    if as_text:
        tree["cells"][1]["source"] = source
    text = json.dumps(tree, indent=indent)
    source = parse(text, "notebook").cells[1].source
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    new = data.draw(st.sampled_from(["", "x", "a\nb", "\n", "한글\n", "\U0001f600"]))
    edit = Edit(Span(1, start, end), new)
    result = parse(text, "notebook").render([edit])
    expected = json.loads(text)
    found = json.loads(result)
    assert "".join(found["cells"][1]["source"]) == apply_edits(source, [edit])
    for tree in (expected, found):
        del tree["cells"][1]["source"]
    assert found == expected


def test_untouched_lines_keep_their_spelling():
    text = (
        '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [\n'
        '   "a = \'\\u003cb\\/\'\\n",\n   "tf.mul(\\ud83d\\ude00 \\u003c)\\n"]}], "metadata": {}}'
    )
    document = parse(text, "notebook")
    source = document.cells[0].source
    start = source.index("mul")
    result = document.render([Edit(Span(0, start, start + 3), "multiply")])
    assert result == text.replace("mul", "multiply")


def test_a_new_line_is_a_new_item_in_the_style_of_its_neighbours():
    text = notebook("a\nb", indent=3)
    result = parse(text, "notebook").render([Edit(Span(0, 1, 1), "\nnew")])
    assert result == notebook("a\nnew\nb", indent=3)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("{", "not valid JSON", id="broken-json"),
        pytest.param("", "not valid JSON", id="empty"),
        pytest.param('{"a": 1}', "no cells", id="not-a-notebook"),
        pytest.param("[" * 100_000, "nested", id="json-bomb"),
        pytest.param('{"cells": [{"cell_type": "code", "source": 3}]}', "not text", id="no-source"),
    ],
)
def test_what_is_no_notebook_is_said_in_a_sentence(text, what):
    with pytest.raises(DocumentError, match=what):
        parse(text, "notebook")


@pytest.mark.parametrize("version", [2, 3])
def test_old_notebook_formats(version):
    cell = {"cell_type": "code", "input": "print(1)", "language": "python", "outputs": []}
    tree = {"metadata": {"name": ""}, "nbformat": version, "worksheets": [{"cells": [cell]}]}
    text = json.dumps(tree)
    document = parse(text, "notebook")
    assert [cell.source for cell in document.cells] == ["print(1)"]
    assert document.render([Edit(Span(0, 6, 7), "2")]) == text.replace("print(1)", "print(2)")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "latin-1"])
def test_bytes_come_back_as_they_were(encoding):
    text = "# caf\xe9\nx = 1\r\n" if encoding == "latin-1" else "# 한글\nx = 1\r\n"
    data = text.encode(encoding)
    decoded, name = decode(data, "script")
    assert parse(decoded, "script", name).encode(decoded) == data


def test_bytes_that_are_no_text_come_back_as_they_were():
    data = notebook("x").encode().replace(b"x", b"\xff\xfe")
    text, encoding = decode(data, "notebook")
    assert parse(text, "notebook", encoding).encode(text) == data


@given(st.binary(max_size=60))
def test_any_bytes_survive_reading(data):
    text, encoding = decode(data, "script")
    assert parse(text, "script", encoding).encode(text) == data


@pytest.mark.parametrize(
    "opening",
    [
        "```{code-cell} ipython3\n:tags: [hide]\n",
        "```{code-cell}\n---\ntags: [hide]\n---\n",
        "```{code-block} python\n:linenos:\n",
        "```{python, echo=FALSE}\n",
        "```{.python .input}\n",
    ],
)
def test_fences_of_books_are_cells(opening):
    document = parse(f"text\n\n{opening}import os\n```\n", "markdown")
    assert [cell.source for cell in document.cells if cell.kind == "code"] == ["import os\n"]


def test_markdown_fences_are_cells():
    text = "---\ntitle: x\n---\n```python\nimport os\n```\ntext\n~~~bash\nls\n~~~\n  ```py\n  a\n  b\n  ```\n"
    document = parse(text, "markdown")
    assert [cell.source for cell in document.cells if cell.kind == "code"] == [
        "import os\n",
        "a\nb\n",
    ]
    last = document.cells[-2]
    edited = document.render([Edit(Span(last.index, 2, 3), "c\nd")])
    assert edited == text.replace("  b\n", "  c\n  d\n")
    assert "".join(c.source for c in parse(text.replace("  ```", "```"), "markdown").cells)


def test_percent_scripts_have_cells():
    document = parse("# %%\nimport os\n# %% [markdown]\n# text\n# %%\nx\n", "script")
    assert [cell.kind for cell in document.cells] == ["code", "markdown", "code"]


def test_a_python_2_kernel_becomes_python_3():
    metadata = {
        "kernelspec": {"name": "python2", "display_name": "Python 2", "language": "python"},
        "language_info": {"name": "python", "version": "2.7.13", "pygments_lexer": "ipython2",
                          "codemirror_mode": {"name": "ipython", "version": 2}},
    }  # fmt: skip
    document = parse(notebook("x", metadata=metadata), "notebook")
    assert document.python2
    after = json.loads(document.render([], document.python3_edits()))["metadata"]
    assert after["kernelspec"] == {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    assert after["language_info"]["codemirror_mode"]["version"] == 3


def test_clearing_outputs():
    tree = json.loads(notebook("x", "# md:y"))
    tree["cells"][0] |= {
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}],
        "execution_count": 3,
    }
    document = parse(json.dumps(tree), "notebook")
    cell = json.loads(document.render([], document.clear_outputs_edits()))["cells"][0]
    assert cell["outputs"] == []
    assert cell["execution_count"] is None


def test_overlapping_edits_are_refused():
    document = parse(notebook("abcdef"), "notebook")
    with pytest.raises(ValueError, match="overlap"):
        document.render([Edit(Span(0, 0, 3), "x"), Edit(Span(0, 2, 4), "y")])
    with pytest.raises(ValueError, match="overlap"):
        document.render([], [TextEdit(0, 3, ""), TextEdit(1, 2, "")])


def test_saving_keeps_permission_bits_and_leaves_nothing_behind(tmp_path):
    path = tmp_path / "한글.ipynb"
    path.write_bytes(notebook("x").encode())
    os.chmod(path, 0o640)
    save(path, notebook("y").encode())
    assert sources(path.read_text("utf-8")) == ["y"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["한글.ipynb"]


def test_saving_through_a_link_changes_its_target(tmp_path):
    target = tmp_path / "real.py"
    target.write_text("a")
    link = tmp_path / "link.py"
    link.symlink_to(target)
    save(link, b"b")
    assert link.is_symlink()
    assert target.read_text() == "b"


def test_a_failed_write_leaves_the_original(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(documents.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        save(path, notebook("y").encode())
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.ipynb"]

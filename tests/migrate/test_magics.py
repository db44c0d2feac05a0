"""IPython syntax: hidden without moving a character, and found again."""

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.magics import mask, unmask

FRAGMENTS = [
    "import tensorflow as tf", "%matplotlib inline", "!pip install x", "x = !ls", "x = %time f()",
    "  %cd ..", "??z", "z?", "!wget \\", "  -O f", "%%time", "%%bash", "'''", '"', "(", ")", "한글 = 1",
    "", "\\", "a % b", "%timeit -n 10 f(x)", "# %not", "x['a'] = !ls", "@decorator", "\t!tab",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS)).map("\n".join)))
def test_unmask_is_the_inverse_of_mask(source):
    hidden = mask(source)
    assert len(hidden.text) == len(source)
    assert unmask(hidden.text, source, hidden.spans) == source


@given(st.lists(st.sampled_from(FRAGMENTS)).map("\n".join))
def test_only_the_hidden_characters_differ(source):
    hidden = mask(source)
    covered = {i for start, end in hidden.spans for i in range(start, end)}
    assert all(
        hidden.text[i] == character for i, character in enumerate(source) if i not in covered
    )
    assert hidden.text.count("\n") == source.count("\n")


@pytest.mark.parametrize(
    ("source", "visible"),
    [
        pytest.param("%matplotlib inline\nx = 1", "x = 1", id="line-magic"),
        pytest.param("if a:\n    !ls\n    %cd ..\nelse:\n    b", "b", id="indented"),
        pytest.param("!wget \\\n  -O f \\\n  url\nx = 1", "x = 1", id="shell-over-lines"),
        pytest.param("x = !ls\ny = %pwd\nx", "x", id="assigned"),
        pytest.param("d['a'] = !ls", "d['a'] = 0", id="assigned-to-item"),
        pytest.param("x?\n??y\nz.w??", "0", id="help"),
        pytest.param("%%time\nx = 1", "x = 1", id="python-cell-magic"),
        pytest.param("%%capture out\n!ls\nx = 1", "x = 1", id="magic-in-magic"),
        pytest.param("%time x = f(1)", "x = f(1)", id="statement-magic"),
        pytest.param("%timeit -n 3 -r2 f(1)", "f(1)", id="statement-magic-with-options"),
        pytest.param("y = %time g(2)", "g(2)", id="assigned-statement-magic"),
    ],
)
def test_what_is_left_is_python(source, visible):
    hidden = mask(source)
    assert not hidden.opaque
    ast.parse(hidden.text)
    assert visible in hidden.text


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("'''\n%d\n!x\n''' % 3", id="in-a-string"),
        pytest.param("x = (1\n%2)", id="modulo-in-brackets"),
        pytest.param("a = b \\\n% c", id="modulo-after-backslash"),
        pytest.param("print('really?')\n# what?", id="question-marks"),
        pytest.param("x != y", id="unequal"),
        pytest.param("f(a=1) % b", id="keyword-and-modulo"),
        pytest.param("s = '%d' % n", id="format"),
    ],
)
def test_python_is_not_hidden(source):
    assert mask(source).spans == ()


@pytest.mark.parametrize(
    "magic", ["writefile a.py", "bash", "html", "javascript", "latex", "R", "script perl"]
)
def test_cells_in_other_languages_are_opaque(magic):
    hidden = mask(f"%%{magic}\necho 1")
    assert hidden.opaque
    assert hidden.spans == ((0, len(f"%%{magic}\necho 1")),)


def test_backslashes_of_a_magic_come_back_as_they_were():
    source = textwrap.dedent(r"""
        %cd C:\new\d
        x = !dir \g<0> \1
    """)
    hidden = mask(source)
    assert unmask(hidden.text, source, hidden.spans) == source

"""What a name means, across cells."""

import ast

import pytest

from migrate.program import ParseError, Program, parse_cell
from migrate.resolve import resolve


def meanings(*cells):
    """The qualified names of the outermost dotted names, in order of their places."""
    program = Program.of([parse_cell(i, source) for i, source in enumerate(cells)])
    names = resolve(program)
    found = []
    for cell, node in program.walk():
        parent = program.parents.get(node)
        if names.of(node) and not (isinstance(parent, ast.Attribute) and names.of(parent)):
            span = cell.span(node)
            found.append((span.cell, span.start, names.of(node)))
    return [name for _, _, name in sorted(found)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["import tensorflow as tf\ntf.a.b"], ["tensorflow.a.b"], id="alias"),
        pytest.param(["import tensorflow\ntensorflow.a"], ["tensorflow.a"], id="plain"),
        pytest.param(["import a.b.c\na.b.c.d"], ["a.b.c.d"], id="dotted"),
        pytest.param(["import a.b as x\nx.c"], ["a.b.c"], id="dotted-alias"),
        pytest.param(["from a.b import c as d\nd.e"], ["a.b.c.e"], id="from"),
        pytest.param(["import a", "a.b"], ["a.b"], id="across-cells"),
        pytest.param(["a.b", "import a"], ["a.b"], id="defined-in-a-later-cell"),
        pytest.param(["import a\nb = a.c", "b.d"], ["a.c", "a.c.d"], id="assigned"),
        pytest.param(["import a\nb, c = a.b, 1\nb.x"], ["a.b", "a.b.x"], id="assigned-in-pairs"),
        pytest.param(["import a\na = 1\na.b"], [], id="used-for-something-else"),
        pytest.param(["import a\na = 1", "import a\na.b"], ["a.b"], id="imported-again"),
        pytest.param(["import a\ndef f(a):\n  return a.b"], [], id="parameter"),
        pytest.param(["import a\ndef f():\n  a = 1\n  return a.b"], [], id="local"),
        pytest.param(["def f():\n  return a.b\nimport a"], ["a.b"], id="function-sees-later-import"),
        pytest.param(["import a\ndef f():\n  return a.b\na = 1"], ["a.b"], id="as-it-was-defined"),
        pytest.param(["def f():\n  import a\n  return a.b"], ["a.b"], id="local-import"),
        pytest.param(["import a\n[a.b for a in x]"], [], id="comprehension-variable"),
        pytest.param(["import a\n[a.b for c in a.d]"], ["a.b", "a.d"], id="comprehension"),
        pytest.param(["import a\nlambda a: a.b"], [], id="lambda-parameter"),
        pytest.param(["import a\nlambda x: a.b"], ["a.b"], id="lambda"),
        pytest.param(["import a\nclass C:\n  a = 1\n  def f(self):\n    return a.b"], ["a.b"],
                     id="class-scope-is-not-seen-by-methods"),
        pytest.param(["import a\nfor a in x: a.b"], [], id="loop-variable"),
        pytest.param(["import a\nwith x as a: a.b"], [], id="with-variable"),
        pytest.param(["try:\n  import a as m\nexcept ImportError:\n  import b as m\nm.c"], ["b.c"],
                     id="last-of-two-imports"),
        pytest.param(["import a\ndef f():\n  global a\n  a = 1\na.b"], ["a.b"], id="global"),
    ],
)  # fmt: skip
def test_names(cells, expected):
    assert meanings(*cells) == expected


def test_places_count_characters_and_not_bytes():
    cell = parse_cell(0, "x = '한글'; tf.mul(x)")
    call = next(n for n in ast.walk(cell.tree) if isinstance(n, ast.Call))
    assert cell.segment(call) == "tf.mul(x)"


def test_a_cell_whose_lines_are_all_indented():
    cell = parse_cell(0, "  x = 1\n  tf.mul(x)")
    call = next(n for n in ast.walk(cell.tree) if isinstance(n, ast.Call))
    assert cell.segment(call) == "tf.mul(x)"


def test_a_cell_whose_first_line_alone_is_indented_is_read_as_ipython_does():
    source = "    x = '한글'; tf.mul(x)\nif x:\n  y = tf.sub(x)\n"
    with pytest.raises(ParseError):
        parse_cell(0, source)
    cell = parse_cell(0, source, dedents=True)
    calls = [n for n in ast.walk(cell.tree) if isinstance(n, ast.Call)]
    assert {cell.segment(call) for call in calls} == {"tf.mul(x)", "tf.sub(x)"}

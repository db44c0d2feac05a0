"""Places of nodes, judged by LibCST, which finds them in its own way."""

import ast

import libcst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from migrate import document as documents
from migrate.program import Lines, ParseError, parse_cell
from tests.conftest import ROOT

FILES = sorted((ROOT / "fixtures" / "notebooks").glob("*.ipynb"))
TRICKY = [
    "x = '한글'; tf.nn.relu(x)",
    "tf \\\n  .nn. relu(\n  # 왜\n  x)",
    "f'{tf.nn.relu}'; '\U0001f600' + tf.a.b",
    "\ttf.a\n".lstrip("\t"),
    "if x:\r\n    tf.a.b\r\n",
    "d = {tf.a: [tf.b.c for _ in tf.d]}",
    "@tf.function\ndef f(a=tf.b.c, *, d: tf.e = tf.f) -> tf.g: pass",
    "(tf).a.b\n(tf.c\n .d)",
]


def cells():
    for path in FILES:
        for cell in documents.load(path).cells:
            if cell.kind == "code" and cell.source.strip() and "\u2028" not in cell.source:
                yield pytest.param(cell.source, id=f"{path.stem}-{cell.index + 1}")
    for number, source in enumerate(TRICKY):
        yield pytest.param(source, id=f"tricky-{number}")


class Places(libcst.CSTVisitor):
    """Attributes and calls with their places; imports have dotted names, not attributes."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, text):
        super().__init__()
        self.lines = [0]
        for line in text.splitlines(True):
            self.lines.append(self.lines[-1] + len(line))
        self.found = set()

    def visit_Import(self, node):
        return False

    def visit_ImportFrom(self, node):
        return False

    def visit_Attribute(self, node):
        place = self.get_metadata(PositionProvider, node)
        start = self.lines[place.start.line - 1] + place.start.column
        end = self.lines[place.end.line - 1] + place.end.column
        self.found.add((type(node).__name__, start, end))

    visit_Call = visit_Attribute


def places_by_libcst(text):
    visitor = Places(text)
    MetadataWrapper(libcst.parse_module(text)).visit(visitor)
    return visitor.found


@pytest.mark.parametrize("source", list(cells()))
def test_places_are_those_of_libcst(source):
    try:
        cell = parse_cell(0, source)
    except ParseError:
        return  # Python 2, blanks: nothing to place
    if cell.mask.opaque:
        return
    found = {
        (type(node).__name__, cell.span(node).start, cell.span(node).end)
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Attribute | ast.Call)
    }
    # LibCST counts the parentheses around an expression as its own.
    expected = places_by_libcst(cell.mask.text)
    bare = {place for place in expected if source[place[1] : place[1] + 1] != "("}
    assert bare <= found
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("source", "offset", "place"),
    [("abc", 0, (1, 1)), ("a\r\nbc", 4, (2, 2)), ("a\rb", 2, (2, 1)), ("한글", 1, (1, 2))],
)
def test_lines_and_columns(source, offset, place):
    assert Lines(source).place(offset) == place


@pytest.mark.parametrize(
    "source", ["x = ", "a\x00b", "(" * 400, "'\ud800'", "def f(:", "print 'a'"]
)
def test_what_does_not_parse_says_so(source):
    with pytest.raises(ParseError) as error:
        parse_cell(0, source)
    assert str(error.value)
    assert 0 <= error.value.offset <= len(source)

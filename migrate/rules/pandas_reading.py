"""What `read_csv` of pandas no longer does: `squeeze=True` and `date_parser=`.

https://pandas.pydata.org/docs/whatsnew/v2.0.0.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal

_READERS = frozenset({"pandas.read_csv", "pandas.read_table"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if context.names.of(node.func) in _READERS:
        yield from _squeezed(node, cell)
        yield from _parsed(node, cell)


def _squeezed(node: ast.Call, cell: ParsedCell) -> Iterator[Finding]:
    item = keyword(node, "squeeze")
    if item is None:
        return
    message = 'read_csv has no squeeze= today: .squeeze("columns") of the result does it'
    span = cell.keyword_name_span(item)
    if not isinstance(item.value, ast.Constant):
        yield Finding("NP414", span, message, Severity.MANUAL)
        return
    edits: tuple[Edit, ...] = (removal(cell, node, item),)
    if item.value.value:
        edits = (*edits, cell.insert(cell.span(node).end, '.squeeze("columns")'))
    yield Finding("NP414", span, message, Severity.FIXED, edits)


def _parsed(node: ast.Call, cell: ParsedCell) -> Iterator[Finding]:
    """A function that makes dates of texts converts the columns that hold them."""
    item = keyword(node, "date_parser")
    if item is None:
        return
    span = cell.keyword_name_span(item)
    columns = _columns(node)
    dates = keyword(node, "parse_dates")
    plain = isinstance(item.value, ast.Name | ast.Attribute) or len(columns) == 1
    if dates is None or not columns or not plain or keyword(node, "converters") is not None:
        message = "read_csv has no date_parser= today: use date_format=, or pd.to_datetime after"
        yield Finding("NP414", span, message, Severity.MANUAL)
        return
    parser = cell.segment(item.value)
    pairs = ", ".join(f"{cell.segment(column)}: {parser}" for column in columns)
    edits = (removal(cell, node, dates), cell.replace(item, f"converters={{{pairs}}}"))
    message = "read_csv has no date_parser= today: it converts the columns that hold dates"
    yield Finding("NP414", span, message, Severity.FIXED, edits)


def _columns(node: ast.Call) -> list[ast.expr]:
    """The columns that hold dates, if they are written out; `parse_dates=True` is the index."""
    dates, index = keyword(node, "parse_dates"), keyword(node, "index_col")
    match dates.value if dates is not None else None:
        case ast.List(elts=columns) if all(isinstance(one, ast.Constant) for one in columns):
            return columns
        case ast.Constant(value=True) if index is not None:
            return [index.value] if isinstance(index.value, ast.Constant) else []
    return []


RULES = (
    Rule(
        code="NP414",
        name="table-as-read",
        summary="read_csv(squeeze=True) of pandas becomes .squeeze() of what is read, and "
        "date_parser= converters of the columns with dates.",
        url="https://pandas.pydata.org/docs/whatsnew/v2.0.0.html",
        examples=(
            Example(
                "import pandas as pd\ns = pd.read_csv('a.csv', header=0, squeeze=True)",
                "import pandas as pd\ns = pd.read_csv('a.csv', header=0).squeeze(\"columns\")",
            ),
            Example(
                "from pandas import read_csv\nt = read_csv('a', index_col=0, parse_dates=[0], "
                "squeeze=True, date_parser=parser)",
                "from pandas import read_csv\nt = read_csv('a', index_col=0, "
                'converters={0: parser}).squeeze("columns")',
            ),
            Example("import pandas as pd\ns = pd.read_csv('a.csv')", None, "a table"),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)

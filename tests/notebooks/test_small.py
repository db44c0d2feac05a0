"""One small notebook a situation: each comes out, the same bytes outside its edits."""

import json

import pytest

from migrate import document as documents
from migrate.api import Failed, Migrated, Options, Skipped, Unchanged, migrate_path, migrate_text
from migrate.document import decode, kind_of, parse
from tests.conftest import ROOT

SMALL = ROOT / "fixtures" / "notebooks" / "small"
COURSE = ROOT / "fixtures" / "course"
PATHS = sorted(
    path
    for folder in (SMALL, COURSE)
    for path in folder.rglob("*")
    if path.is_file() and kind_of(path.name) is not None and path.name != "README.md"
)


def ids(path):
    return path.name


@pytest.mark.parametrize("path", PATHS, ids=ids)
def test_it_comes_out(path):
    outcome = migrate_path(path)
    if isinstance(outcome, Failed | Skipped):
        assert outcome.reason
        assert "\n" not in outcome.reason
        return
    assert isinstance(outcome, Migrated | Unchanged)
    again = migrate_text(outcome.text, outcome.document.kind)
    assert isinstance(again, Unchanged)


@pytest.mark.parametrize("path", PATHS, ids=ids)
def test_reading_and_writing_gives_the_same_bytes(path):
    data = path.read_bytes()
    kind = kind_of(path.name)
    text, encoding = decode(data, kind)
    try:
        document = parse(text, kind, encoding)
    except documents.DocumentError:
        return
    assert document.encode(document.render([])) == data


@pytest.mark.parametrize("path", [p for p in PATHS if p.suffix == ".ipynb"], ids=ids)
def test_all_but_the_sources_survives(path):
    outcome = migrate_path(path, Options(unsafe_fixes=True))
    if not isinstance(outcome, Migrated):
        return
    before, after = (json.loads(t.lstrip("\ufeff")) for t in (outcome.before, outcome.text))
    for tree in (before, after):
        sheets = [tree, *tree.get("worksheets", [])]
        for cell in (cell for sheet in sheets for cell in sheet.get("cells", [])):
            cell.pop("source", cell.pop("input", None))
        if outcome.document.python2:
            tree["metadata"].pop("kernelspec", None)
            tree["metadata"].pop("language_info", None)
    assert json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)

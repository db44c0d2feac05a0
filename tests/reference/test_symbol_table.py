"""The table of what ``reference`` has, which the rewriter reads, is in step with ``reference``."""

import importlib
import json

import pytest

pytest.importorskip("tensorflow")

from docs import build_states
from migrate import tables
from migrate.tables import generate_reference

pytestmark = pytest.mark.tf


def test_table_is_in_step():
    written = json.loads(generate_reference.TABLE.read_text(encoding="utf-8"))
    made = generate_reference.symbols()
    changed = {
        path: sorted(set(written.get(path, ())) ^ set(made.get(path, ())))
        for path in sorted({*written, *made})
        if written.get(path) != made.get(path)
    }
    assert not changed, "run: python -m migrate.tables.generate_reference"


def test_modules_that_only_hold_names_are_not_in_the_table():
    table = json.loads(generate_reference.TABLE.read_text(encoding="utf-8"))
    assert "contrib.framework.nest" in table
    assert "contrib.framework.scoped_arguments" not in table
    assert "arg_scope" in table["contrib.framework"]


def _resolves(path):
    """Whether ``reference.a.b.c`` is there: modules are imported, the rest are attributes."""
    found = importlib.import_module("reference")
    for leaf in path.split(".")[1:]:
        if not hasattr(found, leaf):
            try:
                found = importlib.import_module(f"{found.__name__}.{leaf}")
            except (ImportError, AttributeError):
                return False
        else:
            found = getattr(found, leaf)
    return True


def test_what_the_states_page_calls_rebuilt_is_there_and_the_rest_is_not():
    rebuilt = [s for s in tables.all_symbols().values() if s.state == "reference"]
    assert len(rebuilt) > 800
    assert [s.name for s in rebuilt if not _resolves(s.target)] == []
    families = tuple(f"tensorflow.{family}." for family in build_states.FAMILIES)
    reported = [
        s.name
        for s in tables.all_symbols().values()
        if s.state == "reported" and s.name.startswith(families)
    ]
    listed = json.loads(generate_reference.TABLE.read_text(encoding="utf-8"))
    named = {f"tensorflow.{module}.{leaf}" for module, leaves in listed.items() for leaf in leaves}
    assert [name for name in reported if name in named] == []

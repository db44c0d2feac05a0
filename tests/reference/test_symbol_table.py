"""The table of what ``reference`` has, which the rewriter reads, is in step with ``reference``."""

import json

import pytest

pytest.importorskip("tensorflow")

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

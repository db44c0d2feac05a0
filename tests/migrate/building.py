"""Notebooks made in tests, and the checks that hold for every migration."""

from __future__ import annotations

import json
import os
import re

from migrate.api import Migrated, Options, Unchanged, migrate_text
from tests.conftest import ROOT


def installed(folder):
    """A folder for `PYTHONPATH` in which the package is installed, with its pytest plugin."""
    declared = re.search(
        r"\[project\.entry-points\.pytest11\]\n(.*?)\n\n",
        (ROOT / "pyproject.toml").read_text("utf-8"),
        re.DOTALL,
    )
    info = folder / "rnn_migrate-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rnn-migrate\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[pytest11]\n" + declared[1].replace('"', "") + "\n")
    return f"{folder}{os.pathsep}{ROOT}"


def notebook(*cells, indent=1, metadata=None, **dump):
    """A notebook of format 4 with these sources as code cells (`# md:` begins Markdown)."""
    listed = []
    for source in cells:
        kind = "markdown" if source.startswith("# md:") else "code"
        cell = {
            "cell_type": kind,
            "metadata": {},
            "source": source.removeprefix("# md:").splitlines(True),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        listed.append(cell)
    tree = {"cells": listed, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(tree, indent=indent, ensure_ascii=dump.pop("ensure_ascii", False), **dump)


def sources(text):
    """The sources of a notebook's cells."""
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def migrated(text, kind="notebook", **options):
    """Migrate; the result parses, and a second run is a no-op."""
    outcome = migrate_text(text, kind, Options(**options))
    assert isinstance(outcome, Migrated | Unchanged), outcome
    if kind == "notebook":
        json.loads(outcome.text)
    again = migrate_text(outcome.text, kind, Options(**options))
    assert isinstance(again, Unchanged), "a second run changes the result"
    return outcome


def migrated_cells(*cells, **options):
    """The sources of cells after a migration."""
    return sources(migrated(notebook(*cells), **options).text)


def codes(outcome):
    """The rule codes of an outcome's findings, in order."""
    return [item.finding.code for item in outcome.findings]

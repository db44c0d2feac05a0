"""Modules beside a notebook: found however they are imported, and never left behind unsaid."""

import pytest

from migrate import document as documents
from migrate.siblings import siblings
from tests.migrate.building import notebook
from tests.migrate.test_cli import folder, run, write  # noqa: F401 (folder is a fixture)

LEGACY = "import tensorflow as tf\n\ndef cell(n):\n    return tf.contrib.rnn.GRUCell(n)\n"
TODAY = "def cell(n):\n    return n\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import helper", ["helper.py"]),
        ("import os, helper as h, numpy", ["helper.py"]),
        ("from helper import cell", ["helper.py"]),
        ("    from helper import (cell,\n        other)", ["helper.py"]),
        ("from package.layers import dense", ["package/layers.py"]),
        ("from package import layers, missing", ["package/__init__.py", "package/layers.py"]),
        ("%run helper.py --steps 3", ["helper.py"]),
        ("%run -i helper", ["helper.py"]),
        ("%run 'other.ipynb'", ["other.ipynb"]),
        ("import helper\nimport helper", ["helper.py"]),
        ("sys.path.append('package')\nimport layers", ["package/layers.py"]),
        ("print 'two'\nimport helper", ["helper.py"]),
        ("import numpy", []),
        ("text = 'import helper'", []),
        ("# import helper", []),
        ("%%writefile helper.py\nx = 1", []),
    ],
)
def test_found(tmp_path, source, found):
    for name in ("helper.py", "package/__init__.py", "package/layers.py"):
        write(tmp_path, name, TODAY)
    write(tmp_path, "other.ipynb", notebook("1"))
    path = write(tmp_path, "a.ipynb", notebook(source, "%%writefile made.py\n1", "import made"))
    write(tmp_path, "made.py", TODAY)
    document = documents.load(path)
    names = [item.path.relative_to(tmp_path).as_posix() for item in siblings(document, path)]
    assert names == found
    for item in siblings(document, path):
        assert document.cells[0].source[item.span.start : item.span.end].strip()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from . import layers", ["package/layers.py"]),
        ("from .layers import dense", ["package/layers.py"]),
        ("from ..helper import cell", ["helper.py"]),
        ("from package.layers import dense", ["package/layers.py"]),
    ],
)
def test_found_from_a_module_of_a_package(tmp_path, source, found):
    for name in ("helper.py", "package/__init__.py", "package/layers.py"):
        write(tmp_path, name, TODAY)
    path = write(tmp_path, "package/model.py", source)
    document = documents.load(path)
    names = [item.path.relative_to(tmp_path).as_posix() for item in siblings(document, path)]
    assert [name for name in names if name != "package/__init__.py"] == found


def test_a_notebook_alone_names_the_module_that_stays_behind(folder):  # noqa: F811
    write(folder, "helper.py", LEGACY)
    write(folder, "a.ipynb", notebook("import helper\nhelper.cell(3)"))
    result = run("a.ipynb")
    assert result.exit_code == 1
    assert "helper.py needs an upgrade too" in result.stdout
    assert run("check", "a.ipynb").exit_code == 1
    assert run("check", "--ignore", "NB104", "a.ipynb").exit_code == 0


def test_a_module_that_imports_an_old_module_counts(folder):  # noqa: F811
    write(folder, "old.py", LEGACY)
    write(folder, "helper.py", "import old\nimport helper\n")
    write(folder, "a.ipynb", notebook("import helper"))
    assert "NB104" in run("check", "a.ipynb").stdout


def test_a_module_of_today_is_no_finding(folder):  # noqa: F811
    write(folder, "helper.py", TODAY)
    write(folder, "a.ipynb", notebook("import helper"))
    assert run("check", "a.ipynb").exit_code == 0


@pytest.mark.parametrize("options", [["--in-place"], ["-o", "out"]])
def test_results_that_find_each_other_are_clean(folder, options):  # noqa: F811
    write(folder, "course/helper.py", LEGACY)
    write(folder, "course/a.ipynb", notebook("import helper\nhelper.cell(3)"))
    result = run(*options, "course")
    assert result.exit_code == 0, result.stdout
    result_of = folder / ("course" if options[0] == "--in-place" else "out") / "helper.py"
    assert "from reference import contrib" in result_of.read_text("utf-8")


def test_results_beside_the_originals_do_not_find_each_other(folder):  # noqa: F811
    write(folder, "course/helper.py", LEGACY)
    write(folder, "course/a.ipynb", notebook("import helper\nhelper.cell(3)"))
    result = run("course")
    assert result.exit_code == 1
    assert "migrate the folder with -o FOLDER or --in-place" in result.stdout

"""--standalone: the document carries what it needs, and computes the same."""

import ast
import importlib
import json
import subprocess
import sys
import types

import pytest

from migrate.api import Options, Unchanged, migrate_text
from tests.conftest import ROOT
from tests.migrate.building import notebook, sources

SCRIPT = """\
import numpy as np
import tensorflow as tf
tf.set_random_seed(7)
x = tf.placeholder(tf.float32, [2, 3, 4])
cell = tf.contrib.rnn.MultiRNNCell([tf.contrib.rnn.GRUCell(5), tf.nn.rnn_cell.BasicLSTMCell(3)])
y, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
z = tf.layers.dense(y, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(z, {x: np.ones([2, 3, 4])}).tolist())
"""


def test_the_cell_is_folded_marked_and_comes_first():
    text = notebook("# md:# 제목", SCRIPT)
    result = migrate_text(text, options=Options(standalone=True)).text
    tree = json.loads(result)
    first = tree["cells"][0]
    assert first["metadata"]["jupyter"]["source_hidden"] is True
    assert "Licence: Apache-2.0" in sources(result)[0]
    ast.parse(sources(result)[0])
    assert sources(result)[1:] == sources(migrate_text(text).text)


def test_only_what_is_used_is_in_it():
    text = notebook("import tensorflow as tf\ncell = tf.contrib.rnn.BasicRNNCell(3)")
    cell = sources(migrate_text(text, options=Options(standalone=True)).text)[0]
    assert "class BasicRNNCell" in cell
    assert "class GridLSTMCell" not in cell
    assert "_TEXTS['reference.contrib.seq2seq']" not in cell


def test_a_second_run_changes_nothing():
    once = migrate_text(notebook(SCRIPT), options=Options(standalone=True)).text
    assert isinstance(migrate_text(once, options=Options(standalone=True)), Unchanged)


def test_a_document_without_reference_gets_no_cell():
    text = notebook("import tensorflow as tf\ntf.Session()")
    assert len(sources(migrate_text(text, options=Options(standalone=True)).text)) == 1


@pytest.mark.parametrize("indent", [None, 1, 2, "\t"])
def test_the_json_keeps_its_indentation(indent):
    text = notebook(SCRIPT, indent=indent)
    result = migrate_text(text, options=Options(standalone=True)).text
    assert result == json.dumps(json.loads(result), indent=indent, ensure_ascii=False)


@pytest.mark.tf
def test_it_needs_nothing_but_tensorflow_and_prints_the_same(tmp_path):
    plain = migrate_text(SCRIPT, "script").text
    alone = migrate_text(SCRIPT, "script", Options(standalone=True)).text
    (tmp_path / "alone.py").write_text(alone, "utf-8")
    (tmp_path / "plain.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{plain}", "utf-8"
    )
    guard = "import sys, runpy; sys.path[:] = [p for p in sys.path if p not in ('', {!r})]\n"
    code = guard.format(str(ROOT)) + "sys.modules['migrate'] = None\nrunpy.run_path({!r})"
    printed = [
        subprocess.run(
            [sys.executable, "-c", code.format(str(tmp_path / name))],
            check=True, capture_output=True, text=True, cwd=tmp_path,
        ).stdout
        for name in ("alone.py", "plain.py")
    ]  # fmt: skip
    assert printed[0] == printed[1]
    assert "[[[" in printed[0]


def test_what_must_come_first_in_a_script_stays_first():
    script = "# coding: utf-8\n'''Doc.'''\nfrom __future__ import print_function\n" + SCRIPT
    alone = migrate_text(script, "script", Options(standalone=True)).text
    assert alone.startswith(script.partition("import numpy")[0] + "#@title rnn-migrate")
    assert alone.endswith(migrate_text(SCRIPT, "script").text)
    assert ast.get_docstring(ast.parse(alone)) == "Doc."


@pytest.mark.tf
def test_a_module_beside_it_may_carry_other_parts(tmp_path):
    module = (
        "import tensorflow as tf\ncell = tf.contrib.rnn.GRUCell(3)\n"
        "wrapped = tf.nn.rnn_cell.DropoutWrapper(cell)\ntf.contrib.seq2seq.sequence_loss\n"
    )
    main = (
        "import tensorflow as tf\none = tf.contrib.rnn.BasicRNNCell(2)\nimport beside\n"
        "two = tf.contrib.rnn.MultiRNNCell([one, beside.cell])\nprint(two.state_size)\n"
    )
    for name, source in (("beside.py", module), ("main.py", main)):
        alone = migrate_text(source, "script", Options(standalone=True)).text
        (tmp_path / name).write_text(alone, "utf-8")
    ran = subprocess.run(
        [sys.executable, "main.py"],
        check=True, capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert ran.stdout == "(2, 3)\n"


def parts():
    """A public name of `reference` for each module that one is defined in, by package."""
    table = json.loads((ROOT / "migrate/tables/reference_symbols.json").read_text("utf-8"))
    found = {}
    for package, names in table.items():
        for name in names:
            value = getattr(importlib.import_module(f"reference.{package}"), name)
            if not isinstance(value, types.ModuleType):
                key = package, getattr(value, "__module__", "")
                found.setdefault(key, f"reference.{package}.{name}")
    return sorted(found.values())


STAND_ALONE = """\
import importlib, json, sys
import tensorflow.compat.v1 as tf
from migrate.standalone import Bundle, _root
tf.RegisterGradient = lambda name: lambda function: function  # each is registered many times here
finders, root = list(sys.meta_path), _root()
for name in json.load(sys.stdin):
    for module in [one for one in sys.modules if one.split(".")[0] == "reference"]:
        del sys.modules[module]
    sys.meta_path[:] = finders
    bundle = Bundle(root)
    bundle.want_path(name)
    exec(bundle.cell(), {})
    package, _, leaf = name.rpartition(".")
    try:
        getattr(importlib.import_module(package), leaf)
    except (AttributeError, ImportError) as error:
        print(name, error)
"""


def lacking(names):
    """What is missing in the cells made for these names, a line each."""
    return subprocess.run(
        [sys.executable, "-c", STAND_ALONE],
        check=True, capture_output=True, text=True, cwd=ROOT, input=json.dumps(names),
    ).stdout  # fmt: skip


@pytest.mark.tf
def test_the_cell_has_what_a_part_takes_by_way_of_a_package():
    """As `from reference import layers` and then `layers.Dense`."""
    assert not lacking(
        [
            "reference.keras.layers.LSTM",
            "reference.contrib.grid_rnn.Grid2LSTMCell",
            "reference.contrib.slim.conv2d",
            "reference.contrib.slim.arg_scope",
            "reference.estimator.DNNClassifier",
        ]
    )


@pytest.mark.tf
@pytest.mark.slow
def test_every_part_of_reference_stands_alone():
    names = parts()
    assert len(names) > 400
    assert not lacking(names)

"""The promises of a migration: smallest diff, never aborting, never falsely clean."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.api import (
    Failed,
    Migrated,
    Options,
    Skipped,
    Unchanged,
    left_to_do,
    migrate_document,
    migrate_text,
)
from migrate.document import parse
from tests.migrate.building import codes, migrated, migrated_cells, notebook, sources


def test_the_import_is_upgraded_once_and_names_follow():
    assert migrated_cells(
        "import tensorflow as tf\nimport numpy as np",
        "import tensorflow as tf\ncell = tf.contrib.rnn.BasicRNNCell(3)",
        "tf.set_random_seed(7)\nx = tf.placeholder('float')",
    ) == [
        'import os\nos.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")'
        "  # round as TensorFlow 1 did\n"
        "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
        "from reference import contrib, seeds\nimport numpy as np",
        "import tensorflow.compat.v1 as tf\ncell = contrib.rnn.BasicRNNCell(3)",
        "seeds.set_random_seed(7)\nx = tf.placeholder('float')",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import os, tensorflow as tf; x = tf.Session()",
            "import os, tensorflow.compat.v1 as tf; tf.disable_v2_behavior(); x = tf.Session()",
            id="one-line",
        ),
        pytest.param(
            "try:\n    import tensorflow as tf  # 한글\nexcept ImportError:\n    pass\ntf.Session()",
            "try:\n    import tensorflow.compat.v1 as tf  # 한글\n    tf.disable_v2_behavior()\n"
            "except ImportError:\n    pass\ntf.Session()",
            id="in-try",
        ),
        pytest.param(
            "from tensorflow.contrib import rnn, layers as L\nrnn.GRUCell(3)",
            "from reference.contrib import rnn, layers as L\nrnn.GRUCell(3)",
            id="from-contrib",
        ),
        pytest.param(
            "import tensorflow.contrib.layers as layers\nlayers.flatten(x)",
            "import reference.contrib.layers as layers\nlayers.flatten(x)",
            id="dotted-with-a-name",
        ),
        pytest.param(
            "import tensorflow\ns = tensorflow.Session()",
            "import tensorflow.compat.v1 as tensorflow\ntensorflow.disable_v2_behavior()\n"
            "s = tensorflow.Session()",
            id="without-a-name",
        ),
        pytest.param(
            "from tensorflow import placeholder\nx = placeholder('float')",
            "from tensorflow.compat.v1 import placeholder\n"
            "from tensorflow.compat.v1 import disable_v2_behavior\ndisable_v2_behavior()\n"
            "x = placeholder('float')",
            id="from-tensorflow",
        ),
        pytest.param(
            "import tensorflow as tf\nnn = 1\nc = tf.nn.rnn_cell.GRUCell(3)",
            "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
            "from reference import nn as tf1_nn\nnn = 1\nc = tf1_nn.rnn_cell.GRUCell(3)",
            id="name-used-for-something-else",
        ),
        pytest.param(
            "import tensorflow as tf\no = tf.train. AdamOptimizer(1)\nc = tf .contrib. rnn",
            "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
            "from reference import contrib\no = tf.train. AdamOptimizer(1)\nc = contrib. rnn",
            id="blanks-in-names",
        ),
        pytest.param(
            "def f():\n    import tensorflow as tf\n    return tf.Session()",
            "def f():\n    import tensorflow.compat.v1 as tf\n    tf.disable_v2_behavior()\n"
            "    return tf.Session()",
            id="in-a-function",
        ),
        pytest.param(
            "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\ntf.contrib.rnn.GRUCell(1)",
            "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
            "from reference import contrib\ncontrib.rnn.GRUCell(1)",
            id="compat-already",
        ),
        pytest.param(
            "import tensorflow.compat.v1 as tf\nx = tf.placeholder('float')",
            "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
            "x = tf.placeholder('float')",
            id="compat-still-eager",
        ),
    ],
)
def test_imports(before, after):
    assert migrated_cells(before) == [after]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import tensorflow as tf\nprint(tf.constant(1))", id="the-same-in-2"),
        pytest.param("import numpy as np\nnp.zeros(3)", id="no-tensorflow"),
        pytest.param("import tensorflow.keras as k\nk.Sequential()", id="keras"),
        pytest.param("import tensorflow as tf\ntf.model = 1\nprint(tf.model)", id="own-attribute"),
        pytest.param(
            "import tensorflow as tf\ntf = tf.compat.v1\ntf.disable_v2_behavior()\ntf.Session()",
            id="compat-by-attribute",
        ),
        pytest.param(
            "import tensorflow as tf\ntf.compat.v1.set_random_seed(1)\nf = tf.function(g)",
            id="compat-in-tensorflow-2",
        ),
        pytest.param("", id="empty"),
        pytest.param("%%bash\npython -c 'tf.contrib'", id="shell"),
    ],
)
def test_what_runs_today_is_left_alone(source):
    assert isinstance(migrate_text(notebook(source)), Unchanged)


def test_everything_else_of_the_file_survives():
    tree = json.loads(
        notebook("import tensorflow as tf\ntf.Session()", "# md:![x](attachment:a.png)")
    )
    tree["cells"][0] |= {
        "id": "a-1",
        "outputs": [{"output_type": "stream", "name": "stdout", "text": ["ok\n"]}],
    }
    tree["cells"][0]["metadata"] = {"nbgrader": {"solution": True}, "collapsed": False}
    tree["cells"][1]["attachments"] = {"a.png": {"image/png": "aGk="}}
    tree["metadata"] = {"widgets": {"z": 1}, "colab": {"name": "한글"}, "a": 1}
    before = json.dumps(tree, ensure_ascii=False, indent=2)
    outcome = migrate_text(before)
    after = json.loads(outcome.text)
    assert "disable_v2_behavior" in "".join(after["cells"][0].pop("source"))
    del tree["cells"][0]["source"]
    assert after == tree
    kept = [line for line in before.splitlines() if "import tensorflow" not in line]
    assert [line for line in outcome.text.splitlines() if line in kept] == kept


def test_a_cell_that_does_not_parse_is_left_and_named():
    outcome = migrated(
        notebook("import tensorflow as tf\ntf.Session()", "x = \n", "y = (tf.contrib.rnn")
    )
    assert sources(outcome.text)[1:] == ["x = \n", "y = (tf.contrib.rnn"]
    blank, broken = [item for item in outcome.findings if item.finding.code == "NB101"]
    assert not blank.finding.legacy
    assert broken in left_to_do(outcome)
    assert "tf.contrib.rnn" in broken.finding.message


def test_imports_in_a_cell_that_does_not_parse_are_known():
    outcome = migrated(notebook("import tensorflow as tf\nx = ", "y = tf.contrib.rnn.GRUCell(3)"))
    assert sources(outcome.text) == [
        "import tensorflow as tf\nx = ",
        "from reference import contrib\ny = contrib.rnn.GRUCell(3)",
    ]
    (left,) = left_to_do(outcome)
    assert left.cell == 1
    assert "compat.v1" in left.finding.message


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("tf.contrib.tensor_forest.client", id="reported"),
        pytest.param("tf.no_such_name(1)", id="unknown"),
        pytest.param("tf.contrib.rnn.NoSuchCell(1)", id="unknown-in-contrib"),
        pytest.param("from tensorflow.contrib import no_such_module", id="unknown-import"),
        pytest.param("import tensorflow.no_such_module as x", id="unknown-module"),
    ],
)
def test_never_falsely_clean(source):
    outcome = migrate_text(notebook("import tensorflow as tf\ntf.Session()", source))
    left = left_to_do(outcome)
    assert [item.cell for item in left] == [2]
    assert left[0].finding.message


def test_a_written_file_is_a_program_of_its_own():
    cells = migrated_cells(
        "import tensorflow as tf\ntf.Session()",
        "%%writefile model.py\nimport tensorflow as tf\n\ncell = tf.contrib.rnn.GRUCell(3)\n",
        "%%writefile notes.txt\nimport tensorflow as tf",
    )
    assert cells[1] == (
        "%%writefile model.py\nimport tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
        "from reference import contrib\n\ncell = contrib.rnn.GRUCell(3)\n"
    )
    assert cells[2] == "%%writefile notes.txt\nimport tensorflow as tf"


def test_findings_in_a_written_file_have_their_place():
    outcome = migrate_text(
        notebook("%%writefile m.py\nimport tensorflow as tf\ntf.Session()\ntf.nope()")
    )
    (left,) = left_to_do(outcome)
    assert (left.cell, left.line, left.column) == (1, 4, 1)


def test_a_script_in_another_encoding_says_so():
    document = parse("#!/usr/bin/python\n# 한글\nx = 1\n", "script", "cp949")
    outcome = migrate_document(document, Options())
    assert outcome.text == "#!/usr/bin/python\n# -*- coding: cp949 -*-\n# 한글\nx = 1\n"
    again = migrate_document(parse(outcome.text, "script", "cp949"), Options())
    assert isinstance(again, Unchanged)


def test_locations_count_in_the_original():
    outcome = migrate_text(notebook("import tensorflow as tf\n\n한 = tf.contrib.rnn.GRUCell(1)"))
    place = next(item for item in outcome.findings if item.finding.code == "TF102")
    assert (place.cell, place.line, place.column) == (1, 3, 5)
    assert "contrib" in outcome.before.splitlines()[place.file_line - 1]


@pytest.mark.parametrize("language", ["R", "julia", "py\nthon" * 30])
def test_other_languages_are_skipped_with_one_sentence(language):
    metadata = {"kernelspec": {"name": "x", "language": language, "display_name": "x"}}
    outcome = migrate_text(notebook("x", metadata=metadata))
    assert isinstance(outcome, Skipped)
    assert "\n" not in outcome.reason
    assert len(outcome.reason) < 100


def test_a_cell_that_parses_only_once_it_is_edited_is_upgraded_in_the_same_run():
    cells = ["import tensorflow as tf", "    return tf.mul(1, 2)\n!pip install tensorflow==1.4"]
    assert "tf.multiply(1, 2)" in migrated(notebook(*cells)).text


def test_broken_json_fails_with_a_sentence():
    outcome = migrate_text('{"cells": [}')
    assert isinstance(outcome, Failed)
    assert "JSON" in outcome.reason


LINES = st.sampled_from(
    ["import tensorflow as tf", "from tensorflow.contrib import rnn", "tf.contrib.rnn.GRUCell(3)",
     "x = tf.placeholder('float')", "rnn = 3", "def f(tf):", "    return tf.mul(1, 2)", "%%time",
     "!pip install tensorflow==1.4", "x = ", "print 'a', x", "class A:", "    y = tf.layers.dense(x, 3)",
     "tf.set_random_seed(1)", "# 한글 tf.contrib", "'''", "a = 3 / 2", "tf = 3", "if x:", "    !ls",
     "from tensorflow import *", "with tf.Session() as s: pass", "\tx = 1", "contrib = 2", "x?"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(LINES, max_size=5).map("\n".join), min_size=1, max_size=4), st.booleans())
def test_any_notebook_comes_out(cells, unsafe):
    text = notebook(*cells)
    outcome = migrate_text(text, options=Options(unsafe_fixes=unsafe))
    assert isinstance(outcome, Migrated | Unchanged)
    after = sources(outcome.text)
    before = sources(text)
    named = {item.finding.span.cell for item in outcome.findings}
    first = min(
        (i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b), default=None
    )
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new and index != first:
            assert index in named, "a cell changed that no finding names"
    again = migrate_text(outcome.text, options=Options(unsafe_fixes=unsafe))
    assert isinstance(again, Unchanged), codes(again)

"""TensorFlow names in every spelling that notebooks use come out as names that exist."""

import pytest

from migrate.api import left_to_do
from tests.migrate.building import migrated, notebook, sources

IMPORT = "import tensorflow as tf\nx = tf.placeholder('float')\n"
IMPORTED = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
X = "x = tf.placeholder('float')\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "m = tf.keras.Sequential()",
            "from reference import keras as tf1_keras\n" + X + "m = tf1_keras.Sequential()",
            id="keras-by-attribute",
        ),
        pytest.param("from tensorflow.keras import layers", None, id="keras-by-import"),
        pytest.param("d = tf.compat.as_bytes('x')", None, id="compat-by-attribute"),
        pytest.param(
            "m = tf.core.framework.summary_pb2.Summary()",
            "from tensorflow.core.framework.summary_pb2 import Summary\n" + X + "m = Summary()",
            id="core-by-attribute",
        ),
        pytest.param(
            "t = tf.python.framework.tensor_shape.TensorShape([1])",
            "from tensorflow.python.framework.tensor_shape import TensorShape\n"
            + X
            + "t = TensorShape([1])",
            id="internal-by-attribute",
        ),
        pytest.param(
            "d = tf.contrib.keras.layers.Dense(4)",
            "from reference import keras as tf1_keras\n" + X + "d = tf1_keras.layers.Dense(4)",
            id="contrib-keras",
        ),
        pytest.param("z = getattr(tf, 'mul')(x, x)", X + "z = tf.multiply(x, x)", id="getattr"),
        pytest.param(
            "c = getattr(tf, 'contrib').rnn.GRUCell(4)",
            "from reference import contrib\n" + X + "c = contrib.rnn.GRUCell(4)",
            id="getattr-of-a-module",
        ),
        pytest.param("z = getattr(tf, 'mul', None)", None, id="getattr-with-a-default"),
        pytest.param("o = getattr(tf.train, name)(0.1)", None, id="getattr-of-any-name"),
        pytest.param(
            "z = tf.nn.rnn_cell._linear([x], 5, True)",
            "from reference import contrib\n"
            + X
            + "z = contrib.rnn.python.ops.core_rnn_cell._linear([x], 5, True)",
            id="the-private-linear",
        ),
        pytest.param(
            "from tensorflow.models.rnn import rnn, rnn_cell\nrnn.rnn(rnn_cell.GRUCell(4), [x])",
            X + "from tensorflow.compat.v1 import nn as rnn\nfrom reference.nn import rnn_cell\n"
            "tf.nn.static_rnn(rnn_cell.GRUCell(4), [x])",
            id="tensorflow-models",
        ),
        pytest.param(
            "from tensorflow.python.ops import rnn\nrnn.rnn(c, [x])",
            X + "from tensorflow.python.ops import rnn\ntf.nn.static_rnn(c, [x])",
            id="rnn-of-python-ops",
        ),
        pytest.param(
            "from tensorflow.python.ops import array_ops\nz = array_ops.concat(1, [x, x])",
            X + "from tensorflow.python.ops import array_ops\n"
            "z = array_ops.concat(axis=1, values=[x, x])",
            id="internal-name-with-the-old-order",
        ),
    ],
)
def test_spelling(before, after):
    found = sources(migrated(notebook(IMPORT + before)).text)
    assert found == [IMPORTED + (after or X + before)]


@pytest.mark.parametrize(
    "call",
    [
        "tf.concat([x, y], 1)",
        "tf.concat(xs, 1)",
        "tf.split(x, 3, 1)",
        "tf.split(x, [1, 2], 1)",
        "tf.split(x, (1, 2), axis=1)",
        "tf.split(x, 2, 1, 2, 'z')",
        "tf.reverse(x, [0, 1])",
        "tf.image.resize_images(x, [4, 4], 1)",
        "tf.nn.ctc_loss(labels, logits, lengths)",
        "tf.nn.nce_loss(w, b, labels, inputs, 2, 10)",
        "tf.nn.sampled_softmax_loss(w, b, y, x, 2, 10)",
        "tf.nn.softmax_cross_entropy_with_logits(None, y, z)",
    ],
)
def test_a_call_in_todays_order_stays(call):
    outcome = migrated(notebook(f"{IMPORT}z = {call}"))
    assert sources(outcome.text) == [f"{IMPORTED}{X}z = {call}"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        pytest.param(
            IMPORT + "z = tf.nn.softmax_cross_entropy_with_logits(x, y, 1, 'z', 2)",
            "TF201",
            id="too-many-arguments",
        ),
        pytest.param("from tensorflow import *\nz = mul(1, 2)", "TF107", id="star-import"),
        pytest.param("import tensorflow as tf\nz = eval('tf.mul(1, 2)')", "TF107", id="eval"),
        pytest.param(
            IMPORT + "import functools\nj = functools.partial(tf.concat, 1)", "TF201", id="partial"
        ),
        pytest.param(IMPORT + "a = (1, [x, x])\nz = tf.concat(*a)", "TF201", id="starred"),
        pytest.param(
            IMPORT + "r = tf.image.resize_images(x, new_height=4, new_width=4)", "TF202", id="gone"
        ),
        pytest.param(
            IMPORT + "c = tf.nn.rnn_cell.GRUCell(4)\ncs = [c] * 2\n"
            "m = tf.nn.rnn_cell.MultiRNNCell(cs)",
            "TF203",
            id="one-cell-listed-above",
        ),
        pytest.param(
            IMPORT + "c = tf.nn.rnn_cell.GRUCell(4)\nm = tf.nn.rnn_cell.MultiRNNCell(cells=[c, c])",
            "TF203",
            id="one-cell-twice",
        ),
    ],
)
def test_what_no_edit_mends_is_named(source, code):
    outcome = migrated(notebook(source))
    assert [item.finding.code for item in left_to_do(outcome)][:1] == [code]


def test_names_of_a_star_import_that_exist_are_clean():
    outcome = migrated(notebook("from tensorflow import *\nz = placeholder(float32)"))
    assert not left_to_do(outcome)


def test_a_first_import_of_tensorflow_comes_with_its_switch():
    source = (
        "from tensorflow.python.framework import ops\nfrom tensorflow.contrib import ffmpeg\n"
        "z = isinstance(x, ops.Tensor)"
    )
    assert sources(migrated(notebook(source)).text) == [
        "from tensorflow.python.framework import ops\nimport tensorflow.compat.v1 as tf\n"
        "tf.disable_v2_behavior()\nfrom tensorflow.contrib import ffmpeg\n"
        "z = isinstance(x, tf.Tensor)"
    ]


def test_tf_that_nothing_binds_is_tensorflow():
    outcome = migrated(notebook("z = tf.mul(tf.constant(1), 2)"))
    assert sources(outcome.text) == ["z = tf.multiply(tf.constant(1), 2)"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "from helpers import *\nx = tf.placeholder('float')",
            "from helpers import *\nimport tensorflow.compat.v1 as tf\n"
            "tf.disable_v2_behavior()\nx = tf.placeholder('float')",
        ),
        (
            "from .a import *\nfrom b import *\nfrom time import *\nx = tf.placeholder('float')",
            "from .a import *\nfrom b import *\nimport tensorflow.compat.v1 as tf\n"
            "tf.disable_v2_behavior()\nfrom time import *\nx = tf.placeholder('float')",
        ),
    ],
    ids=["helpers", "the last one"],
)
def test_tf_that_a_star_brings_is_imported_behind_it(source, expected):
    outcome = migrated(notebook(source))
    assert sources(outcome.text) == [expected]
    assert not left_to_do(outcome)


def test_a_star_from_inside_of_tensorflow_takes_no_name():
    source = (
        "import tensorflow as tf\nfrom tensorflow.python.ops.math_ops import *\n"
        "x = tf.layers.dense(y, 3)"
    )
    assert "from reference import layers\n" in sources(migrated(notebook(source)).text)[0]


def test_a_star_of_a_library_brings_no_tf():
    source = "from numpy import *\nx = tf.placeholder('float')"
    outcome = migrated(notebook(source))
    assert sources(outcome.text) == [source]
    assert [item.finding.code for item in left_to_do(outcome)] == ["TF107"]


def test_a_missing_import_of_tensorflow_is_said_once():
    outcome = migrated(notebook("x = tf.placeholder('float')\ny = tf.placeholder('float')"))
    assert [item.finding.message for item in left_to_do(outcome)] == [
        "nothing imports TensorFlow as tf: import tensorflow.compat.v1 as tf"
    ]


def test_what_an_import_lost_is_said_of_the_import():
    source = "import tensorflow.contrib.tpu as tpu\na = tpu.x\nb = tpu.y\nc = tpu.z"
    assert [item.line for item in left_to_do(migrated(notebook(source)))] == [1]


def test_tf_that_is_something_else_is_not():
    source = "def f(tf):\n    return tf.mul(1, 2)\nfor tf in fs:\n    tf.mul(1, 2)"
    assert sources(migrated(notebook(source)).text) == [source]

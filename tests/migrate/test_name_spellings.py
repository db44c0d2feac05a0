"""TensorFlow names in every spelling that notebooks use come out as names that exist."""

import pytest

from tests.migrate.building import migrated, notebook, sources

IMPORT = "import tensorflow as tf\nx = tf.placeholder('float')\n"
IMPORTED = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
X = "x = tf.placeholder('float')\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("m = tf.keras.Sequential()", None, id="keras-by-attribute"),
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
    ],
)
def test_spelling(before, after):
    found = sources(migrated(notebook(IMPORT + before)).text)
    assert found == [IMPORTED + (after or X + before)]

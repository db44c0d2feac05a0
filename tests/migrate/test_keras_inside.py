"""`tensorflow.python.keras`: public names first, so that the other rules know what they see."""

import pytest

from migrate.api import left_to_do, migrate_text

GRAPH = (
    "import tensorflow as tf\n"
    "from tensorflow.python.keras.layers import LSTM\n"
    "x = tf.placeholder('float32', [None, 3, 2])\n"
    "y = LSTM(4)(x)\n"
)


def result(source):
    outcome = migrate_text(source, "script")
    return getattr(outcome, "text", source), [item.finding.code for item in left_to_do(outcome)]


def test_what_stood_inside_is_renamed_like_what_is_public():
    inside = "from tensorflow.python.keras.utils import np_utils\n"
    inside += "from tensorflow.python.keras.layers.recurrent import LSTM\n"
    inside += "from tensorflow.keras.layers import Dense\n"
    text, left = result(inside)
    assert text == inside.replace("python.keras.layers.recurrent", "keras.layers")
    assert left == ["TF106"]  # np_utils is a module inside only


def test_layers_in_a_session_come_from_reference_all_the_same():
    text, left = result(GRAPH)
    assert "from reference.keras.layers import LSTM\n" in text
    assert left == []
    assert result(text) == (text, [])


@pytest.mark.parametrize("mark", ["  # noqa", "  # noqa: KR312"])
def test_a_silenced_import_stays_and_the_rest_is_upgraded(mark):
    source = f"from tensorflow.python.keras.layers import Dense{mark}\nimport numpy as np\nx = np.int(3)\n"
    text, _ = result(source)
    assert text == source.replace("np.int(3)", "int(3)").replace(
        "import numpy as np\n", "import numpy as np\n"
    )

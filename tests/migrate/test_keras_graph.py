"""Keras layers beside sessions: which names go to `reference.keras`, and what is reported."""

from __future__ import annotations

import pytest

from migrate.api import left_to_do, migrate_text

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 5, 4])\n"


def migrated(source: str) -> str:
    """The migrated script; a second run must change nothing."""
    outcome = migrate_text(HEAD + source, "script")
    text = outcome.text
    assert not [item.finding for item in left_to_do(outcome)]
    assert migrate_text(text, "script").text == text
    return text


def codes(source: str) -> list[str]:
    """The codes of the findings that are left to do."""
    found = migrate_text(HEAD + source, "script").findings
    return [item.finding.code for item in found if not item.applied]


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("y = tf.keras.layers.LSTM(3)(x)\n", "y = tf1_keras.layers.LSTM(3)(x)\n"),
        ("y = tf.contrib.keras.layers.GRU(3)(x)\n", "y = tf1_keras.layers.GRU(3)(x)\n"),
        (
            "class A(tf.keras.layers.Layer):\n    pass\n",
            "class A(tf1_keras.layers.Layer):\n    pass\n",
        ),
        (
            "from tensorflow.keras.layers import GRU as Gru\ny = Gru(3)(x)\n",
            "from reference.keras.layers import GRU as Gru\ny = Gru(3)(x)\n",
        ),
        (
            "from tensorflow.keras import backend as K\ns = K.get_session()\n",
            "s = tf1_keras.backend.get_session()\n",
        ),
        ("L = tf.keras.layers\ny = L.Dense(3)(x)\n", "y = tf1_keras.layers.Dense(3)(x)\n"),
        (
            "m = tf.keras.Sequential([tf.keras.layers.LSTM(3)])\ny = m(x)\n",
            "m = tf1_keras.Sequential([tf1_keras.layers.LSTM(3)])\ny = m(x)\n",
        ),
        (
            "class M(tf.keras.Model):\n    pass\nm = M()\ny = m(x)\n",
            "class M(tf1_keras.Model):\n    pass\nm = M()\ny = m(x)\n",
        ),
        (
            "m = tf.keras.Sequential()\nm.add(tf.keras.layers.Dense(3, input_shape=(4,)))\n"
            "m.add(tf.keras.layers.LeakyReLU(alpha=0.1))\n",
            "m = tf1_keras.Sequential()\nm.add(tf1_keras.layers.Dense(3, input_shape=(4,)))\n"
            "m.add(tf1_keras.layers.LeakyReLU(alpha=0.1))\n",
        ),
        (
            "from keras import backend as K\nK.set_session(s)\np = K.learning_phase()\n",
            "tf1_keras.backend.set_session(s)\np = tf1_keras.backend.learning_phase()\n",
        ),
        (
            "w = tf.get_variable('w', [3], initializer=tf.keras.initializers.he_normal())\n",
            "w = tf.get_variable('w', [3], initializer=tf1_keras.initializers.he_normal())\n",
        ),
        ("y = tf.keras.layers.PReLU()(x)\n", "y = tf.keras.layers.PReLU()(x)\n"),
        ("d = tf.keras.datasets.mnist\n", "d = tf.keras.datasets.mnist\n"),
    ],
)
def test_names_go_to_reference(source, result):
    assert migrated(source).endswith(result)


def test_tf_layers_beside_keras_layers():
    text = migrated("y = tf.layers.dense(tf.keras.layers.LSTM(3)(x), 2)\n")
    assert "from reference import keras as tf1_keras, layers\n" in text
    assert text.endswith("y = layers.dense(tf1_keras.layers.LSTM(3)(x), 2)\n")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("i = tf.keras.Input((5, 4))\ny = tf.keras.layers.LSTM(3)(i)\n", "KR305"),
        ("m = tf.keras.Model(a, b)\ny = tf.keras.layers.Conv2DTranspose(3, 3)(x)\n", "KR305"),
        (
            "L = tf.keras.layers\nm = tf.keras.Sequential([L.PReLU(), L.LSTM(3)])\ny = m(x)\n",
            "KR305",
        ),
        ("y = tf.keras.layers.ConvLSTM2D(3, 3)(x)\n", "KR305"),
        ("def f():\n    m = tf.keras.Sequential()\n    return m\nm = f()\nm.fit(x, x)\n", "KR302"),
        ("m = tf.keras.applications.VGG16()\nm.predict(x)\n", "KR302"),
    ],
)
def test_what_reference_cannot_replace_is_reported(source, code):
    assert code in codes(source)


KERAS = "import tensorflow as tf\nfrom tensorflow.keras import backend as K\n"


def findings(source: str) -> list[str]:
    """The codes of all findings of a document about Keras alone."""
    return [item.finding.code for item in migrate_text(KERAS + source, "script").findings]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("class C(tf.keras.callbacks.Callback):\n    def f(self):\n"
         "        return self.validation_data\n", "KR306"),
        ("m = tf.keras.Sequential()\nprint(m.total_loss)\n", "KR306"),
        ("n = layer.inbound_nodes\n", "KR306"),
        ("m = tf.keras.Sequential()\nm.load_weights('w/ckpt')\n", "KR307"),
        ("m = tf.keras.Sequential()\nm.save('model')\n", "KR307"),
        ("m = tf.keras.Sequential()\nm.save('model', save_format='tf')\n", "KR307"),
        ("p = 'w.h5'\nm = tf.keras.Sequential()\nm.save_weights(p)\n", "KR307"),
        ("m = tf.keras.Sequential()\nc = tf.keras.callbacks.ModelCheckpoint('w-{epoch}.hdf5')\n",
         "KR307"),
        ("x = tf.keras.Input((3,))\nh = tf.keras.layers.Dense(2)(x)\ny = tf.exp(0.5 * h)\n",
         "KR308"),
        ("x = tf.keras.Input((3,))\nd = tf.keras.layers.Dense(2)\nh = d(x)\n"
         "def loss(a, b):\n    return K.sum(h)\n", "KR308"),
        ("g = K.gradients(y, x)\n", "KR308"),
        ("y = tf.keras.layers.Activation('hard_sigmoid')(x)\n", "KR309"),
    ],
)  # fmt: skip
def test_what_objects_of_keras_lost_is_found(source, code):
    assert code in findings(source)


@pytest.mark.parametrize(
    "source",
    [
        "m = tf.keras.Sequential()\nm.save('model.h5')\nm.load_weights('model.h5')\n",
        "m = tf.keras.Sequential()\nc = tf.keras.callbacks.ModelCheckpoint('w.keras')\n",
        "x = tf.keras.Input((3,))\nh = tf.keras.layers.Dense(2)(x)\n"
        "y = tf.keras.layers.Lambda(lambda h: tf.exp(h))(h)\n",
        "class C(tf.keras.callbacks.Callback):\n    def __init__(self, d):\n"
        "        self.validation_data = d\n    def f(self):\n        return self.validation_data\n",
        "import torch\ntargets = batch.targets\n",
    ],
)
def test_what_is_right_today_is_left_alone(source):
    assert not [code for code in findings(source) if code.startswith("KR30") and code > "KR305"]

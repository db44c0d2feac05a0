"""Rules for Keras follow a value through other names: `x = inputs`, attributes, parameters."""

from __future__ import annotations

import pytest

from tests.migrate.building import codes, migrated

HEAD = """\
from keras.layers import *
from keras.models import Sequential, Model
import keras
"""


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("a = Input((6,))\nx = a\nx = Dense(3)(x)\nn = x.get_shape().as_list()\n",
         "x.get_shape().as_list()", "list(x.shape)"),
        ("def f(x):\n    y = x\n    return Dense(y.get_shape()[1].value)(y)\nz = f(Input((6,)))\n",
         "y.get_shape()[1].value", "y.shape[1]"),
        ("def f(x):\n    y = Dense(3)(x)\n    return y\na = f(Input((6,)))\nn = a.get_shape().as_list()\n",
         "a.get_shape().as_list()", "list(a.shape)"),
        ("m = Sequential()\nk = m\nn = k.output.get_shape().as_list()\n",
         "k.output.get_shape().as_list()", "list(k.outputs[0].shape)"),
        ("class A:\n    def __init__(self):\n        model = Sequential()\n        self.net = model\n"
         "    def end(self):\n        return self.net.output\n",
         "self.net.output", "self.net.outputs[0]"),
        ("m = Sequential()\nfirst = m.layers[0]\nk = first\nn = k.output_shape\n",
         "k.output_shape", "k.output.shape"),
        ("d = Dense(3)\ny = d(Input((6,)))\nn = d.input_shape\n", "d.input_shape", "d.input.shape"),
        ("flow = images.flow(x)\nb = flow\ny = b.next()\n", "b.next()", "next(b)"),
        ("m = Sequential()\nm.compile('sgd', 'mse', metrics=['accuracy'])\nh = m.fit(x, y).history\n"
         "d = h\nn = d['val_acc']\n", "'val_acc'", "'val_accuracy'"),
    ],
)  # fmt: skip
def test_another_name(source, old, new):
    assert migrated(HEAD + source, "script").text == HEAD + source.replace(old, new)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x.get_shape().as_list()\n",  # nothing calls it
        "def f(x):\n    return x.get_shape().as_list()\nf(Input((3,)))\nf(other)\n",
        "a = b\nb = a\nn = a.get_shape()\n",
        "m = Sequential()\nn = m.output_shape\n",  # models have it still
    ],
)
def test_what_is_not_known_stays(source):
    assert migrated(HEAD + source, "script").text == HEAD + source


def test_methods_of_a_model_behind_an_attribute():
    source = (
        "class A:\n    def __init__(self):\n        model = Sequential()\n        self.net = model\n"
        "    def ask(self, x):\n        return self.net.predict_classes(x)\n"
    )
    result = migrated(HEAD + source, "script")
    assert "return predict_classes(self.net, x)" in result.text


def test_an_optimizer_by_two_names_is_of_one_model():
    source = (
        "a, b = Sequential(), Sequential()\nstep = keras.optimizers.SGD()\nsame = step\n"
        "a.compile(same, 'mse')\nb.compile(same, 'mse')\n"
    )
    result = migrated(HEAD + source, "script").text
    assert "b.compile(type(same).from_config(same.get_config()), 'mse')" in result


def test_fresh_optimizers_of_a_function_need_no_copy():
    source = (
        "def make(step):\n    m = Sequential()\n    m.compile(step, 'mse')\n"
        "make(keras.optimizers.SGD())\nmake(keras.optimizers.Adam())\n"
    )
    assert migrated(HEAD + source, "script").text == HEAD + source


def test_a_critic_that_is_frozen_by_another_name():
    source = (
        "critic = Sequential()\ncritic.compile('sgd', 'mse')\nfrozen = critic\n"
        "frozen.trainable = False\nboth = Model(a, frozen(b))\nboth.compile('sgd', 'mse')\n"
        "critic.train_on_batch(x, y)\n"
    )
    assert "KR322" in codes(migrated(HEAD + source, "script"))


def test_a_name_that_a_loop_used_before_is_followed():
    source = (
        "import tensorflow as tf\nfor inputs, targets in batches:\n    print(inputs)\n"
        "inputs = Input((3,))\nm = Model(inputs, tf.one_hot(inputs, depth=9))\n"
    )
    assert "KR308" in codes(migrated(HEAD + source, "script"))

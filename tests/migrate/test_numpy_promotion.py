"""Sums of fetched float32 numbers in seeded documents print what NumPy 1 printed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.migrate.building import codes, migrated

HEAD = "import tensorflow as tf\ntf.set_random_seed(1)\nsess = tf.Session()\n"
LOSS = "cost = tf.reduce_mean(tf.square(w))\n"

DOCUMENT = """\
import tensorflow as tf
import numpy as np
tf.set_random_seed(7)
x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
W = tf.Variable(tf.random_normal([3, 1]))
cost = tf.reduce_mean(tf.square(tf.matmul(x, W) - y))
step = tf.train.GradientDescentOptimizer(0.1).minimize(cost)
xs = np.random.RandomState(0).rand(40, 3)
ys = xs.sum(1, keepdims=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(2):
        average, total, batches = 0., 0, int(len(xs) / 10)
        for i in range(batches):
            feed = {x: xs[i*10:i*10+10], y: ys[i*10:i*10+10]}
            _, c = sess.run([step, cost], feed_dict=feed)
            average += c / batches
            total += c
        print("{:.9f}".format(average), total, total / batches, c)
    print(100 * sess.run(cost, {x: xs, y: ys}), sess.run(cost, {x: xs, y: ys}))
"""
# What TensorFlow 1.15.5 with NumPy 1.18 prints.
PRINTED = """\
0.916553542 3.666214168071747 0.9165535420179367 0.54337454
0.222449802 0.8897992074489594 0.22244980186223984 0.1318868
"""


@pytest.mark.tf
def test_a_seeded_document_prints_the_digits_of_tensorflow_1():
    pytest.importorskip("tensorflow", reason="needs TensorFlow 2")
    source = migrated(DOCUMENT, "script").text
    run = subprocess.run(
        [sys.executable, "-c", source], env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.startswith(PRINTED)


@pytest.mark.parametrize(
    ("before", "use", "found"),
    [
        ("total = 0.0\n", "total += sess.run(cost)\n", "total += float(sess.run(cost))\n"),
        ("", "n = cost.eval() / len(x)\n", "n = float(cost.eval()) / len(x)\n"),
        ("a, b = sess.run([step, cost])\n", "n = b * 100\n", "n = float(b) * 100\n"),
        ("a = sess.run([step, cost])\n", "n = 1 - sess.run([step, cost])[1]\n",
         "n = 1 - float(sess.run([step, cost])[1])\n"),
        ("c = sess.run(cost)\nd = sess.run(cost)\n", "n = c * d / 2\n", "n = float(c * d) / 2\n"),
    ],
)  # fmt: skip
def test_where_a_float32_meets_a_number(before, use, found):
    assert migrated(HEAD + LOSS + before + use, "script").text.endswith("\n" + before + found)


@pytest.mark.parametrize(
    "use",
    [
        "total = 0\ntotal += sess.run(w)\n",  # an array, perhaps
        "hits = 0\nhits += sess.run(tf.reduce_sum(right))\n",  # an int, perhaps
        "c, d = sess.run([cost, cost])\nn = c / d\n",
        "c = sess.run(cost)\nc = 3\nn = c / 2\n",
        "n = 2 * sess.run(tf.reduce_mean(w, 0))\n",
        "n = [c for c in seen]\nm = c / 2\n",
    ],
)
def test_what_may_be_something_else_stays(use):
    assert "NP410" not in codes(migrated(HEAD + LOSS + use, "script"))


def test_a_document_without_a_seed_stays():
    source = HEAD.replace("tf.set_random_seed(1)\n", "") + LOSS + "n = 2 * sess.run(cost)\n"
    assert "NP410" not in codes(migrated(source, "script"))

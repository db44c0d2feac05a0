"""Steps per second of RNN cells under ``dynamic_rnn``: `reference`, TensorFlow 1.15, Keras 3.

    python benchmarks/rnn_speed.py [--tf1-python PYTHON] [--seconds 3]

Batch 128, 28 steps of 28 inputs, 128 units: forward passes, and training steps (Adam on the mean
square of the last output). `reference` runs on today's TensorFlow through a Session, Keras 3's own
layers under ``tf.function``, genuine TensorFlow 1.15 in its own interpreter. All are measured in
turn in one run on one machine; what counts is the ratios.
"""

import argparse
import functools
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

BATCH, TIME, INPUTS, UNITS = 128, 28, 28, 128
CELLS = {"BasicRNN": "BasicRNNCell", "LSTM": "LSTMCell", "GRU": "GRUCell"}
KERAS = {"BasicRNN": "SimpleRNN", "LSTM": "LSTM", "GRU": "GRU"}


def rate(step, seconds):
    """Calls of ``step`` a second, after a warming up: the best of three rounds."""
    for _ in range(3):
        step()
    best = 0.0
    for _ in range(3):
        count, start = 0, time.time()
        while time.time() - start < seconds / 3.0:
            step()
            count += 1
        best = max(best, count / (time.time() - start))
    return best


def graph_rates(tf, cells, seconds):
    """Rates of a graph in a Session, by cell: ``[forward, training]``."""
    import numpy as np

    rates = {}
    for name, cell in CELLS.items():
        with tf.Graph().as_default():
            tf.set_random_seed(1)
            x = tf.placeholder(tf.float32, [None, TIME, INPUTS])
            outputs, _ = tf.nn.dynamic_rnn(getattr(cells, cell)(UNITS), x, dtype=tf.float32)
            last = outputs[:, -1]
            train = tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(last)))
            batch = {x: np.random.RandomState(0).rand(BATCH, TIME, INPUTS).astype("float32")}
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                rates[name] = [
                    rate(functools.partial(session.run, fetch, batch), seconds)
                    for fetch in (last, train)
                ]
    return rates


def keras_rates(seconds):
    """Rates of Keras 3's layers under ``tf.function``."""
    import keras
    import numpy as np
    import tensorflow as tf

    batch = tf.constant(np.random.RandomState(0).rand(BATCH, TIME, INPUTS).astype("float32"))
    rates = {}
    for name, layer_name in KERAS.items():
        layer = getattr(keras.layers, layer_name)(UNITS)
        layer.build((BATCH, TIME, INPUTS))
        optimizer = keras.optimizers.Adam()
        optimizer.build(layer.trainable_variables)

        @tf.function
        def forward(layer=layer):
            return layer(batch)

        @tf.function
        def train(layer=layer, optimizer=optimizer):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(layer(batch)))
            slopes = tape.gradient(loss, layer.trainable_variables)
            optimizer.apply_gradients(zip(slopes, layer.trainable_variables, strict=True))
            return loss

        rates[name] = [rate(lambda step=step: step().numpy(), seconds) for step in (forward, train)]
    return rates


def in_process(which, seconds):
    """The rates of one contender, measured in this interpreter."""
    if which == "keras":
        return keras_rates(seconds)
    if which == "tf1":
        import tensorflow as tf

        return graph_rates(tf, tf.nn.rnn_cell, seconds)
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from reference.nn import rnn_cell

    return graph_rates(tf, rnn_cell, seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tf1-python", help="interpreter with TensorFlow 1.15")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each number")
    parser.add_argument("--only", choices=["reference", "tf1", "keras"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        print("RATES " + json.dumps(in_process(arguments.only, arguments.seconds)))
        return 0
    contenders = {"reference": sys.executable, "keras": sys.executable}
    if arguments.tf1_python:
        contenders["tf1"] = arguments.tf1_python
    found = {}
    for which, python in contenders.items():
        command = [python, os.path.abspath(__file__), "--only", which]
        command += ["--seconds", str(arguments.seconds)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        lines = done.stdout.decode().splitlines()
        line = next(row for row in lines if row.startswith("RATES "))
        found[which] = json.loads(line[6:])
    print("| cell | pass | reference steps/s | to TensorFlow 1.15 | to Keras 3 |")
    print("|---|---|---|---|---|")
    for name in CELLS:
        for place, kind in enumerate(("forward", "training")):
            own = found["reference"][name][place]
            ratios = [
                f"{own / found[which][name][place]:.2f}" if which in found else "-"
                for which in ("tf1", "keras")
            ]
            print("| {} | {} | {:.1f} | {} | {} |".format(name, kind, own, *ratios))
    return 0


if __name__ == "__main__":
    sys.exit(main())

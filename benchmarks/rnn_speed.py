"""Steps per second of RNN cells under ``dynamic_rnn``: `reference`, TensorFlow 1.15, Keras 3.

    python benchmarks/rnn_speed.py [--tf1-python PYTHON] [--rounds 15] [--steps 5] [--cells GRU ...]

Batch 128, 28 steps of 28 inputs, 128 units: forward passes, and training steps (Adam on the mean
square of the last output). `reference` runs on today's TensorFlow through a Session, with oneDNN as
TensorFlow sets it and without; Keras 3's own layers run under ``tf.function``; genuine TensorFlow
1.15 in its own interpreter. Each contender is a process that waits for its turn; they take turns of
a few steps, A B C D A B C D, so that what else the machine does meets all of them. What counts is
the ratios within a round: their median, with the quartiles as the measure of the noise, of the time
on the clock and of the processor time (which other programs disturb less).
"""

import argparse
import functools
import json
import os
import statistics
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

BATCH, TIME, INPUTS, UNITS = 128, 28, 28, 128
CELLS = {"BasicRNN": "BasicRNNCell", "LSTM": "LSTMCell", "GRU": "GRUCell"}
KERAS = {"BasicRNN": "SimpleRNN", "LSTM": "LSTM", "GRU": "GRU"}
KINDS = ("forward", "training")
WARMING_UP = 3
READY = "READY"


def graph_steps(tf, cells, names):
    """Functions that do one step in a Session, by cell and kind."""
    import numpy as np

    steps = {}
    for name in names:
        with tf.Graph().as_default():
            tf.set_random_seed(1)
            x = tf.placeholder(tf.float32, [None, TIME, INPUTS])
            cell = getattr(cells, CELLS[name])(UNITS)
            outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
            last = outputs[:, -1]
            train = tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(last)))
            batch = {x: np.random.RandomState(0).rand(BATCH, TIME, INPUTS).astype("float32")}
            session = tf.Session()
            session.run(tf.global_variables_initializer())
            for kind, fetch in zip(KINDS, (last, train)):  # noqa: B905 - Python 3.7 runs this too
                steps[name, kind] = functools.partial(session.run, fetch, batch)
    return steps


def keras_steps(names):
    """Functions that do one step of Keras 3's layers under ``tf.function``."""
    import keras
    import numpy as np
    import tensorflow as tf

    batch = tf.constant(np.random.RandomState(0).rand(BATCH, TIME, INPUTS).astype("float32"))
    steps = {}
    for name in names:
        layer = getattr(keras.layers, KERAS[name])(UNITS)
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

        for kind, step in zip(KINDS, (forward, train), strict=True):
            steps[name, kind] = lambda step=step: step().numpy()
    return steps


def contender_steps(which, names):
    """The steps of one contender, in this interpreter."""
    if which == "keras":
        return keras_steps(names)
    if which == "tf1":
        import tensorflow as tf

        return graph_steps(tf, tf.nn.rnn_cell, names)
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from reference.nn import rnn_cell

    return graph_steps(tf, rnn_cell, names)


def serve(which, names):
    """Do what is asked on standard input, ``[cell, kind, count]`` a line; answer with the times."""
    steps = contender_steps(which, names)
    for step in steps.values():
        for _ in range(WARMING_UP):
            step()
    print(READY, flush=True)
    for line in sys.stdin:
        name, kind, count = json.loads(line)
        step = steps[name, kind]
        clock, processor = time.perf_counter(), time.process_time()
        for _ in range(count):
            step()
        took = [time.perf_counter() - clock, time.process_time() - processor]
        print(READY, json.dumps(took), flush=True)


class Contender:
    """A waiting process."""

    def __init__(self, which, python, names, settings):
        command = [python, os.path.abspath(__file__), "--serve", which, "--cells", *names]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **settings},
            text=True,
        )
        self.answer()

    def answer(self):
        """What it says next. Raises RuntimeError if it ended instead."""
        for line in self.process.stdout:
            if line.startswith(READY):
                return line[len(READY) :]
        raise RuntimeError(f"{self.process.args} ended with {self.process.wait()}")

    def measure(self, name, kind, count):
        """Seconds on the clock and of the processor for ``count`` steps."""
        print(json.dumps([name, kind, count]), file=self.process.stdin, flush=True)
        return json.loads(self.answer())

    def end(self):
        """Let it go."""
        self.process.stdin.close()
        self.process.wait()


def ratio_text(others, own):
    """Median and quartiles of how many times faster ``own`` was, round by round."""
    ratios = [other / mine for other, mine in zip(others, own, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tf1-python", help="interpreter with TensorFlow 1.15")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--steps", type=int, default=5, help="of a turn")
    parser.add_argument("--cells", nargs="+", choices=list(CELLS), default=list(CELLS))
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        return serve(arguments.serve, arguments.cells)
    rows = {
        "reference": (sys.executable, {}),
        "reference without oneDNN": (sys.executable, {"TF_ENABLE_ONEDNN_OPTS": "0"}),
        "keras": (sys.executable, {}),
    }
    if arguments.tf1_python:
        rows["tf1"] = (arguments.tf1_python, {})
    contenders = {
        which: Contender(which.split()[0], python, arguments.cells, settings)
        for which, (python, settings) in rows.items()
    }
    print("| cell | pass | contender | steps/s | to TensorFlow 1.15 | processor | to Keras 3 |")
    print("|---|---|---|---|---|---|---|")
    for name in arguments.cells:
        for kind in KINDS:
            times = {which: ([], []) for which in contenders}
            for _ in range(arguments.rounds):
                for which, contender in contenders.items():
                    taken = contender.measure(name, kind, arguments.steps)
                    for place, seconds in enumerate(taken):
                        times[which][place].append(seconds)
            for which in [row for row in contenders if row.startswith("reference")]:
                clock, processor = times[which]
                rate = arguments.steps / statistics.median(clock)
                to_tf1 = to_tf1_processor = "-"
                if "tf1" in times:
                    to_tf1 = ratio_text(times["tf1"][0], clock)
                    to_tf1_processor = ratio_text(times["tf1"][1], processor)
                to_keras = ratio_text(times["keras"][0], clock)
                print(
                    f"| {name} | {kind} | {which} | {rate:.1f} | {to_tf1} | {to_tf1_processor} |"
                    f" {to_keras} |",
                    flush=True,
                )
    for contender in contenders.values():
        contender.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())

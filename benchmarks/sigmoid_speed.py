"""What `reference.math.sigmoid` (TF112) costs: training steps of an LSTM with gates of its own.

    python benchmarks/sigmoid_speed.py [--rounds 25]

Batch 128, 28 steps of 28 inputs, 128 units, Adam on the mean square of the last output, with
oneDNN off as in a seeded document. The same graph with TensorFlow's own sigmoid and with that of
`reference` take turns of one step, and what counts is the ratio within a round.
"""

import argparse
import os
import statistics
import sys
import time

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import numpy as np
import tensorflow.compat.v1 as tf

from reference import math

BATCH, TIME, INPUTS, UNITS = 128, 28, 28, 128
WARMING_UP = 3


def step(sigmoid):
    """A function that does one training step."""
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        x = tf.placeholder(tf.float32, [BATCH, TIME, INPUTS])
        kernel = tf.get_variable("kernel", [INPUTS + UNITS, 4 * UNITS])
        bias = tf.get_variable("bias", [4 * UNITS], initializer=tf.zeros_initializer())
        state = output = tf.zeros([BATCH, UNITS])
        for now in tf.unstack(x, axis=1):
            gates = tf.matmul(tf.concat([now, output], 1), kernel) + bias
            enter, new, forget, leave = tf.split(gates, 4, 1)
            state = state * sigmoid(forget) + sigmoid(enter) * tf.tanh(new)
            output = tf.tanh(state) * sigmoid(leave)
        train = tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(output)))
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        batch = {x: np.random.RandomState(0).rand(BATCH, TIME, INPUTS)}
        return lambda: session.run(train, batch)


def main():
    """Take turns, and print the median and the quartiles of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    steps = [step(tf.sigmoid), step(math.sigmoid)]
    found = {"clock": [], "processor": []}
    for turn in range(WARMING_UP + rounds):
        took = []
        for each in steps:
            clock, processor = time.perf_counter(), time.process_time()
            each()
            took.append((time.perf_counter() - clock, time.process_time() - processor))
        if turn >= WARMING_UP:
            for kind, one, other in zip(found, *took, strict=True):
                found[kind].append(other / one)
    for kind, ratios in found.items():
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"{kind:<10} {middle:.2f} ({low:.2f} to {high:.2f}) of a step with tf.sigmoid")


if __name__ == "__main__":
    tf.disable_v2_behavior()
    main()

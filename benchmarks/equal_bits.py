"""Which functions give TensorFlow 1.15's numbers to the last bit, on equal inputs.

    python benchmarks/equal_bits.py --tf1-python PYTHON_3_7 [--all]

Each line of `FUNCTIONS` is computed twice, with its gradient, on one thread and with oneDNN off: by
TensorFlow 1.15, and by today's as a migrated document computes it (`reference` for what
TensorFlow dropped). Each line of `OPTIMIZERS` takes 20 steps. Printed are those that differ
(`--all`: all): the share of elements that do, how far they are relative to the largest, and the
ops on floats that only one of the two graphs has (`+` TensorFlow 1.15). Where there are none, the
kernels differ. Not told are ops that move numbers and do not compute, and sums (in gradients, 2.21
leaves those out that sum what has its shape already).
"""

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# x, y: normal numbers; p: positive; q: in (0, 1); i: images; s: sequences; w: weights.
FUNCTIONS = """nn.relu(x) | nn.relu6(x) | nn.elu(x) | nn.selu(x) | nn.leaky_relu(x) | nn.softplus(x)
nn.softsign(x) | nn.sigmoid(x) | nn.tanh(x) | nn.softmax(x) | nn.log_softmax(x) | nn.l2_loss(x)
tf.erf(x) | tf.square(x) | tf.abs(x) | tf.negative(x) | tf.sign(x) | tf.round(x) | tf.sin(x)
tf.cos(x) | tf.exp(x) | tf.sqrt(p) | tf.rsqrt(p) | tf.log(p) | tf.log1p(p) | tf.reciprocal(p)
tf.pow(x, 3.0) | tf.pow(p, 0.5) | tf.add(x, y) | tf.multiply(x, y) | tf.div(x, p)
tf.add_n([x, y, x]) | tf.maximum(x, y) | x + y[0] | tf.reduce_sum(x) | tf.reduce_sum(x, 0)
tf.reduce_sum(x, 1) | tf.reduce_mean(x) | tf.reduce_max(x, 1) | tf.reduce_prod(p, 1)
tf.reduce_logsumexp(x, 1) | tf.concat(nn.moments(x, [0]), 0) | tf.cumsum(x, 1)
tf.concat(nn.moments(i, [0, 1, 2]), 0) | tf.segment_sum(x, np.sort(ids)) | nn.top_k(x, 5)[0]
tf.matmul(x, w) | tf.matmul(s, s, transpose_b=True) | tf.tensordot(s, w[:10], [[2], [0]])
nn.bias_add(x, y[0]) | nn.conv2d(i, kernel, [1, 1, 1, 1], 'SAME') | nn.lrn(i)
nn.l2_normalize(x, 1) | nn.max_pool(i, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')
nn.avg_pool(i, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')
nn.batch_normalization(x, y[0], p[1], y[2], y[3], 1e-3) | tf.image.resize_bilinear(i, [20, 20])
nn.softmax_cross_entropy_with_logits_v2(logits=x, labels=one_hot)
nn.sparse_softmax_cross_entropy_with_logits(logits=x, labels=ids)
nn.sigmoid_cross_entropy_with_logits(logits=x, labels=one_hot) | losses.mean_squared_error(y, x)
losses.softmax_cross_entropy(one_hot, x) | losses.log_loss(one_hot, q)
losses.softmax_cross_entropy(one_hot, x, label_smoothing=0.1)
losses.sigmoid_cross_entropy(one_hot, x) | losses.sparse_softmax_cross_entropy(ids, x)
losses.absolute_difference(y, x) | losses.huber_loss(y, x) | losses.hinge_loss(one_hot, x)
losses.cosine_distance(y, x, axis=1)
tf.reduce_mean(-tf.reduce_sum(one_hot * tf.log(nn.softmax(x)), 1)) | tf.log(1 - q + 1e-7) | x / 3
tf.clip_by_value(x, -0.5, 0.5) | tf.clip_by_norm(x, 1.0)
tf.concat(tf.clip_by_global_norm([x, y], 3.0)[0], 0) | nn.embedding_lookup(w, ids)
tf.gather(x, ids % 50) | tf.where(x > 0, x, y) | tf.concat([x, y], 1)
tf.matrix_inverse(tf.matmul(w, w, transpose_b=True) + tf.eye(100)) | tf.global_norm([x, y])
tf.norm(x) | dropout(x, tf.placeholder_with_default(0.7, [])) | dropout(x, 0.4)
tf.abs(nn.dropout(x, 0.5)) | layers.dense(x, 20, nn.relu)
layers.batch_normalization(x, training=True) | layers.dropout(x, 0.3, training=True)
layers.batch_normalization(i, training=True) | layers.conv2d(i, 4, 3)
contrib.layers.layer_norm(x) | contrib.layers.batch_norm(x)
contrib.layers.batch_norm(i, fused=True) | contrib.layers.fully_connected(x, 20)
contrib.layers.l2_regularizer(0.1)(x) | contrib.layers.l1_regularizer(0.1)(x)
contrib.layers.instance_norm(i)
contrib.seq2seq.sequence_loss(s, tf.constant(targets), q[:16, :7])
nn.dynamic_rnn(cells.BasicRNNCell(12), s, dtype=tf.float32)[0]
nn.dynamic_rnn(cells.GRUCell(12), s, dtype=tf.float32)[0]
nn.dynamic_rnn(cells.BasicLSTMCell(12), s, dtype=tf.float32)[0]
0 * x + tf.random_normal([64, 100]) | 0 * x + tf.random_uniform([64, 100])
0 * x + tf.truncated_normal([64, 100]) | 0 * x + contrib.layers.xavier_initializer()([64, 100])
0 * x + tf.orthogonal_initializer()([64, 100])
"""
OPTIMIZERS = """GradientDescentOptimizer(0.1) | MomentumOptimizer(0.1, 0.9) | AdamOptimizer(0.01)
AdagradOptimizer(0.1) | RMSPropOptimizer(0.01) | AdadeltaOptimizer(0.1) | FtrlOptimizer(0.1)
"""
# One op under two names, and what moves numbers, or sums what has its shape already.
_RENAMED = {"AddV2": "Add", "SelectV2": "Select"}
_MOVING = frozenset(
    {"Assign", "BroadcastTo", "Const", "Fill", "Identity", "PreventGradient", "Reshape", "Sum"}
    | {"Tile", "VariableV2", "ZerosLike", "Enter", "StackPopV2", "StackPushV2", "Transpose"}
)


def lines(table):
    """The expressions of a table."""
    return [each.strip() for line in table.splitlines() for each in line.split(" | ") if each]


def computed(target):
    """Compute everything under the TensorFlow at hand; pickle expression -> numbers, ops."""
    import numpy as np
    import tensorflow

    tf, names, seed = _today() if tensorflow.__version__ > "2" else _genuine(tensorflow)
    draw = np.random.RandomState(0)
    normal = {
        "x": (64, 100),
        "y": (64, 100),
        "i": (8, 12, 12, 6),
        "s": (16, 7, 10),
        "w": (100, 100),
    }
    inputs = {name: draw.randn(*shape).astype("f") for name, shape in normal.items()}
    inputs["w"] *= 0.1
    inputs["p"] = np.abs(draw.randn(64, 100)).astype("f") + np.float32(0.1)
    inputs["q"] = draw.rand(64, 100).astype("f") * np.float32(0.98) + np.float32(0.01)
    ids = draw.randint(0, 100, 64)
    names.update(tf=tf, nn=tf.nn, losses=tf.losses, np=np, ids=ids)
    names["one_hot"] = np.eye(100, dtype="f")[ids]
    names["targets"] = draw.randint(0, 10, (16, 7))
    names["kernel"] = draw.randn(3, 3, 6, 4).astype("f")
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    found = {}
    for expression in lines(FUNCTIONS) + lines(OPTIMIZERS):
        with tf.Graph().as_default() as graph:
            seed(1)
            fed = {name: _placeholder(tf, value, name) for name, value in inputs.items()}
            feeds = {fed[name]: value for name, value in inputs.items()}
            if expression in lines(OPTIMIZERS):
                variable = tf.Variable(tf.constant(inputs["y"]))
                loss = tf.reduce_sum(tf.square(variable - fed["x"]))
                step = eval("tf.train." + expression, names).minimize(loss)
                results, steps = [variable], 20
            else:
                output = eval(expression, dict(names, **fed))
                weights = tf.placeholder(tf.float32, output.shape)
                wanted = tf.gradients(output, list(fed.values()), weights)
                results, steps = [output] + [each for each in wanted if each is not None], 0
            with tf.Session(config=config) as session:
                session.run(tf.global_variables_initializer())
                for _ in range(steps):
                    session.run(step, feeds)
                if not steps:
                    shape = session.run(tf.shape(output), feeds)
                    feeds[weights] = np.asarray(draw_like(shape), "f")
                numbers = [np.asarray(getattr(r, "values", r)) for r in session.run(results, feeds)]
            made = [op for op in graph.get_operations() if op.type not in _MOVING]
            floats = [op for op in made if op.outputs and op.outputs[0].dtype.is_floating]
            kinds = Counter(_RENAMED.get(op.type, op.type) for op in floats)
        found[expression] = numbers, kinds
    with open(target, "wb") as handle:
        pickle.dump(found, handle, 2)


def draw_like(shape):
    """The same normal numbers for the same shape."""
    import numpy as np

    return np.random.RandomState(5).randn(*shape)


def _placeholder(tf, value, name):
    """Of an unknown batch, but for images (1.15 fuses no normalisation of these) and weights."""
    return tf.placeholder(tf.float32, value.shape if name in "iw" else (None, *value.shape[1:]))


def _genuine(tf):
    tf.logging.set_verbosity(tf.logging.ERROR)
    names = {"layers": tf.layers, "contrib": tf.contrib, "cells": tf.nn.rnn_cell}
    return tf, dict(names, dropout=tf.nn.dropout), tf.set_random_seed


def _today():
    import importlib

    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    tf.logging.set_verbosity(tf.logging.ERROR)
    sys.path.insert(0, ROOT)
    modules = {"layers": "layers", "cells": "nn.rnn_cell", "contrib": "contrib"}
    for inner in ("contrib.layers", "contrib.seq2seq"):
        importlib.import_module("reference." + inner)
    names = {name: importlib.import_module("reference." + path) for name, path in modules.items()}
    names["dropout"] = importlib.import_module("reference.nn").dropout
    return tf, names, importlib.import_module("reference.seeds").set_random_seed


def compared(old, new):
    """The share of elements that differ, and how far at most relative to the largest."""
    import numpy as np

    share = distance = 0.0
    for before, after in zip(old, new, strict=True):
        differ = (before != after) & ~(np.isnan(before) & np.isnan(after))
        share = max(share, float(differ.mean()))
        largest = float(np.nanmax(np.abs(before))) or 1.0
        distance = max(distance, float(np.nanmax(np.abs(before.astype("d") - after))) / largest)
    return share, distance


def main():
    """Compute in both, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tf1-python", required=True)
    parser.add_argument("--all", action="store_true", help="print what is equal too")
    options = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for python in (options.tf1_python, sys.executable):
            target = os.path.join(folder, str(len(found)))
            subprocess.run([python, os.path.abspath(__file__), "--computed", target], check=True)
            with open(target, "rb") as handle:
                found.append(pickle.load(handle))
    equal = 0
    print("| | output | gradients | ops in one only |\n|---|---|---|---|")
    for expression, (old, before) in found[0].items():
        new, after = found[1][expression]
        apart = [compared(old[:1], new[:1]), compared(old[1:], new[1:])]
        only = {op: before[op] - after[op] for op in before + after if before[op] != after[op]}
        ops = " ".join(f"{count:+} {op}" for op, count in only.items())
        same = not apart[0][0] and not apart[1][0]
        equal += same
        if options.all or not same:
            parts = [f"{share:.0%}, {far:.0e}" if share else "" for share, far in apart]
            print(f"| `{expression}` | {parts[0]} | {parts[1]} | {ops} |")
    print(f"\n{equal} of {len(found[0])} equal to the last bit")


if __name__ == "__main__":
    computed(sys.argv[2]) if sys.argv[1:2] == ["--computed"] else main()

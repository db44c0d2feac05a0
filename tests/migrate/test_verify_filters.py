"""Filters: each sets its own noise aside, leaves results alone, and a second time changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify.compare import Verdict, compare
from migrate.verify.filters import FILTERS, Filter, named, pattern_filter, set_aside

CONTRIB = (
    "WARNING:tensorflow:\n"
    "The TensorFlow contrib module will not be included in TensorFlow 2.0.\n"
    "For more information, please see:\n"
    "  * https://github.com/tensorflow/addons\n"
    "If you depend on functionality not listed there, please file an issue.\n\n"
)
DEPRECATED = (
    "WARNING:tensorflow:From <ipython-input-3-1111a6a6d184>:11: __init__ is deprecated.\n"
    "Instructions for updating:\n"
    "This class is equivalent as tf.keras.layers.SimpleRNNCell.\n"
)
PARAGRAPHS = (
    "WARNING:tensorflow:From <string>:5: softmax_cross_entropy_with_logits (from "
    "tensorflow.python.ops.nn_ops) is deprecated and will be removed in a future version.\n"
    "Instructions for updating:\n\n"
    "Future major versions of TensorFlow will allow gradients to flow\n"
    "into the labels input on backprop by default.\n\n"
    "See `tf.nn.softmax_cross_entropy_with_logits_v2`.\n\n"
)
RENAMED = "WARNING:tensorflow:From a.py:4: The name tf.Session is deprecated. Please use x.\n\n"

# One noise a row: the filter that knows it, what one run prints, what another prints.
NOISE = [
    ("colours", "\x1b[31mred\x1b[0m 1", "red 1"),
    ("carriage-returns", "epoch 1\repoch 2\r\n", "epoch 2\n"),
    ("carriage-returns", "10%\b\b\b20%\n", "20%\n"),
    ("warnings", PARAGRAPHS + DEPRECATED + PARAGRAPHS + "0 9.84\n", "0 9.84\n"),
    ("warnings", CONTRIB + DEPRECATED + RENAMED + "0 9.84\n", "0 9.84\n"),
    ("warnings", "/a b/x.py:3: FutureWarning: old\n  np.float\n1.5\n", "1.5\n"),
    ("warnings", "a.py:3: UserWarning: An interactive session is already active. So.\n1\n", "ERROR:tensorflow:An interactive session is already active. So.\n1\n"),
    ("log-lines", "I0000 00:00:1795321974.888764   27574 cudart_stub.cc:31] no GPU\nx", "x"),
    ("log-lines", "2019-01-02 10:11:12.131415: I tensorflow/core/cpu.cc:14] AVX2\nx", "x"),
    ("log-lines", "W1122 05:00:00.1 140 deprecation.py:323] f is old\nx", "x"),
    ("device-placements", "Device mapping:\n/job:a/device:XLA_CPU:0 -> device: XLA_CPU device\n\nadd/y: (Const): /job:a/device:CPU:0\n3.0", "Device mapping: no known devices.\nadd: (AddV2): /job:a/device:CPU:0\n3.0"),
    ("progress-bars", "6/6 [======] - 0s 38us/sample - loss: 0.5", "1/1 ━━━━━━ 0s 2ms/step - loss: 0.5"),
    ("progress-bars", " 45%|███▌     | 45/99 [00:01<00:02, 30.1it/s]", " 46%|███▋     | 46/99 [00:02<00:02, 9it/s]"),
    ("progress-bars", "1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 90ms/step\nhihel -> hello", "hihel -> hello"),
    ("timings", "CPU times: user 3 s, sys: 1 ms, total: 3 s\nWall time: 2 s", "CPU times: user 1 s\nWall time: 9 ms"),
    ("timings", "3.1 ms ± 2 µs per loop (mean ± std. dev. of 7 runs, 100 loops each)", "9 s ± 1 s per loop (mean ± std. dev. of 7 runs, 1 loop each)"),
    ("timings", "took 12.5s", "took 0.25s"),
    ("timings", "loss = 0.5, duration = 8.819703(s)", "loss = 0.5, duration = 12.4 (s)"),
    ("timings", "0:00:12.345678 done", "0:01:02.000001 done"),
    ("addresses", "<tensorflow.python.ops.rnn_cell_impl.GRUCell object at 0x7f0001>", "<reference.nn.rnn_cell.GRUCell object at 0x7faaaa>"),
    ("addresses", "[<matplotlib.lines.Line2D at 0x7f0001e3a2b8>]", "[<matplotlib.lines.Line2D at 0x7f0001e3b111>]"),
    ("addresses", "'_cluster_spec': <a.server_lib.ClusterSpec object at 0x7f0001>", "'_cluster_spec': ClusterSpec({})"),
    ("versions", "keras 2.2.4-tf", "keras 3.15.1"),
    ("versions", "sys.version_info(major=3, minor=7, serial=0) 1", "sys.version_info(major=3, minor=11, serial=0) 1"),
    ("versions", "1.15.0", "2.21.0"),
    ("versions", "('1.15.5',\n sys.version_info(major=3, minor=7))", "('2.21.0',\n sys.version_info(major=3, minor=11))"),
    ("numpy-scalars", "[np.float32(0.5), np.int64(3), np.True_, np.str_('a')]", "[0.5, 3, True, 'a']"),
    ("array-spacing", "array([[0.5  ,  0.67169 ]])", "array([[0.5, 0.67169]])"),
    ("array-spacing", "array([[ 0.5, -0.67169]])", "array([[0.5, -0.67169]])"),
    ("array-spacing", "array([[1.5,  2.25,\n        3. ]])", "array([[1.5, 2.25, 3. ]])"),
    ("array-spacing", "[[ 0.1  0.2]\n [ 1.5 -0.3]]", "[[0.1 0.2]\n [1.5 -0.3]]"),
    (
        "tensor-shapes",
        "<tf.Tensor: id=7, shape=(), dtype=int32, numpy=1>",
        "<tf.Tensor: shape=(), dtype=int32, numpy=1>",
    ),
    ("tensor-shapes", "(Dimension(2), Dimension(None)) shape=(?, 3)", "(2, None) shape=(None, 3)"),
    ("python2-reprs", "[u'\\uc6b0\\uc720', 3L]", "['우유', 3]"),
    ("python2-reprs", "('loss:', 0.5)", "loss: 0.5"),
    ("collection-order", "5 {'b': 1, 'a': {3, 2}}", "5 {'a': {2, 3}, 'b': 1}"),
    ("collection-order", "set(['h', 'e'])", "{'e', 'h'}"),
]  # fmt: skip

# What looks like noise and is a result.
RESULTS = [
    ("a shape is not a printed tuple", "(1, 5, 4)"),
    ("a loss with a step", "0 9.841545 illlel"),
    ("Korean counts", "[ 1회] 비용 3.231852"),
    ("a word that ends in u", "menu'x'"),
    ("a list keeps its order", "[3, 1, 2]"),
    ("a brace in prose", "{not a set"),
    ("a fraction", "3/8 correct"),
    ("a short hexadecimal", "0x1f"),
    ("the user's own warning in words", "Warning: the loss is nan"),
    ("the user's own warning", "WARNING: the loss grows"),
    ("the user's own kind of warning", "LossWarning: the loss is 5"),
    ("three numbers with points", "ratio 0.9.1"),
    ("a fraction before a line", "5/10 ━━ good"),
    ("a fraction before an arrow", "6/10 [=>.] good"),
    ("a number in hexadecimal", "hash 0xdeadbeef"),
    ("a measurement named like a timing", "Wall time: loss 0.5"),
    ("an empty line between lines", "a\n\nb"),
    ("the device of a tensor", "x /job:localhost/replica:0/task:0/device:CPU:0"),
    ("rows of a matrix", "[[1 2]\n [3 4]]"),
    ("numbers in brackets and below", "[1 2]\n 3 4"),
]


@pytest.mark.parametrize(("name", "one", "other"), NOISE)
def test_noise_is_set_aside_by_the_filter_of_its_name(name, one, other):
    (item,) = named([name])
    assert item(one).rstrip("\n") == item(other).rstrip("\n")
    assert one != other
    assert compare(one, other).verdict is Verdict.IDENTICAL


def test_every_filter_has_its_noise_and_its_summary():
    assert {row[0] for row in NOISE} == {item.name for item in FILTERS}
    assert all(item.summary for item in FILTERS)
    assert len({item.name for item in FILTERS}) == len(FILTERS)


@pytest.mark.parametrize("text", [text for _, text in RESULTS], ids=[why for why, _ in RESULTS])
def test_results_are_left_alone(text):
    assert set_aside(text) == text


def test_numbers_under_noise_still_count():
    assert (
        compare("6/6 [==] - 0s 38us/sample - loss: 0.5", "1/1 ━━ 0s 2ms/step - loss: 0.7").verdict
        is Verdict.SIMILAR
    )
    assert compare("{'a': 1}", "{'a': 2}").verdict is Verdict.SIMILAR
    assert compare("('loss', 0.5)", "loss 0.5 x").verdict is Verdict.DIFFERENT


def test_a_result_beside_a_bar_or_a_timing_counts():
    bar = "100%|##| 9/9 [00:01<00:02, 3.0it/s, loss={}]"
    assert compare(bar.format(0.5), bar.format(0.9)).verdict is Verdict.SIMILAR
    assert compare(bar.format(0.5), bar.replace("3.0", "9").format(0.5)).aside == ("progress-bars",)
    loop = "acc {} 5 ms ± 3 µs per loop (mean ± std. dev. of 7 runs, 100 loops each)"
    assert compare(loop.format(0.5), loop.format(0.9)).verdict is Verdict.SIMILAR
    best = "1000 loops, best of 3: {} ms per loop, acc {}"
    assert compare(best.format(5, 0.5), best.format(7, 0.9)).verdict is Verdict.SIMILAR
    assert compare(best.format(5, 0.5), best.format(7, 0.5)).verdict is Verdict.IDENTICAL


def test_a_line_of_blanks_is_a_line():
    assert compare("a\n \nb", "a\nb").verdict is Verdict.DIFFERENT


def test_a_user_adds_a_filter():
    mine = pattern_filter("session-ids", r"session-[0-9a-f]{8}")
    assert isinstance(mine, Filter)
    old, new = "session-00112233 ok", "session-deadbeef ok"
    assert compare(old, new).verdict is not Verdict.IDENTICAL
    assert compare(old, new, filters=(*FILTERS, mine)).verdict is Verdict.IDENTICAL


@pytest.mark.parametrize("pattern", ["(", "a*"])
def test_a_pattern_that_cannot_work_is_refused(pattern):
    with pytest.raises(ValueError, match="the filter mine"):
        pattern_filter("mine", pattern)


PIECES = [text for row in NOISE for text in row[1:]] + [text for _, text in RESULTS]
PIECES += [
    "\n",
    "\r",
    "\b",
    " ",
    "u'",
    "'",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    "1",
    "2.5",
    "s",
    "L",
    "np.float32(",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=8).map("".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_each_filter_is_idempotent(text):
    for item in FILTERS:
        once = item(text)
        assert item(once) == once, item.name


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["a+", r"\d", "‹", "mine", r"\w+"]), TEXTS)
def test_a_pattern_filter_is_idempotent(pattern, text):
    mine = pattern_filter("mine", pattern)
    assert mine(mine(text)) == mine(text)

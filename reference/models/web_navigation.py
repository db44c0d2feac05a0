r"""B2 web navigation: reads four visited pages, says which of 52,739 comes next.

T = 4 pages, P = 52739 of them, H = 100 units::

    [i, j, f, o] = W [one_hot(x_t), h_{t-1}] + b      x_t a page, W [P + H, 4 H], b [4 H]
    c_t = c_{t-1} * sigmoid(f + 1) + sigmoid(i) * tanh(j)     h_0 = c_0 = 0, c_t [100]
    h_t = tanh(c_t) * sigmoid(o)                              h_t [100]
    p = softmax(V h_4 + d)                                    V [100, P], d [P]
    loss = - mean over rows and pages of one_hot(y) * log(p + 1e-8)

V and d start from a standard normal distribution. Adam, rate 0.001, 1000 steps with all 800 rows.

**Without the one-hot arrays.** The document's two fill 840 MB, nearly all zeros. But
``one_hot(x) W`` is row x of W, and only the answer's p counts in the loss. `build`, and
`build_graph` with ``one_hot=False``, take the row and that p: the same numbers, a fraction of the
memory and time.

Source: document B2. Its two files of page ids do not come with it: `data` reads such files, or
makes up a site.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers, ops

from reference import contrib
from reference.models import training

PAGES, VISITS, UNITS = 52739, 4, 100
RATE, EPOCHS, TINY = 0.001, 1000, 1e-8
PIECES = 8  # of the 800 rows in Keras: a table [800, 52739] of anything takes 170 MB
SCOPES = {"states": "rnn", "head": ("Variable", "Variable_1")}


# (pages, next page) to train with, and to test
Visits = tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def data(folder: str | None = None) -> Visits:
    """``(pages, next page)`` of 800 visitors to train with and of 200 to test.

    Pages are int32 ``[rows, 4]``, next pages int32 ``[rows]``; the split is scikit-learn's
    ``train_test_split(test_size=0.2, random_state=0)``.

    Args:
        folder: of ``page_visits.txt`` and ``next_page.txt``; without one, visits of a made-up site.

    Raises:
        OSError: a file cannot be read.
    """
    if folder is None:
        visits, following = made_up_visits()
    else:
        visits = np.loadtxt(Path(folder, "page_visits.txt"), dtype=np.int32)
        following = np.loadtxt(Path(folder, "next_page.txt"), dtype=np.int32)
    order = np.random.RandomState(0).permutation(len(visits))
    tested, trained = np.split(order, [-(-len(order) // 5)])
    return (visits[trained], following[trained]), (visits[tested], following[tested])


def made_up_visits(rows: int = 1000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Visits of a site of 120 pages: nine times in ten, and last, a page's one usual link."""
    random = np.random.default_rng(seed)
    pages = random.choice(PAGES, 120, replace=False).astype(np.int32)
    link = random.permutation(120)
    walk = [random.integers(120, size=rows)]
    for _ in range(VISITS - 1):
        anywhere = random.integers(120, size=rows)
        walk.append(np.where(random.random(rows) < 0.9, link[walk[-1]], anywhere))
    return pages[np.stack(walk, axis=1)], pages[link[walk[-1]]]


def loss(y: tf.Tensor, p: tf.Tensor) -> tf.Tensor:
    """The document's loss, of the answers' probabilities alone: a scalar."""
    right = ops.take_along_axis(p, ops.expand_dims(y, 1), axis=1)
    return -ops.mean(ops.log(right + TINY)) / p.shape[1]


@keras.saving.register_keras_serializable("reference.models")
class PageLSTMCell(layers.LSTMCell):
    """An LSTM cell that reads the number of a page: its row of the kernel, not a one-hot product.

    Args:
        units: number of hidden units.
        pages: number of pages, the rows of the kernel.
        **options: what ``LSTMCell`` takes; its activations and dropout are not used.
    """

    def __init__(self, units: int, pages: int, **options: object) -> None:
        super().__init__(units, **options)
        self.pages = pages

    def build(self, input_shape: object) -> None:
        """Make the weights of an ``LSTMCell`` on one-hot pages."""
        super().build((None, self.pages))

    def call(self, page: tf.Tensor, states: list[tf.Tensor], training: bool = False) -> tuple:
        """The output and the new states ``[batch, units]`` for pages int32 ``[batch, 1]``."""
        h, c = states
        gates = ops.take(self.kernel, page[:, 0], axis=0) + ops.matmul(h, self.recurrent_kernel)
        i, f, j, o = ops.split(gates + self.bias, 4, axis=1)
        c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(j)
        h = ops.sigmoid(o) * ops.tanh(c)
        return h, [h, c]

    def get_config(self) -> dict[str, object]:
        """The constructor's arguments."""
        return {**super().get_config(), "pages": self.pages}


def build(pages: int = PAGES) -> keras.Model:
    """The Keras model: pages int32 ``[batch, 4]`` to probabilities ``[batch, pages]``."""
    normal = keras.initializers.RandomNormal(stddev=1.0)
    visits = keras.Input((VISITS,), dtype="int32")
    cell = PageLSTMCell(UNITS, pages)
    states = layers.RNN(cell, return_sequences=True, unroll=True, name="states")(
        ops.expand_dims(visits, 2)
    )
    p = layers.Dense(
        pages, "softmax", kernel_initializer=normal, bias_initializer=normal, name="head"
    )(states[:, -1])
    model = keras.Model(visits, p, name="web_navigation")
    model.compile(training.Adam(RATE), loss)
    return model


def build_graph(
    seed: int | None = None, pages: int = PAGES, one_hot: bool = True
) -> training.GraphModel:
    """The document's graph, or with ``one_hot=False`` one with its variables that takes rows.

    Under a seed, the document's graph has TensorFlow 1.15's numbers.
    """
    with training.graph(seed):
        x = tf.placeholder("int32", [None, VISITS])
        y = tf.placeholder("int32", [None])
        if one_hot:
            x_onehot = tf.one_hot(x, pages, dtype="float")
            y_onehot = tf.one_hot(y, pages, dtype="float")
            cell = contrib.rnn.BasicLSTMCell(UNITS)
            states, _ = tf.nn.dynamic_rnn(cell, x_onehot, dtype=tf.float32)
        else:
            states = states_of_rows(x, pages)
        w = tf.Variable(tf.random_normal([UNITS, pages]))
        b = tf.Variable(tf.random_normal([pages]))
        p = tf.nn.softmax(tf.matmul(states[:, -1], w) + b)
        cost = -tf.reduce_mean(y_onehot * tf.log(p + TINY)) if one_hot else loss(y, p)
        step = tf.train.AdamOptimizer(RATE).minimize(cost)
        return training.GraphModel("web_navigation", [x], y, p, {"states": states}, cost, step)


def states_of_rows(x: tf.Tensor, pages: int) -> tf.Tensor:
    """The hidden states ``[batch, 4, units]`` of a ``BasicLSTMCell`` with each x's row taken."""
    with tf.variable_scope("rnn/basic_lstm_cell"):
        kernel = tf.get_variable("kernel", [pages + UNITS, 4 * UNITS])
        bias = tf.get_variable("bias", [4 * UNITS], initializer=tf.zeros_initializer())
    rows, recurrent = tf.gather(kernel, x), kernel[pages:]
    h = c = tf.zeros([tf.shape(x)[0], UNITS])
    states = []
    for t in range(VISITS):
        i, j, f, o = tf.split(rows[:, t] + tf.matmul(h, recurrent) + bias, 4, axis=1)
        c = c * tf.sigmoid(f + 1.0) + tf.sigmoid(i) * tf.tanh(j)
        h = tf.tanh(c) * tf.sigmoid(o)
        states.append(h)
    return tf.stack(states, axis=1)


def train(
    model: training.Model,
    epochs: int = EPOCHS,
    watch: training.Watch | None = None,
    given: Visits | None = None,
) -> list[float]:
    """Train either form on `data`, or on what it gave before; its losses."""
    (pages, following), _ = given or data()
    return training.fit(model, [pages], following, epochs, watch, PIECES)


def predict(model: training.Model, pages: np.ndarray | None = None) -> np.ndarray:
    """The likeliest next pages ``[rows]`` after visits ``[rows, 4]``; by default of the tested."""
    visited = data()[1][0] if pages is None else pages
    return training.outputs(model, visited).argmax(-1)


def accuracy(model: training.Model, given: Visits | None = None) -> float:
    """The share of the 200 tested visitors whose next page the model says right."""
    _, (pages, following) = given or data()
    return float(np.mean(predict(model, pages) == following))

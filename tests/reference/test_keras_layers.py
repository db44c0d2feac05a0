"""``reference.keras.layers`` beside the goldens: weights, states, phases, errors."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.keras import backend, layers  # noqa: E402
from tests.conformance.judging import graph_behaviour  # noqa: E402

pytestmark = pytest.mark.tf

X = np.linspace(-1, 1, 24).reshape(2, 4, 3).astype(np.float32)


@pytest.fixture(autouse=True)
def session():
    """A session of a graph as TensorFlow 1 made it."""
    with graph_behaviour(), tf.Graph().as_default(), tf.Session() as made:
        yield made
        backend.set_session(None)


def test_weights_are_variables_that_an_optimizer_takes(session):
    layer = layers.Bidirectional(layers.LSTM(2))
    loss = tf.reduce_sum(layer(tf.constant(X)) ** 2)
    assert [weight.op.name for weight in layer.trainable_weights[:2]] == [
        "bidirectional/forward_lstm/kernel",
        "bidirectional/forward_lstm/recurrent_kernel",
    ]
    step = tf.train.AdamOptimizer(0.1).minimize(loss, var_list=layer.trainable_weights)
    session.run(tf.global_variables_initializer())
    before = session.run(loss)
    for _ in range(5):
        session.run(step)
    assert session.run(loss) < before


def test_weights_are_read_and_set_in_the_session(session):
    layer = layers.GRU(2, weights=None)
    layer(tf.constant(X))
    first = layer.get_weights()  # Keras gives variables their first value when it reads them
    assert [value.shape for value in first] == [(3, 6), (2, 6), (6,)]
    layer.set_weights([value + 1 for value in first])
    np.testing.assert_allclose(session.run(layer.weights[0]), first[0] + 1)


def test_a_frozen_layer_has_no_trainable_weights():
    layer = layers.LSTM(2, trainable=False)
    layer(tf.constant(X))
    assert not layer.trainable_weights
    assert len(layer.weights) == 3
    assert len(tf.trainable_variables()) == 3  # 1.15's collection did not ask the layer


def test_a_stateful_layer_goes_on_and_can_be_reset(session):
    layer = layers.SimpleRNN(2, stateful=True)
    output = layer(tf.constant(X))
    session.run(tf.global_variables_initializer())
    first, _ = session.run([output, layer.updates])
    second = session.run(output)
    assert not np.allclose(first, second)
    layer.reset_states()
    np.testing.assert_allclose(session.run(output), first, rtol=1e-6)
    layer.reset_states(np.ones((2, 2), np.float32))
    assert session.run(layer.states[0]).tolist() == [[1, 1], [1, 1]]
    with pytest.raises(ValueError, match="incompatible"):
        layer.reset_states(np.ones((3, 2), np.float32))


def test_dropout_follows_the_learning_phase(session):
    phase = backend.learning_phase()
    dropped = layers.Dropout(0.5)(tf.ones([4, 50]))
    normalized = layers.BatchNormalization()(tf.constant(X))
    session.run(tf.global_variables_initializer())
    assert (session.run(dropped) == 1).all()
    assert (session.run(dropped, {phase: True}) == 0).any()
    assert abs(session.run(normalized, {phase: True}).mean()) < 1e-6
    backend.set_learning_phase(1)
    always = layers.Dropout(0.5)(tf.ones([4, 50]))
    assert (session.run(always) == 0).any()
    with pytest.raises(ValueError, match="0 or 1"):
        backend.set_learning_phase(2)


def test_the_session_of_keras_gives_variables_their_first_values():
    with tf.Graph().as_default():
        dense = layers.Dense(2, kernel_initializer="ones")
        with tf.Session() as made:
            backend.set_session(made)
            y = dense(tf.constant(X))
            assert backend.get_session() is made
            assert backend.get_session().run(y).shape == (2, 4, 2)


def test_clear_session_names_layers_from_the_start():
    assert layers.Dense(1).name == "dense"
    assert layers.Dense(1).name == "dense_1"
    with tf.Graph().as_default():
        assert layers.Dense(1).name == "dense"


def test_transposed_convolution_of_an_unknown_batch(session):
    images = tf.placeholder(tf.float32, [None, 4, 4, 1])
    outputs = layers.Conv2DTranspose(2, 3, strides=2, padding="same")(images)
    assert outputs.shape.as_list() == [None, 8, 8, 2]
    session.run(tf.global_variables_initializer())
    assert session.run(outputs, {images: np.ones((3, 4, 4, 1))}).shape == (3, 8, 8, 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.RNN(object()), "`call` method"),
        (lambda: layers.LSTM(2)(tf.constant(X), initial_state=[tf.zeros([2, 2])]), "2 states"),
        (lambda: layers.GRU(2)(tf.constant(X), initial_state=tf.zeros([2, 3])), "not compatible"),
        (lambda: layers.GRU(2)(tf.constant(X[0])), "expected ndim=3"),
        (lambda: layers.Bidirectional(layers.GRU(2), merge_mode="max"), "merge mode"),
        (lambda: layers.Bidirectional(tf.identity), "`Layer` instance"),
        (lambda: layers.TimeDistributed(layers.Dense(2))(tf.constant(X[0])), "3 dimensions"),
        (
            lambda: layers.LSTM(2, unroll=True)(tf.placeholder(tf.float32, [2, None, 3])),
            "Cannot unroll",
        ),
        (
            lambda: layers.LSTM(2, stateful=True)(tf.placeholder(tf.float32, [None, 4, 3])),
            "batch size",
        ),
    ],
)
def test_what_cannot_be_says_why(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_reset_of_a_layer_without_kept_states():
    with pytest.raises(AttributeError, match="stateful"):
        layers.GRU(2).reset_states()


def test_an_own_layer_with_layers_inside(session):
    class Encoder(layers.Layer):
        def __init__(self):
            super().__init__()
            self.parts = [layers.GRU(3, return_sequences=True), layers.Dense(1)]

        def call(self, inputs):
            for part in self.parts:
                inputs = part(inputs)
            return inputs

    encoder = Encoder()
    outputs = encoder(tf.constant(X))
    session.run(tf.global_variables_initializer())
    assert session.run(outputs).shape == (2, 4, 1)
    assert [weight.op.name for weight in encoder.weights][-1] == "encoder/dense/bias"
    assert len(encoder.trainable_weights) == 5
    encoder.trainable = False
    assert not encoder.trainable_weights


@pytest.mark.parametrize(
    ("fast", "plain", "joined"),
    [
        (
            lambda: layers.CuDNNLSTM(2, return_sequences=True, go_backwards=True),
            lambda: layers.LSTM(
                2, recurrent_activation="sigmoid", return_sequences=True, go_backwards=True
            ),
            lambda bias: bias[:8] + bias[8:],
        ),
        (
            lambda: layers.CuDNNGRU(2),
            lambda: layers.GRU(2, recurrent_activation="sigmoid", reset_after=True),
            lambda bias: bias.reshape(2, 6),
        ),
    ],
    ids=["lstm", "gru"],
)
def test_the_layers_of_cudnn_have_two_biases(session, fast, plain, joined):
    # 1.15.5 makes these variables without a GPU too, but has no kernel for their op there.
    first, second = fast(), plain()
    outputs = [first(tf.constant(X)), second(tf.constant(X))]
    name = {"CuDNNLSTM": "cu_dnnlstm", "CuDNNGRU": "cu_dnngru"}[type(first).__name__]
    shapes = {v.op.name: v.shape.as_list() for v in first.weights}
    gates = 4 if name == "cu_dnnlstm" else 3
    assert shapes == {
        f"{name}/kernel": [3, 2 * gates],
        f"{name}/recurrent_kernel": [2, 2 * gates],
        f"{name}/bias": [4 * gates],
    }
    kernel, recurrent, bias = first.get_weights()
    bias = bias + np.linspace(-1, 1, bias.size, dtype=np.float32)
    first.set_weights([kernel, recurrent, bias])
    second.set_weights([kernel, recurrent, joined(bias)])
    found, expected = session.run(outputs)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_the_bias_of_the_states_forget_gate_is_one(session):
    layer = layers.CuDNNLSTM(2)
    layer(tf.constant(X))
    assert layer.get_weights()[2].tolist() == [0] * 10 + [1] * 2 + [0] * 4


def test_cudnn_takes_no_masks():
    with pytest.raises(ValueError, match="Masking is not supported"):
        layers.CuDNNGRU(2)(layers.Masking()(tf.constant(X)))

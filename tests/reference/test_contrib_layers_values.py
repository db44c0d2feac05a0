"""`contrib.layers` computes what NumPy says, over its options."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import layers  # noqa: E402

pytestmark = pytest.mark.tf

RANDOM = np.random.RandomState(3)


def run(build):
    """Build a graph, initialise it, and return the values of what `build` returns."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        tensors = build()
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        return session.run(tensors)


def constant(array):
    return tf.constant(np.asarray(array, np.float32))


def variable(name):
    return next(v for v in tf.global_variables() if v.op.name == name)


@pytest.mark.parametrize("shape", [(4, 3), (2, 4, 3), (2, 2, 2, 3)])
@pytest.mark.parametrize("biased", [True, False], ids=["biases", "no biases"])
def test_fully_connected_is_a_product_over_the_last_axis(shape, biased):
    x = RANDOM.randn(*shape).astype(np.float32)

    def build():
        bias = tf.constant_initializer([0.5, -1.0]) if biased else None
        y = layers.fully_connected(constant(x), 2, biases_initializer=bias)
        return y, variable("fully_connected/weights")

    y, weights = run(build)
    expected = np.maximum(x @ weights + ([0.5, -1.0] if biased else 0.0), 0)
    np.testing.assert_allclose(y, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("stride", [1, 2])
def test_conv2d_is_a_sum_over_windows(stride):
    x = RANDOM.randn(1, 5, 5, 2).astype(np.float32)

    def build():
        y = layers.conv2d(constant(x), 3, 3, stride=stride, padding="VALID", activation_fn=None)
        return y, variable("Conv/weights")

    y, weights = run(build)
    places = range(0, 3, stride)
    expected = [
        [np.tensordot(x[0, i : i + 3, j : j + 3], weights, 3) for j in places] for i in places
    ]
    np.testing.assert_allclose(y[0], expected, rtol=1e-4, atol=1e-5)


def test_separable_convolution_is_depthwise_then_pointwise():
    x = RANDOM.randn(1, 3, 3, 2).astype(np.float32)

    def build():
        y = layers.separable_conv2d(constant(x), 3, 3, 2, padding="VALID", activation_fn=None)
        return (
            y,
            variable("SeparableConv2d/depthwise_weights"),
            variable("SeparableConv2d/pointwise_weights"),
        )

    y, depthwise, pointwise = run(build)
    deep = np.einsum("hwc,hwcm->cm", x[0], depthwise).reshape(-1)
    np.testing.assert_allclose(y[0, 0, 0], deep @ pointwise[0, 0], rtol=1e-4, atol=1e-5)


def test_pooling_takes_maxima_and_means():
    x = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    highest, mean = run(
        lambda: (layers.max_pool2d(constant(x), 2), layers.avg_pool2d(constant(x), 2))
    )
    np.testing.assert_array_equal(highest[0, :, :, 0], [[5, 7], [13, 15]])
    np.testing.assert_array_equal(mean[0, :, :, 0], [[2.5, 4.5], [10.5, 12.5]])


@pytest.mark.parametrize("fused", [True, False], ids=["fused", "single ops"])
@pytest.mark.parametrize("shape", [(8, 3), (4, 2, 3), (2, 3, 3, 3)], ids=["2", "3", "4"])
def test_batch_norm_normalizes_each_channel_and_moves_its_averages(shape, fused):
    x = (RANDOM.randn(*shape) * 2 + 1).astype(np.float32)

    def build():
        y = layers.batch_norm(
            constant(x), decay=0.9, scale=True, updates_collections=None, fused=fused
        )
        with tf.control_dependencies([y]):
            return (
                y,
                tf.identity(variable("BatchNorm/moving_mean").read_value()),
                tf.identity(variable("BatchNorm/moving_variance").read_value()),
            )

    y, moving_mean, moving_variance = run(build)
    axes = tuple(range(len(shape) - 1))
    mean, variance = x.mean(axes), x.var(axes)
    np.testing.assert_allclose(y, (x - mean) / np.sqrt(variance + 0.001), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(moving_mean, 0.1 * mean, rtol=1e-4, atol=1e-6)
    # The fused kernel reports the unbiased variance, as it did in TensorFlow 1.15.
    count = x.size // 3
    unbiased = count / (count - 1) if fused and len(shape) != 3 else 1.0
    expected = 0.9 + 0.1 * variance * unbiased
    np.testing.assert_allclose(moving_variance, expected, rtol=1e-4, atol=1e-6)


def test_batch_norm_weights_count_examples():
    x = RANDOM.randn(4, 3).astype(np.float32)
    weights = np.array([0.0, 1.0, 2.0, 1.0], np.float32)
    y = run(lambda: layers.batch_norm(constant(x), batch_weights=constant(weights)))
    mean = np.average(x, 0, weights)
    variance = np.average((x - mean) ** 2, 0, weights)
    np.testing.assert_allclose(y, (x - mean) / np.sqrt(variance + 0.001), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("flag", ["placeholder", "variable"])
def test_batch_norm_asks_a_tensor_whether_it_is_training(flag):
    x = RANDOM.randn(8, 3).astype(np.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        if flag == "placeholder":
            training = tf.placeholder(tf.bool, [])
            feeds = [{training: True}, {training: False}]
        else:
            training = tf.Variable(True, trainable=False)
            feeds = [{}, {}]
        y = layers.batch_norm(constant(x), is_training=training)
        session.run(tf.global_variables_initializer())
        trained = session.run(y, feeds[0])
        if flag == "variable":
            session.run(tf.assign(training, False))
        inferred = session.run(y, feeds[1])
    np.testing.assert_allclose(
        trained, (x - x.mean(0)) / np.sqrt(x.var(0) + 0.001), rtol=1e-4, atol=1e-5
    )
    np.testing.assert_allclose(inferred, x / np.sqrt(1.001), rtol=1e-5)


@pytest.mark.parametrize(
    ("layer", "axes"),
    [
        (layers.layer_norm, (1, 2, 3)),
        (layers.instance_norm, (1, 2)),
        (lambda x: layers.group_norm(x, 1), (1, 2, 3)),
        (lambda x: layers.group_norm(x, 4), (1, 2)),
    ],
    ids=["layer", "instance", "one group", "a group a channel"],
)
def test_norms_within_an_example(layer, axes):
    x = RANDOM.randn(2, 3, 3, 4).astype(np.float32)
    y = run(lambda: layer(constant(x)))
    mean, deviation = x.mean(axes, keepdims=True), x.std(axes, keepdims=True)
    np.testing.assert_allclose(y, (x - mean) / deviation, rtol=1e-3, atol=1e-4)


def test_spatial_softmax_finds_the_peak():
    x = np.zeros((1, 3, 5, 1), np.float32)
    x[0, 2, 1, 0] = 100.0
    y = run(lambda: layers.spatial_softmax(constant(x)))
    np.testing.assert_allclose(y, [[1.0, -0.5]], atol=1e-5)


def test_maxout_unit_norm_and_softmax():
    x = RANDOM.randn(3, 6).astype(np.float32)
    highest, unit, soft = run(
        lambda: (
            layers.maxout(constant(x), 2),
            layers.unit_norm(constant(x), 1),
            layers.softmax(constant(x)),
        )
    )
    np.testing.assert_array_equal(highest, x.reshape(3, 2, 3).max(-1))
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), 1.0, rtol=1e-5)
    exp = np.exp(x)
    np.testing.assert_allclose(soft, exp / exp.sum(1, keepdims=True), rtol=1e-5)


@pytest.mark.parametrize("inverse", [False, True])
def test_gdn_divides_or_multiplies_by_a_pool_of_squares(inverse):
    x = RANDOM.randn(1, 2, 2, 3).astype(np.float32)
    y = run(lambda: layers.gdn(constant(x), inverse=inverse))
    pool = np.sqrt(1.0 + 0.1 * x**2)
    np.testing.assert_allclose(y, x * pool if inverse else x / pool, rtol=1e-4)


def test_scale_gradient_leaves_the_value_and_scales_the_gradient():
    def build():
        x = constant([2.0])
        y = layers.scale_gradient(x, tf.constant(0.25)) ** 2
        return y, tf.gradients(y, x)[0]

    value, gradient = run(build)
    assert value == [4.0]
    assert gradient == [1.0]


def test_regularizers_give_norms():
    w = RANDOM.randn(3, 4).astype(np.float32)

    def build():
        kinds = [
            layers.l1_regularizer(0.1),
            layers.l2_regularizer(0.2),
            layers.l1_l2_regularizer(0.1, 0.2),
        ]
        return [kind(constant(w)) for kind in kinds]

    l1, l2, both = run(build)
    assert l1 == pytest.approx(0.1 * np.abs(w).sum(), rel=1e-5)
    assert l2 == pytest.approx(0.1 * (w**2).sum(), rel=1e-5)
    assert both == pytest.approx(l1 + l2, rel=1e-5)


@pytest.mark.parametrize("shape", [[40, 60], [3, 3, 20, 30]])
@pytest.mark.parametrize("mode", ["FAN_IN", "FAN_OUT", "FAN_AVG"])
@pytest.mark.parametrize("uniform", [True, False])
def test_variance_scaling_has_the_variance_it_promises(shape, mode, uniform):
    initializer = layers.variance_scaling_initializer(1.5, mode, uniform)
    values = run(lambda: initializer(shape))
    field = np.prod(shape[:-2])
    fan_in, fan_out = shape[-2] * field, shape[-1] * field
    n = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2}[mode]
    assert values.var() == pytest.approx(1.5 / n, rel=0.1)


def test_embeddings_are_rows_and_their_means():
    ids = np.array([[1, 2, 0], [3, 0, 0], [0, 0, 0]])

    def build():
        table = tf.reshape(tf.range(8.0), [4, 2])
        # An initializer gets the shape; the table stands for any.
        options = {"initializer": lambda shape, **_: table}
        return (
            layers.embed_sequence(ids, 4, 2, scope="a", **options),
            layers.embed_sequence(ids, 4, 2, scope="b", unique=True, **options),
            layers.bow_encoder(ids, 4, 2, scope="c", **options),
            layers.bow_encoder(ids, 4, 2, scope="d", sparse_lookup=False, **options),
        )

    plain, unique, sparse, dense = run(build)
    table = np.arange(8.0).reshape(4, 2)
    np.testing.assert_array_equal(plain, table[ids])
    np.testing.assert_array_equal(unique, plain)
    # Symbol 0 is padding; where there is nothing else its embedding stands in.
    np.testing.assert_allclose(sparse, [(table[1] + table[2]) / 2, table[3], table[0]])
    np.testing.assert_allclose(dense, table[ids].mean(1))


def test_safe_lookup_drops_what_is_invalid():
    def build():
        table = tf.reshape(tf.range(8.0), [4, 2])
        ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0]], np.array([1, 3, -1, 2]), [3, 2])
        weights = tf.SparseTensor(ids.indices, [1.0, 3.0, 1.0, 0.0], [3, 2])
        return layers.safe_embedding_lookup_sparse(table, ids, weights, combiner="mean")

    np.testing.assert_allclose(run(build), [[5.0, 6.0], [0.0, 0.0], [0.0, 0.0]])


def test_scattered_lookup_is_a_function_of_the_value_alone():
    def build():
        weights = tf.range(50.0)
        return layers.scattered_embedding_lookup(weights, tf.constant(["a", "b", "a"]), 4)

    a, b, again = run(build)
    np.testing.assert_array_equal(a, again)
    assert not np.array_equal(a, b)


# Recorded under TensorFlow 1.15.5.
OLDER_HASH_OF_STRINGS = [
    [1391193227816446469, 3726929442587527951],
    [7862870033480322656, 243302172865574685],
]
OLDER_HASH_OF_INTEGERS = [
    [4374688326228689034, 6902953474626348942],
    [5118567391841835620, 8138402759642866425],
]


@pytest.mark.parametrize(
    ("first", "expected"),
    [([["a"], ["b"]], OLDER_HASH_OF_STRINGS), ([[1], [2]], OLDER_HASH_OF_INTEGERS)],
    ids=["strings", "integers with strings"],
)
def test_the_older_feature_cross_hashes_as_its_kernel_did(first, expected):
    def build():
        second = tf.constant([["c", "d"], ["e", "f"]])
        return layers.sparse_feature_cross([tf.constant(first), second], True).values

    np.testing.assert_array_equal(run(build).reshape(2, 2), expected)


def test_images_become_sequences_and_images_again():
    x = RANDOM.randn(2, 3, 4, 5).astype(np.float32)

    def build():
        sequence = layers.images_to_sequence(constant(x))
        return sequence, layers.sequence_to_images(sequence, 3)

    sequence, images = run(build)
    np.testing.assert_array_equal(sequence, x.transpose(2, 0, 1, 3).reshape(4, 6, 5))
    np.testing.assert_array_equal(images, x)


def test_rev_block_can_be_undone():
    x = RANDOM.randn(2, 4, 3).astype(np.float32)

    def build():
        def f(x):
            return layers.fully_connected(x, 3, activation_fn=tf.tanh)

        block = layers.RevBlock(f, f, num_layers=2)
        y1, y2 = block.forward(constant(x[0]), constant(x[1]))
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            back = block.backward(y1, y2)
        gradients = tf.gradients(y1 + y2, tf.trainable_variables())
        assert len(gradients) == 8
        assert all(gradient is not None for gradient in gradients)
        return back

    np.testing.assert_allclose(run(build), x, rtol=1e-4, atol=1e-5)


def test_columns_feed_deep_and_linear_models():
    def build():
        age = layers.real_valued_column("age")
        word = layers.sparse_column_with_keys("word", ["a", "b"])
        features = {
            "age": tf.constant([[10.0], [30.0]]),
            "word": tf.SparseTensor([[0, 0], [1, 0], [1, 1]], ["b", "a", "unknown"], [2, 2]),
        }
        deep = layers.input_from_feature_columns(
            features,
            [age, layers.one_hot_column(word), layers.bucketized_column(age, [20.0])],
        )
        wide, weights, bias = layers.weighted_sum_from_feature_columns(features, [age, word], 1)
        with tf.control_dependencies([tf.assign(weights[age][0], [[2.0]]), bias.assign([1.0])]):
            return deep, tf.identity(weights[age][0].read_value()), wide

    deep, weight, wide = run(build)
    # Sorted by the columns' keys: _BucketizedColumn, _OneHotColumn, _RealValuedColumn.
    np.testing.assert_array_equal(deep, [[1, 0, 0, 1, 10], [0, 1, 1, 0, 30]])
    assert weight == [[2.0]]
    assert wide.shape == (2, 1)

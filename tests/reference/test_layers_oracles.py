"""The layers of ``tf.layers`` against plain NumPy loops, over their options; and without graphs."""

import itertools

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import layers  # noqa: E402
from reference.layers.conv_arithmetic import (  # noqa: E402
    conv_input_length,
    conv_output_length,
    deconv_output_length,
)
from tests.reference.stepping import drawn  # noqa: E402

pytestmark = pytest.mark.tf


def run(make, *arrays, training=None):
    """The layer's output for the arrays, and its variables by name."""
    with tf.Graph().as_default(), tf.Session() as session:
        layer = make()
        options = {} if training is None else {"training": training}
        output = layer(*map(tf.constant, arrays), **options)
        session.run(tf.global_variables_initializer())
        for variable in tf.global_variables():
            variable.load(drawn(variable.op.name, variable.shape.as_list()), session)
        weights = {v.op.name.split("/")[-1]: v for v in layer.weights}
        return session.run([output, weights])


def windows(size, kernel, stride, padding, dilation):
    """For each output position along an axis: the input positions under the filter, or None."""
    reach = (kernel - 1) * dilation
    length = conv_output_length(size, kernel, padding, stride, dilation)
    if padding == "valid":
        before = 0
    elif padding == "causal":
        before = reach
    else:
        before = max((length - 1) * stride + reach + 1 - size, 0) // 2
    for position in range(length):
        taps = [position * stride - before + tap * dilation for tap in range(kernel)]
        yield [tap if 0 <= tap < size else None for tap in taps]


def convolved(x, kernel, strides, padding, dilations):
    """Cross-correlation of [batch, *spatial, channels] with [*size, channels, filters]."""
    axes = [
        list(windows(size, length, stride, padding, dilation))
        for size, length, stride, dilation in zip(
            x.shape[1:-1], kernel.shape, strides, dilations, strict=False
        )
    ]
    out = np.zeros((len(x), *map(len, axes), kernel.shape[-1]))
    for position in itertools.product(*(range(len(axis)) for axis in axes)):
        taps = [axis[index] for axis, index in zip(axes, position, strict=True)]
        for offset in itertools.product(*(range(len(tap)) for tap in taps)):
            source = tuple(tap[index] for tap, index in zip(taps, offset, strict=True))
            if None not in source:
                out[(slice(None), *position)] += x[(slice(None), *source)] @ kernel[offset]
    return out


CONVOLUTIONS = [
    (layers.Conv1D, (7,), (3,), {}),
    (layers.Conv1D, (7,), (3,), {"padding": "same", "strides": 2}),
    (layers.Conv1D, (7,), (3,), {"padding": "causal", "dilation_rate": 2}),
    (layers.Conv2D, (6, 5), (3, 2), {}),
    (layers.Conv2D, (6, 5), (3, 2), {"padding": "same", "strides": (2, 1)}),
    (layers.Conv2D, (6, 5), (2, 2), {"padding": "same", "dilation_rate": 2}),
    (layers.Conv3D, (4, 5, 3), (2, 3, 2), {"strides": (1, 2, 1)}),
]


@pytest.mark.parametrize(("kind", "sizes", "kernel_size", "options"), CONVOLUTIONS)
def test_convolutions(kind, sizes, kernel_size, options):
    x = drawn("x", (2, *sizes, 3))
    output, weights = run(lambda: kind(4, kernel_size, activation=tf.nn.relu, **options), x)
    rank = len(sizes)
    expected = convolved(
        x,
        weights["kernel"],
        np.broadcast_to(options.get("strides", 1), rank),
        options.get("padding", "valid"),
        np.broadcast_to(options.get("dilation_rate", 1), rank),
    )
    assert weights["kernel"].shape == (*kernel_size, 3, 4)
    np.testing.assert_allclose(
        output, np.maximum(expected + weights["bias"], 0), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("kind", "sizes"), [("2D", (4, 3)), ("3D", (2, 3, 2))])
def test_a_transposed_convolution_is_the_adjoint_of_the_convolution(kind, sizes, padding):
    """<conv(y), x> = <y, conv_transpose(x)> for all x and y."""
    transposed = getattr(layers, f"Conv{kind}Transpose")
    x = drawn("x", (2, *sizes, 3))
    output, weights = run(lambda: transposed(4, 3, strides=2, padding=padding, use_bias=False), x)
    y = drawn("y", output.shape)
    forward = convolved(y, weights["kernel"], [2] * len(sizes), padding, [1] * len(sizes))
    assert forward.shape == x.shape
    np.testing.assert_allclose(np.sum(forward * x), np.sum(y * output), rtol=1e-4)


@pytest.mark.parametrize("kind", [layers.SeparableConv1D, layers.SeparableConv2D])
def test_separable_convolutions_are_two_convolutions(kind):
    rank = kind.rank
    x = drawn("x", (2, *(6, 5)[:rank], 3))
    output, weights = run(lambda: kind(4, 2, depth_multiplier=2, use_bias=False), x)
    depthwise = weights["depthwise_kernel"]
    ones, channels = [1] * rank, []
    for channel, multiple in itertools.product(range(3), range(2)):
        kernel = depthwise[..., channel : channel + 1, multiple : multiple + 1]
        channels.append(convolved(x[..., channel : channel + 1], kernel, ones, "valid", ones))
    expected = np.concatenate(channels, axis=-1) @ weights["pointwise_kernel"][(0,) * rank]
    np.testing.assert_allclose(output, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(("kind", "pooled"), [("Max", np.max), ("Average", np.mean)])
def test_pooling(kind, pooled, rank, padding):
    x = drawn("x", (2, *(5, 4, 3)[:rank], 2))
    output, _ = run(lambda: getattr(layers, f"{kind}Pooling{rank}D")(2, 2, padding=padding), x)
    axes = [list(windows(size, 2, 2, padding, 1)) for size in x.shape[1:-1]]
    for position in itertools.product(*(range(len(axis)) for axis in axes)):
        taps = [axis[index] for axis, index in zip(axes, position, strict=True)]
        inside = [[tap for tap in one if tap is not None] for one in taps]
        window = x[np.ix_(range(2), *inside, range(2))]
        expected = pooled(window, axis=tuple(range(1, rank + 1)))
        np.testing.assert_allclose(output[(slice(None), *position)], expected, rtol=1e-5)


@pytest.mark.parametrize("rank", [1, 2])
def test_channels_first_gives_the_same_numbers(rank):
    x = drawn("x", (2, *(6, 5)[:rank], 3))
    turned = np.moveaxis(x, -1, 1)
    for kind in (f"MaxPooling{rank}D", f"AveragePooling{rank}D"):
        last, _ = run(lambda kind=kind: getattr(layers, kind)(2, 2), x)
        if rank == 1:  # there is no CPU kernel for pooling of NCHW images: rank 1 gets turned
            first, _ = run(
                lambda kind=kind: getattr(layers, kind)(2, 2, data_format="channels_first"), turned
            )
            np.testing.assert_allclose(np.moveaxis(first, 1, -1), last)
    if rank == 2:
        last, _ = run(lambda: layers.Conv2DTranspose(4, 3, strides=2, name="t"), x)
        first, _ = run(
            lambda: layers.Conv2DTranspose(
                4, 3, strides=2, data_format="channels_first", name="t", use_bias=False
            ),
            turned,
        )
        last_without, _ = run(
            lambda: layers.Conv2DTranspose(4, 3, strides=2, name="t", use_bias=False), x
        )
        np.testing.assert_allclose(np.moveaxis(first, 1, -1), last_without, rtol=1e-5)
        assert last.shape == last_without.shape


@pytest.mark.parametrize("shape", [(2, 3), (2, 5, 3), (2, 5, 4, 3)], ids=str)
def test_dense_multiplies_the_last_axis(shape):
    x = drawn("x", shape)
    output, weights = run(lambda: layers.Dense(4, activation="sigmoid"), x)
    expected = 1 / (1 + np.exp(-(x @ weights["kernel"] + weights["bias"])))
    np.testing.assert_allclose(output, expected, rtol=1e-5)


def test_flatten():
    x = drawn("x", (2, 3, 4))
    output, _ = run(layers.Flatten, x)
    np.testing.assert_array_equal(output, x.reshape(2, 12))
    output, _ = run(lambda: layers.Flatten(data_format="channels_first"), x)
    np.testing.assert_array_equal(output, np.moveaxis(x, 1, -1).reshape(2, 12))


NORMALIZATIONS = [
    ((6, 3), {}),
    ((6, 3), {"center": False, "scale": False}),
    ((2, 4, 4, 3), {}),
    ((2, 4, 4, 3), {"fused": False}),
    ((2, 3, 4, 5), {"axis": 1, "fused": False}),
    ((2, 3, 4, 5), {"axis": [1, -1]}),
    ((6, 3), {"virtual_batch_size": 2}),
]


@pytest.mark.parametrize(("shape", "options"), NORMALIZATIONS)
def test_batch_normalization_of_a_batch(shape, options):
    x = drawn("x", shape)
    output, weights = run(
        lambda: layers.BatchNormalization(epsilon=0.01, **options), x, training=True
    )
    axes = options.get("axis", -1)
    kept = [axis % x.ndim for axis in (axes if isinstance(axes, list) else [axes])]
    reduced = tuple(axis for axis in range(x.ndim) if axis not in kept)
    wide = [size if axis in kept else 1 for axis, size in enumerate(shape)]
    groups = [x]
    if "virtual_batch_size" in options:
        split = x.reshape(options["virtual_batch_size"], -1, *shape[1:])
        groups = [split[:, part] for part in range(split.shape[1])]
    expected = []
    for group in groups:
        mean = group.mean(reduced, keepdims=True)
        normal = (group - mean) / np.sqrt(group.var(reduced, keepdims=True) + 0.01)
        if options.get("scale", True):
            normal = normal * weights["gamma"].reshape(wide)
        if options.get("center", True):
            normal = normal + weights["beta"].reshape(wide)
        expected.append(normal)
    expected = np.stack(expected, axis=1).reshape(shape) if len(expected) > 1 else expected[0]
    np.testing.assert_allclose(output, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("fused", [True, False])
def test_averages_move_towards_the_batch_and_are_used_without_training(fused):
    x = drawn("x", (2, 3, 3, 2))
    with tf.Graph().as_default(), tf.Session() as session:
        fed = tf.placeholder(tf.bool, [])
        layer = layers.BatchNormalization(momentum=0.75, fused=fused)
        output = layer(tf.constant(x), training=fed)
        session.run(tf.global_variables_initializer())
        averages = [layer.moving_mean, layer.moving_variance]
        session.run(layer.updates, {fed: False})
        np.testing.assert_array_equal(session.run(averages), [[0, 0], [1, 1]])
        session.run(layer.updates, {fed: True})
        mean, variance = session.run(averages)
        quiet = session.run(output, {fed: False})
    batch = x.reshape(-1, 2)
    # The fused op estimates the variance without bias: it divides by n - 1.
    expected = batch.var(0, ddof=1 if fused else 0)
    np.testing.assert_allclose(mean, 0.25 * batch.mean(0), rtol=1e-5)
    np.testing.assert_allclose(variance, 0.75 + 0.25 * expected, rtol=1e-5)
    np.testing.assert_allclose(quiet, (x - mean) / np.sqrt(variance + 1e-3), rtol=1e-4, atol=1e-6)


def test_renormalization_corrects_towards_the_averages():
    x = drawn("x", (6, 2))
    with tf.Graph().as_default(), tf.Session() as session:
        layer = layers.BatchNormalization(
            renorm=True, renorm_clipping={"rmax": 1.5, "rmin": 0.5, "dmax": 0.2}, epsilon=0.0
        )
        output = layer(tf.constant(x), training=True)
        session.run(tf.global_variables_initializer())
        result = session.run(output)
    mean, stddev = x.mean(0), x.std(0)
    r, d = np.clip(stddev / 1.0, 0.5, 1.5), np.clip(mean / 1.0, -0.2, 0.2)
    np.testing.assert_allclose(result, (x - mean) / stddev * r + d, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("padding", ["valid", "same", "full"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
def test_lengths_fit_together(kernel, stride, padding):
    """What a transposed convolution puts out, a convolution takes back to the length before."""
    for length in range(2, 9):
        grown = deconv_output_length(length, kernel, padding, stride)
        if padding != "full":
            assert conv_output_length(grown, kernel, padding, stride) == length
    assert conv_output_length(None, kernel, padding, stride) is None
    assert conv_input_length(None, kernel, padding, stride) is None
    assert deconv_output_length(None, kernel, padding, stride) is None


def test_layers_run_eagerly_and_in_functions():
    if not tf.executing_eagerly():
        pytest.skip("an earlier test in this process has called disable_v2_behavior")
    import tensorflow

    layer = layers.Dense(3, use_bias=False, kernel_initializer=tf.ones_initializer())
    np.testing.assert_array_equal(layer(tf.ones([1, 2])), [[2, 2, 2]])
    np.testing.assert_array_equal(tensorflow.function(layer)(tf.ones([1, 2])), [[2, 2, 2]])
    assert layer.get_weights()[0].shape == (2, 3)
    drops = layers.Dropout(0.5)
    assert set(np.unique(drops(tf.ones([100]), training=True))) == {0.0, 2.0}

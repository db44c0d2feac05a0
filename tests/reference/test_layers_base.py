"""``Layer``: names, scopes, sharing, collections, losses, updates, copies."""

import copy

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import layers  # noqa: E402
from reference.layers import InputSpec, Layer  # noqa: E402
from reference.layers.names import snake_case  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]


@pytest.fixture(autouse=True)
def _own_graph(like_tensorflow_1):
    with tf.Graph().as_default():
        yield


def names(values):
    return [value.op.name for value in values]


def total(value):
    return tf.reduce_sum(value)


@pytest.mark.parametrize(
    ("class_name", "expected"),
    [
        ("Dense", "dense"),
        ("BasicLSTMCell", "basic_lstm_cell"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("Conv1DLSTMCell", "conv1dlstm_cell"),
        ("GRUBlockCellV2", "gru_block_cell_v2"),
        ("MyConv2Net", "my_conv2net"),
        ("_Hidden", "private__hidden"),
    ],
)
def test_class_names_in_snake_case(class_name, expected):
    assert snake_case(class_name) == expected


class Scaled(Layer):
    """x times a variable; keeps what `call` was given."""

    def build(self, input_shape):
        self.factor = self.add_weight("factor", [], initializer=tf.ones_initializer())
        super().build(input_shape)

    def call(self, inputs, training=None):
        self.training = training
        return inputs * self.factor


def test_layers_get_scopes_of_their_own():
    first, second = Scaled(), Scaled()
    assert (first.name, second.name) == ("scaled_1", "scaled_2")
    with pytest.raises(ValueError, match="has not been used yet"):
        first.scope_name  # noqa: B018
    outputs = [layer(tf.ones([2])) for layer in (first, second, first)]
    assert names(tf.global_variables()) == ["scaled/factor", "scaled_1/factor"]
    assert names(outputs) == ["scaled/mul", "scaled_1/mul", "scaled/mul_1"]
    assert (first.scope_name, second.scope_name) == ("scaled", "scaled_1")


def test_scopes_nest():
    with tf.variable_scope("outer"):
        layers.dense(tf.ones([1, 2]), 3)
        with tf.name_scope("names"):
            output = layers.dense(tf.ones([1, 2]), 3)
    assert [v.op.name for v in tf.global_variables()][::2] == [
        "outer/dense/kernel",
        "outer/dense_1/kernel",
    ]
    assert output.op.name == "outer/names/dense/BiasAdd"


@pytest.mark.parametrize("reuse", [True, tf.AUTO_REUSE], ids=["reuse", "auto"])
def test_functions_share_variables_by_name(reuse):
    first = tf.AUTO_REUSE if reuse is tf.AUTO_REUSE else None
    layers.dense(tf.ones([1, 2]), 3, name="d", reuse=first)
    layers.dense(tf.ones([1, 2]), 3, name="d", reuse=reuse)
    assert names(tf.global_variables()) == ["d/kernel", "d/bias"]


def test_a_name_twice_is_refused():
    layers.dense(tf.ones([1, 2]), 3, name="d")
    with pytest.raises(ValueError, match="already exists"):
        layers.dense(tf.ones([1, 2]), 3, name="d")


def test_the_scope_decides_on_initializer_and_sharing():
    with tf.variable_scope("s", initializer=tf.constant_initializer(3.0)):
        layers.dense(tf.ones([1, 2]), 1)
    with tf.variable_scope("s", reuse=True):
        output = layers.dense(tf.ones([1, 2]), 1)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(output), [[6.0]])


def test_a_custom_getter_may_freeze_variables():
    def frozen(getter, *args, **kwargs):
        return getter(*args, **{**kwargs, "trainable": False})

    with tf.variable_scope("s", custom_getter=frozen):
        layer = Scaled()
        layer(tf.ones([2]))
    assert not layer.trainable_weights
    assert names(layer.non_trainable_weights) == ["s/scaled/factor"]


def test_an_untrainable_layer_trains_nothing():
    layer = layers.Dense(3, trainable=False)
    layer(tf.ones([1, 2]))
    assert tf.trainable_variables() == layer.trainable_weights == []
    assert names(layer.weights) == ["dense/kernel", "dense/bias"]


@pytest.mark.parametrize(
    ("given", "dtype"), [(None, "float64"), (tf.float32, "float32")], ids=["inferred", "given"]
)
def test_variables_take_the_dtype_of_the_first_input(given, dtype):
    layer = layers.Dense(3, dtype=given)
    layer(tf.ones([1, 2], given or tf.float64))
    assert layer.dtype == layer.kernel.dtype.base_dtype.name == dtype


def test_losses_of_weights_and_outputs():
    layer = layers.Dense(3, kernel_regularizer=total, activity_regularizer=total)
    first, second = tf.ones([2, 2]), tf.ones([4, 2])
    layer(first)
    layer(second)
    assert len(tf.losses.get_regularization_losses()) == 3
    assert len(layer.losses) == 3
    assert len(layer.get_losses_for(None)) == 1
    assert names(layer.get_losses_for(second)) == ["dense/ActivityRegularizer_1/truediv"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        kernel, activity = session.run([layer.kernel, layer.get_losses_for(first)])
    np.testing.assert_allclose(activity, [kernel.sum()], rtol=1e-5)  # the mean over the batch


def test_reuse_adds_no_second_loss():
    for reuse in (None, True):
        layers.dense(tf.ones([1, 2]), 3, kernel_regularizer=total, name="d", reuse=reuse)
    assert len(tf.losses.get_regularization_losses()) == 1


def test_each_part_of_a_variable_has_a_loss():
    with tf.variable_scope("s", partitioner=tf.fixed_size_partitioner(2)):
        layer = Layer(name="l")
        layer.add_weight("w", [4, 2], regularizer=total)
    assert len(layer.losses) == 2
    assert len(tf.global_variables()) == 2


def test_the_loss_of_a_scope_s_regularizer_is_a_tensor():
    """Today's ``tf.get_variable`` puts something else into the collection."""
    with tf.variable_scope("s", regularizer=total):
        layers.dense(tf.ones([1, 2]), 3, use_bias=False)
    (loss,) = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    assert isinstance(loss, tf.Tensor)
    assert loss.op.name == "s/dense/kernel/Regularizer/Sum"


def test_updates_know_whether_they_depend_on_the_inputs():
    class Counting(Layer):
        def build(self, input_shape):
            self.count = self.add_weight("count", [], initializer="zeros", trainable=False)
            super().build(input_shape)

        def call(self, inputs):
            self.add_update(self.count.assign_add(tf.reduce_sum(inputs)))
            self.add_update(lambda: self.count.assign_add(1.0))
            return inputs

    layer, inputs, others = Counting(), tf.ones([2]), tf.ones([2])
    layer(inputs)
    assert len(layer.updates) == len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)) == 2
    assert layer.get_updates_for(inputs) == layer.updates[:1]
    assert layer.get_updates_for(None) == layer.updates[1:]
    assert layer.get_updates_for(others) == []
    layer.trainable = False
    assert layer.updates == []


def test_batch_normalization_puts_its_updates_into_the_collection():
    layers.batch_normalization(tf.ones([2, 3]), training=True)
    layers.batch_normalization(tf.ones([2, 3]), training=False)
    assert len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)) == 2


def test_a_layer_within_a_layer_trains_with_it():
    class Outer(Layer):
        def call(self, inputs, training=None):
            self.inner = Scaled()
            return self.inner(inputs)

    outer = Outer()
    outer(tf.ones([2]), training=True)
    assert outer.inner.training is True
    outer(tf.ones([2]))
    assert outer.inner.training is None


def test_call_gets_the_scope_if_it_asks_for_it():
    class Asking(Layer):
        def call(self, inputs, scope=None):
            self.seen = scope.name
            return inputs

    layer = Asking()
    layer(tf.ones([2]), scope="elsewhere")
    assert layer.seen == layer.scope_name == "elsewhere"


def test_call_must_return_something():
    class Mute(Layer):
        def call(self, inputs):
            return None

    with pytest.raises(ValueError, match="not None"):
        Mute()(tf.ones([2]))


def test_arrays_are_taken_for_tensors():
    with tf.Session() as session:
        layer = Scaled()
        output = layer.apply(np.ones([2], np.float32))
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(output), [1, 1])


@pytest.mark.parametrize(
    ("spec", "shape", "message"),
    [
        (InputSpec(ndim=2), [3], "expected ndim=2, found ndim=1"),
        (InputSpec(min_ndim=2), [3], "expected min_ndim=2, found ndim=1"),
        (InputSpec(max_ndim=2), [3, 3, 3], "expected max_ndim=2, found ndim=3"),
        (InputSpec(axes={-1: 2}), [3, 3], "expected axis -1"),
        (InputSpec(shape=(None, 3)), [2, 4], "expected shape"),
        (InputSpec(dtype="float64"), [2], "expected dtype=float64"),
        (InputSpec(ndim=2), None, "rank is undefined"),
        ([InputSpec(ndim=1)] * 2, [3], "expects 2 inputs"),
    ],
)
def test_inputs_must_fit_the_spec(spec, shape, message):
    layer = Layer()
    layer.input_spec = spec
    with pytest.raises(ValueError, match=message):
        layer(tf.placeholder(tf.float32, shape))


def test_a_spec_fits_unknown_sizes():
    layer = Layer()
    layer.input_spec = InputSpec(shape=(None, 3), axes={0: 2})
    layer(tf.placeholder(tf.float32, [None, None]))
    assert InputSpec.from_config(layer.input_spec.get_config()).shape == (None, 3)


@pytest.mark.parametrize(
    ("options", "error"),
    [({"axes": {"a": 1}}, TypeError), ({"ndim": 2, "axes": {2: 1}}, ValueError)],
    ids=["axis is no integer", "axis beyond the rank"],
)
def test_specs_that_make_no_sense(options, error):
    with pytest.raises(error):
        InputSpec(**options)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Layer(colour=1), TypeError),
        (lambda: Layer().add_weight("w", [], colour=1), TypeError),
        (lambda: Layer().add_weight("w", [], dtype=tf.string), ValueError),
        (lambda: Layer().add_weight("w", [], initializer="none such"), ValueError),
        (
            lambda: Layer().add_weight(
                "w", [], trainable=True, synchronization=tf.VariableSynchronization.ON_READ
            ),
            ValueError,
        ),
        (lambda: layers.Dense(3).count_params(), ValueError),
        (lambda: setattr(Layer(), "input_spec", 3), TypeError),
        (lambda: layers.Dense(3).get_weights(), RuntimeError),
    ],
)
def test_wrong_use_is_refused(make, error):
    with pytest.raises(error):
        make()


def test_weights_are_read_and_loaded():
    layer = layers.Dense(3)
    layer(tf.ones([1, 2]))
    assert layer.count_params() == 9
    values = [np.arange(6.0).reshape(2, 3), np.ones(3)]
    with tf.Session():
        layer.set_weights(values)
        for got, value in zip(layer.get_weights(), values, strict=True):
            np.testing.assert_array_equal(got, value)
        with pytest.raises(ValueError, match="weight list of length 1"):
            layer.set_weights(values[:1])
        with pytest.raises(ValueError, match="not compatible"):
            layer.set_weights(values[::-1])


def test_a_copy_shares_the_variables():
    layer = layers.Dense(3, name="d")
    layer.notes = {"deep": [1]}
    layer(tf.ones([1, 2]))
    twin = copy.deepcopy(layer)
    assert twin.weights == layer.weights
    assert twin.notes == layer.notes
    assert twin.notes["deep"] is not layer.notes["deep"]
    twin(tf.ones([1, 2]))
    assert len(tf.global_variables()) == 2
    regular = layers.Dense(3, kernel_regularizer=total, activity_regularizer=total)
    regular(tf.ones([1, 2]))
    assert len(copy.deepcopy(regular).losses) == 2
    before_use = copy.deepcopy(layers.Dense(3, name="e"))
    before_use(tf.ones([1, 2]))
    assert before_use.scope_name == "e"


def test_keras_style_layers_make_their_own_variables():
    with layers.experimental.keras_style_scope():
        pair = [layers.Dense(3, name="d") for _ in range(2)]
        with pytest.raises(ValueError, match="scope argument not allowed"):
            layers.dense(tf.ones([1, 2]), 3, name="d")
        with pytest.raises(ValueError, match="reuse argument not allowed"):
            layers.Dense(3, _reuse=True)
    for layer in pair:
        layer(tf.ones([1, 2]))
    assert names(v for layer in pair for v in layer.weights) == [
        "d/kernel",
        "d/bias",
        "d_1/kernel",
        "d_1/bias",
    ]
    with pytest.raises(ValueError, match="scope argument not allowed"):
        pair[0](tf.ones([1, 2]), scope="s")
    assert layers.Dense(3)._keras_style is False

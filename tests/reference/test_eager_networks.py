"""``tf.contrib.eager.{Network,Sequential}``: names and values as TensorFlow 1.15.5 printed them."""

import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import contrib, layers, seeds  # noqa: E402

pytestmark = pytest.mark.tf

tfe = contrib.eager


class Net(tfe.Network):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.first = self.track_layer(layers.Dense(2, activation=tf.nn.relu))
        self.second = self.track_layer(layers.Dense(1))
        self.third = self.track_layer(layers.Dense(1, name="last"))

    def call(self, inputs):
        return self.third(self.second(self.first(inputs)))


class Outer(tfe.Network):
    def __init__(self):
        super().__init__()
        self.inner = [self.track_layer(Net()), self.track_layer(Net())]
        self.dense = self.track_layer(layers.Dense(4))

    def call(self, inputs):
        return self.dense(self.inner[1](self.inner[0](inputs) * tf.ones([1, 3])))


@pytest.fixture(autouse=True)
def _graph():
    with tf.Graph().as_default():
        yield


def kernels(network):
    return [v.name for v in network.variables if "kernel" in v.name]


def test_layers_are_named_within_their_network():
    net = Net()
    assert [layer.name for layer in net.layers] == ["dense", "dense_1", "last"]
    with pytest.raises(ValueError, match="does not yet have a final name"):
        net.name  # noqa: B018
    net(tf.ones([2, 3]))
    assert net.name == "net"
    assert kernels(net) == ["net/dense/kernel:0", "net/dense_1/kernel:0", "net/last/kernel:0"]
    assert all(type(variable).__name__ == "ResourceVariable" for variable in net.variables)
    again, named = Net(), Net("mine")
    again(tf.ones([1, 3]))
    named(tf.ones([1, 3]))
    assert kernels(again)[0] == "net_1/dense/kernel:0"
    assert kernels(named)[0] == "mine/dense/kernel:0"


def test_networks_nest():
    outer = Outer()
    outer(tf.ones([1, 3]))
    assert kernels(outer) == [
        "outer/net/dense/kernel:0",
        "outer/net/dense_1/kernel:0",
        "outer/net/last/kernel:0",
        "outer/net_1/dense/kernel:0",
        "outer/net_1/dense_1/kernel:0",
        "outer/net_1/last/kernel:0",
        "outer/dense/kernel:0",
    ]
    assert (outer.inner[0].name, outer.dense.name) == ("net", "dense")


def test_sequential_tells_training_to_those_who_ask():
    net = tfe.Sequential([layers.Dense(3), tf.nn.relu, layers.Dropout(0.5)], name="seq")
    net.add(layers.Dense(2, bias_initializer=tf.ones_initializer()))
    dropped, kept = net(tf.ones([1, 2]), training=True), net(tf.ones([1, 2]))
    assert kernels(net) == ["seq/dense/kernel:0", "seq/dense_1/kernel:0"]
    assert kept.shape.as_list() == [1, 2]
    with pytest.raises(TypeError, match="not '3' of type"):
        net.add(3)
    noise = [op for op in dropped.graph.get_operations() if op.type == "RandomUniform"]
    assert ["seq/dropout" in op.name for op in noise].count(True) == 1


def test_first_weights_are_those_of_1_15():
    seeds.set_random_seed(3)
    net = Net()
    net(tf.ones([2, 3]))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        values = session.run(net.variables[0])
    expected = [[0.9283607, -0.2838726], [0.9819536, 0.6919478], [0.08668041, 1.0058174]]
    assert values.tolist() == [pytest.approx(row, rel=1e-6) for row in expected]


@pytest.mark.parametrize(
    ("action", "error", "message"),
    [
        (lambda net: net.get_layer(), ValueError, "Provide either"),
        (lambda net: net.get_layer("x"), ValueError, "No such layer: x"),
        (lambda net: net.get_layer(index=9), ValueError, "model only has 3 layers"),
        (lambda net: net.get_layer("last", 1), ValueError, "Exactly one of"),
        (lambda net: net.track_layer(3), TypeError, "passed type <class 'int'>"),
        (lambda net: net.track_layer(layers.Dense(1, name="last")), ValueError, "two Layers"),
        (lambda net: Net("a/b"), ValueError, "Forward slashes"),
        (lambda net: Net("net")(tf.ones([1, 3])), ValueError, "'net' already exists"),
        (lambda net: net.add_variable("v", [2]), RuntimeError, "add_variable not supported"),
        (lambda net: net.add_loss(1), RuntimeError, "add_loss is not supported"),
        (lambda net: setattr(net, "trainable", False), AttributeError, "not trainable"),
    ],
)
def test_refusals(action, error, message):
    net = Net()
    net(tf.ones([1, 3]))
    assert net.get_layer("dense_1") is net.second
    assert net.get_layer(index=0) is net.first
    with pytest.raises(error, match=message):
        action(net)


def test_a_shared_layer_is_named_after_its_first_network():
    owner = Net("owner")

    class Sharing(tfe.Network):
        def __init__(self):
            super().__init__()
            self.shared = self.track_layer(owner.first)
            self.own = self.track_layer(layers.Dense(1))

        def call(self, inputs):
            return self.own(self.shared(inputs))

    sharing = Sharing()
    sharing(tf.ones([1, 3]))
    assert kernels(sharing) == ["owner/dense/kernel:0", "sharing/dense/kernel:0"]

"""What the models share: the training loop, the graph form with its session, the old update rules.

**The loop.** `fit` trains either form of a model and returns its losses, each that of the weights
*before* its step, as TensorFlow 1 printed it. A Keras model is trained by one ``tf.function`` a
step: for models as small as these, ``model.fit`` gives the same losses some forty times slower.

**The rules.** Today's optimizers are not those of the documents' time, and it shows within a few
steps. A weight ``w`` with gradient ``g`` moves by

================  ======================================  ==================================
rule              w decreases by                          in today's Keras
================  ======================================  ==================================
`Adam`            a m / (√v + 1e-8),                      ``Adam`` has 1e-7, and takes 1 - β₂
(``tf.train``)    a = rate √(1 - β₂ᵗ) / (1 - β₁ᵗ)         from one rounding, 1 - β₂ᵗ from another
``"torch_adam"``  rate m / (1 - β₁ᵗ)                      ``Adam`` scales the 1e-7 as well,
                  / (√v / √(1 - β₂ᵗ) + 1e-8)              by √(1 - β₂ᵗ)
``"rmsprop"``     rate g / (√v + 1e-7)                    ``RMSprop`` has the 1e-7 inside the
(Keras 2)                                                 root
``"sgd"``         rate g                                  the same
================  ======================================  ==================================

where ``m ← m + (1 - β₁)(g - m)`` and ``v ← v + (1 - β₂)(g² - v)`` with β₁ = 0.9 and β₂ = 0.999, but
``v ← 0.9 v + 0.1 g²`` for RMSprop. In a graph the first is ``tf.train.AdamOptimizer`` itself; the
others stand here once for both forms: `Optimizer` runs them in Keras, `minimize` in a graph.

**Two biases.** PyTorch's recurrent layers have two biases that are only ever added. Both get the
same gradient and both move, so their sum, which is the one bias of Keras and TensorFlow 1, moves
twice as far as any other weight. ``twice`` names such biases, by how their names end.

Source: ``tf.train.AdamOptimizer`` of TensorFlow 1.15, ``torch.optim.Adam``, ``RMSprop`` of Keras
2.3.1; Kingma and Ba, 2015, https://arxiv.org/abs/1412.6980 (whose epsilon hat is that of `Adam`).
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
import tensorflow.compat.v1 as tf1

from reference import seeds, weights

Array = np.ndarray
Watch = Callable[[int, float], None]
Scopes = Mapping[str, str | tuple[str, str]]


# ---------------------------------------------------------------------------------- update rules


def _torch_adam_memory(zeros: Array) -> list[Array]:
    """m, v, and in double precision β₁ᵗ and β₂ᵗ."""
    return [zeros, zeros, np.float64(0.9), np.float64(0.999)]


def _torch_adam(
    rate: Any, g: Any, m: Any, v: Any, power_1: Any, power_2: Any
) -> tuple[Any, list[Any]]:
    m = m + (g - m) * 0.1
    v = v * 0.999 + g * g * 0.001
    size = tf.cast(tf.cast(rate, tf.float64) / (1 - power_1), g.dtype)
    scale = tf.cast(tf.sqrt(1 - power_2), g.dtype)
    return size * m / (tf.sqrt(v) / scale + 1e-8), [m, v, power_1 * 0.9, power_2 * 0.999]


def _rmsprop_memory(zeros: Array) -> list[Array]:
    return [zeros]


def _rmsprop(rate: Any, g: Any, v: Any) -> tuple[Any, list[Any]]:
    rho = np.float32(0.9)
    v = rho * v + (np.float32(1) - rho) * g * g
    return rate * g / (tf.sqrt(v) + 1e-7), [v]


def _sgd_memory(zeros: Array) -> list[Array]:
    return []


def _sgd(rate: Any, g: Any) -> tuple[Any, list[Any]]:
    return rate * g, []


# name -> (zeros like a weight -> its first memory,
#          (rate, gradient, *memory) -> (decrease, new memory))
RULES = {
    "torch_adam": (_torch_adam_memory, _torch_adam),
    "rmsprop": (_rmsprop_memory, _rmsprop),
    "sgd": (_sgd_memory, _sgd),
}


@keras.saving.register_keras_serializable("reference.models")
class Adam(keras.optimizers.Optimizer):
    """``tf.train.AdamOptimizer`` for Keras: the very op that it runs, in place.

    Args:
        learning_rate: the rate.
        **options: as for `Optimizer`.
    """

    BETAS = (0.9, 0.999)

    def __init__(self, learning_rate: float = 0.001, **options: Any) -> None:
        super().__init__(learning_rate, **{"name": "adam", **options})

    def build(self, variables: Sequence[Any]) -> None:
        """Make β₁ᵗ and β₂ᵗ, which TensorFlow 1 multiplied up step by step, and each m and v."""
        if self.built:
            return
        super().build(variables)
        self.powers = [
            self.add_variable((), keras.initializers.Constant(beta), name=f"power_{place}")
            for place, beta in enumerate(self.BETAS, start=1)
        ]
        self.moments = [
            [self.add_variable(weight.shape, dtype=weight.dtype, name=name) for name in "mv"]
            for weight in variables
        ]

    def apply(self, grads: Sequence[Any], trainable_variables: Any = None) -> None:
        """Move each weight by one step; a gradient of rows counts as zero elsewhere."""
        variables = list(trainable_variables or self._trainable_variables)
        self.build(variables)
        for slope, weight, (m, v) in zip(grads, variables, self.moments, strict=True):
            power_1, power_2, rate = (
                tf.cast(tf.convert_to_tensor(value), weight.dtype)
                for value in (*self.powers, self.learning_rate)
            )
            tf.raw_ops.ResourceApplyAdam(
                var=weight.value.handle,
                m=m.value.handle,
                v=v.value.handle,
                beta1_power=power_1,
                beta2_power=power_2,
                lr=rate,
                beta1=tf.cast(self.BETAS[0], weight.dtype),
                beta2=tf.cast(self.BETAS[1], weight.dtype),
                epsilon=tf.cast(1e-8, weight.dtype),
                grad=tf.convert_to_tensor(slope),
            )
        for power, beta in zip(self.powers, self.BETAS, strict=True):
            power.assign(power * beta)
        self.iterations.assign_add(1)


@keras.saving.register_keras_serializable("reference.models")
class Optimizer(keras.optimizers.Optimizer):
    """A Keras optimizer that follows one of `RULES`.

    Args:
        rule: ``"torch_adam"``, ``"rmsprop"`` or ``"sgd"``.
        learning_rate: the rate.
        twice: ends of the paths of weights that stand for two of PyTorch, and move twice as far.
        **options: what every Keras optimizer takes; clipping, averaging and weight decay are not
            part of the rules and are left out.

    Raises:
        KeyError: there is no such rule.
    """

    def __init__(
        self, rule: str, learning_rate: float = 0.001, twice: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(learning_rate, **{"name": rule, **options})
        self.rule, self.twice = rule, tuple(twice)
        self._start, self._step = RULES[rule]

    def build(self, variables: Sequence[Any]) -> None:
        """Make what the rule remembers of each weight."""
        if self.built:
            return
        super().build(variables)
        self.times = [2 if variable.path.endswith(self.twice) else 1 for variable in variables]
        self.memory = [
            [
                self.add_variable(
                    value.shape,
                    initializer=keras.initializers.Constant(value) if value.size == 1 else "zeros",
                    dtype=value.dtype.name,
                    name=f"memory_{place}",
                )
                for place, value in enumerate(self._start(np.zeros(variable.shape, variable.dtype)))
            ]
            for variable in variables
        ]

    def apply(self, grads: Sequence[Any], trainable_variables: Any = None) -> None:
        """Move each weight by one step of the rule; a gradient of rows counts as zero elsewhere."""
        variables = list(trainable_variables or self._trainable_variables)
        self.build(variables)
        for place, (gradient, variable, memory) in enumerate(
            zip(grads, variables, self.memory, strict=True)
        ):
            old = [tf.convert_to_tensor(value) for value in memory]
            down, new = self._step(self.learning_rate, tf.convert_to_tensor(gradient), *old)
            variable.assign_sub(self.times[place] * down)
            for remembered, value in zip(memory, new, strict=True):
                remembered.assign(value)
        self.iterations.assign_add(1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "rule": self.rule, "twice": self.twice}


def minimize(loss: tf.Tensor, rule: str, rate: float, twice: Sequence[str] = ()) -> tf.Operation:
    """The op that moves each trainable variable of the default graph by one step of a rule.

    Args:
        loss: scalar tensor of the default graph.
        rule: a name of `RULES`.
        rate: the learning rate.
        twice: ends of the names of weights that move twice as far, see `Optimizer`.

    Raises:
        KeyError: there is no such rule.
    """
    start, step = RULES[rule]
    moves: list[tuple[Any, Any]] = []
    for weight in tf1.trainable_variables():
        zeros = np.zeros(weight.shape.as_list(), weight.dtype.base_dtype.as_numpy_dtype)
        memory = [tf1.Variable(value, trainable=False) for value in start(zeros)]
        down, new = step(rate, tf1.gradients(loss, weight)[0], *memory)
        times = 2 if weight.op.name.endswith(tuple(twice)) else 1
        moves += [(weight, weight - times * down), *zip(memory, new, strict=True)]
    # every new value is computed from the old ones before any is written
    with tf1.control_dependencies([value for _, value in moves]):
        return tf1.group(*[tf1.assign(place, value) for place, value in moves])


# ------------------------------------------------------------------------------------ graph form


@contextlib.contextmanager
def graph(seed: int | None = None) -> Iterator[tf.Graph]:
    """A new default graph in which ``tf.compat.v1`` behaves as TensorFlow 1.15 did.

    The two switches of TensorFlow 2 that matter (resource variables, control flow) are set back at
    the end, so that Keras works on beside it.

    Args:
        seed: of the graph; the first weights are then those of TensorFlow 1.15 under this seed.
    """
    resources, functions = tf1.resource_variables_enabled(), tf1.control_flow_v2_enabled()
    tf1.disable_resource_variables()
    tf1.disable_control_flow_v2()
    try:
        with tf1.Graph().as_default() as made:
            seeds.set_random_seed(seed)
            yield made
    finally:
        if resources:
            tf1.enable_resource_variables()
        if functions:
            tf1.enable_control_flow_v2()


class GraphModel:
    """A model of TensorFlow 1: the tensors of the default graph that matter, and a session.

    Making one runs the initialisers.

    Args:
        name: of the model.
        inputs: the placeholders of the examples.
        target: the placeholder of what is wanted.
        outputs: what `predict` reads, scores or probabilities.
        layers: the outputs of layers by name, as the Keras model calls them; ``"states"`` are the
            hidden states ``[batch, time, units]``.
        loss: scalar.
        train: the op of one step.
    """

    def __init__(
        self,
        name: str,
        inputs: Sequence[tf.Tensor],
        target: tf.Tensor,
        outputs: tf.Tensor,
        layers: Mapping[str, tf.Tensor],
        loss: tf.Tensor,
        train: tf.Operation,
    ) -> None:
        self.name, self.inputs, self.target = name, list(inputs), target
        self.outputs, self.layers, self.loss, self.train = outputs, layers, loss, train
        self.variables = tf1.trainable_variables()
        self.gradients = tf1.gradients(loss, self.variables)
        self.session = tf1.Session(graph=tf1.get_default_graph())
        self.session.run(tf1.global_variables_initializer())

    def run(self, fetches: Any, inputs: Sequence[Array], target: Array | None = None) -> Any:
        """What a session gives for tensors of the graph, the placeholders fed."""
        fed = dict(zip(self.inputs, inputs, strict=True))
        if target is not None:
            fed[self.target] = target
        return self.session.run(fetches, fed)

    def weights(self) -> dict[str, Array]:
        """The trained variables by their names of TensorFlow 1."""
        return self.session.run({variable.op.name: variable for variable in self.variables})


# --------------------------------------------------------------------------------- of both forms

Model = keras.Model | GraphModel


def outputs(model: Model, *inputs: Array) -> Array:
    """What a model answers to a batch; Keras drops nothing then, a graph as the document did."""
    if isinstance(model, GraphModel):
        return model.run(model.outputs, inputs)
    return model(_one_or_all(inputs), training=False).numpy()


def layer(model: Model, name: str, *inputs: Array) -> Array:
    """What a layer inside gives; ``"states"`` are the hidden states ``[batch, time, units]``."""
    if isinstance(model, GraphModel):
        return model.run(model.layers[name], inputs)
    found = model.get_layer(name).output
    inner = keras.Model(_one_or_all(model.inputs), found[0] if isinstance(found, list) else found)
    return inner(_one_or_all(inputs), training=False).numpy()


def last_states(model: Model, *inputs: Array) -> Array:
    """Where every recurrent layer ends, ``[layers * directions, batch, units]`` as in PyTorch."""
    if isinstance(model, GraphModel):
        return model.run(model.layers["last"], inputs)
    ends = []
    for found in model.layers:
        if isinstance(found, keras.layers.Bidirectional):
            forward, backward = np.split(layer(model, found.name, *inputs), 2, axis=-1)
            ends += [forward[:, -1], backward[:, 0]]
        elif isinstance(found, keras.layers.RNN):
            ends.append(layer(model, found.name, *inputs)[:, -1])
    return np.stack(ends)


def load(model: Model, source: Any, scopes: Scopes) -> None:
    """Give either form the weights of TensorFlow 1's variables.

    Args:
        model: whose weights are set.
        source: ``tf.Session``, path of a checkpoint, or dict of arrays by variable name.
        scopes: for each Keras layer, the scope of its variables in TensorFlow 1, or their names
            where the document made them one by one.

    Raises:
        ValueError: a variable is missing, or a shape does not fit.
    """
    if isinstance(model, GraphModel):
        names = [variable.op.name for variable in model.variables]
        saved = weights.read(source)
        missing = sorted(set(names) - set(saved))
        if missing:
            raise ValueError(f"There is no variable {', '.join(missing)}.")
        weights.assign_session(model.session, {name: saved[name] for name in names})
        return
    for name, scope in scopes.items():
        if isinstance(scope, str):
            weights.keras_from_tf1(model.get_layer(name), source, scope)
        else:
            saved = weights.read(source)
            kernel_and_bias = weights.DenseWeights(*(saved[variable] for variable in scope))
            weights.assign_keras(model.get_layer(name), kernel_and_bias)


def carry(model: keras.Model, to: GraphModel, scopes: Scopes) -> None:
    """Give the graph form the weights of the Keras form; ``scopes`` as for `load`."""
    values: dict[str, Array] = {}
    for name, scope in scopes.items():
        kept = model.get_layer(name)
        if isinstance(scope, str):
            values |= weights.keras_to_tf1(kept, to.session, scope)
        else:
            values |= dict(zip(scope, kept.get_weights(), strict=True))
    weights.assign_session(to.session, values)


def loss_and_gradients(
    model: Model, inputs: Sequence[Array], target: Array
) -> tuple[float, list[Array]]:
    """The loss of a batch, and its slope along each of the trained weights, in their order."""
    if isinstance(model, GraphModel):
        return model.run([model.loss, model.gradients], inputs, target)
    loss, gradients = _slopes(model, _one_or_all(inputs), target)
    return float(loss), [tf.convert_to_tensor(g).numpy() for g in gradients]


def fit(
    model: Model,
    inputs: Sequence[Array],
    target: Array,
    epochs: int,
    watch: Watch | None = None,
    pieces: int = 1,
) -> list[float]:
    """Train with the whole data as one batch.

    Args:
        model: a compiled Keras model, or a graph.
        inputs: arrays, one for each input of the model.
        target: what is wanted.
        epochs: number of steps.
        watch: called as ``watch(epoch, loss)`` after each step, the first epoch being 1.
        pieces: of a Keras model, see `stepper`.

    Returns:
        The losses, each before its step.
    """
    step = stepper(model, pieces)
    losses = []
    for epoch in range(1, epochs + 1):
        losses.append(step(inputs, target))
        if watch:
            watch(epoch, losses[-1])
    return losses


def stepper(model: Model, pieces: int = 1) -> Callable[[Sequence[Array], Array], float]:
    """A function ``(inputs, target) -> loss`` that trains one step and gives the loss before it.

    Args:
        model: a compiled Keras model whose loss is a mean over the examples, or a graph.
        pieces: of a Keras model, in how many parts to send the batch through. A mean's gradient is
            the mean of its parts', so the step is the same; it takes a part of the memory.
    """
    if isinstance(model, GraphModel):
        return lambda inputs, target: float(model.run([model.loss, model.train], inputs, target)[0])
    model.optimizer.build(model.trainable_variables)

    @tf.function
    def step(inputs: Any, target: Any) -> tf.Tensor:
        loss, gradients = _slopes(model, inputs, target)
        model.optimizer.apply(gradients, model.trainable_variables)
        return loss

    part = tf.function(lambda *batch: _slopes(model, *batch))
    apply = tf.function(lambda slopes: model.optimizer.apply(slopes, model.trainable_variables))

    def step_in_pieces(inputs: Any, target: Any) -> float:
        found = []
        for place in range(pieces):
            *some, wanted = (array[place::pieces] for array in (*inputs, target))
            share = tf.constant(len(wanted) / len(target), keras.config.floatx())
            found.append(part(_one_or_all(some), wanted, share))
        apply([_sum(slopes) for slopes in zip(*(slopes for _, slopes in found), strict=True)])
        return float(sum(loss for loss, _ in found))

    if pieces > 1:
        return step_in_pieces
    return lambda inputs, target: float(step(_one_or_all(inputs), target))


def noise(steps: int, features: int, seed: int = 0) -> Array:
    """A batch of one, float32 ``[1, steps, features]``, for models without data of their own."""
    return np.random.default_rng(seed).standard_normal((1, steps, features), np.float32)


def _slopes(
    model: keras.Model, inputs: Any, target: Any, share: Any = 1.0
) -> tuple[tf.Tensor, list[Any]]:
    with tf.GradientTape() as tape:
        loss = share * model.compute_loss(inputs, target, model(inputs, training=True))
    return loss, tape.gradient(loss, model.trainable_variables)


def _sum(slopes: Sequence[Any]) -> Any:
    """The sum of gradients of one weight, of which those of rows stay rows."""
    if not isinstance(slopes[0], tf.IndexedSlices):
        return tf.add_n(slopes)
    values, indices = ([getattr(s, part) for s in slopes] for part in ("values", "indices"))
    return tf.IndexedSlices(tf.concat(values, 0), tf.concat(indices, 0), slopes[0].dense_shape)


def _one_or_all(inputs: Sequence[Any]) -> Any:
    return inputs[0] if len(inputs) == 1 else list(inputs)

"""The callables behind the strings that TensorFlow 1.15 took for activations and the like.

``tf.layers`` and the RNN cells accept ``activation="relu"`` or ``initializer="zeros"``: names
from its built-in Keras. They stand here for the ``tf.compat.v1`` callables that they meant there,
because the Keras of TensorFlow 2.21 means other things by some of them.

Source: ``tf.keras.{activations,initializers,regularizers}`` of TensorFlow 1.15.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf


def _hard_sigmoid(x: tf.Tensor) -> tf.Tensor:
    slope, middle = (tf.constant(value, x.dtype.base_dtype) for value in (0.2, 0.5))
    return tf.clip_by_value(tf.add(tf.multiply(x, slope), middle), 0.0, 1.0)


def _selu(x: tf.Tensor) -> tf.Tensor:
    negative = tf.nn.elu(x)
    return 1.0507009873554805 * tf.where(x > 0, negative, 1.6732632423543772 * negative)


def _softmax(x: tf.Tensor) -> tf.Tensor:
    """Over the last axis; ValueError for a vector."""
    if x.shape.rank == 2:
        return tf.nn.softmax(x)
    if x.shape.rank < 2:
        raise ValueError(f"Cannot apply softmax to a tensor that is 1D. Received input: {x}")
    powers = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=-1, keepdims=True)


def _linear(x: tf.Tensor) -> tf.Tensor:
    return x


_ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "elu": tf.nn.elu,
    "exponential": tf.exp,
    "hard_sigmoid": _hard_sigmoid,
    "linear": _linear,
    "relu": tf.nn.relu,
    "selu": _selu,
    "sigmoid": tf.nn.sigmoid,
    "softmax": _softmax,
    "softplus": tf.nn.softplus,
    "softsign": tf.nn.softsign,
    "tanh": tf.tanh,
}


class RandomNormal(tf.random_normal_initializer):
    """Normal values, by Keras' defaults.

    Args:
        mean: of the distribution; ``stddev`` its standard deviation.
        seed: op seed.
        dtype: a floating type.

    Source: ``tf.keras.initializers.RandomNormal`` of TensorFlow 1.15.
    """

    def __init__(self, mean=0.0, stddev=0.05, seed=None, dtype=tf.float32):
        super().__init__(mean, stddev, seed, dtype)


class RandomUniform(tf.random_uniform_initializer):
    """Uniform values, by Keras' defaults.

    Args:
        minval: lowest value; ``maxval`` the bound above.
        seed: op seed.
        dtype: a numeric type.

    Source: ``tf.keras.initializers.RandomUniform`` of TensorFlow 1.15.
    """

    def __init__(self, minval=-0.05, maxval=0.05, seed=None, dtype=tf.float32):
        super().__init__(minval, maxval, seed, dtype)


class TruncatedNormal(tf.truncated_normal_initializer):
    """Normal values within two standard deviations, by Keras' defaults.

    Args:
        mean: of the distribution; ``stddev`` its standard deviation before it is cut.
        seed: op seed.
        dtype: a floating type.

    Source: ``tf.keras.initializers.TruncatedNormal`` of TensorFlow 1.15.
    """

    def __init__(self, mean=0.0, stddev=0.05, seed=None, dtype=tf.float32):
        super().__init__(mean, stddev, seed, dtype)


# The names of one row mean one initialiser.
_INITIALIZERS: dict[str, Callable[..., Any]] = {}
for _names, _maker in (
    ("zero zeros Zeros", tf.zeros_initializer),
    ("one ones Ones", tf.ones_initializer),
    ("constant Constant", tf.constant_initializer),
    ("uniform random_uniform RandomUniform", RandomUniform),
    ("normal random_normal RandomNormal", RandomNormal),
    ("truncated_normal TruncatedNormal", TruncatedNormal),
    ("identity Identity", tf.initializers.identity),
    ("orthogonal Orthogonal", tf.orthogonal_initializer),
    ("glorot_normal GlorotNormal", tf.glorot_normal_initializer),
    ("glorot_uniform GlorotUniform", tf.glorot_uniform_initializer),
    ("he_normal", tf.initializers.he_normal),
    ("he_uniform", tf.initializers.he_uniform),
    ("lecun_normal", tf.initializers.lecun_normal),
    ("lecun_uniform", tf.initializers.lecun_uniform),
    ("VarianceScaling", tf.variance_scaling_initializer),
):
    _INITIALIZERS.update(dict.fromkeys(_names.split(), _maker))


def _penalty(l1: float = 0.0, l2: float = 0.0) -> Callable[[tf.Tensor], tf.Tensor]:
    def regularizer(weights: tf.Tensor) -> tf.Tensor:
        total = 0.0
        if l1:
            total += l1 * tf.reduce_sum(tf.abs(weights))
        if l2:
            total += l2 * tf.reduce_sum(tf.square(weights))
        return total if l1 or l2 else tf.constant(0.0)

    return regularizer


_REGULARIZERS: dict[str, Callable[..., Any]] = {
    "l1": lambda l=0.01: _penalty(l1=l),  # noqa: E741 (the argument's name in TensorFlow)
    "l2": lambda l=0.01: _penalty(l2=l),  # noqa: E741
    "l1_l2": lambda l1=0.01, l2=0.01: _penalty(l1, l2),
    "L1L2": _penalty,
}


def _made(kind: str, table: Mapping[str, Callable[..., Any]], identifier: Any) -> Any:
    """What ``identifier`` (None, a callable, a name, or a serialised dict) stands for."""
    if identifier is None:
        return None
    if isinstance(identifier, str):
        identifier = {"class_name": identifier, "config": {}}
    if isinstance(identifier, dict):
        name = identifier["class_name"]
        if name not in table:
            raise ValueError(f"Unknown {kind}: {name}")
        return table[name](**identifier.get("config", {}))
    if callable(identifier):
        return identifier() if inspect.isclass(identifier) else identifier
    raise ValueError(f"Could not interpret {kind} identifier: {identifier}")


def activation(identifier: Any) -> Callable[..., Any]:
    """The activation that ``identifier`` names; itself if callable, the identity for None.

    Raises:
        ValueError: there is no activation of this name.
        TypeError: ``identifier`` is neither a name nor callable.
    """
    if identifier is None:
        return _linear
    if isinstance(identifier, str):
        if identifier not in _ACTIVATIONS:
            raise ValueError(f"Unknown activation function: {identifier}")
        return _ACTIVATIONS[identifier]
    if not callable(identifier):
        raise TypeError(f"Could not interpret activation function identifier: {identifier!r}")
    return identifier


def activation_name(function: Any) -> Any:
    """The name that ``activation`` takes for ``function``; other functions by their own name."""
    for name, known in _ACTIVATIONS.items():
        if known is function:
            return name
    return getattr(function, "__name__", function)


def initializer(identifier: Any) -> Any:
    """The initialiser that a name, a serialised dict or a callable stands for; None stays None.

    Raises:
        ValueError: the name is unknown, or ``identifier`` is something else.
    """
    return _made("initializer", _INITIALIZERS, identifier)


def regularizer(identifier: Any) -> Any:
    """The regulariser that a name, a serialised dict or a callable stands for; None stays None.

    Raises:
        ValueError: the name is unknown, or ``identifier`` is something else.
    """
    return _made("regularizer", _REGULARIZERS, identifier)


def serialized(function: Any) -> Any:
    """``{"class_name", "config"}`` of an object with ``get_config``, else its name; None stays."""
    if function is None:
        return None
    if hasattr(function, "get_config"):
        return {"class_name": type(function).__name__, "config": function.get_config()}
    return getattr(function, "__name__", function)

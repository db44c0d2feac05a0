"""What fills a variable first, as Keras named it: in a graph, with its op seeds.

Source: ``tf.keras.initializers`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/keras/initializers
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.layers import identifiers

Constant = constant = tf.constant_initializer
Identity = identity = tf.initializers.identity
Ones = ones = tf.ones_initializer
Orthogonal = orthogonal = tf.orthogonal_initializer
RandomNormal = random_normal = normal = identifiers.RandomNormal
RandomUniform = random_uniform = uniform = identifiers.RandomUniform
TruncatedNormal = truncated_normal = identifiers.TruncatedNormal
VarianceScaling = tf.variance_scaling_initializer
Zeros = zeros = tf.zeros_initializer
glorot_normal = tf.glorot_normal_initializer
glorot_uniform = tf.glorot_uniform_initializer
he_normal = tf.initializers.he_normal
he_uniform = tf.initializers.he_uniform
lecun_normal = tf.initializers.lecun_normal
lecun_uniform = tf.initializers.lecun_uniform


def get(identifier: Any) -> Any:
    """The initializer that a name, a class, a serialised dict or a callable stands for.

    Args:
        identifier: ``"he_normal"``, `Zeros`, ``{"class_name": ..., "config": ...}``, a function of
            a shape, or None, which stays None.

    Raises:
        ValueError: the name is unknown, or it is something else.

    Source: ``tf.keras.initializers.get`` of TensorFlow 1.15.
    """
    return identifiers.initializer(identifier)


def serialize(initializer: Any) -> Any:
    """``{"class_name", "config"}`` of an initializer, as `deserialize` takes it.

    Source: ``tf.keras.initializers.serialize`` of TensorFlow 1.15.
    """
    return identifiers.serialized(initializer)


def deserialize(config: Any, custom_objects: Any = None) -> Any:
    """The initializer that `serialize` described.

    Args:
        config: a name, or ``{"class_name": ..., "config": ...}``.
        custom_objects: name -> class, of one's own initializers.

    Raises:
        ValueError: there is none of this name.

    Source: ``tf.keras.initializers.deserialize`` of TensorFlow 1.15.
    """
    name = config["class_name"] if isinstance(config, dict) else config
    if name in (custom_objects or {}):
        options = config["config"] if isinstance(config, dict) else {}
        return custom_objects[name](**options)
    return identifiers.initializer(config)


__all__ = [
    "Constant",
    "Identity",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "constant",
    "deserialize",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "normal",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "truncated_normal",
    "uniform",
    "zeros",
]

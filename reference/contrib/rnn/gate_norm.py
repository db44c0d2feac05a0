"""Layer normalisation of one gate, with the gain and shift that the cell asks for."""

import tensorflow.compat.v1 as tf

from reference.contrib.layers.layer_normalization import layer_norm


def scoped_layer_norm(
    gate: tf.Tensor,
    scope: str,
    gain: float,
    shift: float,
    dtype: tf.DType | None = None,
) -> tf.Tensor:
    """`gamma * (gate - mean) / sqrt(variance) + beta` over the last axis.

    `gamma` and `beta` are made here, under `scope`, because `layer_norm` has no initialisers for
    them; `layer_norm` then finds them by reuse.
    """
    width = gate.shape.as_list()[-1:]
    with tf.variable_scope(scope):
        for name, start in (("gamma", gain), ("beta", shift)):
            tf.get_variable(name, width, dtype, initializer=tf.constant_initializer(start))
    return layer_norm(gate, reuse=True, scope=scope)

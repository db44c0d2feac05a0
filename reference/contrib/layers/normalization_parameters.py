"""The variables of normalizing layers: beta and gamma, moving mean and moving variance."""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.layers.layer_variables import layer_parameter
from reference.contrib.layers.moving_averages import assign_moving_average

_INITIALIZERS = {
    "beta": tf.zeros_initializer,
    "gamma": tf.ones_initializer,
    "moving_mean": tf.zeros_initializer,
    "moving_variance": tf.ones_initializer,
}


def initializer_for(name, param_initializers):
    """Return the initializer that the dict gives for `name`, else what TensorFlow 1.15 took."""
    return (param_initializers or {}).get(name, _INITIALIZERS[name]())


def scale_or_offset(
    name,
    shape,
    dtype,
    variables_collections,
    trainable,
    param_initializers=None,
    param_regularizers=None,
):
    """Make "beta" (zeros by default) or "gamma" (ones)."""
    return layer_parameter(
        name,
        shape,
        dtype,
        variables_collections,
        initializer=initializer_for(name, param_initializers),
        regularizer=(param_regularizers or {}).get(name),
        trainable=trainable,
    )


class MovingStatistics(NamedTuple):
    """Moving mean and moving variance of a batch-normalized tensor."""

    mean: Any
    variance: Any

    @classmethod
    def make(cls, shape, dtype, variables_collections, param_initializers):
        """Make both variables, never partitioned: a moving average is assigned to them whole."""
        with tf.variable_scope(tf.get_variable_scope()) as unpartitioned:
            unpartitioned.set_partitioner(None)
            return cls(
                *(
                    layer_parameter(
                        name,
                        shape,
                        dtype,
                        variables_collections,
                        initializer=initializer_for(name, param_initializers),
                        trainable=False,
                    )
                    for name in ("moving_mean", "moving_variance")
                )
            )

    def updates(self, mean, variance, decay, zero_debias_moving_mean):
        """Return the two ops that move the statistics towards a batch's."""
        return (
            assign_moving_average(self.mean, mean, decay, zero_debias=zero_debias_moving_mean),
            assign_moving_average(self.variance, variance, decay, zero_debias=False),
        )

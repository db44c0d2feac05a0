"""Dropout.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``; Srivastava et al. 2014
(https://jmlr.org/papers/v15/srivastava14a.html).
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.conventions import collect_named_outputs
from reference.contrib.layers.layer_variables import model_variable_getter
from reference.layers import Dropout


@add_arg_scope
def dropout(
    inputs,
    keep_prob=0.5,
    noise_shape=None,
    is_training=True,
    outputs_collections=None,
    scope=None,
    seed=None,
):
    """Keep each entry with probability `keep_prob`, times `1 / keep_prob`; else make it 0.

    Args:
      inputs: float tensor.
      keep_prob: number or scalar tensor.
      noise_shape: int vector, the shape in which to draw; it is broadcast to that of `inputs`.
      is_training: bool or bool tensor; `inputs` is returned unchanged if false.
      outputs_collections: collections for the result.
      scope: variable scope, "Dropout" by default.
      seed: op seed, see `tf.set_random_seed`.

    Source: TF 1.15 ``contrib.layers.dropout``.
    """
    with tf.variable_scope(scope, "Dropout", [inputs], custom_getter=model_variable_getter) as sc:
        inputs = tf.convert_to_tensor(inputs)
        layer = Dropout(
            rate=1 - keep_prob, noise_shape=noise_shape, seed=seed, name=sc.name, _scope=sc
        )
        outputs = layer.apply(inputs, training=is_training)
        return collect_named_outputs(outputs_collections, sc.name, outputs)

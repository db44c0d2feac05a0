"""How contrib layers make their variables: model variables, under contrib's names.

The core layers call their variables "kernel" and "bias"; contrib's checkpoints hold "weights" and
"biases". A variable scope's custom getter translates, and registers each as a model variable.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import model_variable
from reference.contrib.layers.conventions import collect_named_outputs, get_variable_collections
from reference.contrib.layers.scattered_embedding_ops import partition_list

_ACCEPTED = [
    "shape",
    "dtype",
    "initializer",
    "regularizer",
    "collections",
    "trainable",
    "caching_device",
    "partitioner",
    "use_resource",
    "synchronization",
    "aggregation",
]


def model_variable_getter(getter, name, rename=None, **options):
    """Make a model variable through `getter`, its last name translated by the dict `rename`.

    Meant as the `custom_getter` of a variable scope.
    """
    scope, slash, own = name.rpartition("/")
    accepted = {key: options[key] for key in _ACCEPTED if key in options}
    name = scope + slash + (rename or {}).get(own, own)
    return model_variable(name, custom_getter=getter, **accepted)


def build_variable_getter(rename=None):
    """Return a custom getter that makes model variables, renamed by the dict `rename`."""

    def layer_variable_getter(getter, *args, **kwargs):
        kwargs["rename"] = rename
        return model_variable_getter(getter, *args, **kwargs)

    return layer_variable_getter


WEIGHTS_AND_BIASES = {"kernel": "weights", "bias": "biases"}


def add_to_collections(variable, variables_collections, role):
    """Put a variable, or all parts of a partitioned one, into the collections of its `role`."""
    parts = partition_list(variable)
    for collection in get_variable_collections(variables_collections, role) or []:
        for part in parts:
            if not any(part is member for member in tf.get_collection(collection)):
                tf.add_to_collection(collection, part)


def layer_parameter(role, shape, dtype, variables_collections, **options):
    """Make the model variable `role` of a layer that has no core layer behind it."""
    collections = get_variable_collections(variables_collections, role)
    return model_variable(role, shape=shape, dtype=dtype, collections=collections, **options)


def finish(
    outputs,
    scope_name,
    outputs_collections,
    activation_fn,
    normalizer_fn=None,
    normalizer_params=None,
):
    """Normalize, activate and collect what a layer has computed, in that order."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    if activation_fn is not None:
        outputs = activation_fn(outputs)
    return collect_named_outputs(outputs_collections, scope_name, outputs)

"""What ``tf.contrib.slim`` was in TensorFlow 1.15: one view of layers, scopes, losses, training.

`slim.conv2d` is `contrib.layers.conv2d`, `slim.arg_scope` is `contrib.framework.arg_scope`,
`slim.losses` is `contrib.losses`, and so on; `slim.learning`, `slim.evaluation`, `slim.summaries`,
`slim.queues`, `slim.model_analyzer` and `slim.nets` are its own.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/slim
"""

import importlib

from reference.contrib import framework, layers
from reference.contrib.layers import conventions as utils
from reference.contrib.layers import initializers, regularizers
from reference.contrib.slim import (
    evaluation,
    learning,
    model_analyzer,
    queues,
    summaries,
)

# Of `contrib.framework`, slim showed the argument scopes and the variables.
_FROM_FRAMEWORK = [
    "VariableDeviceChooser",
    "add_arg_scope",
    "add_model_variable",
    "arg_scope",
    "arg_scoped_arguments",
    "assert_global_step",
    "assert_or_get_global_step",
    "assign_from_checkpoint",
    "assign_from_checkpoint_fn",
    "assign_from_values",
    "assign_from_values_fn",
    "create_global_step",
    "current_arg_scope",
    "filter_variables",
    "get_global_step",
    "get_local_variables",
    "get_model_variables",
    "get_or_create_global_step",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variable_full_name",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "global_variable",
    "has_arg_scope",
    "local_variable",
    "model_variable",
    "variable",
    "zero_initializer",
]
_ON_FIRST_USE = {
    "losses": "reference.contrib.losses",
    "metrics": "reference.contrib.metrics",
    "nets": "reference.contrib.slim.nets",
}

_OWN = {
    "evaluation": evaluation,
    "initializers": initializers,
    "learning": learning,
    "model_analyzer": model_analyzer,
    "queues": queues,
    "regularizers": regularizers,
    "summaries": summaries,
    "utils": utils,
}


def __getattr__(name):
    if name in _ON_FIRST_USE:
        return importlib.import_module(_ON_FIRST_USE[name])
    if name in _FROM_FRAMEWORK:
        return getattr(framework, name)
    if name in layers.__all__:
        return getattr(layers, name)
    raise AttributeError(f"tf.contrib.slim.{name} is not rebuilt; dir({__name__}) lists what is")


def __dir__():
    return sorted({*_OWN, *_ON_FIRST_USE, *_FROM_FRAMEWORK, *layers.__all__})


__all__ = __dir__()

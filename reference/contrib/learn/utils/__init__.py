"""Inputs and folders of exported models.

Source: TensorFlow 1.15, ``tf.contrib.learn.utils``.
"""

from reference.contrib.learn.utils import gc, input_fn_utils, saved_model_export_utils
from reference.contrib.learn.utils.input_fn_utils import (
    InputFnOps,
    build_default_serving_input_fn,
    build_parsing_serving_input_fn,
)
from reference.contrib.learn.utils.saved_model_export_utils import make_export_strategy

__all__ = [
    "InputFnOps",
    "build_default_serving_input_fn",
    "build_parsing_serving_input_fn",
    "gc",
    "input_fn_utils",
    "make_export_strategy",
    "saved_model_export_utils",
]

"""Sizes, branches and what depends on what: `tensorflow.python.layers.utils` of 1.15."""

from reference.layers.branches import constant_value, smart_cond
from reference.layers.collected import get_reachable_from_inputs
from reference.layers.conv_arithmetic import (
    conv_input_length,
    conv_output_length,
    convert_data_format,
    deconv_output_length,
    normalize_data_format,
    normalize_padding,
    normalize_tuple,
)

__all__ = [
    "constant_value",
    "conv_input_length",
    "conv_output_length",
    "convert_data_format",
    "deconv_output_length",
    "get_reachable_from_inputs",
    "normalize_data_format",
    "normalize_padding",
    "normalize_tuple",
    "smart_cond",
]

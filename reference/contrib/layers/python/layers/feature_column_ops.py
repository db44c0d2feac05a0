"""Inputs made of feature columns: `contrib.layers.python.layers.feature_column_ops` of 1.15."""

from reference.contrib.layers.feature_column_inputs import (
    _maybe_reshape_input_tensor,
    input_from_feature_columns,
    sequence_input_from_feature_columns,
)
from reference.contrib.layers.feature_column_ops import (
    _Transformer,
    check_feature_columns,
    infer_real_valued_columns,
    parse_feature_columns_from_examples,
    parse_feature_columns_from_sequence_examples,
    transform_features,
)
from reference.contrib.layers.feature_column_sums import (
    joint_weighted_sum_from_feature_columns,
    weighted_sum_from_feature_columns,
)

__all__ = [
    "_Transformer",
    "_maybe_reshape_input_tensor",
    "check_feature_columns",
    "infer_real_valued_columns",
    "input_from_feature_columns",
    "joint_weighted_sum_from_feature_columns",
    "parse_feature_columns_from_examples",
    "parse_feature_columns_from_sequence_examples",
    "sequence_input_from_feature_columns",
    "transform_features",
    "weighted_sum_from_feature_columns",
]

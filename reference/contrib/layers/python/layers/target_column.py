"""Targets of estimators: `contrib.layers.python.layers.target_column` of 1.15."""

from reference.contrib.layers.target_column import (
    ProblemType,
    _BinarySvmTargetColumn,
    _log_loss_with_two_classes,
    _mean_squared_loss,
    _MultiClassTargetColumn,
    _RegressionTargetColumn,
    _softmax_cross_entropy_loss,
    _TargetColumn,
    binary_svm_target,
    multi_class_target,
    regression_target,
)
from reference.contrib.layers.target_metrics import get_default_binary_metrics_for_eval

__all__ = [
    "ProblemType",
    "_BinarySvmTargetColumn",
    "_MultiClassTargetColumn",
    "_RegressionTargetColumn",
    "_TargetColumn",
    "_log_loss_with_two_classes",
    "_mean_squared_loss",
    "_softmax_cross_entropy_loss",
    "binary_svm_target",
    "get_default_binary_metrics_for_eval",
    "multi_class_target",
    "regression_target",
]

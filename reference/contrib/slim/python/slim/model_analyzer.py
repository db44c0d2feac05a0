"""Sizes of a model: `contrib.slim.python.slim.model_analyzer` of 1.15."""

from reference.contrib.slim.model_analyzer import analyze_ops, analyze_vars, tensor_description

__all__ = ["analyze_ops", "analyze_vars", "tensor_description"]

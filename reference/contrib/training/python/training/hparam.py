"""Hyperparameters: `contrib.training.python.training.hparam` of 1.15."""

from reference.contrib.training.hparam import HParams, parse_values

__all__ = ["HParams", "parse_values"]

"""Evaluation loops: `contrib.slim.python.slim.evaluation` of 1.15."""

from reference.contrib.slim.evaluation import evaluate_once, evaluation_loop

__all__ = ["evaluate_once", "evaluation_loop"]

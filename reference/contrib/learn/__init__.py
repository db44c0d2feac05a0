"""What is within reach of ``tf.contrib.learn`` of TensorFlow 1.15: data, vocabularies, settings,
runs of a graph.

Its estimators, heads, experiments and monitors went with TensorFlow's estimators and are left out.
"""

from reference.contrib.learn import datasets, graph_actions, preprocessing
from reference.contrib.learn.graph_actions import infer, run_feeds, run_n
from reference.contrib.learn.modes import ModeKeys
from reference.contrib.learn.run_config import RunConfig, TaskType

__all__ = [
    "ModeKeys",
    "RunConfig",
    "TaskType",
    "datasets",
    "graph_actions",
    "infer",
    "preprocessing",
    "run_feeds",
    "run_n",
]

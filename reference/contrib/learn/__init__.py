"""What is within reach of ``tf.contrib.learn`` of TensorFlow 1.15: data, vocabularies, settings.

Its estimators, heads, experiments and monitors went with TensorFlow's estimators and are left out.
"""

from reference.contrib.learn import datasets, preprocessing
from reference.contrib.learn.modes import ModeKeys
from reference.contrib.learn.run_config import RunConfig, TaskType

__all__ = ["ModeKeys", "RunConfig", "TaskType", "datasets", "preprocessing"]

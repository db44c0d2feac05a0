"""Monitors: what looks on while a model is trained, before there were session hooks.

`ExportMonitor` wrote the session bundles of TensorFlow 1, which TensorFlow 2 does not serve.

Source: TensorFlow 1.15, ``tf.contrib.learn.monitors``.
"""

from reference.contrib.learn.monitors.base import BaseMonitor, EveryN
from reference.contrib.learn.monitors.hooks import (
    RunHookAdapterForMonitors,
    replace_monitors_with_hooks,
)
from reference.contrib.learn.monitors.validation import ValidationMonitor
from reference.contrib.learn.monitors.watching import (
    CaptureVariable,
    GraphDump,
    LoggingTrainable,
    NanLoss,
    NanLossDuringTrainingError,
    PrintTensor,
    StopAtStep,
)
from reference.contrib.learn.monitors.writing import (
    CheckpointSaver,
    StepCounter,
    SummarySaver,
    get_default_monitors,
)

__all__ = [
    "BaseMonitor",
    "CaptureVariable",
    "CheckpointSaver",
    "EveryN",
    "GraphDump",
    "LoggingTrainable",
    "NanLoss",
    "NanLossDuringTrainingError",
    "PrintTensor",
    "RunHookAdapterForMonitors",
    "StepCounter",
    "StopAtStep",
    "SummarySaver",
    "ValidationMonitor",
    "get_default_monitors",
    "replace_monitors_with_hooks",
]

"""Queue runners as a context: `contrib.slim.python.slim.queues` of 1.15."""

from reference.contrib.slim.queues import NestedQueueRunnerError, QueueRunners

__all__ = ["NestedQueueRunnerError", "QueueRunners"]

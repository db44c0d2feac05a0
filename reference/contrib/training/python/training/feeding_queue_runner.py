"""Queues fed from Python: `contrib.training.python.training.feeding_queue_runner` of 1.15."""

from reference.contrib.training.feeding_queue_runner import FeedingQueueRunner

__all__ = ["FeedingQueueRunner"]

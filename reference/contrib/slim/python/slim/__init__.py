"""The inside of `contrib.slim`, from which notebooks imported too."""

from reference.contrib.slim.python.slim import (
    evaluation,
    learning,
    model_analyzer,
    nets,
    queues,
    summaries,
)

__all__ = [
    "evaluation",
    "learning",
    "model_analyzer",
    "nets",
    "queues",
    "summaries",
]

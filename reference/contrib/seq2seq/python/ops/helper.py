"""What feeds a decoder: `contrib.seq2seq.python.ops.helper` of 1.15."""

from reference.contrib.seq2seq.helper import (
    CustomHelper,
    GreedyEmbeddingHelper,
    Helper,
    InferenceHelper,
    SampleEmbeddingHelper,
    TrainingHelper,
)
from reference.contrib.seq2seq.sampling import bernoulli_sample, categorical_sample
from reference.contrib.seq2seq.scheduled_sampling import (
    ScheduledEmbeddingTrainingHelper,
    ScheduledOutputTrainingHelper,
)

__all__ = [
    "CustomHelper",
    "GreedyEmbeddingHelper",
    "Helper",
    "InferenceHelper",
    "SampleEmbeddingHelper",
    "ScheduledEmbeddingTrainingHelper",
    "ScheduledOutputTrainingHelper",
    "TrainingHelper",
    "bernoulli_sample",
    "categorical_sample",
]

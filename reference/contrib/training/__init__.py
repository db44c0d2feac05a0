"""What ``tf.contrib.training`` was in TensorFlow 1.15."""

from reference.contrib.training.bucketing import bucket, bucket_by_sequence_length
from reference.contrib.training.evaluation import (
    StopAfterNEvalsHook,
    SummaryAtEndHook,
    checkpoints_iterator,
    evaluate_once,
    evaluate_repeatedly,
    get_or_create_eval_step,
    wait_for_new_checkpoint,
)
from reference.contrib.training.feeding_queue_runner import FeedingQueueRunner
from reference.contrib.training.gradients import (
    add_gradients_summaries,
    clip_gradient_norms,
    clip_gradient_norms_fn,
    multiply_gradients,
)
from reference.contrib.training.hparam import HParams, parse_values
from reference.contrib.training.loop import create_train_op, train
from reference.contrib.training.placement import (
    GreedyLoadBalancingStrategy,
    RandomStrategy,
    byte_size_load_fn,
)
from reference.contrib.training.resampling import resample_at_rate, weighted_resample
from reference.contrib.training.sampling import rejection_sample, stratified_sample
from reference.contrib.training.sequence_batches import batch_sequences_with_states
from reference.contrib.training.state_saver import (
    NextQueuedSequenceBatch,
    SequenceQueueingStateSaver,
)
from reference.inside import found_inside

__all__ = [
    "FeedingQueueRunner",
    "GreedyLoadBalancingStrategy",
    "HParams",
    "NextQueuedSequenceBatch",
    "RandomStrategy",
    "SequenceQueueingStateSaver",
    "StopAfterNEvalsHook",
    "SummaryAtEndHook",
    "add_gradients_summaries",
    "batch_sequences_with_states",
    "bucket",
    "bucket_by_sequence_length",
    "byte_size_load_fn",
    "checkpoints_iterator",
    "clip_gradient_norms",
    "clip_gradient_norms_fn",
    "create_train_op",
    "evaluate_once",
    "evaluate_repeatedly",
    "get_or_create_eval_step",
    "multiply_gradients",
    "parse_values",
    "rejection_sample",
    "resample_at_rate",
    "stratified_sample",
    "train",
    "wait_for_new_checkpoint",
    "weighted_resample",
]

__getattr__ = found_inside(__name__, f"{__name__}.python")

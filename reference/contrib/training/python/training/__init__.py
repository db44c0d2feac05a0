"""The inside of `contrib.training`, from which notebooks imported too."""

from reference.contrib.training.python.training import (
    bucket_ops,
    device_setter,
    evaluation,
    feeding_queue_runner,
    hparam,
    resample,
    sampling_ops,
    sequence_queueing_state_saver,
    training,
)

__all__ = [
    "bucket_ops",
    "device_setter",
    "evaluation",
    "feeding_queue_runner",
    "hparam",
    "resample",
    "sampling_ops",
    "sequence_queueing_state_saver",
    "training",
]

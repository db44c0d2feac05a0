"""Examples drawn by class: `contrib.training.python.training.sampling_ops` of 1.15."""

from reference.contrib.training.sampling import (
    _estimate_data_distribution,
    _verify_input,
    rejection_sample,
    stratified_sample,
)

__all__ = ["_estimate_data_distribution", "_verify_input", "rejection_sample", "stratified_sample"]

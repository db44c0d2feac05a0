"""Examples drawn again: `contrib.training.python.training.resample` of 1.15."""

from reference.contrib.training.resampling import _repeat_range, resample_at_rate, weighted_resample

__all__ = ["_repeat_range", "resample_at_rate", "weighted_resample"]

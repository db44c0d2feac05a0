"""Estimators, as far as one process goes: ``tf.estimator`` of TensorFlow 1.15.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/estimator
"""

import tensorflow.compat.v1 as _tf

from reference.estimator import export, inputs
from reference.estimator.added_metrics import add_metrics
from reference.estimator.canned.baseline import BaselineClassifier, BaselineRegressor
from reference.estimator.canned.combined import (
    DNNLinearCombinedClassifier,
    DNNLinearCombinedRegressor,
)
from reference.estimator.canned.dnn import DNNClassifier, DNNRegressor
from reference.estimator.canned.linear import LinearClassifier, LinearRegressor
from reference.estimator.estimator import Estimator
from reference.estimator.exporters import Exporter, FinalExporter, LatestExporter
from reference.estimator.modes import ModeKeys
from reference.estimator.run_config import RunConfig
from reference.estimator.spec import EstimatorSpec
from reference.estimator.train_and_evaluate import EvalSpec, TrainSpec, train_and_evaluate
from reference.estimator.warm_start import WarmStartSettings

CheckpointSaverHook = _tf.train.CheckpointSaverHook
CheckpointSaverListener = _tf.train.CheckpointSaverListener
FeedFnHook = _tf.train.FeedFnHook
FinalOpsHook = _tf.train.FinalOpsHook
GlobalStepWaiterHook = _tf.train.GlobalStepWaiterHook
LoggingTensorHook = _tf.train.LoggingTensorHook
NanLossDuringTrainingError = _tf.train.NanLossDuringTrainingError
NanTensorHook = _tf.train.NanTensorHook
ProfilerHook = _tf.train.ProfilerHook
SecondOrStepTimer = _tf.train.SecondOrStepTimer
SessionRunArgs = _tf.train.SessionRunArgs
SessionRunContext = _tf.train.SessionRunContext
SessionRunHook = _tf.train.SessionRunHook
SessionRunValues = _tf.train.SessionRunValues
StepCounterHook = _tf.train.StepCounterHook
StopAtStepHook = _tf.train.StopAtStepHook
SummarySaverHook = _tf.train.SummarySaverHook
VocabInfo = _tf.train.VocabInfo

__all__ = [
    "BaselineClassifier",
    "BaselineRegressor",
    "CheckpointSaverHook",
    "CheckpointSaverListener",
    "DNNClassifier",
    "DNNLinearCombinedClassifier",
    "DNNLinearCombinedRegressor",
    "DNNRegressor",
    "Estimator",
    "EstimatorSpec",
    "EvalSpec",
    "Exporter",
    "FeedFnHook",
    "FinalExporter",
    "FinalOpsHook",
    "GlobalStepWaiterHook",
    "LatestExporter",
    "LinearClassifier",
    "LinearRegressor",
    "LoggingTensorHook",
    "ModeKeys",
    "NanLossDuringTrainingError",
    "NanTensorHook",
    "ProfilerHook",
    "RunConfig",
    "SecondOrStepTimer",
    "SessionRunArgs",
    "SessionRunContext",
    "SessionRunHook",
    "SessionRunValues",
    "StepCounterHook",
    "StopAtStepHook",
    "SummarySaverHook",
    "TrainSpec",
    "VocabInfo",
    "WarmStartSettings",
    "add_metrics",
    "export",
    "inputs",
    "train_and_evaluate",
]

"""Estimators, their settings and the names of what they give.

The inside of `contrib.learn` under the names that 1.15 had below ``contrib.learn.python.learn``.

Source: TensorFlow 1.15, ``contrib/learn/python/learn/estimators``.
"""

from reference.contrib.learn.estimators import (
    constants,
    dnn,
    dnn_linear_combined,
    estimator,
    kmeans,
    linear,
    logistic_regressor,
    metric_key,
    model_fn,
    prediction_key,
    run_config,
)
from reference.contrib.learn.estimators.constants import ProblemType
from reference.contrib.learn.estimators.dnn import DNNClassifier, DNNEstimator, DNNRegressor
from reference.contrib.learn.estimators.dnn_linear_combined import (
    DNNLinearCombinedClassifier,
    DNNLinearCombinedEstimator,
    DNNLinearCombinedRegressor,
)
from reference.contrib.learn.estimators.estimator import (
    BaseEstimator,
    Estimator,
    GraphRewriteSpec,
    NotFittedError,
    SKCompat,
    infer_real_valued_columns_from_input,
    infer_real_valued_columns_from_input_fn,
)
from reference.contrib.learn.estimators.kmeans import KMeansClustering
from reference.contrib.learn.estimators.linear import (
    LinearClassifier,
    LinearEstimator,
    LinearRegressor,
)
from reference.contrib.learn.estimators.logistic_regressor import LogisticRegressor
from reference.contrib.learn.estimators.metric_key import MetricKey
from reference.contrib.learn.estimators.model_fn import ModeKeys, ModelFnOps
from reference.contrib.learn.estimators.prediction_key import PredictionKey
from reference.contrib.learn.estimators.run_config import (
    ClusterConfig,
    Environment,
    RunConfig,
    TaskType,
)

__all__ = [
    "BaseEstimator",
    "ClusterConfig",
    "DNNClassifier",
    "DNNEstimator",
    "DNNLinearCombinedClassifier",
    "DNNLinearCombinedEstimator",
    "DNNLinearCombinedRegressor",
    "DNNRegressor",
    "Environment",
    "Estimator",
    "GraphRewriteSpec",
    "KMeansClustering",
    "LinearClassifier",
    "LinearEstimator",
    "LinearRegressor",
    "LogisticRegressor",
    "MetricKey",
    "ModeKeys",
    "ModelFnOps",
    "NotFittedError",
    "PredictionKey",
    "ProblemType",
    "RunConfig",
    "SKCompat",
    "TaskType",
    "constants",
    "dnn",
    "dnn_linear_combined",
    "estimator",
    "infer_real_valued_columns_from_input",
    "infer_real_valued_columns_from_input_fn",
    "kmeans",
    "linear",
    "logistic_regressor",
    "metric_key",
    "model_fn",
    "prediction_key",
    "run_config",
]

"""What ``tf.contrib.learn`` of TensorFlow 1.15 was, as far as TensorFlow 2 has its kernels.

Estimators of support vector machines and of recurrent networks, and the session bundles that
``export`` wrote, are left out.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/learn
"""

from reference.contrib.learn import (
    datasets,
    estimators,
    graph_actions,
    head,
    io,
    learn_runner,
    models,
    monitors,
    ops,
    preprocessing,
    utils,
)
from reference.contrib.learn.estimators import (
    BaseEstimator,
    DNNClassifier,
    DNNEstimator,
    DNNLinearCombinedClassifier,
    DNNLinearCombinedEstimator,
    DNNLinearCombinedRegressor,
    DNNRegressor,
    Estimator,
    KMeansClustering,
    LinearClassifier,
    LinearEstimator,
    LinearRegressor,
    LogisticRegressor,
    ModeKeys,
    ModelFnOps,
    NotFittedError,
    PredictionKey,
    ProblemType,
    RunConfig,
    SKCompat,
    TaskType,
    infer_real_valued_columns_from_input,
    infer_real_valued_columns_from_input_fn,
)
from reference.contrib.learn.evaluable import Evaluable
from reference.contrib.learn.experiment import Experiment
from reference.contrib.learn.export_strategy import ExportStrategy
from reference.contrib.learn.graph_actions import infer, run_feeds, run_n
from reference.contrib.learn.head import (
    Head,
    binary_svm_head,
    multi_class_head,
    multi_head,
    multi_label_head,
    no_op_train_fn,
    poisson_regression_head,
    regression_head,
)
from reference.contrib.learn.io import (
    extract_pandas_data,
    extract_pandas_labels,
    extract_pandas_matrix,
    read_batch_examples,
    read_batch_features,
    read_batch_record_features,
    read_keyed_batch_examples,
    read_keyed_batch_features,
)
from reference.contrib.learn.metric_spec import MetricSpec
from reference.contrib.learn.monitors import NanLossDuringTrainingError
from reference.contrib.learn.trainable import Trainable
from reference.contrib.learn.utils import (
    InputFnOps,
    build_parsing_serving_input_fn,
    make_export_strategy,
)

__all__ = [
    "BaseEstimator",
    "DNNClassifier",
    "DNNEstimator",
    "DNNLinearCombinedClassifier",
    "DNNLinearCombinedEstimator",
    "DNNLinearCombinedRegressor",
    "DNNRegressor",
    "Estimator",
    "Evaluable",
    "Experiment",
    "ExportStrategy",
    "Head",
    "InputFnOps",
    "KMeansClustering",
    "LinearClassifier",
    "LinearEstimator",
    "LinearRegressor",
    "LogisticRegressor",
    "MetricSpec",
    "ModeKeys",
    "ModelFnOps",
    "NanLossDuringTrainingError",
    "NotFittedError",
    "PredictionKey",
    "ProblemType",
    "RunConfig",
    "SKCompat",
    "TaskType",
    "Trainable",
    "binary_svm_head",
    "build_parsing_serving_input_fn",
    "datasets",
    "estimators",
    "extract_pandas_data",
    "extract_pandas_labels",
    "extract_pandas_matrix",
    "graph_actions",
    "head",
    "infer",
    "infer_real_valued_columns_from_input",
    "infer_real_valued_columns_from_input_fn",
    "io",
    "learn_runner",
    "make_export_strategy",
    "models",
    "monitors",
    "multi_class_head",
    "multi_head",
    "multi_label_head",
    "no_op_train_fn",
    "ops",
    "poisson_regression_head",
    "preprocessing",
    "read_batch_examples",
    "read_batch_features",
    "read_batch_record_features",
    "read_keyed_batch_examples",
    "read_keyed_batch_features",
    "regression_head",
    "run_feeds",
    "run_n",
    "utils",
]

"""Names of TensorFlow before 1.0 (and of 1.x betas) and what they are called in 1.15.

Rows come from the release notes of TensorFlow 0.6 to 1.4
(https://github.com/tensorflow/tensorflow/blob/master/RELEASE.md). The generated symbol table has
them folded in; use `migrate.tables.lookup`, which also follows the new name to where it is today.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rename:
    """A symbol's former name.

    Attributes:
        old: the name that notebooks use, from `tensorflow.` on.
        new: the name of the same thing in TensorFlow 1.15.
        keywords: keyword arguments that were renamed with it, old to new.
        note: what else changed, empty when nothing did.
    """

    old: str
    new: str
    keywords: tuple[tuple[str, str], ...] = ()
    note: str = ""


#: old name -> new name, both without `tensorflow.`; the arguments did not change.
_SAME_ARGUMENTS = {
    "mul": "multiply",
    "sub": "subtract",
    "neg": "negative",
    "pack": "stack",
    "unpack": "unstack",
    "concat_v2": "concat",
    "select": "where",
    "complex_abs": "abs",
    "inv": "reciprocal",
    "batch_matmul": "matmul",
    "batch_cholesky": "cholesky",
    "batch_cholesky_solve": "cholesky_solve",
    "batch_fft": "fft",
    "batch_fft2d": "fft2d",
    "batch_fft3d": "fft3d",
    "batch_ifft": "ifft",
    "batch_ifft2d": "ifft2d",
    "batch_ifft3d": "ifft3d",
    "batch_matrix_band_part": "matrix_band_part",
    "batch_matrix_determinant": "matrix_determinant",
    "batch_matrix_diag": "matrix_diag",
    "batch_matrix_diag_part": "matrix_diag_part",
    "batch_matrix_inverse": "matrix_inverse",
    "batch_matrix_set_diag": "matrix_set_diag",
    "batch_matrix_solve": "matrix_solve",
    "batch_matrix_solve_ls": "matrix_solve_ls",
    "batch_matrix_transpose": "matrix_transpose",
    "batch_matrix_triangular_solve": "matrix_triangular_solve",
    "batch_self_adjoint_eig": "self_adjoint_eig",
    "batch_self_adjoint_eigvals": "self_adjoint_eigvals",
    "batch_svd": "svd",
    "listdiff": "setdiff1d",
    "nn.bias_add_v1": "nn.bias_add",
    "nn.xw_plus_b_v1": "nn.xw_plus_b",
    "merge_summary": "summary.merge",
    "merge_all_summaries": "summary.merge_all",
    "train.SummaryWriter": "summary.FileWriter",
    "train.SyncReplicasOptimizerV2": "train.SyncReplicasOptimizer",
    "train.SummaryWriterCache": "summary.FileWriterCache",
    "image.per_image_whitening": "image.per_image_standardization",
    "image.random_crop": "random_crop",
    "image.saturate_cast": "saturate_cast",
    "nn.deconv2d": "nn.conv2d_transpose",
    "nn.rnn": "nn.static_rnn",
    "nn.bidirectional_rnn": "nn.static_bidirectional_rnn",
    "nn.state_saving_rnn": "nn.static_state_saving_rnn",
    "nn.rnn_cell.EmbeddingWrapper": "contrib.rnn.EmbeddingWrapper",
    "nn.rnn_cell.InputProjectionWrapper": "contrib.rnn.InputProjectionWrapper",
    "nn.rnn_cell.OutputProjectionWrapper": "contrib.rnn.OutputProjectionWrapper",
    "nn.rnn_cell.HighwayWrapper": "contrib.rnn.HighwayWrapper",
    "contrib.data.Dataset": "data.Dataset",
    "contrib.data.Iterator": "data.Iterator",
    "contrib.data.TFRecordDataset": "data.TFRecordDataset",
    "contrib.data.TextLineDataset": "data.TextLineDataset",
    "contrib.data.FixedLengthRecordDataset": "data.FixedLengthRecordDataset",
    "contrib.ctc.ctc_loss": "nn.ctc_loss",
    "contrib.ctc.ctc_greedy_decoder": "nn.ctc_greedy_decoder",
    "contrib.ctc.ctc_beam_search_decoder": "nn.ctc_beam_search_decoder",
    "contrib.rnn.static_raw_rnn": "nn.raw_rnn",
    "contrib.eager.enable_eager_execution": "enable_eager_execution",
    "contrib.eager.executing_eagerly": "executing_eagerly",
    "contrib.eager.in_eager_mode": "executing_eagerly",
    "contrib.eager.Variable": "Variable",
    "contrib.nn.conv1d_transpose": "nn.conv1d_transpose",
    "contrib.layers.arg_scope": "contrib.framework.arg_scope",
    "contrib.layers.add_arg_scope": "contrib.framework.add_arg_scope",
    "contrib.util.constant_value": "get_static_value",
    "contrib.framework.get_or_create_global_step": "train.get_or_create_global_step",
    "contrib.framework.get_global_step": "train.get_global_step",
    "ops.reset_default_graph": "reset_default_graph",
    "ops.get_default_graph": "get_default_graph",
    "ops.Graph": "Graph",
    "ops.GraphKeys": "GraphKeys",
    "ops.convert_to_tensor": "convert_to_tensor",
    "keras.losses.mean_squared_error": "keras.losses.mse",
    "keras.losses.mean_absolute_error": "keras.losses.mae",
    "keras.losses.mean_absolute_percentage_error": "keras.losses.mape",
    "keras.losses.mean_squared_logarithmic_error": "keras.losses.msle",
    "keras.metrics.mean_squared_error": "keras.metrics.mse",
    "keras.metrics.mean_absolute_error": "keras.metrics.mae",
    "keras.metrics.mean_absolute_percentage_error": "keras.metrics.mape",
    "keras.metrics.mean_squared_logarithmic_error": "keras.metrics.msle",
    "keras.initializers.normal": "keras.initializers.random_normal",
    "keras.initializers.uniform": "keras.initializers.random_uniform",
    "config.experimental_list_devices": "config.list_logical_devices",
}

#: old name -> (new name, renamed keywords, note)
_OTHERS: dict[str, tuple[str, tuple[tuple[str, str], ...], str]] = {
    "scalar_summary": ("summary.scalar", (("tags", "name"), ("values", "tensor")), ""),
    "histogram_summary": ("summary.histogram", (("tag", "name"), ("values", "values")), ""),
    "image_summary": (
        "summary.image",
        (("tag", "name"), ("max_images", "max_outputs")),
        "",
    ),
    "audio_summary": ("summary.audio", (("tag", "name"),), ""),
    "split_v": ("split", (("size_splits", "num_or_size_splits"), ("split_dim", "axis")), ""),
}

#: Modules that moved as a whole: what stands below them is found below the new path.
_MODULES = {
    "nn.seq2seq": "contrib.legacy_seq2seq",
    "models.rnn.rnn_cell": "nn.rnn_cell",
    "models.rnn.seq2seq": "contrib.legacy_seq2seq",
    "models.rnn.rnn": "nn",
    "models.rnn.ptb": "examples.tutorials.ptb",
    "learn": "contrib.learn",
    "contrib.skflow": "contrib.learn",
    "contrib.lite": "lite",
    "contrib.keras.python.keras": "keras",
    "contrib.keras.api.keras": "keras",
    "contrib.keras": "keras",
    "contrib.framework.CriticalSection": "CriticalSection",
    "contrib.linalg": "linalg",
    "contrib.linalg.LinearOperatorMatrix": "linalg.LinearOperatorFullMatrix",
    "contrib.linalg.LinearOperatorTriL": "linalg.LinearOperatorLowerTriangular",
    "contrib.linalg.LinearOperatorUDVHUpdate": "linalg.LinearOperatorLowRankUpdate",
    "contrib.signal": "signal",
    "contrib.tfprof": "profiler",
    "contrib.rnn.core_rnn_cell": "contrib.rnn",
    "contrib.rnn.core_rnn": "contrib.rnn",
    "contrib.rnn.rnn_cell": "contrib.rnn",
    "python.ops.rnn._best_effort_input_batch_size": "contrib.rnn.best_effort_input_batch_size",
    "python.ops.rnn._transpose_batch_time": "contrib.rnn.transpose_batch_time",
    "python.util.nest.is_sequence": "contrib.framework.nest.is_sequence",
    "python.estimator": "estimator",
    "python.estimator.canned": "estimator",
    "python.estimator.canned.baseline": "estimator",
    "python.estimator.canned.dnn": "estimator",
    "python.estimator.canned.dnn_linear_combined": "estimator",
    "python.estimator.canned.linear": "estimator",
    "python.estimator.estimator": "estimator",
    "python.estimator.export.export": "estimator.export",
    "python.estimator.export.export_output": "estimator.export",
    "python.estimator.exporter": "estimator",
    "python.estimator.inputs.inputs": "estimator.inputs",
    "python.estimator.inputs.numpy_io": "estimator.inputs",
    "python.estimator.inputs.pandas_io": "estimator.inputs",
    "python.estimator.model_fn": "estimator",
    "python.estimator.run_config": "estimator",
    "python.estimator.training": "estimator",
    "python.feature_column.feature_column": "feature_column",
    "python.graph_util": "graph_util",
    "python.client.graph_util": "graph_util",
    "python.ops.rnn_cell": "nn.rnn_cell",
    "python.ops.rnn_cell_impl": "nn.rnn_cell",
    "python.ops.rnn.rnn_cell_impl": "nn.rnn_cell",
    "python.ops.seq2seq": "contrib.legacy_seq2seq",
    "python.layers.core": "layers",
    "python.layers.layers": "layers",
    "python.layers.base": "layers",
    "python.layers.convolutional": "layers",
    "python.layers.normalization": "layers",
    "python.layers.pooling": "layers",
    "contrib.rnn.python.ops.core_rnn_cell": "contrib.rnn",
    "contrib.rnn.python.ops.core_rnn_cell_impl": "contrib.rnn.python.ops.core_rnn_cell",
    "contrib.rnn.python.ops.core_rnn": "contrib.rnn",
    "contrib.rnn.python.ops.rnn_cell": "contrib.rnn",
    "contrib.rnn.python.ops.rnn": "contrib.rnn",
    "contrib.rnn.python.ops.lstm_ops": "contrib.rnn",
    "contrib.rnn.python.ops.gru_ops": "contrib.rnn",
    "contrib.rnn.python.ops.fused_rnn_cell": "contrib.rnn",
    "contrib.rnn.python.ops": "contrib.rnn",
    "contrib.rnn.ops.rnn_cell": "contrib.rnn",
    "contrib.seq2seq.python.ops.loss": "contrib.seq2seq",
    "contrib.seq2seq.python.ops.seq2seq": "contrib.seq2seq",
    "contrib.seq2seq.python.ops": "contrib.seq2seq",
    "contrib.seq2seq.ops": "contrib.seq2seq",
    "contrib.legacy_seq2seq.python.ops.seq2seq": "contrib.legacy_seq2seq",
    "contrib.legacy_seq2seq.python.ops": "contrib.legacy_seq2seq",
    "contrib.crf.python.ops.crf": "contrib.crf",
    "contrib.crf.python.ops": "contrib.crf",
    "contrib.data.python.ops": "contrib.data",
    "contrib.eager.python": "contrib.eager",
    "contrib.eager.python.datasets": "contrib.eager",
    "contrib.eager.python.metrics": "contrib.eager.metrics",
    "contrib.eager.python.metrics_impl": "contrib.eager.metrics",
    "contrib.eager.python.network": "contrib.eager",
    "contrib.eager.python.saver": "contrib.eager",
    "contrib.eager.python.tfe": "contrib.eager",
    "contrib.image.python": "contrib.image",
    "contrib.image.python.ops": "contrib.image",
    "contrib.image.python.ops.dense_image_warp": "contrib.image",
    "contrib.image.python.ops.image_ops": "contrib.image",
    "contrib.image.python.ops.interpolate_spline": "contrib.image",
    "contrib.image.python.ops.sparse_image_warp": "contrib.image",
    "contrib.integrate.python": "contrib.integrate",
    "contrib.integrate.python.ops": "contrib.integrate",
    "contrib.integrate.python.ops.odes": "contrib.integrate",
    "contrib.losses.python.metric_learning": "contrib.losses.metric_learning",
    "contrib.losses.python.metric_learning.metric_loss_ops": "contrib.losses.metric_learning",
    "contrib.nn.python": "contrib.nn",
    "contrib.nn.python.ops": "contrib.nn",
    "contrib.nn.python.ops.alpha_dropout": "contrib.nn",
    "contrib.nn.python.ops.cross_entropy": "contrib.nn",
    "contrib.nn.python.ops.sampling_ops": "contrib.nn",
    "contrib.nn.python.ops.scaled_softplus": "contrib.nn",
    "contrib.resampler.python": "contrib.resampler",
    "contrib.resampler.python.ops": "contrib.resampler",
    "contrib.resampler.python.ops.resampler_ops": "contrib.resampler",
    "contrib.solvers.python": "contrib.solvers",
    "contrib.solvers.python.ops": "contrib.solvers",
    "contrib.solvers.python.ops.lanczos": "contrib.solvers.lanczos",
    "contrib.solvers.python.ops.least_squares": "contrib.solvers.least_squares",
    "contrib.solvers.python.ops.linear_equations": "contrib.solvers.linear_equations",
    "contrib.solvers.python.ops.util": "contrib.solvers.util",
    "contrib.copy_graph.python": "contrib.copy_graph",
    "contrib.copy_graph.python.util": "contrib.copy_graph",
    "contrib.copy_graph.python.util.copy_elements": "contrib.copy_graph",
    "contrib.sparsemax.python": "contrib.sparsemax",
    "contrib.sparsemax.python.ops": "contrib.sparsemax",
    "contrib.sparsemax.python.ops.sparsemax": "contrib.sparsemax",
    "contrib.sparsemax.python.ops.sparsemax_loss": "contrib.sparsemax",
    "contrib.layers.python.layers": "contrib.layers",
    "contrib.layers.python.layers.layers": "contrib.layers",
    "contrib.layers.python.layers.initializers": "contrib.layers",
    "contrib.layers.python.layers.regularizers": "contrib.layers",
    "contrib.layers.python.layers.optimizers": "contrib.layers",
    "contrib.framework.python.ops": "contrib.framework",
    "contrib.framework.python.ops.arg_scope": "contrib.framework",
    "contrib.framework.python.ops.variables": "contrib.framework",
    "contrib.framework.python.framework.checkpoint_utils": "contrib.framework",
    "contrib.lookup.lookup_ops": "contrib.lookup",
    "contrib.metrics.python.ops.metric_ops": "contrib.metrics",
    "contrib.training.python.training.hparam": "contrib.training",
    "contrib.learn.python.learn": "contrib.learn",
    "contrib.learn.python": "contrib.learn",
    "contrib.learn.python.learn.estimators._sklearn": "contrib.learn",
    "contrib.learn.python.learn.estimators.head": "contrib.learn.head",
    "contrib.learn.python.learn.evaluable": "contrib.learn",
    "contrib.learn.python.learn.experiment": "contrib.learn",
    "contrib.learn.python.learn.export_strategy": "contrib.learn",
    "contrib.learn.python.learn.learn_io": "contrib.learn.io",
    "contrib.learn.python.learn.metric_spec": "contrib.learn",
    "contrib.learn.python.learn.trainable": "contrib.learn",
    "contrib.learn.python.learn.datasets": "contrib.learn.datasets",
    "contrib.learn.python.learn.datasets.base": "contrib.learn.datasets.base",
    "contrib.learn.python.learn.datasets.base.load_boston": "contrib.learn.datasets.load_boston",
    "contrib.learn.python.learn.datasets.base.load_iris": "contrib.learn.datasets.load_iris",
    "contrib.learn.datasets.base.load_boston": "contrib.learn.datasets.load_boston",
    "contrib.learn.datasets.base.load_iris": "contrib.learn.datasets.load_iris",
    "contrib.learn.python.learn.datasets.mnist": "contrib.learn.datasets.mnist",
    "contrib.learn.python.learn.preprocessing": "contrib.learn.preprocessing",
    "contrib.learn.python.learn.preprocessing.categorical": "contrib.learn.preprocessing",
    "contrib.learn.python.learn.preprocessing.categorical_vocabulary": (
        "contrib.learn.preprocessing"
    ),
    "contrib.learn.python.learn.preprocessing.text": "contrib.learn.preprocessing",
    "contrib.slim.python.slim": "contrib.slim",
    "contrib.slim.python.slim.nets": "contrib.slim.nets",
    # names that are public elsewhere today
    "contrib.feature_column.sequence_categorical_column_with_hash_bucket": (
        "feature_column.sequence_categorical_column_with_hash_bucket"
    ),
    "contrib.feature_column.sequence_categorical_column_with_identity": (
        "feature_column.sequence_categorical_column_with_identity"
    ),
    "contrib.feature_column.sequence_categorical_column_with_vocabulary_file": (
        "feature_column.sequence_categorical_column_with_vocabulary_file"
    ),
    "contrib.feature_column.sequence_categorical_column_with_vocabulary_list": (
        "feature_column.sequence_categorical_column_with_vocabulary_list"
    ),
    "contrib.feature_column.sequence_numeric_column": "feature_column.sequence_numeric_column",
    # names inside internal modules that notebooks take
    "python.ops.rnn.rnn": "nn.static_rnn",
    "python.ops.rnn.bidirectional_rnn": "nn.static_bidirectional_rnn",
    "python.ops.rnn.state_saving_rnn": "nn.static_state_saving_rnn",
    "nn.rnn_cell._linear": "contrib.rnn.python.ops.core_rnn_cell._linear",
    "nn.rnn_cell.linear": "contrib.rnn.python.ops.core_rnn_cell._linear",
    "models.rnn.linear.linear": "contrib.rnn.python.ops.core_rnn_cell._linear",
    "contrib.rnn._linear": "contrib.rnn.python.ops.core_rnn_cell._linear",
    "contrib.rnn._Linear": "contrib.rnn.python.ops.core_rnn_cell._Linear",
}
_DATA_OPS = (
    "batching counter enumerate_ops error_ops get_single_element grouping interleave_ops "
    "iterator_ops parsing_ops prefetching_ops random_ops readers resampling scan_ops shuffle_ops "
    "sliding unique writers"
)
# What `tensorflow.python` itself showed of its packages: `from tensorflow.python import array_ops`.
_SHOWN = {
    "framework": "constant_op dtypes errors ops random_seed sparse_tensor tensor_shape "
    "tensor_spec tensor_util",
    "ops": "array_ops check_ops clip_ops control_flow_ops control_flow_util linalg_ops_impl "
    "list_ops map_fn math_ops nn_ops random_ops resource_variable_ops rnn rnn_cell sets "
    "sparse_ops state_ops tensor_array_ops",
    "platform": "app flags gfile resource_loader sysconfig test tf_logging",
    "util": "compat deprecation nest tf_inspect",
}
_MODULES |= {
    f"python.{module}": f"python.{package}.{module}"
    for package, modules in _SHOWN.items()
    for module in modules.split()
}
_OPTIMIZERS = "adadelta adagrad adam adamax ftrl gradient_descent nadam rmsprop"
_MODULES |= {
    f"python.keras.optimizer_v2.{name}": "keras.optimizers" for name in _OPTIMIZERS.split()
}
_OPTIMIZERS = (
    "adam_gs_optimizer adamax addsign drop_stale_gradient_optimizer external_optimizer "
    "lars_optimizer lazy_adam_gs_optimizer lazy_adam_optimizer moving_average_optimizer "
    "multitask_optimizer_wrapper nadam_optimizer powersign reg_adagrad_optimizer "
    "variable_clipping_optimizer weight_decay_optimizers"
)
_MODULES |= {f"contrib.data.python.ops.{name}": "contrib.data" for name in _DATA_OPS.split()}
_MODULES |= {f"contrib.opt.python.training.{name}": "contrib.opt" for name in _OPTIMIZERS.split()}
_MODULES |= {
    f"python.{name}": name for name in ("distributions", "linalg", "losses", "metrics", "nn")
}
MODULES = {f"tensorflow.{old}": f"tensorflow.{new}" for old, new in _MODULES.items()}


#: Methods with another name before 1.0, by class.
METHODS = {"TensorArray": {"pack": "stack", "unpack": "unstack"}}
_EXPORT = (
    "it wrote a session bundle, which nothing reads today: use export_savedmodel(folder, "
    "serving_input_fn)"
)
#: Methods that objects of `reference` have not, by class, and what to do.
LOST_METHODS = {
    f"contrib.learn.{name}": {"export": _EXPORT}
    for name in (
        *("Estimator", "LogisticRegressor", "DNNClassifier", "DNNEstimator", "DNNRegressor"),
        *("LinearClassifier", "LinearEstimator", "LinearRegressor"),
        *("DNNLinearCombinedClassifier", "DNNLinearCombinedEstimator"),
        "DNNLinearCombinedRegressor",
    )
}


# Names of these parts are of 1.x, and 1.15 has most of them.
_LATER = ("contrib.", "keras.", "config.", "image.")
#: Names that only TensorFlow before 1.0 had.
BEFORE_1_0 = frozenset(
    f"tensorflow.{old}"
    for old in (*_SAME_ARGUMENTS, *_OTHERS, "nn.seq2seq", "models.rnn")
    if not old.startswith(_LATER)
)


def renames() -> dict[str, Rename]:
    """Return all rows by old name.

    >>> renames()["tensorflow.mul"].new
    'tensorflow.multiply'
    """
    prefix = "tensorflow."
    rows = {prefix + o: Rename(prefix + o, prefix + n) for o, n in _SAME_ARGUMENTS.items()}
    for old, (new, keywords, note) in _OTHERS.items():
        rows[prefix + old] = Rename(prefix + old, prefix + new, keywords, note)
    return rows

"""Models written as SavedModels: signatures, folders, strategies.

Source: TensorFlow 1.15, ``tf.contrib.learn.utils.saved_model_export_utils``.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column import create_feature_spec_for_parsing
from reference.contrib.learn.estimators.constants import (
    COLLECTION_DEF_KEY_FOR_INPUT_FEATURE_KEYS,
    ProblemType,
)
from reference.contrib.learn.estimators.metric_key import MetricKey
from reference.contrib.learn.estimators.prediction_key import PredictionKey
from reference.contrib.learn.export_strategy import ExportStrategy
from reference.contrib.learn.utils import gc
from reference.contrib.learn.utils.input_fn_utils import InputFnOps, build_parsing_serving_input_fn
from reference.estimator.estimator import Estimator
from reference.estimator.export.receivers import build_parsing_serving_input_receiver_fn

__all__ = [
    "DEFAULT_INPUT_ALTERNATIVE_KEY",
    "FEATURES_INPUT_ALTERNATIVE_KEY",
    "MAX_DIRECTORY_CREATION_ATTEMPTS",
    "BestModelSelector",
    "build_all_signature_defs",
    "build_standardized_signature_def",
    "extend_export_strategy",
    "garbage_collect_exports",
    "get_input_alternatives",
    "get_most_recent_export",
    "get_output_alternatives",
    "get_temp_export_dir",
    "get_timestamped_export_dir",
    "make_best_model_export_strategy",
    "make_export_strategy",
    "make_parsing_export_strategy",
]

DEFAULT_INPUT_ALTERNATIVE_KEY = "default_input_alternative"
FEATURES_INPUT_ALTERNATIVE_KEY = "features_input_alternative"
MAX_DIRECTORY_CREATION_ATTEMPTS = 10
_DEFAULT_OUTPUT_ALTERNATIVE_KEY = "default_output_alternative"

Tensors = Mapping[str, tf.Tensor]


def _first_of(tensors: Tensors, *names: str) -> Any:
    return next((tensors[name] for name in names if tensors.get(name) is not None), None)


def build_standardized_signature_def(
    input_tensors: Tensors, output_tensors: Tensors, problem_type: int
) -> Any:
    """The signature of a problem: its own where inputs and outputs allow it, else of prediction.

    Args:
      input_tensors, output_tensors: tensors by name.
      problem_type: a `ProblemType`.

    Raises:
      ValueError: there are no inputs or no outputs.

    Source: ``build_standardized_signature_def`` of TensorFlow 1.15's ``contrib/learn``.
    """
    if not input_tensors:
        raise ValueError("input_tensors must be provided.")
    if not output_tensors:
        raise ValueError("output_tensors must be provided.")
    builder = tf.saved_model.signature_def_utils
    examples = next(iter(input_tensors.values())) if len(input_tensors) == 1 else None
    only = next(iter(output_tensors.values())) if len(output_tensors) == 1 else None
    if problem_type in (ProblemType.CLASSIFICATION, ProblemType.LOGISTIC_REGRESSION):
        scores = _first_of(output_tensors, PredictionKey.SCORES, PredictionKey.PROBABILITIES)
        classes = output_tensors.get(PredictionKey.CLASSES)
        if classes is not None and classes.dtype != tf.string:
            classes = None
        if classes is None and scores is None and only is not None:
            classes, scores = (only, None) if only.dtype == tf.string else (None, only)
        if examples is not None and not (classes is None and scores is None):
            return builder.classification_signature_def(examples, classes, scores)
    is_regression = problem_type == ProblemType.LINEAR_REGRESSION
    if is_regression and examples is not None and only is not None:
        return builder.regression_signature_def(examples, only)
    return builder.predict_signature_def(dict(input_tensors), dict(output_tensors))


def get_input_alternatives(input_ops: Any) -> tuple[dict[str, Tensors], Any]:
    """The ways to feed a model by name, and its features.

    Args:
      input_ops: an `InputFnOps`, or features and labels.

    Raises:
      ValueError: there are no features.

    Source: ``get_input_alternatives`` of TensorFlow 1.15's ``contrib/learn``.
    """
    alternatives = {}
    if isinstance(input_ops, InputFnOps):
        alternatives[DEFAULT_INPUT_ALTERNATIVE_KEY] = input_ops.default_inputs
    features = input_ops[0]
    if not features:
        raise ValueError("Features must be defined.")
    return alternatives, features


def get_output_alternatives(
    model_fn_ops: Any, default_output_alternative_key: str | None = None
) -> tuple[dict[Any, tuple[int, Tensors]], Any]:
    """The outputs of a model by name, and the name of the default one.

    Args:
      model_fn_ops: a `ModelFnOps`; its predictions are the output where it names none.
      default_output_alternative_key: which of several outputs is the default.

    Raises:
      ValueError: there is no such output, or there are several and none is named.

    Source: ``get_output_alternatives`` of TensorFlow 1.15's ``contrib/learn``.
    """
    outputs = model_fn_ops.output_alternatives
    wanted = default_output_alternative_key
    if not outputs:
        if wanted:
            raise ValueError(
                f"Requested default_output_alternative: {wanted}, but available "
                "output_alternatives are: []"
            )
        tensors = model_fn_ops.predictions
        if not isinstance(tensors, dict):
            tensors = {PredictionKey.GENERIC: tensors}
        made = (ProblemType.UNSPECIFIED, tensors)
        return {_DEFAULT_OUTPUT_ALTERNATIVE_KEY: made}, _DEFAULT_OUTPUT_ALTERNATIVE_KEY
    if wanted:
        if wanted in outputs:
            return outputs, wanted
        raise ValueError(
            f"Requested default_output_alternative: {wanted}, but available output_alternatives "
            f"are: {sorted(outputs)}"
        )
    if len(outputs) == 1:
        return outputs, next(iter(outputs))
    raise ValueError(
        "Please specify a default_output_alternative.  Available output_alternatives are: "
        f"{sorted(outputs)}"
    )


def build_all_signature_defs(
    input_alternatives: Mapping[str, Tensors],
    output_alternatives: Mapping[Any, tuple[int, Tensors]],
    actual_default_output_alternative_key: Any,
) -> dict[str, Any]:
    """The signatures of all inputs with all outputs, and the default one.

    Raises:
      ValueError: there is no default input.

    Source: ``build_all_signature_defs`` of TensorFlow 1.15's ``contrib/learn``.
    """
    made = {
        f"{input_key}:{output_key or 'None'}": build_standardized_signature_def(
            inputs, outputs, problem_type
        )
        for input_key, inputs in input_alternatives.items()
        for output_key, (problem_type, outputs) in output_alternatives.items()
    }
    inputs = input_alternatives.get(DEFAULT_INPUT_ALTERNATIVE_KEY)
    if not inputs:
        raise ValueError("A default input_alternative must be provided.")
    problem_type, outputs = output_alternatives[actual_default_output_alternative_key]
    made[tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY] = build_standardized_signature_def(
        inputs, outputs, problem_type
    )
    return made


def get_timestamped_export_dir(export_dir_base: Any) -> bytes:
    """A folder of this second's name below a folder, that does not exist yet: its path in bytes.

    Raises:
      RuntimeError: the folders of ten seconds exist.

    Source: ``get_timestamped_export_dir`` of TensorFlow 1.15's ``contrib/learn``.
    """
    base = os.fsencode(export_dir_base)
    for attempt in range(1, MAX_DIRECTORY_CREATION_ATTEMPTS + 1):
        folder = os.path.join(base, str(int(time.time())).encode())
        if not tf.gfile.Exists(folder):
            return folder
        time.sleep(1)
        tf.logging.warning(
            "Export directory %s already exists; retrying (attempt %d/%d)",
            folder,
            attempt,
            MAX_DIRECTORY_CREATION_ATTEMPTS,
        )
    raise RuntimeError(
        "Failed to obtain a unique export directory name after "
        f"{MAX_DIRECTORY_CREATION_ATTEMPTS} attempts."
    )


def get_temp_export_dir(timestamped_export_dir: Any) -> bytes:
    """The path that an export has until it is whole: beside the folder, ``temp-`` before its name.

    Source: ``get_temp_export_dir`` of TensorFlow 1.15's ``contrib/learn``.
    """
    above, name = os.path.split(os.fsencode(timestamped_export_dir))
    return os.path.join(above, b"temp-" + name)


class Export:
    """A SavedModel on its way: written below a temporary name, in its place when it is whole.

    Args:
      base: folder that gets a folder named by the time.
    """

    def __init__(self, base: Any) -> None:
        self._folder = get_timestamped_export_dir(base)
        self._temporary = get_temp_export_dir(self._folder)
        self._builder = tf.saved_model.Builder(os.fsdecode(self._temporary))

    def add(
        self,
        made: Any,
        inputs: Mapping[str, Tensors],
        default_output_alternative_key: str | None,
        checkpoint_path: str,
        tags: Sequence[str],
        strip_default_attrs: bool,
    ) -> None:
        """Adds the default graph, which infers, with the variables of a checkpoint.

        Args:
          made: the `ModelFnOps` of the graph.
          inputs: ways to feed it, by name.
          default_output_alternative_key: which of several outputs is the default.
        """
        outputs, default = get_output_alternatives(made, default_output_alternative_key)
        signatures = build_all_signature_defs(inputs, outputs, default)
        # What a served graph does before its first run.
        init_op = tf.group(tf.local_variables_initializer(), tf.tables_initializer())
        with tf.Session("") as session:
            saver = made.scaffold.saver if made.scaffold is not None else None
            if saver is None:
                saver = tf.train.Saver(sharded=True)
            saver.restore(session, checkpoint_path)
            self._builder.add_meta_graph_and_variables(
                session,
                list(tags),
                signature_def_map=signatures,
                assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
                main_op=init_op,
                strip_default_attrs=strip_default_attrs,
            )

    def finish(self, as_text: bool, assets_extra: Mapping[str, str] | None) -> bytes:
        """Writes it, and puts it in its place; returns the path, in bytes as 1.15 did."""
        for relative, source in (assets_extra or {}).items():
            target = os.path.join(self._temporary, b"assets.extra", os.fsencode(relative))
            tf.gfile.MakeDirs(os.path.dirname(target))
            tf.gfile.Copy(source, target)
        self._builder.save(as_text)
        tf.gfile.Rename(self._temporary, self._folder)
        return self._folder


def note_feature_names(names: Iterable[str]) -> None:
    """Writes the names of features into the default graph, for those who read the export."""
    for name in names:
        tf.add_to_collection(COLLECTION_DEF_KEY_FOR_INPUT_FEATURE_KEYS, name)


def _export_version(path: gc.Path) -> gc.Path | None:
    name = os.path.basename(path.path)
    if len(name) != 10 or not name.isdigit():
        return None
    return path._replace(export_version=int(name))


def get_most_recent_export(export_dir_base: Any) -> gc.Path | None:
    """The last export below a folder, None if there is none.

    Source: ``get_most_recent_export`` of TensorFlow 1.15's ``contrib/learn``.
    """
    latest = gc.largest_export_versions(1)(gc.get_paths(export_dir_base, _export_version))
    return latest[0] if latest else None


def garbage_collect_exports(export_dir_base: Any, exports_to_keep: int | None) -> None:
    """Deletes all but the last exports below a folder; none if ``exports_to_keep`` is None.

    Source: ``garbage_collect_exports`` of TensorFlow 1.15's ``contrib/learn``.
    """
    if exports_to_keep is None:
        return
    old = gc.negation(gc.largest_export_versions(exports_to_keep))
    for path in old(gc.get_paths(export_dir_base, _export_version)):
        try:
            tf.gfile.DeleteRecursively(path.path)
        except tf.errors.NotFoundError as error:
            tf.logging.warning("Can not delete %s recursively: %s", path.path, error)


def make_export_strategy(
    serving_input_fn: Callable[[], Any],
    default_output_alternative_key: str | None = None,
    assets_extra: Mapping[str, str] | None = None,
    as_text: bool = False,
    exports_to_keep: int | None = 5,
    strip_default_attrs: bool | None = None,
) -> ExportStrategy:
    """A strategy that writes SavedModels.

    Args:
      serving_input_fn, default_output_alternative_key, assets_extra, as_text, strip_default_attrs:
        as ``Estimator.export_savedmodel`` takes them.
      exports_to_keep: how many exports are kept; all if None.

    Raises:
      ValueError: when it exports; a key for an estimator of ``reference.estimator``.

    Source: ``tf.contrib.learn.make_export_strategy`` of TensorFlow 1.15.
    """

    def export_fn(
        estimator: Any,
        export_dir_base: Any,
        checkpoint_path: str | None = None,
        strip_default_attrs: bool = False,
    ) -> Any:
        options: dict[str, Any] = {}
        if not isinstance(estimator, Estimator):
            options["default_output_alternative_key"] = default_output_alternative_key
        elif default_output_alternative_key is not None:
            raise ValueError(
                "default_output_alternative_key is not supported in core Estimator. Given: "
                f"{default_output_alternative_key}"
            )
        written = estimator.export_savedmodel(
            export_dir_base,
            serving_input_fn,
            assets_extra=assets_extra,
            as_text=as_text,
            checkpoint_path=checkpoint_path,
            strip_default_attrs=bool(strip_default_attrs),
            **options,
        )
        garbage_collect_exports(export_dir_base, exports_to_keep)
        return written

    return ExportStrategy("Servo", export_fn, strip_default_attrs)


def make_parsing_export_strategy(
    feature_columns: Any,
    default_output_alternative_key: str | None = None,
    assets_extra: Mapping[str, str] | None = None,
    as_text: bool = False,
    exports_to_keep: int | None = 5,
    target_core: bool = False,
    strip_default_attrs: bool | None = None,
) -> ExportStrategy:
    """A strategy that writes SavedModels of models that read ``tf.Example`` messages.

    Args:
      feature_columns: columns of `contrib.layers`, all that the model has.
      target_core: whether the estimator is one of ``reference.estimator``.
      default_output_alternative_key, assets_extra, as_text, exports_to_keep, strip_default_attrs:
        as `make_export_strategy` takes them.

    Source: ``make_parsing_export_strategy`` of TensorFlow 1.15's ``contrib/learn``.
    """
    spec = create_feature_spec_for_parsing(feature_columns)
    if target_core:
        serving_input_fn = build_parsing_serving_input_receiver_fn(spec)
    else:
        serving_input_fn = build_parsing_serving_input_fn(spec)
    return make_export_strategy(
        serving_input_fn,
        default_output_alternative_key=default_output_alternative_key,
        assets_extra=assets_extra,
        as_text=as_text,
        exports_to_keep=exports_to_keep,
        strip_default_attrs=strip_default_attrs,
    )


def _smaller_loss(best: Any, candidate: Any) -> bool:
    loss = MetricKey.LOSS
    for name, found in (("curr_best", best), ("cand", candidate)):
        if not found or loss not in found:
            raise ValueError(f"{name}_eval_result cannot be empty or no loss is found in it.")
    return bool(best[loss] > candidate[loss])


class BestModelSelector:
    """Remembers the best evaluation.

    Args:
      event_file_pattern: pattern of event files whose evaluations count too.
      compare_fn: takes the best evaluation and another one; whether the other one is better. The
        smaller loss is, if None.

    Source: ``BestModelSelector`` of TensorFlow 1.15's ``contrib/learn``.
    """

    def __init__(
        self,
        event_file_pattern: str | None = None,
        compare_fn: Callable[[Any, Any], bool] | None = None,
    ) -> None:
        self._compare_fn = compare_fn or _smaller_loss
        self._best_eval_result: Any = None
        for path in tf.gfile.Glob(event_file_pattern) if event_file_pattern else ():
            for event in tf.train.summary_iterator(path):
                if event.HasField("summary"):
                    values = [v for v in event.summary.value if v.HasField("simple_value")]
                    self._better({value.tag: value.simple_value for value in values})

    def _better(self, found: Any) -> bool:
        best = self._best_eval_result
        if best is not None and not self._compare_fn(best, found):
            return False
        self._best_eval_result = found
        return True

    def update(self, checkpoint_path: str, eval_result: Any) -> tuple[str, Any]:
        """The checkpoint and its evaluation if it is the best so far; ``""`` and None if not.

        Raises:
          ValueError: there is no checkpoint, or no evaluation.
        """
        if not checkpoint_path:
            raise ValueError("Checkpoint path is empty.")
        if eval_result is None:
            raise ValueError("%s has empty evaluation results.", checkpoint_path)
        return (checkpoint_path, eval_result) if self._better(eval_result) else ("", None)


def make_best_model_export_strategy(
    serving_input_fn: Callable[[], Any],
    exports_to_keep: int | None = 1,
    model_dir: str | None = None,
    event_file_pattern: str | None = None,
    compare_fn: Callable[[Any, Any], bool] | None = None,
    default_output_alternative_key: str | None = None,
    strip_default_attrs: bool | None = None,
) -> ExportStrategy:
    """A strategy that exports a model when its evaluation is the best so far.

    Args:
      model_dir, event_file_pattern: where event files of earlier evaluations are.
      compare_fn: as `BestModelSelector` takes it.
      serving_input_fn, exports_to_keep, default_output_alternative_key, strip_default_attrs: as
        `make_export_strategy` takes them.

    Source: ``make_best_model_export_strategy`` of TensorFlow 1.15's ``contrib/learn``.
    """
    strategy = make_export_strategy(
        serving_input_fn,
        exports_to_keep=exports_to_keep,
        default_output_alternative_key=default_output_alternative_key,
        strip_default_attrs=strip_default_attrs,
    )
    pattern = None
    if model_dir and event_file_pattern:
        pattern = os.path.join(model_dir, event_file_pattern)
    selector = BestModelSelector(pattern, compare_fn)

    def export_fn(
        estimator: Any, export_dir_base: Any, checkpoint_path: Any, eval_result: Any = None
    ) -> Any:
        checkpoint_path = checkpoint_path or tf.train.latest_checkpoint(estimator.model_dir)
        path, result = selector.update(checkpoint_path, eval_result)
        if not path or result is None:
            return ""
        folder = os.path.join(os.fsdecode(export_dir_base), os.path.basename(os.fsdecode(path)))
        return strategy.export(estimator, folder, path, result)

    return ExportStrategy("best_model", export_fn)


def extend_export_strategy(
    base_export_strategy: ExportStrategy,
    post_export_fn: Callable[[Any, Any], Any],
    post_export_name: str | None = None,
) -> ExportStrategy:
    """A strategy that does something with what another one wrote.

    Args:
      base_export_strategy: the other one.
      post_export_fn: takes the path that it returned, in bytes, and one beside to write to; returns
        that, which takes the export's place.
      post_export_name: name of the strategy; that of the other one if None.

    Raises:
      ValueError: when it exports; the function returns a path that is not the one it was given.

    Source: ``extend_export_strategy`` of TensorFlow 1.15's ``contrib/learn``.
    """

    def export_fn(estimator: Any, export_dir_base: Any, checkpoint_path: Any = None) -> str:
        base = os.fsdecode(export_dir_base)
        first = _made_folder(base, "temp-base-export-", "base")
        exported = base_export_strategy.export(estimator, first, checkpoint_path)
        second = _made_folder(base, "temp-post-export-", "temp")
        extended = os.fsdecode(post_export_fn(exported, second))
        if not extended.startswith(second):
            raise ValueError(f"post_export_fn must return a sub-directory of {second}")
        final = os.path.join(base, os.path.relpath(extended, second))
        if tf.gfile.Exists(final):
            raise RuntimeError("Failed to obtain final export directory")
        tf.gfile.Rename(extended, final)
        tf.gfile.DeleteRecursively(first)
        tf.gfile.DeleteRecursively(second)
        return final

    return ExportStrategy(post_export_name or base_export_strategy.name, export_fn)


def _made_folder(base: str, prefix: str, what: str) -> str:
    folder = os.path.join(base, f"{prefix}{int(time.time())}")
    if tf.gfile.Exists(folder):
        raise RuntimeError(f"Failed to obtain {what} export directory")
    tf.gfile.MakeDirs(folder)
    return folder

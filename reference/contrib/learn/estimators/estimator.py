"""A model that is given as a function: trained, evaluated, asked and exported from a folder.

Source: TensorFlow 1.15, ``tf.contrib.learn.BaseEstimator`` and ``Estimator``.
"""

import abc
import copy
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference import seeds
from reference.contrib.framework.checkpoints import list_variables, load_variable
from reference.contrib.learn import monitors as monitor_lib
from reference.contrib.learn.estimators import evaluation
from reference.contrib.learn.estimators.array_inputs import (
    check_inputs,
    infer_real_valued_columns_from_input,
    infer_real_valued_columns_from_input_fn,
    inputs_of,
)
from reference.contrib.learn.estimators.metric_key import MetricKey
from reference.contrib.learn.estimators.model_fn import ModeKeys, ModelFnOps
from reference.contrib.learn.estimators.parameters import NotFittedError, Parameterized
from reference.contrib.learn.estimators.predictions import iterated
from reference.contrib.learn.estimators.run_config import RunConfig
from reference.contrib.learn.estimators.sk_compat import SKCompat
from reference.contrib.learn.estimators.tensor_signature import (
    create_placeholders_from_signatures,
    create_signatures,
    tensors_compatible,
)
from reference.contrib.learn.evaluable import Evaluable
from reference.contrib.learn.trainable import Trainable
from reference.contrib.learn.utils import saved_model_export_utils
from reference.contrib.training.evaluation import StopAfterNEvalsHook, evaluate_once
from reference.estimator.arguments import argument_names
from reference.estimator.spec import chosen
from reference.estimator.training_run import read_global_step

__all__ = [
    "BaseEstimator",
    "Estimator",
    "GraphRewriteSpec",
    "NotFittedError",
    "SKCompat",
    "infer_real_valued_columns_from_input",
    "infer_real_valued_columns_from_input_fn",
]

# What lives on parameter servers.
_STATE_OPS = (
    "Variable",
    "VariableV2",
    "AutoReloadVariable",
    "MutableHashTable",
    "MutableHashTableV2",
    "MutableHashTableOfTensors",
    "MutableHashTableOfTensorsV2",
    "MutableDenseHashTable",
    "MutableDenseHashTableV2",
    "VarHandleOp",
)


class GraphRewriteSpec(NamedTuple):
    """Tags of an exported graph, and how it is transformed before.

    Source: ``GraphRewriteSpec`` of TensorFlow 1.15's ``contrib/learn``.
    """

    tags: Any
    transforms: Any


def _device_function(config: Any) -> Any:
    if config.num_ps_replicas <= 0:
        return None
    worker = "/job:worker"
    if config.task_type:
        worker = f"/job:{config.task_type}/task:{config.task_id}"
    return tf.train.replica_device_setter(
        ps_tasks=config.num_ps_replicas,
        worker_device=worker,
        merge_devices=True,
        ps_ops=list(_STATE_OPS),
        cluster=config.cluster_spec,
    )


class BaseEstimator(Parameterized, Evaluable, Trainable):
    """What all estimators do; a subclass says what a batch's graph is made of.

    Each call of `fit`, `evaluate` and `predict` makes a graph of its own, with the seed
    ``config.tf_random_seed``, and takes the variables from the folder's latest checkpoint: what
    the default graph holds, its seed too, has no part in it.

    Args:
      model_dir: folder of checkpoints and events; that of ``config`` if None, and a temporary one
        if there is none.
      config: a `RunConfig`.

    Raises:
      ValueError: two different folders are given.

    Source: ``tf.contrib.learn.BaseEstimator`` of TensorFlow 1.15.
    """

    _Config = RunConfig

    def __init__(self, model_dir: str | None = None, config: Any = None) -> None:
        if config is None:
            config = BaseEstimator._Config()
            tf.logging.info("Using default config.")
        self._session_config = config.session_config
        if self._session_config is None:
            self._session_config = tf.ConfigProto(allow_soft_placement=True)
        if model_dir is not None and config.model_dir not in (None, model_dir):
            raise ValueError(
                "model_dir are set both in constructor and RunConfig, but with different values. "
                f"In constructor: '{model_dir}', in RunConfig: '{config.model_dir}' "
            )
        self._model_dir: Any = model_dir or config.model_dir
        if self._model_dir is None:
            self._model_dir = tempfile.mkdtemp()
            tf.logging.warning("Using temporary folder as model directory: %s", self._model_dir)
        if config.model_dir is None:
            config = config.replace(model_dir=self._model_dir)
        self._config = config
        tf.logging.info("Using config: %s", vars(config))
        self._device_fn = _device_function(config)
        self._features_info: Any = None
        self._labels_info: Any = None
        self._graph: Any = None

    @property
    def config(self) -> Any:
        """A copy of the settings."""
        return copy.deepcopy(self._config)

    @property
    def model_dir(self) -> str:
        """The folder of checkpoints and events."""
        return str(self._model_dir)

    @property
    def model_fn(self) -> Callable[..., Any]:
        """The model function with ``params`` given: ``(features, labels, mode, config)``."""

        def public_model_fn(features: Any, labels: Any, mode: str, config: Any) -> Any:
            return self._call_model_fn(features, labels, mode, config=config)

        return public_model_fn

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        steps: int | None = None,
        batch_size: int | None = None,
        monitors: Any = None,
        max_steps: int | None = None,
    ) -> "BaseEstimator":
        """Trains on from the latest checkpoint until the input ends or steps are made.

        Args:
          x: array of shape [rows, ...], data frame, or arrays by name.
          y: labels, as ``x``.
          input_fn: in place of both, a function that returns features and labels, tensors each.
          steps: how many steps this call makes.
          batch_size: rows of ``x`` in a batch; all if None.
          monitors: list of `monitors` and session hooks.
          max_steps: at which global step to stop; nothing is done if it is reached already.

        Returns:
          The estimator.

        Raises:
          ValueError: inputs are given both ways or not at all, both kinds of steps are given, or
            inputs are of another kind than those of the last call.

        Source: ``tf.contrib.learn.Estimator.fit`` of TensorFlow 1.15.
        """
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        check_inputs(x, y, input_fn, None, batch_size)
        if x is not None:
            SKCompat(self).fit(x, y, batch_size, steps, max_steps, monitors)
            return self
        if max_steps is not None and max_steps <= self._steps_made():
            tf.logging.info("Skipping training since max_steps has already saved.")
            return self
        hooks = monitor_lib.replace_monitors_with_hooks(monitors, self)
        if steps is not None or max_steps is not None:
            hooks.append(tf.train.StopAtStepHook(steps, max_steps))
        loss = self._train_model(input_fn=input_fn, hooks=hooks)
        tf.logging.info("Loss for final step: %s.", loss)
        return self

    def partial_fit(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        steps: int | None = 1,
        batch_size: int | None = None,
        monitors: Any = None,
    ) -> "BaseEstimator":
        """`fit` for one step, unless more are asked for.

        Args:
          x, y, input_fn, steps, batch_size, monitors: as `fit` takes them.

        Source: ``tf.contrib.learn.Estimator.partial_fit`` of TensorFlow 1.15.
        """
        tf.logging.warning(
            "The current implementation of partial_fit is not optimized for use in a loop. "
            "Consider using fit() instead."
        )
        return self.fit(
            x=x, y=y, input_fn=input_fn, steps=steps, batch_size=batch_size, monitors=monitors
        )

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        feed_fn: Any = None,
        batch_size: int | None = None,
        steps: int | None = None,
        metrics: Any = None,
        name: str | None = None,
        checkpoint_path: str | None = None,
        hooks: Any = None,
        log_progress: bool = True,
    ) -> dict[str, Any]:
        """Evaluates a checkpoint, and adds what it finds to the events below the folder.

        Args:
          x, y, input_fn, batch_size: as `fit` takes them.
          feed_fn: a function that returns what to feed to the tensors of ``input_fn``.
          steps: how many batches; until the input ends if None.
          metrics: more metrics than the model's: name -> `MetricSpec`.
          name: tells several evaluations of one model apart.
          checkpoint_path: the checkpoint; the latest if None.
          hooks: session hooks.
          log_progress: whether to log how far it is.

        Returns:
          Values of the metrics by name, ``loss`` and ``global_step`` among them.

        Raises:
          NotFittedError: there is no checkpoint.
          ValueError: inputs are given both ways or not at all, inputs are of another kind than
            those of the last call, or metrics are no dictionary.

        Source: ``tf.contrib.learn.Estimator.evaluate`` of TensorFlow 1.15.
        """
        check_inputs(x, y, input_fn, feed_fn, batch_size)
        if x is not None:
            scored: dict[str, Any] = SKCompat(self).score(x, y, batch_size, steps, metrics, name)
            return scored
        if metrics is not None and not isinstance(metrics, dict):
            raise ValueError(f"Metrics argument should be None or dict. Got {metrics}.")
        results, step = self._evaluate_model(
            input_fn=input_fn,
            feed_fn=feed_fn,
            steps=steps,
            metrics=metrics,
            name=name,
            checkpoint_path=checkpoint_path,
            hooks=hooks,
            log_progress=log_progress,
        )
        results["global_step"] = step
        return results

    def predict(
        self,
        x: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        outputs: Any = None,
        as_iterable: bool = True,
        iterate_batches: bool = False,
    ) -> Any:
        """Predicts for all rows of arrays, or as long as the input lasts.

        Args:
          x, input_fn, batch_size: as `fit` takes them; labels are set aside.
          outputs: names of the predictions that are wanted; all if None.
          as_iterable: whether predictions come one by one; all rows of ``x``, or the first batch of
            ``input_fn``, if False.
          iterate_batches: whether they come batch by batch instead of row by row.

        Returns:
          An iterator of predictions of one row (or batch), arrays or arrays by name; else arrays
          of all rows.

        Raises:
          NotFittedError: there is no checkpoint.
          ValueError: inputs are given both ways or not at all, or no prediction has such a name.

        Source: ``tf.contrib.learn.Estimator.predict`` of TensorFlow 1.15.
        """
        check_inputs(x, None, input_fn, None, batch_size)
        if x is not None and not as_iterable:
            return SKCompat(self).predict(x, batch_size)
        feed_fn = None
        if input_fn is None:
            input_fn, feed_fn = inputs_of(x, None, batch_size)
        return self._infer_model(
            input_fn=input_fn,
            feed_fn=feed_fn,
            outputs=outputs,
            as_iterable=as_iterable,
            iterate_batches=iterate_batches,
        )

    def get_variable_value(self, name: str) -> Any:
        """The value of a variable in the latest checkpoint, a NumPy array."""
        return load_variable(self.model_dir, name)

    def get_variable_names(self) -> list[str]:
        """Names of all variables of the latest checkpoint."""
        return [name for name, _ in list_variables(self.model_dir)]

    @abc.abstractmethod
    def _get_train_ops(self, features: Any, labels: Any) -> ModelFnOps:
        """What a step of training is made of."""

    @abc.abstractmethod
    def _get_predict_ops(self, features: Any) -> ModelFnOps:
        """What predictions are made of."""

    def _get_eval_ops(self, features: Any, labels: Any, metrics: Any) -> ModelFnOps:
        """What an evaluation is made of."""
        raise NotImplementedError("_get_eval_ops not implemented in BaseEstimator")

    def _call_model_fn(
        self, features: Any, labels: Any, mode: str, metrics: Any = None, config: Any = None
    ) -> ModelFnOps:
        raise NotImplementedError("a BaseEstimator has no model function")

    def _seed(self) -> None:
        if self._config.tf_random_seed is not None:
            seeds.set_random_seed(self._config.tf_random_seed)

    def _steps_made(self) -> int:
        path = tf.train.latest_checkpoint(self._model_dir)
        if not path:
            return -1
        reader = tf.train.NewCheckpointReader(path)
        step = tf.GraphKeys.GLOBAL_STEP
        return int(reader.get_tensor(step)) if reader.has_tensor(step) else -1

    def _note_inputs(self, features: Any, labels: Any) -> None:
        """Keeps the kind of the inputs, or raises ValueError if it was another one before."""
        if self._features_info is None:
            self._features_info = create_signatures(features)
        elif not tensors_compatible(features, self._features_info):
            raise ValueError(
                "Features are incompatible with given information. Given features: "
                f"{features}, required signatures: {self._features_info}."
            )
        if labels is None:
            return
        if self._labels_info is None:
            self._labels_info = create_signatures(labels)
        elif not tensors_compatible(labels, self._labels_info):
            raise ValueError(
                f"Labels are incompatible with given information. Given labels: {labels}, "
                f"required signatures: {self._labels_info}."
            )

    def _train_model(self, input_fn: Callable[[], Any], hooks: list[Any]) -> Any:
        self._graph = tf.Graph()
        with self._graph.as_default(), self._graph.device(self._device_fn):
            self._seed()
            global_step = tf.train.create_global_step()
            features, labels = input_fn()
            self._note_inputs(features, labels)
            read_global_step()
            made = self._get_train_ops(features, labels)
            tf.add_to_collection(tf.GraphKeys.LOSSES, made.loss)
            shown = {"loss": made.loss, "step": global_step}
            all_hooks = [
                *hooks,
                tf.train.NanTensorHook(made.loss),
                tf.train.LoggingTensorHook(shown, every_n_iter=100),
                *made.training_hooks,
            ]
            scaffold = made.scaffold or tf.train.Scaffold()
            self._add_saver(scaffold)
            chief_hooks = list(made.training_chief_hooks)
            with tf.train.MonitoredTrainingSession(
                master=self._config.master,
                is_chief=self._config.is_chief,
                checkpoint_dir=self._model_dir,
                scaffold=scaffold,
                hooks=all_hooks,
                chief_only_hooks=[
                    *self._saver_hooks(scaffold, [*all_hooks, *chief_hooks]),
                    *chief_hooks,
                ],
                save_checkpoint_secs=0,  # a hook saves
                save_summaries_steps=self._config.save_summary_steps,
                max_wait_secs=self._config.session_creation_timeout_secs,
                config=self._session_config,
            ) as session:
                loss = None
                while not session.should_stop():
                    _, loss = session.run([made.train_op, made.loss])
            return loss

    def _add_saver(self, scaffold: tf.train.Scaffold) -> None:
        if scaffold.saver or tf.get_collection(tf.GraphKeys.SAVERS):
            return
        saver = tf.train.Saver(
            sharded=True,
            max_to_keep=self._config.keep_checkpoint_max,
            keep_checkpoint_every_n_hours=self._config.keep_checkpoint_every_n_hours,
            defer_build=True,
            save_relative_paths=True,
        )
        tf.add_to_collection(tf.GraphKeys.SAVERS, saver)

    def _saver_hooks(self, scaffold: tf.train.Scaffold, others: list[Any]) -> list[Any]:
        config = self._config
        timed = config.save_checkpoints_secs or config.save_checkpoints_steps
        if not timed or any(isinstance(hook, tf.train.CheckpointSaverHook) for hook in others):
            return []
        return [
            tf.train.CheckpointSaverHook(
                self._model_dir,
                save_secs=config.save_checkpoints_secs,
                save_steps=config.save_checkpoints_steps,
                scaffold=scaffold,
            )
        ]

    def _latest_checkpoint(self) -> str:
        path: str | None = tf.train.latest_checkpoint(self._model_dir)
        if not path:
            raise NotFittedError(f"Couldn't find trained model at {self._model_dir}.")
        return path

    def _evaluate_model(
        self,
        input_fn: Callable[[], Any],
        steps: int | None,
        feed_fn: Any = None,
        metrics: Any = None,
        name: str | None = "",
        checkpoint_path: str | None = None,
        hooks: Any = None,
        log_progress: bool = True,
    ) -> tuple[dict[str, Any], int]:
        checkpoint_path = checkpoint_path or self._latest_checkpoint()
        folder = os.path.join(self._model_dir, f"eval_{name}" if name else "eval")
        with tf.Graph().as_default():
            self._seed()
            global_step = tf.train.create_global_step()
            features, labels = input_fn()
            self._note_inputs(features, labels)
            made = self._get_eval_ops(features, labels, metrics)
            update, values = evaluation.updates_and_values(made.eval_metric_ops)
            hooks = list(hooks or ())
            if feed_fn:
                hooks.append(tf.train.FeedFnHook(feed_fn))
            if steps == 0:
                tf.logging.warning(
                    "evaluation steps are 0. If `input_fn` does not raise `OutOfRangeError`, the "
                    "evaluation will never stop. Use steps=None if intended."
                )
            if steps:
                hooks.append(StopAfterNEvalsHook(steps, log_progress=log_progress))
            step_key = "global_step"
            while step_key in values:
                step_key = f"_{step_key}"
            values[step_key] = global_step
            found = evaluate_once(
                checkpoint_path,
                master=self._config.evaluation_master,
                scaffold=made.scaffold,
                eval_ops=update,
                final_ops=values,
                hooks=hooks,
                config=self._session_config,
            )
            evaluation.write_summary(folder, found, found[step_key])
        return found, found[step_key]

    def _infer_model(
        self,
        input_fn: Callable[[], Any],
        feed_fn: Any = None,
        outputs: Any = None,
        as_iterable: bool = True,
        iterate_batches: bool = False,
    ) -> Any:
        checkpoint_path = self._latest_checkpoint()
        with tf.Graph().as_default():
            self._seed()
            tf.train.create_global_step()
            features = input_fn()
            if isinstance(features, (list, tuple)):
                features = features[0]
            made = self._get_predict_ops(features)
            wanted = chosen(made.predictions, outputs, "outputs")
            session = tf.train.MonitoredSession(
                tf.train.ChiefSessionCreator(
                    checkpoint_filename_with_path=checkpoint_path,
                    scaffold=made.scaffold,
                    config=self._session_config,
                )
            )
            if as_iterable:
                return iterated(session, wanted, feed_fn, iterate_batches)
            with session:
                if not session.should_stop():
                    return session.run(wanted, feed_fn() if feed_fn else None)
        return None


class Estimator(BaseEstimator):
    """A model that is given as a function.

    Args:
      model_fn: takes features and labels and, as it needs them, ``mode``, ``params``, ``config``
        and ``model_dir``; returns a `ModelFnOps`, or (predictions, loss, train_op).
      model_dir: folder of checkpoints and events; that of ``config`` if None, and a temporary one
        if there is none.
      config: a `RunConfig`.
      params: settings for the model function.
      feature_engineering_fn: features and labels -> features and labels for the model function.

    Attributes: ``params``.

    Raises:
      ValueError: the model function does not take ``params``, which are given; or two different
        folders are given.

    Source: ``tf.contrib.learn.Estimator`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_fn: Callable[..., Any] | None = None,
        model_dir: str | None = None,
        config: Any = None,
        params: Any = None,
        feature_engineering_fn: Callable[..., Any] | None = None,
    ) -> None:
        super().__init__(model_dir=model_dir, config=config)
        if model_fn is not None:
            takes_params = "params" in argument_names(model_fn)
            if params is not None and not takes_params:
                raise ValueError(
                    f"Estimator's model_fn ({model_fn}) does not have a params argument, but "
                    f"params ({params}) were passed to the Estimator's constructor."
                )
            if params is None and takes_params:
                tf.logging.warning(
                    "Estimator's model_fn (%s) includes params argument, but params are not passed "
                    "to Estimator.",
                    model_fn,
                )
        self._model_fn: Any = model_fn
        self.params = params
        self._feature_engineering_fn = feature_engineering_fn

    def _call_model_fn(
        self, features: Any, labels: Any, mode: str, metrics: Any = None, config: Any = None
    ) -> ModelFnOps:
        if self._feature_engineering_fn:
            features, labels = self._feature_engineering_fn(features, labels)
        given = {
            "mode": mode,
            "params": self.params,
            "config": config or self.config,
            "model_dir": self.model_dir,
        }
        names = argument_names(self._model_fn)
        made = self._model_fn(
            features, labels, **{name: value for name, value in given.items() if name in names}
        )
        if not isinstance(made, ModelFnOps):
            if len(made) != 3:
                raise ValueError(
                    "Unrecognized value returned by model_fn, please return ModelFnOps."
                )
            made = ModelFnOps(mode, *made)
        if metrics:
            made.eval_metric_ops.update(
                evaluation.metric_ops_of(metrics, features, labels, made.predictions)
            )
        return made

    def _get_train_ops(self, features: Any, labels: Any) -> ModelFnOps:
        return self._call_model_fn(features, labels, ModeKeys.TRAIN)

    def _get_eval_ops(self, features: Any, labels: Any, metrics: Any) -> ModelFnOps:
        made = self._call_model_fn(features, labels, ModeKeys.EVAL, metrics)
        if MetricKey.LOSS not in made.eval_metric_ops:
            made.eval_metric_ops[MetricKey.LOSS] = tf.metrics.mean(made.loss)
        return made

    def _get_predict_ops(self, features: Any) -> ModelFnOps:
        labels = create_placeholders_from_signatures(self._labels_info)
        return self._call_model_fn(features, labels, ModeKeys.INFER)

    def export_savedmodel(
        self,
        export_dir_base: Any,
        serving_input_fn: Callable[[], Any],
        default_output_alternative_key: str | None = None,
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        graph_rewrite_specs: Sequence[GraphRewriteSpec] = (
            GraphRewriteSpec((tf.saved_model.SERVING,), ()),
        ),
        strip_default_attrs: bool = False,
    ) -> bytes:
        """Writes the model that infers as a SavedModel.

        Args:
          export_dir_base: folder that gets a folder named by the time.
          serving_input_fn: returns an `InputFnOps`.
          default_output_alternative_key: which of several outputs is served by default.
          assets_extra: path below ``assets.extra`` -> file to copy there.
          as_text: whether the graph is written as text.
          checkpoint_path: the checkpoint; the latest if None.
          graph_rewrite_specs: one `GraphRewriteSpec` without transforms, for its tags.
          strip_default_attrs: whether attributes that have their default are left out.

        Returns:
          The path of the new folder, in bytes.

        Raises:
          NotFittedError: there is no checkpoint.
          ValueError: there is no ``serving_input_fn``, the first specification transforms the
            graph, or the model has no output of the key.
          NotImplementedError: more specifications: TensorFlow 2 transforms no graphs.

        Source: ``tf.contrib.learn.Estimator.export_savedmodel`` of TensorFlow 1.15.
        """
        if serving_input_fn is None:
            raise ValueError("serving_input_fn must be defined.")
        checkpoint_path = checkpoint_path or self._latest_checkpoint()
        if not graph_rewrite_specs or graph_rewrite_specs[0].transforms:
            raise ValueError("The first element of graph_rewrite_specs must specify no transforms.")
        if len(graph_rewrite_specs) > 1:
            raise NotImplementedError(
                "TensorFlow 2 transforms no graphs: give export_savedmodel one GraphRewriteSpec."
            )
        export = saved_model_export_utils.Export(export_dir_base)
        with tf.Graph().as_default():
            tf.train.create_global_step()
            inputs = serving_input_fn()
            alternatives, features = saved_model_export_utils.get_input_alternatives(inputs)
            saved_model_export_utils.note_feature_names(features)
            made = self._call_model_fn(features, None, ModeKeys.INFER)
            export.add(
                made,
                alternatives,
                default_output_alternative_key,
                checkpoint_path,
                graph_rewrite_specs[0].tags,
                strip_default_attrs,
            )
        return export.finish(as_text, assets_extra)

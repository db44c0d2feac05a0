"""A model that is given as a function: trained, evaluated, asked and exported from a folder.

Source: TensorFlow 1.15, ``tf.estimator.Estimator``.
"""

import copy
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference import seeds
from reference.contrib.training.evaluation import StopAfterNEvalsHook
from reference.estimator import evaluation_run, training_run
from reference.estimator.arguments import argument_names, check_model_fn
from reference.estimator.exporting import Export
from reference.estimator.input_results import Inputs, come_to_an_end, read
from reference.estimator.modes import ModeKeys
from reference.estimator.run_config import RunConfig, default_session_config
from reference.estimator.spec import EstimatorSpec, chosen
from reference.estimator.warm_start import settings_of, warm_start

InputFn = Callable[..., Any]


class Estimator:
    """A model that is given as a function; its folder holds all that is kept between calls.

    Each call of `train`, `evaluate` and `predict` makes a graph of its own, with the seed
    ``config.tf_random_seed``, and takes the variables from the folder's latest checkpoint: what
    the default graph holds, its seed too, has no part in it.

    Args:
      model_fn: takes ``features`` and, as it needs them, ``labels``, ``mode``, ``params`` and
        ``config``; returns an `EstimatorSpec`.
      model_dir: the folder; that of ``config`` if None, and a temporary one if there is none.
      config: a `RunConfig`.
      params: settings for the model function.
      warm_start_from: a checkpoint, an exported model, or `WarmStartSettings`, for the first
        values of the variables where the folder has no checkpoint.

    Raises:
      ValueError: the function takes other arguments, the folder is given twice, ``config`` is no
        `RunConfig`, or a subclass replaces a method.

    Source: ``tf.estimator.Estimator`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_fn: Callable[..., EstimatorSpec],
        model_dir: Any = None,
        config: RunConfig | None = None,
        params: Any = None,
        warm_start_from: Any = None,
    ) -> None:
        _check_not_replaced(type(self))
        self._config = _complete(config, model_dir)
        tf.logging.info("Using config: %s", vars(self._config))
        if model_fn is None:
            raise ValueError("model_fn must be provided to Estimator.")
        check_model_fn(model_fn, params)
        self._model_fn = model_fn
        self._params = copy.deepcopy(params or {})
        self._warm_start_settings = settings_of(warm_start_from)

    @property
    def model_dir(self) -> str:
        """The folder of checkpoints and events."""
        return str(self._config.model_dir)

    @property
    def config(self) -> RunConfig:
        """A copy of the settings."""
        return copy.deepcopy(self._config)

    @property
    def params(self) -> Any:
        """A copy of the settings for the model function."""
        return copy.deepcopy(self._params)

    @property
    def model_fn(self) -> Callable[..., EstimatorSpec]:
        """The model function with ``params`` given: ``(features, labels, mode, config)``."""

        def public_model_fn(features: Any, labels: Any, mode: str, config: Any) -> EstimatorSpec:
            return self._call_model_fn(features, labels, mode, config)

        return public_model_fn

    def get_variable_value(self, name: str) -> Any:
        """The value of a variable in the latest checkpoint, a NumPy array.

        Raises:
          ValueError: there is no checkpoint.
        """
        self._check_trained()
        return tf.train.load_variable(self.model_dir, name)

    def get_variable_names(self) -> list[str]:
        """Names of all variables of the latest checkpoint.

        Raises:
          ValueError: there is no checkpoint.
        """
        self._check_trained()
        return [name for name, _ in tf.train.list_variables(self.model_dir)]

    def latest_checkpoint(self) -> str | None:
        """Path of the latest checkpoint; None if there is none."""
        found: str | None = tf.train.latest_checkpoint(self.model_dir)
        return found

    def train(
        self,
        input_fn: InputFn,
        hooks: Sequence[Any] | None = None,
        steps: int | None = None,
        max_steps: int | None = None,
        saving_listeners: Sequence[Any] | None = None,
    ) -> "Estimator":
        """Trains on from the latest checkpoint until the input ends or steps are made.

        Args:
          input_fn: returns features and labels, or a ``tf.data.Dataset`` of them; may take
            ``mode``, ``params`` and ``config``.
          hooks: session hooks.
          steps: how many steps this call makes.
          max_steps: at which global step to stop; nothing is done if it is reached already.
          saving_listeners: listeners that run when a checkpoint is saved.

        Returns:
          The estimator.

        Raises:
          ValueError: both ``steps`` and ``max_steps`` are given, or one is not above zero.
          TypeError: a hook or listener is none.

        Source: ``tf.estimator.Estimator.train`` of TensorFlow 1.15.
        """
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        if steps is not None and steps <= 0:
            raise ValueError(f"Must specify steps > 0, given: {steps}")
        if max_steps is not None and max_steps <= 0:
            raise ValueError(f"Must specify max_steps > 0, given: {max_steps}")
        if max_steps is not None and max_steps <= self._steps_made():
            tf.logging.info("Skipping training since max_steps has already saved.")
            return self
        all_hooks = _checked_hooks(hooks)
        if steps is not None or max_steps is not None:
            all_hooks.append(tf.train.StopAtStepHook(steps, max_steps))
        listeners = list(saving_listeners or ())
        for listener in listeners:
            if not isinstance(listener, tf.train.CheckpointSaverListener):
                raise TypeError(
                    f"saving_listeners must be a list of CheckpointSaverListener, given: {listener}"
                )
        with tf.Graph().as_default() as graph, graph.device(self._config.device_fn):
            self._seed()
            tf.train.create_global_step()
            training_run.read_global_step()
            inputs = self._inputs(input_fn, ModeKeys.TRAIN)
            spec = self._call_model_fn(inputs.features, inputs.labels, ModeKeys.TRAIN, self.config)
            if self._warm_start_settings:
                warm_start(self._warm_start_settings)
            loss = training_run.train(spec, self._config, [*inputs.hooks, *all_hooks], listeners)
        tf.logging.info("Loss for final step: %s.", loss)
        return self

    def eval_dir(self, name: str | None = None) -> str:
        """The folder of the events of evaluations of this name."""
        return os.path.join(self.model_dir, f"eval_{name}" if name else "eval")

    def evaluate(
        self,
        input_fn: InputFn,
        steps: int | None = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None,
        name: str | None = None,
    ) -> dict[str, Any]:
        """Evaluates a checkpoint, and adds what it finds to the events of `eval_dir`.

        Args:
          input_fn: as `train` takes it.
          steps: how many batches; until the input ends if None.
          hooks: session hooks.
          checkpoint_path: the checkpoint; the latest if None, and if there is none the variables'
            first values.
          name: tells several evaluations of one model apart.

        Returns:
          Name -> value of the metrics of the model function, of ``loss`` (the mean over the
          batches) and of ``global_step``.

        Raises:
          ValueError: ``steps`` is not above zero, or a metric has one of these two names.
          TypeError: a hook is none.

        Source: ``tf.estimator.Estimator.evaluate`` of TensorFlow 1.15.
        """
        all_hooks = _checked_hooks(hooks)
        if steps is not None:
            if steps <= 0:
                raise ValueError(f"Must specify steps > 0, given: {steps}")
            all_hooks.append(StopAfterNEvalsHook(num_evals=steps))
        checkpoint_path = checkpoint_path or self._latest_or_say("evaluate")
        with tf.Graph().as_default():
            self._seed()
            tf.train.create_global_step()
            inputs = self._inputs(input_fn, ModeKeys.EVAL)
            spec = self._call_model_fn(inputs.features, inputs.labels, ModeKeys.EVAL, self.config)
            update, values = evaluation_run.metrics_of(spec)
            self._warm_start_without(checkpoint_path)
            found = evaluation_run.evaluate(
                spec.scaffold,
                update,
                values,
                [*inputs.hooks, *all_hooks, *spec.evaluation_hooks],
                self._config,
                checkpoint_path,
            )
            evaluation_run.write_summary(self.eval_dir(name), found, checkpoint_path)
        return found

    def predict(
        self,
        input_fn: InputFn,
        predict_keys: Any = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: str | None = None,
        yield_single_examples: bool = True,
    ) -> Iterator[Any]:
        """Predicts, example by example, as long as the input lasts.

        Args:
          input_fn: as `train` takes it; labels are set aside.
          predict_keys: names of the predictions that are wanted; all if None.
          hooks: session hooks.
          checkpoint_path: as `evaluate` takes it.
          yield_single_examples: False for whole batches.

        Yields:
          Predictions of one example (or batch): an array, or arrays by name.

        Raises:
          ValueError: no prediction has one of the names, or their batches differ in length.
          TypeError: a hook is none.

        Source: ``tf.estimator.Estimator.predict`` of TensorFlow 1.15.
        """
        all_hooks = _checked_hooks(hooks)
        checkpoint_path = checkpoint_path or self._latest_or_say("predict")
        with tf.Graph().as_default():
            self._seed()
            tf.train.create_global_step()
            inputs = self._inputs(input_fn, ModeKeys.PREDICT)
            if not come_to_an_end(inputs.features):
                tf.logging.warning(
                    "Input graph does not use tf.data.Dataset or contain a QueueRunner. That means "
                    "predict yields forever. This is probably a mistake."
                )
            spec = self._call_model_fn(inputs.features, None, ModeKeys.PREDICT, self.config)
            self._warm_start_without(checkpoint_path)
            wanted = chosen(spec.predictions, predict_keys, "predict_keys")
            creator = tf.train.ChiefSessionCreator(
                checkpoint_filename_with_path=checkpoint_path,
                master=self._config.master,
                scaffold=spec.scaffold,
                config=self._config.session_config,
            )
            session_hooks = [*inputs.hooks, *all_hooks, *spec.prediction_hooks]
            with tf.train.MonitoredSession(creator, session_hooks) as session:
                while not session.should_stop():
                    batch = session.run(wanted)
                    if yield_single_examples:
                        yield from _examples(batch)
                    else:
                        yield batch

    def export_saved_model(
        self,
        export_dir_base: Any,
        serving_input_receiver_fn: Callable[[], Any],
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        experimental_mode: str = ModeKeys.PREDICT,
    ) -> bytes:
        """Writes the model that predicts as a SavedModel, tagged ``serve``.

        Args:
          export_dir_base: folder that gets a folder named by the time.
          serving_input_receiver_fn: returns a ``ServingInputReceiver``.
          assets_extra: path below ``assets.extra`` -> file to copy there.
          as_text: whether the graph is written as text.
          checkpoint_path: the checkpoint; the latest if None.
          experimental_mode: ``ModeKeys.PREDICT``.

        Returns:
          The path of the new folder, in bytes.

        Raises:
          ValueError: there is no receiver, no checkpoint, or the checkpoint lacks a variable.
          NotImplementedError: another mode.

        Source: ``tf.estimator.Estimator.export_saved_model`` of TensorFlow 1.15.
        """
        if experimental_mode != ModeKeys.PREDICT:
            raise NotImplementedError(
                "reference.estimator exports models that predict: leave out experimental_mode."
            )
        return self._export(
            export_dir_base,
            serving_input_receiver_fn,
            assets_extra,
            as_text,
            checkpoint_path,
            strip_default_attrs=True,
        )

    def export_savedmodel(
        self,
        export_dir_base: Any,
        serving_input_receiver_fn: Callable[[], Any],
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
        checkpoint_path: str | None = None,
        strip_default_attrs: bool = False,
    ) -> bytes:
        """`export_saved_model` by its former name.

        Args:
          strip_default_attrs: whether attributes that have their default are left out.
          export_dir_base, serving_input_receiver_fn, assets_extra, as_text, checkpoint_path: as
            `export_saved_model` takes them.

        Source: ``tf.estimator.Estimator.export_savedmodel`` of TensorFlow 1.15.
        """
        return self._export(
            export_dir_base,
            serving_input_receiver_fn,
            assets_extra,
            as_text,
            checkpoint_path,
            strip_default_attrs,
        )

    def _export(
        self,
        base: Any,
        receiver_fn: Callable[[], Any],
        assets_extra: Mapping[str, str] | None,
        as_text: bool,
        checkpoint_path: str | None,
        strip_default_attrs: bool,
    ) -> bytes:
        if not receiver_fn:
            raise ValueError("An input_receiver_fn must be defined.")
        checkpoint_path = checkpoint_path or self.latest_checkpoint()
        if not checkpoint_path:
            raise ValueError(f"Couldn't find trained model at {self.model_dir}.")
        export = Export(os.fsdecode(base))
        with tf.Graph().as_default():
            tf.train.create_global_step()
            self._seed()
            receiver = receiver_fn()
            spec = self._call_model_fn(receiver.features, None, ModeKeys.PREDICT, self.config)
            export.add(
                spec, receiver, checkpoint_path, self._config.session_config, strip_default_attrs
            )
        return export.finish(as_text, assets_extra)

    def _seed(self) -> None:
        if self._config.tf_random_seed is not None:
            seeds.set_random_seed(self._config.tf_random_seed)

    def _inputs(self, input_fn: InputFn, mode: str) -> Inputs:
        names = argument_names(input_fn)
        given = {"mode": mode, "params": self.params, "config": self.config}
        with tf.device("/cpu:0"):
            result = input_fn(**{name: value for name, value in given.items() if name in names})
        return read(result)

    def _call_model_fn(self, features: Any, labels: Any, mode: str, config: Any) -> EstimatorSpec:
        names = argument_names(self._model_fn)
        if labels is not None and "labels" not in names:
            raise ValueError("model_fn does not take labels, but input_fn returns labels.")
        given = {"labels": labels, "mode": mode, "params": self.params, "config": config}
        tf.logging.info("Calling model_fn.")
        spec = self._model_fn(
            features=features, **{name: value for name, value in given.items() if name in names}
        )
        tf.logging.info("Done calling model_fn.")
        if not isinstance(spec, EstimatorSpec):
            raise ValueError("model_fn should return an EstimatorSpec.")
        return spec

    def _latest_or_say(self, purpose: str) -> str | None:
        path = self.latest_checkpoint()
        if not path:
            tf.logging.info(
                "Could not find trained model in model_dir: %s, running initialization to %s.",
                self.model_dir,
                purpose,
            )
        return path

    def _check_trained(self) -> None:
        if not self.latest_checkpoint():
            raise ValueError(f"Could not find trained model in model_dir: {self.model_dir}.")

    def _steps_made(self) -> int:
        path = self.latest_checkpoint()
        if not path:
            return 0
        reader = tf.train.NewCheckpointReader(path)
        step = tf.GraphKeys.GLOBAL_STEP
        return int(reader.get_tensor(step)) if reader.has_tensor(step) else 0

    def _warm_start_without(self, checkpoint_path: str | None) -> None:
        if not checkpoint_path and self._warm_start_settings:
            warm_start(self._warm_start_settings)


def _check_not_replaced(kind: type) -> None:
    """Raises ValueError if a subclass defines what an estimator has."""
    own = {name for name in vars(Estimator) if not name.startswith("__")} - {"model_fn"}
    replaced = sorted(own & set(vars(kind))) if kind is not Estimator else []
    if replaced:
        raise ValueError(
            f"Subclasses of Estimator cannot override members of Estimator. {kind} does override "
            f"{replaced}"
        )


def _complete(config: RunConfig | None, model_dir: Any) -> RunConfig:
    """The settings with a folder and a session configuration."""
    if config is None:
        config = RunConfig()
        tf.logging.info("Using default config.")
    if not isinstance(config, RunConfig):
        raise ValueError(f"config must be an instance of `RunConfig`, but provided {config}.")
    if config.session_config is None:
        config = config.replace(session_config=default_session_config())
    if model_dir is not None:
        model_dir = os.fspath(model_dir)
        if config.model_dir is not None and config.model_dir != model_dir:
            raise ValueError(
                "`model_dir` are set both in constructor and `RunConfig`, but with different "
                f"values. In constructor: '{model_dir}', in `RunConfig`: '{config.model_dir}' "
            )
    if not model_dir and config.model_dir is None:
        model_dir = tempfile.mkdtemp()
        tf.logging.warning("Using temporary folder as model directory: %s", model_dir)
    return config.replace(model_dir=model_dir) if model_dir else config


def _checked_hooks(hooks: Sequence[Any] | None) -> list[Any]:
    hooks = list(hooks or ())
    for hook in hooks:
        if not isinstance(hook, tf.train.SessionRunHook):
            raise TypeError(f"Hooks must be a SessionRunHook, given: {hook}")
    return hooks


def _examples(batch: Any) -> Iterator[Any]:
    """The examples of a batch: of an array its rows, of arrays by name their rows by name."""
    if not isinstance(batch, dict):
        yield from batch
        return
    lengths = {key: len(value) for key, value in batch.items()}
    for key, length in lengths.items():
        if length != next(iter(lengths.values())):
            raise ValueError(
                f"Batch length of predictions should be same. {key} has different batch length "
                "than others."
            )
    for row in range(next(iter(lengths.values()))):
        yield {key: value[row] for key, value in batch.items()}

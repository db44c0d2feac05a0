"""What ``tf.contrib.predictor`` was in TensorFlow 1.15: a trained model as a function of arrays."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.estimator.estimator import Estimator
from reference.estimator.modes import ModeKeys

__all__ = ["from_estimator", "from_saved_model"]

_DEFAULT = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY


class _Predictor:
    """A session with the names of what goes in and what comes out.

    Attributes:
      graph: the graph of the model.
      session: the session that holds its variables.
      feed_tensors: the inputs by name.
      fetch_tensors: the outputs by name.
    """

    def __init__(
        self, session: Any, graph: tf.Graph, inputs: Mapping[str, str], outputs: Mapping[str, str]
    ) -> None:
        self.session = session
        self.graph = graph
        self.feed_tensors = {key: graph.get_tensor_by_name(name) for key, name in inputs.items()}
        self.fetch_tensors = {key: graph.get_tensor_by_name(name) for key, name in outputs.items()}

    def __call__(self, input_dict: Mapping[str, Any]) -> dict[str, np.ndarray]:
        """The outputs for these inputs, both by name.

        Raises:
          ValueError: there is an input that the model does not have.
        """
        unknown = set(input_dict) - set(self.feed_tensors)
        if unknown:
            raise ValueError(
                f"Got unexpected keys in input_dict: {unknown}\nexpected: {set(self.feed_tensors)}"
            )
        feed = {
            self.feed_tensors[key]: value for key, value in input_dict.items() if value is not None
        }
        return self.session.run(self.fetch_tensors, feed_dict=feed)


def _names(tensors: Mapping[str, Any]) -> dict[str, str]:
    return {key: info.name for key, info in tensors.items()}


def from_saved_model(
    export_dir: str,
    signature_def_key: str | None = None,
    signature_def: Any = None,
    input_names: Mapping[str, str] | None = None,
    output_names: Mapping[str, str] | None = None,
    tags: str | None = None,
    graph: tf.Graph | None = None,
    config: Any = None,
) -> _Predictor:
    """The model of a folder, to be called with a dict of arrays, which gives one.

    Args:
      export_dir: folder of a SavedModel.
      signature_def_key: name of the signature; that of serving if None.
      signature_def: the signature itself, as a protocol buffer.
      input_names: names of tensors by the names of inputs, in place of a signature.
      output_names: the same of outputs; goes with ``input_names``.
      tags: tags of the graph, with commas between them; ``"serve"`` if None.
      graph: graph to load the model into; a new one if None.
      config: ``ConfigProto`` of the session.

    Raises:
      ValueError: more than one way to find inputs and outputs is given, or there is no such
        signature.
      RuntimeError: the folder has no graph with these tags.

    Source: ``tf.contrib.predictor.from_saved_model`` of TensorFlow 1.15.
    """
    if (input_names is None) != (output_names is None):
        raise ValueError(
            "input_names and output_names must both be specified or both be unspecified."
        )
    if sum(given is not None for given in (signature_def_key, signature_def, input_names)) > 1:
        raise ValueError(
            "You must specify at most one of signature_def_key OR signature_def OR"
            "(input_names AND output_names)."
        )
    graph = graph or tf.Graph()
    with graph.as_default():
        session = tf.Session(config=config)
        loaded = tf.saved_model.load(session, (tags or "serve").split(","), export_dir)
    if input_names is None or output_names is None:
        signature = signature_def or _signature(loaded.signature_def, signature_def_key)
        input_names, output_names = _names(signature.inputs), _names(signature.outputs)
    return _Predictor(session, graph, input_names, output_names)


def _signature(signatures: Mapping[str, Any], key: str | None) -> Any:
    key = key or _DEFAULT
    for name in (key, f"default_input_alternative:{key}"):
        if name in signatures:
            return signatures[name]
    raise ValueError(f'Got signature_def_key "{key}". Available signatures are {list(signatures)}.')


def from_estimator(
    estimator: Estimator,
    serving_input_receiver_fn: Callable[[], Any],
    output_key: str | None = None,
    graph: tf.Graph | None = None,
    config: Any = None,
) -> _Predictor:
    """A trained estimator, to be called with a dict of arrays, which gives one.

    Args:
      estimator: an estimator that has a checkpoint.
      serving_input_receiver_fn: takes nothing and returns a ``ServingInputReceiver``.
      output_key: name of one of the model's ``export_outputs``; that of serving if None.
      graph: graph to build the model in; a new one if None.
      config: ``ConfigProto`` of the session.

    Raises:
      KeyError: the model has no such output.

    Source: ``tf.contrib.predictor.from_estimator`` of TensorFlow 1.15.
    """
    graph = graph or tf.Graph()
    with graph.as_default():
        receiver = serving_input_receiver_fn()
        spec = estimator.model_fn(receiver.features, None, ModeKeys.PREDICT, estimator.config)
        key = output_key or _DEFAULT
        if key not in spec.export_outputs:
            raise KeyError(f"output_key must be one of {spec.export_outputs.keys()}; got {key}")
        signature = spec.export_outputs[key].as_signature_def(receiver.receiver_tensors)
        session = tf.train.MonitoredSession(
            tf.train.ChiefSessionCreator(config=config, checkpoint_dir=estimator.model_dir)
        )
    return _Predictor(session, graph, _names(signature.inputs), _names(signature.outputs))

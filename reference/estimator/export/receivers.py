"""What an exported model is fed with.

Source: TensorFlow 1.15, ``tf.estimator.export`` (receivers).
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


def _check_tensor(tensor: Any, name: Any, what: str) -> None:
    if not tf.is_tensor(tensor):
        shown = f" {name}" if name else ""
        raise ValueError(f"{what}{shown} must be a Tensor or SparseTensor.")


def _named(tensors: Any, what: str, default: str, numbered: bool = False) -> dict[Any, Any]:
    """Tensors by name, a single one under the name ``default``."""
    if tensors is None:
        raise ValueError(f"{what}s must be defined.")
    named = tensors if isinstance(tensors, dict) else {default: tensors}
    for name, tensor in named.items():
        if not isinstance(name, (str, int) if numbered else str):
            kinds = "strings or ints" if numbered else "strings"
            raise ValueError(f"{what} keys must be {kinds}: {name}.")
        _check_tensor(tensor, name, what)
    return named


class _Receiver(NamedTuple):
    features: Any
    receiver_tensors: Any
    receiver_tensors_alternatives: Any


class ServingInputReceiver(_Receiver):
    """Where an exported model takes its inputs, and the features made of them.

    Args:
      features: a tensor, which is called ``feature``, or tensors by name.
      receiver_tensors: placeholders: one, which is called ``input``, or several by name.
      receiver_tensors_alternatives: other placeholders by a name of their own, or None.

    Raises:
      ValueError: something is missing, or no tensor, or a name no string.

    Source: ``tf.estimator.export.ServingInputReceiver`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls, features: Any, receiver_tensors: Any, receiver_tensors_alternatives: Any = None
    ) -> "ServingInputReceiver":
        """Checks and names the tensors."""
        features = _named(features, "feature", "feature", numbered=True)
        receiver_tensors = _named(receiver_tensors, "receiver_tensor", "input")
        others = receiver_tensors_alternatives
        if others is not None:
            if not isinstance(others, dict):
                raise ValueError(f"receiver_tensors_alternatives must be a dict: {others}.")
            others = {
                name: _named(tensors, "receiver_tensors_alternative", "input")
                for name, tensors in others.items()
            }
        return super().__new__(cls, features, receiver_tensors, others)


class TensorServingInputReceiver(_Receiver):
    """A `ServingInputReceiver` for model functions that take one tensor, not a dictionary.

    Args:
      features: a tensor.
      receiver_tensors, receiver_tensors_alternatives: as `ServingInputReceiver` takes them.

    Raises:
      ValueError: as `ServingInputReceiver`.

    Source: ``tf.estimator.export.TensorServingInputReceiver`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls, features: Any, receiver_tensors: Any, receiver_tensors_alternatives: Any = None
    ) -> "TensorServingInputReceiver":
        """Checks and names the tensors."""
        if features is None:
            raise ValueError("features must be defined.")
        _check_tensor(features, None, "feature")
        named = ServingInputReceiver(features, receiver_tensors, receiver_tensors_alternatives)
        return super().__new__(cls, named.features["feature"], *named[1:])


def build_parsing_serving_input_receiver_fn(
    feature_spec: Mapping[str, Any], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """A receiver of serialised ``tf.train.Example`` messages.

    Args:
      feature_spec: name -> ``FixedLenFeature``, ``VarLenFeature``, as ``tf.parse_example`` takes.
      default_batch_size: number of messages; None for any.

    Returns:
      A function that makes the placeholder ``input_example_tensor`` and the receiver.

    Source: ``tf.estimator.export.build_parsing_serving_input_receiver_fn`` of TensorFlow 1.15.
    """

    def serving_input_receiver_fn() -> ServingInputReceiver:
        examples = tf.placeholder(tf.string, [default_batch_size], name="input_example_tensor")
        features = tf.parse_example(examples, feature_spec)
        return ServingInputReceiver(features, {"examples": examples})

    return serving_input_receiver_fn


def build_raw_serving_input_receiver_fn(
    features: Mapping[str, tf.Tensor], default_batch_size: int | None = None
) -> Callable[[], ServingInputReceiver]:
    """A receiver of the features themselves.

    Args:
      features: name -> tensor, of whose type, shape and name placeholders are made.
      default_batch_size: first size of their shapes; None for any.

    Returns:
      A function that makes the placeholders and the receiver.

    Source: ``tf.estimator.export.build_raw_serving_input_receiver_fn`` of TensorFlow 1.15.
    """

    def serving_input_receiver_fn() -> ServingInputReceiver:
        receivers = {
            name: tf.placeholder(
                tensor.dtype, [default_batch_size, *tensor.shape.as_list()[1:]], tensor.op.name
            )
            for name, tensor in features.items()
        }
        return ServingInputReceiver(receivers, receivers)

    return serving_input_receiver_fn

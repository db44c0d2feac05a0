"""Inputs of an exported model.

Source: TensorFlow 1.15, ``tf.contrib.learn.utils.input_fn_utils``.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

__all__ = [
    "InputFnOps",
    "build_default_serving_input_fn",
    "build_parsing_serving_input_fn",
]


class InputFnOps(NamedTuple):
    """What a function of the inputs of an exported model returns.

    Attributes:
      features: features by name.
      labels: labels, or None.
      default_inputs: placeholders by name, that are fed when the model is asked.

    Source: ``tf.contrib.learn.InputFnOps`` of TensorFlow 1.15.
    """

    features: Any
    labels: Any
    default_inputs: Any


def build_parsing_serving_input_fn(
    feature_spec: Mapping[str, Any], default_batch_size: int | None = None
) -> Callable[[], InputFnOps]:
    """A function that parses ``tf.Example`` messages.

    Args:
      feature_spec: name -> how ``tf.parse_example`` reads the feature.
      default_batch_size: how many messages there are; any number if None.

    Source: ``tf.contrib.learn.build_parsing_serving_input_fn`` of TensorFlow 1.15.
    """

    def input_fn() -> InputFnOps:
        examples = tf.placeholder(tf.string, [default_batch_size], name="input_example_tensor")
        return InputFnOps(tf.parse_example(examples, feature_spec), None, {"examples": examples})

    return input_fn


def build_default_serving_input_fn(
    features: Mapping[str, tf.Tensor], default_batch_size: int | None = None
) -> Callable[[], InputFnOps]:
    """A function that makes a placeholder for each feature.

    Args:
      features: name -> tensor of shape [batch, ...], whose name the placeholder gets.
      default_batch_size: size of the batch; any if None.

    Source: ``tf.contrib.learn.utils.build_default_serving_input_fn`` of TensorFlow 1.15.
    """

    def input_fn() -> InputFnOps:
        placeholders = {
            name: tf.placeholder(
                tensor.dtype, [default_batch_size, *tensor.shape.as_list()[1:]], tensor.op.name
            )
            for name, tensor in features.items()
        }
        return InputFnOps(placeholders, None, placeholders)

    return input_fn

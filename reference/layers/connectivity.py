"""What a layer knows of Keras' graph of layers: nothing, when it is called on plain tensors.

The layers of ``tf.layers`` were Keras layers in 1.15, and had the attributes of these. But only
tensors of ``keras.Input`` left traces in them, so after any other call they still answered that
the layer had never been called. Code that looks finds the same answers here.

Source: ``tf.layers.Layer`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Layer
"""

from typing import Any

import tensorflow.compat.v1 as tf

_NEVER_CALLED = "The layer has never been called and thus has no defined {}."
_NO_INPUT = "Layer {name} is not connected, no input to return."
_NO_OUTPUT = "Layer {name} has no inbound nodes."


def _absent(message: str, what: str) -> property:
    def raising(layer: Any) -> Any:
        raise AttributeError(message.format(what, name=layer.name))

    return property(raising, doc=f"Raises ``AttributeError``: there is no {what} to return.")


def _absent_at(what: str) -> Any:
    def raising(self: Any, node_index: int) -> Any:
        raise RuntimeError(_NEVER_CALLED.format(what))

    raising.__doc__ = f"Raises ``RuntimeError``: no {what} is noted of any call."
    return raising


class Unconnected:
    """The answers of a layer without nodes. Masks are none unless a subclass passes them on."""

    dynamic = False
    supports_masking = False

    input = _absent(_NO_INPUT, "input")
    output = _absent(_NO_OUTPUT, "output")
    input_mask = _absent(_NO_INPUT, "input mask")
    output_mask = _absent(_NO_OUTPUT, "output mask")
    input_shape = _absent(_NEVER_CALLED, "input shape")
    output_shape = _absent(_NEVER_CALLED, "output shape")

    get_input_at = _absent_at("input")
    get_output_at = _absent_at("output")
    get_input_mask_at = _absent_at("input")
    get_output_mask_at = _absent_at("output")
    get_input_shape_at = _absent_at("input shape")
    get_output_shape_at = _absent_at("output shape")

    @property
    def inbound_nodes(self) -> list[Any]:
        """No nodes."""
        return []

    @property
    def outbound_nodes(self) -> list[Any]:
        """No nodes."""
        return []

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the output: ``mask``, if the layer ``supports_masking``.

        Raises:
            TypeError: a mask for a layer that does not support masking.
        """
        if self.supports_masking:
            return mask
        if any(part is not None for part in tf.nest.flatten(mask)):
            raise TypeError(
                f"Layer {self.name} does not support masking, but was passed an input_mask: {mask}"
            )
        return None

    def compute_output_signature(self, input_signature: Any) -> Any:
        """``tf.TensorSpec`` of the output for one (or a nested structure) of the input.

        Raises:
            TypeError: an entry is no ``tf.TensorSpec``.
            NotImplementedError: the class does not say its output's shape.
        """
        for entry in tf.nest.flatten(input_signature):
            if not isinstance(entry, tf.TensorSpec):
                raise TypeError(
                    "Only TensorSpec signature types are supported, but saw signature signature "
                    f"entry: {entry}."
                )
        shapes = tf.nest.map_structure(lambda entry: entry.shape, input_signature)
        dtype = self.dtype or tf.nest.flatten(input_signature)[0].dtype
        return tf.TensorSpec(self.compute_output_shape(shapes), dtype)

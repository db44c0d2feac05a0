"""The layer that decoders may apply to what their cell puts out."""

import sys

import tensorflow.compat.v1 as tf

from reference.layers import Layer


def is_layer(candidate):
    """Whether `candidate` is a layer of `reference.layers`, or of Keras where that is loaded."""
    if isinstance(candidate, Layer):
        return True
    keras = sys.modules.get("keras")  # A Keras layer can only exist once Keras is imported.
    return keras is not None and isinstance(candidate, keras.layers.Layer)


def check_output_layer(output_layer):
    """Raise TypeError unless `output_layer` is None or a layer."""
    if output_layer is not None and not is_layer(output_layer):
        raise TypeError(f"output_layer must be a Layer, received: {type(output_layer)}")


def decoded_size(cell, output_layer):
    """One step's output size: `cell.output_size`, or what `output_layer` makes of it.

    Returns:
      `cell.output_size` as it is without a layer, else nested `TensorShape`s without the batch.
    """
    if output_layer is None:
        return cell.output_size
    shapes = tf.nest.map_structure(
        lambda size: tf.TensorShape([None]).concatenate(size), cell.output_size
    )
    computed = output_layer.compute_output_shape(shapes)
    return tf.nest.map_structure(lambda shape: shape[1:], computed)

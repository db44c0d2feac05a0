"""One layer several times over.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf


def _layer_name(layer, otherwise):
    """Return the name of a function, or of the function that a `functools.partial` holds."""
    name = getattr(layer, "__name__", None)
    return name or getattr(getattr(layer, "func", None), "__name__", otherwise)


def _apply_in_turn(inputs, layer, calls, default_scope, otherwise, kwargs):
    scope = kwargs.pop("scope", None)
    with tf.variable_scope(scope, default_scope, [inputs]):
        outputs = tf.convert_to_tensor(inputs)
        prefix = _layer_name(layer, otherwise) if scope is None else scope
        for number, args in enumerate(calls, start=1):
            outputs = layer(outputs, *args, **kwargs, scope=f"{prefix}_{number}")
        return outputs


def repeat(inputs, repetitions, layer, *args, **kwargs):
    """Apply a layer several times with the same arguments.

    `repeat(x, 3, conv2d, 64, [3, 3], scope="conv1")` makes the scopes "conv1/conv1_1",
    "conv1/conv1_2" and "conv1/conv1_3".

    Args:
      inputs: tensor.
      repetitions: how many times, an int.
      layer: function of a tensor, `*args` and `**kwargs`, `scope` among these.
      *args: more arguments of the layer.
      **kwargs: more arguments of the layer; without `scope` the layer's name is taken, inside of
        "Repeat".

    Source: TF 1.15 ``contrib.layers.repeat``.
    """
    calls = [args] * repetitions
    return _apply_in_turn(inputs, layer, calls, "Repeat", "repeat", kwargs)


def stack(inputs, layer, stack_args, **kwargs):
    """Apply a layer several times, each time with the next of `stack_args`.

    `stack(x, fully_connected, [32, 64], scope="fc")` makes the scopes "fc/fc_1" and "fc/fc_2".

    Args:
      inputs: tensor.
      layer: function of a tensor, the positional arguments, and `**kwargs`, `scope` among these.
      stack_args: list or tuple; each entry is the positional argument, or a list or tuple of them.
      **kwargs: arguments that are the same each time; without `scope` the layer's name is taken,
        inside of "Stack".

    Raises:
      ValueError: `stack_args` is not a list or tuple.

    Source: TF 1.15 ``contrib.layers.stack``.
    """
    if not isinstance(stack_args, (list, tuple)):
        raise ValueError("stack_args need to be a list or tuple")
    calls = [args if isinstance(args, (list, tuple)) else [args] for args in stack_args]
    return _apply_in_turn(inputs, layer, calls, "Stack", "stack", kwargs)

"""Python functions as operations of a graph.

Source: TensorFlow 1.15, ``tf.contrib.framework.py_func``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework import nest


def py_func(
    func: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: dict[str, Any] | None = None,
    output_types: Any = None,
    output_shapes: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """``tf.py_func`` with nested arguments, keyword arguments, nested results and static shapes.

    Args:
      func: a function of NumPy arrays, called with ``args`` and ``kwargs`` as they are nested.
      args: a list or tuple of tensors, nested if need be.
      kwargs: a dictionary of tensors.
      output_types: the nested types of the results, or a function of the arguments that gives them.
      output_shapes: their shapes likewise; None if they are not known.
      stateful: whether another call with the same arguments may give another result.
      name: name of the operation.

    Returns:
      Tensors nested as ``output_types`` is.

    Raises:
      TypeError: ``args`` is neither a list nor a tuple, or ``kwargs`` is no dictionary.

    Source: ``tf.contrib.framework.py_func`` of TensorFlow 1.15.
    """
    kwargs = {} if kwargs is None else kwargs
    if not isinstance(args, (list, tuple)):
        raise TypeError(f"args must be list and not {type(args)}. args: {args}")
    if not isinstance(kwargs, dict):
        raise TypeError(f"kwargs must be dict and not {type(kwargs)}. args: {kwargs}")
    if callable(output_types):
        output_types = output_types(*args, **kwargs)
    if callable(output_shapes):
        output_shapes = output_shapes(*args, **kwargs)
    arguments = (args, kwargs)

    def flat_func(*flat_arguments: Any) -> list[Any]:
        positional, keywords = tf.nest.pack_sequence_as(arguments, flat_arguments)
        result = func(*positional, **keywords)
        nest.assert_shallow_structure(output_types, result)
        return tf.nest.flatten(result)

    results = tf.py_func(
        flat_func,
        tf.nest.flatten(arguments),
        tf.nest.flatten(output_types),
        stateful=stateful,
        name=name,
    )
    if output_shapes is not None:
        shapes = nest.map_structure_up_to(output_types, tf.TensorShape, output_shapes)
        for result, shape in zip(results, tf.nest.flatten(shapes), strict=True):
            result.set_shape(shape)
    return tf.nest.pack_sequence_as(output_types, results)

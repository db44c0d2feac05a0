"""What every contrib layer agrees on: named outputs, variable collections, static values, sizes.

TensorFlow 1.15 kept these in ``contrib/layers/python/layers/utils.py``; networks written with
``slim`` call them as ``slim.utils``, for instance ``slim.utils.convert_collection_to_dict``.
"""

from collections import OrderedDict, namedtuple

import tensorflow as tf2
import tensorflow.compat.v1 as tf

NamedOutputs = namedtuple("NamedOutputs", ["name", "outputs"])


def collect_named_outputs(collections, alias, outputs):
    """Add `outputs` to `collections` (one or several) under `alias`, and return it.

    Nothing happens when `collections` is empty or None. Source: TF 1.15
    ``layers.utils.collect_named_outputs``.
    """
    if collections:
        append_tensor_alias(outputs, alias)
        tf.add_to_collections(collections, outputs)
    return outputs


def append_tensor_alias(tensor, alias):
    """Note one more name for `tensor`, less its final slash, in `tensor.aliases`; return `tensor`.

    Source: TF 1.15 ``layers.utils.append_tensor_alias``.
    """
    shown = alias[:-1] if alias.endswith("/") else alias
    if not hasattr(tensor, "aliases"):
        tensor.aliases = []
    tensor.aliases.append(shown)
    return tensor


def get_tensor_aliases(tensor):
    """Return the list of names of `tensor`: its aliases, else its op's name, else its own.

    Only a second or later output of an op is called by its own name ("split:1").
    Source: TF 1.15 ``layers.utils.get_tensor_aliases``.
    """
    if hasattr(tensor, "aliases"):
        return tensor.aliases
    return [tensor.op.name if tensor.name.endswith(":0") else tensor.name]


def gather_tensors_aliases(tensors):
    """Return the names of all `tensors` in one list.

    Source: TF 1.15 ``layers.utils.gather_tensors_aliases``.
    """
    return [alias for tensor in tensors for alias in get_tensor_aliases(tensor)]


def convert_collection_to_dict(collection, clear_collection=False):
    """Return the tensors of a graph collection as an OrderedDict from alias to tensor.

    With `clear_collection` the collection is emptied afterwards.
    Source: TF 1.15 ``layers.utils.convert_collection_to_dict``.
    """
    by_alias = OrderedDict()
    for tensor in tf.get_collection(collection):
        for alias in get_tensor_aliases(tensor):
            by_alias[alias] = tensor
    if clear_collection:
        tf.get_default_graph().clear_collection(collection)
    return by_alias


def constant_value(value_or_tensor_or_var, dtype=None):
    """Return a Python value, or what a constant tensor holds; None where only a run can tell.

    A variable is never constant. `dtype`, if given, is demanded of a tensor or a variable.

    Raises:
      ValueError: the argument is None, or a tensor or variable of another dtype.

    Source: TF 1.15 ``layers.utils.constant_value``.
    """
    given = value_or_tensor_or_var
    if given is None:
        raise ValueError("value_or_tensor_or_var cannot be None")
    is_variable = isinstance(given, tf2.Variable)
    if not is_variable and not tf.is_tensor(given):
        return given
    if dtype and given.dtype != dtype:
        raise ValueError(f"It has the wrong type {given.dtype} instead of {dtype}")
    return None if is_variable else tf.get_static_value(given)


def static_cond(pred, fn1, fn2):
    """Return `fn1()` where the Python value `pred` is true, else `fn2()`.

    Raises:
      TypeError: `fn1` or `fn2` cannot be called.

    Source: TF 1.15 ``layers.utils.static_cond``.
    """
    for name, branch in (("fn1", fn1), ("fn2", fn2)):
        if not callable(branch):
            raise TypeError(f"{name} must be callable.")
    return (fn1 if pred else fn2)()


def smart_cond(pred, fn1, fn2, name=None):
    """Choose a branch while the graph is built if `pred` is known by then, else by `tf.cond`.

    Source: TF 1.15 ``layers.utils.smart_cond``.
    """
    known = constant_value(pred)
    if known is None:
        return tf.cond(pred, fn1, fn2, name=name)
    return static_cond(known, fn1, fn2)


def get_variable_collections(variables_collections, name):
    """Return the collections for the variable `name`: a dict's entry, else what was given.

    Source: TF 1.15 ``layers.utils.get_variable_collections``.
    """
    if isinstance(variables_collections, dict):
        return variables_collections.get(name)
    return variables_collections


def _known_dimension(shape, axis, min_rank):
    if shape.ndims is None:
        raise ValueError("dims of shape must be known but is None")
    if shape.ndims < min_rank:
        raise ValueError(f"rank of shape must be at least {min_rank} not: {shape.ndims}")
    size = shape.as_list()[axis]
    if size is None:
        raise ValueError(f"dimension {axis} of shape must be known but is None: {shape}")
    return size


def channel_dimension(shape, data_format, min_rank=1):
    """Return the number of channels of a `TensorShape` as an int.

    Args:
      shape: a `TensorShape`.
      data_format: "channels_first" (axis 1) or anything else (the last axis).
      min_rank: the smallest rank allowed.

    Raises:
      ValueError: the rank is unknown or too small, or the number of channels unknown.

    Source: TF 1.15 ``layers.utils.channel_dimension``.
    """
    return _known_dimension(shape, 1 if data_format == "channels_first" else -1, min_rank)


def last_dimension(shape, min_rank=1):
    """Return the size of the last axis of a `TensorShape` as an int.

    Raises:
      ValueError: the rank is unknown or below `min_rank`, or that axis has no known size.

    Source: TF 1.15 ``layers.utils.last_dimension``.
    """
    return _known_dimension(shape, -1, min_rank)


def two_element_tuple(int_or_tuple):
    """Return (height, width) from one int, a pair, or a `TensorShape` of rank 2.

    Raises:
      ValueError: the argument is none of these.

    Source: TF 1.15 ``layers.utils.two_element_tuple``.
    """
    given = int_or_tuple
    if isinstance(given, int):
        return given, given
    if isinstance(given, (list, tuple)):
        if len(given) != 2:
            raise ValueError(f"Must be a list with 2 elements: {given}")
        height, width = given
        return int(height), int(width)
    if isinstance(given, tf.TensorShape) and given.rank == 2:
        return given[0], given[1]
    raise ValueError("Must be an int, a list with 2 elements or a TensorShape of length 2")


def n_positive_integers(n, value):
    """Return a tuple of `n` ints above zero from one number, a sequence, or a `TensorShape`.

    Raises:
      ValueError: `n` is not a whole number above zero, or `value` does not give `n` of these.

    Source: TF 1.15 ``layers.utils.n_positive_integers``.
    """
    if int(n) != n or n < 1:
        raise ValueError("n must be a positive integer")
    length = int(n)
    try:
        numbers = (int(value),) * length
    except (TypeError, ValueError):
        numbers = _whole_numbers(length, value)
    for number in numbers:
        if number < 1:
            raise ValueError(f"expected positive integer, but received {number}")
    return numbers


def _whole_numbers(length, sequence):
    mismatch = f"Expected sequence of {length} positive integers, but received {sequence!r}"
    if len(sequence) != length:
        raise ValueError(mismatch)
    try:
        return tuple(int(item) for item in sequence)
    except (TypeError, ValueError) as error:
        raise ValueError(mismatch) from error

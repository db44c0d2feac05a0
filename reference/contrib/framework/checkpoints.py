"""Reading checkpoints, and assigning what they hold, or given values, to variables.

Source: TensorFlow 1.15, ``tf.contrib.framework`` (checkpoint utilities and ``assign_from_*``).
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.framework.variables import get_variable_full_name, slice_of_whole


def load_checkpoint(filepattern: str) -> Any:
    """A reader of a checkpoint, the latest one if a directory is given.

    Args:
      filepattern: a directory with a ``checkpoint`` file, or the path of one checkpoint.

    Returns:
      A ``tf.train.NewCheckpointReader``.

    Raises:
      ValueError: the directory holds no checkpoint.

    Source: ``tf.contrib.framework.load_checkpoint`` of TensorFlow 1.15.
    """
    path = tf.train.latest_checkpoint(filepattern) if tf.gfile.IsDirectory(filepattern) else None
    if path is None:
        if tf.gfile.IsDirectory(filepattern):
            raise ValueError(
                f"Couldn't find 'checkpoint' file or checkpoints in given directory {filepattern}"
            )
        path = filepattern
    return tf.train.NewCheckpointReader(path)


def load_variable(checkpoint_dir: str, name: str) -> np.ndarray:
    """The value of one variable of a checkpoint.

    Args:
      checkpoint_dir: a directory or a path, as ``load_checkpoint`` takes it.
      name: the variable's name in the checkpoint; a trailing ``:0`` is set aside.

    Returns:
      A NumPy array.

    Source: ``tf.contrib.framework.load_variable`` of TensorFlow 1.15.
    """
    return load_checkpoint(checkpoint_dir).get_tensor(name.removesuffix(":0"))


def list_variables(checkpoint_dir: str) -> list[tuple[str, list[int]]]:
    """Names and shapes of what a checkpoint holds, sorted by name.

    Source: ``tf.contrib.framework.list_variables`` of TensorFlow 1.15.
    """
    return sorted(load_checkpoint(checkpoint_dir).get_variable_to_shape_map().items())


def init_from_checkpoint(checkpoint_dir: str, assignment_map: Mapping[str, Any]) -> None:
    """Makes the initializers of current variables load their values from a checkpoint.

    Args:
      checkpoint_dir: a directory or a path, as ``load_checkpoint`` takes it.
      assignment_map: from a name in the checkpoint to a variable, a list of the parts of a
        partitioned one, or the name of a current one; or from ``'scope/'`` in the checkpoint
        (``'/'`` for all of it) to ``'scope/'`` in the graph.

    Raises:
      ValueError: the checkpoint has no such name or another shape, or no variable is named so.

    Source: ``tf.contrib.framework.init_from_checkpoint`` of TensorFlow 1.15.
    """
    tf.train.init_from_checkpoint(checkpoint_dir, assignment_map)


def _fed_assignment(var: tf.Variable) -> tuple[tf.Tensor, tf.Operation]:
    value = tf.placeholder(
        dtype=var.dtype.base_dtype, shape=var.get_shape(), name=f"placeholder/{var.op.name}"
    )
    return value, var.assign(value)


def _global_variable_named(name: str) -> tf.Variable:
    # A scope given to get_collection is only the beginning of the names it returns.
    candidates = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, name)
    if not candidates:
        raise ValueError(f"Variable {name} wasn't found")
    if len(candidates) == 1:
        return candidates[0]
    for candidate in candidates:
        if candidate.op.name == name:
            return candidate
    raise ValueError(f"Variable {name} doesn't uniquely identify a variable")


def assign_from_values(
    var_names_to_values: Mapping[str, np.ndarray],
) -> tuple[tf.Operation, dict[tf.Tensor, np.ndarray]]:
    """An operation that assigns given values, fed rather than stored in the graph.

    Args:
      var_names_to_values: from names of global variables to arrays of as many elements.

    Returns:
      The operation, and the feed dictionary to run it with.

    Raises:
      ValueError: no global variable is named so, or more than one is.

    Source: ``tf.contrib.framework.assign_from_values`` of TensorFlow 1.15.
    """
    assignments, feed = [], {}
    for name, value in var_names_to_values.items():
        var = _global_variable_named(name)
        placeholder, assignment = _fed_assignment(var)
        assignments.append(assignment)
        feed[placeholder] = value.reshape(var.get_shape())
    return tf.group(*assignments), feed


def assign_from_values_fn(
    var_names_to_values: Mapping[str, np.ndarray],
) -> Callable[[tf.Session], Any]:
    """``assign_from_values`` as a function of a session.

    Source: ``tf.contrib.framework.assign_from_values_fn`` of TensorFlow 1.15.
    """
    operation, feed = assign_from_values(var_names_to_values)
    return lambda session: session.run(operation, feed)


def _by_checkpoint_name(var_list: Any) -> dict[str, list[tf.Variable]]:
    grouped: dict[str, list[tf.Variable]] = {}
    if isinstance(var_list, (list, tuple)):
        for var in var_list:
            grouped.setdefault(get_variable_full_name(var), []).append(var)
    else:
        for name, value in var_list.items():
            grouped[name] = list(value) if isinstance(value, (list, tuple)) else [value]
    return grouped


def _share_of(var: tf.Variable, whole: np.ndarray, name: str) -> np.ndarray:
    part = slice_of_whole(var)
    if part is not None:
        begin, size = np.array(part.var_offset), np.array(part.var_shape)
        return whole[tuple(map(slice, begin, begin + size))].reshape(size)
    if var.get_shape() != whole.shape:
        raise ValueError(
            f"Total size of new array must be unchanged for {name} "
            f"lh_shape: [{whole.shape}], rh_shape: [{var.get_shape()}]"
        )
    return whole


def assign_from_checkpoint(
    model_path: str, var_list: Any, ignore_missing_vars: bool = False
) -> tuple[tf.Operation, dict[tf.Tensor, np.ndarray]]:
    """An operation that assigns what a checkpoint holds, whole or in the parts of its partitions.

    Args:
      model_path: the path of a checkpoint.
      var_list: variables, or a dictionary from names in the checkpoint to a variable or a list of
        the parts of one.
      ignore_missing_vars: warn about what the checkpoint lacks instead of failing.

    Returns:
      The operation, and the feed dictionary to run it with.

    Raises:
      ValueError: the checkpoint lacks a variable, or holds it in another shape.

    Source: ``tf.contrib.framework.assign_from_checkpoint`` of TensorFlow 1.15.
    """
    reader = tf.train.NewCheckpointReader(model_path)
    assignments, feed = [], {}
    for name, parts in _by_checkpoint_name(var_list).items():
        if not reader.has_tensor(name):
            problem = f"Checkpoint is missing variable [{name}]"
            if not ignore_missing_vars:
                raise ValueError(problem)
            tf.logging.warning(problem)
            continue
        whole = reader.get_tensor(name)
        for var in parts:
            placeholder, assignment = _fed_assignment(var)
            assignments.append(assignment)
            feed[placeholder] = _share_of(var, whole, name)
    return tf.group(*assignments), feed


def _only_available(model_path: str, var_list: Any) -> dict[str, tf.Variable]:
    reader = tf.train.NewCheckpointReader(model_path)
    named = var_list if isinstance(var_list, dict) else {var.op.name: var for var in var_list}
    for name in named:
        if not reader.has_tensor(name):
            tf.logging.warning("Variable %s missing in checkpoint %s", name, model_path)
    return {name: var for name, var in named.items() if reader.has_tensor(name)}


def assign_from_checkpoint_fn(
    model_path: str,
    var_list: Any,
    ignore_missing_vars: bool = False,
    reshape_variables: bool = False,
) -> Callable[[tf.Session], None] | None:
    """A function of a session that restores variables from a checkpoint.

    Args:
      model_path: the path of a checkpoint.
      var_list: variables, or a dictionary from names in the checkpoint to variables.
      ignore_missing_vars: warn about what the checkpoint lacks instead of failing.
      reshape_variables: accept another shape with as many elements.

    Returns:
      The function, or None if missing variables are ignored and all are missing.

    Raises:
      ValueError: ``var_list`` is empty.

    Source: ``tf.contrib.framework.assign_from_checkpoint_fn`` of TensorFlow 1.15.
    """
    if not var_list:
        raise ValueError("var_list cannot be empty")
    if ignore_missing_vars:
        var_list = _only_available(model_path, var_list)
        if not var_list:
            tf.logging.warning("No Variables to restore")
            return None
    saver = tf.train.Saver(var_list, reshape=reshape_variables, write_version=tf.train.SaverDef.V1)
    return lambda session: saver.restore(session, model_path)

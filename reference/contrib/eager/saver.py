"""Checkpoints by the names of variables, without a session.

Source: TensorFlow 1.15, ``tf.contrib.eager.{Saver,restore_variables_on_create}``.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow.compat.v1 as tf


class Saver:
    """Saves and restores variables as ``tf.train.Saver`` does, without a session.

    Args:
      var_list: variables, or variables by their names in the checkpoint.

    Raises:
      RuntimeError: eager execution is off.

    Source: ``tf.contrib.eager.Saver`` of TensorFlow 1.15.
    """

    def __init__(self, var_list: Any) -> None:
        if not tf.executing_eagerly():
            raise RuntimeError(
                "tfe.Saver can only be used when eager execution is enabled. Use tf.train.Saver "
                "when building graphs."
            )
        self._saver = tf.train.Saver(var_list=var_list)

    def save(self, file_prefix: str, global_step: Any = None) -> str:
        """Writes a checkpoint.

        Args:
          file_prefix: path that the checkpoint's files begin with.
          global_step: number, tensor or variable that is added to it.

        Returns:
          The path that `restore` takes.
        """
        with tf.device("/device:CPU:0"):
            path: str = self._saver.save(
                None, file_prefix, write_meta_graph=False, global_step=global_step
            )
        return path

    def restore(self, file_prefix: str) -> None:
        """Gives the variables the values of a checkpoint.

        Raises:
          tf.errors.NotFoundError: there is no such checkpoint, or it lacks a variable.
        """
        with tf.device("/device:CPU:0"):
            self._saver.restore(None, file_prefix)


def get_optimizer_variables(optimizer: tf.train.Optimizer) -> list[tf.Variable]:
    """The variables that an optimizer has made.

    Source: ``tf.contrib.eager.get_optimizer_variables`` of TensorFlow 1.15.
    """
    made: list[tf.Variable] = optimizer.variables()
    return made


@contextlib.contextmanager
def restore_variables_on_create(
    save_path: str | None, map_func: Callable[[str], str] | None = None
) -> Iterator[None]:
    """Within it, a new variable gets its value of a checkpoint.

    Only the first variable of a name gets it.

    Args:
      save_path: the checkpoint; nothing is done if it is None or empty.
      map_func: name of a variable -> its name in the checkpoint; the same if None.

    Raises:
      ValueError: eager execution is off, or ``map_func`` is no function.
      tf.errors.NotFoundError: the checkpoint lacks a variable, or there is none.

    Source: ``tf.contrib.eager.restore_variables_on_create`` of TensorFlow 1.15.
    """
    if not tf.executing_eagerly():
        raise ValueError(
            "Currently, restore_variables_on_create can only be used with eager execution enabled."
        )
    if not save_path:
        yield
        return
    if map_func is not None and not callable(map_func):
        raise ValueError("map_func must be callable.")
    reader = tf.train.load_checkpoint(save_path)
    left = set(reader.get_variable_to_shape_map())
    known = frozenset(left)

    def created(next_creator: Callable[..., Any], **kwargs: Any) -> Any:
        variable = next_creator(**kwargs)
        name = variable.name.partition(":")[0]
        saved = name if map_func is None else map_func(name)
        if saved not in known:
            raise tf.errors.NotFoundError(None, None, f"{saved} not found in checkpoint")
        if saved in left:
            variable.assign(reader.get_tensor(saved))
            left.remove(saved)
        return variable

    with tf.variable_creator_scope(created):
        yield

"""Where the first values of variables come from, if not from their initialisers.

Source: TensorFlow 1.15, ``tf.estimator.WarmStartSettings``.
"""

import os
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


class _Settings(NamedTuple):
    ckpt_to_initialize_from: Any
    vars_to_warm_start: Any
    var_name_to_vocab_info: Any
    var_name_to_prev_var_name: Any


class WarmStartSettings(_Settings):
    """Which checkpoint the variables of a first training start from, and which of them.

    Args:
      ckpt_to_initialize_from: a checkpoint, or a folder of checkpoints.
      vars_to_warm_start: regular expression or list of them; all trainable variables by default.
      var_name_to_vocab_info: variable name -> ``tf.train.VocabInfo``.
      var_name_to_prev_var_name: variable name -> its name in the checkpoint, where it is another.

    Raises:
      ValueError: no checkpoint is given.

    Source: ``tf.estimator.WarmStartSettings`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls,
        ckpt_to_initialize_from: Any,
        vars_to_warm_start: Any = ".*",
        var_name_to_vocab_info: Any = None,
        var_name_to_prev_var_name: Any = None,
    ) -> "WarmStartSettings":
        """Checks that there is a checkpoint."""
        if not ckpt_to_initialize_from:
            raise ValueError("`ckpt_to_initialize_from` MUST be set in WarmStartSettings")
        return super().__new__(
            cls,
            ckpt_to_initialize_from,
            vars_to_warm_start,
            var_name_to_vocab_info or {},
            var_name_to_prev_var_name or {},
        )


def settings_of(warm_start_from: Any) -> WarmStartSettings | None:
    """The settings that an estimator was given.

    Args:
      warm_start_from: settings, a path of a checkpoint or of an exported model, or None.

    Raises:
      ValueError: it is something else.
    """
    if warm_start_from is None or isinstance(warm_start_from, WarmStartSettings):
        return warm_start_from
    if not isinstance(warm_start_from, (str, bytes)):
        raise ValueError(
            "warm_start_from must be a string or a WarmStartSettings, instead got "
            f"{type(warm_start_from)}"
        )
    path = os.fsdecode(warm_start_from)
    exported = os.path.join(
        path, tf.saved_model.VARIABLES_DIRECTORY, tf.saved_model.VARIABLES_FILENAME
    )
    if tf.gfile.Exists(f"{exported}.index"):
        tf.logging.info("Warm-starting from a SavedModel")
        return WarmStartSettings(exported)
    return WarmStartSettings(path)


def warm_start(settings: WarmStartSettings) -> None:
    """Lets the variables of the default graph start from the checkpoint."""
    tf.logging.info("Warm-starting with WarmStartSettings: %s", (settings,))
    tf.train.warm_start(*settings)

"""What is exported after an evaluation: every time, or at the end.

Source: TensorFlow 1.15, ``tf.estimator.Exporter``.
"""

import abc
import os
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf


class Exporter(abc.ABC):
    """Something that exports a model after an evaluation.

    Source: ``tf.estimator.Exporter`` of TensorFlow 1.15.
    """

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """Name of the folder below ``export``; no two exporters share one."""

    @abc.abstractmethod
    def export(
        self,
        estimator: Any,
        export_path: str,
        checkpoint_path: str,
        eval_result: dict[str, Any],
        is_the_final_export: bool,
    ) -> Any:
        """Exports, or does not.

        Args:
          estimator: the estimator.
          export_path: the folder to export to.
          checkpoint_path: the checkpoint that was evaluated.
          eval_result: what was found.
          is_the_final_export: whether the training is over.

        Returns:
          Path of what was exported, None if nothing was.
        """


class LatestExporter(Exporter):
    """Exports after each evaluation, and keeps the last few.

    Args:
      name: name of the folder.
      serving_input_receiver_fn: returns a ``ServingInputReceiver``.
      assets_extra: as ``Estimator.export_saved_model`` takes it.
      as_text: whether the graph is written as text.
      exports_to_keep: how many; all if None.

    Raises:
      ValueError: ``exports_to_keep`` is not above zero.

    Source: ``tf.estimator.LatestExporter`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        name: str,
        serving_input_receiver_fn: Callable[[], Any],
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
        exports_to_keep: int | None = 5,
    ) -> None:
        if exports_to_keep is not None and exports_to_keep <= 0:
            raise ValueError("`exports_to_keep`, if provided, must be a positive number")
        self._name = name
        self._receiver_fn = serving_input_receiver_fn
        self._assets_extra = assets_extra
        self._as_text = as_text
        self._kept = exports_to_keep

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self._name

    def export(
        self,
        estimator: Any,
        export_path: str,
        checkpoint_path: str,
        eval_result: dict[str, Any],
        is_the_final_export: bool,
    ) -> Any:
        """Exports the model, and deletes exports that are too many."""
        path = estimator.export_savedmodel(
            export_path,
            self._receiver_fn,
            assets_extra=self._assets_extra,
            as_text=self._as_text,
            checkpoint_path=checkpoint_path,
        )
        if self._kept is not None:
            stamps = [name.rstrip("/") for name in tf.gfile.ListDirectory(export_path)]
            numbered = sorted((each for each in stamps if each.isdecimal()), key=int)
            for name in numbered[: -self._kept]:
                tf.gfile.DeleteRecursively(os.path.join(export_path, name))
        return path


class FinalExporter(LatestExporter):
    """Exports once, when the training is over.

    Args:
      name: name of the folder.
      serving_input_receiver_fn, assets_extra, as_text: as `LatestExporter` takes them.

    Source: ``tf.estimator.FinalExporter`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        name: str,
        serving_input_receiver_fn: Callable[[], Any],
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
    ) -> None:
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, None)

    def export(
        self,
        estimator: Any,
        export_path: str,
        checkpoint_path: str,
        eval_result: dict[str, Any],
        is_the_final_export: bool,
    ) -> Any:
        """Exports the model if this is the end."""
        if not is_the_final_export:
            return None
        tf.logging.info("Performing the final export in the end of training.")
        return super().export(
            estimator, export_path, checkpoint_path, eval_result, is_the_final_export
        )

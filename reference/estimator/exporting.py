"""Writing a trained model as a SavedModel.

Source: TensorFlow 1.15, ``tf.estimator.Estimator.export_saved_model``.
"""

import os
import time
from collections.abc import Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.export.outputs import ExportOutput
from reference.estimator.spec import EstimatorSpec

_ATTEMPTS = 10
_METHODS = {
    tf.saved_model.CLASSIFY_METHOD_NAME: "Classify",
    tf.saved_model.REGRESS_METHOD_NAME: "Regress",
    tf.saved_model.PREDICT_METHOD_NAME: "Predict",
}


def _new_folder(base: str) -> str:
    """A folder of this second's name below ``base`` that does not exist yet."""
    for attempt in range(1, _ATTEMPTS + 1):
        folder = os.path.join(base, str(int(time.time())))
        if not tf.gfile.Exists(folder):
            return folder
        tf.logging.warning(
            "Directory %s already exists; retrying (attempt %d/%d)", folder, attempt, _ATTEMPTS
        )
        time.sleep(1)
    raise RuntimeError(
        f"Failed to obtain a unique export directory name after {_ATTEMPTS} attempts."
    )


def _signatures(receiver: Any, outputs: Mapping[str, ExportOutput]) -> dict[str, Any]:
    """The signatures by name; those that the receiver's inputs cannot serve are left out."""
    others = getattr(receiver, "receiver_tensors_alternatives", None) or {}
    sources = [("", receiver.receiver_tensors)]
    sources += [(f"{name or 'None'}:", tensors) for name, tensors in others.items()]
    made: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    for prefix, tensors in sources:
        for key, output in outputs.items():
            name = f"{prefix}{key or 'None'}"
            try:
                made[name] = output.as_signature_def(tensors)
            except ValueError as error:
                left_out[name] = str(error)
    for method, label in _METHODS.items():
        names = [name for name, each in made.items() if each.method_name == method]
        tf.logging.info("Signatures INCLUDED in export for %s: %s", label, names or "None")
    for name, reason in left_out.items():
        tf.logging.info("Signature EXCLUDED from export, '%s' : %s", name, reason)
    if tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY not in made:
        tf.logging.warning("Export includes no default signature!")
    return {name: each for name, each in made.items() if tf.saved_model.is_valid_signature(each)}


class Export:
    """A SavedModel on its way: written below a temporary name, in its place when it is whole.

    Args:
      base: folder that gets a folder named by the time.
    """

    def __init__(self, base: str) -> None:
        self.folder = _new_folder(base)
        above, name = os.path.split(self.folder)
        self._temporary = os.path.join(above, f"temp-{name}")
        self._builder = tf.saved_model.Builder(self._temporary)

    def add(
        self,
        spec: EstimatorSpec,
        receiver: Any,
        checkpoint_path: str,
        session_config: Any,
        strip_default_attrs: bool,
    ) -> None:
        """Adds the default graph, which predicts, with the variables of a checkpoint.

        Raises:
          ValueError: the checkpoint lacks a variable of the graph.
        """
        signatures = _signatures(receiver, spec.export_outputs)
        with tf.Session(config=session_config) as session:
            local_init = spec.scaffold.local_init_op
            if local_init is None:
                local_init = tf.train.Scaffold.default_local_init_op()
            saver = spec.scaffold.saver or tf.train.Saver(sharded=True)
            try:
                saver.restore(session, checkpoint_path)
            except tf.errors.NotFoundError as error:
                raise ValueError(
                    "Could not load all requested variables from checkpoint. Please make sure "
                    "your model_fn does not expect variables that were not saved in the "
                    f"checkpoint.\n\nEncountered error with mode `{spec.mode}` while restoring "
                    f"checkpoint from: `{checkpoint_path}`. Full Traceback:\n\n{error}"
                ) from error
            self._builder.add_meta_graph_and_variables(
                session,
                tags=[tf.saved_model.SERVING],
                signature_def_map=signatures,
                assets_collection=tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS),
                main_op=local_init,
                saver=saver,
                strip_default_attrs=strip_default_attrs,
            )

    def finish(self, as_text: bool, assets_extra: Mapping[str, str] | None) -> bytes:
        """Writes it, and puts it in its place; returns the path, in bytes as 1.15 did."""
        self._builder.save(as_text)
        for relative, source in (assets_extra or {}).items():
            target = os.path.join(self._temporary, "assets.extra", relative)
            tf.gfile.MakeDirs(os.path.dirname(target))
            tf.gfile.Copy(source, target)
        tf.gfile.Rename(self._temporary, self.folder)
        return os.fsencode(self.folder)

"""How a model is exported after an evaluation.

Source: TensorFlow 1.15, ``tf.contrib.learn.ExportStrategy``.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from reference.estimator.arguments import argument_names


class _Fields(NamedTuple):
    name: str
    export_fn: Callable[..., Any]
    strip_default_attrs: bool | None


class ExportStrategy(_Fields):
    """A function that exports a model, and its name.

    Args:
      name: name of the folder below ``export`` in the model's folder.
      export_fn: takes the estimator and the folder and, as it needs them, ``checkpoint_path``,
        ``eval_result``, ``strip_default_attrs``; returns the path of what it wrote.
      strip_default_attrs: given to the function.

    Source: ``tf.contrib.learn.ExportStrategy`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls, name: str, export_fn: Callable[..., Any], strip_default_attrs: bool | None = None
    ) -> "ExportStrategy":
        """The strategy."""
        return super().__new__(cls, name, export_fn, strip_default_attrs)

    def export(
        self,
        estimator: Any,
        export_path: Any,
        checkpoint_path: str | None = None,
        eval_result: Any = None,
    ) -> Any:
        """What the function returns for an estimator and a folder.

        Raises:
          ValueError: the function takes ``eval_result`` without ``checkpoint_path``.
        """
        names = argument_names(self.export_fn)
        if "eval_result" in names and "checkpoint_path" not in names:
            raise ValueError("An export_fn accepting eval_result must also accept checkpoint_path.")
        given = {
            "checkpoint_path": checkpoint_path,
            "eval_result": eval_result,
            "strip_default_attrs": self.strip_default_attrs,
        }
        return self.export_fn(
            estimator, export_path, **{k: v for k, v in given.items() if k in names}
        )

"""What ``tf.contrib`` was: ``reference.contrib.rnn`` stands where ``tf.contrib.rnn`` stood.

Submodules load on first use, so that ``from reference import contrib`` costs nothing and a notebook
pays only for the parts that it names. What is absent here is out of reach of TensorFlow 2's public
API; asking for it raises ``AttributeError``, as a wrong name always does.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib

>>> from reference import contrib
>>> "framework" in dir(contrib)
True
>>> contrib.tensor_forest
Traceback (most recent call last):
...
AttributeError: tf.contrib.tensor_forest is not rebuilt here; dir(reference.contrib) lists what is
"""

import importlib
import pkgutil
from types import ModuleType


def _submodules() -> list[str]:
    return sorted(
        info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")
    )


def __getattr__(name: str) -> ModuleType:
    if not name.startswith("_") and name in _submodules():
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"tf.contrib.{name} is not rebuilt here; dir({__name__}) lists what is")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_submodules()))

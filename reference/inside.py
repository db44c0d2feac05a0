"""What TensorFlow 1.15 had inside a package, found by way of the package too.

Notebooks took names from below a package's public face, such as
``tensorflow.contrib.rnn.python.ops.rnn_cell.CFNCell``. The same modules stand below ``reference``
(``reference.contrib.rnn.python``). Each TensorFlow put such names elsewhere, so the package itself
finds them as well, although ``dir`` does not list them.

>>> from reference.contrib import rnn
>>> rnn.CFNCell is rnn.python.ops.rnn_cell.CFNCell, "CFNCell" in dir(rnn)
(True, False)
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any


def found_inside(package: str, inside: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package that finds what was inside it: names, then modules.

    Args:
        package: its name, for the error.
        inside: the module, or the package of modules, that holds them; imported when asked.

    Returns:
        A function of a name that gives its value, or raises ``AttributeError``.
    """

    def found(name: str) -> Any:
        if f"{package}.{name}" == inside:
            return importlib.import_module(inside)
        if not name.startswith("__"):
            modules = list(_modules(importlib.import_module(inside)))
            for module in modules:
                if name in module.__all__:
                    return getattr(module, name)
            for module in modules:
                if module.__name__.endswith(f".{name}"):
                    return module
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return found


def _modules(module: ModuleType) -> Iterator[ModuleType]:
    """The module, or those of a package."""
    if not hasattr(module, "__path__"):
        yield module
        return
    for each in pkgutil.walk_packages(module.__path__, f"{module.__name__}."):
        if not each.ispkg:
            yield importlib.import_module(each.name)

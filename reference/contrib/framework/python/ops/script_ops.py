"""Functions of Python in a graph: `contrib.framework.python.ops.script_ops` of 1.15."""

from reference.contrib.framework.python_functions import py_func

__all__ = ["py_func"]

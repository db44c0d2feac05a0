"""The inside of `contrib.framework`; `experimental` is the function here, as it was."""

from reference.contrib.framework.python.framework import checkpoint_utils, graph_util, tensor_util
from reference.contrib.framework.python.framework.experimental import experimental

__all__ = [
    "checkpoint_utils",
    "experimental",
    "graph_util",
    "tensor_util",
]

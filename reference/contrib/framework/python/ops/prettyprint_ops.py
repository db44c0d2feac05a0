"""Printing while a graph runs: `contrib.framework.python.ops.prettyprint_ops` of 1.15."""

from reference.contrib.framework.printing import print_op

__all__ = ["print_op"]

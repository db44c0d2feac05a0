"""Graphs cut and searched: `contrib.framework.python.framework.graph_util` of 1.15."""

from reference.contrib.framework.graphs import fuse_op, get_placeholders

__all__ = ["fuse_op", "get_placeholders"]

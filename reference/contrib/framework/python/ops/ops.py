"""Graphs and name scopes: `contrib.framework.python.ops.ops` of 1.15."""

from reference.contrib.framework.graphs import get_graph_from_inputs, get_name_scope

__all__ = ["get_graph_from_inputs", "get_name_scope"]

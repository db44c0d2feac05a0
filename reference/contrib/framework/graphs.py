"""Looking at a graph and its names: its placeholders, its scopes, a part of it fused into one node.

Source: TensorFlow 1.15, ``tf.contrib.framework`` (graph utilities).
"""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf


def get_placeholders(graph: tf.Graph) -> list[tf.Tensor]:
    """The placeholders of a graph, in the order in which they were made.

    Raises:
      TypeError: the argument is no graph.

    Source: ``tf.contrib.framework.get_placeholders`` of TensorFlow 1.15.
    """
    if not isinstance(graph, tf.Graph):
        raise TypeError(f"Input graph needs to be a Graph: {graph}")
    return [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]


def get_graph_from_inputs(op_input_list: Iterable[Any], graph: tf.Graph | None = None) -> tf.Graph:
    """The graph that tensors, operations and variables belong to, or else the default graph.

    Args:
      op_input_list: inputs of an operation; what belongs to no graph is passed over.
      graph: the graph that all must belong to; the first input's if None.

    Raises:
      TypeError: ``graph`` is no graph.
      ValueError: an input belongs to another graph.

    Source: ``tf.contrib.framework.get_graph_from_inputs`` of TensorFlow 1.15.
    """
    default = tf.get_default_graph()
    if default.building_function:
        return default
    if graph is not None and not isinstance(graph, tf.Graph):
        raise TypeError(f"Input graph needs to be a Graph: {graph}")
    first, found = None, graph
    for element in op_input_list:
        owner = getattr(element, "graph", None)
        if not isinstance(owner, tf.Graph):
            continue
        if found is None:
            first, found = element, owner
        elif owner is not found:
            if first is None:
                raise ValueError(f"{element} is not from the passed-in graph.")
            raise ValueError(f"{element} must be from the same graph as {first}.")
    return default if found is None else found


def get_name_scope() -> str:
    """The name scope in force, without a slash at its end; empty at the top.

    Source: ``tf.contrib.framework.get_name_scope`` of TensorFlow 1.15.
    """
    return tf.get_default_graph().get_name_scope()


def _renamed(pattern: str, replacement: str, name: Any, count: int) -> Any:
    try:
        return re.sub(pattern, replacement, tf.compat.as_str(name), count=count)
    except TypeError as error:
        # Names of other types come from protocol buffers, and stay as they are.
        tf.logging.warning(error)
        return name


def prepend_name_scope(name: str, import_scope: str | None) -> str:
    """A name moved into a scope; the marks ``^`` and ``loc:@`` stay in front.

    Args:
      name: the name of a node, tensor, control input or colocation group.
      import_scope: the scope; None for none.

    Source: ``tf.contrib.framework.prepend_name_scope`` of TensorFlow 1.15.

    >>> from reference.contrib.framework import prepend_name_scope, strip_name_scope
    >>> prepend_name_scope("^cell/kernel", "tower")
    '^tower/cell/kernel'
    >>> strip_name_scope("^tower/cell/kernel", "tower")
    '^cell/kernel'
    """
    if not import_scope:
        return name
    scope = import_scope.removesuffix("/")
    return _renamed(r"([\^]|loc:@|^)(.*)", rf"\1{scope}/\2", name, count=0)


def strip_name_scope(name: str, export_scope: str | None) -> str:
    """A name taken out of a scope; the marks ``^`` and ``loc:@`` stay in front.

    Args:
      name: the name of a node, tensor, control input or colocation group.
      export_scope: the scope, a regular expression; None for none.

    Source: ``tf.contrib.framework.strip_name_scope`` of TensorFlow 1.15.
    """
    if not export_scope:
        return name
    scope = export_scope.removesuffix("/")
    return _renamed(rf"([\^]|loc:@|^){scope}[\/]+(.*)", r"\1\2", name, count=1)


def _node_of(reference: str) -> str:
    """The node that an input names, without a control input's mark or an output's index."""
    return reference.removeprefix("^").split(":")[0]


def _ancestors(
    start: Iterable[str], inputs: dict[str, list[str]], stop: frozenset[str] = frozenset()
) -> set[str]:
    """The nodes that ``start`` depends on, and ``start``; inputs of ``stop`` are not followed."""
    seen: set[str] = set()
    pending = deque(start)
    while pending:
        name = pending.popleft()
        if name not in seen:
            seen.add(name)
            if name not in stop:
                pending.extend(inputs[name])
    return seen


def fuse_op(
    graph_def: tf.GraphDef,
    input_nodes: Sequence[str],
    output_nodes: Sequence[str],
    output_dtypes: Sequence[int],
    output_quantized: bool,
    op_name: str,
    op_type: str,
) -> tf.GraphDef:
    """A graph with what lies between input and output nodes replaced by a single node.

    Args:
      graph_def: the graph, which is left alone.
      input_nodes: names of the nodes that feed the part; they stay.
      output_nodes: names of the nodes that end it, of one input each; they stay, as identities of
        the new node's outputs.
      output_dtypes: types of the new node's outputs.
      output_quantized: whether the outputs are quantised.
      op_name: name of the new node.
      op_type: operation type of the new node.

    Raises:
      TypeError: an argument is of the wrong kind, or the part has an input that is not listed.
      AssertionError: a listed node is not in the graph.

    Source: ``tf.contrib.framework.fuse_op`` of TensorFlow 1.15.
    """
    if not isinstance(graph_def, tf.GraphDef):
        raise TypeError("graph_def must be a graph_pb2.GraphDef proto.")
    for names, argument in ((input_nodes, "input_nodes"), (output_nodes, "output_nodes")):
        if isinstance(names, str):
            raise TypeError(f"{argument} must be a list.")

    nodes = {_node_of(node.name): node for node in graph_def.node}
    inputs = {name: [_node_of(each) for each in node.input] for name, node in nodes.items()}
    for name in (*input_nodes, *output_nodes):
        assert name in nodes, f"{name} is not in graph"

    before = _ancestors(input_nodes, inputs)
    up_to_output = _ancestors(output_nodes, inputs)
    entrances = frozenset(input_nodes)
    for name in up_to_output - before - set(output_nodes):
        unlisted = (_ancestors([name], inputs, stop=entrances) & before) - entrances
        if unlisted:
            raise TypeError(f"Node {name} uses input {min(unlisted)} not in input_nodes.")

    fused = tf.GraphDef()
    _copy(fused, (node for name, node in nodes.items() if name in before))
    new = fused.node.add(name=op_name, op=op_type, input=input_nodes)
    new.attr["_output_types"].list.type[:] = output_dtypes
    new.attr["_output_quantized"].b = output_quantized
    for index, name in enumerate(output_nodes):
        assert len(nodes[name].input) == 1, f"output node {name} must have one input"
        _copy(fused, [nodes[name]])
        fused.node[-1].input[0] = f"{op_name}:{index}" if index else op_name
    kept = before | up_to_output
    _copy(fused, (node for name, node in nodes.items() if name not in kept))
    fused.library.CopyFrom(graph_def.library)
    fused.versions.CopyFrom(graph_def.versions)
    return fused


def _copy(target: tf.GraphDef, nodes: Iterable[Any]) -> None:
    # A repeated field copies the messages that it is extended by: the caller's graph is left alone.
    target.node.extend(nodes)

"""Parts of one graph made again in another.

Source: TensorFlow 1.15, ``tf.contrib.copy_graph``.
"""

from collections.abc import Iterable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.variable_kinds import AnyVariable

_OF_ALL_GRAPHS = (tf.GraphKeys.GLOBAL_VARIABLES, tf.GraphKeys.TRAINABLE_VARIABLES)


def _below(scope: str, name: str) -> str:
    return f"{scope}/{name}" if scope else name


def _collections(element: Any) -> list[str]:
    """The collections of its graph that have an element."""
    keys = element.graph.get_all_collection_keys()
    return [
        key
        for key in keys
        if any(each is element for each in element.graph.get_collection_ref(key))
    ]


def copy_variable_to_graph(org_instance: Any, to_graph: tf.Graph, scope: str = "") -> tf.Variable:
    """A variable of the same name that starts from the other's initial value.

    Args:
      org_instance: a variable.
      to_graph: where it is made.
      scope: what its name is put below, and those of its collections; global and trainable
        variables stay in theirs.

    Returns:
      The variable.

    Raises:
      TypeError: ``org_instance`` is no variable.

    Source: ``tf.contrib.copy_graph.copy_variable_to_graph`` of TensorFlow 1.15.
    """
    if not isinstance(org_instance, (tf.Variable, AnyVariable)):
        raise TypeError(f"{org_instance} is not a Variable")
    collections = _collections(org_instance)
    with org_instance.graph.as_default(), tf.Session() as session:
        value = session.run(org_instance.initialized_value())
    with to_graph.as_default():
        return tf.Variable(
            value,
            tf.GraphKeys.TRAINABLE_VARIABLES in collections,
            name=_below(scope, org_instance.name.partition(":")[0]),
            collections=[
                key if key in _OF_ALL_GRAPHS else _below(scope, key) for key in collections
            ],
            validate_shape=False,
        )


def copy_op_to_graph(
    org_instance: Any, to_graph: tf.Graph, variables: Iterable[Any], scope: str = ""
) -> Any:
    """An operation or tensor and all that it needs, unless ``to_graph`` has them by their names.

    Args:
      org_instance: an operation or tensor.
      to_graph: where it is made.
      variables: copies of the variables it needs, in ``to_graph``.
      scope: what names are put below, and those of the collections of tensors.

    Returns:
      The operation or tensor in ``to_graph``.

    Raises:
      TypeError: ``org_instance`` is neither.

    Source: ``tf.contrib.copy_graph.copy_op_to_graph`` of TensorFlow 1.15.
    """
    variables = list(variables)
    name = _below(scope, org_instance.name)
    copied = {each.name: each for each in variables}
    if name in copied:
        return to_graph.get_tensor_by_name(copied[name].name)
    try:
        return to_graph.as_graph_element(name, allow_tensor=True, allow_operation=True)
    except (KeyError, ValueError):
        pass  # it is not there yet
    if isinstance(org_instance, tf.Tensor):
        made = copy_op_to_graph(org_instance.op, to_graph, variables, scope)
        tensor = made.outputs[org_instance.value_index]
        for key in _collections(org_instance):
            to_graph.add_to_collection(_below(scope, key), tensor)
        return tensor
    if not isinstance(org_instance, tf.Operation):
        raise TypeError(f"Could not copy instance: {org_instance}")
    before = [
        copy_op_to_graph(each, to_graph, variables, scope) for each in org_instance.control_inputs
    ]
    inputs = [copy_op_to_graph(each, to_graph, variables, scope) for each in org_instance.inputs]
    # A slash at the end: the name is the whole name, whatever scope is open.
    with to_graph.as_default(), tf.control_dependencies(None), tf.control_dependencies(before):
        return to_graph.create_op(
            org_instance.type,
            inputs,
            [each.dtype for each in org_instance.outputs],
            name=f"{name}/",
            attrs=dict(org_instance.node_def.attr),
            op_def=org_instance.op_def,
        )


def get_copied_op(org_instance: Any, graph: tf.Graph, scope: str = "") -> Any:
    """The copy of an operation or tensor in ``graph``, by its name below ``scope``.

    Raises:
      KeyError: there is none.

    Source: ``tf.contrib.copy_graph.get_copied_op`` of TensorFlow 1.15.
    """
    name = _below(scope, org_instance.name)
    return graph.as_graph_element(name, allow_tensor=True, allow_operation=True)

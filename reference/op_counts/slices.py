"""``x[:n]`` by a tensor: TensorFlow 2.21 makes constants of what a slice leaves out.

1.15 packed the tensors of a slice with numbers: ``x[:n]`` was ``stack`` (a constant zero),
``stack_1`` (of n), ``stack_2`` (a constant one) and the slice. 2.21 makes tensors of the missing
start, stop and step beside n, so that all three are packed, and the numbers of other dimensions
become constants one by one. 1.15 cast what was not int64 beside what was.
"""

from collections.abc import Sequence

import tensorflow.compat.v1 as tf


def slice_by_tensors(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """1.15's ops less 2.21's of the ``StridedSlice`` at ``index``; zero if no tensor bounds it."""
    operation = operations[index]
    name = operation.name
    lists = [_uncast(source.op) for source in list(operation.inputs)[1:]]
    named = [f"{name}/stack", f"{name}/stack_1", f"{name}/stack_2"]
    if [each.name for each in lists] != named or all(each.type != "Pack" for each in lists):
        return 0
    missing = operation.get_attr("begin_mask"), operation.get_attr("end_mask")
    implied: set[str] = set()
    before = 0
    wide = []
    for position, packed in enumerate(lists):
        length = packed.get_attr("N") if packed.type == "Pack" else 0
        elements = [source.op for source in packed.inputs][:length]
        tensors = 0
        is_wide = False
        for dimension, element in enumerate(elements):
            if element.name == f"{packed.name}/{dimension}":
                continue
            left_out = _is_one(element) if position == 2 else missing[position] & (1 << dimension)
            if left_out and element.type == "Const":
                implied.add(element.name)
                continue
            tensors += 1
            is_wide |= element.outputs[0].dtype == tf.int64
        before += 1 + (length - tensors if tensors else 0)
        wide.append(is_wide)
    if any(wide):
        before += wide.count(False)
    today = len(implied)
    for each in reversed(operations[:index]):
        if not each.name.startswith(f"{name}/"):
            break
        today += each.type in ("Cast", "Const", "Pack")  # a branch's Switch was there before too
    return before - today


def _uncast(operation: tf.Operation) -> tf.Operation:
    return operation.inputs[0].op if operation.type == "Cast" else operation


def _is_one(operation: tf.Operation) -> bool:
    return operation.type == "Const" and tf.get_static_value(operation.outputs[0]) == 1

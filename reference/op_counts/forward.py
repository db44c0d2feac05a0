"""How many ops TensorFlow 1.15 made more than 2.21, construct by construct.

Measured, not argued: ``fixtures/record/op_counts.py`` makes each construct under both versions.
Each function here recognises the op that *closes* a construct as 2.21 makes it and answers with
the number of ops that 1.15 made more (negative: fewer). A construct that was spelled out as 1.15
did (`reference.spelling`) has the ops that are looked for, and answers zero.
"""

from collections.abc import Callable, Container, Sequence

import numpy as np
import tensorflow.compat.v1 as tf

from reference.math import sigmoid_op, softmax_op
from reference.op_counts.slices import slice_by_tensors

# 1.15 made constants of both bounds of random_uniform also when they are 0 and 1 ...
BOUNDS = 2
# ... and scaled and shifted the numbers (sub, mul, add) in any case.
_SCALING = 3
# 2.21 broadcasts alpha against beta by four ops before it asks for a seed, 1.15 by two.
GAMMA_BEFORE_SEED = -2


def has_op(graph: tf.Graph, name: str) -> bool:
    """Whether ``graph`` has an op of this name."""
    try:
        graph.get_operation_by_name(name)
    except (KeyError, ValueError):
        return False
    return True


def has_gradient(operation: tf.Operation, *names: str) -> bool:
    """Whether ``operation`` was made with a gradient registered under one of these names."""
    try:
        return operation.get_attr("_gradient_op_type").decode("ascii") in names
    except ValueError:
        return False


def loop(operation: tf.Operation) -> object:
    """The while loop that the op is in, if any: the one place that needs TensorFlow's own view."""
    context = operation._get_control_flow_context()
    return context.GetWhileContext() if context is not None else None


def before_dropout_mask(graph: tf.Graph, scope: str) -> int:
    """1.15's ops less 2.21's, before ``tf.nn.dropout`` in ``scope`` draws its mask.

    With a number as rate: ``rate`` against ``Const, Mul``. With a tensor: nothing against
    ``Const, Sub, RealDiv``.
    """
    return -3 if has_op(graph, f"{scope}/RealDiv") else -1


def surplus(
    graph: tf.Graph, operations: Sequence[tf.Operation], start: int, accounted: Container[str] = ()
) -> int:
    """1.15's number of ops less 2.21's for ``operations[start:]``, without those ``accounted``."""
    total = 0
    for index in range(start, len(operations)):
        operation = operations[index]
        if operation.name in accounted:
            continue
        if "/Regularizer/" in operation.name:
            total += _regularizer(operations, index)
        recognise = _BY_TYPE.get(operation.type)
        if recognise is not None:
            total += recognise(graph, operations, index)
    return total


def _scope(name: str) -> str:
    return name.rpartition("/")[0]


def _leaf(name: str) -> str:
    return name.rpartition("/")[2]


_Recogniser = Callable[[tf.Graph, Sequence[tf.Operation], int], int]


def _random_uniform(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    scope = _scope(operations[index].name)
    # Bounds that were tensors already have no `min`, but the numbers are shifted all the same.
    spelled_out = has_op(graph, f"{scope}/min") or has_op(graph, f"{scope}/sub")
    return 0 if spelled_out else BOUNDS + _SCALING


def _multiply(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``random_uniform`` from 0 to another bound than 1: one Mul today, sub, mul, add before."""
    operation = operations[index]
    if operation.name.endswith("/Ftrl/Initializer/mul"):  # its accumulators were constants
        return -2
    drawn = operation.inputs[0].op
    inside = drawn.type == "RandomUniform" and _scope(drawn.name) == _scope(operation.name)
    return _SCALING - 1 if inside and _leaf(operation.name) == "Mul" else 0


def _dropout(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.nn.dropout``: 16 ops against 8 with a number as rate, else 15 against 8.

    What `_random_uniform` counted of them already is taken off.
    """
    operation = operations[index]
    kept = operation.inputs[0].op
    if kept.type != "GreaterEqual" or kept.inputs[0].op.type != "RandomUniform":
        return 0
    if _scope(kept.name) != _scope(operation.name):
        return 0
    whole = 7 if has_op(graph, f"{_scope(operation.name)}/RealDiv") else 8
    return whole - BOUNDS - _SCALING


def _select(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    return _replaced(operations, index) + _dropout(graph, operations, index)


def _replaced(operations: Sequence[tf.Operation], index: int) -> int:
    """A function of `reference.math`: many ops of what was one, and of one for numbers given."""
    operation = operations[index]
    if not has_gradient(operation, sigmoid_op.GRADIENT, softmax_op.GRADIENT):
        return 0
    below = f"{operation.name}/"
    first = index
    while first and operations[first - 1].name.startswith(below):
        first -= 1
    made = operations[first:index]
    kept = [each for each in made if each.type == "Enter" or each.name == f"{below}x"]
    return len(kept) - len(made)


def _split(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """1.15 made a constant of the number of parts and left it unused."""
    operation = operations[index]
    axis, value = (source.op for source in operation.inputs)
    between = [axis]
    if value.type == "ReadVariableOp":
        between += [value, value.inputs[0].op]  # in a loop the variable enters it
    before = index - 1
    while before >= 0 and operations[before] in between:
        before -= 1
    if before >= 0 and _is_unused_count(operations[before], operation.get_attr("num_split")):
        return 0
    return 1


def _is_unused_count(operation: tf.Operation, count: int) -> bool:
    if operation.type != "Const" or operation.outputs[0].consumers():
        return False
    value = tf.get_static_value(operation.outputs[0])
    return value is not None and value.shape == () and value == count


def _range(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """A full reduction of a scalar: an empty constant before; rank, start, delta, range today."""
    limit = operations[index].inputs[1].op
    if limit.type != "Const" or not _leaf(limit.name).startswith("Rank"):
        return 0
    return -3 if tf.get_static_value(limit.outputs[0]) == 0 else 0


def _fill(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.zeros([n, 3])`` and ``tf.ones`` with a tensor in the list.

    1.15 asked whether the product of the list is small, which for tensors made ops: a Mul (and a
    constant beside a number) for each factor but the first, then Less and its constant.
    """
    operation = operations[index]
    packed = operation.inputs[0].op
    if packed.type != "Pack" or packed.name != f"{operation.name}/packed":
        return 0
    if has_op(graph, f"{operation.name}/Less"):
        return 0
    made = 0
    symbolic = False
    for position, factor in enumerate(packed.inputs):
        number = factor.op.name == f"{packed.name}/{position}"
        if position and (symbolic or not number):
            both = symbolic and not number
            made += 1 if both else 2
        symbolic = symbolic or not number
    return made + 2


def _tensordot(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """Transposes and reshapes that change nothing: made in 1.15 (two ops each), not today."""
    operation = operations[index]
    product = operation.inputs[0].op
    if product.type != "MatMul" or product.name != f"{operation.name}/MatMul":
        return 0
    missing = 0
    for side in product.inputs:
        reshaped = side.op.type == "Reshape" and _scope(side.op.name) == operation.name
        inner = side.op.inputs[0].op if reshaped else side.op
        transposed = inner.type == "Transpose" and _scope(inner.name) == operation.name
        missing += (not reshaped) + (not transposed)
    return 2 * missing


def _clip_by_global_norm(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """IsFinite, a constant and Select before; sub and add today."""
    difference = operations[index].inputs[1].op
    same = difference.type == "Sub" and difference.inputs[0] is difference.inputs[1]
    if not same:
        same = difference.type == "Sub" and (difference.inputs[0].name == difference.inputs[1].name)
    return 1 if same and "clip_by_global_norm" in difference.name else 0


def _resource_gather(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.nn.embedding_lookup`` of a resource variable: a second Identity before."""
    following = operations[index + 1 : index + 3]
    name = operations[index].name
    names = [operation.name for operation in following]
    return 1 if names[:1] == [f"{name}/Identity"] and f"{name}/Identity_1" not in names else 0


def _make_iterator(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """Data sets got their options by ops: ``optimizations``, OptimizeDataset, ModelDataset.

    Not those that ``iterator.make_initializer`` was given, whose op has another name.
    """
    if not _leaf(operations[index].name).startswith("MakeIterator"):
        return 0
    source = operations[index].inputs[0].op
    return 0 if source.type in ("ModelDataset", "OptimizeDataset") else 3


def _gather_stack(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``TensorArray.stack``: 1.15 asked for the size by an op that 2.21 spares if it knows it."""
    operation = operations[index]
    positions = operation.inputs[1].op
    if positions.type != "Range":
        return 0
    size = positions.inputs[1].op
    if _scope(positions.name) == operation.name:  # named as the scope it was made in
        return 0 if operations[index - 4] is size else 1
    if _scope(positions.name) != _scope(operation.name):
        return 0
    return 0 if _scope(size.name) == _scope(operation.name) else 1


def _identity_n(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.nn.swish``: 2.21 has ``beta`` and multiplies by it."""
    inputs = [tensor.op for tensor in operations[index].inputs]
    if inputs and inputs[0].type == "Mul" and inputs[0].inputs[1].op.type == "Sigmoid":
        scaled = inputs[0].inputs[1].op.inputs[0].op
        return -2 if scaled.type == "Mul" and scaled.inputs[0].op.name.endswith("beta") else 0
    return 0


def _linspace(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """Four ops in 1.15; a whole graph of small ones today."""
    scope = _scope(operations[index].name)
    if not _leaf(scope).startswith("linspace") or not has_op(graph, f"{scope}/BroadcastTo_1"):
        return 0
    inside = [each for each in range(index + 1) if operations[each].name.startswith(f"{scope}/")]
    slices = [each for each in inside if operations[each].type == "StridedSlice"]
    return 4 - len(inside) - sum(slice_by_tensors(graph, operations, each) for each in slices)


def _regularizer(operations: Sequence[tf.Operation], index: int) -> int:
    """``get_variable`` tries its regularizer once outside of the scope in which it then calls it.

    The ops of the trial have the same types in the same order, directly before.
    """
    prefix = operations[index].name.partition("/Regularizer/")[0] + "/Regularizer/"
    first = index
    while first and operations[first - 1].name.startswith(prefix):
        first -= 1
    last = index
    while last + 1 < len(operations) and operations[last + 1].name.startswith(prefix):
        last += 1
    length = last - first + 1
    trial = [operation.type for operation in operations[max(first - length, 0) : first]]
    return -1 if trial == [operation.type for operation in operations[first : last + 1]] else 0


def _fixed(count: int) -> _Recogniser:
    return lambda graph, operations, index: count


def _concat_stack(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``TensorArray.concat``: one op more today where the shape of what it holds is known."""
    shape = operations[index].get_attr("element_shape_except0")
    return 0 if shape.unknown_rank else -1


def _confusion_matrix(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    operation = operations[index]
    leaf = _leaf(_scope(operation.name))
    if leaf == "counts_in_table":  # of contrib.metrics.cohen_kappa
        return 2
    if not leaf.startswith("confusion_matrix"):
        return 0
    # a cast of the ones, unless they are of the matrix's type already; or of the weights
    if has_op(graph, f"{_scope(operation.name)}/ones_like"):
        return 2 if operation.outputs[0].dtype.as_numpy_dtype is np.int32 else 3
    return 3 if operation.inputs[1].op.type == "Cast" else 2


def _fill_of_class(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``class_id`` of ``tf.metrics.precision_at_k`` and its kin: a cast before the shape."""
    scope = _scope(operations[index].name)
    kinds = ("true_positives", "false_positives", "false_negatives")
    return 1 if "_class" in _scope(scope) and _leaf(scope).startswith(kinds) else 0


def _minimum(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.train.polynomial_decay`` names a constant of the step once more."""
    return 1 if _leaf(_scope(operations[index].name)).startswith("PolynomialDecay") else 0


def _one_hot(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """Values given for on and off: a constant each for their types, and one each for the op."""
    operation = operations[index]
    values = [operation.inputs[place].op.name for place in (2, 3)]
    return sum(name.startswith(f"{operation.name}/Const") for name in values)


def _transpose(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """Of a tensor of unknown rank: 1.15 counted down by a subtraction, 2.21 by the range."""
    return 1 if operations[index].inputs[1].op.type == "Range" else 0


def _standardization(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.image.per_image_standardization`` ended in an Identity."""
    return 1 if _leaf(operations[index].name).startswith("per_image_standardization") else 0


def _crop(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.image.resize_image_with_crop_or_pad`` takes the size of the crop apart by ops today."""
    scope = _scope(operations[index].name)
    resizing = _leaf(_scope(scope)).startswith("resize_image_with_crop_or_pad")
    return -12 if resizing and has_op(graph, f"{scope}/strided_slice_1/stack_2") else 0


def _slice(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    return _linspace(graph, operations, index) + _crop(graph, operations, index)


def _parse_example(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.parse_single_example`` had an op of its own, ``tf.parse_example`` a constant a key."""
    operation = operations[index]
    if "ParseSingleExample" in operation.name:
        return -4
    return len(operation.get_attr("sparse_types")) + len(operation.get_attr("Tdense")) - 3


def _parse_sequence(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.parse_single_sequence_example`` had a constant a key; today one each for six lists."""
    if not _leaf(_scope(_scope(operations[index].name))).startswith("ParseSingleSequenceExample"):
        return 0
    types = ("context_sparse_types", "Tcontext_dense", "feature_list_sparse_types")
    keys = sum(len(operations[index].get_attr(each)) for each in types)
    return keys + len(operations[index].get_attr("feature_list_dense_types")) - 6


def _ftrl(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.train.FtrlOptimizer`` has a ``beta`` today, which is folded into its L2 strength."""
    scope, _, leaf = operations[index].name.rpartition("/")
    if leaf != "beta" or not has_op(graph, f"{scope}/l1_regularization_strength"):
        return 0
    return -9 if has_op(graph, f"{scope}/Maximum/x") else -8  # a rate that is a number, or not


def _constant(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    return _ftrl(graph, operations, index) - _is_second_try(operations, index)


def _is_second_try(operations: Sequence[tf.Operation], index: int) -> bool:
    """Whether an empty list, as in ``tf.reshape(x, [])``, was a constant of floats just before."""
    second, first = operations[index], operations[index - 1]
    if index == 0 or first.type != "Const" or second.name != f"{first.name}_1":
        return False
    kinds = [operation.outputs[0].dtype.is_integer for operation in (first, second)]
    empty = all(operation.outputs[0].shape.as_list() == [0] for operation in (first, second))
    return kinds == [False, True] and empty and not first.outputs[0].consumers()


def _sparse_step(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """Gradient descent on rows of a resource variable: a constant more before."""
    return 1 if "GradientDescent/update_" in operations[index].name else 0


def _sparse_segment(graph: tf.Graph, operations: Sequence[tf.Operation], index: int) -> int:
    """``tf.nn.embedding_lookup_sparse`` without weights.

    1.15 cast the numbers of the segments, and looked each id up once: Unique and the lookup's
    three ops, which 2.21 spares where the embedding is one tensor.
    """
    operation = operations[index]
    name = operation.name
    if operation.inputs[2].op.name != f"{name}/strided_slice" or has_op(graph, f"{name}/Cast"):
        return 0
    return 1 if has_op(graph, f"{name}/Unique") else 5


_BY_TYPE: dict[str, _Recogniser] = {
    "AddV2": _clip_by_global_norm,
    "Const": _constant,
    "DynamicStitch": _fill_of_class,
    "Fill": _fill,
    "IdentityN": _identity_n,
    "MakeIterator": _make_iterator,
    "MatrixDiagPartV3": _fixed(-2),
    "MatrixDiagV3": _fixed(-4),
    "Minimum": _minimum,
    "Mul": _multiply,
    "OneHot": _one_hot,
    "ParseExampleV2": _parse_example,
    "ParseSequenceExampleV2": _parse_sequence,
    "RandomGamma": _fixed(-2),
    "RandomUniform": _random_uniform,
    "Range": _range,
    "RealDiv": _standardization,
    "Reshape": _tensordot,
    "ResourceGather": _resource_gather,
    "ResourceScatterAdd": _sparse_step,
    "ScatterNd": _confusion_matrix,
    "SelectV2": _select,
    "Slice": _slice,
    "SparseSegmentMean": _sparse_segment,
    "SparseSegmentSqrtN": _sparse_segment,
    "SparseSegmentSum": _sparse_segment,
    "Split": _split,
    "StridedSlice": slice_by_tensors,
    "TensorArrayConcatV3": _concat_stack,
    "TensorArrayGatherV3": _gather_stack,
    "Transpose": _transpose,
}

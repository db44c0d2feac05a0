"""How many ops TensorFlow 1.15 made more than 2.21 for gradients.

The ops of a gradient stand in a scope that names the op it is the gradient of:
``gradients/mul_grad/...`` belongs to ``mul``. How many ops 1.15 made there follows from the type
of that op, from what is known of its inputs' shapes, and from what 1.15 remembered of the same
shapes in the same graph; 2.21's number is counted. Measured: ``fixtures/record/op_counts.py``.

Inside of a while loop each value that the gradient takes from the loop's forward pass costs six
ops more, which keep it on a stack.
"""

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import tensorflow.compat.v1 as tf

from reference.op_counts import cross_entropy, logarithm
from reference.op_counts.forward import has_gradient, loop

_SCOPE = re.compile(r"(?:^|/)gradients(?:_\d+)?/(.+?)_grad(?:_\d+)?(?=/|$)")
_STACK = 6  # Const, StackV2, Enter, StackPushV2, StackPopV2, Enter


class Caches:
    """What 1.15 worked out once for each graph and then remembered."""

    def __init__(self) -> None:
        self.broadcasts: set[tuple] = set()
        self.reductions: set[tuple] = set()


class _Group:
    """The ops that 2.21 made for the gradient of one op."""

    def __init__(self, source: tf.Operation) -> None:
        self.source = source
        self.leaves: list[str] = []
        self.loop = loop(source)
        self.synchronised = False
        self.gated = False
        self.kept_before = False

    @property
    def looped(self) -> bool:
        """Whether the gradient is inside of a while loop."""
        return self.loop is not None

    def kept(self, values: int) -> int:
        """Ops of 1.15 that kept ``values`` from the loop's forward pass; none outside of loops."""
        if not self.looped:
            return 0
        self.kept_before = self.kept_before or values > 0
        return _STACK * values

    def count(self, *kinds: str) -> int:
        """How many ops have a leaf name of one of these kinds: ``Sum`` counts ``Sum_1/x`` too."""
        pattern = re.compile(rf"(?:{'|'.join(kinds)})(?:_\d+)?(?:/|$)")
        return sum(bool(pattern.match(leaf)) for leaf in self.leaves)


def surplus(graph: tf.Graph, fresh: Sequence[tf.Operation], caches: Caches) -> tuple[int, set[str]]:
    """1.15's number of ops less 2.21's for the gradients among ``fresh``.

    Returns:
        The difference, and the names of the ops that it accounts for.
    """
    total = 0
    accounted: set[str] = set()
    groups = _groups(graph, fresh)
    for scope, group in groups.items():
        count = _BY_TYPE.get(group.source.type)
        if count is not None:
            total += count(group, caches)
            accounted.update(f"{scope}/{leaf}" for leaf in group.leaves)
    # one trigger a loop, as soon as anything of it is kept: 2.21 may have nothing to keep
    kept = {id(group.loop) for group in groups.values() if group.kept_before}
    synchronised = {id(group.loop) for group in groups.values() if group.synchronised}
    return total + len(kept - synchronised), accounted


def _groups(graph: tf.Graph, fresh: Iterable[tf.Operation]) -> dict[str, _Group]:
    """The gradient ops of ``fresh``, by scope, in the order in which the scopes were begun."""
    groups: dict[str, _Group] = {}
    for operation in fresh:
        if "_grad" not in operation.name:
            continue
        found = _find_source(graph, operation.name)
        if found is None:
            continue
        scope, source = found
        group = groups.setdefault(scope, _Group(source))
        leaf = operation.name[len(scope) + 1 :]
        if leaf.startswith("tuple/"):  # gates gradients that are applied together, as ever
            group.gated = True
            continue
        if leaf.endswith("/b_sync"):
            group.synchronised = True
            continue
        group.leaves.append(leaf)
    return groups


def _find_source(graph: tf.Graph, name: str) -> tuple[str, tf.Operation] | None:
    """The gradient scope in ``name`` and the op that it is the gradient of."""
    for match in _SCOPE.finditer(name):
        start = match.start(1)
        for end in (m.start() for m in re.finditer(r"_grad(?:_\d+)?(?=/|$)", name[start:])):
            try:
                source = graph.get_operation_by_name(name[start : start + end])
            except (KeyError, ValueError):
                continue
            tail = re.match(r"_grad(?:_\d+)?", name[start + end :])
            return name[: start + end + tail.end()], source
    return None


def _shape(tensor: tf.Tensor) -> tuple | None:
    """The shape as a tuple, ``None`` for each unknown size; ``None`` if the rank is unknown."""
    return None if tensor.shape.rank is None else tuple(tensor.shape.as_list())


def _known(shape: tuple | None) -> bool:
    return shape is not None and None not in shape


def _broadcast(group: _Group, caches: Caches) -> int:
    """Ops of 1.15 that sum a gradient over the axes along which an input was broadcast."""
    source = group.source
    x, y = (_shape(tensor) for tensor in source.inputs[:2])
    if not (_known(x) and _known(y)):
        # two shapes and their comparison; sum and reshape on both sides
        return 3 + group.kept(2) + 4
    made = 0
    if (x, y) not in caches.broadcasts:
        caches.broadcasts.add((x, y))
        made += 3
    result = _shape(source.outputs[0])
    return made + 4 * ((x != result) + (y != result))


def _equal_known(source: tf.Operation) -> bool:
    x, y = (_shape(tensor) for tensor in source.inputs[:2])
    return _known(x) and x == y


def _broadcast_made(group: _Group) -> int:
    return group.count("Shape", "BroadcastGradientArgs", "Sum", "Reshape")


def _add(group: _Group, caches: Caches) -> int:
    if _equal_known(group.source):
        return 0
    return _broadcast(group, caches) - _broadcast_made(group)


def _multiply(group: _Group, caches: Caches) -> int:
    if _replaced_dropout(group.source):
        return _dropout_gradient(group, caches)
    if _equal_known(group.source) and group.source.outputs[0].dtype in (tf.int32, tf.float32):
        return 0
    return _broadcast(group, caches) - _broadcast_made(group)


def _power(group: _Group, caches: Caches) -> int:
    return _broadcast(group, caches) - _broadcast_made(group)


def _strided_slice(group: _Group, caches: Caches) -> int:
    """1.15 took the constants of the slice itself, through three copies if it is in a loop."""
    again = group.count(
        *(f"StridedSliceGrad/{part}" for part in ("shape", "begin", "end", "strides"))
    )
    return (3 if group.looped else 0) - again


def _always_broadcast(group: _Group, caches: Caches) -> int:
    """Of a division 1.15 summed both gradients, also where shapes are known to be equal."""
    if _replaced_dropout(group.source):
        return _dropout_gradient(group, caches)
    kept = 0 if _all_known(group.source) else 2
    return 7 + group.kept(kept) - _broadcast_made(group)


def _all_known(source: tf.Operation) -> bool:
    return all(_known(_shape(tensor)) for tensor in source.inputs)


def _extreme(group: _Group, caches: Caches) -> int:
    """Of maximum and minimum: always the same thirteen, outside of loops."""
    return 13 - len(group.leaves)


def _reduction(group: _Group, caches: Caches) -> int:
    """Ops of 1.15 for the gradient of a sum."""
    source = group.source
    shape = _shape(source.inputs[0])
    axes = tf.get_static_value(source.inputs[1])
    if shape is not None and axes is not None:
        if np.array_equal(axes, np.arange(len(shape))):
            return 4 + group.kept(0 if _known(shape) else 1)
        if _known(shape):
            key = (shape, tuple(np.reshape(axes, -1).tolist()))
            if key in caches.reductions:
                return 4
            caches.reductions.add(key)
            return 21
    return 16 + (1 if group.looped else 0) + group.kept(1)


def _sum(group: _Group, caches: Caches) -> int:
    return _reduction(group, caches) - len(group.leaves)


def _mean(group: _Group, caches: Caches) -> int:
    """The gradient of the sum, divided by the number of elements that became one."""
    source = group.source
    made = _reduction(group, caches)
    if _known(_shape(source.inputs[0])) and _known(_shape(source.outputs[0])):
        made += 2
    else:
        made += 11 + group.kept(1)
    return made - len(group.leaves)


def _gather(group: _Group, caches: Caches) -> int:
    """A cast of the shape, as TensorFlow 2.16 made it; along other axes, seven ops less."""
    if group.source.type == "ResourceGather" or not group.leaves:
        return 0
    axis = tf.get_static_value(group.source.inputs[2])
    return (1 if axis == 0 else -7) - group.count("Cast")


def _sparse_cross_entropy(group: _Group, caches: Caches) -> int:
    """1.15 put a PreventGradient there."""
    missing = group.count("ExpandDims") and not group.count("PreventGradient")
    return int(bool(missing)) + _cross_entropy(group, caches)


def _cross_entropy(group: _Group, caches: Caches) -> int:
    """`reference.seeds` computes anew what 1.15 took from the op itself."""
    return cross_entropy.surplus(group.leaves)


def _array_write(group: _Group, caches: Caches) -> int:
    """2.21 keeps the order of writes: flow_out and write_barrier, in a loop with a stack."""
    return -group.count("flow_out", "write_barrier")


def _reshape(group: _Group, caches: Caches) -> int:
    """In a loop 1.15 kept the input's shape if a size is unknown; 2.21 does if two are."""
    if not group.looped:
        return 0
    kept = 0 if _known(_shape(group.source.inputs[0])) else 1
    return 2 + group.kept(kept) - len(group.leaves)


def _replaced_dropout(source: tf.Operation) -> bool:
    """Whether this op is the scaling in ``tf.nn.dropout`` of 2.21."""
    return any(consumer.type == "SelectV2" for consumer in _dropout_selects(source))


def _dropout_selects(source: tf.Operation) -> list[tf.Operation]:
    scope = source.name.rpartition("/")[0]
    return [
        consumer
        for consumer in source.outputs[0].consumers()
        if consumer.name == f"{scope}/SelectV2"
        and consumer.inputs[0].op.type == "GreaterEqual"
        and consumer.inputs[0].op.inputs[0].op.type == "RandomUniform"
    ]


def _dropout_gradient(group: _Group, caches: Caches) -> int:
    """1.15 multiplied twice: by the scale, and by the mask. 2.21's other half is `_select`."""
    shape = _shape(group.source.inputs[0])
    scalar = ()
    made = -len(group.leaves)
    if _known(shape):
        made += 2  # the mask has the same shape
        if (shape, scalar) not in caches.broadcasts:
            caches.broadcasts.add((shape, scalar))
            made += 3
        return made + 2 + 4 + group.kept(4)
    return made + 2 * (2 + 7) + group.kept(8)


def _logarithm(group: _Group, caches: Caches) -> int:
    """`reference.seeds` divides by a constant and turns the sign; 1.15 had a reciprocal."""
    return -2 if has_gradient(group.source, logarithm.GRADIENT) and group.leaves else 0


def _select(group: _Group, caches: Caches) -> int:
    scaled = group.source.inputs[1].op
    return -len(group.leaves) if _replaced_dropout(scaled) else 0


def _batch_norm(group: _Group, caches: Caches) -> int:
    """In training 1.15 had gradients of the two unused averages as well, and gated them."""
    return 2 if group.gated and group.source.get_attr("is_training") else 0


def _tensordot_product(group: _Group, caches: Caches) -> int:
    """Transposes and reshapes that 2.21 left out of a tensordot have no gradients either."""
    source = group.source
    scope, _, leaf = source.name.rpartition("/")
    if leaf != "MatMul" or "ensordot" not in scope.rpartition("/")[2]:
        return 0
    missing = 0
    for side in source.inputs:
        reshaped = side.op.type == "Reshape" and side.op.name.startswith(f"{scope}/")
        inner = side.op.inputs[0].op if reshaped else side.op
        transposed = inner.type == "Transpose" and inner.name.startswith(f"{scope}/")
        missing += (not reshaped) + (not transposed)
    return 2 * missing


def _fixed(count: int) -> Callable[[_Group, Caches], int]:
    """1.15's number of ops, whatever the shapes."""
    return lambda group, caches: count - len(group.leaves)


def _swish(group: _Group, caches: Caches) -> int:
    """2.21 also has the gradient of ``beta``."""
    return 8 - 1 - len(group.leaves) if len(group.leaves) == 18 else 0


_BY_TYPE: dict[str, Callable[[_Group, Caches], int]] = {
    "Add": _add,
    "AddV2": _add,
    "Div": _always_broadcast,
    "DivNoNan": _always_broadcast,
    "FusedBatchNorm": _batch_norm,
    "FusedBatchNormV2": _batch_norm,
    "FusedBatchNormV3": _batch_norm,
    "GatherV2": _gather,
    "IdentityN": _swish,
    "Log": _logarithm,
    "MatMul": _tensordot_product,
    "Max": _fixed(19),
    "Maximum": _extreme,
    "Mean": _mean,
    "Min": _fixed(19),
    "Minimum": _extreme,
    "Mul": _multiply,
    "Pow": _power,
    "Prod": _fixed(49),
    "RealDiv": _always_broadcast,
    "Reshape": _reshape,
    "SelectV2": _select,
    "SoftmaxCrossEntropyWithLogits": _cross_entropy,
    "SparseSoftmaxCrossEntropyWithLogits": _sparse_cross_entropy,
    "SquaredDifference": _add,
    "StridedSlice": _strided_slice,
    "Sub": _add,
    "Sum": _sum,
    "TensorArrayScatterV3": _array_write,
    "TensorArrayWriteV3": _array_write,
}

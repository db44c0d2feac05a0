"""Branches that are taken while the graph is built wherever their predicate is known by then.

Source: TensorFlow 1.15, ``tf.contrib.framework.{smart_cond,smart_case,smart_constant_value}``.
"""

import functools
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

# What they give depends on a feed, on which input arrives or on a loop: nothing to compute ahead.
_DYNAMIC = frozenset(
    {"PlaceholderWithDefault", "Merge", "RefMerge", "Switch", "Enter", "NextIteration", "Exit"}
)


def _constant_ancestry(tensor: tf.Tensor) -> list[tf.Operation] | None:
    """The operations that compute ``tensor``, or None if one of them is not constant."""
    found: dict[str, tf.Operation] = {}
    pending = [tensor.op]
    while pending:
        op = pending.pop()
        if op.name in found:
            continue
        is_source = not op.inputs and op.type != "Const"
        if is_source or op.op_def is None or op.op_def.is_stateful or op.type in _DYNAMIC:
            return None
        found[op.name] = op
        pending.extend(each.op for each in op.inputs)
    return list(found.values())


def _folded(tensor: tf.Tensor) -> bool | None:
    """The value of a boolean scalar all of whose ancestors are constants and pure functions.

    Computed in a graph of its own, so that no operation joins the caller's graph.
    """
    ancestry = _constant_ancestry(tensor)
    if ancestry is None:
        return None
    definition = tf.GraphDef()
    definition.versions.CopyFrom(tensor.graph.graph_def_versions)
    for op in ancestry:
        node = definition.node.add()
        node.CopyFrom(op.node_def)
        node.device = ""
        node.attr.pop("_class", None)
        del node.input[:]
        node.input.extend(each.name for each in op.inputs)
    with tf.Graph().as_default() as aside:
        (value,) = tf.import_graph_def(definition, return_elements=[tensor.name], name="")
        with tf.Session(graph=aside) as session:
            return bool(session.run(value))


def smart_constant_value(pred: tf.Tensor | bool | int) -> bool | None:
    """The truth value of ``pred`` if it is known while the graph is built, else None.

    Args:
      pred: a boolean scalar tensor, a Python bool, or 0 or 1.

    Raises:
      TypeError: ``pred`` is something else.

    Source: ``tf.contrib.framework.smart_constant_value`` of TensorFlow 1.15.
    """
    if isinstance(pred, tf.Tensor):
        value = tf.get_static_value(pred)
        if value is None and not tf.executing_eagerly():
            value = _folded(pred)
        return value
    if isinstance(pred, (bool, int, float)) and pred in (0, 1):
        return bool(pred)
    raise TypeError(
        f"`pred` must be a Tensor, or a Python bool, or 1 or 0. Found instead: {type(pred)}"
    )


def smart_cond(
    pred: tf.Tensor | bool | int,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    name: str | None = None,
) -> Any:
    """``tf.cond``, but only the branch taken is built if ``pred`` is known by then.

    Args:
      pred: a boolean scalar tensor, a Python bool, or 0 or 1.
      true_fn: makes the result if ``pred`` is true.
      false_fn: makes the result if ``pred`` is false.
      name: name of the ``tf.cond``, where one is needed.

    Raises:
      TypeError: a branch cannot be called, or ``pred`` is something else.

    Source: ``tf.contrib.framework.smart_cond`` of TensorFlow 1.15.
    """
    for branch, argument in ((true_fn, "true_fn"), (false_fn, "false_fn")):
        if not callable(branch):
            raise TypeError(f"`{argument}` must be callable.")
    known = smart_constant_value(pred)
    if known is None:
        return tf.cond(pred, true_fn=true_fn, false_fn=false_fn, name=name)
    return true_fn() if known else false_fn()


def _checked_pairs(pred_fn_pairs: Any, default: Any) -> list[tuple[Any, Callable[[], Any]]]:
    if isinstance(pred_fn_pairs, Mapping):
        pairs = list(pred_fn_pairs.items())
        if not isinstance(pred_fn_pairs, OrderedDict) and not tf.executing_eagerly():
            # 1.15 took the order of tensor names where the order of a dictionary said nothing.
            pairs.sort(key=lambda pair: pair[0].name)
    elif isinstance(pred_fn_pairs, (list, tuple)):
        pairs = list(pred_fn_pairs)
    else:
        raise TypeError("fns must be a list, tuple, or dict")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError("Each entry in pred_fn_pairs must be a 2-tuple")
        pred, branch = pair
        if isinstance(pred, tf.Tensor):
            if pred.dtype != tf.bool:
                raise TypeError(f"pred must be Tensor of type bool: {pred.name}")
        elif not isinstance(pred, bool):
            raise TypeError(f"pred must be a Tensor or a Python bool, got instead: {pred}")
        if not callable(branch):
            raise TypeError(f"fn for pred {pred} must be callable.")
    if default is not None and not callable(default):
        raise TypeError("default must be callable.")
    return pairs


def _at_most(allowed: int, predicates: Sequence[Any], problem: str) -> tf.Operation:
    stacked = tf.stack(predicates, name="preds_c")
    holding = tf.reduce_sum(tf.cast(stacked, tf.int32), name="num_true_conds")
    is_allowed = tf.less_equal(holding, tf.constant(allowed, name="n_true_conds"))
    names = ", ".join(getattr(pred, "name", "?") for pred in predicates)
    message = f"{problem}: more than {allowed} conditions ({names}) evaluated as True:"
    return tf.Assert(is_allowed, data=[message, stacked], summarize=len(predicates))


def _last_as_default(pairs: Sequence[tuple[Any, Callable[[], Any]]]) -> Callable[[], Any]:
    """The branch of the last pair, for when nothing before it held: then its predicate must."""
    *before, pred = [pred for pred, _ in pairs]
    branch = pairs[-1][1]

    def default() -> Any:
        none_held = "Input error: None of conditions evaluated as True:"
        values = tf.stack([*before, pred], name="preds_c")
        checks = [
            _at_most(0, before, "Implementation error: the default was reached, yet others hold"),
            tf.Assert(pred, data=[none_held, values]),
        ]
        with tf.control_dependencies(checks):
            return branch()

    return default


def smart_case(
    pred_fn_pairs: Any,
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    name: str = "smart_case",
) -> Any:
    """``tf.case``, but predicates that are known while the graph is built decide by then.

    Args:
      pred_fn_pairs: pairs of a boolean scalar (tensor or Python bool) and a function, in a list, or
        such a dictionary.
      default: function for when no predicate holds; without one, one must hold.
      exclusive: also assert that at most one predicate holds.
      name: name scope of the operations.

    Returns:
      What the first function whose predicate holds returns.

    Raises:
      TypeError: the pairs, predicates or functions are of the wrong kind.
      tf.errors.InvalidArgumentError: when run, no predicate holds and there is no ``default``, or
        several hold although ``exclusive``.

    Source: ``tf.contrib.framework.smart_case`` of TensorFlow 1.15.
    """
    pairs = _checked_pairs(pred_fn_pairs, default)
    with tf.name_scope(name, "case", [[pred for pred, _ in pairs]]):
        if default is None:
            default = _last_as_default(pairs)
            pairs = pairs[:-1]
        chosen = default
        for pred, branch in reversed(pairs):
            chosen = functools.partial(smart_cond, pred, true_fn=branch, false_fn=chosen)
        if not exclusive:
            return chosen()
        with tf.control_dependencies(
            [_at_most(1, [pred for pred, _ in pairs], "Input error: exclusive=True")]
        ):
            return chosen()

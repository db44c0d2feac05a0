"""The losses and update ops that a layer gathers while it builds its graph.

A loss or an update is *unconditional* when it does not depend on the layer's inputs (a weight's
regulariser), else it belongs to the inputs of one call (an activity regulariser, batch statistics).

Source: ``tf.layers.Layer`` of TensorFlow 1.15.
"""

import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.variable_kinds import AnyVariable


class Call(NamedTuple):
    """One layer call under way: who, on what, in which mode."""

    layer: Any
    inputs: Any
    training: Any


class _CallStack(threading.local):
    def __init__(self) -> None:
        self.calls: list[Call] = []


_running = _CallStack()


def running_calls() -> list[Call]:
    """The layer calls under way in this thread, innermost last."""
    return _running.calls


class _Entry(NamedTuple):
    value: Any  # a tensor or an op, or a function that makes one when asked
    unconditional: bool


def _dependent_ops(starts: Iterable[Any]) -> set[tf.Operation]:
    """All ops that depend on the tensors ``starts``."""
    dependent: set[tf.Operation] = set()
    queue = [op for start in starts for op in _consumers(start)]
    while queue:
        op = queue.pop()
        if op not in dependent:
            dependent.add(op)
            queue.extend(consumer for output in op.outputs for consumer in output.consumers())
    return dependent


def reachable(starts: Iterable[Any], graph_things: Iterable[Any]) -> set[int]:
    """The ids of those of ``graph_things`` (ops, tensors) that depend on the tensors ``starts``."""
    dependent = _dependent_ops(starts)
    found = {id(start) for start in starts}

    def depends(thing: Any) -> bool:
        op = thing if isinstance(thing, tf.Operation) else thing.op
        return op in dependent or id(thing) in found

    return {id(thing) for thing in graph_things if depends(thing)}


def get_reachable_from_inputs(inputs: list[Any], targets: Any = None) -> set[Any]:
    """The tensors ``inputs`` and all that depend on them.

    Args:
        inputs: tensors of a graph.
        targets: unused; in 1.15 the search could stop once it had found these.

    Source: ``get_reachable_from_inputs`` of ``tensorflow.python.layers.utils`` in TensorFlow 1.15.
    """
    del targets
    dependent = _dependent_ops(inputs)
    return set(inputs) | {output for op in dependent for output in op.outputs}


def _consumers(start: Any) -> list[tf.Operation]:
    if isinstance(start, tf.Operation):
        return [op for output in start.outputs for op in output.consumers()]
    if isinstance(start, AnyVariable):
        # A ref variable is its op's output; a resource variable is read through its handle.
        source = start.op.outputs[0] if start.op.outputs else start.handle
        return list(source.consumers())
    return list(start.consumers()) if hasattr(start, "consumers") else []


def add_to_collection_once(name: str, values: Iterable[Any]) -> None:
    """Append to the default graph's collection ``name`` what it does not hold yet."""
    collection = tf.get_collection_ref(name)
    present = {id(value) for value in collection}
    for value in values:
        if id(value) not in present:
            present.add(id(value))
            collection.append(value)


class LossesAndUpdates:
    """The part of ``Layer`` that keeps its losses and update ops."""

    trainable: bool
    stateful = False
    _collects_losses = True  # whether losses go to REGULARIZATION_LOSSES

    def _start_collections(self) -> None:
        self._loss_entries: list[_Entry] = []
        self._eager_loss_entries: list[_Entry] = []
        self._update_entries: list[_Entry] = []

    def _forget_eager_losses(self) -> None:
        self._eager_loss_entries = []

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Record one loss or a list of them, in ``REGULARIZATION_LOSSES`` too (graph mode).

        Args:
            losses: scalar tensors, or functions of no argument that make one (or None).
            inputs: None if the losses do not depend on the inputs of the layer, else those inputs.

        Raises:
            ValueError: an eager tensor outside a layer's call; pass a function instead.
        """
        fresh = []
        for loss in tf.nest.flatten(losses):
            if loss is None:
                continue
            if not callable(loss) and not tf.is_tensor(loss):
                loss = tf.convert_to_tensor(loss, dtype=tf.float32)
            entry = _Entry(loss, inputs is None)
            if callable(loss) or not (tf.executing_eagerly() or _in_function()):
                self._loss_entries.append(entry)
            elif running_calls():
                self._eager_loss_entries.append(entry)
            else:
                raise ValueError(
                    "Expected a symbolic Tensors or a callable for the loss value. "
                    "Please wrap your loss computation in a zero argument `lambda`."
                )
            fresh.append(entry)
        if self._collects_losses and not tf.executing_eagerly():
            # Symbolic ones first: the functions make their ops only now, and in this order.
            made = [entry.value for entry in fresh if not callable(entry.value)]
            made += [entry.value() for entry in fresh if callable(entry.value)]
            add_to_collection_once(
                tf.GraphKeys.REGULARIZATION_LOSSES, [loss for loss in made if loss is not None]
            )

    def _current_losses(self) -> list[_Entry]:
        tensors = [entry for entry in self._loss_entries if not callable(entry.value)]
        functions = [entry for entry in self._loss_entries if callable(entry.value)]
        made = [_Entry(entry.value(), entry.unconditional) for entry in functions]
        kept = self._eager_loss_entries or tensors
        return kept + [entry for entry in made if entry.value is not None]

    @property
    def losses(self) -> list[tf.Tensor]:
        """The losses; those of weights are computed anew (new ops) whenever this is read."""
        return [entry.value for entry in self._current_losses()]

    def get_losses_for(self, inputs: Any) -> list[tf.Tensor]:
        """The losses that depend on ``inputs``; the unconditional ones for None."""
        return _for_inputs(self._current_losses(), inputs)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Record update ops (or functions that make them), to be run with each training step.

        Args:
            updates: ops, tensors, variables' assignments, or functions of no argument.
            inputs: ignored, as in TensorFlow 1.15: what an update depends on is seen in the graph.
        """
        del inputs
        updates = list(updates) if isinstance(updates, (list, tuple)) else [updates]
        if tf.executing_eagerly() or _in_function():
            frozen = any(not call.layer.trainable for call in running_calls())
            for update in updates:
                if callable(update) and not frozen:
                    update()
            return
        sources = tf.nest.flatten(running_calls()[-1].inputs) if running_calls() else []
        for update in updates:
            while callable(update):
                update = update()
            if not isinstance(update, tf.Operation):
                update = getattr(update, "op", None) or tf.convert_to_tensor(update).op
            self._update_entries.append(_Entry(update, not reachable(sources, [update])))

    def _current_updates(self) -> list[_Entry]:
        return self._update_entries if self.trainable or self.stateful else []

    @property
    def updates(self) -> list[tf.Operation]:
        """The update ops; none while the layer is not trainable."""
        return [entry.value for entry in self._current_updates()]

    def get_updates_for(self, inputs: Any) -> list[tf.Operation]:
        """The updates that depend on ``inputs``; the unconditional ones for None."""
        return _for_inputs(self._current_updates(), inputs)


def _in_function() -> bool:
    return not tf.executing_eagerly() and hasattr(tf.get_default_graph(), "captures")


def _for_inputs(entries: list[_Entry], inputs: Any) -> list[Any]:
    if inputs is None:
        return [entry.value for entry in entries if entry.unconditional]
    conditional = [entry.value for entry in entries if not entry.unconditional]
    dependent = reachable(tf.nest.flatten(inputs), conditional)
    return [value for value in conditional if id(value) in dependent]

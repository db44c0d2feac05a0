"""Dropout on what goes into a cell, comes out of it, and stays in its state.

Source: ``tf.nn.rnn_cell.DropoutWrapper`` of TensorFlow 1.15; Gal and Ghahramani, 2016,
https://arxiv.org/abs/1512.05287 (variational dropout).
"""

import hashlib
import itertools
import numbers
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.nn.dropout_op import drop
from reference.nn.rnn_cell.lstm import LSTMStateTuple
from reference.nn.rnn_cell.wrappers import CellWrapper


def _all_but_memory(state: Any) -> Any:
    """Drop from every part of a state but an LSTM's memory ``c``, and TensorArrays."""
    if isinstance(state, LSTMStateTuple):
        return LSTMStateTuple(c=False, h=True)
    return not isinstance(state, tf.TensorArray)


def _children(structure: Any) -> list[Any]:
    if isinstance(structure, Mapping):
        return [structure[key] for key in sorted(structure)]
    return list(structure)


def _like(structure: Any, children: list[Any]) -> Any:
    """``children`` in a container of the kind of ``structure``."""
    if isinstance(structure, Mapping):
        return type(structure)(zip(sorted(structure), children, strict=True))
    if hasattr(structure, "_fields"):
        return type(structure)(*children)
    return type(structure)(children)


def _map_chosen(
    function: Callable[..., Any], wanted: Callable[[Any], Any], structure: Any, *others: Any
) -> Any:
    """``function(index, leaf, *other_leaves)`` for those leaves of ``structure`` that are wanted.

    ``wanted`` is asked at every level: False leaves the whole level as it is, True looks into it,
    a structure of booleans says so for each child. Every leaf or level left alone takes one index.
    """
    counter = itertools.count()

    def visit(answer: Any, value: Any, rest: tuple[Any, ...]) -> Any:
        nested = tf.nest.is_nested(value)
        if isinstance(answer, bool):
            if not answer:
                next(counter)
                return value
            if not nested:
                return function(next(counter), value, *rest)
            answers = [None] * len(_children(value))
        elif nested and tf.nest.is_nested(answer):
            answers = _children(answer)
            if not all(isinstance(one, bool) for one in answers):
                raise TypeError(f"the filter must answer with booleans, but gave: {answer}")
        else:
            raise TypeError(f"the filter must answer with a boolean, but gave: {answer}")
        results = []
        columns = zip(answers, _children(value), *map(_children, rest), strict=True)
        for child_answer, child, *child_rest in columns:
            if child_answer is not False:
                child_answer = wanted(child)
            results.append(visit(child_answer, child, tuple(child_rest)))
        return _like(value, results)

    return visit(wanted(structure), structure, others)


def _everything(_: Any) -> bool:
    return True


class DropoutWrapper(CellWrapper):
    """Drops inputs, outputs and states of the cell.

    Args:
        cell: the cell to wrap.
        input_keep_prob: number or scalar tensor: the share of the inputs to keep.
        output_keep_prob: the share of the outputs to keep.
        state_keep_prob: the share of the new states to keep; by default never applied to the
            memory ``c`` of an ``LSTMStateTuple``.
        variational_recurrent: whether all time steps share one mask (the same for the whole batch).
        input_size: depth of the inputs, or nested depths; for variational input dropout.
        dtype: of inputs, states and outputs; for variational dropout.
        seed: from which the op seeds are derived.
        dropout_state_filter_visitor: function of the state, and of each of its nested levels, that
            returns True (drop), False (keep all below), or a structure of booleans.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        TypeError: ``cell`` is no RNN cell, or the visitor is not callable.
        ValueError: a probability outside [0, 1]; variational dropout without what it needs.

    Source: ``tf.nn.rnn_cell.DropoutWrapper`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        cell: Any,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: int | None = None,
        dropout_state_filter_visitor: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(cell, dtype=dtype, **kwargs)
        if dropout_state_filter_visitor is not None and not callable(dropout_state_filter_visitor):
            raise TypeError("dropout_state_filter_visitor must be callable")
        self._dropout_state_filter = dropout_state_filter_visitor or _all_but_memory
        with tf.name_scope("DropoutWrapperInit"):
            # The order (input, state, output) is that of 1.15's ops.
            self._input_keep_prob = self._probability("input_keep_prob", input_keep_prob)
            self._state_keep_prob = self._probability("state_keep_prob", state_keep_prob)
            self._output_keep_prob = self._probability("output_keep_prob", output_keep_prob)
        self._variational_recurrent = variational_recurrent
        self._input_size = input_size
        self._seed = seed
        self._recurrent_input_noise = None
        self._recurrent_state_noise = None
        self._recurrent_output_noise = None
        if variational_recurrent:
            self._make_noise(dtype)

    @staticmethod
    def _probability(argument: str, value: Any) -> Any:
        tensor = tf.convert_to_tensor(value)
        known = tf.get_static_value(tensor)
        if known is None:
            return tensor
        if not 0 <= known <= 1:
            raise ValueError(f"Parameter {argument} must be between 0 and 1: {known}")
        return float(known)

    def _make_noise(self, dtype: Any) -> None:
        if dtype is None:
            raise ValueError("When variational_recurrent=True, dtype must be provided")

        def noise(salt: str, sizes: Any) -> Any:
            def one(index: int, size: Any) -> tf.Tensor:
                # One mask for the whole batch: its batch dimension is 1.
                shape = tf.concat(([1], tf.TensorShape(size).as_list()), 0)
                seed = self._gen_seed(salt, index)
                return spelling.random_uniform(shape, seed=seed, dtype=dtype)

            return _map_chosen(one, _everything, sizes)

        keep = self._input_keep_prob
        if not isinstance(keep, numbers.Real) or keep < 1.0:
            if self._input_size is None:
                raise ValueError(
                    "When variational_recurrent=True and input_keep_prob < 1.0 or is unknown, "
                    "input_size must be provided"
                )
            self._recurrent_input_noise = noise("input", self._input_size)
        self._recurrent_state_noise = noise("state", self.cell.state_size)
        self._recurrent_output_noise = noise("output", self.cell.output_size)

    def _gen_seed(self, salt_prefix: str, index: int) -> int | None:
        """The op seed of the ``index``-th dropout of its kind; None without a seed."""
        if self._seed is None:
            return None
        salted = f"{self._seed}{salt_prefix}_{index}".encode()
        return int(hashlib.md5(salted).hexdigest()[:8], 16) & 0x7FFFFFFF

    def _dropped(
        self, salt: str, values: Any, keep: Any, noise: Any, wanted: Callable[[Any], Any]
    ) -> Any:
        if isinstance(keep, float) and keep >= 1:
            return values
        if not self._variational_recurrent:
            return _map_chosen(
                lambda index, value: drop(value, 1.0 - keep, seed=self._gen_seed(salt, index)),
                wanted,
                values,
            )

        def masked(_: int, value: tf.Tensor, uniform: tf.Tensor) -> tf.Tensor:
            mask = tf.floor(keep + uniform)
            result = tf.realdiv(value, keep, name="div") * mask
            result.set_shape(value.shape)
            return result

        return _map_chosen(masked, wanted, values, noise)

    def _step(self, inputs: Any, state: Any, run: Callable[..., Any], **kwargs: Any) -> Any:
        inputs = self._dropped(
            "input", inputs, self._input_keep_prob, self._recurrent_input_noise, _everything
        )
        output, new_state = run(inputs, state, **kwargs)
        new_state = self._dropped(
            "state",
            new_state,
            self._state_keep_prob,
            self._recurrent_state_noise,
            self._dropout_state_filter,
        )
        output = self._dropped(
            "output", output, self._output_keep_prob, self._recurrent_output_noise, _everything
        )
        return output, new_state

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments (the state filter as the function that it is)."""
        custom = self._dropout_state_filter is not _all_but_memory
        return {
            **super().get_config(),
            "input_keep_prob": self._input_keep_prob,
            "output_keep_prob": self._output_keep_prob,
            "state_keep_prob": self._state_keep_prob,
            "variational_recurrent": self._variational_recurrent,
            "input_size": self._input_size,
            "seed": self._seed,
            "dropout_state_filter_visitor": self._dropout_state_filter if custom else None,
        }

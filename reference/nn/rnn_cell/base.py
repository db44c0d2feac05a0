"""What every RNN cell is: ``output, new_state = cell(inputs, state)``, and its start state.

Source: ``tf.nn.rnn_cell.RNNCell`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/rnn_cell/RNNCell
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.layers.base import Layer
from reference.variable_kinds import shards

KERNEL, BIAS = "kernel", "bias"  # the variables' names in TensorFlow 1.2 and later


def check_dtype(dtype: Any) -> None:
    """Raise ``ValueError`` unless ``dtype`` is one that tanh and sigmoid take (None passes)."""
    if dtype is None:
        return
    dtype = tf.as_dtype(dtype)
    if not (dtype.is_floating or dtype.is_complex):
        raise ValueError(f"RNN cell only supports floating point inputs, but saw dtype: {dtype}")


def check_dtypes(tensors: Any) -> None:
    """``check_dtype`` for every tensor of a nested structure."""
    for tensor in tf.nest.flatten(tensors):
        check_dtype(tensor.dtype)


def input_depth(inputs_shape: Any) -> int:
    """The last size of ``inputs_shape``.

    Raises:
        ValueError: it is not known.
    """
    sizes = tf.TensorShape(inputs_shape).as_list()
    if sizes[-1] is None:
        raise ValueError(f"Expected inputs.shape[-1] to be known, saw shape: {tuple(sizes)}")
    return sizes[-1]


def _faults(cell: Any) -> list[str]:
    """What ``cell`` lacks of the properties and methods of an RNN cell."""

    def lacks(name: str) -> bool:
        # A property that is there but fails for another reason must show its own error.
        return not hasattr(cell, name)

    faults = [
        f"'{name}' property is missing" for name in ("output_size", "state_size") if lacks(name)
    ]
    if lacks("get_initial_state") and lacks("zero_state"):
        faults.append("either 'zero_state' or 'get_initial_state' method is required")
    if not callable(cell):
        faults.append("is not callable")
    return faults


def is_cell(cell: Any) -> bool:
    """Tell whether ``cell`` has the properties and methods of an RNN cell."""
    return not _faults(cell)


def check_is_cell(argument: str, cell: Any) -> None:
    """Raise ``TypeError`` unless ``cell`` has the properties and methods of an RNN cell."""
    faults = _faults(cell)
    if faults:
        raise TypeError(
            f"The argument {argument!r} ({cell}) is not an RNNCell: {', '.join(faults)}."
        )


def _as_vector(size: Any) -> tuple[tf.Tensor | None, tf.TensorShape]:
    """A size (number, shape or tensor) as a vector of sizes, and as far as known, statically."""
    if isinstance(size, tf.Tensor):
        known = tf.get_static_value(size)
        if size.shape.rank == 0:
            size = tf.expand_dims(size, 0)
        elif size.shape.rank != 1:
            raise ValueError(
                f"prefix tensor must be either a scalar or vector, but saw tensor: {size}"
            )
        return size, tf.TensorShape(known)
    shape = tf.TensorShape(size)
    vector = tf.constant(shape.as_list(), dtype=tf.int32) if shape.is_fully_defined() else None
    return vector, shape


def _zeros(batch_size: Any, size: Any, dtype: Any) -> tf.Tensor:
    batch, known_batch = _as_vector(batch_size)
    rest, known_rest = _as_vector(size)
    if batch is None or rest is None:
        raise ValueError(f"Provided a prefix or suffix of None: {batch_size} and {size}")
    zeros = tf.zeros(tf.concat((batch, rest), 0), dtype=dtype)
    if not tf.executing_eagerly():
        # As 1.15 did: the sizes are made (and counted as ops) once more for the static shape.
        _as_vector(batch_size), _as_vector(size)
        zeros.set_shape(known_batch.concatenate(known_rest))
    return zeros


def zero_state_tensors(state_size: Any, batch_size: Any, dtype: Any) -> Any:
    """Zeros of shape [batch_size, size] for every size of ``state_size``, in its structure."""
    return tf.nest.map_structure(lambda size: _zeros(batch_size, size, dtype), state_size)


class RNNCell(Layer):
    """Base of cells whose ``call`` makes its variables by ``tf.get_variable``.

    A subclass defines ``state_size``, ``output_size`` and ``call(inputs, state)``, which returns
    ``(output, new_state)``. The variables made in ``call`` are noted in ``weights``.

    Source: ``tf.nn.rnn_cell.RNNCell`` of TensorFlow 1.15.
    """

    _is_tf_rnn_cell = True  # the unrolling functions ask: this cell's state is no list
    _not_copied = ("rnncell_scope",)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> tuple[Any, Any]:
        """One time step.

        Args:
            inputs: [batch, depth] tensor.
            state: tensors of shape [batch, size] in the structure of ``state_size``.
            scope: variable scope (or its name) for the cell's variables; by default one named
                after the class.

        Returns:
            The output, [batch, output_size], and the new state, in the structure of ``state``.
        """
        if scope is not None:
            with tf.variable_scope(scope, custom_getter=self._noting_getter) as opened:
                return super().__call__(inputs, state, scope=opened)
        if getattr(self, "rnncell_scope", None) is None:
            # The scope of the first call serves all later ones.
            self.rnncell_scope = tf.variable_scope(
                tf.get_variable_scope(), custom_getter=self._noting_getter
            )
        with self.rnncell_scope:
            return super().__call__(inputs, state)

    def _noting_getter(self, getter: Any, *args: Any, **kwargs: Any) -> Any:
        variable = getter(*args, **kwargs)
        if tf.executing_eagerly():
            trainable = variable.trainable
        else:
            first = shards(variable)[0]
            trainable = any(first is other for other in tf.trainable_variables())
        noted = self._trainable_weights if trainable else self._non_trainable_weights
        if all(variable is not other for other in noted):
            noted.append(variable)
        return variable

    @property
    def state_size(self) -> Any:
        """An int, a ``TensorShape``, or a nested tuple of these: the sizes of one state."""
        raise NotImplementedError("Abstract method")

    @property
    def output_size(self) -> Any:
        """An int or a ``TensorShape``: the size of one output."""
        raise NotImplementedError("Abstract method")

    def build(self, _: Any) -> None:
        """Nothing: the variables are made in ``call``, so ``built`` stays as it is."""

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """``zero_state`` for the batch size and dtype of ``inputs``, or for those given.

        Raises:
            ValueError: neither is given, or what is given does not agree with ``inputs``.
        """
        if inputs is not None:
            inputs = tf.convert_to_tensor(inputs, name="inputs")
            own_size = inputs.shape.as_list()[0]
            if batch_size is not None:
                is_tensor = tf.is_tensor(batch_size)
                given = tf.get_static_value(batch_size, partial=True) if is_tensor else batch_size
                if own_size != given:
                    raise ValueError(
                        "batch size from input tensor is different from the input param. "
                        f"Input tensor batch: {own_size}, batch_size: {batch_size}"
                    )
            if dtype is not None and inputs.dtype != dtype:
                raise ValueError(
                    "dtype from input tensor is different from the input param. "
                    f"Input tensor dtype: {inputs.dtype}, dtype: {dtype}"
                )
            batch_size = own_size or tf.shape(inputs)[0]
            dtype = inputs.dtype
        if batch_size is None or dtype is None:
            raise ValueError(
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}"
            )
        return self.zero_state(batch_size, dtype)

    def _zero_state_scope(self, batch_size: Any) -> Any:
        return tf.name_scope(f"{type(self).__name__}ZeroState", values=[batch_size])

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros of shape [batch_size, size] for every size of ``state_size``.

        Args:
            batch_size: an int, or a scalar or one-element tensor.
            dtype: of the state.

        Returns:
            Tensors in the structure of ``state_size``.
        """
        with self._zero_state_scope(batch_size):
            return zero_state_tensors(self.state_size, batch_size, dtype)


class LayerRNNCell(RNNCell):
    """Base of cells that make their variables in ``build``, as layers do.

    Source: ``tf.contrib.rnn.LayerRNNCell`` of TensorFlow 1.15.
    """

    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, *args: Any, **kwargs: Any
    ) -> tuple[Any, Any]:
        """One time step, as ``RNNCell`` has it; further arguments go to ``call``."""
        return Layer.__call__(self, inputs, state, *args, scope=scope, **kwargs)

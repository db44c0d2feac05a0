"""``Layer``: variables made once, under one scope, by a call that checks and records.

Source: ``tf.layers.Layer`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Layer
"""

import copy
import inspect
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.inside import found_inside
from reference.layers import experimental, names
from reference.layers.collected import (
    Call,
    LossesAndUpdates,
    add_to_collection_once,
    running_calls,
)
from reference.layers.connectivity import Unconnected
from reference.layers.input_spec import InputSpec, check_inputs, is_spec
from reference.layers.weights import LayerVariables
from reference.variable_kinds import AnyVariable, is_partitioned

__all__ = ["InputSpec", "Layer"]

_KEYWORDS = (
    "activity_regularizer",
    "autocast",
    "batch_input_shape",
    "batch_size",
    "dynamic",
    "input_shape",
    "weights",
)


def _belongs_to_graph(value: Any) -> bool:
    kinds = (tf.Tensor, tf.SparseTensor, AnyVariable, tf.Operation, tf.VariableScope, tf.Graph)
    values = value if isinstance(value, (list, tuple)) and value else [value]
    return all(isinstance(one, kinds) or is_partitioned(one) for one in values)


class Layer(LayerVariables, LossesAndUpdates, Unconnected, tf.Module):
    """Base of the layers and RNN cells: ``build`` makes variables, ``call`` makes the output.

    The variables live in the variable scope ``name`` (made unique, ``dense``, ``dense_1``, when no
    name is given), which is entered when the layer is first built; they can be shared through
    ``tf.get_variable``'s rules of reuse.

    Args:
        trainable: whether variables go to ``TRAINABLE_VARIABLES``, and updates are reported.
        name: the layer's name and scope; by default the class name in snake case.
        dtype: of the variables; by default that of the first input.
        **kwargs: ``activity_regularizer`` (function of an output that returns a scalar loss),
            ``weights`` (initial values), ``_scope`` (variable scope to use), ``_reuse`` (True,
            None or ``tf.AUTO_REUSE``), and Keras' ``input_shape``, ``batch_input_shape``,
            ``batch_size``, ``autocast``, ``dynamic``, which have no effect here.

    Raises:
        TypeError: a keyword that no layer knows.
        ValueError: ``_scope`` or ``_reuse`` in Keras style.

    Source: ``tf.layers.Layer`` of TensorFlow 1.15.
    """

    _not_copied: tuple[str, ...] = ()  # attributes that ``copy.deepcopy`` leaves out
    _is_keras = False  # whether it is in Keras style whatever ``experimental`` says

    def __init__(
        self, trainable: bool = True, name: Any = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        scope = kwargs.pop("_scope", None)
        self._reuse = kwargs.pop("_reuse", None)
        for keyword in kwargs:
            if keyword not in _KEYWORDS:
                raise TypeError("Keyword argument not understood:", keyword)
        self._trainable = trainable
        self._set_name(name)
        self._dtype = None if dtype is None else tf.as_dtype(dtype).name
        self._initial_weights = kwargs.get("weights")
        self._activity_regularizer = kwargs.get("activity_regularizer")
        self._start_variables()
        self._start_collections()
        self.built = False
        self.stateful = False
        self.input_spec = None

        self._keras_style = self._is_keras or experimental.keras_style_is_on()
        if self._keras_style:
            self._refuse("scope", scope)
            self._refuse("reuse", self._reuse)
        self._scope: tf.VariableScope | None = None
        self._current_scope: tf.VariableScope | None = None
        if scope:
            with tf.variable_scope(scope) as self._scope:
                pass

    def __setattr__(self, name: str, value: Any) -> None:
        # As in 1.15, only variables and cells that are tracked on purpose count for
        # object-based checkpoints: tf.Module would wrap and track every attribute.
        object.__setattr__(self, name, value)

    # --- names ---

    def _set_name(self, name: Any) -> None:
        base = names.snake_case(type(self).__name__)
        if isinstance(name, tf.VariableScope):
            self._name, self._base_name = names.unique_name(base), name.name
        elif name:
            self._name = self._base_name = name
        else:
            self._name, self._base_name = names.unique_name(base, self._is_keras), base

    @property
    def name(self) -> str:
        """The layer's name; a name that was not given is unique within the graph."""
        return self._name

    @property
    def scope_name(self) -> str:
        """The full name of the variable scope.

        Raises:
            ValueError: the layer was neither given a scope nor called yet.
        """
        if self._scope is None:
            raise ValueError(
                f'No name available for layer scope because the layer "{self._name}" has not been '
                "used yet. The scope name is determined the first time the layer instance is "
                "called. You must therefore call the layer before querying `scope_name`."
            )
        return self._scope.name

    @property
    def graph(self) -> None:
        """Always None, as in 1.15, where layers had ceased to track their graph.

        Raises:
            RuntimeError: in eager execution.
        """
        if tf.executing_eagerly():
            raise RuntimeError("Layer.graph not supported when executing eagerly.")

    def _name_scope(self) -> str:
        """The name scope of the layer's ops; absolute (ending in a slash) but in Keras style."""
        if self._keras_style:
            return self._name
        return self._current_scope.original_name_scope

    def _refuse(self, argument: str, value: Any) -> None:
        if value is not None:
            raise ValueError(
                f"{argument} argument not allowed when keras style layers are enabled, "
                f"but saw: {value}"
            )

    def _set_scope(self, scope: Any = None) -> None:
        """Fix the variable scope, at the first call or the first variable."""
        if self._scope is not None:
            return
        if self._reuse:
            # A scope that is to be reused keeps its name: it is not made unique.
            opened = tf.variable_scope(self._base_name if scope is None else scope)
        else:
            opened = tf.variable_scope(scope, default_name=self._base_name)
        with opened as self._scope:
            pass

    # --- attributes ---

    @property
    def dtype(self) -> str | None:
        """The name of the variables' dtype; None until it is known."""
        return self._dtype

    @property
    def trainable(self) -> bool:
        """Whether the layer trains; setting it does not alter variables made before."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = value

    @property
    def activity_regularizer(self) -> Any:
        """The function that makes a loss of each output, or None."""
        return self._activity_regularizer

    @activity_regularizer.setter
    def activity_regularizer(self, function: Any) -> None:
        self._activity_regularizer = function

    @property
    def input_spec(self) -> Any:
        """The ``InputSpec`` (or nested list of them) that inputs are checked by, or None."""
        return self._input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        for spec in tf.nest.flatten(value):
            if spec is not None and not is_spec(spec):
                raise TypeError(f"Layer input_spec must be an instance of InputSpec. Got: {spec}")
        self._input_spec = value

    # --- calls ---

    def build(self, input_shape: Any) -> None:
        """Make the variables; subclasses override it, and set ``built`` at its end."""
        del input_shape
        self.built = True

    def call(self, inputs: Any, **kwargs: Any) -> Any:
        """Make the output; subclasses override it."""
        del kwargs
        return inputs

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """The output's shape for an input of ``input_shape``; for subclasses that know it.

        Raises:
            NotImplementedError: the class does not say.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say its output's shape")

    def apply(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Call the layer."""
        return self(inputs, *args, **kwargs)

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Build the layer if need be, then return what ``call`` makes of the inputs.

        Args:
            inputs: a tensor, an array, or a nested structure of these.
            *args: passed on to ``call``.
            **kwargs: passed on to ``call``, but for ``scope``: the variable scope to use, if the
                layer has none yet. A ``call`` that has an argument ``scope`` gets the scope.

        Raises:
            ValueError: the inputs do not fit ``input_spec``, or ``call`` returned None.
        """
        scope = kwargs.pop("scope", None)
        if self._keras_style:
            self._refuse("scope", scope)
            return self._run(inputs, args, kwargs)
        self._set_scope(scope)
        reuse = True if self.built else self._reuse
        with tf.variable_scope(
            self._scope, reuse=reuse, auxiliary_name_scope=False
        ) as self._current_scope:
            if "scope" in self._call_arguments():
                kwargs["scope"] = self._current_scope
            outputs = self._run(inputs, args, kwargs)
        if not tf.executing_eagerly():
            add_to_collection_once(tf.GraphKeys.UPDATE_OPS, self.updates)
        return outputs

    def _call_arguments(self) -> list[str]:
        return list(inspect.signature(self.call).parameters)

    def _run(self, inputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        inputs = tf.nest.map_structure(
            lambda x: tf.convert_to_tensor(x) if isinstance(x, (np.ndarray, float, int)) else x,
            inputs,
        )
        calls = running_calls()
        if not calls and tf.executing_eagerly():
            self._forget_eager_losses()
        training = self._training_mode(args, kwargs)
        calls.append(Call(self, inputs, training))
        try:
            check_inputs(self.input_spec, inputs, self.name)
            with tf.name_scope(self._name_scope()):
                self._build_once(inputs)
                outputs = self.call(inputs, *args, **kwargs)
                if outputs is None:
                    raise ValueError(
                        "A layer's `call` method should return a Tensor or a list of Tensors, "
                        f"not None (layer: {self.name})."
                    )
                self._regularize_activity(inputs, outputs)
        finally:
            calls.pop()
        return outputs

    def _training_mode(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The call's ``training``; a layer called within another one's call inherits it."""
        parameters = self._call_arguments()
        expected = "training" in parameters or any(
            parameter.kind is parameter.VAR_KEYWORD
            for parameter in inspect.signature(self.call).parameters.values()
        )
        if "training" in kwargs:
            return kwargs["training"] if expected else kwargs.pop("training")
        if "training" in parameters and len(args) >= parameters.index("training"):
            return args[parameters.index("training") - 1]
        inherited = running_calls()[-1].training if running_calls() else None
        if expected and inherited is not None:
            is_tensor = tf.is_tensor(inherited)
            inherited = tf.cast(inherited, tf.bool) if is_tensor else bool(inherited)
            kwargs["training"] = inherited
        return inherited

    def _build_once(self, inputs: Any) -> None:
        if not self.built:
            tensors = tf.nest.flatten(inputs)
            if self._dtype is None and tensors and hasattr(tensors[0], "dtype"):
                self._dtype = tf.as_dtype(tensors[0].dtype).base_dtype.name
            shapes = None
            if all(hasattr(tensor, "shape") for tensor in tensors):
                shapes = tf.nest.map_structure(lambda tensor: tensor.shape, inputs)
            self.build(shapes)
            self.built = True
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)
            self._initial_weights = None

    def _regularize_activity(self, inputs: Any, outputs: Any) -> None:
        if not self._activity_regularizer:
            return
        with tf.name_scope("ActivityRegularizer"):
            for output in tf.nest.flatten(outputs):
                loss = self._activity_regularizer(output)
                # The mean over the batch: the strength must not depend on the batch size.
                batch_size = tf.cast(tf.shape(output)[0], loss.dtype)
                self.add_loss(loss / batch_size, inputs=inputs)

    # --- copies ---

    def __deepcopy__(self, memo: dict[int, Any]) -> "Layer":
        """A copy that shares the graph's things (variables, tensors, scopes) with the original."""
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        for name, value in self.__dict__.items():
            if name.startswith("_self_") or name in self._not_copied:
                continue  # "_self_": TensorFlow's own notes on what the original tracks
            if isinstance(value, list) and (name.endswith("_entries") or _belongs_to_graph(value)):
                value = list(value)
            elif not _belongs_to_graph(value):
                value = copy.deepcopy(value, memo)
            object.__setattr__(twin, name, value)
        return twin

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments that all layers have."""
        return {"name": self.name, "trainable": self.trainable, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Layer":
        """A new layer from what ``get_config`` returned."""
        return cls(**config)


__getattr__ = found_inside(__name__, "reference.python.layers.base")

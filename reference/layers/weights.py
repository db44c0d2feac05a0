"""The variables of a layer: made by ``tf.get_variable`` in its scope, kept, counted, loaded.

Source: ``tf.layers.Layer`` of TensorFlow 1.15.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference import spelling
from reference.layers import identifiers
from reference.variable_kinds import AnyVariable, shards


def _known_variables() -> set[int] | None:
    """The ids of the variables of the graph that a new variable would go to; None if eager."""
    with tf.init_scope():
        return None if tf.executing_eagerly() else {id(v) for v in tf.global_variables()}


class LayerVariables:
    """The part of ``Layer`` that makes and keeps its variables."""

    name: str
    built: bool
    trainable: bool
    _is_keras: bool

    def _start_variables(self) -> None:
        self._trainable_weights: list[Any] = []
        self._non_trainable_weights: list[Any] = []
        self._use_resource_variables = False

    def _track(self, name: str, value: Any) -> None:
        """Save ``value`` under ``name`` in object-based checkpoints of this layer."""
        if isinstance(getattr(type(self), name, None), property):
            return
        if isinstance(value, (AnyVariable, tf.Module)):
            self.__dict__.pop(name, None)
            tf.Module.__setattr__(self, name, value)

    @property
    def trainable_weights(self) -> list[Any]:
        """The variables to train; none while ``trainable`` is False."""
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The other variables; all of them while ``trainable`` is False."""
        frozen = [] if self.trainable else list(self._trainable_weights)
        return frozen + list(self._non_trainable_weights)

    @property
    def weights(self) -> list[Any]:
        """All variables, trainable ones first."""
        return self.trainable_weights + self.non_trainable_weights

    @property
    def variables(self) -> list[Any]:
        """``weights`` by another name."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Any]:
        """``trainable_weights`` by another name."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        """``non_trainable_weights`` by another name."""
        return self.non_trainable_weights

    def count_params(self) -> int:
        """How many numbers the variables hold.

        Raises:
            ValueError: the layer is not built yet.
        """
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on {self.name}, but the layer isn't built. "
                f"You can build it manually via: `{self.name}.build(batch_input_shape)`."
            )
        return int(sum(np.prod(weight.shape.as_list()) for weight in self.weights))

    def get_weights(self) -> list[np.ndarray]:
        """The variables' values, read in the default session (graph mode).

        Raises:
            RuntimeError: there is no default session.
        """
        if tf.executing_eagerly():
            return [weight.numpy() for weight in self.weights]
        return self._session().run(self.weights)

    def set_weights(self, weights: list[Any]) -> None:
        """Load values, in the order of ``weights``, into the variables.

        Raises:
            ValueError: their number or a shape does not fit.
            RuntimeError: graph mode without a default session.
        """
        if len(weights) != len(self.weights):
            raise ValueError(
                f'You called `set_weights(weights)` on layer "{self.name}" with a  weight list of '
                f"length {len(weights)}, but the layer was expecting {len(self.weights)} weights. "
                f"Provided weights: {str(weights)[:50]}..."
            )
        for variable, value in zip(self.weights, weights, strict=True):
            if not variable.shape.is_compatible_with(np.shape(value)):
                raise ValueError(
                    f"Layer weight shape {variable.shape} not compatible with "
                    f"provided weight shape {np.shape(value)}"
                )
        for variable, value in zip(self.weights, weights, strict=True):
            if tf.executing_eagerly():
                variable.assign(value)
            else:
                variable.load(value, self._session())

    def _session(self) -> tf.Session:
        session = tf.get_default_session()
        if session is None:
            raise RuntimeError(
                "Reading or setting weights in graph mode needs a default session: "
                "call it within `with tf.Session():`"
            )
        return session

    def add_variable(self, *args: Any, **kwargs: Any) -> Any:
        """``add_weight`` by its older name."""
        return self.add_weight(*args, **kwargs)

    def add_weight(
        self,
        name: str,
        shape: Any,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        synchronization: Any = tf.VariableSynchronization.AUTO,
        aggregation: Any = tf.VariableAggregation.NONE,
        partitioner: Any = None,
        **kwargs: Any,
    ) -> Any:
        """The layer's variable ``name``: made by ``tf.get_variable`` in the layer's scope.

        Args:
            name: the variable's name within the layer's scope.
            shape: its shape.
            dtype: by default the layer's, or float32 when that is not known yet.
            initializer: callable or name; by default the scope's, else Glorot uniform.
            regularizer: function of the variable that returns a scalar loss; called once for a
                variable that is new to the graph, and whenever ``losses`` is read.
            trainable: True by default, False with ``ON_READ``; the layer's own flag wins.
            constraint: projection applied by optimizers after an update.
            use_resource: whether to make a resource variable; by default as the scope says.
            synchronization: as ``tf.get_variable`` has it.
            aggregation: as ``tf.get_variable`` has it.
            partitioner: splits the variable along one axis.
            **kwargs: ``experimental_autocast`` is accepted, and has no effect.

        Returns:
            A variable, or a partitioned variable.

        Raises:
            TypeError: an unknown keyword.
            ValueError: trainable and ``ON_READ`` together; or no default initializer for dtype.
        """
        for keyword in kwargs:
            if keyword != "experimental_autocast":
                raise TypeError("Unknown keyword argument:", keyword)
        if synchronization == tf.VariableSynchronization.ON_READ:
            if trainable:
                raise ValueError(
                    "Synchronization value can be set to VariableSynchronization.ON_READ only for "
                    "non-trainable variables. You have specified trainable=True and "
                    "synchronization=VariableSynchronization.ON_READ."
                )
            trainable = False
        trainable = trainable is None or bool(trainable)
        if not self._is_keras:  # Keras looks at the layer's flag when it lists the weights
            trainable = trainable and self.trainable
        dtype = tf.as_dtype(dtype or self._dtype or tf.float32)
        if self._dtype is None:
            self._dtype = dtype.base_dtype.name
        options = {
            "dtype": dtype,
            "trainable": trainable,
            "constraint": constraint,
            "synchronization": synchronization,
            "aggregation": aggregation,
        }
        if self._keras_style:
            maker = self._initializer_for(name, dtype, initializer)
            variable = tf.Variable(
                initial_value=lambda: maker(shape, dtype=dtype),
                name=name,
                use_resource=True if use_resource is None else use_resource,
                **options,
            )
            if regularizer:
                self._regularize(variable.op.name, variable, regularizer)
            self._keep(name, variable, trainable)
            return variable

        known = _known_variables()
        self._set_scope(None)
        with (
            tf.variable_scope(
                self._scope, reuse=self.built or self._reuse, auxiliary_name_scope=False
            ) as self._current_scope,
            tf.name_scope(self._name_scope()),
        ):
            scope = self._current_scope
            variable = spelling.get_variable(
                name,
                shape=shape,
                initializer=self._initializer_for(
                    name, dtype, scope.initializer if initializer is None else initializer
                ),
                partitioner=partitioner,
                use_resource=use_resource or self._use_resource_variables or scope.use_resource,
                **options,
            )
            is_new = known is None or not any(id(part) in known for part in shards(variable))
            if regularizer and is_new:
                self._regularize(name, variable, regularizer)
            if trainable and known is not None:
                # A custom getter, or the scope, may have overruled `trainable`.
                with tf.init_scope():
                    trainable = any(variable is other for other in tf.trainable_variables())
            self._keep(name, variable, trainable)
        return variable

    def _initializer_for(self, name: str, dtype: tf.DType, given: Any) -> Any:
        chosen = identifiers.initializer(given)
        if chosen is not None:
            return chosen
        if dtype.is_floating:
            return tf.glorot_uniform_initializer()
        if dtype.is_integer or dtype.is_bool:
            return tf.zeros_initializer()
        raise ValueError(
            f"An initializer for variable {name} of type {dtype.base_dtype} is required "
            f"for layer {self.name}"
        )

    def _keep(self, name: str, variable: Any, trainable: bool) -> None:
        kept = self._trainable_weights if trainable else self._non_trainable_weights
        kept.append(variable)
        self._track(name, variable)

    def _regularize(self, name: str, variable: Any, regularizer: Any) -> None:
        def loss_of(part: Any) -> Any:
            with tf.name_scope(f"{name}/Regularizer"):
                return regularizer(part)

        for part in shards(variable):
            self.add_loss(lambda part=part: loss_of(part))

"""Networks: layers of ``tf.layers`` kept together, whose variables are named after them.

Source: TensorFlow 1.15, ``tf.contrib.eager.{Network,Sequential}``.
"""

import inspect
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

import tensorflow.compat.v1 as tf

from reference.layers.base import Layer
from reference.layers.names import snake_case

_AnyLayer = TypeVar("_AnyLayer", bound=Layer)
_NOT_SUPPORTED = (
    "{} supported in Network class yet. Please file an issue at "
    "https://github.com/tensorflow/tensorflow/issues/new if this is important to you"
)
_TAKEN = (
    "A Network named '{}' already exists (or a variable_scope was created with this name). "
    "Names must be unique."
)


class Network(Layer):
    """Layers that are called together; a subclass says how in ``call``.

    Its variables are resource variables, named ``network/layer/variable``. Without a name it is
    named after its class when it is first called, or tracked by another network; the layers that
    it tracks are named within it: ``dense``, ``dense_1``, ...

    Args:
        name: unique among the networks, or within the network that tracks this one.

    Raises:
        ValueError: the name is a variable scope, or has a slash.

    Source: ``tf.contrib.eager.Network`` of TensorFlow 1.15.
    """

    def __init__(self, name: str | None = None) -> None:
        if isinstance(name, tf.VariableScope):
            raise ValueError("VariableScopes are not valid Network names.")
        if name is not None and "/" in name:
            raise ValueError("Forward slashes ('/') are not allowed in Network names.")
        super().__init__(name=name)
        self._final_name = name
        self._tracked: list[Layer] = []
        self._own: dict[str, Layer] = {}
        self._network: Network | None = None
        self._outer_scope = tf.get_variable_scope()

    @property
    def name(self) -> str:
        """The network's name.

        Raises:
            ValueError: it has none yet.
        """
        if self._final_name is None:
            raise ValueError(
                "The network does not yet have a final name, but a name was requested for it. "
                "Networks get a name when they are added to another Network via track_layer, or "
                "when they are first called/built."
            )
        return self._final_name

    def track_layer(self, layer: _AnyLayer) -> _AnyLayer:
        """Make a layer, or another network, one of this network's; returns it.

        Raises:
            RuntimeError: ``Network.__init__`` was not called.
            TypeError: it is no layer.
            ValueError: the network has another layer of that name.
        """
        if not hasattr(self, "_tracked"):
            raise RuntimeError("Need to call Network.__init__ before adding layers")
        if not isinstance(layer, Layer):
            raise TypeError(
                f"Network.track_layer() passed type {type(layer)}, not a tf.layers.Layer"
            )
        if not layer.built and getattr(layer, "_network", None) is None:
            self._name_layer(layer)
            if layer.name in self._own:
                raise ValueError(
                    f"Attempt to add two Layers with the name '{layer.name}' to the same Network."
                )
            layer._network = self
            self._own[layer.name] = layer
        elif self._own.get(layer.name) is layer:
            return layer
        self._tracked.append(layer)
        return layer

    def _name_layer(self, layer: Layer) -> None:
        if isinstance(layer, Network):
            if layer._final_name is None:
                layer._final_name = self._free_name(snake_case(type(layer).__name__))
        elif layer._name != layer._base_name:
            layer._name = layer._base_name = self._free_name(layer._base_name)

    def _free_name(self, base: str) -> str:
        number, name = 0, base
        while name in self._own:
            number += 1
            name = f"{base}_{number}"
        return name

    def _set_scope(self, scope: Any = None) -> None:
        if self._scope is not None:
            return
        if scope is not None:
            raise ValueError("Networks may not be created with explicit scopes.")
        outer = self._outer_scope
        if self._network is not None:
            self._network._set_scope()
            outer = self._network._scope
        wanted = self._final_name
        with (
            tf.variable_scope(outer),
            _scope_named(wanted or snake_case(type(self).__name__)) as own,
        ):
            suffix = own.name.rpartition("/")[2]
            if wanted not in (None, suffix):
                raise ValueError(_TAKEN.format(wanted))
            self._final_name = suffix if self._network is not None else own.name
            self._scope = own
            for layer in self._own.values():
                if not isinstance(layer, Network) and layer._scope is None:
                    with _scope_named(layer.name) as layer._scope:
                        pass
        for layer in self._tracked:
            owner = getattr(layer, "_network", None)
            if not isinstance(layer, Network) and owner not in (None, self):
                owner._set_scope()

    def _name_scope(self) -> str:
        assert self._current_scope is not None
        return f"{self._current_scope.name}/"

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """One of the tracked layers, by its name or its number.

        Raises:
            ValueError: there is no such layer, or not exactly one of the two is given.
        """
        if index is not None:
            if name is not None:
                raise ValueError("Exactly one of 'index' or 'name' must be provided")
            if index >= len(self._tracked):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has "
                    f"{len(self._tracked)} layers."
                )
            return self._tracked[index]
        if not name:
            raise ValueError("Provide either a layer name or layer index.")
        for layer in self._tracked:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}")

    @property
    def layers(self) -> list[Layer]:
        """The tracked layers, in order."""
        return self._tracked

    @property
    def weights(self) -> list[tf.Variable]:
        """The variables of all tracked layers, layer by layer."""
        return [weight for layer in self._tracked for weight in layer.weights]

    @property
    def trainable_weights(self) -> list[tf.Variable]:
        """Those of ``weights`` that are trainable."""
        return [weight for layer in self._tracked for weight in layer.trainable_weights]

    @property
    def non_trainable_weights(self) -> list[tf.Variable]:
        """Those of ``weights`` that are not trainable."""
        return [weight for layer in self._tracked for weight in layer.non_trainable_weights]

    @property
    def losses(self) -> list[tf.Tensor]:
        """The losses of all tracked layers."""
        return [loss for layer in self._tracked for loss in layer.losses]

    @property
    def trainable(self) -> bool:
        """Always True.

        Raises:
            AttributeError: when it is set to False.
        """
        return True

    @trainable.setter
    def trainable(self, value: bool) -> None:
        if not value:
            raise AttributeError("cannot mark Network as not trainable")

    def add_variable(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises RuntimeError: a network's variables are those of its layers."""
        raise RuntimeError(_NOT_SUPPORTED.format("add_variable not"))

    def add_loss(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises RuntimeError: a network's losses are those of its layers."""
        raise RuntimeError(_NOT_SUPPORTED.format("add_loss is not"))


class Sequential(Network):
    """A network whose layers, or functions, are called one after another.

    Args:
        layers_funcs: layers of ``tf.layers`` and functions of one tensor.
        name: as of ``Network``.

    Source: ``tf.contrib.eager.Sequential`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        layers_funcs: Iterable[Layer | Callable[..., Any]] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self._steps: list[tuple[Callable[..., Any], bool]] = []
        for step in layers_funcs or ():
            self.add(step)

    def add(self, layer_func: Layer | Callable[..., Any]) -> None:
        """Append a layer or a function.

        Raises:
            TypeError: it is neither.
        """
        if isinstance(layer_func, Layer):
            called: Any = layer_func.call
            self.track_layer(layer_func)
        elif callable(layer_func):
            called = layer_func
        else:
            raise TypeError(
                "Sequential.add() takes only tf.layers.Layer objects or callables; "
                f"not '{layer_func}' of type '{type(layer_func)}'."
            )
        self._steps.append((layer_func, "training" in inspect.signature(called).parameters))

    def call(self, inputs: Any, training: Any = None) -> Any:
        """What the last step makes of ``inputs``; steps that ask for it are told ``training``."""
        for step, asks in self._steps:
            told = asks and training is not None
            inputs = step(inputs, training=training) if told else step(inputs)
        return inputs


def _scope_named(name: str) -> Any:
    """A new variable scope of that name, numbered if it is taken, for resource variables."""
    return tf.variable_scope(None, default_name=name, use_resource=True)

"""Models of Keras that are called on the tensors of a graph, and what Keras' own models lost.

Source: ``tf.keras.models`` of TensorFlow 1.15.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.keras.layers.base import Layer
from reference.keras.layers.cells import takes

__all__ = ["Model", "Sequential", "metrics_names", "predict_classes", "reset_states"]


class Model(Layer):
    """Base of one's own models: layers are made in the constructor and applied in ``call``.

    What Keras trains itself (``fit`` and the like) needs eager mode, and Keras' own model.

    Args:
        *args: none: a model of inputs and outputs needs Keras' own.
        **kwargs: ``name``, and what else ``Layer`` takes.

    Raises:
        TypeError: inputs and outputs are given.

    Source: ``tf.keras.Model`` of TensorFlow 1.15.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args or "inputs" in kwargs:
            raise TypeError(
                "a model of inputs and outputs is tf.keras.Model's; here one subclasses Model"
            )
        super().__init__(**kwargs)

    @property
    def layers(self) -> list[Any]:
        """The layers that it holds."""
        return list(self._parts)

    @property
    def weights(self) -> list[Any]:
        """All variables, layer by layer, its own last."""
        held = [weight for layer in self._parts for weight in layer.weights]
        return held + self._trainable_weights + self._non_trainable_weights


class Sequential(Model):
    """Layers, each applied to what the one before returned.

    If the first layer knows the shape of its inputs, ``input`` is a placeholder, made when the
    layer is added, and ``output`` what the layers make of it.

    Args:
        layers: list of layers.
        name: the model's name, ``sequential`` by default.

    Source: ``tf.keras.Sequential`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(self, layers: Sequence[Any] | None = None, name: str | None = None) -> None:
        super().__init__(name=name)
        self.inputs: list[tf.Tensor] = []
        self.outputs: list[tf.Tensor] = []
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Append ``layer``.

        Raises:
            TypeError: it is no layer.
        """
        if not isinstance(layer, Layer):
            raise TypeError(f"The added layer must be an instance of class Layer. Found: {layer}")
        shape = layer._batch_input_shape
        if not self._parts and shape is not None:
            name = f"{layer.name}_input"
            self.inputs = [tf.placeholder(layer.dtype or tf.float32, shape, name=name)]
        source = self.outputs or self.inputs
        if source:
            self.outputs = [layer(source[0])]
        self._parts.append(layer)

    def pop(self) -> None:
        """Take the last layer away.

        Raises:
            TypeError: there is none.
        """
        if not self._parts:
            raise TypeError("There are no layers in the model.")
        self._parts.pop()
        self.outputs = []
        tensors = self.inputs
        for layer in self._parts if tensors else ():
            tensors = [layer(tensors[0])]
            self.outputs = tensors

    def build(self, input_shape: Any) -> None:
        """Nothing: the layers are built when they are applied."""
        del input_shape
        self.built = True

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """What the layers make of the inputs, one after the other."""
        for index, layer in enumerate(self._parts):
            options = {"training": training} if takes(layer.call, "training") else {}
            if index == 0 and mask is not None and takes(layer.call, "mask"):
                options["mask"] = mask
            inputs = layer(inputs, **options)
        return inputs

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """None: the last layer has left its mask on its output."""
        del inputs, mask

    @property
    def input(self) -> tf.Tensor:
        """The placeholder.

        Raises:
            AttributeError: the first layer did not know its inputs' shape.
        """
        return self._only(self.inputs, "input")

    @property
    def output(self) -> tf.Tensor:
        """What the layers make of the placeholder.

        Raises:
            AttributeError: the first layer did not know its inputs' shape.
        """
        return self._only(self.outputs, "output")

    def _only(self, tensors: list[tf.Tensor], what: str) -> tf.Tensor:
        if not tensors:
            raise AttributeError(f"Layer {self.name} is not connected, no {what} to return.")
        return tensors[0]


def predict_classes(model: Any, x: Any, batch_size: int | None = None, verbose: int = 0) -> Any:
    """The class that a Keras model predicts for each sample, as its method of that name did.

    Args:
        model: a model of Keras with one output, in eager mode.
        x: inputs, as ``model.predict`` takes them.
        batch_size: samples at a time, 32 by default.
        verbose: 1 shows the progress.

    Returns:
        If the last dimension of the output is larger than one, the place of the largest number in
        it, an int64 array without this dimension; else whether the number is above 0.5, an int32
        array of the output's shape.

    >>> class Coin:
    ...     def predict(self, x, batch_size, verbose):
    ...         return np.array([[0.25], [0.75]])
    >>> predict_classes(Coin(), None).tolist()
    [[0], [1]]

    Source: ``tf.keras.Sequential.predict_classes`` of TensorFlow 1.15.
    """
    outputs = np.asarray(model.predict(x, batch_size=batch_size, verbose=verbose))
    if outputs.shape[-1] > 1:
        return outputs.argmax(axis=-1)
    return (outputs > 0.5).astype("int32")


def metrics_names(model: Any) -> list[str]:
    """The names of what a Keras model's ``evaluate`` returns, as its attribute of that name was.

    Args:
        model: a compiled model of Keras, in eager mode.

    Returns:
        ``"loss"``, the losses of single outputs, and the metrics as ``compile`` named them; of a
        model that has seen no data, the metrics that ``compile`` was given as texts.

    >>> from types import SimpleNamespace as Metric
    >>> rest = Metric(metrics=[Metric(name="accuracy")], built=True)
    >>> trained = Metric(metrics=[Metric(name="loss"), rest])
    >>> trained.get_metrics_result = lambda: {"loss": 0.5, "accuracy": 1.0}
    >>> metrics_names(trained)
    ['loss', 'accuracy']

    Source: ``tf.keras.Model.metrics_names`` of TensorFlow 1.15.
    """
    names: list[str] = []
    for metric in model.metrics:
        if not hasattr(metric, "metrics"):
            names.append(metric.name)
        elif metric.built:
            names += [part.name for part in metric.metrics]
        else:
            given = (model.get_compile_config() or {}).get("metrics")
            texts = given if isinstance(given, list) else [given]
            return names + [text for text in texts if isinstance(text, str)]
    results = model.get_metrics_result()
    known = [name for name in names if name in results]
    return known + sorted(set(results) - set(known))


def reset_states(model: Any) -> None:
    """Set the states of a stateful Keras model to zero, as its method of that name did.

    Args:
        model: a model of Keras, or one layer.

    >>> class Layer:
    ...     def reset_state(self):
    ...         print("zero")
    >>> class Stack:
    ...     layers = [Layer(), object()]
    >>> reset_states(Stack())
    zero

    Source: ``tf.keras.Model.reset_states`` of TensorFlow 1.15.
    """
    if hasattr(model, "reset_state"):
        model.reset_state()
    for layer in getattr(model, "layers", ()):
        reset_states(layer)

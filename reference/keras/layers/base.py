"""What every layer of Keras is: it has its own variables, hands masks on, and holds other layers.

Source: ``tf.keras.layers.Layer`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/keras/layers/Layer
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.keras import backend
from reference.layers.base import Layer as _Layer

_MASK = "_keras_mask"


def masks_of(tensors: Any) -> Any:
    """The masks that layers left on ``tensors``, in their structure; None where there is none."""
    return tf.nest.map_structure(lambda tensor: getattr(tensor, _MASK, None), tensors)


class Layer(_Layer):
    """Base of the layers: ``build`` makes variables, ``call`` makes the output.

    The variables are made by ``tf.Variable`` under the layer's name scope, whatever variable scope
    is open, and belong to the layer alone. Layers that are assigned to attributes, one by one or in
    lists, lend it their variables, losses and updates.

    Args:
        trainable: whether the variables are to be trained.
        name: the layer's name; by default the class name in snake case, made unique in the graph.
        dtype: of the variables; by default that of the first input.
        **kwargs: ``activity_regularizer``, ``weights`` (initial values), and what tells a
            ``Sequential`` its input: ``input_shape``, ``batch_input_shape`` and ``batch_size``, or
            ``input_dim`` and ``input_length``.

    Raises:
        TypeError: a keyword that no layer knows.

    Source: ``tf.keras.layers.Layer`` of TensorFlow 1.15.
    """

    _is_keras = True
    _collects_losses = False

    def __init__(
        self, trainable: bool = True, name: Any = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        self._parts: list[_Layer] = []
        if "input_dim" in kwargs:
            size = (kwargs.pop("input_dim"),)
            kwargs.setdefault("input_shape", size)
        shape = kwargs.get("batch_input_shape")
        if shape is None and "input_shape" in kwargs:
            shape = (kwargs.get("batch_size"), *kwargs["input_shape"])
        self._batch_input_shape = shape
        super().__init__(trainable=trainable, name=name, dtype=dtype, **kwargs)

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("__"):
            for part in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(part, _Layer) and all(part is not known for known in self._parts):
                    self._parts.append(part)
        super().__setattr__(name, value)

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Build the layer if need be, then return what ``call`` makes of the inputs.

        Args:
            inputs: a tensor, an array, or a nested structure of these.
            *args: passed on to ``call``.
            **kwargs: passed on to ``call``; ``mask`` is that of the inputs if not given.

        Raises:
            ValueError: the inputs do not fit ``input_spec``, or ``call`` returned None.
        """
        masks = masks_of(inputs)
        masked = any(mask is not None for mask in tf.nest.flatten(masks))
        arguments = self._call_arguments()
        given = "mask" in kwargs or ("mask" in arguments and len(args) >= arguments.index("mask"))
        if masked and "mask" in arguments and not given:
            kwargs["mask"] = masks
        outputs = super().__call__(inputs, *args, **kwargs)
        if self.supports_masking or type(self).compute_mask is not _Layer.compute_mask:
            self._hand_on(inputs, outputs, kwargs.get("mask") if given else masks)
        return outputs

    def _hand_on(self, inputs: Any, outputs: Any, masks: Any) -> None:
        """Leave the outputs' masks on them."""
        results = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        if all(hasattr(result, _MASK) for result in results):
            return
        made = self.compute_mask(inputs, masks)
        made = made if isinstance(made, (list, tuple)) else [made] * len(results)
        for result, mask in zip(results, made, strict=False):
            if mask is not None:
                setattr(result, _MASK, mask)

    # --- the variables of the layers that it holds ---

    @property
    def trainable_weights(self) -> list[Any]:
        """The variables to train, its own first; none while ``trainable`` is False."""
        if not self.trainable:
            return []
        nested = [weight for part in self._parts for weight in part.trainable_weights]
        return super().trainable_weights + nested

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The other variables; all of them while ``trainable`` is False."""
        kinds = [part.non_trainable_weights for part in self._parts]
        if not self.trainable:
            kinds = [part.weights for part in self._parts]
        return super().non_trainable_weights + [weight for kind in kinds for weight in kind]

    @property
    def trainable(self) -> bool:
        """Whether the layer trains; setting it holds for the layers in it too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = value
        for part in self._parts:
            part.trainable = value

    @property
    def losses(self) -> list[tf.Tensor]:
        """The losses; those of weights are computed anew (new ops) whenever this is read."""
        return super().losses + [loss for part in self._parts for loss in part.losses]

    @property
    def updates(self) -> list[tf.Operation]:
        """The update ops; none while the layer is not trainable."""
        if not self.trainable and not self.stateful:
            return []
        return super().updates + [update for part in self._parts for update in part.updates]

    def _session(self) -> tf.Session:
        return backend.get_session()

"""Layers around a layer: ``Bidirectional`` and ``TimeDistributed``.

Source: ``tf.keras.layers.{Bidirectional,TimeDistributed}`` of TensorFlow 1.15.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.keras.layers.base import Layer
from reference.keras.layers.cells import copied, takes
from reference.keras.layers.recurrent import arranged
from reference.keras.layers.unrolling import rnn

_MERGES = ("sum", "mul", "ave", "concat", None)


class Bidirectional(Layer):
    """Two copies of a recurrent layer, one of which begins at the end.

    Args:
        layer: the recurrent layer; its name goes into ``forward_NAME`` and ``backward_NAME``.
        merge_mode: how the two outputs become one: ``concat``, ``sum``, ``mul``, ``ave``; None for
            a list of both.
        weights: initial values, of the forward layer first.
        backward_layer: the layer that begins at the end; by default a copy of ``layer``.
        **kwargs: what ``Layer`` takes.

    Raises:
        ValueError: an unknown ``merge_mode``; layers that do not belong together.

    Source: ``tf.keras.layers.Bidirectional`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(
        self,
        layer: Layer,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Layer | None = None,
        **kwargs: Any,
    ) -> None:
        for part in (layer, backward_layer):
            if part is not None and not isinstance(part, Layer):
                raise ValueError(
                    "Please initialize `Bidirectional` layer with a `Layer` instance. "
                    f"You passed: {part}"
                )
        if merge_mode not in _MERGES:
            raise ValueError(
                'Invalid merge mode. Merge mode should be one of {"sum", "mul", "ave", "concat", '
                "None}"
            )
        forward = copied(layer)
        backward = backward_layer
        if backward is None:
            config = layer.get_config()
            config["go_backwards"] = not config["go_backwards"]
            backward = type(layer).from_config(config)
        forward._name = f"forward_{forward.name}"
        backward._name = f"backward_{backward.name}"
        if forward.go_backwards == backward.go_backwards:
            raise ValueError(
                "Forward layer and backward layer should have different `go_backwards` value."
            )
        for name in ("stateful", "return_sequences", "return_state"):
            mine, other = getattr(forward, name), getattr(backward, name)
            if mine != other:
                raise ValueError(
                    "Forward layer and backward layer are expected to have the same value for "
                    f"attribute {name}, got {mine} and {other}"
                )
        for part in (forward, backward):
            part.zero_output_for_mask = part.return_sequences
        if weights:
            half = len(weights) // 2
            forward._initial_weights, backward._initial_weights = weights[:half], weights[half:]
        super().__init__(**kwargs)
        self.layer = forward
        self.forward_layer, self.backward_layer = forward, backward
        self.merge_mode = merge_mode
        self.return_sequences, self.return_state = forward.return_sequences, forward.return_state
        self.stateful = forward.stateful
        self._constant_count = 0
        self._given_backward = backward_layer
        self._of = layer

    def __call__(
        self, inputs: Any, initial_state: Any = None, constants: Any = None, **kwargs: Any
    ) -> Any:
        """The merged outputs; with ``return_state`` a list with both layers' states behind.

        Args:
            inputs: [batch, time, depth] tensor; or a list of it, the first states, the constants.
            initial_state: the forward layer's states, then the backward layer's.
            constants: tensors for the cells.
            **kwargs: ``mask`` and ``training``.

        Raises:
            ValueError: an odd number of states.
        """
        inputs, initial_state, constants = arranged(
            inputs, initial_state, constants, self._constant_count
        )
        if initial_state is not None:
            if len(initial_state) % 2:
                raise ValueError(
                    "When passing `initial_state` to a Bidirectional RNN, the state should be a "
                    "list containing the states of the underlying RNNs. "
                    f"Found: {initial_state}"
                )
            kwargs["initial_state"] = initial_state
        if constants is not None:
            self._constant_count = len(constants)
            kwargs["constants"] = constants
        return super().__call__(inputs, **kwargs)

    def build(self, input_shape: Any) -> None:
        """Build both layers, each under its own name."""
        for part in (self.forward_layer, self.backward_layer):
            with tf.name_scope(part.name):
                part.build(input_shape)
        self.built = True

    def call(
        self,
        inputs: Any,
        training: Any = None,
        mask: Any = None,
        initial_state: Any = None,
        constants: Any = None,
    ) -> Any:
        """What ``__call__`` says."""
        options = {"training": training, "mask": mask, "constants": constants}
        options = {n: v for n, v in options.items() if takes(self.forward_layer.call, n)}
        half = len(initial_state or ()) // 2
        firsts = (initial_state[:half], initial_state[half:]) if initial_state else (None, None)
        forward = self.forward_layer(inputs, initial_state=firsts[0], **options)
        backward = self.backward_layer(inputs, initial_state=firsts[1], **options)
        states: list[Any] = []
        if self.return_state:
            states = forward[1:] + backward[1:]
            forward, backward = forward[0], backward[0]
        if self.return_sequences:
            backward = tf.reverse(backward, [1])
        merged = self._merged(forward, backward)
        if not self.return_state:
            return merged
        return [*(merged if isinstance(merged, list) else [merged]), *states]

    def _merged(self, forward: tf.Tensor, backward: tf.Tensor) -> Any:
        if self.merge_mode == "concat":
            return tf.concat([forward, backward], forward.shape.rank - 1)
        if self.merge_mode == "sum":
            return forward + backward
        if self.merge_mode == "ave":
            return (forward + backward) / 2
        if self.merge_mode == "mul":
            return forward * backward
        return [forward, backward]

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The inputs' mask for each output if all steps are returned; none for states."""
        del inputs
        mask = tf.nest.flatten(mask)[0] if self.return_sequences else None
        outputs = [mask, mask] if self.merge_mode is None else [mask]
        if self.return_state:
            return outputs + [None] * 2 * len(self.forward_layer.states)
        return outputs if len(outputs) > 1 else mask

    def reset_states(self) -> None:
        """Set the kept states of both layers to zero."""
        self.forward_layer.reset_states()
        self.backward_layer.reset_states()

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        own = {"layer": self._of, "merge_mode": self.merge_mode}
        return {**super().get_config(), **own, "backward_layer": self._given_backward}


class TimeDistributed(Layer):
    """Applies a layer to every time step of [batch, time, ...].

    Args:
        layer: the layer.
        **kwargs: what ``Layer`` takes.

    Raises:
        ValueError: it is none, or the inputs have no time axis.

    Source: ``tf.keras.layers.TimeDistributed`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(self, layer: Layer, **kwargs: Any) -> None:
        if not isinstance(layer, Layer):
            raise ValueError(
                "Please initialize `TimeDistributed` layer with a `Layer` instance. "
                f"You passed: {layer}"
            )
        super().__init__(**kwargs)
        self.layer = layer

    @property
    def _folds(self) -> bool:
        """Whether steps can be folded into the batch: what a layer of one's own does is unknown."""
        own = type(self.layer).__module__.startswith("reference.")
        return own and not self.layer.stateful

    def build(self, input_shape: Any) -> None:
        """Build the layer for one step."""
        sizes = tf.TensorShape(input_shape).as_list()
        if len(sizes) < 3:
            raise ValueError(
                "`TimeDistributed` Layer should be passed an `input_shape ` with at least 3 "
                f"dimensions, received: {sizes}"
            )
        if not self.layer.built:
            self.layer.build(tf.TensorShape([sizes[0], *sizes[2:]]))
            self.layer.built = True
        self.built = True

    def call(self, inputs: tf.Tensor, training: Any = None, mask: Any = None) -> tf.Tensor:
        """The layer's outputs, [batch, time, ...]."""
        options = {"training": training} if takes(self.layer.call, "training") else {}
        batch, steps, *sizes = inputs.shape.as_list()
        if batch and not self._folds:
            _, outputs, _ = rnn(
                lambda step, _: (self.layer(step, **options), []), inputs, [], input_length=steps
            )
            return outputs
        steps = steps or tf.shape(inputs)[1]
        folded = tf.reshape(inputs, (-1, *_known(inputs, sizes, 2)))
        if mask is not None and takes(self.layer.call, "mask"):
            options["mask"] = tf.reshape(mask, (-1, *_known(mask, mask.shape.as_list()[2:], 2)))
        outputs = self.layer(folded, **options)
        rest = self.compute_output_shape(inputs.shape).as_list()[2:]
        return tf.reshape(outputs, (-1, steps, *_known(outputs, rest, 1)))

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """[batch, time, ...] with the layer's own sizes."""
        batch, steps, *sizes = tf.TensorShape(input_shape).as_list()
        inner = self.layer.compute_output_shape(tf.TensorShape([batch, *sizes]))
        first, *rest = tf.TensorShape(inner).as_list()
        return tf.TensorShape([first, steps, *rest])

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The inputs' mask if the batch is known, else what the layer makes of it, [batch, time].

        A layer without masks leaves the inputs', without the axes behind time.
        """
        batch, steps = inputs.shape.as_list()[:2]
        if batch:
            return mask
        folded = mask
        if mask is not None:
            folded = tf.reshape(mask, (-1, *_known(mask, mask.shape.as_list()[2:], 2)))
        made = self.layer.compute_mask(inputs, folded)
        if made is not None:
            steps = steps or tf.shape(inputs)[1]
            return tf.reshape(made, (-1, steps, *_known(made, made.shape.as_list()[1:], 1)))
        for _ in range(2, mask.shape.rank if mask is not None else 0):
            mask = tf.reduce_any(mask, axis=-1)
        return mask

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {**super().get_config(), "layer": self.layer}


def _known(tensor: tf.Tensor, sizes: list[Any], start: int) -> list[Any]:
    """``sizes`` with those that are not known read off ``tensor``, from its axis ``start`` on."""
    if all(sizes):
        return sizes
    shape = tf.shape(tensor)
    return [size or shape[start + index] for index, size in enumerate(sizes)]

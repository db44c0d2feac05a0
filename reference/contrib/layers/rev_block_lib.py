"""Reversible residual blocks: activations are computed back from the outputs, not stored.

A layer maps `(x1, x2)` to `y1 = x1 + f(x2)`, `y2 = x2 + g(y1)`, so that `x2 = y2 - g(y1)` and
`x1 = y1 - f(x2)`; training needs memory for one layer, whatever their number.

Source: TF 1.15 ``contrib/layers/python/layers/rev_block_lib.py``; Gomez et al. 2017
(https://arxiv.org/abs/1707.04585).
"""

import functools
import re

import tensorflow.compat.v1 as tf

from reference.contrib.layers.recompute import recompute_grad
from reference.layers import Layer

__all__ = ["RevBlock", "recompute_grad", "rev_block"]

_OWNER = re.compile(r".*revlayer_(\d+)/([fg])/")


class RevBlock(Layer):
    """A block of reversible residual layers.

    Args:
      f: function of a tensor (and of a list of side inputs, if there are any) to a tensor of the
        same shape; or a list of `num_layers` such functions.
      g: as `f`.
      num_layers: how many layers.
      f_side_input: list of tensors for `f`.
      g_side_input: list of tensors for `g`.
      use_efficient_backprop: whether to compute activations back for the gradients; False keeps
        them all, as any other layer does.
      name: name of the layer.

    The variables of layer i are made in the scopes "revlayer_<i>/f" and "revlayer_<i>/g", as
    resource variables. `f` and `g` must not use other variables.

    Source: TF 1.15 ``contrib.layers.RevBlock``.
    """

    def __init__(
        self,
        f,
        g,
        num_layers=1,
        f_side_input=None,
        g_side_input=None,
        use_efficient_backprop=True,
        name="revblock",
        **kwargs,
    ):
        super().__init__(name=name, **kwargs)
        self.f = _scoped_functions(f, num_layers, "f")
        self.g = _scoped_functions(g, num_layers, "g")
        self.num_layers = num_layers
        self.f_side_input = f_side_input or []
        self.g_side_input = g_side_input or []
        self._use_efficient_backprop = use_efficient_backprop

    def build(self, _):
        """Make nothing: what `f` and `g` need is known only when they are called."""
        tf.logging.warn("RevBlock constructs its variables on first call, not on build.")
        self.built = True

    def call(self, inputs, forward=True):
        """Return the pair that the block makes of a pair, or undo it if not `forward`."""
        scope = tf.get_variable_scope()
        count = len(scope.global_variables())
        outputs = (self._forward if forward else self._backward)(*inputs)
        trained = {id(variable) for variable in scope.trainable_variables()}
        for variable in scope.global_variables()[count:]:
            if id(variable) in trained:
                self._trainable_weights.append(variable)
            else:
                self._non_trainable_weights.append(variable)
        return outputs

    def forward(self, x1, x2):
        """Return (y1, y2), of the shapes of x1 and x2."""
        return self.apply([x1, x2])

    def backward(self, y1, y2):
        """Return the (x1, x2) that `forward` made (y1, y2) of."""
        return self.apply([y1, y2], forward=False)

    def _forward(self, x1, x2):
        if not self._use_efficient_backprop:
            return self._run_layers(x1, x2, self.f_side_input, self.g_side_input)

        @tf.custom_gradient
        def reversible(x1, x2, *sides):
            f_side, g_side = self._split_sides(sides)
            ys = self._run_layers(x1, x2, f_side, g_side, gated=True)

            def gradient(*output_gradients, variables=()):
                return self._gradients(ys, output_gradients, f_side, g_side, variables)

            return ys, gradient

        return reversible(x1, x2, *self.f_side_input, *self.g_side_input)

    def _split_sides(self, sides):
        boundary = len(self.f_side_input)
        return list(sides[:boundary]), list(sides[boundary:])

    def _run_layers(self, x1, x2, f_side, g_side, gated=False):
        for f, g in zip(self.f, self.g, strict=True):
            y1 = x1 + _call(f, x2, f_side)
            y2 = x2 + _call(g, y1, g_side)
            x1, x2 = tf.tuple([y1, y2]) if gated else (y1, y2)
        return x1, x2

    def _backward(self, y1, y2):
        for f, g in zip(reversed(self.f), reversed(self.g), strict=True):
            y2 = y2 - _call(g, y1, self.g_side_input)
            y1 = y1 - _call(f, y2, self.f_side_input)
        return y1, y2

    def _gradients(self, ys, output_gradients, f_side, g_side, variables):
        """Go back through the layers; return the gradients of inputs and side inputs, variables."""
        owners = [_OWNER.match(variable.name).groups() for variable in variables]

        def owned(layer, function):
            return [
                variable
                for variable, owner in zip(variables, owners, strict=True)
                if owner == (str(layer), function)
            ]

        by_variable, f_side_terms, g_side_terms = {}, [], []
        with tf.variable_scope(self.scope_name, reuse=True):
            for layer in reversed(range(self.num_layers)):
                f_variables, g_variables = owned(layer, "f"), owned(layer, "g")
                step = _reverse_layer(
                    ys,
                    output_gradients,
                    functools.partial(_call_detached, self.f[layer], f_side),
                    functools.partial(_call_detached, self.g[layer], g_side),
                    f_variables,
                    g_variables,
                )
                ys, output_gradients, (f_gradients, f_terms), (g_gradients, g_terms) = step
                for variable, gradient in zip(
                    [*f_variables, *g_variables], [*f_gradients, *g_gradients], strict=True
                ):
                    by_variable[variable.name] = gradient
                f_side_terms.append(f_terms)
                g_side_terms.append(g_terms)
        inputs = [*output_gradients, *_add_up(*f_side_terms), *_add_up(*g_side_terms)]
        return inputs, [by_variable[variable.name] for variable in variables]


def _scoped_functions(function, num_layers, label):
    functions = function if isinstance(function, list) else [function] * num_layers
    if len(functions) != num_layers:
        raise AssertionError(f"{label} must hold {num_layers} functions, not {len(functions)}")
    return [_in_scope(one, f"revlayer_{i}/{label}") for i, one in enumerate(functions)]


def _in_scope(function, scope):
    def scoped(*args):
        with tf.variable_scope(scope, use_resource=True):
            return function(*args)

    return scoped


def _call(function, x, side):
    return function(x, side) if side else function(x)


def _call_detached(function, side, x):
    """Call with stopped inputs, so that asking for gradients ends here; return inputs as well."""
    x, side = tf.stop_gradient(x), [tf.stop_gradient(tensor) for tensor in side]
    return _call(function, x, side), x, side


def _reverse_layer(ys, output_gradients, f, g, f_variables, g_variables):
    """Recompute one layer from its outputs, and carry the gradients across it."""
    y1, y2 = ys
    gradient_y1, gradient_y2 = output_gradients
    g_of_y1, y1_stopped, g_side = g(y1)
    x2 = y2 - g_of_y1
    f_of_x2, x2_stopped, f_side = f(x2)
    x1 = y1 - f_of_x2

    through_g = tf.gradients(g_of_y1, y1_stopped, gradient_y2)[0]
    gradient_x1 = gradient_y1 + through_g
    gradient_x2 = (
        tf.gradients(f_of_x2, x2_stopped, gradient_y1)[0]
        + gradient_y2
        + tf.gradients(f_of_x2, x2_stopped, through_g)[0]
    )
    g_parts = tf.gradients(g_of_y1, g_variables + g_side, gradient_y2)
    f_parts = _add_up(
        tf.gradients(f_of_x2, f_variables + f_side, gradient_y1),
        tf.gradients(f_of_x2, f_variables + f_side, through_g),
    )
    outputs = (
        (x1, x2),
        (gradient_x1, gradient_x2),
        (f_parts[: len(f_variables)], f_parts[len(f_variables) :]),
        (g_parts[: len(g_variables)], g_parts[len(g_variables) :]),
    )
    # Together or not at all: the next layer must not start while this one still holds memory.
    return tf.nest.pack_sequence_as(outputs, tf.tuple(tf.nest.flatten(outputs)))


def _add_up(*lists):
    """Add lists of gradients entry by entry, None standing for no gradient."""
    totals = []
    for terms in zip(*lists, strict=True):
        present = [term for term in terms if term is not None]
        totals.append(tf.add_n(present) if present else None)
    return totals


def rev_block(
    x1,
    x2,
    f,
    g,
    num_layers=1,
    f_side_input=None,
    g_side_input=None,
    is_training=True,
):
    """Return (y1, y2), a `RevBlock` of (x1, x2); see there for `f`, `g` and the side inputs.

    Args:
      x1: float tensor.
      x2: float tensor of the same shape.
      f: function, or list of functions.
      g: function, or list of functions.
      num_layers: how many layers.
      f_side_input: list of tensors for `f`.
      g_side_input: list of tensors for `g`.
      is_training: whether gradients will be taken by computing activations back.

    Source: TF 1.15 ``contrib.layers.rev_block``.
    """
    block = RevBlock(
        f=f,
        g=g,
        num_layers=num_layers,
        f_side_input=f_side_input,
        g_side_input=g_side_input,
        use_efficient_backprop=is_training,
        _reuse=tf.get_variable_scope().reuse,
    )
    return block.forward(x1, x2)

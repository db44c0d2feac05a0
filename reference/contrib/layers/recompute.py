"""Trading time for memory: a function that is computed again when its gradient is taken.

Source: TF 1.15 ``contrib/layers/python/layers/rev_block_lib.py``; Chen et al. 2016
(https://arxiv.org/abs/1604.06174).
"""

import functools
import inspect

import numpy as np
import tensorflow as tf2
import tensorflow.compat.v1 as tf

from reference.contrib.framework import arg_scope, current_arg_scope

_WRONG_VARIABLES = (
    "The variables used on recompute were different than the variables originally used. The "
    "function wrapped with @recompute_grad likley creates its own variable scope with a default "
    "name and has been called twice in the same enclosing scope. To fix, ensure each call to the "
    "function happens in its own unique variable scope."
)


def recompute_grad(fn=None, use_data_dep=False, tupleize_grads=False):
    """Decorate a function of tensors so that its activations are not kept for the gradients.

    Used with or without arguments. Variables that the function makes must be resource variables;
    where it has an argument `is_recomputing`, that tells it which time it is called.

    Args:
      fn: function of tensors to a tensor or a list of tensors. It must not close over tensors or
        variables, whose gradients would be lost.
      use_data_dep: make the second computation depend on the gradients' values, not only wait
        for them. TensorFlow 1.15 did so by default on TPUs.
      tupleize_grads: let no gradient be used before all are there.

    Raises:
      ValueError: the function closes over a tensor, is called with something else than tensors,
        or uses other variables the second time.

    Source: TF 1.15 ``contrib.layers.recompute_grad``.
    """
    if fn is None:
        return functools.partial(
            recompute_grad, use_data_dep=use_data_dep, tupleize_grads=tupleize_grads
        )
    _check_closure(fn)
    tells = "is_recomputing" in inspect.getfullargspec(fn).args

    def run(args, again):
        """Return the outputs of `fn`, and which variables it has used."""
        with tf.GradientTape() as tape:
            outputs = fn(*args, **({"is_recomputing": again} if tells else {}))
        return outputs, {variable.ref() for variable in tape.watched_variables()}

    def wrapped(*args):
        if not all(tf.is_tensor(arg) and not isinstance(arg, tf2.Variable) for arg in args):
            raise ValueError("All inputs to function must be Tensors")

        @tf.custom_gradient
        def recomputed(*args):
            variable_scope, arguments = tf.get_variable_scope(), current_arg_scope()
            outputs, used = run(args, again=False)

            def gradients(output_gradients, variables):
                if used and {variable.ref() for variable in variables} != used:
                    raise ValueError(_WRONG_VARIABLES)
                inputs = [tf.identity(arg) for arg in args]
                waiting = [g for g in output_gradients if g is not None]
                # Without the wait, common subexpressions would be merged with the first time's.
                with tf.control_dependencies(waiting):
                    if use_data_dep:
                        inputs = _depend_on_values(output_gradients, inputs)
                    with arg_scope(arguments), tf.variable_scope(variable_scope, reuse=True):
                        second, used_again = run(inputs, again=True)
                if used_again != used:
                    raise ValueError(_WRONG_VARIABLES)
                second = list(second) if isinstance(second, (list, tuple)) else [second]
                found = tf.gradients(second, inputs + list(variables), output_gradients)
                if tupleize_grads:
                    found = _depend_on_values(found, found) if use_data_dep else tf.tuple(found)
                return found[: len(inputs)], found[len(inputs) :]

            if used:
                return outputs, lambda *grads, variables: gradients(list(grads), variables)
            return outputs, lambda *grads: gradients(list(grads), [])[0]

        return recomputed(*args)

    if isinstance(fn, functools.partial):
        return wrapped
    return functools.wraps(fn)(wrapped)


def _check_closure(fn):
    code = getattr(fn, "__code__", None)
    if code is None or not code.co_freevars:
        return
    for name, cell in zip(code.co_freevars, fn.__closure__, strict=True):
        value = cell.cell_contents
        if tf.is_tensor(value) or isinstance(value, tf2.Variable):
            raise ValueError(
                f"fn decorated with @recompute_grad closes over Tensor {value.name} (local "
                f"variable name: {name}). The decorated fn must not close over Tensors or "
                "Variables because gradients will NOT be computed for them through fn. To ensure "
                "correct gradients, make the Tensor an input to fn."
            )


def _first_entry(tensor):
    if tensor.shape.ndims is None:
        raise ValueError(f"Rank of Tensor {tensor} must be known")
    rank = tensor.shape.ndims
    return tf.reshape(tf.slice(tensor, [0] * rank, [1] * rank), [])


def _depend_on_values(first, then):
    """Return the tensors `then`, plus a zero that only the values of `first` can give."""
    total = tf.add_n([_first_entry(tensor) for tensor in first if tensor is not None])
    if not total.dtype.is_floating:
        raise ValueError("_force_data_dependency only supports floating dtypes.")
    zero = tf.stop_gradient(np.finfo(total.dtype.as_numpy_dtype).tiny * total)
    return [None if tensor is None else tf.identity(tensor) + zero for tensor in then]

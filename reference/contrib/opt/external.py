"""Minimizers from outside of TensorFlow, above all those of SciPy.

Source: TensorFlow 1.15, ``tf.contrib.opt.{External,Scipy}OptimizerInterface``.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

Function = Callable[[Any], Any]


def _shape(variable: Any) -> tuple[int, ...]:
    return tuple(variable.shape.as_list())


def _gradients(tensor: Any, variables: Sequence[Any]) -> list[tf.Tensor]:
    found = tf.gradients(tensor, variables)
    return [
        tf.zeros_like(variable) if gradient is None else gradient
        for variable, gradient in zip(variables, found, strict=True)
    ]


def _packed(tensors: Sequence[Any]) -> Any:
    """Tensors as one vector, or None if there are none."""
    if not tensors:
        return None
    flat = [tf.reshape(tensor, [-1]) for tensor in tensors]
    return flat[0] if len(flat) == 1 else tf.concat(flat, 0)


def _packed_bounds(
    variables: Sequence[Any], var_to_bounds: Mapping[Any, Any] | None
) -> list[tuple[Any, Any]] | None:
    if var_to_bounds is None:
        return None
    packed: list[tuple[Any, Any]] = []
    for variable in variables:
        bounds = var_to_bounds.get(variable, (-np.inf, np.inf))
        low, high = (np.broadcast_to(bound, _shape(variable)).flat for bound in bounds)
        packed.extend(zip(low, high, strict=True))
    return packed


class ExternalOptimizerInterface:
    """Minimizes a loss by an algorithm that a subclass gives as ``_minimize``.

    ``_minimize(initial_val, loss_grad_func, equality_funcs, equality_grad_funcs,
    inequality_funcs, inequality_grad_funcs, packed_bounds, step_callback, optimizer_kwargs)``
    takes a vector of all variables and functions of such vectors, and returns the best vector.
    Variables are fed while it searches, which reaches reference variables only, as in 1.15.

    Args:
      loss: scalar tensor.
      var_list: the variables; all that are trainable if None.
      equalities: scalar tensors to be held at zero.
      inequalities: scalar tensors to be held at or above zero.
      var_to_bounds: variable -> (low, high), each of a shape that spreads to the variable's.
      **optimizer_kwargs: for the algorithm.

    Attributes: ``optimizer_kwargs``.

    Source: ``tf.contrib.opt.ExternalOptimizerInterface`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        loss: tf.Tensor,
        var_list: Sequence[Any] | None = None,
        equalities: Sequence[tf.Tensor] | None = None,
        inequalities: Sequence[tf.Tensor] | None = None,
        var_to_bounds: Mapping[Any, Any] | None = None,
        **optimizer_kwargs: Any,
    ) -> None:
        self._loss = loss
        self._equalities = equalities or []
        self._inequalities = inequalities or []
        self._vars = tf.trainable_variables() if var_list is None else list(var_list)
        self._packed_bounds = _packed_bounds(self._vars, var_to_bounds)
        self._update_placeholders = [tf.placeholder(variable.dtype) for variable in self._vars]
        self._var_updates = [
            variable.assign(tf.reshape(placeholder, _shape(variable)))
            for variable, placeholder in zip(self._vars, self._update_placeholders, strict=True)
        ]
        loss_gradients = _gradients(loss, self._vars)
        equality_gradients = [_gradients(each, self._vars) for each in self._equalities]
        inequality_gradients = [_gradients(each, self._vars) for each in self._inequalities]
        self.optimizer_kwargs = optimizer_kwargs
        self._packed_var = _packed(self._vars)
        self._packed_loss_grad = _packed(loss_gradients)
        self._packed_equality_grads = [_packed(each) for each in equality_gradients]
        self._packed_inequality_grads = [_packed(each) for each in inequality_gradients]
        sizes = [math.prod(_shape(variable)) for variable in self._vars]
        ends = list(itertools.accumulate(sizes, initial=0))
        self._slices = [slice(start, end) for start, end in itertools.pairwise(ends)]

    def minimize(
        self,
        session: tf.Session | None = None,
        feed_dict: Mapping[Any, Any] | None = None,
        fetches: Sequence[Any] | None = None,
        step_callback: Function | None = None,
        loss_callback: Callable[..., Any] | None = None,
        **run_kwargs: Any,
    ) -> None:
        """Minimizes the loss, at once, and sets the variables to the best that was found.

        Args:
          session: the default session if None.
          feed_dict: what is fed whenever the loss is computed.
          fetches: tensors, what ``loss_callback`` is called with.
          step_callback: called with the vector of all variables after each step.
          loss_callback: called each time the loss is computed.
          **run_kwargs: for the ``Session.run`` that sets the variables.
        """
        session = session or tf.get_default_session()
        fetches = list(fetches or [])

        def functions(tensors: Sequence[Any]) -> list[Function]:
            return [self._function([each], session, feed_dict, fetches) for each in tensors]

        found = self._minimize(
            initial_val=session.run(self._packed_var),
            loss_grad_func=self._function(
                [self._loss, self._packed_loss_grad], session, feed_dict, fetches, loss_callback
            ),
            equality_funcs=functions(self._equalities),
            equality_grad_funcs=functions(self._packed_equality_grads),
            inequality_funcs=functions(self._inequalities),
            inequality_grad_funcs=functions(self._packed_inequality_grads),
            packed_bounds=self._packed_bounds,
            step_callback=step_callback or (lambda vector: None),
            optimizer_kwargs=self.optimizer_kwargs,
        )
        parts = [found[part] for part in self._slices]
        session.run(
            self._var_updates,
            feed_dict=dict(zip(self._update_placeholders, parts, strict=True)),
            **run_kwargs,
        )

    def _minimize(
        self,
        initial_val: Any,
        loss_grad_func: Function,
        equality_funcs: list[Function],
        equality_grad_funcs: list[Function],
        inequality_funcs: list[Function],
        inequality_grad_funcs: list[Function],
        packed_bounds: list[tuple[Any, Any]] | None,
        step_callback: Function,
        optimizer_kwargs: dict[str, Any],
    ) -> Any:
        raise NotImplementedError(
            "To use ExternalOptimizerInterface, subclass from it and implement the _minimize() "
            "method."
        )

    def _function(
        self,
        tensors: list[Any],
        session: Any,
        feed_dict: Mapping[Any, Any] | None,
        fetches: list[Any],
        callback: Callable[..., Any] | None = None,
    ) -> Function:
        """A function of the vector of all variables that gives the tensors' values."""

        def evaluated(vector: Any) -> Any:
            fed = {
                variable: vector[part].reshape(_shape(variable))
                for variable, part in zip(self._vars, self._slices, strict=True)
            }
            values = session.run(tensors + fetches, feed_dict={**fed, **(feed_dict or {})})
            if callback is not None:
                callback(*values[len(tensors) :])
            return values[: len(tensors)]

        return evaluated


# What SciPy is told by the interface itself.
_SET_HERE = ("jac", "callback", "constraints")


class ScipyOptimizerInterface(ExternalOptimizerInterface):
    """Minimizes a loss by ``scipy.optimize.minimize``, with L-BFGS-B unless ``method`` is given.

    The keyword arguments go to it (``method="SLSQP"``, ``options={"maxiter": 100}``, ...).

    Args: as `ExternalOptimizerInterface` takes them.

    Example:

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     vector = tf.get_variable("v", initializer=[7.0, 7.0], use_resource=False)
    ...     loss = tf.reduce_sum(tf.square(vector))
    ...     optimizer = ScipyOptimizerInterface(loss, var_to_bounds={vector: ([1, 2], None)})
    ...     session.run(tf.global_variables_initializer())
    ...     optimizer.minimize(session)
    ...     session.run(vector).tolist()
    [1.0, 2.0]

    Raises:
      ValueError: by ``minimize``, a keyword argument is one that is set here.

    Source: ``tf.contrib.opt.ScipyOptimizerInterface`` of TensorFlow 1.15.
    """

    _DEFAULT_METHOD = "L-BFGS-B"

    def _minimize(
        self,
        initial_val: Any,
        loss_grad_func: Function,
        equality_funcs: list[Function],
        equality_grad_funcs: list[Function],
        inequality_funcs: list[Function],
        inequality_grad_funcs: list[Function],
        packed_bounds: list[tuple[Any, Any]] | None,
        step_callback: Function,
        optimizer_kwargs: dict[str, Any],
    ) -> Any:
        import scipy.optimize

        def loss_and_gradient(vector: Any) -> tuple[Any, Any]:
            loss, gradient = loss_grad_func(vector)
            return float(loss), gradient.astype("float64")

        given = dict(optimizer_kwargs)
        method = given.pop("method", self._DEFAULT_METHOD)
        if "bounds" in given:
            raise ValueError("Bounds must be set using the var_to_bounds argument")
        for name in _SET_HERE:
            if name in given:
                raise ValueError(
                    f"Optimizer keyword arg '{name}' is set automatically and cannot be injected "
                    "manually"
                )
        constraints = [
            {"type": kind, "fun": function, "jac": gradient}
            for kind, functions, gradients in (
                ("eq", equality_funcs, equality_grad_funcs),
                ("ineq", inequality_funcs, inequality_grad_funcs),
            )
            for function, gradient in zip(functions, gradients, strict=True)
        ]
        result = scipy.optimize.minimize(
            loss_and_gradient,
            initial_val.astype("float64"),  # SLSQP and L-BFGS-B compute in doubles only
            jac=True,
            callback=step_callback,
            method=method,
            constraints=constraints,
            bounds=packed_bounds,
            **given,
        )
        counts = {"nit": "Number of iterations", "nfev": "Number of functions evaluations"}
        lines = [
            "Optimization terminated with:",
            f"  Message: {result.message}",
            f"  Objective function value: {result.fun:f}",
            *(f"  {what}: {result[key]}" for key, what in counts.items() if key in result),
        ]
        tf.logging.info("%s", "\n".join(lines))
        return result["x"]

"""Optimizers around another one: averages, norms of variables, stale and missing gradients.

Source: TensorFlow 1.15, ``tf.contrib.opt.{MovingAverage,VariableClipping,DropStaleGradient}
Optimizer``, ``MultitaskOptimizerWrapper`` and ``clip_gradients_by_global_norm``.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.opt.rows import gather_rows
from reference.variable_kinds import is_partitioned


class MovingAverageOptimizer(tf.train.Optimizer):
    """Keeps moving averages of the variables that another optimizer trains.

    Args:
      opt: the optimizer.
      average_decay, num_updates: as ``tf.train.ExponentialMovingAverage`` takes them.
      sequential_update: whether averages wait for the step.

    Source: ``tf.contrib.opt.MovingAverageOptimizer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        opt: tf.train.Optimizer,
        average_decay: float = 0.9999,
        num_updates: Any = None,
        sequential_update: bool = True,
    ) -> None:
        super().__init__(use_locking=False, name="MovingAverage")
        self._optimizer = opt
        self._ema = tf.train.ExponentialMovingAverage(average_decay, num_updates=num_updates)
        self._swapped: dict[str, str] | None = None
        self._sequential_update = sequential_update

    def compute_gradients(self, *args: Any, **kwargs: Any) -> Any:
        """As the optimizer does."""
        return self._optimizer.compute_gradients(*args, **kwargs)

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> tf.Operation:
        """The optimizer's step, and the averages."""
        train_op = self._optimizer.apply_gradients(
            grads_and_vars, global_step=global_step, name=name
        )
        variables = [variable for gradient, variable in grads_and_vars if gradient is not None]
        with tf.control_dependencies([train_op] if self._sequential_update else []):
            average_op = self._ema.apply(variables)
        self._swapped = {}
        for variable in variables:
            average = self._ema.average(variable)
            self._swapped[variable.op.name] = average.op.name
            self._swapped[average.op.name] = variable.op.name
        return tf.group(train_op, average_op, name="train_with_avg")

    def swapping_saver(
        self, var_list: Any = None, name: str = "swapping_saver", **kwargs: Any
    ) -> tf.train.Saver:
        """A saver that saves averages under the names of the variables, and the other way round.

        Args:
          var_list: variables, or variables by name; all global ones if None.
          name: of the saver.
          **kwargs: for ``tf.train.Saver``.

        Raises:
          RuntimeError: there was no step yet.
          ValueError: a variable is to be saved without its average.
        """
        if self._swapped is None:
            raise RuntimeError(
                "Must call apply_gradients or minimize before creating the swapping_saver"
            )
        saved = _by_name(tf.global_variables() if var_list is None else var_list)
        single = {}
        for key, variables in saved.items():
            if _in_parts(variables):
                single.update((part.op.name, part) for part in variables)
            else:
                single[key] = variables
        swapped = {
            key: [self._other(single, part.op.name, part) for part in variables]
            if isinstance(variables, list)
            else self._other(single, key, variables)
            for key, variables in saved.items()
        }
        return tf.train.Saver(swapped, name=name, **kwargs)

    def _other(self, single: Mapping[str, Any], name: str, variable: Any) -> Any:
        assert self._swapped is not None
        other = self._swapped.get(name)
        if other is None:
            return variable
        if other not in single:
            raise ValueError(
                f"Variable to swap {other} is not part of variables to save. This breaks "
                "MovingAverageOptimizer."
            )
        return single[other]


def _in_parts(variables: Any) -> bool:
    return isinstance(variables, list) or is_partitioned(variables)


def _by_name(variables: Any) -> dict[str, Any]:
    """Variables by the names under which they are saved; parts of one variable as a list."""
    if isinstance(variables, Mapping):
        return dict(variables)
    found: dict[str, Any] = {}
    for variable in variables:
        part = getattr(variable, "_save_slice_info", None)
        if part is not None:
            found.setdefault(part.full_name, []).append(variable)
        else:
            found[variable.name if is_partitioned(variable) else variable.op.name] = variable
    return found


class _WithSlotsOfAnother(tf.train.Optimizer):
    """An optimizer around another one, `_opt`, whose slots are its own."""

    _opt: tf.train.Optimizer

    def get_slot(self, *args: Any, **kwargs: Any) -> Any:
        """As the optimizer does."""
        return self._opt.get_slot(*args, **kwargs)

    def get_slot_names(self, *args: Any, **kwargs: Any) -> Any:
        """As the optimizer does."""
        return self._opt.get_slot_names(*args, **kwargs)


class VariableClippingOptimizer(_WithSlotsOfAnother):
    """Clips the L2 norm of variables after the step of another optimizer.

    Args:
      opt: the optimizer.
      vars_to_clip_dims: variable -> list of the axes along which its norm is taken.
      max_norm: the largest norm.
      use_locking: whether updates lock.
      colocate_clip_ops_with_vars: whether norms are computed where the variables are.
      name: prefix of the operations.

    Source: ``tf.contrib.opt.VariableClippingOptimizer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        opt: tf.train.Optimizer,
        vars_to_clip_dims: Mapping[Any, Sequence[int]],
        max_norm: Any,
        use_locking: bool = False,
        colocate_clip_ops_with_vars: bool = False,
        name: str = "VariableClipping",
    ) -> None:
        super().__init__(use_locking, name)
        self._opt = opt
        self._axes = {variable: list(axes) for variable, axes in vars_to_clip_dims.items()}
        self._max_norm = max_norm
        self._colocate = colocate_clip_ops_with_vars

    def compute_gradients(self, *args: Any, **kwargs: Any) -> Any:
        """As the optimizer does."""
        return self._opt.compute_gradients(*args, **kwargs)

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> tf.Operation:
        """The optimizer's step, and the clipping."""
        grads_and_vars = list(grads_and_vars)
        with tf.name_scope(name, self._name) as name:
            step = self._opt.apply_gradients(grads_and_vars, global_step=global_step)
            clipped = []
            with tf.control_dependencies([step]):
                for grad, var in grads_and_vars:
                    if grad is None or var not in self._axes:
                        continue
                    with tf.name_scope("clip_" + var.op.name):
                        dense = isinstance(grad, tf.Tensor)
                        clipped.append(self._clip(var) if dense else self._clip_rows(grad, var))
            return tf.group(step, *clipped, name=name)

    def _computed_at(self, var: Any) -> Any:
        return tf.colocate_with(var) if self._colocate else contextlib.nullcontext()

    def _clip(self, var: Any) -> Any:
        with self._computed_at(var):
            value = var.read_value()
            surplus = value - tf.clip_by_norm(value, self._max_norm, self._axes[var])
        with tf.colocate_with(var):
            return var.assign_sub(surplus, use_locking=self._use_locking)

    def _clip_rows(self, grad: tf.IndexedSlices, var: Any) -> Any:
        axes = self._axes[var]
        if 0 in axes:
            tf.logging.warning(
                "Clipping norm across dims %s for %s is inefficient when including sparse "
                "dimension 0.",
                axes,
                var.op.name,
            )
            return self._clip(var)
        with tf.colocate_with(var):
            rows = gather_rows(var, grad.indices)
        with self._computed_at(var):
            clipped = tf.clip_by_norm(rows, self._max_norm, axes)
            surplus = tf.IndexedSlices(rows - clipped, grad.indices, grad.dense_shape)
        with tf.colocate_with(var):
            return var.scatter_sub(surplus, use_locking=self._use_locking)


class DropStaleGradientOptimizer(_WithSlotsOfAnother):
    """Leaves a step out if too many others were made since its gradients were computed.

    Args:
      opt: the optimizer.
      staleness: how many others may be.
      use_locking: whether updates lock.
      name: prefix of the operations.

    Source: ``tf.contrib.opt.DropStaleGradientOptimizer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        opt: tf.train.Optimizer,
        staleness: int,
        use_locking: bool = False,
        name: str = "DropStaleGradient",
    ) -> None:
        super().__init__(use_locking, name)
        self._opt = opt
        self._staleness = staleness

    def compute_gradients(self, loss: tf.Tensor, *args: Any, **kwargs: Any) -> Any:
        """As the optimizer does, after a look at the global step."""
        with tf.colocate_with(loss):
            self._local_step = tf.train.get_global_step() + 0
        with tf.control_dependencies([self._local_step]):
            loss = tf.raw_ops.Identity(input=loss)
            return self._opt.compute_gradients(loss, *args, **kwargs)

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> tf.Tensor:
        """The optimizer's step or none; gives how many were left out so far."""
        grads_and_vars = list(grads_and_vars)
        with tf.colocate_with(global_step):
            left_out = tf.get_variable(
                "stale_counter", [], initializer=tf.zeros_initializer(), trainable=False
            )

        def accepted() -> tf.Tensor:
            step = self._opt.apply_gradients(grads_and_vars, global_step=global_step, name=name)
            with tf.control_dependencies([step]):
                return tf.raw_ops.Identity(input=0.0)

        given = [grad for grad, _ in grads_and_vars if grad is not None]
        awaited = [grad if isinstance(grad, tf.Tensor) else grad.op for grad in given]
        with tf.control_dependencies(awaited), tf.colocate_with(global_step):
            staleness = tf.reshape(global_step - self._local_step, ())
        fresh = tf.raw_ops.LessEqual(x=staleness, y=self._staleness)
        counted = left_out.assign_add(
            tf.cond(fresh, accepted, lambda: tf.raw_ops.Identity(input=1.0))
        )
        share = left_out / (tf.cast(global_step + 1, tf.float32))
        tf.summary.scalar("Gradient staleness percentage", share)
        return counted


def _is_zero(grad: Any) -> tf.Tensor:
    return tf.equal(tf.count_nonzero(tf.convert_to_tensor(grad)), 0)


class MultitaskOptimizerWrapper:
    """An optimizer that leaves a variable and its slots as they are where a gradient is all zeros.

    All else is as of the optimizer, which is changed in place.

    Args:
      opt: the optimizer.

    Raises:
      TypeError: it is none.

    Source: ``tf.contrib.opt.MultitaskOptimizerWrapper`` of TensorFlow 1.15.
    """

    def __init__(self, opt: tf.train.Optimizer) -> None:
        if not isinstance(opt, tf.train.Optimizer):
            raise TypeError("Supplied optimizer must be an instance of tf.train.Optimizer")
        self._opt = opt
        for kind in ("", "_resource"):
            for form in ("dense", "sparse"):
                name = f"{kind}_apply_{form}"
                setattr(opt, name, _unless_zero(getattr(opt, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opt, name)


def _unless_zero(apply: Callable[..., Any]) -> Callable[..., tf.Operation]:
    def applied(grad: Any, *args: Any, **kwargs: Any) -> tf.Operation:
        def step() -> tf.Operation:
            with tf.control_dependencies([apply(grad, *args, **kwargs)]):
                return tf.no_op()

        return tf.cond(_is_zero(grad), tf.no_op, step)

    return applied


def clip_gradients_by_global_norm(
    gradients_variables: Sequence[tuple[Any, Any]], clip_norm: Any = 20.0
) -> tuple[list[tuple[Any, Any]], tf.Tensor]:
    """Clips gradients by the norm of those that are not all zeros.

    Args:
      gradients_variables: pairs of gradient, or None, and variable.
      clip_norm: the largest norm.

    Returns:
      The pairs, and the norm.

    Source: ``tf.contrib.opt.clip_gradients_by_global_norm`` of TensorFlow 1.15.
    """
    gradients, variables = zip(*gradients_variables, strict=True)

    def counted(grad: Any) -> Any:
        if grad is None:
            return None
        return tf.cond(_is_zero(grad), lambda: tf.zeros([], dtype=grad.dtype), lambda: grad)

    norm = tf.global_norm([counted(grad) for grad in gradients])
    clipped, _ = tf.clip_by_global_norm(gradients, clip_norm, use_norm=norm)
    return list(zip(clipped, variables, strict=True)), norm

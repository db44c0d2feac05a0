"""Rates by the norms of weights, and steps that leave a rate's accumulator alone.

Source: TensorFlow 1.15, ``tf.contrib.opt.{LARS,RegAdagrad}Optimizer``.
"""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import tensorflow.compat.v1 as tf


class LARSOptimizer(tf.train.Optimizer):
    """Momentum with a rate for each variable, by the norms of the variable and of its gradient.

    Sparse gradients take plain momentum.

    Args:
      learning_rate: number or scalar tensor.
      momentum, weight_decay: numbers, not below zero.
      eeta: number by which the norms' ratio is multiplied.
      epsilon: number that is added to the gradient's norm.
      name: prefix of the operations.
      skip_list: texts; variables with one in their name take the plain rate, and do not decay.
      use_nesterov: whether Nesterov's momentum is used.

    Raises:
      ValueError: ``momentum`` or ``weight_decay`` is below zero.

    Source: ``tf.contrib.opt.LARSOptimizer`` of TensorFlow 1.15; You, Gitman and Ginsburg, 2017,
    https://arxiv.org/abs/1708.03888.
    """

    def __init__(
        self,
        learning_rate: Any,
        momentum: float = 0.9,
        weight_decay: float = 0.0001,
        eeta: float = 0.001,
        epsilon: float = 0.0,
        name: str = "LARSOptimizer",
        skip_list: Sequence[str] | None = None,
        use_nesterov: bool = False,
    ) -> None:
        for what, value in (("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0.0:
                raise ValueError(f"{what} should be positive: {value}")
        super().__init__(use_locking=False, name=name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._weight_decay = weight_decay
        self._eeta = eeta
        self._epsilon = epsilon
        self._skip_list = skip_list
        self._use_nesterov = use_nesterov

    def _create_slots(self, var_list: Any) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "momentum", self._name)

    def compute_lr(self, grad: tf.Tensor, var: Any) -> tuple[Any, tf.Tensor]:
        """The variable's rate, and its gradient with the weights' decay."""
        if self._skip_list is not None and any(text in var.name for text in self._skip_list):
            return self._learning_rate, grad
        weights, gradients = tf.norm(var, ord=2), tf.norm(grad, ord=2)
        some_weights, some_gradients = tf.greater(weights, 0), tf.greater(gradients, 0)
        ratio = self._eeta * weights / (gradients + self._weight_decay * weights + self._epsilon)
        trust = tf.where(some_weights, tf.where(some_gradients, ratio, 1.0), 1.0)
        return self._learning_rate * trust, grad + self._weight_decay * var

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        rate, grad = self.compute_lr(grad, var)
        return tf.raw_ops.ApplyMomentum(
            var=var,
            accum=self.get_slot(var, "momentum"),
            lr=tf.cast(1.0, var.dtype.base_dtype),
            grad=grad * rate,
            momentum=self._momentum,
            use_nesterov=self._use_nesterov,
        )

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        rate, grad = self.compute_lr(grad, var)
        return tf.raw_ops.ResourceApplyMomentum(
            var=var.handle,
            accum=self.get_slot(var, "momentum").handle,
            lr=tf.cast(1.0, var.dtype.base_dtype),
            grad=grad * rate,
            momentum=self._momentum,
            use_nesterov=self._use_nesterov,
        )

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.SparseApplyMomentum(
            var=var,
            accum=self.get_slot(var, "momentum"),
            lr=tf.cast(self._learning_rate_tensor, var.dtype.base_dtype),
            grad=grad.values,
            indices=grad.indices,
            momentum=tf.cast(self._momentum_tensor, var.dtype.base_dtype),
            use_nesterov=self._use_nesterov,
        ).op

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        return tf.raw_ops.ResourceSparseApplyMomentum(
            var=var.handle,
            accum=self.get_slot(var, "momentum").handle,
            lr=tf.cast(self._learning_rate_tensor, grad.dtype),
            grad=grad,
            indices=indices,
            momentum=tf.cast(self._momentum_tensor, grad.dtype),
            use_nesterov=self._use_nesterov,
        )

    def _prepare(self) -> None:
        rate = self._call_if_callable(self._learning_rate)
        self._learning_rate_tensor = tf.convert_to_tensor(rate, name="learning_rate")
        self._momentum_tensor = tf.convert_to_tensor(self._momentum, name="momentum")


class RegAdagradOptimizer(tf.train.AdagradOptimizer):
    """Adagrad whose accumulators can be left alone, for the loss of a regulariser.

    Args:
      learning_rate, initial_accumulator_value, use_locking, name: as
        ``tf.train.AdagradOptimizer`` takes them.

    Source: ``tf.contrib.opt.RegAdagradOptimizer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "RegAdagrad",
    ) -> None:
        super().__init__(
            learning_rate,
            initial_accumulator_value=initial_accumulator_value,
            use_locking=use_locking,
            name=name,
        )
        self._should_update_slots = True

    @contextlib.contextmanager
    def avoid_updating_slots(self) -> Iterator[None]:
        """Steps that are built within it leave the accumulators as they are."""
        former = self._should_update_slots
        self._should_update_slots = False
        try:
            yield
        finally:
            self._should_update_slots = former

    def _settings(self) -> dict[str, bool]:
        return {"use_locking": self._use_locking, "update_slots": self._should_update_slots}

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ApplyAdagrad(
            var=var,
            accum=self.get_slot(var, "accumulator"),
            lr=tf.cast(self._learning_rate_tensor, var.dtype.base_dtype),
            grad=grad,
            **self._settings(),
        )

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ResourceApplyAdagrad(
            var=var.handle,
            accum=self.get_slot(var, "accumulator").handle,
            lr=tf.cast(self._learning_rate_tensor, grad.dtype.base_dtype),
            grad=grad,
            **self._settings(),
        )

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.SparseApplyAdagrad(
            var=var,
            accum=self.get_slot(var, "accumulator"),
            lr=tf.cast(self._learning_rate_tensor, var.dtype.base_dtype),
            grad=grad.values,
            indices=grad.indices,
            **self._settings(),
        )

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        return tf.raw_ops.ResourceSparseApplyAdagrad(
            var=var.handle,
            accum=self.get_slot(var, "accumulator").handle,
            lr=tf.cast(self._learning_rate_tensor, grad.dtype),
            grad=grad,
            indices=indices,
            **self._settings(),
        )

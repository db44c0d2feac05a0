"""Steps that hang on whether a gradient has the sign of its mean.

Source: TensorFlow 1.15, ``tf.contrib.opt.{AddSign,PowerSign}Optimizer``; Bello et al., 2017,
https://arxiv.org/abs/1709.07417.
"""

import math
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf


class _SignOptimizer(tf.train.Optimizer):
    """What both have: the mean ``m`` of gradients, and a decay of the signs' part.

    ``_weight`` is the name and the value of the number that the subclass adds or raises to.
    """

    _ops: tuple[Any, Any]

    def __init__(
        self,
        learning_rate: Any,
        weight: tuple[str, Any],
        beta: Any,
        sign_decay_fn: Callable[[Any], Any] | None,
        use_locking: bool,
        name: str,
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._weight = weight
        self._beta = beta
        self._sign_decay_fn = sign_decay_fn

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Any:
        """``Optimizer.apply_gradients``; ``sign_decay_fn`` is called with ``global_step``."""
        if self._sign_decay_fn is not None:
            self._sign_decay_t = tf.convert_to_tensor(
                self._sign_decay_fn(global_step), name="sign_decay"
            )
        return super().apply_gradients(grads_and_vars, global_step=global_step, name=name)

    def _create_slots(self, var_list: Any) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)

    def _prepare(self) -> None:
        self._lr_t = tf.convert_to_tensor(self._lr, name="learning_rate")
        self._beta_t = tf.convert_to_tensor(self._beta, name="beta")
        name, value = self._weight
        self._weight_t = tf.convert_to_tensor(value, name=name)
        if self._sign_decay_fn is None:
            self._sign_decay_t = tf.convert_to_tensor(1.0, name="sign_decay")

    def _terms(self, dtype: tf.DType) -> dict[str, tf.Tensor]:
        numbers = {
            "lr": self._lr_t,
            self._weight[0]: self._weight_t,
            "sign_decay": self._sign_decay_t,
            "beta": self._beta_t,
        }
        return {name: tf.cast(number, dtype) for name, number in numbers.items()}

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return self._ops[0](
            var=var,
            m=self.get_slot(var, "m"),
            **self._terms(var.dtype.base_dtype),
            grad=grad,
            use_locking=self._use_locking,
        ).op

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        return self._ops[1](
            var=var.handle,
            m=self.get_slot(var, "m").handle,
            **self._terms(var.dtype.base_dtype),
            grad=grad,
            use_locking=self._use_locking,
        )

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        terms = self._terms(var.dtype.base_dtype)
        m = self.get_slot(var, "m")
        mean = (m * terms["beta"]) + (tf.convert_to_tensor(grad) * (1 - terms["beta"]))
        m_t = tf.assign(m, mean, use_locking=self._use_locking)
        signs = tf.sign(grad.values)
        agreement = tf.gather(tf.sign(m_t), grad.indices) * signs
        step = terms["lr"] * self._multiplier(terms, agreement) * grad.values
        update = tf.scatter_sub(var, grad.indices, step, use_locking=self._use_locking)
        return tf.group(update, m_t)

    def _multiplier(self, terms: dict[str, tf.Tensor], agreement: tf.Tensor) -> tf.Tensor:
        raise NotImplementedError


class AddSignOptimizer(_SignOptimizer):
    """Steps of ``(alpha + sign_decay * sign(gradient) * sign(m)) * gradient``.

    Args:
      learning_rate, alpha, beta: numbers or scalar tensors; ``m`` is a mean of gradients with
        the decay ``beta``.
      sign_decay_fn: the global step -> ``sign_decay``; 1 if None.
      use_locking: whether updates lock.
      name: prefix of the operations.

    Source: ``tf.contrib.opt.AddSignOptimizer`` of TensorFlow 1.15.
    """

    _ops = (tf.raw_ops.ApplyAddSign, tf.raw_ops.ResourceApplyAddSign)

    def __init__(
        self,
        learning_rate: Any = 0.1,
        alpha: Any = 1.0,
        beta: Any = 0.9,
        sign_decay_fn: Callable[[Any], Any] | None = None,
        use_locking: bool = False,
        name: str = "AddSignOptimizer",
    ) -> None:
        super().__init__(learning_rate, ("alpha", alpha), beta, sign_decay_fn, use_locking, name)

    def _multiplier(self, terms: dict[str, tf.Tensor], agreement: tf.Tensor) -> tf.Tensor:
        return terms["alpha"] + terms["sign_decay"] * agreement


class PowerSignOptimizer(_SignOptimizer):
    """Steps of ``base ** (sign_decay * sign(gradient) * sign(m)) * gradient``.

    Args:
      learning_rate, base, beta: as `AddSignOptimizer` takes them; ``base`` is a number.
      sign_decay_fn, use_locking, name: as `AddSignOptimizer` takes them.

    Source: ``tf.contrib.opt.PowerSignOptimizer`` of TensorFlow 1.15.
    """

    _ops = (tf.raw_ops.ApplyPowerSign, tf.raw_ops.ResourceApplyPowerSign)

    def __init__(
        self,
        learning_rate: Any = 0.1,
        base: float = math.e,
        beta: Any = 0.9,
        sign_decay_fn: Callable[[Any], Any] | None = None,
        use_locking: bool = False,
        name: str = "PowerSignOptimizer",
    ) -> None:
        weight = ("logbase", math.log(base))
        super().__init__(learning_rate, weight, beta, sign_decay_fn, use_locking, name)

    def _multiplier(self, terms: dict[str, tf.Tensor], agreement: tf.Tensor) -> tf.Tensor:
        exponent = terms["logbase"] * terms["sign_decay"] * agreement
        return tf.pow(tf.cast(math.e, agreement.dtype), exponent)

"""Relatives of Adam: Nadam, AdaMax, Adam that counts by the global step, and lazy forms.

Source: TensorFlow 1.15, ``tf.contrib.opt.{Nadam,AdaMax,AdamGS,LazyAdam,LazyAdamGS}Optimizer``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.opt.rows import gather_rows, scattering


def _numbers(optimizer: Any, dtype: tf.DType, **powers: Any) -> dict[str, tf.Tensor]:
    """Powers of the decay rates, and the optimizer's numbers, in a variable's type."""
    numbers = {
        **powers,
        "lr": optimizer._lr_t,
        "beta1": optimizer._beta1_t,
        "beta2": optimizer._beta2_t,
        "epsilon": optimizer._epsilon_t,
    }
    return {name: tf.cast(number, dtype) for name, number in numbers.items()}


def _terms(optimizer: Any, dtype: tf.DType) -> dict[str, tf.Tensor]:
    """`_numbers` of an optimizer with both powers."""
    beta1_power, beta2_power = optimizer._get_beta_accumulators()
    return _numbers(optimizer, dtype, beta1_power=beta1_power, beta2_power=beta2_power)


def _corrected_rate(terms: dict[str, tf.Tensor]) -> tf.Tensor:
    return terms["lr"] * tf.sqrt(1 - terms["beta2_power"]) / (1 - terms["beta1_power"])


class NadamOptimizer(tf.train.AdamOptimizer):
    """Adam with Nesterov's momentum.

    Args: as ``tf.train.AdamOptimizer`` takes them.

    Source: ``tf.contrib.opt.NadamOptimizer`` of TensorFlow 1.15; Dozat, 2015,
    http://cs229.stanford.edu/proj2015/054_report.pdf.
    """

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ApplyAdam(
            var=var,
            m=self.get_slot(var, "m"),
            v=self.get_slot(var, "v"),
            **_terms(self, var.dtype.base_dtype),
            grad=grad,
            use_locking=self._use_locking,
            use_nesterov=True,
        ).op

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ResourceApplyAdam(
            var=var.handle,
            m=self.get_slot(var, "m").handle,
            v=self.get_slot(var, "v").handle,
            **_terms(self, grad.dtype.base_dtype),
            grad=grad,
            use_locking=self._use_locking,
            use_nesterov=True,
        )

    def _apply_sparse_shared(self, grad: Any, var: Any, indices: Any, scatter_add: Any) -> Any:
        terms = _terms(self, var.dtype.base_dtype)
        rate = _corrected_rate(terms)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        scaled = grad * (1 - terms["beta1"])
        m_t = tf.assign(m, m * terms["beta1"], use_locking=self._use_locking)
        with tf.control_dependencies([m_t]):
            m_t = scatter_add(m, indices, scaled)
            ahead = scaled + terms["beta1"] * tf.gather(m_t, indices)
        squared = (grad * grad) * (1 - terms["beta2"])
        v_t = tf.assign(v, v * terms["beta2"], use_locking=self._use_locking)
        with tf.control_dependencies([v_t]):
            v_t = scatter_add(v, indices, squared)
        root = tf.sqrt(tf.gather(v_t, indices))
        update = scatter_add(var, indices, -rate * ahead / (root + terms["epsilon"]))
        return tf.group(update, ahead, v_t)


class AdaMaxOptimizer(tf.train.AdamOptimizer):
    """Adam with the maximum of gradients in place of their squares.

    Rows that a sparse gradient does not have keep their moments.

    Args:
      learning_rate, beta1, beta2, epsilon, use_locking, name: as ``tf.train.AdamOptimizer``
        takes them.

    Source: ``tf.contrib.opt.AdaMaxOptimizer`` of TensorFlow 1.15; Kingma and Ba, 2014, section
    7.1, https://arxiv.org/abs/1412.6980.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "AdaMax",
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)

    def _get_beta_accumulators(self) -> Any:
        graph = None if tf.executing_eagerly() else tf.get_default_graph()
        return self._get_non_slot_variable("beta1_power", graph=graph)

    def _create_slots(self, var_list: Any) -> None:
        first = min(var_list, key=lambda variable: variable.name)
        self._create_non_slot_variable(
            initial_value=self._beta1, name="beta1_power", colocate_with=first
        )
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)
            self._zeros_slot(variable, "v", self._name)

    def _terms(self, dtype: tf.DType) -> dict[str, tf.Tensor]:
        return _numbers(self, dtype, beta1_power=self._get_beta_accumulators())

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ApplyAdaMax(
            var=var,
            m=self.get_slot(var, "m"),
            v=self.get_slot(var, "v"),
            **self._terms(var.dtype.base_dtype),
            grad=grad,
            use_locking=self._use_locking,
        ).op

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        return tf.raw_ops.ResourceApplyAdaMax(
            var=var.handle,
            m=self.get_slot(var, "m").handle,
            v=self.get_slot(var, "v").handle,
            **self._terms(grad.dtype.base_dtype),
            grad=grad,
            use_locking=self._use_locking,
        )

    def _apply_rows(
        self, grad: Any, var: Any, indices: Any, scatter_add: Any, scatter_update: Any
    ) -> Any:
        terms = self._terms(var.dtype.base_dtype)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        m_rows = gather_rows(m, indices) * terms["beta1"] + grad * (1 - terms["beta1"])
        with tf.control_dependencies([m_rows]):
            m_t = scatter_update(m, indices, m_rows)
        v_rows = tf.maximum(gather_rows(v, indices) * terms["beta2"], tf.abs(grad))
        with tf.control_dependencies([v_rows]):
            v_t = scatter_update(v, indices, v_rows)
        rate = -terms["lr"] / (1 - terms["beta1_power"])
        rows = rate * (m_rows / (v_rows + terms["epsilon"]))
        with tf.control_dependencies([rows]):
            update = scatter_add(var, indices, rows)
        return tf.group(update, m_t, v_t)

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        locking = self._use_locking
        return self._apply_rows(
            grad.values,
            var,
            grad.indices,
            lambda x, i, v: tf.scatter_add(x, i, v, use_locking=locking),
            lambda x, i, v: tf.scatter_update(x, i, v, use_locking=locking),
        )

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        return self._apply_rows(
            grad,
            var,
            indices,
            scattering(tf.raw_ops.ResourceScatterAdd),
            scattering(tf.raw_ops.ResourceScatterUpdate),
        )

    def _finish(self, update_ops: Any, name_scope: str) -> Any:
        with tf.control_dependencies(update_ops):
            power = self._get_beta_accumulators()
            with tf.colocate_with(power):
                update = power.assign(power * self._beta1_t, use_locking=self._use_locking)
        return tf.group(*update_ops, update, name=name_scope)


def _scatter_update(resource: Any, indices: Any, updates: Any) -> Any:
    return tf.raw_ops.ResourceScatterUpdate(resource=resource, indices=indices, updates=updates)


class AdamGSOptimizer(tf.train.AdamOptimizer):
    """Adam that counts its steps by the global step, and keeps no powers of its own.

    Args:
      global_step: variable, tensor or number of steps.
      learning_rate, beta1, beta2, epsilon, use_locking, name: as ``tf.train.AdamOptimizer``
        takes them.

    Source: ``tf.contrib.opt.AdamGSOptimizer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        global_step: Any = 0,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)
        self._global_step = global_step

    def _prepare(self) -> None:
        super()._prepare()
        self._step = tf.cast(tf.identity(self._global_step) + 1, tf.float32)

    def _get_beta_accumulators(self) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.pow(self._beta1_t, self._step), tf.pow(self._beta2_t, self._step)

    def _create_slots(self, var_list: Any) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)
            self._zeros_slot(variable, "v", self._name)

    def _finish(self, update_ops: Any, name_scope: str) -> Any:
        return tf.group(*update_ops, name=name_scope)


class _LazyRows:
    """Adam's step for rows: the moments of other rows stay as they are."""

    _use_locking: bool
    get_slot: Any

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        terms = _terms(self, var.dtype.base_dtype)
        beta1, beta2, locking = terms["beta1"], terms["beta2"], self._use_locking
        rate = _corrected_rate(terms)
        rows, values = grad.indices, grad.values
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        first = beta1 * gather_rows(m, rows) + (1 - beta1) * values
        m_t = tf.scatter_update(m, rows, first, use_locking=locking)
        second = beta2 * gather_rows(v, rows) + (1 - beta2) * tf.square(values)
        v_t = tf.scatter_update(v, rows, second, use_locking=locking)
        moment = tf.gather(m_t, rows)
        root = tf.sqrt(tf.gather(v_t, rows)) + terms["epsilon"]
        update = tf.scatter_sub(var, rows, rate * moment / root, use_locking=locking)
        return tf.group(update, m_t, v_t)

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        terms = _terms(self, var.dtype.base_dtype)
        beta1, beta2 = terms["beta1"], terms["beta2"]
        rate = _corrected_rate(terms)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        first = beta1 * gather_rows(m, indices) + (1 - beta1) * grad
        m_update = _scatter_update(m.handle, indices, first)
        second = beta2 * gather_rows(v, indices) + (1 - beta2) * tf.square(grad)
        v_update = _scatter_update(v.handle, indices, second)
        step = rate * first / (tf.sqrt(second) + terms["epsilon"])
        update = tf.raw_ops.ResourceScatterSub(resource=var.handle, indices=indices, updates=step)
        return tf.group(update, m_update, v_update)


class LazyAdamOptimizer(_LazyRows, tf.train.AdamOptimizer):
    """Adam that leaves alone the moments of rows that a sparse gradient does not have.

    Args: as ``tf.train.AdamOptimizer`` takes them.

    Source: ``tf.contrib.opt.LazyAdamOptimizer`` of TensorFlow 1.15.
    """


class LazyAdamGSOptimizer(_LazyRows, AdamGSOptimizer):
    """`LazyAdamOptimizer` that counts its steps by the global step.

    Args: as `AdamGSOptimizer` takes them.

    Source: ``tf.contrib.opt.LazyAdamGSOptimizer`` of TensorFlow 1.15.
    """

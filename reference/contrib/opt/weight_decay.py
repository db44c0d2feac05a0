"""Weights that decay beside the step of an optimizer, not by the loss.

Source: TensorFlow 1.15, ``tf.contrib.opt.DecoupledWeightDecayExtension`` and its optimizers;
Loshchilov and Hutter, 2017, https://arxiv.org/abs/1711.05101.
"""

from collections.abc import Callable, Iterable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.opt.rows import gather_rows, scattering


class DecoupledWeightDecayExtension:
    """The part of an optimizer that decays weights before each step; to be its first base.

    Args:
      weight_decay: number or scalar tensor: the share of a weight that goes.
      **kwargs: for the optimizer.

    Source: ``tf.contrib.opt.DecoupledWeightDecayExtension`` of TensorFlow 1.15.
    """

    _use_locking: bool

    def __init__(self, weight_decay: Any, **kwargs: Any) -> None:
        self._decayed: set[Any] | None = None
        self._weight_decay = weight_decay
        super().__init__(**kwargs)

    def minimize(
        self,
        loss: Any,
        global_step: Any = None,
        var_list: Any = None,
        gate_gradients: int = tf.train.Optimizer.GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
        decay_var_list: Iterable[Any] | None = None,
    ) -> Any:
        """``Optimizer.minimize`` with decay.

        Args:
          loss, global_step, var_list, gate_gradients, aggregation_method,
            colocate_gradients_with_ops, name, grad_loss: as ``Optimizer.minimize`` takes them.
          decay_var_list: the variables that decay; all that are trained if None. As in 1.15,
            ``apply_gradients``, which this calls, sets it anew: all decay here.
        """
        return super().minimize(  # type: ignore[misc]
            loss,
            global_step=global_step,
            var_list=var_list,
            gate_gradients=gate_gradients,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
            name=name,
            grad_loss=grad_loss,
        )

    def apply_gradients(
        self,
        grads_and_vars: Any,
        global_step: Any = None,
        name: str | None = None,
        decay_var_list: Iterable[Any] | None = None,
    ) -> Any:
        """``Optimizer.apply_gradients`` with decay.

        Args:
          grads_and_vars, global_step, name: as ``Optimizer.apply_gradients`` takes them.
          decay_var_list: the variables that decay; all that are trained if None.
        """
        self._decayed = set(decay_var_list) if decay_var_list else None
        return super().apply_gradients(  # type: ignore[misc]
            grads_and_vars, global_step=global_step, name=name
        )

    def _prepare(self) -> None:
        tf.convert_to_tensor(self._weight_decay, name="weight_decay")  # counts among the ops
        super()._prepare()  # type: ignore[misc]

    def _decays(self, var: Any) -> bool:
        return self._decayed is None or var in self._decayed

    def _decay(self, var: Any) -> Any:
        if not self._decays(var):
            return tf.no_op()
        return var.assign_sub(self._weight_decay * var, self._use_locking)

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        with tf.control_dependencies([self._decay(var)]):
            return super()._apply_dense(grad, var)  # type: ignore[misc]

    def _resource_apply_dense(self, grad: Any, var: Any) -> Any:
        with tf.control_dependencies([self._decay(var)]):
            return super()._resource_apply_dense(grad, var)  # type: ignore[misc]

    def _decay_rows(self, var: Any, indices: Any, scatter_add: Callable[..., Any]) -> Any:
        if not self._decays(var):
            return tf.no_op()
        return scatter_add(var, indices, -self._weight_decay * gather_rows(var, indices))

    def _apply_sparse(self, grad: Any, var: Any) -> Any:
        def scatter_add(var: Any, indices: Any, update: Any) -> Any:
            return tf.scatter_add(var, indices, update, self._use_locking)

        with tf.control_dependencies([self._decay_rows(var, grad.indices, scatter_add)]):
            return super()._apply_sparse(grad, var)  # type: ignore[misc]

    def _resource_apply_sparse(self, grad: Any, var: Any, indices: Any) -> Any:
        scatter_add = scattering(tf.raw_ops.ResourceScatterAdd)
        with tf.control_dependencies([self._decay_rows(var, indices, scatter_add)]):
            return super()._resource_apply_sparse(grad, var, indices)  # type: ignore[misc]


def extend_with_decoupled_weight_decay(base_optimizer: type) -> type:
    """A class of optimizers like ``base_optimizer``, with `DecoupledWeightDecayExtension`.

    Its first argument is the weight decay.

    Source: ``tf.contrib.opt.extend_with_decoupled_weight_decay`` of TensorFlow 1.15.
    """

    class OptimizerWithDecoupledWeightDecay(DecoupledWeightDecayExtension, base_optimizer):
        pass

    return OptimizerWithDecoupledWeightDecay


class MomentumWOptimizer(DecoupledWeightDecayExtension, tf.train.MomentumOptimizer):
    """Momentum with decoupled weight decay.

    Args:
      weight_decay: as `DecoupledWeightDecayExtension` takes it.
      learning_rate, momentum, use_locking, name, use_nesterov: as
        ``tf.train.MomentumOptimizer`` takes them.

    Source: ``tf.contrib.opt.MomentumWOptimizer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "MomentumW",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(
            weight_decay,
            learning_rate=learning_rate,
            momentum=momentum,
            use_locking=use_locking,
            name=name,
            use_nesterov=use_nesterov,
        )


class AdamWOptimizer(DecoupledWeightDecayExtension, tf.train.AdamOptimizer):
    """Adam with decoupled weight decay.

    Args:
      weight_decay: as `DecoupledWeightDecayExtension` takes it.
      learning_rate, beta1, beta2, epsilon, use_locking, name: as ``tf.train.AdamOptimizer``
        takes them.

    Source: ``tf.contrib.opt.AdamWOptimizer`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "AdamW",
    ) -> None:
        super().__init__(
            weight_decay,
            learning_rate=learning_rate,
            beta1=beta1,
            beta2=beta2,
            epsilon=epsilon,
            use_locking=use_locking,
            name=name,
        )

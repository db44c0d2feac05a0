"""Mixtures of several distributions.

Source: TensorFlow 1.15, ``tf.contrib.distributions.Mixture``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf


class Mixture(tf.distributions.Distribution):
    """Draws from one of several distributions, which a categorical one chooses.

    Random numbers have the distribution of TensorFlow 1.15, not its op seeds.

    Args:
      cat: a ``tf.distributions.Categorical`` with a class for each component.
      components: distributions of one type and of the batch shape of ``cat``.
      validate_args: whether the batch shapes are checked when it is run.
      allow_nan_stats: whether statistics may be NaN.
      use_static_graph: not used: all components are drawn from, as with True in 1.15.
      name: of the distribution.

    Attributes: ``cat``, ``components``, ``num_components``.

    Raises:
      TypeError: ``cat`` or a component is no distribution, or types differ.
      ValueError: there are no components, or not as many as classes; or the rank of what they draw
        is not known.

    Source: ``tf.contrib.distributions.Mixture`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        cat: tf.distributions.Categorical,
        components: Sequence[tf.distributions.Distribution],
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        use_static_graph: bool = False,
        name: str = "Mixture",
    ) -> None:
        parameters = {"cat": cat, "components": components}
        _check_components(cat, components)
        classes = tf.get_static_value(cat.event_size)
        if classes is None:
            raise ValueError("Could not infer the number of classes of cat.")
        if int(classes) != len(components):
            raise ValueError(
                f"cat.num_classes != len(components): {int(classes)} vs. {len(components)}"
            )
        self._cat = cat
        self._components = list(components)
        self._static_event_shape = tf.TensorShape(None)
        self._static_batch_shape = cat.batch_shape
        for each in components:
            self._static_event_shape = self._static_event_shape.merge_with(each.event_shape)
            self._static_batch_shape = self._static_batch_shape.merge_with(each.batch_shape)
        if self._static_event_shape.rank is None:
            raise ValueError("Expected to know rank(event_shape) from components, but none has it.")
        self._checks = []
        if validate_args:
            wanted = cat.batch_shape_tensor()
            self._checks = [
                tf.assert_equal(wanted, each.batch_shape_tensor()) for each in components
            ]
        super().__init__(
            dtype=components[0].dtype,
            reparameterization_type=tf.distributions.NOT_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[cat.logits],
            name=name,
        )

    @property
    def cat(self) -> tf.distributions.Categorical:
        """What chooses a component."""
        return self._cat

    @property
    def components(self) -> list[tf.distributions.Distribution]:
        """The distributions that are mixed."""
        return self._components

    @property
    def num_components(self) -> int:
        """How many there are."""
        return len(self._components)

    def _batch_shape(self) -> tf.TensorShape:
        return self._static_batch_shape

    def _batch_shape_tensor(self) -> tf.Tensor:
        return self._cat.batch_shape_tensor()

    def _event_shape(self) -> tf.TensorShape:
        return self._static_event_shape

    def _event_shape_tensor(self) -> tf.Tensor:
        return self._components[0].event_shape_tensor()

    def _stacked(self, values: Sequence[Any]) -> tf.Tensor:
        """What the components give, with an axis for them before those of an event."""
        return tf.stack(values, -self._static_event_shape.rank - 1)

    def _weighted(self, weights: Any, values: Sequence[Any]) -> tf.Tensor:
        """The sum of what components give, by weights [..., components]."""
        rank = self._static_event_shape.rank
        for _ in range(rank):
            weights = weights[..., tf.newaxis]
        return tf.reduce_sum(self._stacked(values) * weights, -rank - 1)

    def _sample_n(self, n: Any, seed: int | None = None) -> tf.Tensor:
        with tf.control_dependencies(self._checks):
            chosen = self._cat.sample(n, seed=seed)
            seeds = [None if seed is None else seed + 1 + i for i in range(self.num_components)]
            drawn = [
                each.sample(n, seed=own) for each, own in zip(self._components, seeds, strict=True)
            ]
            hot = tf.one_hot(chosen, self.num_components, dtype=self.dtype)
            return self._weighted(hot, drawn)

    def _log_prob(self, x: tf.Tensor) -> tf.Tensor:
        return self._summed([each.log_prob(x) for each in self._components])

    def _log_cdf(self, x: tf.Tensor) -> tf.Tensor:
        return self._summed([each.log_cdf(x) for each in self._components])

    def _summed(self, logs: Sequence[tf.Tensor]) -> tf.Tensor:
        with tf.control_dependencies(self._checks):
            weights = tf.unstack(tf.nn.log_softmax(self._cat.logits), axis=-1)
            both = [weight + log for weight, log in zip(weights, logs, strict=True)]
            return tf.reduce_logsumexp(tf.stack(both, 0), [0])

    def _mean(self) -> tf.Tensor:
        with tf.control_dependencies(self._checks):
            means = [each.mean() for each in self._components]
            return self._weighted(tf.nn.softmax(self._cat.logits), means)

    def _variance(self) -> tf.Tensor:
        with tf.control_dependencies(self._checks):
            weights = tf.nn.softmax(self._cat.logits)
            means = [each.mean() for each in self._components]
            squares = [
                tf.square(each.stddev()) + tf.square(mean)
                for each, mean in zip(self._components, means, strict=True)
            ]
            return self._weighted(weights, squares) - tf.square(self._weighted(weights, means))

    def entropy_lower_bound(self, name: str = "entropy_lower_bound") -> tf.Tensor:
        """The mean of the components' entropies by their weights, not above the mixture's own."""
        with tf.name_scope(f"{self.name}/{name}"), tf.control_dependencies(self._checks):
            entropies = tf.stack([each.entropy() for each in self._components], -1)
            return tf.reduce_sum(tf.nn.softmax(self._cat.logits) * entropies, -1)


def _check_components(cat: Any, components: Any) -> None:
    if not isinstance(cat, tf.distributions.Categorical):
        raise TypeError(f"cat must be a Categorical distribution, but saw: {cat}")
    if not components:
        raise ValueError("components must be a non-empty list or tuple")
    if not isinstance(components, (list, tuple)):
        raise TypeError(f"components must be a list or tuple, but saw: {components}")
    if not all(isinstance(each, tf.distributions.Distribution) for each in components):
        raise TypeError(
            f"all entries in components must be Distribution instances but saw: {components}"
        )
    types = [(each.name, each.dtype) for each in components]
    if len({dtype for _, dtype in types}) > 1:
        raise TypeError(f"All components must have the same dtype, but saw dtypes: {types}")

"""One-hot vectors, drawn or relaxed.

Source: TensorFlow 1.15, ``tf.contrib.distributions.{OneHot,RelaxedOneHot,ExpRelaxedOneHot}
Categorical``.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf


class _OfClasses(tf.distributions.Distribution):
    """A distribution of vectors with an element for each class."""

    def __init__(
        self,
        logits: Any,
        probs: Any,
        dtype: Any,
        kind: Any,
        validate_args: bool,
        allow_nan_stats: bool,
        parameters: dict[str, Any],
        name: str,
    ) -> None:
        if (logits is None) == (probs is None):
            raise ValueError("Must pass probs or logits, but not both.")
        if probs is None:
            self._logits = tf.convert_to_tensor(logits, name="logits")
            self._probs = tf.nn.softmax(self._logits, name="probs")
        else:
            self._probs = tf.convert_to_tensor(probs, name="probs")
            self._logits = tf.log(self._probs, name="logits")
        self._event_size = tf.shape(self._logits)[-1]
        super().__init__(
            dtype=self._logits.dtype if dtype is None else dtype,
            reparameterization_type=kind,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._logits, self._probs],
            name=name,
        )

    @property
    def event_size(self) -> tf.Tensor:
        """The number of classes, int32 scalar."""
        return self._event_size

    @property
    def logits(self) -> tf.Tensor:
        """Logarithms of probabilities, [..., classes], up to a constant."""
        return self._logits

    @property
    def probs(self) -> tf.Tensor:
        """Probabilities, [..., classes]."""
        return self._probs

    def _batch_shape(self) -> tf.TensorShape:
        return self._logits.shape[:-1]

    def _batch_shape_tensor(self) -> tf.Tensor:
        return tf.shape(self._logits)[:-1]

    def _event_shape(self) -> tf.TensorShape:
        return self._logits.shape.with_rank_at_least(1)[-1:]

    def _event_shape_tensor(self) -> tf.Tensor:
        return tf.shape(self._logits)[-1:]


class OneHotCategorical(_OfClasses):
    """Vectors of zeros with a one at the class that is drawn.

    Random numbers have the distribution of TensorFlow 1.15, not its op seeds.

    Args:
      logits: logarithms of probabilities, [..., classes]; or
      probs: probabilities, [..., classes].
      dtype: of the vectors.
      validate_args, allow_nan_stats: as of ``tf.distributions.Distribution``.
      name: of the distribution.

    Attributes: ``logits``, ``probs``, ``event_size``.

    Raises:
      ValueError: both of ``logits`` and ``probs`` are given, or none.

    Source: ``tf.contrib.distributions.OneHotCategorical`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        logits: Any = None,
        probs: Any = None,
        dtype: Any = tf.int32,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "OneHotCategorical",
    ) -> None:
        parameters = {"logits": logits, "probs": probs, "dtype": dtype}
        with tf.name_scope(name, values=[logits, probs]) as name:
            super().__init__(
                logits,
                probs,
                dtype,
                tf.distributions.NOT_REPARAMETERIZED,
                validate_args,
                allow_nan_stats,
                parameters,
                name,
            )

    def _sample_n(self, n: Any, seed: int | None = None) -> tf.Tensor:
        rows = tf.reshape(self._logits, [-1, self._event_size])
        drawn = tf.transpose(tf.multinomial(rows, n, seed=seed))
        hot = tf.one_hot(drawn, self._event_size, dtype=self.dtype)
        return tf.reshape(hot, tf.concat([[n], tf.shape(self._logits)], 0))

    def _log_prob(self, x: tf.Tensor) -> tf.Tensor:
        logs = tf.nn.log_softmax(self._logits)
        return tf.reduce_sum(tf.cast(x, logs.dtype) * logs, -1)

    def _entropy(self) -> tf.Tensor:
        return -tf.reduce_sum(tf.nn.log_softmax(self._logits) * self._probs, -1)

    def _mode(self) -> tf.Tensor:
        return tf.one_hot(tf.argmax(self._logits, -1), self._event_size, dtype=self.dtype)

    def _covariance(self) -> tf.Tensor:
        column, row = self._probs[..., tf.newaxis], self._probs[..., tf.newaxis, :]
        return tf.matrix_set_diag(-tf.matmul(column, row), self._variance())

    def _variance(self) -> tf.Tensor:
        return self._probs * (1.0 - self._probs)


class ExpRelaxedOneHotCategorical(_OfClasses):
    """Logarithms of relaxed one-hot vectors (Gumbel-softmax).

    Random numbers have the distribution of TensorFlow 1.15, not its op seeds.

    Args:
      temperature: above zero, of the batch's shape or a scalar; the lower, the nearer to one-hot.
      logits, probs: as `OneHotCategorical` takes them.
      dtype: of the vectors; that of the logits if None.
      validate_args, allow_nan_stats: as of ``tf.distributions.Distribution``.
      name: of the distribution.

    Attributes: ``logits``, ``probs``, ``temperature``, ``event_size``.

    Raises:
      ValueError: both of ``logits`` and ``probs`` are given, or none.

    Source: ``tf.contrib.distributions.ExpRelaxedOneHotCategorical`` of TensorFlow 1.15; Maddison
    et al., 2016, https://arxiv.org/abs/1611.00712.
    """

    def __init__(
        self,
        temperature: Any,
        logits: Any = None,
        probs: Any = None,
        dtype: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "ExpRelaxedOneHotCategorical",
    ) -> None:
        parameters = {"temperature": temperature, "logits": logits, "probs": probs}
        with tf.name_scope(name, values=[temperature, logits, probs]) as name:
            super().__init__(
                logits,
                probs,
                dtype,
                tf.distributions.FULLY_REPARAMETERIZED,
                validate_args,
                allow_nan_stats,
                parameters,
                name,
            )
            temperature = tf.cast(temperature, self.dtype)
            checks = [tf.assert_positive(temperature)] if validate_args else []
            with tf.control_dependencies(checks):
                self._temperature = tf.identity(temperature, name="temperature")

    @property
    def temperature(self) -> tf.Tensor:
        """How far from one-hot the vectors are."""
        return self._temperature

    def _sample_n(self, n: Any, seed: int | None = None) -> tf.Tensor:
        shape = tf.concat([[n], tf.shape(self._logits)], 0)
        smallest = np.finfo(self.dtype.as_numpy_dtype).tiny
        uniform = tf.random_uniform(shape, smallest, 1.0, self.dtype, seed=seed)
        noisy = self._logits - tf.log(-tf.log(uniform))
        return tf.nn.log_softmax(noisy / self._temperature[..., tf.newaxis])

    def _log_prob(self, x: tf.Tensor) -> tf.Tensor:
        classes = tf.cast(self._event_size, x.dtype)
        constant = tf.lgamma(classes) + (classes - 1.0) * tf.log(self._temperature)
        logs = tf.nn.log_softmax(self._logits - x * self._temperature[..., tf.newaxis])
        return constant + tf.reduce_sum(logs, -1)


class RelaxedOneHotCategorical(ExpRelaxedOneHotCategorical):
    """Relaxed one-hot vectors (Gumbel-softmax): not negative, with the sum 1.

    Random numbers have the distribution of TensorFlow 1.15, not its op seeds.

    Args:
      temperature, logits, probs, dtype, validate_args, allow_nan_stats, name: as
        `ExpRelaxedOneHotCategorical` takes them.

    Source: ``tf.contrib.distributions.RelaxedOneHotCategorical`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        temperature: Any,
        logits: Any = None,
        probs: Any = None,
        dtype: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "RelaxedOneHotCategorical",
    ) -> None:
        super().__init__(temperature, logits, probs, dtype, validate_args, allow_nan_stats, name)

    def _sample_n(self, n: Any, seed: int | None = None) -> tf.Tensor:
        return tf.exp(super()._sample_n(n, seed))

    def _log_prob(self, x: tf.Tensor) -> tf.Tensor:
        logs = tf.log(x)
        return super()._log_prob(logs) - tf.reduce_sum(logs, -1)

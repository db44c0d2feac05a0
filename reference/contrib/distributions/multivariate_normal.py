"""Normal distributions of vectors.

Source: TensorFlow 1.15, ``tf.contrib.distributions.MultivariateNormal*``.
"""

import math
from typing import Any

import tensorflow.compat.v1 as tf

_HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)


class _MultivariateNormal(tf.distributions.Distribution):
    """``loc + scale @ z`` for standard normal ``z``; ``scale`` is a linear operator."""

    def __init__(
        self,
        loc: tf.Tensor | None,
        scale: tf.linalg.LinearOperator,
        validate_args: bool,
        allow_nan_stats: bool,
        parameters: dict[str, Any],
        name: str,
    ) -> None:
        self._loc = loc
        self._scale = scale
        checks = [scale.assert_non_singular()] if validate_args else []
        with tf.control_dependencies(checks):
            self._log_determinant = scale.log_abs_determinant()
        super().__init__(
            dtype=scale.dtype,
            reparameterization_type=tf.distributions.FULLY_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._log_determinant],
            name=name,
        )

    @property
    def loc(self) -> tf.Tensor | None:
        """The mean that was given."""
        return self._loc

    @property
    def scale(self) -> tf.linalg.LinearOperator:
        """The operator by which standard normal vectors are multiplied."""
        return self._scale

    def _batch_shape(self) -> tf.TensorShape:
        shape = tf.TensorShape(self._scale.batch_shape)
        return (
            shape if self._loc is None else tf.broadcast_static_shape(shape, self._loc.shape[:-1])
        )

    def _batch_shape_tensor(self) -> tf.Tensor:
        shape = self._scale.batch_shape_tensor()
        if self._loc is None:
            return shape
        return tf.broadcast_dynamic_shape(shape, tf.shape(self._loc)[:-1])

    def _event_shape(self) -> tf.TensorShape:
        shape = tf.TensorShape([self._scale.range_dimension])
        return shape if self._loc is None else shape.merge_with(self._loc.shape[-1:])

    def _event_shape_tensor(self) -> tf.Tensor:
        return self._scale.range_dimension_tensor()[tf.newaxis]

    def _full_shape(self) -> tf.Tensor:
        return tf.concat([self.batch_shape_tensor(), self.event_shape_tensor()], 0)

    def _sample_n(self, n: Any, seed: int | None = None) -> tf.Tensor:
        shape = tf.concat([[n], self._full_shape()], 0)
        drawn = self._scale.matvec(tf.random_normal(shape, dtype=self.dtype, seed=seed))
        return drawn if self._loc is None else drawn + self._loc

    def _log_prob(self, x: tf.Tensor) -> tf.Tensor:
        away = x if self._loc is None else x - self._loc
        standard = self._scale.solvevec(away + tf.zeros(self._full_shape(), self.dtype))
        each = -0.5 * tf.square(standard) - _HALF_LOG_TWO_PI
        return tf.reduce_sum(each, -1) - self._log_determinant

    def _entropy(self) -> tf.Tensor:
        size = tf.cast(self._scale.range_dimension_tensor(), self.dtype)
        entropy = size * (0.5 + _HALF_LOG_TWO_PI) + self._log_determinant
        return entropy + tf.zeros(self.batch_shape_tensor(), self.dtype)

    def _mean(self) -> tf.Tensor:
        zeros = tf.zeros(self._full_shape(), self.dtype)
        return zeros if self._loc is None else self._loc + zeros

    def _mode(self) -> tf.Tensor:
        return self._mean()

    def _covariance(self) -> tf.Tensor:
        return self._scale.matmul(self._scale.to_dense(), adjoint_arg=True)

    def _variance(self) -> tf.Tensor:
        return tf.matrix_diag_part(self._covariance())


class MultivariateNormalDiag(_MultivariateNormal):
    """Normal vectors whose elements do not hang on each other.

    Random numbers have the distribution of TensorFlow 1.15, not its op seeds.

    Args:
      loc: mean, [..., size]; zeros if None.
      scale_diag: standard deviations, [..., size]; ones if None.
      scale_identity_multiplier: one more number, [...], that is added to them; or the standard
        deviation of all elements, if there are none.
      validate_args: whether deviations are checked not to be zero.
      allow_nan_stats: whether statistics may be NaN.
      name: of the distribution.

    Attributes: ``loc``, ``scale`` (a linear operator).

    Raises:
      ValueError: neither ``loc`` nor ``scale_diag`` is given.

    Source: ``tf.contrib.distributions.MultivariateNormalDiag`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        loc: Any = None,
        scale_diag: Any = None,
        scale_identity_multiplier: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "MultivariateNormalDiag",
    ) -> None:
        parameters = {
            "loc": loc,
            "scale_diag": scale_diag,
            "scale_identity_multiplier": scale_identity_multiplier,
        }
        with tf.name_scope(name, values=list(parameters.values())) as name:
            dtype = None
            if scale_diag is not None:
                scale_diag = tf.convert_to_tensor(scale_diag, name="scale_diag")
                dtype = scale_diag.dtype
            if loc is not None:
                loc = tf.convert_to_tensor(loc, name="loc", preferred_dtype=dtype)
                dtype = loc.dtype
            if dtype is None:
                raise ValueError(
                    "MultivariateNormalDiag needs loc or scale_diag, to know the size of a vector."
                )
            if scale_diag is None:
                scale_diag = tf.ones_like(loc)
                if scale_identity_multiplier is not None:
                    scale_diag *= tf.convert_to_tensor(scale_identity_multiplier, dtype)[
                        ..., tf.newaxis
                    ]
            elif scale_identity_multiplier is not None:
                more = tf.convert_to_tensor(scale_identity_multiplier, dtype)
                scale_diag += more[..., tf.newaxis]
            scale = tf.linalg.LinearOperatorDiag(scale_diag, is_non_singular=True)
            super().__init__(loc, scale, validate_args, allow_nan_stats, parameters, name)

    def _variance(self) -> tf.Tensor:
        return tf.square(self._stddev())

    def _stddev(self) -> tf.Tensor:
        return tf.abs(self._scale.diag_part())


class MultivariateNormalDiagWithSoftplusScale(MultivariateNormalDiag):
    """`MultivariateNormalDiag` whose deviations are ``softplus(scale_diag)``.

    Args:
      loc, scale_diag, validate_args, allow_nan_stats, name: as `MultivariateNormalDiag` takes them.

    Source: ``tf.contrib.distributions.MultivariateNormalDiagWithSoftplusScale`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        loc: Any,
        scale_diag: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "MultivariateNormalDiagWithSoftplusScale",
    ) -> None:
        super().__init__(
            loc=loc,
            scale_diag=tf.nn.softplus(scale_diag),
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            name=name,
        )


class MultivariateNormalTriL(_MultivariateNormal):
    """Normal vectors whose covariance is ``scale_tril @ transpose(scale_tril)``.

    Random numbers have the distribution of TensorFlow 1.15, not its op seeds.

    Args:
      loc: mean, [..., size]; zeros if None.
      scale_tril: lower triangular matrices, [..., size, size]; what is above the diagonal is not
        used. That of ones if None.
      validate_args: whether diagonals are checked to have no zeros.
      allow_nan_stats: whether statistics may be NaN.
      name: of the distribution.

    Attributes: ``loc``, ``scale`` (a linear operator).

    Raises:
      ValueError: neither ``loc`` nor ``scale_tril`` is given.

    Source: ``tf.contrib.distributions.MultivariateNormalTriL`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        loc: Any = None,
        scale_tril: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "MultivariateNormalTriL",
    ) -> None:
        parameters = {"loc": loc, "scale_tril": scale_tril}
        if loc is None and scale_tril is None:
            raise ValueError("Must specify one or both of `loc`, `scale_tril`.")
        with tf.name_scope(name, values=[loc, scale_tril]) as name:
            if scale_tril is not None:
                scale_tril = tf.convert_to_tensor(scale_tril, name="scale_tril")
            if loc is not None:
                kind = None if scale_tril is None else scale_tril.dtype
                loc = tf.convert_to_tensor(loc, name="loc", preferred_dtype=kind)
            if scale_tril is None:
                scale_tril = tf.matrix_diag(tf.ones_like(loc))
            scale = tf.linalg.LinearOperatorLowerTriangular(scale_tril, is_non_singular=True)
            super().__init__(loc, scale, validate_args, allow_nan_stats, parameters, name)


class MultivariateNormalFullCovariance(MultivariateNormalTriL):
    """Normal vectors of a covariance that is given.

    Args:
      loc: as `MultivariateNormalTriL` takes it.
      covariance_matrix: symmetric positive definite matrices, [..., size, size].
      validate_args: whether they are checked to be symmetric.
      allow_nan_stats, name: as `MultivariateNormalTriL` takes them.

    Source: ``tf.contrib.distributions.MultivariateNormalFullCovariance`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        loc: Any = None,
        covariance_matrix: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "MultivariateNormalFullCovariance",
    ) -> None:
        scale_tril = None
        if covariance_matrix is not None:
            covariance = tf.convert_to_tensor(covariance_matrix, name="covariance_matrix")
            checks = []
            if validate_args:
                message = "Matrix was not symmetric"
                transposed = tf.matrix_transpose(covariance)
                checks.append(tf.debugging.assert_near(covariance, transposed, message=message))
            with tf.control_dependencies(checks):
                scale_tril = tf.cholesky(covariance)
        super().__init__(loc, scale_tril, validate_args, allow_nan_stats, name)


@tf.distributions.RegisterKL(_MultivariateNormal, _MultivariateNormal)
def _kl_divergence(
    a: _MultivariateNormal, b: _MultivariateNormal, name: str | None = None
) -> tf.Tensor:
    with tf.name_scope(name, "kl_mvn"):
        size = tf.cast(a.scale.domain_dimension_tensor(), a.dtype)
        spread = tf.reduce_sum(tf.square(b.scale.solve(a.scale.to_dense())), [-2, -1])
        apart = tf.reduce_sum(tf.square(b.scale.solvevec(b.mean() - a.mean())), -1)
        difference = b.scale.log_abs_determinant() - a.scale.log_abs_determinant()
        return difference + 0.5 * (-size + spread + apart)

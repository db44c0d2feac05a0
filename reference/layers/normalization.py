"""Batch normalisation, as class and as function.

Source: ``tf.layers.{BatchNormalization, batch_normalization}`` of TensorFlow 1.15; Ioffe and
Szegedy, 2015, https://arxiv.org/abs/1502.03167
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.inside import found_inside
from reference.layers import identifiers
from reference.layers.base import InputSpec, Layer
from reference.layers.branches import known_truth, smart_cond
from reference.layers.core import ZEROS
from reference.layers.moving_statistics import move_average, move_deviation, renormalized

ONES = tf.ones_initializer()
_CLIPPING_KEYS = ("rmax", "rmin", "dmax")


class BatchNormalization(Layer):
    """``gamma * (x - mean) / sqrt(variance + epsilon) + beta``, over all axes but ``axis``.

    While training, mean and variance are the batch's, and the layer's ``updates`` (also in
    ``tf.GraphKeys.UPDATE_OPS``, to be run with the training op) move ``moving_mean`` and
    ``moving_variance`` towards them; else these are used.

    Args:
        axis: the axis (or list of axes) to normalise along, usually that of the channels.
        momentum: of the moving averages.
        epsilon: added to the variance.
        center: whether there is a ``beta``.
        scale: whether there is a ``gamma``.
        beta_initializer: zeros by default.
        gamma_initializer: ones by default.
        moving_mean_initializer: zeros by default.
        moving_variance_initializer: ones by default.
        beta_regularizer: function of beta that returns a loss.
        gamma_regularizer: function of gamma that returns a loss.
        beta_constraint: projection of beta after an update.
        gamma_constraint: projection of gamma after an update.
        renorm: whether to use batch renormalisation, which adds the variables ``moving_stddev``,
            ``renorm_mean`` and ``renorm_stddev``.
        renorm_clipping: dictionary with any of ``rmax``, ``rmin`` and ``dmax``.
        renorm_momentum: of the averages that renormalisation uses while training.
        fused: whether to use the fused op; by default where it can be (4-D inputs, axis 1 or 3,
            none of renorm, virtual batches and adjustment).
        trainable: whether beta and gamma go to ``TRAINABLE_VARIABLES``.
        virtual_batch_size: normalise parts of this size, one by one, instead of the whole batch.
        adjustment: function of the inputs' shape that returns a scale and a bias, applied to the
            normalised values while training.
        name: of the layer and its variable scope, ``batch_normalization`` by default.
        **kwargs: what ``Layer`` takes.

    Raises:
        TypeError: ``axis`` is neither int nor list.
        ValueError: axes or options that make no sense, inputs of unknown rank or size along
            ``axis``.

    Source: ``tf.layers.BatchNormalization`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(
        self,
        axis: Any = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = ZEROS,
        gamma_initializer: Any = ONES,
        moving_mean_initializer: Any = ZEROS,
        moving_variance_initializer: Any = ONES,
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: dict[str, Any] | None = None,
        renorm_momentum: float = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        if not isinstance(axis, (int, list)):
            raise TypeError(f"axis must be int or list, type given: {type(axis)}")
        self.axis = list(axis) if isinstance(axis, list) else axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = identifiers.initializer(beta_initializer)
        self.gamma_initializer = identifiers.initializer(gamma_initializer)
        self.moving_mean_initializer = identifiers.initializer(moving_mean_initializer)
        self.moving_variance_initializer = identifiers.initializer(moving_variance_initializer)
        self.beta_regularizer = identifiers.regularizer(beta_regularizer)
        self.gamma_regularizer = identifiers.regularizer(gamma_regularizer)
        self.beta_constraint = beta_constraint
        self.gamma_constraint = gamma_constraint
        self.renorm = renorm
        self.virtual_batch_size = virtual_batch_size
        self.adjustment = adjustment
        self.fused = True if fused is None else fused
        self._bessels_correction_test_only = True
        if renorm:
            clipping = renorm_clipping or {}
            if set(clipping) - set(_CLIPPING_KEYS):
                raise ValueError(
                    f"renorm_clipping {clipping} contains keys not in {list(_CLIPPING_KEYS)}"
                )
            self.renorm_clipping = clipping
            self.renorm_momentum = renorm_momentum

    # --- variables ---

    @property
    def _param_dtype(self) -> Any:
        """The variables' dtype: half precision is too coarse for averages."""
        return tf.float32 if self.dtype in ("float16", "bfloat16") else self.dtype or tf.float32

    def _resolve_axes(self, rank: int) -> None:
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        axes = [axis + rank if axis < 0 else axis for axis in axes]
        for axis in axes:
            if not 0 <= axis < rank:
                raise ValueError(f"Invalid axis: {axis}")
        if len(axes) != len(set(axes)):
            raise ValueError(f"Duplicate axis: {axes}")
        if self.virtual_batch_size is not None:
            if self.virtual_batch_size <= 0:
                raise ValueError(
                    "virtual_batch_size must be a positive integer that divides the true batch "
                    "size of the input Tensor"
                )
            if 0 in axes:
                raise ValueError(
                    "When using virtual_batch_size, the batch dimension must be 0 and thus axis "
                    "cannot include 0"
                )
            if self.adjustment is not None:
                raise ValueError("When using virtual_batch_size, adjustment cannot be specified")
        self.axis = axes

    def _can_be_fused(self, rank: int) -> bool:
        plain = not self.renorm and self.virtual_batch_size is None and self.adjustment is None
        return rank == 4 and plain and self.axis in ([1], [3])

    def build(self, input_shape: Any) -> None:
        """Make ``gamma``, ``beta`` and the moving averages."""
        shape = tf.TensorShape(input_shape)
        if not shape.rank:
            raise ValueError("Input has undefined rank:", shape)
        sizes = shape.as_list()
        self._resolve_axes(len(sizes))
        self.fused = self.fused and self._can_be_fused(len(sizes))
        if self.fused:
            self._data_format = "NCHW" if self.axis == [1] else "NHWC"
        kept = {axis: sizes[axis] for axis in self.axis}
        if None in kept.values():
            raise ValueError("Input has undefined `axis` dimension. Input shape: ", shape)
        self.input_spec = InputSpec(ndim=len(sizes), axes=kept)
        if len(kept) == 1 and self.virtual_batch_size is None:
            self._param_shape = list(kept.values())
        else:
            self._param_shape = [kept.get(axis, 1) for axis in range(len(sizes))]
            if self.virtual_batch_size is not None:
                # Batches get split in two axes: all later ones move on by one.
                self._param_shape.insert(1, 1)
                self.axis = [axis + 1 for axis in self.axis]
        self.gamma = self._make_parameter("gamma", self.scale, 1.0)
        self.beta = self._make_parameter("beta", self.center, 0.0)

        # The averages are never partitioned.
        scope = self._scope
        partitioner = scope.partitioner if scope else None
        if scope:
            scope.set_partitioner(None)
        try:
            self._make_averages()
        finally:
            if partitioner:
                scope.set_partitioner(partitioner)
        self.built = True

    def _make_parameter(self, name: str, wanted: bool, neutral: float) -> Any:
        if wanted:
            return self.add_weight(
                name=name,
                shape=self._param_shape,
                dtype=self._param_dtype,
                initializer=getattr(self, f"{name}_initializer"),
                regularizer=getattr(self, f"{name}_regularizer"),
                constraint=getattr(self, f"{name}_constraint"),
                trainable=True,
            )
        if self.fused:  # its op demands both
            value = tf.constant(neutral, dtype=self._param_dtype, shape=self._param_shape)
            setattr(self, f"_{name}_const", value)
        return None

    def _make_average(self, name: str, initializer: Any) -> Any:
        return self.add_weight(
            name=name,
            shape=self._param_shape,
            dtype=self._param_dtype,
            initializer=initializer,
            synchronization=tf.VariableSynchronization.ON_READ,
            trainable=False,
            aggregation=tf.VariableAggregation.MEAN,
        )

    def _make_averages(self) -> None:
        self.moving_mean = self._make_average("moving_mean", self.moving_mean_initializer)
        self.moving_variance = self._make_average(
            "moving_variance", self.moving_variance_initializer
        )
        if not self.renorm:
            return

        def deviation(*args: Any, **kwargs: Any) -> tf.Tensor:
            return tf.sqrt(self.moving_variance_initializer(*args, **kwargs))

        self.moving_stddev = self._make_average("moving_stddev", deviation)
        self.renorm_mean = self._make_average("renorm_mean", self.moving_mean_initializer)
        self.renorm_stddev = self._make_average("renorm_stddev", deviation)

    # --- calls ---

    def call(self, inputs: tf.Tensor, training: Any = False) -> tf.Tensor:
        """The normalised inputs; ``training`` is a bool or a scalar boolean tensor."""
        training = bool(training) if training is None else training
        if self.fused:
            return self._call_fused(inputs, training)
        if self.virtual_batch_size is None:
            return self._normalize(inputs, training)
        original = [-1, *inputs.shape.as_list()[1:]]
        virtual = tf.reshape(inputs, [self.virtual_batch_size, *original])
        return tf.reshape(self._normalize(virtual, training), original)

    def _call_fused(self, inputs: tf.Tensor, training: Any) -> tf.Tensor:
        beta = self.beta if self.center else self._beta_const
        gamma = self.gamma if self.scale else self._gamma_const
        options = {"epsilon": self.epsilon, "data_format": self._data_format}

        def of_averages() -> Any:
            return tf.nn.fused_batch_norm(
                inputs,
                gamma,
                beta,
                mean=self.moving_mean,
                variance=self.moving_variance,
                is_training=False,
                **options,
            )

        outputs, mean, variance = smart_cond(
            training, lambda: tf.nn.fused_batch_norm(inputs, gamma, beta, **options), of_averages
        )
        if not self._bessels_correction_test_only:
            # The fused op divides by n - 1, the plain way by n: a switch to compare both.
            count = tf.cast(tf.size(inputs) / tf.size(variance), variance.dtype)
            variance *= (count - 1.0) / count
        known = known_truth(training)
        if known is None:
            # With momentum 1 the averages stay where they are.
            momentum = smart_cond(training, lambda: self.momentum, lambda: 1.0)
        else:
            momentum = tf.convert_to_tensor(self.momentum)
        if known is not False:
            self.add_update(lambda: move_average(self.moving_mean, mean, momentum))
            self.add_update(lambda: move_average(self.moving_variance, variance, momentum))
        return outputs

    def _normalize(self, inputs: tf.Tensor, training: Any) -> tf.Tensor:
        sizes = inputs.shape.as_list()
        rank = len(sizes)
        reduced = [axis for axis in range(rank) if axis not in self.axis]
        if self.virtual_batch_size is not None:
            del reduced[1]
        wide = [1] * rank
        wide[self.axis[0]] = sizes[self.axis[0]]

        def spread(value: Any) -> Any:
            """Bring a vector along an axis that is not the last one into line with the inputs."""
            if value is None or value.shape.rank == rank or reduced == list(range(rank - 1)):
                return value
            return tf.reshape(value, wide)

        scale, offset = spread(self.gamma), spread(self.beta)
        if known_truth(training) is False:
            mean, variance = self.moving_mean, self.moving_variance
        else:
            if self.adjustment:
                scale, offset = self._adjusted(inputs, training, scale, offset)
            batch_mean, batch_variance = tf.nn.moments(
                tf.cast(inputs, self._param_dtype),
                reduced,
                keep_dims=self.virtual_batch_size is not None or len(self.axis) > 1,
            )
            mean = smart_cond(
                training, lambda: batch_mean, lambda: tf.convert_to_tensor(self.moving_mean)
            )
            variance = smart_cond(
                training,
                lambda: batch_variance,
                lambda: tf.convert_to_tensor(self.moving_variance),
            )
            new_mean, new_variance = mean, variance
            if self.virtual_batch_size is not None:
                new_mean = tf.reduce_mean(mean, axis=1, keepdims=True)
                new_variance = tf.reduce_mean(variance, axis=1, keepdims=True)
            if self.renorm:
                r, d, new_mean, new_variance = renormalized(
                    new_mean,
                    new_variance,
                    self.renorm_mean,
                    self.renorm_stddev,
                    training,
                    self.epsilon,
                    self.renorm_clipping,
                    self.renorm_momentum,
                )
                r = spread(tf.stop_gradient(r, name="renorm_r"))
                d = spread(tf.stop_gradient(d, name="renorm_d"))
                scale, offset = _composed(r, d, scale, offset)
            self._update_averages(new_mean, new_variance, training)

        mean, variance = tf.cast(mean, inputs.dtype), tf.cast(variance, inputs.dtype)
        offset = None if offset is None else tf.cast(offset, inputs.dtype)
        scale = None if scale is None else tf.cast(scale, inputs.dtype)
        outputs = tf.nn.batch_normalization(
            inputs, spread(mean), spread(variance), offset, scale, self.epsilon
        )
        outputs.set_shape(sizes)
        return outputs

    def _adjusted(self, inputs: tf.Tensor, training: Any, scale: Any, offset: Any) -> Any:
        factor, shift = self.adjustment(tf.shape(inputs))
        factor = smart_cond(training, lambda: factor, lambda: tf.ones_like(factor))
        shift = smart_cond(training, lambda: shift, lambda: tf.zeros_like(shift))
        return _composed(factor, shift, scale, offset)

    def _update_averages(self, mean: tf.Tensor, variance: tf.Tensor, training: Any) -> None:
        def new_variance() -> tf.Tensor:
            if not self.renorm:
                return move_average(self.moving_variance, variance, self.momentum)
            return move_deviation(
                self.moving_stddev, self.moving_variance, variance, self.epsilon, self.momentum
            )

        self.add_update(
            lambda: smart_cond(
                training,
                lambda: move_average(self.moving_mean, mean, self.momentum),
                lambda: self.moving_mean,
            )
        )
        self.add_update(lambda: smart_cond(training, new_variance, lambda: self.moving_variance))

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """``input_shape``."""
        return tf.TensorShape(input_shape)


def _composed(scale: Any, offset: Any, then_scale: Any, then_offset: Any) -> tuple[Any, Any]:
    """Scale and offset of one transform after another; the second one may lack either."""
    if then_scale is not None:
        scale, offset = scale * then_scale, offset * then_scale
    if then_offset is not None:
        offset = offset + then_offset
    return scale, offset


def batch_normalization(
    inputs: tf.Tensor,
    axis: Any = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = ZEROS,
    gamma_initializer: Any = ONES,
    moving_mean_initializer: Any = ZEROS,
    moving_variance_initializer: Any = ONES,
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: Any = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: dict[str, Any] | None = None,
    renorm_momentum: float = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Any = None,
) -> tf.Tensor:
    """Call a new ``BatchNormalization`` layer on ``inputs``, and return its output.

    Args:
        inputs: tensor of known rank.
        axis: see ``BatchNormalization``, as all that is not explained here.
        training: bool or scalar boolean tensor: use the batch's moments, or the averages.
        reuse: whether to share the variables of the scope ``name``.

    Returns:
        A tensor of the shape and dtype of ``inputs``.

    Source: ``tf.layers.batch_normalization`` of TensorFlow 1.15.
    """
    options = dict(locals())
    del options["inputs"], options["training"]
    reuse, scope = options.pop("reuse"), name
    layer = BatchNormalization(**options, _reuse=reuse, _scope=scope)
    return layer.apply(inputs, training=training)


__getattr__ = found_inside(__name__, "reference.python.layers.normalization")

"""Initializers of convolution kernels that keep the 2-norm: orthogonal in 1, 2 and 3 dimensions.

A kernel of size ``k`` is the block convolution of ``k - 1`` kernels of size 2, each made of random
projections: ``[P, I - P]`` in one dimension, their products in more; then multiplied by a random
orthogonal matrix (algorithm 1 of Xiao et al., 2018, http://proceedings.mlr.press/v80/xiao18a.html).
The delta-orthogonal kernel holds one orthogonal matrix in its centre (algorithm 2).

Source: TensorFlow 1.15, ``tf.contrib.framework.convolutional_*``.
"""

import itertools
from typing import Any

import tensorflow.compat.v1 as tf

# A kernel as blocks: from a position in space to the matrix [channels in, channels out] there.
_Blocks = dict[tuple[int, ...], tf.Tensor]


class _ConvolutionInitializer:
    """Settings that all initializers of this family share."""

    def __init__(
        self, gain: float = 1.0, seed: int | None = None, dtype: tf.DType = tf.float32
    ) -> None:
        self.gain = gain
        self.seed = seed
        self.dtype = tf.as_dtype(dtype)
        if not self.dtype.is_floating:
            raise ValueError(f"Expected floating point type, got {self.dtype}.")

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this initializer again."""
        return {"gain": self.gain, "seed": self.seed, "dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The initializer that ``get_config`` describes."""
        return cls(**config)


def _require_filters(shape: Any) -> None:
    if shape[-2] > shape[-1]:
        raise ValueError("In_filters cannot be greater than out_filters.")


class convolutional_delta_orthogonal(_ConvolutionInitializer):
    """A kernel that is orthogonal at its centre and zero elsewhere.

    Args:
      gain: the factor by which the 2-norm of an input grows.
      seed: seed of the random matrix.
      dtype: floating point type of the kernel.

    Raises:
      ValueError: the type is not floating point; or, when called, the shape has not 3 to 5
        dimensions, or more input than output channels.

    Source: ``tf.contrib.framework.convolutional_delta_orthogonal`` of TensorFlow 1.15.
    """

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> tf.Tensor:
        """A kernel ``[*space, channels in, channels out]``."""
        dtype = self.dtype if dtype is None else dtype
        if not 3 <= len(shape) <= 5:
            raise ValueError(
                "The tensor to initialize must be at least three-dimensional and at most "
                "five-dimensional"
            )
        _require_filters(shape)
        gaussian = tf.random_normal([shape[-1], shape[-1]], dtype=dtype, seed=self.seed)
        q, r = tf.linalg.qr(gaussian, full_matrices=False)
        diagonal = tf.diag_part(r)
        # Only with the signs of R taken out is Q uniform over the orthogonal matrices.
        q *= tf.sign(diagonal)
        q = q[: shape[-2], :]
        q *= tf.cast(self.gain, dtype=dtype)
        centre = [(size - 1) // 2 for size in shape[:-2]]
        return tf.scatter_nd([centre], tf.expand_dims(q, 0), shape)


class _ConvolutionalOrthogonal(_ConvolutionInitializer):
    """The kernels of algorithm 1, in ``_dimensions`` dimensions."""

    _dimensions: int
    _wrong_rank: str

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> tf.Tensor:
        """A kernel ``[*space, channels in, channels out]``, its space a line, square or cube."""
        if len(shape) != self._dimensions + 2:
            raise ValueError(f"The tensor to initialize must be {self._wrong_rank}-dimensional")
        _require_filters(shape)
        if len(set(shape[:-2])) != 1:
            raise ValueError("Kernel sizes must be equal.")
        kernel = self._kernel(shape[0], shape[-2], shape[-1])
        kernel *= tf.cast(self.gain, dtype=self.dtype if dtype is None else dtype)
        return kernel

    def _next_seed(self) -> int | None:
        # Each draw takes the seed after the last one's, or all matrices would be the same.
        seed = self.seed
        if self.seed:
            self.seed += 1
        return seed

    def _orthogonal(self, size: int) -> tf.Tensor:
        gaussian = tf.random_normal([size, size], dtype=self.dtype, seed=self._next_seed())
        q, r = tf.linalg.qr(gaussian)
        diagonal = tf.diag_part(r)
        q *= tf.sign(diagonal)
        return q

    def _projection(self, size: int) -> tf.Tensor:
        """A random projection ``P = P P = P^T`` of random rank."""
        q = self._orthogonal(size)
        kept = tf.cast(tf.random_normal([size], seed=self._next_seed()) > 0, self.dtype)
        columns = tf.multiply(q, kept)
        return tf.matmul(columns, tf.matrix_transpose(columns))

    def _blocks_of_two(self, size: int) -> _Blocks:
        return self._products([self._projection(size) for _ in range(self._dimensions)], size)

    def _products(self, projections: list[tf.Tensor], size: int) -> _Blocks:
        raise NotImplementedError

    def _convolved(self, left: _Blocks, right: _Blocks, size: int) -> _Blocks:
        """The block convolution of two kernels."""
        width = max(left)[0] + 1
        other = max(right)[0] + 1
        result = {}
        for where in itertools.product(range(width + other - 1), repeat=self._dimensions):
            total = tf.zeros([size, size], self.dtype)
            for index in itertools.product(*(range(min(width, at + 1)) for at in where)):
                offset = tuple(at - i for at, i in zip(where, index, strict=True))
                if all(each < other for each in offset):
                    total += tf.matmul(left[index], right[offset])
            result[where] = total
        return result

    def _kernel(self, width: int, inputs: int, outputs: int) -> tf.Tensor:
        orthogonal = self._orthogonal(outputs)[0:inputs, :]
        if width == 1:
            for _ in range(self._dimensions):
                orthogonal = tf.expand_dims(orthogonal, 0)
            return orthogonal
        blocks = self._blocks_of_two(outputs)
        for _ in range(width - 2):
            blocks = self._convolved(blocks, self._blocks_of_two(outputs), outputs)
        for where in itertools.product(range(width), repeat=self._dimensions):
            blocks[where] = tf.matmul(orthogonal, blocks[where])
        return self._stacked(blocks, width, ())

    def _stacked(self, blocks: _Blocks, width: int, where: tuple[int, ...]) -> tf.Tensor:
        if len(where) == self._dimensions:
            return blocks[where]
        return tf.stack([self._stacked(blocks, width, (*where, i)) for i in range(width)])


class convolutional_orthogonal_1d(_ConvolutionalOrthogonal):
    """An orthogonal kernel ``[width, channels in, channels out]``.

    Args:
      gain: the factor by which the 2-norm of an input grows, exact under circular padding.
      seed: seed of the first random matrix; further ones take the numbers after it.
      dtype: floating point type of the kernel.

    Raises:
      ValueError: the type is not floating point; or, when called, the shape has not 3 dimensions,
        or more input than output channels.

    Source: ``tf.contrib.framework.convolutional_orthogonal_1d`` of TensorFlow 1.15.
    """

    _dimensions = 1
    _wrong_rank = "three"

    def _products(self, projections: list[tf.Tensor], size: int) -> _Blocks:
        (p,) = projections
        identity = tf.eye(size, dtype=self.dtype)
        return {(0,): p, (1,): identity - p}


class convolutional_orthogonal_2d(_ConvolutionalOrthogonal):
    """An orthogonal kernel ``[width, width, channels in, channels out]``.

    Args and raises: those of ``convolutional_orthogonal_1d``, for 4 dimensions; and ValueError when
    height and width differ.

    Source: ``tf.contrib.framework.convolutional_orthogonal_2d`` of TensorFlow 1.15.
    """

    _dimensions = 2
    _wrong_rank = "four"

    def _products(self, projections: list[tf.Tensor], size: int) -> _Blocks:
        p, q = projections
        identity = tf.eye(size, dtype=self.dtype)
        return {
            (0, 0): tf.matmul(p, q),
            (0, 1): tf.matmul(p, identity - q),
            (1, 0): tf.matmul(identity - p, q),
            (1, 1): tf.matmul(identity - p, identity - q),
        }


class convolutional_orthogonal_3d(_ConvolutionalOrthogonal):
    """An orthogonal kernel ``[width, width, width, channels in, channels out]``.

    Args and raises: those of ``convolutional_orthogonal_1d``, for 5 dimensions; and ValueError when
    the three sizes differ.

    Source: ``tf.contrib.framework.convolutional_orthogonal_3d`` of TensorFlow 1.15.
    """

    _dimensions = 3
    _wrong_rank = "five"

    def _products(self, projections: list[tf.Tensor], size: int) -> _Blocks:
        identity = tf.eye(size, dtype=self.dtype)
        blocks = {}
        for bits in itertools.product((0, 1), repeat=3):
            # Written as a blend because TensorFlow 1.15 made these very operations.
            p, q, r = (
                bit * projection + (1 - bit) * (identity - projection)
                for bit, projection in zip(bits, projections, strict=True)
            )
            blocks[bits] = tf.matmul(tf.matmul(p, q), r)
        return blocks

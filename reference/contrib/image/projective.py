"""Images that are rotated, shifted, or seen from elsewhere.

A transform is eight numbers ``[a0, a1, a2, b0, b1, b2, c0, c1]``. The pixel of the *output* at
column x and row y shows the point of the *input* at

    x' = (a0 x + a1 y + a2) / k,   y' = (b0 x + b1 y + b2) / k,   k = c0 x + c1 y + 1.

Points outside of the input are 0.

Source: TensorFlow 1.15, ``tf.contrib.image``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.kernel_gradients import register_missing_gradient

_DTYPES = (tf.uint8, tf.int32, tf.int64, tf.float16, tf.float32, tf.float64)


def _batch_of(images: tf.Tensor) -> tf.Tensor:
    """Images of rank 2 to 4 as [number, rows, columns, channels]."""
    if images.dtype.base_dtype not in _DTYPES:
        raise TypeError(f"Invalid dtype {images.dtype}.")
    rank = images.shape.ndims
    if rank is None:
        raise TypeError("image_or_images rank must be statically known")
    if rank == 2:
        return images[None, :, :, None]
    if rank == 3:
        return images[None, :, :, :]
    if rank == 4:
        return images
    raise TypeError("Images should have rank between 2 and 4.")


def _out_of_batch(output: tf.Tensor, rank: int) -> tf.Tensor:
    """The inverse of `_batch_of`."""
    if rank == 2:
        return output[0, :, :, 0]
    if rank == 3:
        return output[0, :, :, :]
    return output


def rotate(
    images: Any, angles: Any, interpolation: str = "NEAREST", name: str | None = None
) -> tf.Tensor:
    """Images turned counterclockwise about their middle.

    Args:
      images: [number, rows, columns, channels], [rows, columns, channels] or [rows, columns], of
        uint8, int32, int64, float16, float32 or float64; the rank must be known.
      angles: in radians; a scalar, or a vector of one for each image.
      interpolation: ``"NEAREST"`` or ``"BILINEAR"``.
      name: of the scope.

    Returns:
      A tensor of the shape and dtype of ``images``. Gradients reach the images only.

    Raises:
      TypeError: another dtype, an unknown or other rank.

    Source: ``tf.contrib.image.rotate`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "rotate"):
        given = tf.convert_to_tensor(images)
        batch = _batch_of(given)
        height = tf.cast(tf.shape(batch)[1], tf.float32)[None]
        width = tf.cast(tf.shape(batch)[2], tf.float32)[None]
        transforms = angles_to_projective_transforms(angles, height, width)
        output = transform(batch, transforms, interpolation=interpolation)
        return _out_of_batch(output, given.shape.ndims)


def translate(
    images: Any, translations: Any, interpolation: str = "NEAREST", name: str | None = None
) -> tf.Tensor:
    """Images shifted by dx columns to the right and dy rows down.

    Args:
      translations: [dx, dy], or [number, 2], one for each image.
      images, interpolation, name: those of ``rotate``.

    Returns:
      A tensor of the shape and dtype of ``images``.

    Raises:
      TypeError: as ``rotate``; translations of another rank.

    Source: ``tf.contrib.image.translate`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "translate"):
        transforms = translations_to_projective_transforms(translations)
        return transform(images, transforms, interpolation=interpolation)


def angles_to_projective_transforms(
    angles: Any, image_height: Any, image_width: Any, name: str | None = None
) -> tf.Tensor:
    """Transforms that turn images counterclockwise about their middle.

    Args:
      angles: in radians, a scalar or a vector.
      image_height, image_width: float32 tensors, of one element or one for each angle.
      name: of the scope.

    Returns:
      float32 [number of angles, 8].

    Raises:
      TypeError: angles of another rank.

    Source: ``tf.contrib.image.angles_to_projective_transforms`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "angles_to_projective_transforms"):
        angles = tf.convert_to_tensor(angles, name="angles", dtype=tf.float32)
        if len(angles.shape) > 1:
            raise TypeError("Angles should have rank 0 or 1.")
        if len(angles.shape) == 0:
            angles = angles[None]
        # The middle stays where it is. Each sine and size is an op of its own, as it was.
        x_offset = (
            (image_width - 1)
            - (tf.cos(angles) * (image_width - 1) - tf.sin(angles) * (image_height - 1))
        ) / 2.0
        y_offset = (
            (image_height - 1)
            - (tf.sin(angles) * (image_width - 1) + tf.cos(angles) * (image_height - 1))
        ) / 2.0
        count = tf.shape(angles)[0]
        columns = [
            tf.cos(angles)[:, None],
            -tf.sin(angles)[:, None],
            x_offset[:, None],
            tf.sin(angles)[:, None],
            tf.cos(angles)[:, None],
            y_offset[:, None],
            tf.zeros((count, 2), tf.float32),
        ]
        return tf.concat(columns, axis=1)


def translations_to_projective_transforms(translations: Any, name: str | None = None) -> tf.Tensor:
    """Transforms that shift images by dx columns to the right and dy rows down.

    Args:
      translations: [dx, dy] or [number, 2].
      name: of the scope.

    Returns:
      float32 [number, 8].

    Raises:
      TypeError: translations of an unknown or another rank.

    Source: ``tf.contrib.image.translations_to_projective_transforms`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "translations_to_projective_transforms"):
        translations = tf.convert_to_tensor(translations, name="translations", dtype=tf.float32)
        rank = translations.shape.ndims
        if rank is None:
            raise TypeError("translation_or_translations rank must be statically known")
        if rank not in (1, 2):
            raise TypeError("Translations should have rank 1 or 2.")
        if rank == 1:
            translations = translations[None]
        count = tf.shape(translations)[0]
        columns = [
            tf.ones((count, 1), tf.float32),
            tf.zeros((count, 1), tf.float32),
            -translations[:, 0, None],
            tf.zeros((count, 1), tf.float32),
            tf.ones((count, 1), tf.float32),
            -translations[:, 1, None],
            tf.zeros((count, 2), tf.float32),
        ]
        return tf.concat(columns, axis=1)


def transform(
    images: Any,
    transforms: Any,
    interpolation: str = "NEAREST",
    output_shape: Any = None,
    name: str | None = None,
) -> tf.Tensor:
    """Images under projective transforms.

    Args:
      transforms: float32 [8], or [number, 8], one for each image.
      output_shape: int32 [rows, columns] of the result; those of ``images`` if None.
      images, interpolation, name: those of ``rotate``.

    Returns:
      A tensor of the rank and dtype of ``images``. Gradients reach the images only: the gradient
      is an image under the inverse transform.

    Raises:
      TypeError: as ``rotate``; transforms of an unknown or another rank.
      ValueError: ``output_shape`` is no vector of two.

    Source: ``tf.contrib.image.transform`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "transform"):
        given = tf.convert_to_tensor(images, name="images")
        transforms = tf.convert_to_tensor(transforms, name="transforms", dtype=tf.float32)
        batch = _batch_of(given)
        if output_shape is None:
            output_shape = tf.shape(batch)[1:3]
            known = None if tf.executing_eagerly() else tf.get_static_value(output_shape)
            output_shape = output_shape if known is None else known
        output_shape = tf.convert_to_tensor(output_shape, tf.int32, name="output_shape")
        if not output_shape.shape.is_compatible_with([2]):
            raise ValueError(
                "output_shape must be a 1-D Tensor of 2 elements: new_height, new_width"
            )
        output = tf.raw_ops.ImageProjectiveTransformV2(
            images=batch,
            transforms=_rows(transforms),
            output_shape=output_shape,
            interpolation=interpolation.upper(),
        )
        return _out_of_batch(output, given.shape.ndims)


def _rows(transforms: tf.Tensor) -> tf.Tensor:
    rank = transforms.shape.ndims
    if rank is None:
        raise TypeError("transform_or_transforms rank must be statically known")
    if rank == 1:
        return transforms[None]
    if rank == 2:
        return transforms
    raise TypeError("Transforms should have rank 1 or 2.")


def _projective_gradient(operation: tf.Operation, gradient: tf.Tensor) -> list[Any]:
    images, transforms = operation.inputs[:2]
    there = flat_transforms_to_matrices(_rows(transforms))
    back = matrices_to_flat_transforms(tf.matrix_inverse(there))
    slope = tf.raw_ops.ImageProjectiveTransformV2(
        images=gradient,
        transforms=back,
        output_shape=tf.shape(images)[1:3],
        interpolation=operation.get_attr("interpolation"),
    )
    return [slope, None, None]


register_missing_gradient("ImageProjectiveTransformV2", _projective_gradient)


def compose_transforms(*transforms: Any) -> tf.Tensor:
    """One transform that does what several do one after another.

    Args:
      *transforms: at least one; float32 [8] or [number, 8], all of one shape.

    Returns:
      float32 [number, 8].

    Raises:
      AssertionError: no transform was given.

    Source: ``tf.contrib.image.compose_transforms`` of TensorFlow 1.15.
    """
    if not transforms:
        raise AssertionError("transforms cannot be empty")
    with tf.name_scope("compose_transforms"):
        composed = flat_transforms_to_matrices(transforms[0])
        for each in transforms[1:]:
            composed = tf.matmul(composed, flat_transforms_to_matrices(each))
        return matrices_to_flat_transforms(composed)


def flat_transforms_to_matrices(transforms: Any) -> tf.Tensor:
    """Transforms as matrices from points ``(x, y, 1)`` of the output to those of the input.

    Args:
      transforms: float32 [8] or [number, 8].

    Returns:
      float32 [number, 3, 3].

    Raises:
      ValueError: transforms of another rank.

    Source: ``tf.contrib.image.flat_transforms_to_matrices`` of TensorFlow 1.15.
    """
    with tf.name_scope("flat_transforms_to_matrices"):
        transforms = tf.convert_to_tensor(transforms, name="transforms")
        if transforms.shape.ndims not in (1, 2):
            raise ValueError(f"Transforms should be 1D or 2D, got: {transforms}")
        transforms = tf.reshape(transforms, tf.constant([-1, 8]))
        count = tf.shape(transforms)[0]
        entries = tf.concat([transforms, tf.ones([count, 1])], axis=1)
        return tf.reshape(entries, tf.constant([-1, 3, 3]))


def matrices_to_flat_transforms(transform_matrices: Any) -> tf.Tensor:
    """Transforms of matrices, whose last entry is made 1.

    Args:
      transform_matrices: [3, 3] or [number, 3, 3], from points of the output to points of the
        input; to give forward ones, invert them.

    Returns:
      [number, 8] of the same dtype.

    Raises:
      ValueError: matrices of another rank.

    Source: ``tf.contrib.image.matrices_to_flat_transforms`` of TensorFlow 1.15.
    """
    with tf.name_scope("matrices_to_flat_transforms"):
        matrices = tf.convert_to_tensor(transform_matrices, name="transform_matrices")
        if matrices.shape.ndims not in (2, 3):
            raise ValueError(f"Matrices should be 2D or 3D, got: {matrices}")
        entries = tf.reshape(matrices, tf.constant([-1, 9]))
        entries = entries / entries[:, 8:9]
        return entries[:, :8]

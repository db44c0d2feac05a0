"""Windows over the frequency axis: how the speech cells cut one frame into overlapping bands."""

import tensorflow.compat.v1 as tf


def frame_width(frame: tf.Tensor) -> int:
    """Columns of `frame` `[batch, features]`; ValueError where they are not known statically."""
    width = frame.shape.with_rank(2).as_list()[-1]
    if width is None:
        raise ValueError("Cannot infer input_size from static shape inference.")
    return int(width)


def count_windows(span: int, size: int, skip: int) -> int:
    """How many windows of `size` columns, `skip` apart, fit into `span` columns."""
    return int((span - size) / skip) + 1


def cut_windows(frame: tf.Tensor, start: int, count: int, size: int, skip: int) -> list[tf.Tensor]:
    """`count` slices of `size` columns each, the first at column `start`, `skip` apart."""
    return [tf.slice(frame, [0, start + index * skip], [-1, size]) for index in range(count)]

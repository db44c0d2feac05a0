"""The sizes, strides and data formats of convolution and pooling.

Source: what ``tf.layers`` of TensorFlow 1.15 computed with (``tensorflow/python/layers/utils.py``).
"""

from typing import Any

import tensorflow.compat.v1 as tf

_SHORT_FORMATS = {
    ("channels_last", 3): "NWC",
    ("channels_last", 4): "NHWC",
    ("channels_last", 5): "NDHWC",
    ("channels_first", 3): "NCW",
    ("channels_first", 4): "NCHW",
    ("channels_first", 5): "NCDHW",
}


def convert_data_format(data_format: str, ndim: int) -> str:
    """TensorFlow's letters for ``channels_last`` or ``channels_first`` tensors of rank ``ndim``.

    Raises:
        ValueError: another format or rank.

    >>> convert_data_format("channels_first", 4)
    'NCHW'
    """
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError("Invalid data_format:", data_format)
    if (data_format, ndim) not in _SHORT_FORMATS:
        raise ValueError("Input rank not supported:", ndim)
    return _SHORT_FORMATS[data_format, ndim]


def normalize_tuple(value: Any, n: int, name: str) -> tuple[Any, ...]:
    """``n`` integers out of one, or out of a sequence of ``n``.

    Raises:
        ValueError: another number of them, or something else; ``name`` says which argument it was.

    >>> normalize_tuple(3, 2, "strides")
    (3, 3)
    """
    if isinstance(value, int):
        return (value,) * n
    complaint = f"The `{name}` argument must be a tuple of {n} integers. Received: {value}"
    try:
        values = tuple(value)
    except TypeError as error:
        raise ValueError(complaint) from error
    if len(values) != n:
        raise ValueError(complaint)
    for one in values:
        try:
            int(one)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{complaint} including element {one} of type {type(one)}") from error
    return values


def normalize_data_format(value: str | None) -> str:
    """``value`` in lower case; ``channels_last`` for None.

    Raises:
        ValueError: it is not a data format.
    """
    data_format = "channels_last" if value is None else value.lower()
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(
            'The `data_format` argument must be one of "channels_first", "channels_last". '
            f"Received: {value}"
        )
    return data_format


def normalize_padding(value: Any) -> Any:
    """``value`` in lower case; lists and tuples (explicit paddings) as they are.

    Raises:
        ValueError: it is not a kind of padding.
    """
    if isinstance(value, (list, tuple)):
        return value
    padding = value.lower()
    if padding not in ("valid", "same", "causal"):
        raise ValueError(
            'The `padding` argument must be a list/tuple or one of "valid", "same" '
            f'(or "causal", only for `Conv1D). Received: {padding}'
        )
    return padding


def conv_output_length(
    input_length: int | None, filter_size: int, padding: str, stride: int, dilation: int = 1
) -> int | None:
    """How long a convolution's or pooling's output is; None if the input's length is not known.

    >>> [conv_output_length(10, 3, padding, 2) for padding in ("valid", "same", "full")]
    [4, 5, 6]
    """
    if input_length is None:
        return None
    reach = (filter_size - 1) * dilation
    spare = {"same": 0, "causal": 0, "valid": -reach, "full": reach}[padding]
    return (input_length + spare + stride - 1) // stride


def conv_input_length(
    output_length: int | None, filter_size: int, padding: str, stride: int
) -> int | None:
    """How long an input gives an output of ``output_length``; None if that is not known.

    >>> [conv_input_length(5, 3, padding, 2) for padding in ("valid", "same", "full")]
    [11, 9, 7]
    """
    if output_length is None:
        return None
    pad = {"same": filter_size // 2, "valid": 0, "full": filter_size - 1}[padding]
    return (output_length - 1) * stride - 2 * pad + filter_size


def deconv_output_length(
    input_length: Any,
    filter_size: int,
    padding: str,
    stride: int,
    output_padding: int | None = None,
) -> Any:
    """How long a transposed convolution's output is; None if the input's length is not known.

    Args:
        input_length: a number or a scalar tensor; ops are then made as 1.15 made them.
        filter_size: length of the filter.
        padding: ``same``, ``valid`` or ``full``.
        stride: of the convolution that is transposed.
        output_padding: how much longer than the shortest possible output; None for the length
            that an input has whose convolution without waste gives this one.

    >>> [deconv_output_length(5, 3, padding, 2) for padding in ("valid", "same", "full")]
    [11, 10, 7]
    """
    if input_length is None:
        return None
    if output_padding is not None:
        pad = {"same": filter_size // 2, "valid": 0, "full": filter_size - 1}[padding]
        return (input_length - 1) * stride + filter_size - 2 * pad + output_padding
    length = input_length * stride
    if padding == "valid":
        return length + max(filter_size - stride, 0)
    if padding == "full":
        return length - (stride + filter_size - 2)
    return length


def cpu_has_to_transpose(data_format: str) -> bool:
    """Whether 1.15 turned ``channels_first`` images round itself: only GPUs take them."""
    return data_format == "channels_first" and not tf.config.list_physical_devices("GPU")

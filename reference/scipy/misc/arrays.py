"""Arrays as images of Pillow, and back: `bytescale`, `toimage`, `fromimage` of SciPy 1.1.

A 2-D array is gray. A 3-D array has an axis of 3 (RGB) or 4 (RGBA) channels. Values other than
uint8 are spread over 0..255, whatever their range was: `imresize` and `imsave` do so as well.
"""

from typing import Any

import numpy as np

from reference.scipy.misc import pillow

#: Modes of Pillow that an array with channels can become, and how many it must have.
_CHANNELS = {"RGB": 3, "YCbCr": 3, "RGBA": 4, "CMYK": 4}
_UNKNOWN_MODE = "Mode is unknown or incompatible with input array shape."


def bytescale(
    data: Any, cmin: Any = None, cmax: Any = None, high: float = 255, low: float = 0
) -> Any:
    """Spread values linearly over `low`..`high`, as bytes; uint8 comes back as it is.

    Args:
        data: an array of real numbers.
        cmin: what becomes `low`; by default the least value.
        cmax: what becomes `high`; by default the largest value.
        high: at most 255.
        low: at least 0.

    Returns:
        uint8 of `data`'s shape, rounded half up; what lies outside is clipped.

    Raises:
        ValueError: `high`, `low`, `cmin` and `cmax` are out of range or out of order.

    >>> bytescale(np.array([[0.0, 0.5, 2.0]]))
    array([[  0,  64, 255]], dtype=uint8)
    """
    if data.dtype == np.uint8:
        return data
    if high > 255:
        raise ValueError("`high` should be less than or equal to 255.")
    if low < 0:
        raise ValueError("`low` should be greater than or equal to 0.")
    if high < low:
        raise ValueError("`high` should be greater than or equal to `low`.")
    least = data.min() if cmin is None else _plain(cmin)
    with np.errstate(over="ignore"):  # small integers wrap
        span = (data.max() if cmax is None else _plain(cmax)) - least
    if span < 0:
        raise ValueError("`cmax` should be larger than `cmin`.")
    # Python's own numbers leave the array's precision as it is, as NumPy 1 did with its scalars.
    factor = float(high - low) / float(span or 1)
    with np.errstate(invalid="ignore"):
        scaled = (_widened(data, least) - least) * factor + _plain(low)
        return (scaled.clip(low, high) + 0.5).astype(np.uint8)


def _plain(number: Any) -> Any:
    """A NumPy scalar as Python's number."""
    return number.item() if isinstance(number, np.generic) else number


def _widened(data: Any, number: Any) -> Any:
    """Integers in a type that holds the number too, which NumPy 1 chose by its value."""
    if data.dtype.kind in "iu" and isinstance(number, int):
        return data.astype(np.result_type(data.dtype, np.min_scalar_type(number)))
    return data


def toimage(
    arr: Any,
    high: float = 255,
    low: float = 0,
    cmin: Any = None,
    cmax: Any = None,
    pal: Any = None,
    mode: str | None = None,
    channel_axis: int | None = None,
) -> Any:
    """Make an image of Pillow from an array.

    Args:
        arr: [height, width], or three axes of which one has 3 or 4 channels.
        high: see `bytescale`; for mode `"1"` the threshold.
        low: see `bytescale`.
        cmin: see `bytescale`.
        cmax: see `bytescale`.
        pal: a palette [n, 3] of bytes for a 2-D array; the image has mode `"P"` then.
        mode: Pillow's mode. 2-D: `"L"` (default) and `"P"` of scaled bytes, `"F"` of the numbers as
            they are, `"I"` of numbers scaled to integers, `"1"`. 3-D: `"RGB"`, `"RGBA"` (by the
            channels), `"YCbCr"`, `"CMYK"`; the bytes are taken for that mode, not converted.
        channel_axis: the axis of the channels; by default the first of 3, else of 4.

    Raises:
        ValueError: the array is complex, or its shape does not suit the mode.
        ImportError: Pillow is not installed.
    """
    data = np.asarray(arr)
    if np.iscomplexobj(data):
        raise ValueError("Cannot convert a complex-valued array.")
    if data.ndim == 2:
        return _gray(data, high, low, cmin, cmax, pal, mode)
    if data.ndim != 3 or not {3, 4} & set(data.shape):
        raise ValueError("'arr' does not have a suitable array shape for any mode.")
    if channel_axis is None:
        channel_axis = data.shape.index(3 if 3 in data.shape else 4)
    channels = data.shape[channel_axis]
    if channels not in (3, 4):
        raise ValueError("Channel axis dimension is not valid.")
    scaled = bytescale(data, high=high, low=low, cmin=cmin, cmax=cmax)
    if mode is None:
        mode = "RGB" if channels == 3 else "RGBA"
    if mode not in _CHANNELS:
        raise ValueError(_UNKNOWN_MODE)
    if _CHANNELS[mode] != channels:
        raise ValueError("Invalid array shape for mode.")
    return _from_bytes(mode, np.moveaxis(scaled, channel_axis, 2))


def _from_bytes(mode: str, array: Any) -> Any:
    height, width = array.shape[:2]
    return pillow.load().frombytes(mode, (width, height), array.tobytes())


def _gray(
    data: Any, high: float, low: float, cmin: Any, cmax: Any, pal: Any, mode: str | None
) -> Any:
    """The image of a 2-D array."""
    if mode == "F":
        return _from_bytes("F", data.astype(np.float32))
    if mode in (None, "L", "P"):
        image = _from_bytes("L", bytescale(data, high=high, low=low, cmin=cmin, cmax=cmax))
        if pal is None and mode == "P":
            pal = np.repeat(np.arange(256, dtype=np.uint8), 3)
        if pal is not None:
            image.putpalette(np.asarray(pal, dtype=np.uint8).tobytes())
        return image
    if mode == "1":
        return _from_bytes("1", data > high)
    least = data.min() if cmin is None else _plain(cmin)
    most = data.max() if cmax is None else _plain(cmax)
    if mode != "I":
        raise ValueError(_UNKNOWN_MODE)
    with np.errstate(all="ignore"):
        scaled = (data * 1.0 - least) * (high - low) / (most - least) + low
        return _from_bytes("I", scaled.astype(np.uint32))


def fromimage(im: Any, flatten: bool = False, mode: str | None = None) -> Any:
    """Return an image of Pillow as an array.

    Args:
        im: the image; one with a palette becomes RGB, or RGBA where it has a transparent colour.
        flatten: whether to make it gray: float32 of 0..255 (ITU-R 601-2 luma).
        mode: the mode of Pillow to convert to first.

    Returns:
        [height, width] or [height, width, channels]; uint8 but for the modes `"F"` (float32), `"I"`
        (int32).

    Raises:
        TypeError: `im` is no image.
    """
    if not isinstance(im, pillow.load().Image):
        raise TypeError("Input is not a PIL image.")
    if mode is None and im.mode == "P":
        mode = "RGBA" if "transparency" in im.info else "RGB"
    if mode not in (None, im.mode):
        im = _converted(im, mode)
    if flatten:
        im = im.convert("F")
    elif im.mode == "1":
        im = im.convert("L")
    return np.array(im)


def _converted(image: Any, mode: str) -> Any:
    """The image in another mode; gray is rounded down, as Pillow 6 did and later ones do not."""
    if mode not in ("L", "I") or image.mode not in ("RGB", "RGBA"):
        return image.convert(mode)
    gray = np.array(image)[..., :3] @ np.array([19595, 38470, 7471]) >> 16
    return _from_bytes("L", gray.astype(np.uint8)).convert(mode)

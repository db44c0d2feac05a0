"""Images of another size, angle or look: `imresize`, `imrotate`, `imfilter` of SciPy 1.1."""

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.scipy.misc import pillow
from reference.scipy.misc.arrays import fromimage, toimage

_FILTERS = frozenset(
    {"blur", "contour", "detail", "edge_enhance", "edge_enhance_more", "emboss", "find_edges"}
    | {"sharpen", "smooth", "smooth_more"}
)

#: Pillow's numbers of its filters.
_RESAMPLING = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "cubic": 3}


def imresize(arr: Any, size: Any, interp: str = "bilinear", mode: str | None = None) -> Any:
    """Resize an image; values other than uint8 are spread over 0..255 first (but for mode `"F"`).

    Args:
        arr: see `toimage`.
        size: an integer: percent of today's size; a float: the factor; else (height, width).
        interp: `"nearest"`, `"bilinear"`, `"bicubic"` (or `"cubic"`), `"lanczos"`.
        mode: see `toimage`.

    Returns:
        uint8 [height, width] or [height, width, channels] (float32 and int32 of modes F and I).
    """
    image = toimage(arr, mode=mode)
    if np.issubdtype(type(size), np.signedinteger):
        size = size / 100.0
    if np.issubdtype(type(size), np.floating):
        wanted = tuple(int(side) for side in np.array(image.size) * size)
    else:
        wanted = (size[1], size[0])
    resample = _RESAMPLING[interp]

    def resized(one: Any) -> Any:
        # The width first, which decides where values between the two steps are clipped.
        return one.resize((wanted[0], one.height), resample).resize(wanted, resample)

    return fromimage(_by_opacity(image, resized))


def imrotate(arr: Any, angle: float, interp: str = "bilinear") -> Any:
    """Rotate an image counter-clockwise within its frame; what comes in is black.

    Args:
        arr: see `toimage`.
        angle: in degrees.
        interp: `"nearest"`, `"bilinear"`, `"bicubic"` (or `"cubic"`).

    Returns:
        uint8 of `arr`'s height and width.
    """
    image, resample = toimage(arr), _RESAMPLING[interp]
    if angle % 180 == 0:  # the pixels change places
        return fromimage(image.rotate(angle, resample))
    return fromimage(_by_opacity(image, lambda one: one.rotate(angle, resample)))


def _by_opacity(image: Any, change: Callable[[Any], Any]) -> Any:
    """Change an image; colours count by their opacity, whatever the interpolation.

    Pillow does so itself, up to version 6 also for the nearest neighbour.
    """
    if image.mode != "RGBA":
        return change(image)
    return change(image.convert("RGBa")).convert("RGBA")


def imfilter(arr: Any, ftype: str) -> Any:
    """Apply one of Pillow's fixed filters.

    Args:
        arr: see `toimage`.
        ftype: `"blur"`, `"contour"`, `"detail"`, `"edge_enhance"`, `"edge_enhance_more"`,
            `"emboss"`, `"find_edges"`, `"sharpen"`, `"smooth"` or `"smooth_more"`.

    Raises:
        ValueError: there is no such filter.
    """
    image = toimage(arr)
    if ftype not in _FILTERS:
        raise ValueError("Unknown filter type.")
    return fromimage(image.filter(getattr(pillow.load("ImageFilter"), ftype.upper())))

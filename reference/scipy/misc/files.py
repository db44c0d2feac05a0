"""Images in files: `imread`, `imsave`, `imshow` of SciPy 1.1."""

import os
import shlex
import subprocess
import tempfile
from typing import Any

from reference.scipy.misc import pillow
from reference.scipy.misc.arrays import fromimage, toimage


def imread(name: Any, flatten: bool = False, mode: str | None = None) -> Any:
    """Read an image as an array: [height, width] or [height, width, channels].

    Args:
        name: a path, or a file opened for bytes.
        flatten: see `fromimage`.
        mode: see `fromimage`.

    Raises:
        ImportError: Pillow is not installed.
        OSError: there is no such file, or it is no image.
    """
    return fromimage(pillow.load().open(name), flatten=flatten, mode=mode)


def imsave(name: Any, arr: Any, format: str | None = None) -> None:
    """Write an array as an image; values other than uint8 are spread over 0..255.

    Args:
        name: a path, or a file opened for bytes.
        arr: [height, width], or [height, width, channels] with 3 or 4 channels.
        format: Pillow's name of the format; by default that of the path's ending.
    """
    toimage(arr, channel_axis=2).save(name, format)


def imshow(arr: Any) -> None:
    """Show an array in the viewer that `SCIPY_PIL_IMAGE_VIEWER` names, by default `see`.

    Raises:
        RuntimeError: the viewer cannot be run, or fails.
    """
    viewer = shlex.split(os.environ.get("SCIPY_PIL_IMAGE_VIEWER", "see"))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "image.png")
        toimage(arr).save(path)
        try:
            failed = subprocess.run([*viewer, path], check=False).returncode
        except OSError:
            failed = 1
    if failed:
        raise RuntimeError("Could not execute image viewer.")

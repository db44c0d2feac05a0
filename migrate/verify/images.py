"""Judge a picture by its structure: sizes, fonts and colours of plotting libraries come and go.

The measure is the structural similarity index of Wang, Bovik, Sheikh and Simoncelli (2004),
https://doi.org/10.1109/TIP.2003.819861, over 8 x 8 windows of the grey values.
"""

from __future__ import annotations

import base64
import io
from importlib.util import find_spec
from typing import Any

from migrate.verify.compare import Comparison, Verdict

# From these scores on a picture is `close` and `similar`.
CLOSE, SIMILAR = 0.95, 0.5
_SIDE, _WINDOW = 128, 8
# A window with a smaller variance than this shows nothing, in either picture.
_BLANK = 1e-4
_NEEDED = ("numpy", "matplotlib")


def compare_png(expected: str | None, found: str | None) -> Comparison:
    """Judge a picture (base64 of a PNG file) by the one stored.

    Without NumPy and matplotlib, or without a stored picture, the verdict is `no baseline`.

    >>> compare_png(None, "aGVsbG8=").verdict.value
    'no baseline'
    """
    if expected is None:
        return Comparison(Verdict.NO_BASELINE)
    if found is None:
        return Comparison(Verdict.DIFFERENT, note="no picture is shown any more")
    if expected.split() == found.split():
        return Comparison(Verdict.IDENTICAL)
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        note = (
            f"pictures are compared with {' and '.join(missing)}: pip install 'rnn-migrate[plot]'"
        )
        return Comparison(Verdict.NO_BASELINE, note=note)
    old, new = _grey(expected), _grey(found)
    if old is None:
        return Comparison(Verdict.NO_BASELINE, note="the stored picture cannot be read")
    if new is None:
        return Comparison(Verdict.DIFFERENT, note="the picture cannot be read")
    score = similarity(old, new)
    limits = ((1.0 - 1e-12, Verdict.IDENTICAL), (CLOSE, Verdict.CLOSE), (SIMILAR, Verdict.SIMILAR))
    verdict = next((verdict for limit, verdict in limits if score >= limit), Verdict.DIFFERENT)
    note = "" if verdict is Verdict.IDENTICAL else f"picture, structural similarity {score:.3f}"
    return Comparison(verdict, note=note)


def _grey(encoded: str) -> Any:
    """The grey values, 0 to 1, of a picture on `_SIDE` x `_SIDE` points; None if unreadable."""
    import numpy as np
    from matplotlib import image

    try:
        pixels = image.imread(io.BytesIO(base64.b64decode(encoded)), format="png")
    except (OSError, ValueError, SyntaxError):
        return None
    values = np.asarray(pixels, dtype=np.float64)
    if values.ndim == 3 and values.shape[2] in (2, 4):
        alpha = values[:, :, -1:]
        values = values[:, :, :-1] * alpha + (1.0 - alpha)  # on white, as a notebook shows it
    if values.ndim == 3:
        values = values.mean(axis=2)
    rows = np.linspace(0, values.shape[0], _SIDE + 1).astype(int)
    columns = np.linspace(0, values.shape[1], _SIDE + 1).astype(int)
    total = np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    below, right = np.maximum(rows[1:], rows[:-1] + 1), np.maximum(columns[1:], columns[:-1] + 1)
    below, right = np.minimum(below, values.shape[0]), np.minimum(right, values.shape[1])
    above, left = np.minimum(rows[:-1], below - 1), np.minimum(columns[:-1], right - 1)
    sums = (
        total[np.ix_(below, right)] - total[np.ix_(above, right)]
        - total[np.ix_(below, left)] + total[np.ix_(above, left)]
    )  # fmt: skip
    return sums / np.outer(below - above, right - left)


def similarity(one: Any, other: Any) -> float:
    """The mean structural similarity of two arrays of grey values of one shape; 1 if equal.

    Only windows in which something is drawn count: most of a plot is its white ground, and two
    different curves would be alike for that alone.
    """
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view

    shape = (_WINDOW, _WINDOW)
    a, b = sliding_window_view(one, shape)[::4, ::4], sliding_window_view(other, shape)[::4, ::4]
    axes = (2, 3)
    mean_a, mean_b = a.mean(axes), b.mean(axes)
    variance_a, variance_b = a.var(axes), b.var(axes)
    covariance = (a * b).mean(axes) - mean_a * mean_b
    luminance, contrast = 0.01**2, 0.03**2
    score = (
        (2 * mean_a * mean_b + luminance) * (2 * covariance + contrast)
        / ((mean_a**2 + mean_b**2 + luminance) * (variance_a + variance_b + contrast))
    )  # fmt: skip
    drawn = np.maximum(variance_a, variance_b) > _BLANK
    return float(np.mean(score[drawn])) if drawn.any() else float(np.mean(score))

"""Pictures of a training: its losses, and the hidden states over time. Needs matplotlib."""

import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Path = str | os.PathLike[str]


def losses(curves: Mapping[str, Sequence[float]], title: str, path: Path) -> None:
    """Draw loss curves over each other, the later ones thinner, so that equal ones all show.

    Args:
        curves: name -> losses by epoch.
        title: of the picture.
        path: of the file; its ending is the format.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
        OSError: the file cannot be written.
        ValueError: an ending that matplotlib does not know.
    """
    figure, axes = _figure(7, 4)
    for place, (name, curve) in enumerate(curves.items()):
        epochs = range(1, len(curve) + 1)
        width = 1.5 + 2.5 * (len(curves) - 1 - place)
        axes.plot(epochs, curve, label=name, linewidth=width, solid_capstyle="round")
    if all(min(curve) > 0 for curve in curves.values()):
        axes.set_yscale("log")
    axes.set(title=title, xlabel="epoch", ylabel="loss before the epoch's step")
    axes.grid(alpha=0.3)
    if len(curves) > 1:
        axes.legend()
    _save(figure, path)


def states(values: np.ndarray, steps: Sequence[str], title: str, path: Path) -> None:
    """Draw hidden states over time: a column for each step, a row for each unit.

    Args:
        values: ``[time, units]``, from -1 to 1.
        steps: what was read at each step.
        title: of the picture.
        path: of the file; its ending is the format.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
        OSError: the file cannot be written.
        ValueError: an ending that matplotlib does not know.
    """
    time, units = values.shape
    figure, axes = _figure(max(4.0, 1.5 + 0.5 * time), 2.0 + min(6.0, 0.22 * units))
    picture = axes.imshow(values.T, cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto")
    axes.set_xticks(range(time), _printable(steps))
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set(title=title, xlabel="read", ylabel="unit")
    figure.colorbar(picture, label="h")
    _save(figure, path)


def _printable(steps: Sequence[str]) -> list[str]:
    """The steps as the default font can write them: a letter that it lacks becomes its number."""
    from matplotlib import font_manager

    has = font_manager.get_font(font_manager.findfont("DejaVu Sans")).get_char_index
    return [
        step if all(has(ord(letter)) for letter in step) else str(place)
        for place, step in enumerate(steps, start=1)
    ]


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def _save(figure: Any, path: Path) -> None:
    """Write the whole picture or nothing."""
    wanted = pathlib.Path(path)
    beside = wanted.with_name(f".{wanted.stem}.partial{wanted.suffix}")
    try:
        figure.savefig(beside, dpi=120)
        os.replace(beside, wanted)
    finally:
        beside.unlink(missing_ok=True)

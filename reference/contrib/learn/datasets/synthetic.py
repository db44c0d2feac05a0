"""Points in the plane: circles within circles, and spirals around each other.

The same seed gives the points that TensorFlow 1.15 gave.

Source: TensorFlow 1.15, ``tf.contrib.learn.datasets.make_dataset``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.contrib.learn.datasets.base import Dataset


def _shuffled(x: np.ndarray, y: np.ndarray, target: np.ndarray, noise: float | None) -> Dataset:
    points = np.vstack((x, y)).T
    order = np.random.permutation(range(len(points)))
    if noise is not None:
        points += np.random.normal(scale=noise, size=points.shape)
    return Dataset(data=points[order], target=target[order])


def circles(
    n_samples: int = 100,
    noise: float | None = None,
    seed: int | None = None,
    factor: float = 0.8,
    n_classes: int = 2,
    *args: Any,
    **kwargs: Any,
) -> Dataset:
    """Points on circles around the origin, a class each.

    Args:
      n_samples: number of points.
      noise: standard deviation of what is added to them; None for nothing.
      seed: seed of NumPy's global generator; None to leave it.
      factor: how much smaller each circle is than the one before.
      n_classes: number of circles.
      *args, **kwargs: not used.

    Returns:
      Float ``[n_samples, 2]`` and the classes ``[n_samples]``, shuffled.

    Source: ``tf.contrib.learn.datasets.synthetic.circles`` of TensorFlow 1.15.
    """
    if seed is not None:
        np.random.seed(seed)
    angles = np.linspace(0, 2 * np.pi, n_samples // n_classes)
    radii = factor ** np.arange(n_classes)
    extras = n_samples % n_classes
    # Drawn in this order, one for each axis, so that a seed gives the points it used to.
    extra_x = np.cos(np.random.rand(extras) * 2 * np.pi)
    extra_y = np.sin(np.random.rand(extras) * 2 * np.pi)
    return _shuffled(
        np.append(np.outer(radii, np.cos(angles)), extra_x),
        np.append(np.outer(radii, np.sin(angles)), extra_y),
        np.append(
            np.repeat(np.arange(n_classes, dtype=np.int32), len(angles)), np.zeros(extras, np.int32)
        ),
        noise,
    )


def _spiral(radius: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    def points(theta: np.ndarray, offset: float = 0.0, **kwargs: Any) -> np.ndarray:
        r = radius(theta, **kwargs)
        both = np.stack([r * np.cos(theta + offset), r * np.sin(theta + offset)])
        return both / np.max(np.abs(both), axis=1, keepdims=True)

    return points


_SPIRALS = {
    "archimedes": _spiral(lambda theta, **_: theta),
    "bernoulli": _spiral(lambda theta, exp_scale=0.1, **_: np.exp(exp_scale * theta)),
    "fermat": _spiral(lambda theta, **_: np.sqrt(theta)),
}


def spirals(
    n_samples: int = 100,
    noise: float | None = None,
    seed: int | None = None,
    mode: str | None = "archimedes",
    n_loops: int = 2,
    *args: Any,
    **kwargs: Any,
) -> Dataset:
    """Points on two spirals around each other, a class each.

    Args:
      n_samples: number of points.
      noise: standard deviation of what is added to them; None for nothing.
      seed: seed of NumPy's global generator; None to leave it.
      mode: ``archimedes``, ``bernoulli`` or ``fermat``.
      n_loops: how often a spiral goes round.
      *args: not used.
      **kwargs: ``exp_scale`` for ``bernoulli``.

    Returns:
      Float ``[n_samples, 2]`` and the classes ``[n_samples]``, shuffled.

    Raises:
      ValueError: there is no such mode.

    Source: ``tf.contrib.learn.datasets.synthetic.spirals`` of TensorFlow 1.15.
    """
    if mode not in _SPIRALS:
        raise ValueError(f"Cannot generate spiral with mode {mode}")
    if seed is not None:
        np.random.seed(seed)
    curve = _SPIRALS[mode]
    theta = np.linspace(0, 2 * n_loops * np.pi, n_samples // 2)
    parts = [curve(theta, label * np.pi, **kwargs) for label in range(2)]
    extras = n_samples % 2
    if extras:
        parts.append(curve(np.random.rand(extras) * 2 * np.pi, **kwargs))
    x, y = np.concatenate(parts, axis=1)
    target = np.append(np.repeat(np.int32([0, 1]), len(theta)), np.zeros(extras, np.int32))
    return _shuffled(x, y, target, noise)

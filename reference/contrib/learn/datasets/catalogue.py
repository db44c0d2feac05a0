"""Data sets by name.

Source: TensorFlow 1.15, ``tf.contrib.learn.datasets.{load_dataset,make_dataset}``.
"""

from typing import Any

from reference.contrib.learn.datasets.boston import load_boston
from reference.contrib.learn.datasets.iris import load_iris
from reference.contrib.learn.datasets.mnist import load_mnist
from reference.contrib.learn.datasets.synthetic import circles, spirals

DATASETS = {"boston": load_boston, "iris": load_iris, "mnist": load_mnist}
SYNTHETIC = {"circles": circles, "spirals": spirals}


def load_dataset(name: str, size: str = "small", test_with_fake_data: bool = False) -> Any:
    """A data set by name: ``boston``, ``iris`` or ``mnist``.

    DBpedia, which TensorFlow 1.15 had as well, must come from a file of yours, by
    ``load_csv_without_header``.

    Args:
      name: the name.
      size, test_with_fake_data: not used by these.

    Raises:
      ValueError: there is no data set of that name.

    Source: ``tf.contrib.learn.datasets.load_dataset`` of TensorFlow 1.15.
    """
    if name not in DATASETS:
        raise ValueError(f"Name of dataset is not found: {name}; there are {sorted(DATASETS)}")
    return DATASETS[name]()


def make_dataset(
    name: str,
    n_samples: int = 100,
    noise: float | None = None,
    seed: int | None = 42,
    *args: Any,
    **kwargs: Any,
) -> Any:
    """Points in the plane by name: ``circles`` or ``spirals``.

    Args:
      name: the name.
      n_samples, noise, seed: as the function of that name takes them.
      *args, **kwargs: what else it takes.

    Raises:
      ValueError: there is no function of that name.

    Source: ``tf.contrib.learn.datasets.make_dataset`` of TensorFlow 1.15.
    """
    if name not in SYNTHETIC:
        raise ValueError(f"Synthetic dataset not found or not implemented: {name}")
    return SYNTHETIC[name](*args, n_samples=n_samples, noise=noise, seed=seed, **kwargs)

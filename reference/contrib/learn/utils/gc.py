"""Which exports are kept.

Source: TensorFlow 1.15, ``tf.contrib.learn.utils.gc``.
"""

import math
import os
from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

__all__ = [
    "Path",
    "get_paths",
    "largest_export_versions",
    "mod_export_version",
    "negation",
    "one_of_every_n_export_versions",
    "union",
]


class Path(NamedTuple):
    """A path, and the version of the export that it holds.

    Source: ``tf.contrib.learn.utils.gc.Path`` of TensorFlow 1.15.
    """

    path: str
    export_version: Any


Filter = Callable[[list[Path]], list[Path]]


def largest_export_versions(n: int) -> Filter:
    """A filter that takes the ``n`` largest versions.

    Source: ``tf.contrib.learn.utils.gc.largest_export_versions`` of TensorFlow 1.15.

    >>> largest_export_versions(1)([Path("/a", 1), Path("/b", 3), Path("/c", 2)])
    [Path(path='/b', export_version=3)]
    """

    def keep(paths: list[Path]) -> list[Path]:
        known = [(each.export_version, i) for i, each in enumerate(paths) if each[1] is not None]
        return sorted(paths[i] for _, i in sorted(known, reverse=True)[:n])

    return keep


def one_of_every_n_export_versions(n: int) -> Filter:
    """A filter that takes the largest version of each run of ``n``: 1 to n, n + 1 to 2 n, ...

    Source: ``tf.contrib.learn.utils.gc.one_of_every_n_export_versions`` of TensorFlow 1.15.
    """

    def keep(paths: list[Path]) -> list[Path]:
        kept: dict[int, Path] = {}
        for each in paths:
            version = each.export_version
            if version is None:
                continue
            run = math.floor((version - 1) / n) if version else 0
            if run not in kept or kept[run].export_version < version:
                kept[run] = each
        return sorted(kept.values())

    return keep


def mod_export_version(n: int) -> Filter:
    """A filter that takes the versions that ``n`` divides.

    Source: ``tf.contrib.learn.utils.gc.mod_export_version`` of TensorFlow 1.15.
    """
    return lambda paths: sorted(each for each in paths if each.export_version % n == 0)


def union(lf: Filter, rf: Filter) -> Filter:
    """A filter that takes what one of two takes.

    Source: ``tf.contrib.learn.utils.gc.union`` of TensorFlow 1.15.
    """
    return lambda paths: sorted({*lf(paths), *rf(paths)})


def negation(f: Filter) -> Filter:
    """A filter that takes what another one does not.

    Source: ``tf.contrib.learn.utils.gc.negation`` of TensorFlow 1.15.
    """
    return lambda paths: sorted(set(paths) - set(f(paths)))


def get_paths(base_dir: Any, parser: Callable[[Path], Path | None]) -> list[Path]:
    """What is in a folder, as a parser reads it; where it returns None, it is left out.

    Source: ``tf.contrib.learn.utils.gc.get_paths`` of TensorFlow 1.15.
    """
    base = os.fsdecode(base_dir)
    found = [parser(Path(os.path.join(base, name), None)) for name in tf.gfile.ListDirectory(base)]
    return sorted(path for path in found if path)

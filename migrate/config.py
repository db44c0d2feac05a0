"""Settings of `[tool.rnn-migrate]` in the nearest `pyproject.toml`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_LISTS = ("select", "ignore", "exclude")
_FLAGS = ("unsafe-fixes", "clear-outputs")
_KNOWN = {*_LISTS, *_FLAGS, "verify", "output-format", "jobs"}


class ConfigError(Exception):
    """The settings cannot be used; the message is one sentence."""


def load(start: Path) -> Mapping[str, Any]:
    """The settings for files in or below a folder; `{}` where there are none.

    Raises:
        ConfigError: if the file is not TOML or a setting is unknown or of the wrong type.
    """
    found = _find(start)
    return {} if found is None else found[1]


def root(start: Path) -> Path:
    """The folder of the `pyproject.toml` whose settings hold for a file; else the working folder.

    Raises:
        ConfigError: as `load` does.
    """
    found = _find(start)
    return Path.cwd() if found is None else found[0]


def _find(start: Path) -> tuple[Path, Mapping[str, Any]] | None:
    """The nearest folder whose `pyproject.toml` has settings, and these."""
    folder = start if start.is_dir() else start.parent
    folder = folder.resolve()
    for place in [folder, *folder.parents]:
        path = place / "pyproject.toml"
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if b"rnn-migrate" not in data:
            continue
        table = _parse(path, data)
        if table is not None:
            return place, table
    return None


def _parse(path: Path, data: bytes) -> Mapping[str, Any] | None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        parsed = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    table = parsed.get("tool", {}).get("rnn-migrate")
    if table is None:
        return None
    for name, value in table.items():
        if name not in _KNOWN:
            raise ConfigError(f"{path}: [tool.rnn-migrate] has no setting {name!r}")
        if name in _LISTS and not (
            isinstance(value, list) and all(isinstance(item, str) for item in value)
        ):
            raise ConfigError(f"{path}: {name} must be a list of texts")
        if name in _FLAGS and not isinstance(value, bool):
            raise ConfigError(f"{path}: {name} must be true or false")
    return dict(table)

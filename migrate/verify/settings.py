"""`[tool.rnn-migrate.verify]` in `pyproject.toml`: limits, requirement, filters, constants.

[tool.rnn-migrate.verify]
require = "close"
cell-timeout = 600

[tool.rnn-migrate.verify.filters]
session-ids = "session-[0-9a-f]{8}"

[tool.rnn-migrate.verify."2_contrib_rnn.ipynb"]
total_step = 20
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.verify.compare import RELATIVE, Verdict
from migrate.verify.filters import FILTERS, Filter, pattern_filter
from migrate.verify.tf1 import Interpreter

# What can be asked for: an error is never good enough.
REQUIREMENTS = ("identical", "close", "similar", "different")
_LIMITS = ("timeout", "cell-timeout", "relative")


class SettingsError(Exception):
    """The settings cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class Settings:
    """How notebooks are verified.

    Attributes:
        require: the worst verdict that passes; None if only errors count.
        timeout: seconds for a whole notebook; `cell_timeout` for one cell; None for no limit.
        relative: the tolerance of numbers for `close`.
        filters: the noise to set aside.
        constants: by file name or pattern, the values (as source text) of constants.
        baseline: a recording to judge by; None for the one beside the notebook, or its outputs.
        original: the interpreter to run the original in, as the baseline.
        write: whether to store `NAME.verified.ipynb`.
    """

    require: Verdict | None = None
    timeout: float | None = None
    cell_timeout: float | None = None
    relative: float = RELATIVE
    filters: tuple[Filter, ...] = FILTERS
    constants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    baseline: Path | None = None
    original: Interpreter | None = None
    write: bool = True

    def constants_of(self, path: Path) -> dict[str, str]:
        """The values to set in one notebook; a later matching pattern wins."""
        found: dict[str, str] = {}
        for pattern, values in self.constants.items():
            if fnmatch.fnmatch(path.name, pattern) or fnmatch.fnmatch(
                path.as_posix(), f"*/{pattern}"
            ):
                found.update(values)
        return found


def read(table: Mapping[str, Any]) -> Settings:
    """The settings of a `[tool.rnn-migrate.verify]` table.

    Raises:
        SettingsError: if a setting is unknown or of the wrong type.

    >>> read({"require": "close"}).require.value
    'close'
    """
    known: dict[str, Any] = {}
    constants: dict[str, Mapping[str, str]] = {}
    filters: tuple[Filter, ...] = FILTERS
    for name, value in table.items():
        if name == "require":
            if value not in REQUIREMENTS:
                raise SettingsError(f"verify: require must be one of {', '.join(REQUIREMENTS)}")
            known[name] = Verdict(value)
        elif name in _LIMITS:
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise SettingsError(f"verify: {name} must be a number, 0 or more")
            known[name.replace("-", "_")] = float(value)
        elif name == "filters" and isinstance(value, Mapping):
            filters += tuple(_filter(key, pattern) for key, pattern in value.items())
        elif isinstance(value, Mapping):
            constants[name] = {key: _literal(name, key, item) for key, item in value.items()}
        else:
            raise SettingsError(f"verify: there is no setting {name!r}")
    return Settings(**known, filters=filters, constants=constants)


def _filter(name: str, pattern: object) -> Filter:
    if not isinstance(pattern, str):
        raise SettingsError(f"verify: the filter {name} must be a regular expression as a text")
    try:
        return pattern_filter(name, pattern)
    except ValueError as error:
        raise SettingsError(f"verify: {error}") from None


def _literal(notebook: str, name: str, value: object) -> str:
    if not name.isidentifier() or not isinstance(value, bool | int | float | str | list):
        raise SettingsError(f'verify: {name} of "{notebook}" must be a number, a text or a list')
    return repr(value)

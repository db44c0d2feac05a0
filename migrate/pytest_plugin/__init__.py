"""`pytest --rnn-migrate course/`: every notebook verified in a test run, every cell reported.

Without the option only it is read: what runs notebooks is imported when they are to be run.
"""

from __future__ import annotations

import pytest

REQUIREMENTS = ("identical", "close", "similar", "different")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `pytest`."""
    group = parser.getgroup("rnn-migrate", "verify notebooks (rnn-migrate)")
    group.addoption(
        "--rnn-migrate",
        action="store_true",
        help="migrate every notebook (.ipynb), run it and compare each cell with its baseline",
    )
    group.addoption(
        "--rnn-migrate-require",
        metavar="VERDICT",
        choices=REQUIREMENTS,
        help=f"a cell fails if its verdict is worse: {', '.join(REQUIREMENTS)} "
        "(default: [tool.rnn-migrate.verify], else only what raises fails)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect notebooks, if that is asked for."""
    if config.getoption("rnn_migrate"):
        from migrate.pytest_plugin.notebooks import Notebooks

        config.pluginmanager.register(Notebooks(config), "rnn-migrate-notebooks")

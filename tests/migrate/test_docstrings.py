"""Examples in docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import migrate

NAMES = [
    info.name
    for info in pkgutil.walk_packages(migrate.__path__, "migrate.")
    if ".generate" not in info.name and not info.name.endswith("pytest_plugin")
]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    module = importlib.import_module(name)
    failures, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failures == 0

"""Examples in the docstrings of ``reference`` run."""

import doctest
import importlib
import pkgutil

import pytest

pytest.importorskip("tensorflow")

import reference

pytestmark = pytest.mark.tf

NAMES = [
    info.name
    for info in pkgutil.walk_packages(reference.__path__, "reference.")
    if not info.name.rpartition(".")[2].startswith("_")
]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    module = importlib.import_module(name)
    failures, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failures == 0

"""The pages of ``docs/api`` are in step with the docstrings, and leave out no public name."""

from __future__ import annotations

import doctest
import importlib

import pytest

pytest.importorskip("tensorflow")

from docs import build_api

pytestmark = pytest.mark.tf


def test_pages_are_in_step():
    written = {path.name: path.read_text("utf-8") for path in build_api.FOLDER.glob("*.md")}
    assert written == build_api.pages(), "run python docs/build_api.py"


@pytest.mark.parametrize("name", build_api.PAGES)
def test_every_public_name_is_on_its_page(name):
    text = (build_api.FOLDER / f"{name}.md").read_text("utf-8")
    for public in getattr(importlib.import_module(name), "__all__", ()):
        value = getattr(importlib.import_module(name), public)
        assert f" {public}\n" in text or not callable(value)


def test_inherited_methods_and_properties_are_on_the_page():
    text = (build_api.FOLDER / "reference.weights.md").read_text("utf-8")
    for member in ("from_tf1", "to_keras", "units", "tf1_names"):
        assert f"### LSTMWeights.{member}\n" in text


def test_the_example_of_the_builder():
    assert doctest.testmod(build_api).failed == 0

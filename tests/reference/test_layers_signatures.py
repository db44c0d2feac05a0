"""Parameters, their order and defaults are TensorFlow 1.15.5's (``fixtures/record``)."""

import importlib
import inspect
import json
from pathlib import Path

import pytest

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.tf

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden" / "graphs" / "signatures.json"
SIGNATURES = json.loads(GOLDEN.read_text())["signatures"]


def _found(path):
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(f"reference.{module}"), name)


def _shown(parameter):
    if parameter.default is parameter.empty:
        return parameter.name
    value = parameter.default
    plain = value is None or isinstance(value, (bool, int, float, str, tuple))
    return f"{parameter.name}={value!r}" if plain else f"{parameter.name}=<{type(value).__name__}>"


@pytest.mark.parametrize("path", sorted(p for p, text in SIGNATURES.items() if text is not None))
def test_parameters_are_those_of_1_15(path):
    parameters = inspect.signature(_found(path)).parameters.values()
    named = [
        p for p in parameters if p.kind is not p.VAR_KEYWORD and p.kind is not p.VAR_POSITIONAL
    ]
    assert ", ".join(map(_shown, named)) == SIGNATURES[path]


@pytest.mark.parametrize("path", sorted(SIGNATURES))
def test_it_is_documented(path):
    assert len(inspect.getdoc(_found(path)).splitlines()[0]) > 20


def test_all_public_names_are_there():
    for package in ("layers", "nn.rnn_cell"):
        module = importlib.import_module(f"reference.{package}")
        recorded = {p.rsplit(".", 1)[1] for p in SIGNATURES if p.rsplit(".", 1)[0] == package}
        assert recorded <= set(module.__all__)

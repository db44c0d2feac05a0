"""The examples of the guides in ``docs/`` run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

pytest.importorskip("tensorflow")

pytestmark = pytest.mark.tf

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ["weights"]
_FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", GUIDES)
def test_examples(name, monkeypatch):
    """One program a page; its messages may name layers that other tests made more of."""
    import keras

    monkeypatch.chdir(ROOT)
    keras.backend.clear_session()
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    program = "\n".join(_FENCE.findall(text))
    test = doctest.DocTestParser().get_doctest(program, {}, name, f"docs/{name}.md", 0)
    assert test.examples
    failures = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=failures.append)
    assert not failures, "".join(failures)

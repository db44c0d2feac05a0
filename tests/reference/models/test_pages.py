"""The walk through document B1 in docs/ is what its script makes, and shows what it says."""

import importlib.util
import json

import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("nbformat")

from tests.conftest import ROOT

pytestmark = pytest.mark.tf

STORED = json.loads((ROOT / "docs" / "hihello.ipynb").read_text(encoding="utf-8"))


def test_the_notebook_is_in_step_with_its_script():
    spec = importlib.util.spec_from_file_location(
        "build_hihello_notebook", ROOT / "docs" / "build_hihello_notebook.py"
    )
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made = [cell.source for cell in script.build().cells]
    stored = ["".join(cell["source"]) for cell in STORED["cells"]]
    assert made == stored, "run: python docs/build_hihello_notebook.py"


def test_it_was_executed_and_names_no_machine():
    outputs = [output for cell in STORED["cells"] for output in cell.get("outputs", [])]
    text = "".join("".join(output.get("text", [])) for output in outputs)
    assert "hihell -> ihello ihello" in text
    assert "Warning" not in text
    assert "/reference/" not in text
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2
    assert not [output for output in outputs if output["output_type"] == "error"]

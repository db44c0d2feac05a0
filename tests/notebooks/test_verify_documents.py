"""The five documents through `verify`: seeded variants judged by what TensorFlow 1.15.5 printed."""

import importlib.util
import json
import shutil

import pytest

from migrate import document as documents
from migrate.api import Options, migrate_path
from migrate.verify import report
from migrate.verify.baseline import Baseline, CellOutput, recording_path, write_recording
from migrate.verify.compare import Verdict
from migrate.verify.notebook import verify_outcome
from migrate.verify.settings import Settings
from tests.conftest import ROOT
from tests.notebooks.test_golden_documents import variants

# One seeded variant a document; E (rel: null) agrees in its words only, Keras 3 draws otherwise.
CHOSEN = ["a_rnn_course.quick", "b1_hihello.as_is", "b2_web_navigation.quick", "c_rnn_notes.seeded",
          "d_gohome.gohome", "e_keras_hihello.ordered"]  # fmt: skip
# The migration leaves C as it is. After 100 steps its sentence depends on how a CPU rounds: PyTorch
# itself was seen to predict one character otherwise than on the machine of the golden.
MAY_DIFFER = {"c_rnn_notes": {28}}


def course_of(variant, folder):
    """The variant as a file with its data, and its golden as the recording beside it."""
    shutil.copytree(ROOT / "fixtures" / "data", folder / "data")
    shutil.copytree(ROOT / "fixtures" / "data", folder / "mnist" / "data")
    path = folder / variant.path.name
    text = variants.apply_to_text(variant, variant.path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    golden = json.loads(variant.golden.read_text(encoding="utf-8"))
    cells = documents.load(path).cells
    places = {cell.index: cell.index + 1 for cell in cells}
    if path.suffix == ".md":
        places = dict(enumerate(cell.index + 1 for cell in cells if cell.kind == "code"))
    outputs = {
        places[int(place)]: CellOutput(
            "\n".join(golden["printed"].get(place, [])), "\n".join(golden["shown"].get(place, []))
        )
        for place in {*golden["printed"], *golden["shown"]}
    }
    baseline = write_recording(Baseline(outputs), path.name, golden["recorded_with"])
    recording_path(path).write_text(baseline, encoding="utf-8")
    return path, sorted(outputs)


@pytest.mark.slow
@pytest.mark.tf
@pytest.mark.parametrize("name", CHOSEN)
def test_a_document_is_verified_against_tensorflow_1(name, tmp_path, monkeypatch):
    (variant,) = (v for v in variants.load_variants() if f"{v.document}.{v.name}" == name)
    if variant.document.startswith("c_") and importlib.util.find_spec("torch") is None:
        pytest.skip("document C uses PyTorch: pip install torch")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path, recorded = course_of(variant, tmp_path)
    settings = Settings(relative=variant.rel or 1e-6, write=False, cell_timeout=900)
    verdict = verify_outcome(path, migrate_path(path, Options(unsafe_fixes=True)), settings)
    shown = report.text([verdict])
    print(shown)
    assert verdict.failure is None, shown
    found = {row.cell: row for row in verdict.cells}
    assert not [row for row in verdict.cells if row.verdict is Verdict.ERROR], shown
    recorded = [n for n in recorded if n not in MAY_DIFFER.get(variant.document, ())]
    judged = [found[number].verdict for number in recorded]
    if variant.rel is None:
        assert judged[-1] is Verdict.IDENTICAL, shown
        judged = judged[-1:]
    assert judged
    assert all(one.meets(Verdict.CLOSE) and one is not Verdict.NO_BASELINE for one in judged), shown

"""``python -m reference.models``: the list, a training, pictures, and errors of one sentence."""

import builtins
import importlib.util
import subprocess
import sys

import pytest

pytest.importorskip("tensorflow")

from reference.models import __main__ as command
from reference.models import catalogue, pictures
from tests.conftest import ROOT

pytestmark = pytest.mark.tf

DATA = ROOT / "fixtures" / "data"
PNG = b"\x89PNG\r\n\x1a\n"


def refused(capsys, *arguments):
    """The one line on standard error with which the command ends, without a traceback."""
    with pytest.raises(SystemExit) as stopped:
        command.main(list(arguments))
    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line.removeprefix("error: ")


def test_the_list_has_every_model_and_imports_no_tensorflow():
    script = (
        "import sys; from reference.models.__main__ import main; main([]);"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    rows = [line.split(None, 2) for line in run.stdout.splitlines()]
    assert {name: document for document, name, _ in rows} == catalogue.MODELS
    assert all(len(text) > 10 for *_, text in rows)


def test_every_model_has_the_one_shape():
    for name in catalogue.MODELS:
        module = catalogue.module(name)
        for part in ("data", "build", "build_graph", "train", "predict"):
            assert callable(getattr(module, part)), (name, part)
        assert module.__doc__.split()[0].startswith(catalogue.MODELS[name])
        assert "::\n" in module.__doc__, f"{name} has no equations"
        assert module.SCOPES["states"]


@pytest.mark.parametrize("backend", ["keras", "graph"])
def test_a_training_prints_its_prediction_and_draws(backend, tmp_path, capsys):
    losses, states = tmp_path / "loss.png", tmp_path / "states.png"
    arguments = ["hihello", "--epochs", "40", "--backend", backend]
    assert command.main([*arguments, "--plot", str(losses), "--states", str(states)]) == 0
    printed = capsys.readouterr()
    first, said, *wrote = printed.out.splitlines()
    assert first.startswith("40 epochs in ")
    assert len(said) == 6
    assert set(said) <= set("hielo")
    assert wrote == [f"wrote {losses}", f"wrote {states}"]
    assert "#" not in printed.err  # no progress bar where nobody looks
    assert losses.read_bytes().startswith(PNG)
    assert states.read_bytes().startswith(PNG)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_seed_gives_the_same_training_twice(capsys):
    def losses(*seed):
        command.main(["gohome", "--epochs", "3", *seed])
        return capsys.readouterr().out.partition("loss")[2]

    assert losses("--seed", "5") == losses("--seed", "5") != losses("--seed", "6")


def test_a_graph_under_seed_777_starts_as_tensorflow_1_did(capsys):
    command.main(["gohome", "--variant", "foxfax", "--epochs", "1", "--backend", "graph"])
    assert "loss 1.501984 ->" in capsys.readouterr().out


def test_a_folder_of_data_and_an_accuracy(capsys, tmp_path):
    states = tmp_path / "states.svg"
    command.main(["mnist_rows", "--epochs", "0", "--data", str(DATA), "--states", str(states)])
    assert capsys.readouterr().out.startswith("accuracy of the test part: 0.")
    assert "<svg" in states.read_text(encoding="utf-8")


def test_a_progress_bar_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    watch = command._watch(4)
    watch(2, 0.25)
    watch(4, 0.125)
    half, whole = capsys.readouterr().err.lstrip("\r").split("\r")
    assert half.split() == ["#" * 15 + "." * 15, "2/4", "loss", "0.25"]
    assert whole.endswith("\n")


def test_errors_are_one_sentence(capsys, tmp_path):
    assert refused(capsys, "hihelo").startswith("There is no model 'hihelo'; there are mnist_rows,")
    assert refused(capsys, "gohome", "--variant", "x") == (
        "gohome has no variant 'x'; there are gohome, foxfax, hihello."
    )
    assert (
        refused(capsys, "apple", "--data", "x") == "apple has its data with it: leave --data out."
    )
    assert refused(capsys, "apple", "--epochs", "-1") == "--epochs takes a number from 0 on."
    nowhere = refused(capsys, "apple", "--plot", str(tmp_path / "no" / "loss.png"))
    assert nowhere == f"There is no folder {tmp_path / 'no'} for loss.png."
    missing = refused(capsys, "web_navigation", "--data", str(tmp_path))
    assert missing.startswith("No data for web_navigation (")


def test_an_ending_that_is_no_picture_leaves_no_file(capsys, tmp_path):
    path = tmp_path / "loss.xyz"
    assert refused(capsys, "gohome", "--epochs", "1", "--plot", str(path)).startswith("No picture:")
    assert not list(tmp_path.iterdir())


def test_matplotlib_is_asked_for_before_anything_slow(capsys, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "matplotlib" else found(name)
    )
    said = refused(capsys, "hihello", "--plot", "loss.png")
    assert said == "Pictures need matplotlib: pip install 'rnn-migrate[plot]'"


def test_without_tensorflow_the_extra_is_named(capsys, monkeypatch):
    imported = builtins.__import__

    def refuse(name, *arguments, **options):
        if name == "tensorflow":
            raise ModuleNotFoundError(name)
        return imported(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    said = refused(capsys, "hihello")
    assert said == "The models need TensorFlow: pip install 'rnn-migrate[tensorflow]'"


def test_letters_that_the_font_lacks_become_numbers():
    assert pictures._printable(["S", "우", "유"]) == ["S", "2", "3"]

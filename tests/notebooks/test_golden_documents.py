"""The migrated documents print what genuine TensorFlow 1.15 printed: seeded variants against goldens.

One set of changes (`fixtures/record/document_variants.json`) was applied to the originals before the
recording, and is applied here before migrating.
"""

import importlib.util
import json
import math
import re
import shutil
import sys

import pytest

from migrate.api import Options, migrate_text
from tests.conftest import ROOT

RECORD = ROOT / "fixtures" / "record"
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])")
WARNING = re.compile(
    r"^WARNING:tensorflow:.*\n(?:Instructions for updating:\n.*\n)?\n?", re.MULTILINE
)
# What two versions print differently without computing differently.
VERSION = re.compile(r"\d\.\d+\.\d+")

_spec = importlib.util.spec_from_file_location("document_variants", RECORD / "document_variants.py")
variants = importlib.util.module_from_spec(_spec)
sys.modules["document_variants"] = variants
_spec.loader.exec_module(variants)
VARIANTS = variants.load_variants()
EXACT = [variant for variant in VARIANTS if variant.rel is not None]


def lines_of(result):
    text = "".join(result.printed(number) for number in result.numbers)
    return WARNING.sub("", text).splitlines()


def run(variant, folder, monkeypatch):
    from migrate.verify.run import run_text

    if variant.document.startswith("c_") and importlib.util.find_spec("torch") is None:
        pytest.skip("document C uses PyTorch: pip install torch")
    shutil.copytree(ROOT / "fixtures" / "data", folder / "data")
    shutil.copytree(ROOT / "fixtures" / "data", folder / "mnist" / "data")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    # oneDNN rounds products otherwise than TensorFlow 1.15 did: one ULP of a probability near 1 is
    # 2e-4 of a loss of 6e-4.
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    text = variants.apply_to_text(variant, variant.path.read_text(encoding="utf-8"))
    kind = "markdown" if variant.path.suffix == ".md" else "notebook"
    outcome = migrate_text(text, kind, Options(unsafe_fixes=True))
    result = run_text(outcome.text, kind, folder, timeout=600)
    assert not result.errors
    return result


def recorded_lines(variant):
    cells = json.loads(variant.golden.read_text(encoding="utf-8"))["printed"]
    return [line for lines in cells.values() for line in lines]


def differences(wanted, found, rel):
    """The pairs of lines whose text differs, or a number by more than `rel` or its last digit."""
    apart = []
    for old, new in zip(wanted, found, strict=True):
        if VERSION.fullmatch(old) and VERSION.fullmatch(new):
            continue
        same_text = NUMBER.sub("#", old) == NUMBER.sub("#", new)
        numbers = zip(NUMBER.findall(old), NUMBER.findall(new), strict=False)
        if not (same_text and all(close(a, b, rel) for a, b in numbers)):
            apart.append((old, new))
    return apart


def close(old, new, rel):
    """Whole numbers must be equal; of others, the last printed digit may be rounded the other way."""
    if "." not in old and "e" not in old:
        return old == new
    fraction = re.search(r"\.(\d+)$", old)
    last_digit = 10.0 ** -len(fraction[1]) if fraction and len(fraction[1]) <= 6 else 0.0
    return math.isclose(float(old), float(new), rel_tol=rel, abs_tol=1.01 * last_digit)


@pytest.mark.slow
@pytest.mark.tf
@pytest.mark.parametrize("variant", EXACT, ids=lambda v: f"{v.document}.{v.name}")
def test_the_migrated_document_prints_the_numbers_of_tensorflow_1(variant, tmp_path, monkeypatch):
    found = lines_of(run(variant, tmp_path, monkeypatch))
    wanted = recorded_lines(variant)
    assert len(found) == len(wanted), (found, wanted)
    apart = differences(wanted, found, variant.rel)
    if variant.document == "c_rnn_notes":
        apart = [pair for pair in apart if not are_alike_predictions(*pair)]
    assert not apart


def are_alike_predictions(old, new):
    """Of the 179 characters that C's network of 100 steps thinks likeliest, PyTorch itself picks
    some otherwise on another CPU (four were seen): two may be nearly as likely."""
    equal = sum(a == b for a, b in zip(old, new, strict=False))
    return len(old) == len(new) > 150 and equal >= 0.95 * len(old)


@pytest.mark.slow
@pytest.mark.tf
def test_the_migrated_post_says_hello_as_keras_of_tensorflow_1_did(tmp_path, monkeypatch):
    (post,) = (variant for variant in VARIANTS if variant.document == "e_keras_hihello")
    found = lines_of(run(post, tmp_path, monkeypatch))
    wanted = recorded_lines(post)
    assert found[-1] == wanted[-1] == "hihel -> hello"
    assert found[:2] == wanted[:2]


@pytest.mark.parametrize(
    ("old", "new", "rel", "agree"),
    [
        ("0 9.841545 illlel", "0 9.841546 illlel", 1e-6, True),
        ("0 9.841545 illlel", "0 9.841745 illlel", 1e-6, False),
        ("100 0.0010517602 ihello", "100 0.0010517612 ihello", 1e-7, False),
        ("[ 1회] 비용 0.000012", "[ 1회] 비용 0.000013", 1e-6, True),
        ("[ 1회] 비용 0.000012", "[ 1회] 비용 0.000014", 1e-6, False),
        ("[ 1회] 비용 0.5", "[ 2회] 비용 0.5", 1e-6, False),
        ("milk -> 우유", "milk -> 나무", 1e-6, False),
        ("9.036139e-05", "9.036139e-04", 1e-6, False),
        ("9.036139e-05", "9.03613e-05", 1e-5, True),
        ("1.15.0", "2.21.0", 1e-6, True),
    ],
)
def test_lines_agree_only_where_they_should(old, new, rel, agree):
    assert (not differences([old], [new], rel)) is agree


def test_warnings_are_set_aside_and_nothing_else():
    text = (
        "a\nWARNING:tensorflow:From x:1: f is deprecated.\nInstructions for updating:\nUse g\nb\n"
    )
    assert WARNING.sub("", text) == "a\nb\n"

"""The models' table: both forms against the goldens, what they say in the end, and how long it took.

    python -m tests.reference.models.table [--tf1-python PYTHON] [GOLDEN...]

Seconds are for the document's number of steps on the golden's batch, tracing included; with the
interpreter of TensorFlow 1.15.5, of the legacy original too. Exit 1 if a number is beyond its bar.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from reference.models import training
from tests.reference.models import judging
from tests.reference.models.test_conformance import LOSSES, NUMBERS

RECORDER = judging.goldens.RECORD / "record_curves.py"
A1_STEPS_AN_EPOCH = 66  # of the 8482 bundled digits in batches of 128


def schedule(case: judging.Case, form: str) -> tuple[str, float]:
    """What a form says after the document's steps from the golden's weights, and the seconds."""
    golden = judging.golden_of(case.golden)
    model = judging.made(case, form)
    judging.load(case, model, golden["weights"])
    inputs, target = judging.batch_of(case, golden)
    steps = case.model.EPOCHS * (A1_STEPS_AN_EPOCH if case.module == "mnist_rows" else 1)
    begin = time.monotonic()
    losses = training.fit(model, inputs, target, steps)
    seconds = time.monotonic() - begin
    if hasattr(case.model, "accuracy"):
        best = training.outputs(model, *inputs).argmax(-1)
        right = best == (target if target.ndim == 1 else target.argmax(-1))
        return f"{right.sum()} of {right.size} right", seconds
    said = case.model.predict(model)
    if isinstance(said, dict):
        said = " ".join(said.values())
    elif isinstance(said, list):
        said = " ".join(said)
    elif not isinstance(said, str):
        said = f"loss {losses[0]:.2g} -> {losses[-1]:.2g}"
    return (said if len(said) < 60 else said[:30] + "..."), seconds


def legacy_seconds(names: list[str], python: str | None) -> dict[str, float]:
    """Seconds of the originals under TensorFlow 1.15.5, of those that it can run."""
    wanted = [name for name in names if not name.startswith("c")]
    if python is None or not wanted:
        return {}
    command = [python, str(RECORDER), "--time", *wanted]
    # TensorFlow 2 sets it as it is imported, and TensorFlow 1 would obey it
    environment = {key: value for key, value in os.environ.items() if key != "TF2_BEHAVIOR"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode:
        raise SystemExit(f"no times under TensorFlow 1.15:\n{run.stderr[-800:]}")
    return json.loads(run.stdout.splitlines()[-1])


def main() -> int:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("goldens", nargs="*", metavar="GOLDEN")
    parser.add_argument("--tf1-python", metavar="PYTHON")
    options = parser.parse_args()
    pairs = [p for p in judging.PAIRS if not options.goldens or p[0] in options.goldens]
    legacy = legacy_seconds(list(dict.fromkeys(name for name, _ in pairs)), options.tf1_python)
    print(
        "| model | form | outputs | gradients | 20 losses | each loss | says | s | s under 1.15 |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    failed = 0
    for name, form in pairs:
        verdict = judging.judge(name, form)
        said, seconds = schedule(judging.BY_GOLDEN[name], form)
        errors = (verdict.outputs, verdict.gradients, verdict.losses, verdict.each_loss)
        cells = ["-" if error is None else f"{error:.1e}" for error in errors]
        of_legacy = f"{legacy[name]:.1f}" if name in legacy else "-"
        row = (name, form, *cells, said, f"{seconds:.1f}", of_legacy)
        print("| " + " | ".join(row) + " |", flush=True)
        bars = (NUMBERS, NUMBERS, LOSSES)
        failed += any(error is not None and error > bar for error, bar in zip(errors, bars))  # noqa: B905
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

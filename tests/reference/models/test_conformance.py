"""Both forms of every model compute what the document's original computed: TensorFlow 1.15.5 for A,
B and D, Keras 2.3.1 for E, NumPy and PyTorch for C."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras

from reference.models import training
from tests.reference.models import judging

pytestmark = pytest.mark.tf

NUMBERS = 1e-6
# Not of each loss: by the twentieth step some have fallen to 1e-5 of the first, and the golden's own
# rounding is 2e-2 of them (measured against double precision).
LOSSES = 1e-5


@pytest.mark.parametrize(("golden", "form"), judging.PAIRS)
def test_outputs_gradients_and_losses(golden, form):
    verdict = judging.judge(golden, form)
    assert verdict.outputs <= NUMBERS
    assert verdict.predictions_equal
    if golden != "c1_numpy_rnn":  # the document does not train it
        assert verdict.gradients <= NUMBERS
        assert verdict.losses <= LOSSES


def test_the_sentence_agrees_for_twenty_steps_in_double_precision():
    case, golden = judging.BY_GOLDEN["c6_sentence"], judging.golden_of("c6_sentence")
    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")  # the layers made before have fixed it
    try:
        model = judging.made(case, "keras")
        # in double before PyTorch's two biases are added up
        weights = {name: array.astype(np.float64) for name, array in golden["weights"].items()}
        judging.load(case, model, weights)
        (inputs,), target = judging.batch_of(case, golden)
        losses = training.fit(model, [inputs.astype(np.float64)], target, judging.STEPS)
    finally:
        keras.config.set_floatx(before[0])
        keras.config.set_dtype_policy(before[1])
    assert losses == pytest.approx(golden["losses_double"], rel=LOSSES)


def test_every_golden_of_a_model_is_judged():
    folder = judging.goldens.ROOT / "fixtures" / "golden" / "models"
    assert {path.stem for path in folder.glob("*.json")} == set(judging.BY_GOLDEN)

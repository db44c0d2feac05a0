"""After its full schedule every model says what its document's did."""

import itertools
import json
import re
import sys

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras

from reference.models import (
    apple,
    gohome,
    hihello,
    keras_hihello,
    mnist_rows,
    numpy_rnn,
    sentence,
    training,
    web_navigation,
    word_completion,
    word_translation,
)
from tests.conftest import ROOT
from tests.reference.models import judging

pytestmark = pytest.mark.tf

FORMS = ["keras", "graph"]
DATA = ROOT / "fixtures" / "data"


def made(module, form, **options):
    keras.utils.set_random_seed(1)
    return module.build(**options) if form == "keras" else module.build_graph(1, **options)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("module", "says"), [(hihello, "ihello"), (apple, "pple!"), (keras_hihello, "hello")]
)
def test_a_word_is_learnt(module, says, form):
    model = made(module, form)
    losses = module.train(model)
    assert len(losses) == module.EPOCHS
    assert module.predict(model) == says


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("variant", gohome.VARIANTS)
def test_gohome_and_its_variants(variant, form):
    word = gohome.VARIANTS[variant]
    model = made(gohome, form, variant=variant)
    # some first weights never get there: these are the document's
    golden = judging.golden_of(f"d_{variant}")
    training.load(model, golden["weights"], gohome.SCOPES)
    losses = gohome.train(model)
    assert gohome.predict(model) == word.answer
    # scores cannot leave (-1, 1), nor the loss fall below this
    assert losses[-1] > np.log1p((len(word.alphabet) - 1) * np.exp(-2))


def test_hihello_under_the_documents_seed_starts_as_the_document_did():
    losses = hihello.train(hihello.build_graph(777), 101)
    assert losses[0] == pytest.approx(9.841545, rel=1e-6)
    assert losses[100] == pytest.approx(0.0010517602, rel=1e-3)


def test_ten_words_are_completed_and_keras_drops_nothing_when_it_predicts():
    model = made(word_completion, "keras")
    word_completion.train(model)
    assert word_completion.predict(model) == word_completion.WORDS
    assert word_completion.predict(model, ["mist"]) == word_completion.predict(model, ["mist"])


def test_ten_words_are_completed_by_the_graph():
    model = made(word_completion, "graph", kept=1.0)
    word_completion.train(model)
    assert word_completion.predict(model) == word_completion.WORDS


@pytest.mark.parametrize(("form", "kept"), [("keras", 0.5), ("graph", 1.0)])
def test_six_words_are_translated_and_a_misspelt_one_to_one_of_them(form, kept):
    model = made(word_translation, form, kept=kept)
    word_translation.train(model)
    assert word_translation.predict(model) == word_translation.BOOK
    assert len(word_translation.translate(model, "mikl")) <= 5


@pytest.mark.parametrize("form", FORMS)
def test_the_sentence_is_nearly_told(form):
    model = made(sentence, form)
    losses = sentence.train(model)
    said, wanted = sentence.predict(model), sentence.SENTENCE[1:]
    assert len(said) == len(wanted) == 179
    assert np.mean([a == b for a, b in zip(said, wanted, strict=True)]) > 0.9
    assert losses[-1] < losses[0] / 10


def test_numpys_loop_is_what_the_libraries_compute():
    model = made(numpy_rnn, "keras")
    kernel, recurrent, bias = model.get_layer("states").get_weights()
    by_hand = numpy_rnn.unroll(numpy_rnn.data()[0][0], kernel.T, recurrent.T, bias)
    assert numpy_rnn.predict(model) == pytest.approx(by_hand, abs=1e-6)
    assert by_hand[1:].min() > 0.9  # no weight is negative


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("name", "outputs", "state"),
    [
        ("simple_rnn", (1, 10, 8), (1, 1, 8)),
        ("deep_rnn", (1, 10, 8), (2, 1, 8)),
        ("bidirectional_rnn", (1, 10, 16), (4, 1, 8)),
        ("lstm", (1, 10, 8), (1, 1, 8)),
        ("gru", (1, 10, 8), (1, 1, 8)),
    ],
)
def test_a_layer_has_the_documents_shapes_and_learns_silence(name, outputs, state, form):
    from reference.models import catalogue

    module = catalogue.module(name)
    model = made(module, form)
    assert tuple(array.shape for array in module.predict(model)) == (outputs, state)
    losses = module.train(model, 15)
    assert losses[-1] < losses[0]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_bundled_digits_are_seen(form):
    given = mnist_rows.data(str(DATA), seed=1)
    model = made(mnist_rows, form)
    losses = mnist_rows.train(model, 12, None, given)
    assert losses[-1] < losses[0]
    assert mnist_rows.accuracy(model, given) > 0.9


def test_web_navigation_costs_what_it_cost_under_tensorflow_1():
    golden = ROOT / "fixtures" / "golden" / "documents" / "b2_web_navigation.quick.json"
    printed = json.loads(golden.read_text(encoding="utf-8"))["printed"]
    rows = re.findall(
        r"^(\d+)  :  (\S+) (\S+)$", "\n".join(itertools.chain(*printed.values())), re.M
    )
    (visits, following), test = web_navigation.data(str(DATA))
    # the document trains with the 800 rows, and prints the cost behind each tenth step
    model = web_navigation.build_graph(5, pages=300)
    given = (visits % 300, following % 300), test
    losses = web_navigation.train(model, 102, None, given)
    assert [int(step) for step, _, _ in rows] == list(range(0, 101, 10))
    wanted = [float(cost) for _, cost, _ in rows]
    assert [losses[int(step) + 1] for step, _, _ in rows] == pytest.approx(wanted, rel=1e-5)


@pytest.mark.slow
def test_web_navigation_is_learnt():
    (visits, following), test = web_navigation.data(str(DATA))
    pages = 2000
    given = tuple((v % pages, f % pages) for v, f in ((visits, following), test))
    model = made(web_navigation, "keras", pages=pages)
    losses = web_navigation.train(model, web_navigation.EPOCHS, None, given)
    assert losses[0] * pages > 5
    assert losses[-1] < losses[0] / 100
    assert np.mean(web_navigation.predict(model, given[0][0]) == given[0][1]) > 0.99
    assert web_navigation.accuracy(model, given) > 0.8


def test_a_batch_in_pieces_is_the_same_step():
    (visits, following), _ = web_navigation.data()
    x, y = visits % 50, following % 50
    models = [web_navigation.build(50) for _ in range(2)]
    models[1].set_weights(models[0].get_weights())
    whole = training.fit(models[0], [x[:101]], y[:101], 5)
    parts = training.fit(models[1], [x[:101]], y[:101], 5, None, 7)
    assert parts == pytest.approx(whole, rel=1e-6)


@pytest.mark.slow
def test_web_navigation_without_one_hot_takes_a_fraction_of_the_memory(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    sys.modules.pop("web_navigation", None)
    import web_navigation as benchmark

    more = {}
    for form in ("keras", "graph"):
        found = benchmark.measure(form, 20000, 1)
        more[form] = found["peak"] - found["imported"]
    assert more["keras"] < more["graph"] / 2

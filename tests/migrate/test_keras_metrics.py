"""The names that Keras 3 gives to metrics, and arguments of optimizers that it no longer takes."""

import pytest

from migrate.api import Migrated, left_to_do, migrate_path, migrate_text

MODEL = "import keras\nmodel = keras.Sequential()\nmodel.compile('sgd', 'mse', metrics=[{}])\n"
USES = [
    "h = model.fit(x, y)\nprint(h.history['{}'])\n",
    "seen = model.fit(x, y).history\nprint(seen['val_{}'])\n",
    "class C(keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs={{}}):\n        print(logs.get('{}'))\n",
    "stop = keras.callbacks.EarlyStopping(monitor='val_{}')\n",
]


def migrated(source):
    outcome = migrate_text(source, "script")
    return outcome.text if isinstance(outcome, Migrated) else source


@pytest.mark.parametrize("use", USES)
def test_a_key_follows_the_metric_where_it_can_be_told(use):
    head = MODEL.format("'accuracy'")
    assert migrated(head + use.format("acc")) == head + use.format("accuracy")


@pytest.mark.parametrize("metrics", ["'acc'", "'acc', 'accuracy'", ""])
@pytest.mark.parametrize("use", USES)
def test_a_key_stays_where_a_model_says_acc_or_nothing_is_known(use, metrics):
    source = MODEL.format(metrics) + use.format("acc")
    assert migrated(source) == source


def test_acc_is_no_finding_where_the_models_say_acc():
    source = MODEL.format("'acc'") + USES[0].format("acc")
    assert migrate_text(source, "script").findings == ()


def test_a_dictionary_of_the_documents_own_is_left_alone():
    source = MODEL.format("'accuracy'") + "scores = {'acc': 1}\nprint(scores['acc'])\n"
    assert migrated(source) == source


@pytest.mark.parametrize("home", ["keras", "tensorflow.keras"])
def test_no_epsilon_was_the_default(home):
    source = f"from {home}.optimizers import Adam, RMSprop\na = Adam(epsilon=None)\nb = RMSprop(epsilon=1e-6)\n"
    assert migrated(source) == source.replace("None", "1e-07")


@pytest.mark.parametrize(
    ("call", "named"),
    [
        ("SGD(0.1, 0.9, 1e-6, True)", True),
        ("SGD(0.1, 0.9, decay_rate)", True),
        ("SGD(0.1, 0.9, True)", False),
        ("SGD(0.1, 0.9)", False),
        ("Adam(0.1, 0.9, 0.999, 1e-8, 1e-6)", True),
        ("Adam(0.1, 0.9, 0.999, 1e-8)", False),
        ("RMSprop(0.1, 0.9, 1e-8)", True),
        ("Adagrad(0.1, 1e-8)", True),
    ],
)
def test_a_number_in_another_arguments_place_is_named(call, named):
    source = f"from keras.optimizers import *\nfrom keras.optimizers import SGD, Adam, RMSprop, Adagrad\no = {call}\n"
    found = [item.finding.code for item in left_to_do(migrate_text(source, "script"))]
    assert found == (["KR313"] if named else [])


SHOWN = (
    "def show(h, a, b):\n    plot(h.history[a], h.history[b])\n"
    "show(model.fit(x, y), 'acc', 'val_acc')\nfor key in ['acc', 'loss']:\n    print(key)\n"
)


def test_a_key_is_followed_into_the_documents_functions():
    source = MODEL.format("'accuracy'") + SHOWN
    assert migrated(source) == source.replace("'acc'", "'accuracy'").replace(
        "val_acc'", "val_accuracy'"
    )
    same = MODEL.format("'acc'") + SHOWN
    assert migrated(same) == same


def test_a_text_of_other_functions_is_left_alone():
    source = MODEL.format("'accuracy'") + SHOWN.replace("show(", "library.show(", 2).replace(
        "def library.", "def "
    )
    assert "library.show(model.fit(x, y), 'acc', 'val_acc')" in migrated(source)


@pytest.mark.parametrize(
    ("metric", "key", "found"),
    [
        ("'mae'", "val_mean_absolute_error", "val_mae"),
        ("'mse'", "mean_squared_error", "mse"),
        ("'mean_absolute_error'", "mean_absolute_error", "mean_absolute_error"),
        ("'accuracy'", "mean_absolute_error", "mean_absolute_error"),
    ],
)
def test_an_error_is_named_as_compile_said(metric, key, found):
    source = MODEL.format(metric) + f"print(model.fit(x, y).history['{key}'])\n"
    assert migrated(source) == source.replace(f"['{key}']", f"['{found}']")


DRAWING = "def show(h):\n    plot(h.history['acc'], h.history['val_acc'])\ndef more(seen):\n    plot(seen['acc'], seen['val_acc'])\n"


@pytest.mark.parametrize(
    ("beside", "old", "new"),
    [
        ("from tools import show\nmodel.compile('sgd', 'mse', metrics=['accuracy'])\n", "acc", "accuracy"),
        ("import tools\nmodel.compile('sgd', 'mse', metrics=['acc'])\n", "acc", "acc"),
        ("model.compile('sgd', 'mse', metrics=['accuracy'])\n", "acc", "acc"),
    ],
)  # fmt: skip
def test_a_key_follows_the_metric_of_the_file_that_imports_it(tmp_path, beside, old, new):
    (tmp_path / "tools.py").write_text(DRAWING)
    (tmp_path / "train.py").write_text(beside)
    found = DRAWING.replace(f"'{old}'", f"'{new}'").replace(f"'val_{old}'", f"'val_{new}'")
    assert migrate_path(tmp_path / "tools.py").text == found


def test_a_key_follows_the_metric_of_an_imported_file(tmp_path):
    (tmp_path / "net.py").write_text(
        "def make():\n    m.compile('sgd', 'mse', metrics=['accuracy'])\n"
    )
    source = "import keras\nfrom net import make\nh = make().fit(x, y)\nprint(h.history['acc'])\n"
    (tmp_path / "train.py").write_text(source)
    assert migrate_path(tmp_path / "train.py").text == source.replace("'acc'", "'accuracy'")


def test_a_history_whose_model_is_nowhere_is_left_to_do():
    source = "import keras\nh = make().fit(x, y)\nprint(h.history['acc'])\n"
    found = left_to_do(migrate_text(source, "script"))
    assert [item.finding.code for item in found] == ["NP403"]


def test_outputs_with_names_and_the_rate():
    source = (
        MODEL.format("'accuracy'")
        + "h = model.fit(x, y).history\nprint(h['age_acc'], h['lr'], own['lr'])\n"
    )
    found = source.replace("age_acc", "age_accuracy").replace("h['lr']", "h['learning_rate']")
    assert migrated(source) == found


OUTPUTS = "from keras.models import Model\ndef make():\n    return Model(a, {})\nm = make()\nm.compile('sgd', 'mse', metrics={})\n"


@pytest.mark.parametrize(
    ("outputs", "before", "after"),
    [
        ("[b, c]", "['mae']", "[['mae'], ['mae']]"),
        ("[b, c]", "['mae', 'mse']", "[['mae', 'mse'], ['mae', 'mse']]"),
        ("[b, c, d, e]", "['mae']", "[['mae']] * 4"),
        ("[b, c]", "[['mae'], ['mse']]", "[['mae'], ['mse']]"),
        ("[b, c]", "{'b': 'mae'}", "{'b': 'mae'}"),
        ("[b]", "['mae']", "['mae']"),
        ("b", "['mae']", "['mae']"),
    ],
)
def test_each_output_has_all_metrics(outputs, before, after):
    assert migrated(OUTPUTS.format(outputs, before)) == OUTPUTS.format(outputs, after)


def test_a_rate_in_a_list_of_settings_stays():
    source = MODEL.format("'accuracy'") + SHOWN.replace("'acc', 'loss'", "'lr', 'loss'")
    assert "['lr', 'loss']" in migrated(source)

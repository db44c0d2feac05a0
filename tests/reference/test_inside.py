"""What TensorFlow 1.15 had inside its packages: the modules below ``reference.<package>.python``."""

import importlib
import operator
import pkgutil

import pytest

pytest.importorskip("tensorflow")

import reference
from migrate.tables import symbols

pytestmark = pytest.mark.tf

INSIDE = [
    info.name
    for info in pkgutil.walk_packages(reference.__path__, "reference.")
    if ".python." in info.name and not info.ispkg
]


@pytest.mark.parametrize("name", INSIDE)
def test_a_module_inside_has_what_it_lists(name):
    module = importlib.import_module(name)
    assert module.__all__
    for each in module.__all__:
        assert getattr(module, each) is not None


@pytest.mark.parametrize("name", INSIDE)
def test_a_public_name_inside_is_the_same_object_as_in_its_package(name):
    module = importlib.import_module(name)
    for package in ("contrib", "layers", "nn.rnn_cell"):
        importlib.import_module(f"reference.{package}")
    for each in module.__all__:
        public = symbols.public_name(f"tensorflow{name.removeprefix('reference')}.{each}")
        if public is None:
            continue
        target = "reference" + public.removeprefix("tensorflow")
        if symbols.is_reference(target):
            found = operator.attrgetter(target.removeprefix("reference."))(reference)
            assert found is getattr(module, each)


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("reference.contrib.rnn", "WeightNormLSTMCell"),
        ("reference.contrib.rnn", "_linear"),
        ("reference.contrib.layers", "pool"),
        ("reference.contrib.seq2seq", "gather_tree_from_array"),
        ("reference.contrib.seq2seq", "SequenceLoss"),
        ("reference.contrib.framework", "print_op"),
        ("reference.nn.rnn_cell", "assert_like_rnncell"),
        ("reference.nn.rnn_cell", "_zero_state_tensors"),
    ],
)
def test_a_package_finds_what_is_inside(package, name):
    module = importlib.import_module(package)
    assert callable(getattr(module, name))


def test_what_is_inside_is_reached_by_dots():
    from reference import contrib

    assert contrib.rnn.python.ops.core_rnn_cell._linear is contrib.rnn.linear.linear
    assert contrib.framework.python.ops.arg_scope is contrib.framework.arg_scope


def test_a_package_finds_the_modules_inside():
    from reference import contrib, layers

    assert layers.utils.normalize_tuple(3, 2, "size") == (3, 3)
    assert contrib.seq2seq.attention_wrapper.AttentionWrapper is contrib.seq2seq.AttentionWrapper


def test_a_name_that_is_nowhere_is_an_attribute_error():
    from reference.contrib import rnn

    with pytest.raises(AttributeError, match=r"'reference\.contrib\.rnn' has no .* 'NoSuchCell'"):
        rnn.NoSuchCell  # noqa: B018


def test_zero_states_and_cells_by_their_inside_names():
    import tensorflow.compat.v1 as tf

    from reference.python.ops import rnn_cell_impl

    with tf.Graph().as_default():
        state = rnn_cell_impl._zero_state_tensors((3, tf.TensorShape([2, 4])), 5, tf.float32)
        cell = rnn_cell_impl.GRUCell(3)
    assert [part.shape.as_list() for part in state] == [[5, 3], [5, 2, 4]]
    assert rnn_cell_impl._like_rnncell(cell)
    assert not rnn_cell_impl._like_rnncell(len)
    with pytest.raises(TypeError, match=rnn_cell_impl.ASSERT_LIKE_RNNCELL_ERROR_REGEXP):
        rnn_cell_impl.assert_like_rnncell("cell", len)


def test_sounds_are_those_of_tensorflow_1():
    import numpy as np
    import tensorflow.compat.v1 as tf

    from reference.contrib.framework.python.ops import audio_ops

    sound = np.sin(np.arange(200) / 7.0).astype("float32")[:, None]
    with tf.Graph().as_default(), tf.Session() as session:
        spectrogram = audio_ops.audio_spectrogram(sound, 64, 32, magnitude_squared=True)
        coefficients = audio_ops.mfcc(spectrogram, 8000, dct_coefficient_count=4)
        wave = audio_ops.decode_wav(audio_ops.encode_wav(sound, 8000), desired_channels=1)
        squares, found, decoded = session.run([spectrogram, coefficients, wave])
    # What TensorFlow 1.15.5 gives.
    assert squares.shape == (1, 5, 33)
    assert squares.sum() == pytest.approx(1973.708, rel=1e-6)
    assert found[0, 0] == pytest.approx([-65.08195, -1.863612, -13.255024, -8.314655], rel=1e-5)
    assert (decoded.audio.sum(), decoded.sample_rate) == (pytest.approx(13.816406, rel=1e-6), 8000)

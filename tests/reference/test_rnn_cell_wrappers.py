"""DropoutWrapper's masks and seeds, and what cells refuse."""

import hashlib

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import rnn  # noqa: E402
from reference.nn import dropout, rnn_cell  # noqa: E402

pytestmark = pytest.mark.tf

LSTMStateTuple = rnn_cell.LSTMStateTuple


class Counter(rnn_cell.RNNCell):
    """Puts out its inputs, and adds one to every part of its state."""

    def __init__(self, state_size=3):
        super().__init__()
        self._sizes = state_size

    @property
    def state_size(self):
        return self._sizes

    @property
    def output_size(self):
        return 3

    def call(self, inputs, state):
        return inputs, tf.nest.map_structure(lambda part: part + 1.0, state)


def ran(wrapper, steps=1, ones=(50, 3), state=None):
    """Outputs and states of `steps` steps over ones."""
    with tf.Session() as session:
        if state is None:
            state = wrapper.zero_state(ones[0], tf.float32)
        found = []
        for _ in range(steps):
            output, state = wrapper(tf.ones(ones), state)
            found.append((output, state))
        return session.run(found)


@pytest.fixture(autouse=True)
def _own_graph():
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        yield


@pytest.mark.parametrize("part", ["input", "output"])
def test_kept_values_are_scaled_and_the_others_zero(part):
    output, state = ran(rnn_cell.DropoutWrapper(Counter(), **{f"{part}_keep_prob": 0.25}))[0]
    assert set(np.unique(output)) == {0.0, 4.0}
    assert 0.1 < np.mean(output == 4.0) < 0.4
    np.testing.assert_array_equal(state, np.ones((50, 3)))


def test_keep_probabilities_of_one_make_no_ops():
    cell = Counter()
    wrapper = rnn_cell.DropoutWrapper(cell)
    inputs, state = tf.ones([2, 3]), cell.zero_state(2, tf.float32)
    cell(inputs, state)
    graph = tf.get_default_graph()
    before = len(graph.get_operations())
    wrapper(inputs, state)
    assert [op.type for op in graph.get_operations()[before:]] in (
        ["Const", "AddV2"],
        ["Const", "Add"],
    )


def test_the_memory_of_an_lstm_is_never_dropped():
    cell = Counter(LSTMStateTuple(3, 3))
    _, state = ran(rnn_cell.DropoutWrapper(cell, state_keep_prob=0.5))[0]
    np.testing.assert_array_equal(state.c, np.ones((50, 3)))
    assert set(np.unique(state.h)) == {0.0, 2.0}


def test_a_visitor_chooses_what_is_dropped():
    cell = Counter((LSTMStateTuple(3, 3), {"a": 3, "b": (3, 3)}))

    def visitor(state):
        if isinstance(state, LSTMStateTuple):
            return LSTMStateTuple(c=True, h=False)
        if isinstance(state, dict):
            return {"a": False, "b": True}
        return True

    wrapper = rnn_cell.DropoutWrapper(
        cell, state_keep_prob=0.5, dropout_state_filter_visitor=visitor
    )
    _, (lstm, rest) = ran(wrapper)[0]
    dropped = {0.0, 2.0}
    assert set(np.unique(lstm.c)) == dropped
    assert set(np.unique(lstm.h)) == {1.0}
    assert set(np.unique(rest["a"])) == {1.0}
    assert [set(np.unique(part)) for part in rest["b"]] == [dropped, dropped]


def test_a_visitor_must_answer_with_booleans():
    wrapper = rnn_cell.DropoutWrapper(
        Counter(), state_keep_prob=0.5, dropout_state_filter_visitor=lambda state: "yes"
    )
    with pytest.raises(TypeError, match="boolean"):
        wrapper(tf.ones([2, 3]), tf.zeros([2, 3]))


def test_op_seeds_come_from_seed_kind_and_number():
    cell = Counter((3, 3))
    wrapper = rnn_cell.DropoutWrapper(cell, 0.5, 0.5, 0.5, seed=42)
    wrapper(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
    seeds = [
        op.get_attr("seed2")
        for op in tf.get_default_graph().get_operations()
        if op.type == "RandomUniform"
    ]
    expected = [
        int(hashlib.md5(f"42{salt}".encode()).hexdigest()[:8], 16) & 0x7FFFFFFF
        for salt in ("input_0", "state_0", "state_1", "output_0")
    ]
    assert seeds == expected


def test_variational_masks_are_the_same_at_every_step_and_for_the_whole_batch():
    wrapper = rnn_cell.DropoutWrapper(
        Counter(),
        input_keep_prob=0.5,
        variational_recurrent=True,
        input_size=3,
        dtype=tf.float32,
    )
    (first, _), (second, _) = ran(wrapper, steps=2)
    np.testing.assert_array_equal(first, second)
    assert (first == first[0]).all()
    assert set(np.unique(first)) <= {0.0, 2.0}


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: rnn_cell.DropoutWrapper(3), TypeError, "is not an RNNCell"),
        (lambda: rnn_cell.DropoutWrapper(Counter(), 1.5), ValueError, "between 0 and 1"),
        (
            lambda: rnn_cell.DropoutWrapper(Counter(), dropout_state_filter_visitor=3),
            TypeError,
            "must be callable",
        ),
        (
            lambda: rnn_cell.DropoutWrapper(Counter(), 0.5, variational_recurrent=True),
            ValueError,
            "dtype must be provided",
        ),
        (
            lambda: rnn_cell.DropoutWrapper(
                Counter(), 0.5, variational_recurrent=True, dtype=tf.float32
            ),
            ValueError,
            "input_size must be provided",
        ),
        (lambda: rnn_cell.MultiRNNCell([]), ValueError, "at least one cell"),
        (lambda: rnn_cell.MultiRNNCell(Counter()), TypeError, "list or tuple"),
        (
            lambda: rnn_cell.MultiRNNCell([rnn_cell.LSTMCell(2)], state_is_tuple=False),
            ValueError,
            "tuples of states",
        ),
        (lambda: rnn_cell.GRUCell(3, activation="none such"), ValueError, "Unknown activation"),
        (lambda: rnn_cell.GRUCell(3, colour=1), TypeError, "not understood"),
        (lambda: rnn_cell.BasicRNNCell(3, dtype=tf.int32), ValueError, "floating point"),
        (
            lambda: rnn_cell.BasicRNNCell(3)(tf.ones([2, 3, 4]), tf.ones([2, 3])),
            ValueError,
            "expected ndim=2, found ndim=3",
        ),
        (
            lambda: rnn_cell.BasicRNNCell(3)(
                tf.placeholder(tf.float32, [2, None]), tf.ones([2, 3])
            ),
            ValueError,
            "to be known",
        ),
        (lambda: Counter().get_initial_state(), ValueError, "cannot be None"),
        (
            lambda: Counter().get_initial_state(tf.ones([2, 3]), batch_size=3),
            ValueError,
            "batch size from input tensor",
        ),
        (lambda: rnn.OutputProjectionWrapper(Counter(), 0), ValueError, "must be > 0"),
        (lambda: rnn.EmbeddingWrapper(Counter(), 3, 0), ValueError, "must be > 0"),
        (
            lambda: rnn_cell.ResidualWrapper(rnn_cell.GRUCell(4))(tf.ones([2, 3]), tf.ones([2, 4])),
            ValueError,
            "incompatible",
        ),
        (lambda: dropout(tf.ones([2])), ValueError, "must provide a rate"),
        (lambda: dropout(tf.ones([2]), rate=1.0), ValueError, r"range \[0, 1\)"),
        (lambda: dropout(tf.ones([2], tf.int32), 0.5), ValueError, "floating point tensor"),
        (lambda: dropout(tf.ones([2]), 0.5, rate=0.5), ValueError, "both"),
    ],
)
def test_wrong_arguments_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_cells_of_one_name_share_variables_only_with_reuse():
    inputs, state = tf.ones([2, 3]), tf.ones([2, 4])
    rnn_cell.GRUCell(4, name="a")(inputs, state)
    apart = rnn_cell.GRUCell(4, name="a")
    apart(inputs, state)
    assert apart.scope_name == "a_1"
    shared = rnn_cell.GRUCell(4, name="a", reuse=True)
    shared(inputs, state)
    assert shared.scope_name == "a"
    assert len(shared.weights) == 4
    assert len(tf.global_variables()) == 8


def test_a_taken_scope_is_refused_without_reuse():
    inputs, state = tf.ones([2, 3]), tf.ones([2, 4])
    rnn_cell.GRUCell(4)(inputs, state, scope="s")
    with pytest.raises(ValueError, match="already exists"):
        rnn_cell.GRUCell(4)(inputs, state, scope="s")


def test_a_cell_is_made_again_from_its_config():
    cell = rnn_cell.LSTMCell(
        4, use_peepholes=True, num_proj=3, activation="relu", initializer=tf.ones_initializer()
    )
    config = cell.get_config()
    again = rnn_cell.LSTMCell.from_config(config)
    assert again.get_config() == config
    wrapper = rnn_cell.DropoutWrapper(cell, 0.5, seed=3)
    config = wrapper.get_config()
    with pytest.raises(ValueError, match="cannot reconstruct the wrapped cell"):
        rnn_cell.DropoutWrapper.from_config(config)
    assert rnn_cell.DropoutWrapper.from_config({**config, "cell": again}).get_config() == config


def test_cells_are_saved_by_object(tmp_path):
    cell = rnn_cell.MultiRNNCell([rnn_cell.DropoutWrapper(rnn_cell.GRUCell(2))])
    cell(tf.ones([1, 1]), cell.zero_state(1, tf.float32))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        path = tf.train.Checkpoint(cell=cell).save(str(tmp_path / "model"), session=session)
    names = {name for name, _ in tf.train.list_variables(path)}
    # The slash of the variable's name is escaped, as it was in 1.15.
    assert "cell/cell-0/cell/gates.Skernel/.ATTRIBUTES/VARIABLE_VALUE" in names


@pytest.mark.parametrize(("depth", "kernels"), [(3, [[5, 2], [4, 2], [4, 2]]), (2, [[4, 2]])])
def test_one_cell_in_several_layers_is_copied_where_it_does_not_fit(depth, kernels):
    """Before TensorFlow 1.2 each layer had weights of its own; 1.15 shares them, or raises."""
    with tf.Graph().as_default():
        inputs = tf.ones([1, 4, depth])
        cell = rnn_cell.DropoutWrapper(rnn_cell.BasicRNNCell(2), output_keep_prob=0.5)
        stack = rnn_cell.MultiRNNCell([cell] * 3)
        output, state = tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32)
        assert output.shape.as_list() == [1, 4, 2]
        assert len(state) == 3
        made = [v for v in tf.trainable_variables() if "kernel" in v.name]
        assert [v.shape.as_list() for v in made] == kernels
        scopes = [f"rnn/multi_rnn_cell/cell_{n}/basic_rnn_cell/kernel:0" for n in range(3)]
        assert [v.name for v in made] == scopes[: len(made)]

"""``contrib.framework``: what goldens cannot hold: scopes, names, checkpoints, errors."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import contrib  # noqa: E402
from reference.contrib import framework  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]


@framework.add_arg_scope
def layer(inputs, units=1, *, activation=None):
    """Gives back what it was given."""
    return inputs, units, activation


@pytest.fixture
def graph():
    with tf.Graph().as_default() as made:
        yield made


def test_what_is_not_rebuilt_says_so():
    with pytest.raises(AttributeError, match=r"tf\.contrib\.tensor_forest is not rebuilt"):
        _ = contrib.tensor_forest
    assert {"rnn", "framework", "training"} <= set(dir(contrib))


def test_inner_scope_wins_over_outer_and_the_caller_over_both():
    with framework.arg_scope([layer], units=2, activation="relu"):
        with framework.arg_scope([layer], units=3):
            assert layer("x") == ("x", 3, "relu")
            assert layer("x", units=4) == ("x", 4, "relu")
        assert layer("x") == ("x", 2, "relu")
    assert layer("x") == ("x", 1, None)


def test_kept_scope_replaces_the_one_in_force():
    with framework.arg_scope([layer], units=2) as kept:
        pass
    with framework.arg_scope([layer], activation="relu"), framework.arg_scope(kept):
        assert layer("x") == ("x", 2, None)


def test_scope_is_left_as_it_was_after_an_error():
    before = framework.current_arg_scope()
    with pytest.raises(ValueError, match="not decorated"), framework.arg_scope([len], units=2):
        pass
    assert framework.current_arg_scope() is before


def test_arguments_of_a_decorated_function_are_those_with_defaults():
    assert framework.arg_scoped_arguments(layer) == ("units", "activation")
    assert layer.__doc__ == "Gives back what it was given."
    assert not framework.has_arg_scope(len)


def test_variables_are_found_by_scope_suffix_and_name(graph):
    with tf.variable_scope("a"):
        w = framework.model_variable("w", [1])
        b = framework.variable("b", [1], trainable=False)
    local = framework.local_variable(0.0, name="a/local")
    assert framework.get_variables("a") == [w, b]
    assert framework.get_variables_by_suffix("b") == [b]
    assert framework.get_variables_by_name("w", scope="a") == [w]
    assert framework.get_model_variables() == [w]
    assert framework.get_trainable_variables() == [w]
    assert framework.get_local_variables() == [local]
    assert framework.get_unique_variable("a/w") is w
    assert framework.get_variables_to_restore(exclude=["a/b"]) == [w]
    assert framework.filter_variables([w, b], exclude_patterns=["b"]) == [w]
    with pytest.raises(ValueError, match="Couldn't find variable c"):
        framework.get_unique_variable("c")


def test_partitioned_variable_is_restored_part_by_part(graph, tmp_path):
    whole = np.arange(12, dtype=np.float32).reshape(4, 3)
    with tf.Graph().as_default(), tf.Session() as session:
        variable = tf.get_variable("v", initializer=whole)
        session.run(variable.initializer)
        path = tf.train.Saver([variable]).save(session, str(tmp_path / "model"))
    parts = tf.get_variable("v", [4, 3], partitioner=tf.fixed_size_partitioner(2))
    operation, feed = framework.assign_from_checkpoint(path, list(parts))
    assert [framework.get_variable_full_name(part) for part in parts] == ["v", "v"]
    with tf.Session() as session:
        session.run(operation, feed)
        np.testing.assert_array_equal(session.run(tf.convert_to_tensor(parts)), whole)
    assert framework.list_variables(str(tmp_path)) == [("v", [4, 3])]


def test_checkpoint_without_the_variable_is_an_error_unless_it_may_be_missing(graph, tmp_path):
    present, missing = tf.get_variable("present", [2]), tf.get_variable("missing", [2])
    with tf.Session() as session:
        session.run(present.initializer)
        path = tf.train.Saver([present]).save(session, str(tmp_path / "model"))
    with pytest.raises(ValueError, match=r"missing variable \[missing\]"):
        framework.assign_from_checkpoint(path, [present, missing])
    _, feed = framework.assign_from_checkpoint(path, [present, missing], ignore_missing_vars=True)
    assert len(feed) == 1
    assert framework.assign_from_checkpoint_fn(path, [missing], ignore_missing_vars=True) is None


def test_known_predicate_adds_no_ops_but_those_of_its_branch(graph):
    two = tf.constant(2)
    pred = two * two > 3
    before = len(graph.get_operations())
    framework.smart_cond(pred, lambda: tf.constant(1, name="yes"), lambda: tf.constant(0))
    assert [op.name for op in graph.get_operations()[before:]] == ["yes"]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: tf.placeholder(tf.bool, []), id="a placeholder is fed"),
        pytest.param(lambda: tf.placeholder_with_default(True, []), id="a default can be fed over"),
        pytest.param(lambda: tf.random_uniform([]) > 0.5, id="a random op varies"),
        pytest.param(
            lambda: tf.cond(tf.placeholder(tf.bool, []), lambda: True, lambda: False),
            id="a merge depends on what arrives",
        ),
    ],
)
def test_predicate_is_not_known_when(graph, make):
    assert framework.smart_constant_value(make()) is None


def test_case_without_default_fails_when_nothing_holds(graph):
    x = tf.placeholder(tf.int32, [])
    y = framework.smart_case([(x > 1, lambda: tf.constant(1)), (x < 0, lambda: tf.constant(2))])
    with tf.Session() as session:
        assert session.run(y, {x: 2}) == 1
        assert session.run(y, {x: -1}) == 2
        with pytest.raises(tf.errors.InvalidArgumentError, match="None of conditions"):
            session.run(y, {x: 1})


def test_zero_initializer_refuses_a_variable_with_a_value(graph):
    variable = tf.get_variable("v", [2], initializer=tf.ones_initializer())
    zeroed = framework.zero_initializer(variable)
    with tf.Session() as session:
        np.testing.assert_array_equal(session.run(zeroed), [0, 0])
        with pytest.raises(tf.errors.InvalidArgumentError, match="already initialized"):
            session.run(zeroed)


def test_deprecated_argument_warns_once_and_only_where_it_is_passed(monkeypatch):
    warned = []
    monkeypatch.setattr(tf.logging, "warning", lambda text, *rest: warned.append(text % rest))

    @framework.deprecated_args(None, "Use b.", ("a", 1))
    def f(a=None, b=None):
        return a, b

    f(b=2), f(1), f(a=3), f(4)
    assert len(warned) == 1
    assert "with a is deprecated and will be removed in a future version" in warned[0]
    with pytest.raises(ValueError, match="not present in the function signature"):
        framework.deprecated_args(None, "x", "c")(lambda a: a)


def test_fused_part_of_a_graph_keeps_its_edges(graph):
    x = tf.placeholder(tf.float32, name="x")
    tf.negative(tf.square(tf.exp(x, name="exp"), name="square"), name="out")
    before = graph.as_graph_def()
    fused = framework.fuse_op(before, ["x"], ["square"], [1], False, "fused", "Custom")
    assert [(node.name, list(node.input)) for node in fused.node] == [
        ("x", []),
        ("fused", ["x"]),
        ("square", ["fused"]),
        ("out", ["square"]),
    ]
    assert len(before.node) == 4


def test_python_function_takes_and_gives_nests(graph):
    result = framework.py_func(
        lambda a, *, pair: {"sum": a + pair[0] + pair[1]},
        args=(tf.constant(1.0),),
        kwargs={"pair": (tf.constant(2.0), tf.constant(3.0))},
        output_types={"sum": tf.float32},
        output_shapes={"sum": []},
    )
    assert result["sum"].shape.as_list() == []
    with tf.Session() as session:
        assert session.run(result) == {"sum": 6.0}


def test_paths_of_nested_structures():
    nest = framework.nest
    tree = {"b": [1, (2,)], "a": 3}
    assert nest.flatten_with_tuple_paths(tree) == [
        (("a",), 3),
        (("b", 0), 1),
        (("b", 1, 0), 2),
    ]
    assert nest.map_structure_with_paths(lambda path, x: f"{path}={x}", tree) == {
        "b": ["b/0=1", ("b/1/0=2",)],
        "a": "a=3",
    }
    shallow = nest.get_traverse_shallow_structure(lambda s: not isinstance(s, tuple), tree)
    assert shallow == {"b": [True, False], "a": True}
    with pytest.raises(ValueError, match="same sequence length"):
        nest.assert_shallow_structure([1, 2], [[1], [2], [3]])


@pytest.mark.parametrize("use_resource", [False, True])
def test_a_variable_of_either_kind_is_printed_and_given_on(graph, capfd, use_resource):
    variable = tf.get_variable("v", [2], initializer=tf.ones_initializer, use_resource=use_resource)
    shown = framework.print_op(variable, message="seen ")
    with tf.Session() as session:
        session.run(variable.initializer)
        assert session.run(shown).tolist() == [1.0, 1.0]
    assert "seen [Type: Variable (float32" in capfd.readouterr().err


def test_print_op_of_another_kind_is_an_error(graph):
    with pytest.raises(ValueError, match="must be a Tensor"):
        framework.print_op("text")

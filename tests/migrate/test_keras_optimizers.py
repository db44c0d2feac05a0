"""The optimizers of `tf.train` that become Keras' own train as they did."""

import inspect

import pytest

from migrate.api import Options, migrate_text
from migrate.rules.keras_optimizers import _SUCCESSORS


def migrated(line: str) -> str:
    source = (
        "import tensorflow as tf\nmodel = tf.keras.Sequential()\n"
        f"model.compile(loss='mse', optimizer={line})\nmodel.fit(x, y)\n"
    )
    text = migrate_text(source, "script", Options()).text
    return text.splitlines()[2].removeprefix("model.compile(loss='mse', optimizer=")[:-1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tf.train.AdamOptimizer()", "tf.keras.optimizers.Adam(epsilon=1e-8)"),
        ("tf.train.AdamOptimizer(0.1,)", "tf.keras.optimizers.Adam(0.1, epsilon=1e-8)"),
        (
            "tf.train.AdamOptimizer(0.1, 0.9, 0.99, 1)",
            "tf.keras.optimizers.Adam(0.1, 0.9, 0.99, 1)",
        ),
        ("tf.train.AdamOptimizer(epsilon=1)", "tf.keras.optimizers.Adam(epsilon=1)"),
        (
            "tf.train.GradientDescentOptimizer(0.1, use_locking=True)",
            "tf.keras.optimizers.SGD(0.1)",
        ),
        (
            "tf.train.RMSPropOptimizer(0.1, decay=0.8)",
            "tf.keras.optimizers.RMSprop(0.1, rho=0.8, epsilon=1e-10)",
        ),
        ("tf.train.MomentumOptimizer(0.1, 0.9, True)",) * 2,
        ("tf.train.ProximalAdagradOptimizer(0.1)",) * 2,
    ],
)
def test_spelling(line: str, expected: str) -> None:
    assert migrated(line) == expected


@pytest.mark.tf
@pytest.mark.parametrize("old", _SUCCESSORS)
def test_arguments_stand_where_they_stood(old: str) -> None:
    tf = pytest.importorskip("tensorflow")
    successor = _SUCCESSORS[old]
    before = getattr(tf.compat.v1.train, old.rpartition(".")[2])
    old_names = list(inspect.signature(before).parameters)[: successor.positional]
    today = list(inspect.signature(getattr(tf.keras.optimizers, successor.name)).parameters)
    assert [successor.renamed.get(name, name) for name in old_names] == today[: len(old_names)]
    assert set(successor.renamed.values()) <= set(today)


@pytest.mark.tf
@pytest.mark.parametrize(
    ("old", "arguments"),
    [
        ("AdamOptimizer", {}),
        ("GradientDescentOptimizer", {}),
        ("MomentumOptimizer", {"momentum": 0.9}),
    ],
)
def test_steps_are_the_same(old: str, arguments: dict[str, float]) -> None:
    tf = pytest.importorskip("tensorflow")
    successor = _SUCCESSORS[f"tensorflow.train.{old}"]
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        value = tf.compat.v1.get_variable("v", initializer=[1.0, -2.0])
        step = getattr(tf.compat.v1.train, old)(0.1, **arguments).minimize(
            tf.reduce_sum(value**2 + 1e-6 * value)
        )
        session.run(tf.compat.v1.global_variables_initializer())
        for _ in range(5):
            session.run(step)
        expected = session.run(value)
    if successor.epsilon:
        arguments = {**arguments, "epsilon": float(successor.epsilon)}
    optimizer = getattr(tf.keras.optimizers, successor.name)(0.1, **arguments)
    variable = tf.Variable([1.0, -2.0])
    for _ in range(5):
        optimizer.apply([2 * variable + 1e-6], [variable])
    assert variable.numpy() == pytest.approx(expected, rel=1e-5)


def test_models_that_are_attributes_of_tensorflow_share_an_optimizer_too() -> None:
    source = (
        "import tensorflow as tf\ntf.model = tf.keras.Sequential()\n"
        "step = tf.keras.optimizers.SGD(0.1)\ntf.model.compile(step, 'mse')\n"
        "other = tf.keras.Sequential()\nother.compile(step, 'mse')\n"
    )
    lines = migrate_text(source, "script", Options()).text.splitlines()
    assert lines[3] == "tf.model.compile(step, 'mse')"
    assert lines[5] == "other.compile(type(step).from_config(step.get_config()), 'mse')"

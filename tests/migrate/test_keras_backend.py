"""`keras.backend`'s functions mean what they meant: same defaults, order and names of arguments.

The values are what Keras 2.3.1 on TensorFlow 1.15.5 printed.
"""

from __future__ import annotations

from typing import Any

import pytest

from migrate.api import left_to_do, migrate_text

pytestmark = pytest.mark.tf

_START = """import numpy as np
from keras import backend as K
x = K.constant(np.arange(6.0).reshape(2, 3) - 2)
"""


@pytest.mark.parametrize(
    ("call", "recorded"),
    [
        ("K.argmax(x)", [2.0, 2.0]),
        ("K.argmin(x)", [0.0, 0.0]),
        (
            "K.concatenate([x, x])",
            [[-2.0, -1.0, 0.0, -2.0, -1.0, 0.0], [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]],
        ),
        ("K.clip(x, min_value=-1, max_value=2)", [[-1.0, -1.0, 0.0], [1.0, 2.0, 2.0]]),
        ("K.relu(x, alpha=0.5, max_value=2.0)", [[-1.0, -0.5, 0.0], [1.0, 2.0, 2.0]]),
        (
            "K.repeat(x, 2)",
            [[[-2.0, -1.0, 0.0], [-2.0, -1.0, 0.0]], [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]],
        ),
        ("K.expand_dims(x)", [[[-2.0], [-1.0], [0.0]], [[1.0], [2.0], [3.0]]]),
        ("K.pow(x=x, a=2)", [[4.0, 1.0, 0.0], [1.0, 4.0, 9.0]]),
        ('K.eye(2, "float32", "e")', [[1.0, 0.0], [0.0, 1.0]]),
        ('K.one_hot(K.constant([1, 0], dtype="int32"), 2)', [[0.0, 1.0], [1.0, 0.0]]),
        ("K.batch_dot(x, x, axes=1)", [[5.0], [14.0]]),
        (
            "K.l2_normalize(x)",
            [
                [-0.45883145928382874, -0.22941572964191437, 0.0],
                [0.22941572964191437, 0.45883145928382874, 0.6882472038269043],
            ],
        ),
        ('K.in_top_k(x, K.constant([2, 0], dtype="int32"), 1)', [1.0, 0.0]),
        (
            'K.switch(K.constant(True, dtype="bool"), lambda: x, lambda: -x)',
            [[-2.0, -1.0, 0.0], [1.0, 2.0, 3.0]],
        ),
        ("K.permute_dimensions(x, pattern=(1, 0))", [[-2.0, 1.0], [-1.0, 2.0], [0.0, 3.0]]),
        (
            "K.tile(x, n=[1, 2])",
            [[-2.0, -1.0, 0.0, -2.0, -1.0, 0.0], [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]],
        ),
        ("K.arange(3)", [0.0, 1.0, 2.0]),
        ('K.zeros((2,), name="z")', [0.0, 0.0]),
        ("K.batch_flatten(K.expand_dims(x))", [[-2.0, -1.0, 0.0], [1.0, 2.0, 3.0]]),
        ("K.greater(x=x, y=0.5)", [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]),
        ("K.reshape(x, shape=(3, 2))", [[-2.0, -1.0], [0.0, 1.0], [2.0, 3.0]]),
        ("K.dot(x=x, y=K.transpose(x))", [[5.0, -4.0], [-4.0, 14.0]]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_call_gives_the_value_of_keras_2(call: str, recorded: list[Any]) -> None:
    np = pytest.importorskip("numpy", reason="a dependency of TensorFlow")
    pytest.importorskip("tensorflow", reason="an extra: tf")
    document = f"{_START}value = K.eval({call})\n"
    outcome = migrate_text(document, "script")
    names: dict[str, Any] = {}
    assert not left_to_do(outcome)
    exec(compile(outcome.text, "document", "exec"), names)  # type: ignore[union-attr]
    np.testing.assert_allclose(np.asarray(names["value"], float), recorded, atol=1e-6)

"""Calls of TensorFlow 1 by functions that TensorFlow 2 has as well."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from migrate.tables import version1
from tests.migrate.building import migrated, notebook, sources

IMPORT = "import tensorflow as tf\n"
IMPORTED = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"


@pytest.mark.tf
@pytest.mark.skipif(
    sys.version_info < (3, 11),
    reason="the table is made with the newest Keras, which Python 3.10 has not",
)
def test_the_table_is_in_step() -> None:
    script = Path(version1.TABLE.parent) / "generate" / "version1_arguments.py"
    spec = importlib.util.spec_from_file_location("version1_arguments", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert version1.TABLE.read_text("utf-8").splitlines() == module.rows()


@pytest.mark.parametrize(
    "call",
    [
        "with tf.name_scope(scope, 'tower'):\n    pass",
        "z = tf.reduce_sum(x, reduction_indices=[1])",
        "z = tf.nn.softmax(x, dim=1)",
        "z = tf.squeeze(x, squeeze_dims=[1])",
        "b = tf.constant_initializer(0.1, dtype=tf.float32)",
        "y = tf.nn.conv2d(x, filter=w, strides=[1, 1, 1, 1], padding='SAME')",
        "z = tf.nn.dropout(x, keep_prob=0.5)",
    ],
)
def test_a_call_of_version_1_makes_a_document_legacy(call: str) -> None:
    assert sources(migrated(notebook(IMPORT + call)).text) == [IMPORTED + call]


def test_the_old_order_makes_a_document_legacy() -> None:
    found = sources(migrated(notebook(IMPORT + "z = tf.concat(1, [x, y])")).text)
    assert found == [IMPORTED + "z = tf.concat(axis=1, values=[x, y])"]


@pytest.mark.parametrize(
    "call",
    [
        "with tf.name_scope('tower'):\n    pass",
        "z = tf.reduce_sum(x, axis=1, keepdims=True)",
        "z = tf.nn.softmax(x, axis=1)",
        "z = tf.concat([x, y], 1)",
        "z = tf.split(x, 3, 1)",
        "y = tf.nn.conv2d(x, w, 1, 'SAME')",
        "z = tf.nn.dropout(x, 0.5)",
    ],
)
def test_a_call_of_version_2_does_not(call: str) -> None:
    assert sources(migrated(notebook(IMPORT + call)).text) == [IMPORT + call]

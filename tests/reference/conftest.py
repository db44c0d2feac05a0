"""What the tests of ``reference`` share."""

import pytest


@pytest.fixture
def like_tensorflow_1():
    """Graphs as ``disable_v2_behavior`` gives them: reference variables, conditions of switches."""
    tf = pytest.importorskip("tensorflow.compat.v1")
    resources, functions = tf.resource_variables_enabled(), tf.control_flow_v2_enabled()
    tf.disable_resource_variables()
    tf.disable_control_flow_v2()
    yield
    if resources:
        tf.enable_resource_variables()
    if functions:
        tf.enable_control_flow_v2()

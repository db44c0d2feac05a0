"""What ``tf.contrib.copy_graph`` was in TensorFlow 1.15.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/copy_graph
"""

from reference.contrib.copy_graph.elements import (
    copy_op_to_graph,
    copy_variable_to_graph,
    get_copied_op,
)

__all__ = ["copy_op_to_graph", "copy_variable_to_graph", "get_copied_op"]

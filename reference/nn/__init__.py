"""What ``tf.nn`` had that TensorFlow 2 dropped, or spells in fewer ops.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn
"""

from reference.nn import rnn_cell
from reference.nn.dropout_op import dropout

__all__ = ["dropout", "rnn_cell"]

"""What ``tf.contrib.feature_column`` had that is not in ``tf.feature_column``.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/feature_column
"""

from reference.contrib.feature_column.sequence_input import sequence_input_layer

__all__ = ["sequence_input_layer"]

"""Kinds of problems.

Source: TensorFlow 1.15, ``tf.contrib.learn.ProblemType``.
"""


class ProblemType:
    """What a model solves; it decides the signature of what is exported.

    Source: ``tf.contrib.learn.ProblemType`` of TensorFlow 1.15.
    """

    UNSPECIFIED = 0
    CLASSIFICATION = 1
    LINEAR_REGRESSION = 2
    LOGISTIC_REGRESSION = 3


# Collection of the names of features, written into what is exported.
COLLECTION_DEF_KEY_FOR_INPUT_FEATURE_KEYS = "input_feature_keys"

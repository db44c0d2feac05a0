"""Names of what a model function is called for.

Source: TensorFlow 1.15, ``tf.estimator.ModeKeys``.
"""


class ModeKeys:
    """Training, evaluation or prediction.

    Source: ``tf.estimator.ModeKeys`` of TensorFlow 1.15.

    >>> from reference import estimator
    >>> estimator.ModeKeys.PREDICT
    'infer'
    """

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"

"""Names of predictions.

Source: TensorFlow 1.15, ``tf.contrib.learn.PredictionKey``.
"""


class PredictionKey:
    """Names of what the heads predict.

    Source: ``tf.contrib.learn.PredictionKey`` of TensorFlow 1.15.
    """

    CLASSES = "classes"
    PROBABILITIES = "probabilities"
    LOGITS = "logits"
    LOGISTIC = "logistic"
    SCORES = "scores"
    TOP_K = "top_k"
    GENERIC = "output"

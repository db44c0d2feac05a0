"""Names of what a model is run for.

Source: TensorFlow 1.15, ``tf.contrib.learn.ModeKeys``.
"""


class ModeKeys:
    """Training, evaluation or inference.

    Source: ``tf.contrib.learn.ModeKeys`` of TensorFlow 1.15.

    >>> from reference.contrib import learn
    >>> learn.ModeKeys.TRAIN
    'train'
    """

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"

    @classmethod
    def validate(cls, key: str) -> None:
        """Raises ValueError unless ``key`` is one of the names."""
        if key not in (cls.TRAIN, cls.EVAL, cls.INFER):
            raise ValueError(f"Invalid mode {key}.")

"""Keras models as estimators of scikit-learn: ``tf.keras.wrappers`` as TensorFlow 1.15 had it."""

from reference.keras.wrappers import scikit_learn

__all__ = ["scikit_learn"]

"""From columns to what parses their features, or to placeholders for them.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column.base import _get_feature_config


def create_feature_spec_for_parsing(feature_columns):
    """Return the dict that `tf.parse_example` needs for all features of the columns.

    Args:
      feature_columns: iterable of columns, or a dict with columns as values.

    Raises:
      TypeError: an entry is no column.

    Source: TF 1.15 ``contrib.layers.create_feature_spec_for_parsing``.
    """
    if isinstance(feature_columns, dict):
        feature_columns = feature_columns.values()
    spec = {}
    for column in feature_columns:
        spec.update(_get_feature_config(column))
    return spec


def _create_sequence_feature_spec_for_parsing(
    sequence_feature_columns, allow_missing_by_default=False
):
    """Return the same for features of each step of a sequence.

    A default value cannot be kept there: it is dropped with a warning, and the feature may be
    missing.
    """
    spec = create_feature_spec_for_parsing(sequence_feature_columns)
    return {
        name: _sequence_feature(name, feature, allow_missing_by_default)
        for name, feature in spec.items()
    }


def _sequence_feature(name, feature, allow_missing):
    if isinstance(feature, tf.VarLenFeature):
        return feature
    if not isinstance(feature, (tf.FixedLenFeature, tf.FixedLenSequenceFeature)):
        raise TypeError(f"Unsupported feature type: {type(feature).__name__}")
    if feature.default_value is not None:
        allow_missing = True
        tf.logging.warning(
            f'Found default value {feature.default_value} for feature "{name}". Ignoring this '
            "value and setting `allow_missing=True` instead."
        )
    return tf.FixedLenSequenceFeature(
        shape=feature.shape, dtype=feature.dtype, allow_missing=allow_missing
    )


def make_place_holder_tensors_for_base_features(feature_columns):
    """Return a dict from feature names to placeholders, sparse ones for `tf.VarLenFeature`.

    Args:
      feature_columns: iterable of columns.

    Source: TF 1.15 ``contrib.layers.make_place_holder_tensors_for_base_features``.
    """
    placeholders = {}
    for name, feature in create_feature_spec_for_parsing(feature_columns).items():
        label = f"Placeholder_{name}"
        if isinstance(feature, tf.VarLenFeature):
            placeholders[name] = tf.sparse_placeholder(feature.dtype, name=label)
        else:
            shape = (None, feature.shape[0])
            placeholders[name] = tf.placeholder(feature.dtype, shape=shape, name=label)
    return placeholders

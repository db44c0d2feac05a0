"""How words that a vocabulary lacks are spread over buckets.

Source: TensorFlow 1.15, ``tf.contrib.lookup.{HasherSpec,FastHashSpec,StrongHashSpec}``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


class HasherSpec(NamedTuple):
    """A hash function: its name, and its key.

    Source: ``tf.contrib.lookup.HasherSpec`` of TensorFlow 1.15.
    """

    hasher: str
    key: Any


FastHashSpec = HasherSpec("fasthash", None)


class StrongHashSpec(HasherSpec):
    """A hash function whose collisions nobody can foresee without the key.

    Args:
      key: two unsigned integers.

    Raises:
      ValueError: the key is not two integers.

    Source: ``tf.contrib.lookup.StrongHashSpec`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(cls, key: Any) -> "StrongHashSpec":
        """A specification of that key."""
        if len(key) != 2:
            raise ValueError(f"key must have size 2, got {len(key)}.")
        if not all(isinstance(part, int) for part in key):
            raise TypeError(f"Invalid key {key}. Must be unsigned integer values.")
        return super().__new__(cls, "stronghash", key)


def bucket_of(values: tf.Tensor, buckets: int, hasher_spec: HasherSpec, name: str) -> tf.Tensor:
    """The bucket of each text, int64.

    Raises:
      ValueError: there is no hash function of that name.
      TypeError: the specification is none.
    """
    if not isinstance(hasher_spec, HasherSpec):
        raise TypeError(f"hasher_spec must be of type HasherSpec, got {hasher_spec}")
    if hasher_spec.hasher == "fasthash":
        return tf.strings.to_hash_bucket_fast(values, buckets, name=name)
    if hasher_spec.hasher == "legacy":
        return tf.strings.to_hash_bucket(values, buckets, name=name)
    if hasher_spec.hasher == "stronghash":
        return tf.strings.to_hash_bucket_strong(values, buckets, hasher_spec.key, name=name)
    raise ValueError(f"Unknown hasher {hasher_spec.hasher}")

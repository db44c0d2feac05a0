"""Types and shapes of inputs: an estimator's inputs stay of one kind.

Source: TensorFlow 1.15, ``contrib/learn/python/learn/estimators/tensor_signature.py``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf


class TensorSignature(NamedTuple):
    """Type and shape of a tensor; of a sparse one the type alone.

    Source: ``TensorSignature`` of TensorFlow 1.15's ``contrib/learn``.
    """

    dtype: Any
    shape: Any
    is_sparse: bool

    @classmethod
    def of(cls, tensor: Any) -> "TensorSignature":
        """The signature of a tensor."""
        if isinstance(tensor, tf.SparseTensor):
            return cls(tensor.values.dtype, None, True)
        return cls(tensor.dtype, tensor.get_shape(), False)

    def is_compatible_with(self, other: "TensorSignature") -> bool:
        """Whether both may be the same input, sizes of batches set aside."""
        if self.is_sparse != other.is_sparse or not self.dtype.is_compatible_with(other.dtype):
            return False
        if self.is_sparse or self.shape.ndims is None or other.shape.ndims is None:
            return True
        if self.shape.ndims != other.shape.ndims:
            return False
        return bool(self.shape[1:].is_compatible_with(other.shape[1:]))

    def get_placeholder(self) -> Any:
        """A placeholder of the type and shape, for batches of any size."""
        if self.is_sparse:
            return tf.sparse_placeholder(dtype=self.dtype)
        return tf.placeholder(dtype=self.dtype, shape=[None, *self.shape[1:]])


def tensors_compatible(tensors: Any, signatures: Any) -> bool:
    """Whether a tensor, or tensors by name, have signatures that were noted before."""
    if tensors is None or signatures is None:
        return tensors is signatures
    if isinstance(tensors, dict) != isinstance(signatures, dict):
        return False
    if isinstance(tensors, dict):
        return all(
            key in tensors and TensorSignature.of(tensors[key]).is_compatible_with(signature)
            for key, signature in signatures.items()
        )
    return TensorSignature.of(tensors).is_compatible_with(signatures)


def create_signatures(tensors: Any) -> Any:
    """The signature of a tensor, or of tensors by name."""
    if isinstance(tensors, dict):
        return {key: TensorSignature.of(tensor) for key, tensor in tensors.items()}
    return None if tensors is None else TensorSignature.of(tensors)


def create_placeholders_from_signatures(signatures: Any) -> Any:
    """A placeholder, or placeholders by name, of signatures."""
    if isinstance(signatures, dict):
        return {key: signature.get_placeholder() for key, signature in signatures.items()}
    return None if signatures is None else signatures.get_placeholder()

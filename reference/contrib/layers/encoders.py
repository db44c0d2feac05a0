"""Sequences of symbols to embeddings: one vector a symbol, or one an example.

Source: TF 1.15 ``contrib/layers/python/layers/encoders.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import model_variable
from reference.contrib.layers.embedding_ops import (
    embedding_lookup_unique,
    safe_embedding_lookup_sparse,
)
from reference.contrib.layers.sparse_ops import dense_to_sparse_tensor

__all__ = ["bow_encoder", "embed_sequence"]


def bow_encoder(
    ids,
    vocab_size,
    embed_dim,
    sparse_lookup=True,
    initializer=None,
    regularizer=None,
    trainable=True,
    scope=None,
    reuse=None,
):
    """Return the mean embedding of each example's symbols, `[batch_size, embed_dim]`.

    Args:
      ids: int tensor or `SparseTensor` `[batch_size, doc_length]`.
      vocab_size: number of symbols.
      embed_dim: length of an embedding.
      sparse_lookup: leave symbol 0 out as padding; an example without symbols gets the embedding
        of symbol 0. Otherwise every position counts.
      initializer: of the variable "embeddings".
      regularizer: of the variable "embeddings".
      trainable: whether the variable is trained.
      scope: variable scope, "bow_encoder" by default; needed to reuse.
      reuse: True to use the variable that is there.

    Raises:
      ValueError: `vocab_size` or `embed_dim` is missing.
      TypeError: `ids` is sparse and `sparse_lookup` is off.

    Source: TF 1.15 ``contrib.layers.bow_encoder``.
    """
    if not vocab_size or not embed_dim:
        raise ValueError("Must specify vocab size and embedding dimension")
    is_sparse = isinstance(ids, tf.SparseTensor)
    with tf.variable_scope(scope, "bow_encoder", [ids], reuse=reuse):
        embeddings = model_variable(
            "embeddings",
            shape=[vocab_size, embed_dim],
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        if not sparse_lookup:
            if is_sparse:
                raise TypeError(f"ids are expected to be dense Tensor, got: {ids}")
            return tf.reduce_mean(tf.nn.embedding_lookup(embeddings, ids), axis=1)
        sparse_ids = ids if is_sparse else dense_to_sparse_tensor(ids)
        return safe_embedding_lookup_sparse([embeddings], sparse_ids, combiner="mean", default_id=0)


def embed_sequence(
    ids,
    vocab_size=None,
    embed_dim=None,
    unique=False,
    initializer=None,
    regularizer=None,
    trainable=True,
    scope=None,
    reuse=None,
):
    """Return the embedding of each symbol, `[batch_size, doc_length, embed_dim]`.

    Args:
      ids: int tensor `[batch_size, doc_length]`.
      vocab_size: number of symbols; may be left out when reusing.
      embed_dim: length of an embedding; may be left out when reusing.
      unique: look each distinct symbol up once only.
      initializer: of the variable "embeddings".
      regularizer: of the variable "embeddings".
      trainable: whether the variable is trained.
      scope: variable scope, "EmbedSequence" by default; needed to reuse.
      reuse: True to use the variable that is there.

    Raises:
      ValueError: `vocab_size` or `embed_dim` is missing and `reuse` is not set.

    Source: TF 1.15 ``contrib.layers.embed_sequence``.
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "Must specify vocab size and embedding dimension when not reusing. "
            f"Got vocab_size={vocab_size} and embed_dim={embed_dim}"
        )
    # When reusing, half a shape is no shape: the variable's own is taken.
    unknown = embed_dim is None or (reuse and vocab_size is None)
    with tf.variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        embeddings = model_variable(
            "embeddings",
            shape=None if unknown else [vocab_size, embed_dim],
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        if unique:
            return embedding_lookup_unique(embeddings, ids)
        return tf.nn.embedding_lookup(embeddings, ids)

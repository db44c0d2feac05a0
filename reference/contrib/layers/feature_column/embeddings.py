"""The variables behind embedding columns, and the lookups in them.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import init_from_checkpoint, model_variable
from reference.contrib.layers.embedding_ops import (
    safe_embedding_lookup_sparse,
    scattered_embedding_lookup_sparse,
)
from reference.contrib.layers.scattered_embedding_ops import partition_list
from reference.contrib.layers.shaping import _inner_flatten


def _embeddings_from_arguments(column, args, weight_collections, trainable, output_rank=2):
    """Make the variable of an embedding column, or find the shared one; return the embeddings.

    Args:
      column: the column; its checkpoint, if any, gives the initial values.
      args: its `_DeepEmbeddingLookupArguments`.
      weight_collections: collections for the variable.
      trainable: whether it is trained, if the column says so too.
      output_rank: rank of the result; the ids' last axes are folded to match.
    """
    ids = _inner_flatten(args.input_tensor, output_rank)
    weights = args.weight_tensor
    if weights is not None:
        weights = _inner_flatten(weights, output_rank)

    def make(name, shape):
        return model_variable(
            name=name,
            shape=shape,
            dtype=tf.float32,
            initializer=args.initializer,
            trainable=trainable and args.trainable,
            collections=weight_collections,
        )

    if args.hash_key:
        return scattered_embedding_lookup_sparse(
            make("weights", [args.vocab_size]),
            ids,
            args.dimension,
            hash_key=args.hash_key,
            combiner=args.combiner,
            name="lookup",
        )
    shape = [args.vocab_size, args.dimension]
    if args.shared_embedding_name is None:
        table = make("weights", shape)
    else:
        table = _shared(args.shared_embedding_name, shape, make)
    parts = partition_list(table)
    _maybe_restore_from_checkpoint(column._checkpoint_path(), parts)
    return safe_embedding_lookup_sparse(
        parts,
        ids,
        sparse_weights=weights,
        combiner=args.combiner,
        name=f"{column.name}weights",
        max_norm=args.max_norm,
    )


def _shared(name, shape, make):
    collection_name = f"SHARED_EMBEDDING_COLLECTION_{name.upper()}"
    collection = tf.get_collection_ref(collection_name)
    if not collection:
        collection.append(make(name, shape))
    elif len(collection) > 1:
        raise ValueError(
            f"Collection {collection_name} can only contain one (partitioned) variable."
        )
    elif collection[0].get_shape().as_list() != shape:
        raise ValueError(
            f"The embedding variable with name {name} already exists, but its shape does not "
            "match required embedding shape here. Please make sure to use different "
            "shared_embedding_name for different shared embeddings."
        )
    return collection[0]


def _maybe_restore_from_checkpoint(checkpoint_path, variable):
    """Let a list of variables start from `(checkpoint, tensor name)`; do nothing for None."""
    if checkpoint_path is None:
        return
    path, tensor_name = checkpoint_path
    whole = variable[0] if len(variable) == 1 else variable
    init_from_checkpoint(path, {tensor_name: whole})

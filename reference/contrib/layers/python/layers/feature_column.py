"""The feature columns: `contrib.layers.python.layers.feature_column` of 1.15."""

from reference.contrib.layers.feature_column import (
    bucketized_column,
    create_feature_spec_for_parsing,
    crossed_column,
    embedding_column,
    make_place_holder_tensors_for_base_features,
    one_hot_column,
    real_valued_column,
    scattered_embedding_column,
    shared_embedding_columns,
    sparse_column_with_hash_bucket,
    sparse_column_with_integerized_feature,
    sparse_column_with_keys,
    sparse_column_with_vocabulary_file,
    weighted_sparse_column,
)
from reference.contrib.layers.feature_column.base import (
    _DeepEmbeddingLookupArguments,
    _FeatureColumn,
    _get_feature_config,
    _is_variable,
    _LazyBuilderByColumnsToTensor,
    _LinearEmbeddingLookupArguments,
    _reshape_real_valued_tensor,
)
from reference.contrib.layers.feature_column.crossed import _CrossedColumn
from reference.contrib.layers.feature_column.dense import (
    _EmbeddingColumn,
    _OneHotColumn,
    _ScatteredEmbeddingColumn,
)
from reference.contrib.layers.feature_column.embeddings import (
    _embeddings_from_arguments,
    _maybe_restore_from_checkpoint,
)
from reference.contrib.layers.feature_column.real_valued import (
    _BucketizedColumn,
    _real_valued_var_len_column,
    _RealValuedColumn,
    _RealValuedVarLenColumn,
)
from reference.contrib.layers.feature_column.sparse import (
    _SparseColumn,
    _SparseColumnHashed,
    _SparseColumnIntegerized,
    _SparseColumnKeys,
    _SparseColumnVocabulary,
    _SparseIdLookupConfig,
    _WeightedSparseColumn,
)
from reference.contrib.layers.feature_column.specs import _create_sequence_feature_spec_for_parsing

__all__ = [
    "_BucketizedColumn",
    "_CrossedColumn",
    "_DeepEmbeddingLookupArguments",
    "_EmbeddingColumn",
    "_FeatureColumn",
    "_LazyBuilderByColumnsToTensor",
    "_LinearEmbeddingLookupArguments",
    "_OneHotColumn",
    "_RealValuedColumn",
    "_RealValuedVarLenColumn",
    "_ScatteredEmbeddingColumn",
    "_SparseColumn",
    "_SparseColumnHashed",
    "_SparseColumnIntegerized",
    "_SparseColumnKeys",
    "_SparseColumnVocabulary",
    "_SparseIdLookupConfig",
    "_WeightedSparseColumn",
    "_create_sequence_feature_spec_for_parsing",
    "_embeddings_from_arguments",
    "_get_feature_config",
    "_is_variable",
    "_maybe_restore_from_checkpoint",
    "_real_valued_var_len_column",
    "_reshape_real_valued_tensor",
    "bucketized_column",
    "create_feature_spec_for_parsing",
    "crossed_column",
    "embedding_column",
    "make_place_holder_tensors_for_base_features",
    "one_hot_column",
    "real_valued_column",
    "scattered_embedding_column",
    "shared_embedding_columns",
    "sparse_column_with_hash_bucket",
    "sparse_column_with_integerized_feature",
    "sparse_column_with_keys",
    "sparse_column_with_vocabulary_file",
    "weighted_sparse_column",
]

"""Combinations of categorical features, hashed into ids.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column.py``.
"""

from collections import namedtuple

from reference.contrib.layers.feature_column.base import CategoricalColumn, _get_feature_config
from reference.contrib.layers.feature_column.real_valued import _BucketizedColumn
from reference.contrib.layers.feature_column.sparse import _SparseColumn
from reference.contrib.layers.sparse_feature_cross_op import sparse_feature_cross


class _CrossedColumn(
    CategoricalColumn,
    namedtuple(
        "_CrossedColumn",
        [
            "columns",
            "hash_bucket_size",
            "hash_key",
            "combiner",
            "ckpt_to_load_from",
            "tensor_name_in_ckpt",
        ],
    ),
):
    """All combinations of the ids of several columns.

    Source: TF 1.15 ``feature_column._CrossedColumn``.
    """

    _dnn_label = "CrossedColumn"
    _dnn_hint = "embedding_column"

    def __new__(
        cls,
        columns,
        hash_bucket_size,
        hash_key,
        combiner="sum",
        ckpt_to_load_from=None,
        tensor_name_in_ckpt=None,
    ):
        for column in columns:
            if not isinstance(column, (_SparseColumn, _CrossedColumn, _BucketizedColumn)):
                raise TypeError(
                    "columns must be a set of _SparseColumn, _CrossedColumn, or "
                    f"_BucketizedColumn instances. (column {column} is a "
                    f"{type(column).__name__})"
                )
        if len(columns) < 2:
            raise ValueError(f"columns must contain at least 2 elements. columns: {columns}")
        if hash_bucket_size < 2:
            raise ValueError(
                f"hash_bucket_size must be at least 2. hash_bucket_size: {hash_bucket_size}"
            )
        if (ckpt_to_load_from is None) != (tensor_name_in_ckpt is None):
            raise ValueError(
                "Must specify both `ckpt_to_load_from` and `tensor_name_in_ckpt` or none of them."
            )
        return super().__new__(
            cls,
            tuple(sorted(columns, key=lambda column: column.name)),
            hash_bucket_size,
            hash_key,
            combiner,
            ckpt_to_load_from,
            tensor_name_in_ckpt,
        )

    @property
    def name(self):
        """The names of all columns, sorted."""
        return "_X_".join(sorted(column.name for column in self.columns))

    @property
    def length(self):
        """The number of ids."""
        return self.hash_bucket_size

    @property
    def config(self):
        """The features of all columns."""
        features = {}
        for column in self.columns:
            features.update(_get_feature_config(column))
        return features

    def _checkpoint_path(self):
        if self.ckpt_to_load_from is None:
            return None
        return self.ckpt_to_load_from, self.tensor_name_in_ckpt

    def _leaves(self):
        for column in self.columns:
            if isinstance(column, _CrossedColumn):
                yield from column._leaves()
            else:
                yield column

    def _transform_feature(self, inputs):
        def values(column):
            if isinstance(column, _BucketizedColumn):
                return column.to_sparse_tensor(inputs.get(column))
            # The raw values: what a cross hashes are "a" and "b", not their ids.
            return inputs.get(column.name)

        return sparse_feature_cross(
            [values(column) for column in self._leaves()],
            hashed_output=True,
            num_buckets=self.hash_bucket_size,
            hash_key=self.hash_key,
            name="cross",
        )


def crossed_column(
    columns,
    hash_bucket_size,
    combiner="sum",
    ckpt_to_load_from=None,
    tensor_name_in_ckpt=None,
    hash_key=None,
):
    """Return a column of all combinations of the values of several columns, by hash.

    Args:
      columns: two or more columns made by `sparse_column_*`, `bucketized_column` or this function.
      hash_bucket_size: number of ids, at least 2.
      combiner: how several ids of one example are combined: "sum", "mean" or "sqrtn".
      ckpt_to_load_from: checkpoint that holds the weights to start from.
      tensor_name_in_ckpt: their name there.
      hash_key: key of the hash, see `sparse_feature_cross`.

    Raises:
      TypeError: a column is of another kind.
      ValueError: a number is too small, or only one of the checkpoint's arguments is given.

    Source: TF 1.15 ``contrib.layers.crossed_column``.
    """
    return _CrossedColumn(
        columns,
        hash_bucket_size,
        hash_key,
        combiner=combiner,
        ckpt_to_load_from=ckpt_to_load_from,
        tensor_name_in_ckpt=tensor_name_in_ckpt,
    )

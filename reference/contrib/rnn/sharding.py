"""Weight matrices kept in row shards, as the speech cells of `tf.contrib.rnn` store them."""

import tensorflow.compat.v1 as tf


def _shard_heights(rows: int, num_shards: int) -> list[int]:
    """Rows of each shard: as equal as can be, the first ones taking what is left over."""
    height, extra = divmod(rows, num_shards)
    return [height + (index < extra) for index in range(num_shards)]


def sharded_matrix(name: str, shape: list[int], dtype: tf.DType, num_shards: int) -> tf.Tensor:
    """The variables `name_0`, `name_1`, ... joined by rows into one matrix of `shape`.

    One shard is returned as the variable itself. Several are joined by one `name/concat` op a
    scope, found again through the collection CONCATENATED_VARIABLES.

    Raises:
      ValueError: more shards than rows.
    """
    if num_shards > shape[0]:
        raise ValueError(f"Too many shards: shape={shape}, num_shards={num_shards}")
    shards = [
        tf.get_variable(f"{name}_{index}", [height, *shape[1:]], dtype=dtype)
        for index, height in enumerate(_shard_heights(shape[0], num_shards))
    ]
    if num_shards == 1:
        return shards[0]
    joined_name = f"{tf.get_variable_scope().name}/{name}/concat:0"
    for joined in tf.get_collection(tf.GraphKeys.CONCATENATED_VARIABLES):
        if joined.name == joined_name:
            return joined
    joined = tf.concat(shards, 0, name=f"{name}/concat")
    tf.add_to_collection(tf.GraphKeys.CONCATENATED_VARIABLES, joined)
    return joined

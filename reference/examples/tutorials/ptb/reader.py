"""The words of the Penn Treebank as ids, and batches of them for a language model.

TensorFlow had this module as ``tensorflow.models.rnn.ptb.reader`` up to 0.12; afterwards it was a
file of the PTB tutorial that was copied beside a notebook.
"""

import collections
import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

_END = "<eos>"  # stands for the end of a line
_TOO_FEW = "epoch_size == 0, decrease batch_size or num_steps"


def ptb_raw_data(data_path: str | None = None) -> tuple[list[int], list[int], list[int], int]:
    """Read ``ptb.train.txt``, ``ptb.valid.txt`` and ``ptb.test.txt``.

    Words are numbered by how often the training text has them, the most frequent first, and as the
    alphabet goes where that is the same. Words that it does not have are left out of the others.

    Args:
        data_path: the folder, ``simple-examples/data`` of the archive ``simple-examples.tgz``.

    Returns:
        The ids of the training, validation and test text, and how many words there are.

    Raises:
        tf.errors.NotFoundError: a file is not there.

    Source: ``tensorflow.models.rnn.ptb.reader.ptb_raw_data`` of TensorFlow 0.12.
    """
    train, valid, test = (
        _words(os.path.join(data_path or "", f"ptb.{part}.txt"))
        for part in ("train", "valid", "test")
    )
    counts = collections.Counter(train)
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    ids = {word: number for number, word in enumerate(ordered)}
    known = [[ids[word] for word in words if word in ids] for words in (train, valid, test)]
    return known[0], known[1], known[2], len(ids)


def _words(path: str) -> list[str]:
    with tf.gfile.GFile(path, "r") as file:
        return file.read().replace("\n", _END).split()


def ptb_producer(
    raw_data: Any, batch_size: Any, num_steps: Any, name: str | None = None
) -> tuple[tf.Tensor, tf.Tensor]:
    """Batches of a text, epoch after epoch, by a queue.

    The text is cut into ``batch_size`` parts that run side by side; each run of the tensors moves
    on by ``num_steps`` words.

    Args:
        raw_data: ids, a list or an int32 vector.
        batch_size: int, or an int32 scalar.
        num_steps: int, or an int32 scalar.
        name: of the name scope, ``PTBProducer`` by default.

    Returns:
        Words and the words after them, int32 [batch_size, num_steps].

    Raises:
        tf.errors.InvalidArgumentError: the text is too short; by the queue's thread.

    Source: ``tensorflow.models.rnn.ptb.reader.ptb_producer`` of TensorFlow 0.12.
    """
    with tf.name_scope(name, "PTBProducer", [raw_data, batch_size, num_steps]):
        text = tf.convert_to_tensor(raw_data, tf.int32, name="raw_data")
        length = tf.size(text) // batch_size
        data = tf.reshape(text[: batch_size * length], [batch_size, length])
        steps = (length - 1) // num_steps
        with tf.control_dependencies([tf.assert_positive(steps, message=_TOO_FEW)]):
            steps = tf.identity(steps, name="epoch_size")
        start = tf.train.range_input_producer(steps, shuffle=False).dequeue() * num_steps
        size = [batch_size, num_steps]
        return tf.slice(data, [0, start], size), tf.slice(data, [0, start + 1], size)


def ptb_iterator(
    raw_data: Sequence[int], batch_size: int, num_steps: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The batches of one epoch, as arrays: what :func:`ptb_producer` gives.

    Args:
        raw_data: ids.
        batch_size: so many parts of the text run side by side.
        num_steps: words of a batch.

    Returns:
        An iterator over words and the words after them, int32 [batch_size, num_steps].

    Raises:
        ValueError: the text is too short.

    >>> [(x.tolist(), y.tolist()) for x, y in ptb_iterator(range(10), batch_size=2, num_steps=2)]
    [([[0, 1], [5, 6]], [[1, 2], [6, 7]]), ([[2, 3], [7, 8]], [[3, 4], [8, 9]])]

    Source: ``tensorflow.models.rnn.ptb.reader.ptb_iterator`` of TensorFlow 0.11.
    """
    text = np.array(raw_data, np.int32)
    length = len(text) // batch_size
    data = text[: batch_size * length].reshape(batch_size, length)
    if (length - 1) // num_steps == 0:
        raise ValueError(_TOO_FEW)
    for start in range(0, length - num_steps, num_steps):
        end = start + num_steps
        yield data[:, start:end], data[:, start + 1 : end + 1]

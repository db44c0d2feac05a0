"""Examples read from files by queues of a graph.

The readers whose processes share one queue of file names are left out: their operation had a kernel
of its own.

Source: TensorFlow 1.15, ``tf.contrib.learn.io.graph_io``.
"""

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf

__all__ = [
    "KEY_FEATURE_NAME",
    "queue_parsed_features",
    "read_batch_examples",
    "read_batch_features",
    "read_batch_record_features",
    "read_keyed_batch_examples",
    "read_keyed_batch_features",
]

KEY_FEATURE_NAME = "__key__"  # under which keys travel with parsed examples


def _file_names(file_pattern: Any, randomize_input: bool) -> list[str]:
    if isinstance(file_pattern, list):
        if not file_pattern:
            raise ValueError("No files given to dequeue_examples.")
        found = [name for pattern in file_pattern for name in tf.gfile.Glob(pattern)]
    else:
        found = list(tf.gfile.Glob(file_pattern))
    if not found:
        raise ValueError(f"No files match {file_pattern}.")
    return found if randomize_input else sorted(found)


def _check(
    batch_size: Any,
    queue_capacity: int | None,
    num_threads: int | None,
    read_batch_size: Any,
    num_epochs: int | None,
) -> None:
    if not queue_capacity or queue_capacity <= 0:
        raise ValueError(f"Invalid queue_capacity {queue_capacity}.")
    if batch_size is None or (not tf.is_tensor(batch_size) and not 0 < batch_size < queue_capacity):
        raise ValueError(f"Invalid batch_size {batch_size}, with queue_capacity {queue_capacity}.")
    if read_batch_size is None or (not tf.is_tensor(read_batch_size) and read_batch_size <= 0):
        raise ValueError(f"Invalid read_batch_size {read_batch_size}.")
    if not num_threads or num_threads <= 0:
        raise ValueError(f"Invalid num_threads {num_threads}.")
    if num_epochs is not None and num_epochs <= 0:
        raise ValueError(f"Invalid num_epochs {num_epochs}.")


def _read(
    names: Any, reader: Callable[[], Any], num_threads: int, at_once: int, parse_fn: Any
) -> list[Any]:
    """Keys and examples of each thread: a pair, or parsed features with the keys among them."""
    read = []
    with tf.name_scope("read"):
        for _ in range(num_threads):
            source = reader()
            if at_once > 1:
                keys, examples = source.read_up_to(names, at_once)
            else:
                keys, examples = source.read(names)
            if parse_fn:
                examples = parse_fn(examples)
            if isinstance(examples, dict):
                examples[KEY_FEATURE_NAME] = keys
                read.append(examples)
            else:
                read.append((keys, examples))
    return read


def read_keyed_batch_examples(
    file_pattern: Any,
    batch_size: Any,
    reader: Callable[[], Any],
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    num_threads: int = 1,
    read_batch_size: int = 1,
    parse_fn: Callable[[tf.Tensor], Any] | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> tuple[tf.Tensor, Any]:
    """Keys and examples of files, in batches.

    Args:
      file_pattern: pattern of file names, or a list of patterns.
      batch_size: how many examples; the last batch of all may have less.
      reader: makes a reader, as ``tf.TFRecordReader`` does.
      randomize_input: whether files and examples come in random order.
      num_epochs: how often each file is read; for ever if None.
      queue_capacity: how many examples wait at most.
      num_threads: number of readers.
      read_batch_size: how many examples a reader reads at a time.
      parse_fn: examples -> tensors by name, or a tensor.
      name: name of the scope, "read_batch_examples".
      seed: of the random order.

    Returns:
      Keys, string of shape [batch], and the examples, string of shape [batch], or what ``parse_fn``
      made of them.

    Raises:
      ValueError: there is no such file, or a number is out of its range.

    Source: ``tf.contrib.learn.read_keyed_batch_examples`` of TensorFlow 1.15.
    """
    names = _file_names(file_pattern, randomize_input)
    _check(batch_size, queue_capacity, num_threads, read_batch_size, num_epochs)
    with tf.name_scope(name, "read_batch_examples", [file_pattern]) as scope:
        with tf.name_scope("file_name_queue") as queue_scope:
            file_queue = tf.train.string_input_producer(
                tf.constant(names, name="input"),
                shuffle=randomize_input,
                num_epochs=num_epochs,
                name=queue_scope,
                seed=seed,
            )
        read = _read(file_queue, reader, num_threads, read_batch_size, parse_fn)
        options = {
            "capacity": queue_capacity,
            "enqueue_many": read_batch_size > 1,
            "name": scope,
            "allow_smaller_final_batch": num_epochs is not None,
        }
        if not randomize_input:
            queued = tf.train.batch_join(read, batch_size, **options)
        else:
            if tf.is_tensor(batch_size):
                kept = int(queue_capacity * 0.4)
            else:
                kept = max(queue_capacity - 3 * batch_size, batch_size)
            queued = tf.train.shuffle_batch_join(
                read, batch_size, min_after_dequeue=kept, seed=seed, **options
            )
        if isinstance(queued, dict):
            return queued.pop(KEY_FEATURE_NAME), queued
        keys, examples = queued
        return keys, examples


def read_batch_examples(
    file_pattern: Any,
    batch_size: Any,
    reader: Callable[[], Any],
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    num_threads: int = 1,
    read_batch_size: int = 1,
    parse_fn: Callable[[tf.Tensor], Any] | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> Any:
    """The examples of `read_keyed_batch_examples`, without their keys.

    Args:
      file_pattern, batch_size, reader, randomize_input, num_epochs, queue_capacity, num_threads,
        read_batch_size, parse_fn, name, seed: as `read_keyed_batch_examples` takes them.

    Source: ``tf.contrib.learn.read_batch_examples`` of TensorFlow 1.15.
    """
    return read_keyed_batch_examples(
        file_pattern,
        batch_size,
        reader,
        randomize_input,
        num_epochs,
        queue_capacity,
        num_threads,
        read_batch_size,
        parse_fn,
        name,
        seed,
    )[1]


def read_keyed_batch_features(
    file_pattern: Any,
    batch_size: Any,
    features: Mapping[str, Any],
    reader: Callable[[], Any],
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    reader_num_threads: int = 1,
    feature_queue_capacity: int = 100,
    num_enqueue_threads: int = 2,
    parse_fn: Callable[[tf.Tensor], Any] | None = None,
    name: str | None = None,
    read_batch_size: int | None = None,
) -> tuple[tf.Tensor, dict[str, Any]]:
    """Keys and features of files of ``tf.Example`` messages, in batches that wait in a queue.

    Args:
      features: name -> how ``tf.parse_example`` reads the feature.
      reader_num_threads: number of readers.
      feature_queue_capacity: how many batches wait at most.
      num_enqueue_threads: number of threads that parse.
      read_batch_size: how many examples a reader reads at a time; ``batch_size`` if None.
      file_pattern, batch_size, reader, randomize_input, num_epochs, queue_capacity, parse_fn, name:
        as `read_keyed_batch_examples` takes them.

    Returns:
      Keys, string of shape [batch], and tensors of shape [batch, ...] by name.

    Raises:
      ValueError: as `read_keyed_batch_examples`.

    Source: ``tf.contrib.learn.read_keyed_batch_features`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "read_batch_features", [file_pattern]) as scope:
        keys, examples = read_keyed_batch_examples(
            file_pattern,
            batch_size,
            reader,
            randomize_input=randomize_input,
            num_epochs=num_epochs,
            queue_capacity=queue_capacity,
            num_threads=reader_num_threads,
            read_batch_size=batch_size if read_batch_size is None else read_batch_size,
            parse_fn=parse_fn,
            name=scope,
        )
        return queue_parsed_features(
            tf.parse_example(examples, features),
            keys=keys,
            feature_queue_capacity=feature_queue_capacity,
            num_enqueue_threads=num_enqueue_threads,
            name=scope,
        )


def queue_parsed_features(
    parsed_features: Mapping[str, Any],
    keys: Any = None,
    feature_queue_capacity: int = 100,
    num_enqueue_threads: int = 2,
    name: str | None = None,
) -> tuple[Any, dict[str, Any]]:
    """Features through a queue, which threads fill; with its runner and a summary of its size.

    Args:
      parsed_features: tensors and sparse tensors by name.
      keys: string of shape [batch], that go with them; None for none.
      feature_queue_capacity: how many batches wait at most.
      num_enqueue_threads: number of threads.
      name: name of the scope, "queue_parsed_features".

    Returns:
      The keys, or None, and the features by name.

    Source: ``tf.contrib.learn.io.queue_parsed_features`` of TensorFlow 1.15.
    """
    values = [*parsed_features.values(), *(() if keys is None else (keys,))]
    with tf.name_scope(name, "queue_parsed_features", values):
        components: list[Any] = []
        for _, tensor in sorted(parsed_features.items()):
            sparse = isinstance(tensor, tf.SparseTensor)
            components += (
                [tensor.indices, tensor.values, tensor.dense_shape] if sparse else [tensor]
            )
        if keys is not None:
            components.append(keys)
        queue = tf.FIFOQueue(feature_queue_capacity, [each.dtype for each in components])
        tag = f"queue/parsed_features/{queue.name}/fraction_of_{feature_queue_capacity}_full"
        tf.summary.scalar(tag, tf.cast(queue.size(), tf.float32) * (1.0 / feature_queue_capacity))
        closed = (tf.errors.OutOfRangeError, tf.errors.CancelledError)
        enqueues = [queue.enqueue(components) for _ in range(num_enqueue_threads)]
        tf.train.add_queue_runner(
            tf.train.QueueRunner(queue, enqueues, queue_closed_exception_types=closed)
        )
        dequeued = queue.dequeue()
        if not isinstance(dequeued, list):
            dequeued = [dequeued]
        for tensor, component in zip(dequeued, components, strict=True):
            tensor.set_shape(component.shape)
        left = iter(dequeued)
        features = {
            key: tf.SparseTensor(next(left), next(left), next(left))
            if isinstance(tensor, tf.SparseTensor)
            else next(left)
            for key, tensor in sorted(parsed_features.items())
        }
        return (None if keys is None else next(left)), features


def read_batch_features(
    file_pattern: Any,
    batch_size: Any,
    features: Mapping[str, Any],
    reader: Callable[[], Any],
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    feature_queue_capacity: int = 100,
    reader_num_threads: int = 1,
    num_enqueue_threads: int = 2,
    parse_fn: Callable[[tf.Tensor], Any] | None = None,
    name: str | None = None,
    read_batch_size: int | None = None,
) -> dict[str, Any]:
    """The features of `read_keyed_batch_features`, without their keys.

    Args:
      file_pattern, batch_size, features, reader, randomize_input, num_epochs, queue_capacity,
        feature_queue_capacity, reader_num_threads, num_enqueue_threads, parse_fn, name,
        read_batch_size: as `read_keyed_batch_features` takes them.

    Source: ``tf.contrib.learn.read_batch_features`` of TensorFlow 1.15.
    """
    return read_keyed_batch_features(
        file_pattern,
        batch_size,
        features,
        reader,
        randomize_input=randomize_input,
        num_epochs=num_epochs,
        queue_capacity=queue_capacity,
        reader_num_threads=reader_num_threads,
        feature_queue_capacity=feature_queue_capacity,
        num_enqueue_threads=num_enqueue_threads,
        parse_fn=parse_fn,
        name=name,
        read_batch_size=read_batch_size,
    )[1]


def read_batch_record_features(
    file_pattern: Any,
    batch_size: Any,
    features: Mapping[str, Any],
    randomize_input: bool = True,
    num_epochs: int | None = None,
    queue_capacity: int = 10000,
    reader_num_threads: int = 1,
    name: str = "dequeue_record_examples",
) -> dict[str, Any]:
    """`read_batch_features` of files of TFRecords.

    Args:
      file_pattern, batch_size, features, randomize_input, num_epochs, queue_capacity,
        reader_num_threads, name: as `read_keyed_batch_features` takes them.

    Source: ``tf.contrib.learn.read_batch_record_features`` of TensorFlow 1.15.
    """
    return read_batch_features(
        file_pattern,
        batch_size,
        features,
        tf.TFRecordReader,
        randomize_input=randomize_input,
        num_epochs=num_epochs,
        queue_capacity=queue_capacity,
        reader_num_threads=reader_num_threads,
        name=name,
    )

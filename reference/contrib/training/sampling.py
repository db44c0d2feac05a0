"""Batches of accepted examples: at random, or so that classes come in given proportions.

Source: TensorFlow 1.15, ``tf.contrib.training.{rejection_sample,stratified_sample}``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.training.bucketing import as_tensors
from reference.contrib.training.ordering import after

_TOLERANCE = 1e-6


def _require_same_batch(tensors: Sequence[tf.Tensor], like: tf.Tensor) -> None:
    wanted = tf.dimension_at_index(like.shape.with_rank_at_least(1), 0)
    for tensor in tensors:
        batch = tf.dimension_at_index(tensor.shape.with_rank_at_least(1), 0)
        batch.assert_is_compatible_with(wanted)


def rejection_sample(
    tensors: Sequence[Any],
    accept_prob_fn: Callable[[list[tf.Tensor]], tf.Tensor],
    batch_size: int,
    queue_threads: int = 1,
    enqueue_many: bool = False,
    prebatch_capacity: int = 16,
    prebatch_threads: int = 1,
    runtime_checks: bool = False,
    name: str | None = None,
) -> list[tf.Tensor]:
    """Batches of examples, each accepted with a probability of its own.

    Args:
      tensors: one example, or a batch of them.
      accept_prob_fn: takes the tensors of one example, gives its probability, a float32 scalar.
      batch_size: examples in a batch.
      queue_threads: threads that enqueue what is accepted.
      enqueue_many: whether ``tensors`` is a batch.
      prebatch_capacity: how many examples to hold before they are looked at.
      prebatch_threads: threads that enqueue these.
      runtime_checks: whether to assert that probabilities lie between 0 and 1.
      name: variable scope of the operations.

    Returns:
      Tensors ``[batch_size, ...]``.

    Raises:
      ValueError: batch dimensions differ.

    Source: ``tf.contrib.training.rejection_sample`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name, "rejection_sample", tensors):
        examples = as_tensors(tensors)
        if enqueue_many:
            _require_same_batch(examples, examples[0])
            single = tf.train.batch(
                examples,
                batch_size=1,
                num_threads=prebatch_threads,
                capacity=prebatch_capacity,
                enqueue_many=True,
            )
            single = [single] if isinstance(single, tf.Tensor) else single
            examples = [tf.squeeze(each, [0]) for each in single]
        probability = accept_prob_fn(examples)
        if runtime_checks:
            checks = [
                tf.assert_less_equal(0.0, probability),
                tf.assert_less_equal(probability, 1.0),
            ]
            probability = tf.identity(after(checks, probability), name="prob_with_checks")
        accepted = tf.train.maybe_batch(
            examples,
            keep_input=tf.random_uniform([]) < probability,
            batch_size=batch_size,
            num_threads=queue_threads,
        )
        return [accepted] if isinstance(accepted, tf.Tensor) else accepted


def _estimate_data_distribution(
    labels: tf.Tensor, num_classes: int, smoothing_constant: int = 10
) -> tf.Tensor:
    """The proportions of the classes seen so far, each counted as seen some times at the start."""
    if smoothing_constant <= 0:
        raise ValueError("smoothing_constant must be nonzero.")
    prior = [smoothing_constant] * num_classes
    counts = tf.Variable(initial_value=prior, trainable=False, name="class_count", dtype=tf.int64)
    seen = counts.assign_add(tf.reduce_sum(tf.one_hot(labels, num_classes, dtype=tf.int64), 0))
    # Reading the reference itself would race with the next update.
    seen += 0
    return tf.cast(tf.truediv(seen, tf.reduce_sum(seen)), tf.float32)


def _checked_distribution(probabilities: tf.Tensor) -> tf.Tensor:
    probabilities.shape.assert_is_fully_defined()
    probabilities.shape.assert_has_rank(1)
    total = tf.reduce_sum(probabilities)
    checks = [
        tf.assert_non_negative(probabilities),
        tf.assert_less(total, 1.0 + _TOLERANCE),
        tf.assert_less(1.0 - _TOLERANCE, total),
    ]
    return after(checks, probabilities)


def _checked_batch(
    examples: Sequence[tf.Tensor], labels: tf.Tensor, classes: int
) -> tuple[list[tf.Tensor], tf.Tensor]:
    labels.shape.assert_has_rank(1)
    _require_same_batch(examples, labels)
    batch = tf.shape(labels)[0]
    any_labels = tf.assert_positive(batch)
    labels = after([any_labels], labels)
    examples = [
        after([any_labels, tf.assert_equal(tf.shape(each)[0], batch)], each) for each in examples
    ]
    checks = [
        tf.assert_integer(labels),
        tf.assert_non_negative(labels),
        tf.assert_less(labels, tf.cast(classes, labels.dtype)),
    ]
    return examples, after([check for check in checks if check is not None], labels)


def _verify_input(
    tensor_list: Sequence[tf.Tensor], labels: tf.Tensor, probs_list: Sequence[tf.Tensor]
) -> tuple[list[tf.Tensor], tf.Tensor, list[tf.Tensor]]:
    """The arguments, to be had only once they were found to be proper batches and distributions."""
    distributions = [_checked_distribution(each) for each in probs_list]
    lengths = {each.shape.num_elements() for each in distributions}
    if len(lengths) != 1:
        raise ValueError("Probability parameters must have the same length.")
    examples, labels = _checked_batch(tensor_list, labels, lengths.pop())
    return examples, labels, distributions


def _acceptance(init_probs: tf.Tensor, target_probs: tf.Tensor) -> tf.Tensor:
    """The largest probabilities of acceptance that turn one distribution into the other.

    ``a[i] = (t[i] / p[i]) / max(t / p)``, and 0 where both ``t[i]`` and ``p[i]`` are.
    """
    ratio = target_probs / init_probs
    ratio = tf.where(tf.is_nan(ratio), tf.zeros_like(ratio), ratio)
    return ratio / tf.reduce_max(ratio)


def stratified_sample(
    tensors: Sequence[Any],
    labels: Any,
    target_probs: Any,
    batch_size: int,
    init_probs: Any = None,
    enqueue_many: bool = False,
    queue_capacity: int = 16,
    threads_per_queue: int = 1,
    name: str | None = None,
) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Batches in which the classes come in given proportions, by rejecting examples.

    Args:
      tensors: one example, or a batch of them.
      labels: its class, an integer scalar, or those of the batch.
      target_probs: the proportions wanted, a vector of a static size that sums to 1.
      batch_size: examples in a batch.
      init_probs: the proportions in the data; estimated meanwhile if None.
      enqueue_many: whether ``tensors`` is a batch.
      queue_capacity: how many examples to hold before they are looked at.
      threads_per_queue: threads that enqueue.
      name: name scope of the operations.

    Returns:
      Tensors ``[batch_size, ...]``, and their labels ``[batch_size]``.

    Raises:
      ValueError: shapes are not known or do not agree.
      tf.errors.InvalidArgumentError: when run, a proportion or a label is out of range.

    Source: ``tf.contrib.training.stratified_sample`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "stratified_sample", [*tensors, labels]):
        examples = as_tensors(tensors)
        labels = tf.convert_to_tensor(labels)
        target_probs = tf.convert_to_tensor(target_probs, dtype=tf.float32)
        if not enqueue_many:
            examples = [tf.expand_dims(each, 0) for each in examples]
            labels = tf.expand_dims(labels, 0)
        if init_probs is None:
            target_probs.shape.assert_is_fully_defined()
            init_probs = _estimate_data_distribution(labels, target_probs.shape.num_elements())
        else:
            init_probs = tf.convert_to_tensor(init_probs, dtype=tf.float32)

        examples, labels, (init_probs, target_probs) = _verify_input(
            examples, labels, [init_probs, target_probs]
        )
        reachable = tf.Assert(
            tf.reduce_all(tf.logical_or(tf.not_equal(init_probs, 0), tf.equal(target_probs, 0))),
            [
                "All classes with zero initial probability must also have zero target "
                "probability: ",
                init_probs,
                target_probs,
            ],
        )
        init_probs = after([reachable], init_probs)

        acceptance = _acceptance(init_probs, target_probs)
        rejected = tf.reduce_sum((1 - acceptance) * init_probs)
        acceptance = tf.cond(
            tf.less(rejected, 0.5),
            lambda: acceptance,
            lambda: tf.Print(
                acceptance,
                [acceptance],
                message="Proportion of examples rejected by sampler is high.",
                first_n=10,
            ),
        )
        single = tf.train.batch(
            [*examples, labels],
            batch_size=1,
            num_threads=threads_per_queue,
            capacity=queue_capacity,
            enqueue_many=True,
        )
        single = [single] if isinstance(single, tf.Tensor) else single
        *values, label = [tf.squeeze(each, [0]) for each in single]
        probability = tf.gather(acceptance, label)
        batched = tf.train.maybe_batch(
            [*values, label],
            keep_input=tf.random_uniform([]) < probability,
            batch_size=batch_size,
            num_threads=threads_per_queue,
        )
        return batched[:-1], batched[-1]

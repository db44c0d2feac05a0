"""One step of beam search: score every continuation, keep the best.

Wu et al., "Google's Neural Machine Translation System", section 7, gives the two penalties:
https://arxiv.org/abs/1609.08144.
"""

import collections

import tensorflow.compat.v1 as tf

from reference.contrib.seq2seq.attention_wrapper_state import AttentionWrapperState
from reference.contrib.seq2seq.beams import gather_beams, require_rank
from reference.contrib.seq2seq.one_hot import one_hot

__all__ = ["BeamSearchDecoderOutput", "BeamSearchDecoderState"]


class BeamSearchDecoderState(
    collections.namedtuple(
        "BeamSearchDecoderState",
        ("cell_state", "log_probs", "finished", "lengths", "accumulated_attention_probs"),
    )
):
    """What a beam search hands from step to step.

    - `cell_state`: the cell's state, `[batch, beam, ...]`;
    - `log_probs`: float `[batch, beam]`, of the beams so far;
    - `finished`: bool `[batch, beam]`;
    - `lengths`: int64 `[batch, beam]`;
    - `accumulated_attention_probs`: float `[batch, beam, memory time]`, or `()`.

    Source: `tf.contrib.seq2seq.BeamSearchDecoderState` (TensorFlow 1.15).
    """

    __slots__ = ()


class BeamSearchDecoderOutput(
    collections.namedtuple("BeamSearchDecoderOutput", ("scores", "predicted_ids", "parent_ids"))
):
    """What a step puts out, each `[batch, beam]`: scores, tokens, and the beams they extend.

    Source: `tf.contrib.seq2seq.BeamSearchDecoderOutput` (TensorFlow 1.15).
    """

    __slots__ = ()


def beam_search_step(
    time,
    logits,
    next_cell_state,
    beam_state,
    batch_size,
    beam_width,
    end_token,
    length_penalty_weight,
    coverage_penalty_weight,
):
    """Extend every beam by every token and keep the `beam_width` best.

    Args:
      time: int32 scalar, the step.
      logits: float `[batch, beam, vocabulary]`.
      next_cell_state: the cell's state after this step, `[batch, beam, ...]`.
      beam_state: the `BeamSearchDecoderState` before this step.
      batch_size: int32 scalar tensor.
      beam_width: int.
      end_token: int32 scalar.
      length_penalty_weight: float scalar; 0 for none.
      coverage_penalty_weight: float; 0 for none.

    Returns:
      `(BeamSearchDecoderOutput, BeamSearchDecoderState)`.

    Source: `_beam_search_step` of TensorFlow 1.15's beam_search_decoder.py.
    """
    going_on = tf.logical_not(beam_state.finished)
    step_log_probs = mask_log_probs(tf.nn.log_softmax(logits), end_token, beam_state.finished)
    log_probs = tf.expand_dims(beam_state.log_probs, 2) + step_log_probs

    vocabulary = logits.shape.dims[-1].value or tf.shape(logits)[-1]
    lengths = _lengths_of_continuations(
        beam_state.lengths, going_on, end_token, vocabulary, batch_size, beam_width
    )
    coverage = _accumulated_attention(
        next_cell_state, beam_state, going_on, coverage_penalty_weight
    )
    scores = continuation_scores(
        log_probs=log_probs,
        sequence_lengths=lengths,
        length_penalty_weight=length_penalty_weight,
        coverage_penalty_weight=coverage_penalty_weight,
        finished=beam_state.finished,
        accumulated_attention_probs=coverage,
    )

    tf.convert_to_tensor(time, name="time")
    best_scores, best = _best_continuations(scores, batch_size, beam_width)
    best_log_probs = gather_beams(
        best, log_probs, batch_size, beam_width * vocabulary, [-1], name="next_beam_probs"
    )
    tokens = tf.cast(tf.mod(best, vocabulary, name="next_beam_word_ids"), tf.int32)
    parents = tf.cast(best / vocabulary, tf.int32, name="next_beam_parent_ids")

    def inherited(values, gather_shape=(-1,), name=None):
        return gather_beams(parents, values, batch_size, beam_width, list(gather_shape), name=name)

    was_finished = inherited(beam_state.finished)
    finished = tf.logical_or(was_finished, tf.equal(tokens, end_token), name="next_beam_finished")
    # A beam that ends at this step still counts the end token.
    added = tf.cast(tf.logical_not(was_finished), tf.int64)
    lengths = inherited(beam_state.lengths) + added
    if coverage is None:
        coverage = ()
    else:
        per_beam = [batch_size * beam_width, -1]
        coverage = inherited(coverage, per_beam, name="next_accumulated_attention_probs")
    cell_state = tf.nest.map_structure(
        lambda part: _inherited_state(part, inherited, batch_size, beam_width), next_cell_state
    )
    state = BeamSearchDecoderState(
        cell_state=cell_state,
        log_probs=best_log_probs,
        finished=finished,
        lengths=lengths,
        accumulated_attention_probs=coverage,
    )
    output = BeamSearchDecoderOutput(scores=best_scores, predicted_ids=tokens, parent_ids=parents)
    return output, state


def mask_log_probs(log_probs, end_token, finished):
    """Give finished beams one continuation: the end token, with log probability 0.

    Args:
      log_probs: float `[batch, beam, vocabulary]`.
      end_token: int32 scalar.
      finished: bool `[batch, beam]`.

    Source: `_mask_probs` of TensorFlow 1.15's beam_search_decoder.py.
    """
    vocabulary = tf.shape(log_probs)[2]
    only_end = one_hot(
        end_token,
        vocabulary,
        on_value=tf.convert_to_tensor(0.0, dtype=log_probs.dtype),
        off_value=log_probs.dtype.min,
    )
    only_end = tf.reshape(only_end, [1, 1, -1])
    only_end = tf.tile(only_end, tf.concat([tf.shape(finished), [1]], 0))
    is_finished = tf.tile(tf.expand_dims(finished, 2), [1, 1, vocabulary])
    return tf.where(is_finished, only_end, log_probs)


def attention_probabilities(cell_state, coverage_penalty_weight):
    """Alignments `[batch, beam, memory time]`, the mean over all attention; None without a penalty.

    Raises:
      ValueError: when there is a coverage penalty but no attention in `cell_state`.

    Source: `get_attention_probs` of TensorFlow 1.15's beam_search_decoder.py.
    """
    if coverage_penalty_weight == 0.0:
        return None
    if isinstance(cell_state, AttentionWrapperState):
        states = [cell_state]
    elif isinstance(cell_state, tuple):
        states = [part for part in cell_state if isinstance(part, AttentionWrapperState)]
    else:
        states = []
    if not states:
        raise ValueError("coverage_penalty_weight must be 0.0 if no cell is attentional.")
    alignments = [
        _mean(state.alignments) if isinstance(state.alignments, tuple) else state.alignments
        for state in states
    ]
    return alignments[0] if len(alignments) == 1 else _mean(alignments)


def continuation_scores(
    log_probs,
    sequence_lengths,
    length_penalty_weight,
    coverage_penalty_weight,
    finished,
    accumulated_attention_probs,
):
    """Scores of continuations: log probability over length penalty, plus coverage penalty.

    Args:
      log_probs: float `[batch, beam, vocabulary]`.
      sequence_lengths: int64 `[batch, beam, vocabulary]`.
      length_penalty_weight, coverage_penalty_weight: float scalars.
      finished: bool `[batch, beam]`; only these have a coverage penalty.
      accumulated_attention_probs: float `[batch, beam, memory time]`, or None.

    Raises:
      ValueError: when the coverage penalty's weight is no scalar, or there is no attention for it.

    Source: `_get_scores` of TensorFlow 1.15's beam_search_decoder.py.
    """
    penalty = tf.cast(length_penalty(sequence_lengths, length_penalty_weight), log_probs.dtype)
    scores = log_probs / penalty
    weight = tf.convert_to_tensor(coverage_penalty_weight, name="coverage_penalty_weight")
    if weight.shape.ndims != 0:
        raise ValueError(
            f"coverage_penalty_weight should be a scalar, but saw shape: {weight.shape}"
        )
    if tf.get_static_value(weight) == 0.0:
        return scores
    if accumulated_attention_probs is None:
        raise ValueError(
            "accumulated_attention_probs can be None only if coverage penalty is disabled."
        )
    # Memory past the end of a row is never attended to and must not count as uncovered.
    attended = tf.where(
        tf.equal(accumulated_attention_probs, 0.0),
        tf.ones_like(accumulated_attention_probs),
        accumulated_attention_probs,
    )
    uncovered = tf.reduce_sum(tf.log(tf.minimum(attended, 1.0)), 2)
    uncovered *= tf.cast(finished, tf.float32)
    return scores + tf.expand_dims(uncovered * weight, 2)


def length_penalty(sequence_lengths, penalty_factor):
    """`((5 + length) / 6) ** penalty_factor`, or the number 1 when the factor is known to be 0.

    Source: `_length_penalty` of TensorFlow 1.15's beam_search_decoder.py.
    """
    factor = tf.convert_to_tensor(penalty_factor, name="penalty_factor")
    factor.set_shape(())
    known = tf.get_static_value(factor)
    if known is not None and known == 0:
        return 1.0
    length_part = (5.0 + tf.cast(sequence_lengths, tf.float32)) ** factor
    return tf.realdiv(length_part, (5.0 + 1.0) ** factor, name="div")


def _mean(tensors):
    stacked = tf.concat([tf.expand_dims(tensor, -1) for tensor in tensors], -1)
    return tf.reduce_mean(stacked, -1)


def _lengths_of_continuations(lengths, going_on, end_token, vocabulary, batch_size, beam_width):
    """int64 `[batch, beam, vocabulary]`: the end token adds nothing to a length here."""
    added = tf.one_hot(
        indices=tf.fill([batch_size, beam_width], end_token),
        depth=vocabulary,
        on_value=tf.cast(0, tf.int64, name="ToInt64"),
        off_value=tf.cast(1, tf.int64, name="ToInt64"),
        dtype=tf.int64,
    )
    mask = tf.cast(going_on, tf.int64)
    added *= tf.expand_dims(mask, 2)
    return added + tf.expand_dims(lengths, 2)


def _accumulated_attention(cell_state, beam_state, going_on, coverage_penalty_weight):
    attention = attention_probabilities(cell_state, coverage_penalty_weight)
    if attention is None:
        return None
    attention *= tf.expand_dims(tf.cast(going_on, tf.float32), 2)
    return beam_state.accumulated_attention_probs + attention


def _best_continuations(scores, batch_size, beam_width):
    flat = tf.reshape(scores, [batch_size, -1])
    count = tf.convert_to_tensor(beam_width, dtype=tf.int32, name="beam_width")
    best_scores, best = tf.nn.top_k(flat, k=count)
    shape = [tf.get_static_value(batch_size), beam_width]
    best_scores.set_shape(shape)
    best.set_shape(shape)
    return best_scores, best


def _inherited_state(part, inherited, batch_size, beam_width):
    # The size is computed (and counted by op seeds) even where there is nothing to pick from.
    per_beam = [batch_size * beam_width, -1]
    # TensorArrays are put into order when decoding has ended; scalars belong to no beam.
    if isinstance(part, tf.TensorArray) or require_rank(part) < len(per_beam):
        return part
    return inherited(part, per_beam)

"""Monotonic attention: once a memory step is attended to, no earlier one ever is again.

Raffel, Luong, Liu, Weiss, Eck, "Online and Linear-Time Attention by Enforcing Monotonic
Alignments", ICML 2017, https://arxiv.org/abs/1704.00784.
"""

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.seq2seq.attention_mechanism import (
    _BaseAttentionMechanism,
    bahdanau_score,
    bahdanau_variables,
    bias_free_layer,
    luong_score,
    scale_variable,
)

__all__ = [
    "BahdanauMonotonicAttention",
    "LuongMonotonicAttention",
    "monotonic_attention",
    "monotonic_probability_fn",
    "safe_cumprod",
]


def safe_cumprod(x, *args, **kwargs):
    """Cumulative product of positive numbers, in log space so that it does not underflow.

    Args:
      x: float tensor with entries in [0, 1]; those below the least normal number count as that.
      *args, **kwargs: the other arguments of `tf.cumsum`: `axis`, `exclusive`, `reverse`, `name`.

    Returns:
      Like `x`.

    Source: `tf.contrib.seq2seq.safe_cumprod` (TensorFlow 1.15).
    """
    with tf.name_scope(None, "SafeCumprod", [x]):
        x = tf.convert_to_tensor(x, name="x")
        tiny = np.finfo(x.dtype.as_numpy_dtype).tiny
        logs = tf.log(tf.clip_by_value(x, tiny, 1))
        return tf.exp(tf.cumsum(logs, *args, **kwargs))


def monotonic_attention(p_choose_i, previous_attention, mode):
    """Attention distribution from the probability of stopping at each memory step.

    With `q[i] = (1 - p[i - 1]) q[i - 1] + previous[i]`, `attention[i] = p[i] q[i]`.

    Args:
      p_choose_i: float `[batch, time]`, probability of choosing step i, given that it is reached.
      previous_attention: float `[batch, time]`, the distribution of the output step before; for
        the first one `[1, 0, 0, ...]`.
      mode: `recursive` follows the recurrence by `tf.scan`, exact and slow; `parallel` uses its
        closed form, fast but clipped where `p` is near 0 or 1 or `time` is large; `hard` takes
        `p` in {0, 1}, exact and fast.

    Returns:
      float `[batch, time]`.

    Raises:
      ValueError: when `mode` is none of these.

    Source: `tf.contrib.seq2seq.monotonic_attention` (TensorFlow 1.15).
    """
    chosen = tf.convert_to_tensor(p_choose_i, name="p_choose_i")
    previous = tf.convert_to_tensor(previous_attention, name="previous_attention")
    forms = {"recursive": _recursive, "parallel": _parallel, "hard": _hard}
    if mode not in forms:
        raise ValueError("mode must be 'recursive', 'parallel', or 'hard'.")
    return forms[mode](chosen, previous)


def _recursive(chosen, previous):
    batch = chosen.shape.dims[0].value or tf.shape(chosen)[0]
    passed = tf.concat([tf.ones((batch, 1)), 1 - chosen[:, :-1]], 1)

    def step(reached, passed_and_previous):
        passed_here, previous_here = passed_and_previous
        # The reshape keeps the static shape from one iteration to the next.
        return tf.reshape(passed_here * reached + previous_here, (batch,))

    by_time = [tf.transpose(passed), tf.transpose(previous)]
    reached = tf.scan(step, by_time, tf.zeros((batch,)))
    return chosen * tf.transpose(reached)


def _parallel(chosen, previous):
    passed_all = safe_cumprod(1 - chosen, axis=1, exclusive=True)
    # `chosen * passed_all` comes first so that ops are made in the order of 1.15.
    stopped = chosen * passed_all
    return stopped * tf.cumsum(previous / tf.clip_by_value(passed_all, 1e-10, 1.0), axis=1)


def _hard(chosen, previous):
    # Only steps from the previous choice on count, and of these the first chosen one.
    chosen *= tf.cumsum(previous, axis=1)
    return chosen * tf.cumprod(1 - chosen, axis=1, exclusive=True)


def monotonic_probability_fn(score, previous_alignments, sigmoid_noise, mode, seed=None):
    """Alignments of monotonic attention from unnormalised scores.

    Args:
      score: float `[batch, time]`.
      previous_alignments: float `[batch, time]`.
      sigmoid_noise: standard deviation of the noise added to the score; above 0 it drives
        the model to scores that decide clearly. Use 0 for inference.
      mode: see `monotonic_attention`; `hard` chooses where the score is positive.
      seed: op seed of the noise.

    Returns:
      float `[batch, time]`.

    Source: `_monotonic_probability_fn` of TensorFlow 1.15's attention_wrapper.py.
    """
    if sigmoid_noise > 0:
        noise = tf.random_normal(tf.shape(score), dtype=score.dtype, seed=seed)
        score += sigmoid_noise * noise
    chosen = tf.cast(score > 0, score.dtype) if mode == "hard" else tf.sigmoid(score)
    return monotonic_attention(chosen, previous_alignments, mode)


class _BaseMonotonicAttentionMechanism(_BaseAttentionMechanism):
    """A mechanism whose first "previous" alignment is on the first memory step.

    Source: `_BaseMonotonicAttentionMechanism` of TensorFlow 1.15's attention_wrapper.py.
    """

    def initial_alignments(self, batch_size, dtype):
        """Return `[1, 0, 0, ...]` in each row, `[batch, time]`."""
        first = tf.zeros((batch_size,), dtype=tf.int32)
        return tf.one_hot(first, self._alignments_size, dtype=dtype)


class BahdanauMonotonicAttention(_BaseMonotonicAttentionMechanism):
    """Monotonic attention with the additive score of `BahdanauAttention`, plus a learnt scalar.

    Variables: `memory_layer/kernel` and, under `bahdanau_monotonic_attention`,
    `query_layer/kernel`, `attention_v`, (if `normalize`) `attention_g` and `attention_b`, and
    `attention_score_bias`.

    Args:
      num_units, memory, memory_sequence_length, normalize, score_mask_value, dtype, name: see
        `BahdanauAttention`.
      sigmoid_noise, mode: see `monotonic_probability_fn`.
      sigmoid_noise_seed: op seed of the noise.
      score_bias_init: first value of the score bias; negative for long memories.

    Source: `tf.contrib.seq2seq.BahdanauMonotonicAttention` (TensorFlow 1.15).
    """

    def __init__(
        self,
        num_units,
        memory,
        memory_sequence_length=None,
        normalize=False,
        score_mask_value=None,
        sigmoid_noise=0.0,
        sigmoid_noise_seed=None,
        score_bias_init=0.0,
        mode="parallel",
        dtype=None,
        name="BahdanauMonotonicAttention",
    ):
        super().__init__(
            query_layer=bias_free_layer("query_layer", num_units, dtype),
            memory_layer=bias_free_layer("memory_layer", num_units, dtype),
            memory=memory,
            probability_fn=_with_noise(sigmoid_noise, mode, sigmoid_noise_seed),
            memory_sequence_length=memory_sequence_length,
            score_mask_value=score_mask_value,
            name=name,
        )
        self._num_units = num_units
        self._normalize = normalize
        self._name = name
        self._score_bias_init = score_bias_init

    def __call__(self, query, state):
        """Return `(alignments, next state)`, both `[batch, time]`, for a query `[batch, depth]`."""
        with tf.variable_scope(None, "bahdanau_monotonic_attention", [query]):
            projected = self.query_layer(query) if self.query_layer else query
            variables = bahdanau_variables(self._num_units, query.dtype, self._normalize)
            score = bahdanau_score(projected, self._keys, *variables)
            score += _score_bias(projected.dtype, self._score_bias_init)
        alignments = self._probability_fn(score, state)
        return alignments, alignments


class LuongMonotonicAttention(_BaseMonotonicAttentionMechanism):
    """Monotonic attention with the multiplicative score of `LuongAttention`, plus a learnt scalar.

    Variables: `memory_layer/kernel` and, under `luong_monotonic_attention`, `attention_g` if
    `scale`, and `attention_score_bias`.

    Args:
      num_units, memory, memory_sequence_length, scale, score_mask_value, dtype, name: see
        `LuongAttention`.
      sigmoid_noise, mode: see `monotonic_probability_fn`.
      sigmoid_noise_seed: op seed of the noise.
      score_bias_init: first value of the score bias; negative for long memories.

    Raises:
      ValueError: when called with a query of another depth than the keys.

    Source: `tf.contrib.seq2seq.LuongMonotonicAttention` (TensorFlow 1.15).
    """

    def __init__(
        self,
        num_units,
        memory,
        memory_sequence_length=None,
        scale=False,
        score_mask_value=None,
        sigmoid_noise=0.0,
        sigmoid_noise_seed=None,
        score_bias_init=0.0,
        mode="parallel",
        dtype=None,
        name="LuongMonotonicAttention",
    ):
        super().__init__(
            query_layer=None,
            memory_layer=bias_free_layer("memory_layer", num_units, dtype),
            memory=memory,
            probability_fn=_with_noise(sigmoid_noise, mode, sigmoid_noise_seed),
            memory_sequence_length=memory_sequence_length,
            score_mask_value=score_mask_value,
            name=name,
        )
        self._num_units = num_units
        self._scale = scale
        self._name = name
        self._score_bias_init = score_bias_init

    def __call__(self, query, state):
        """Return `(alignments, next state)`, both `[batch, time]`, for a query `[batch, depth]`."""
        with tf.variable_scope(None, "luong_monotonic_attention", [query]):
            score = luong_score(query, self._keys, scale_variable(query.dtype, self._scale))
            score += _score_bias(query.dtype, self._score_bias_init)
        alignments = self._probability_fn(score, state)
        return alignments, alignments


def _with_noise(sigmoid_noise, mode, seed):
    return lambda score, previous: monotonic_probability_fn(
        score, previous, sigmoid_noise=sigmoid_noise, mode=mode, seed=seed
    )


def _score_bias(dtype, initial_value):
    return tf.get_variable("attention_score_bias", dtype=dtype, initializer=initial_value)

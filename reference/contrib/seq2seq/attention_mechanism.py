"""Content-based attention: the mechanisms of Bahdanau and of Luong, and their common base.

Source: attention_wrapper.py of TensorFlow 1.15's contrib/seq2seq.
"""

import math

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.seq2seq.attention_memory import mask_score, prepare_memory
from reference.contrib.seq2seq.zero_state import zero_state_tensors
from reference.layers import Dense, Layer

__all__ = ["AttentionMechanism", "BahdanauAttention", "LuongAttention", "hardmax"]


class AttentionMechanism:
    """What `AttentionWrapper` takes for attention; see `_BaseAttentionMechanism` for an actual one.

    Source: `tf.contrib.seq2seq.AttentionMechanism` (TensorFlow 1.15).
    """

    @property
    def alignments_size(self):
        """Number of memory steps, an int or an int32 scalar tensor."""
        raise NotImplementedError

    @property
    def state_size(self):
        """Size of the state handed from step to step."""
        raise NotImplementedError


class _BaseAttentionMechanism(AttentionMechanism):
    """Keeps the memory as keys and values, and masks the score before it is normalised.

    Args:
      query_layer: a `reference.layers.Layer` applied to the query, or None.
      memory: `[batch, time, ...]`, usually an encoder's outputs.
      probability_fn: `(score, previous alignments) -> alignments`, all `[batch, time]`.
      memory_sequence_length: int `[batch]`; the memory past it is zeroed and not attended to.
      memory_layer: a layer that makes the keys of the memory; None takes the memory itself.
      check_inner_dims_defined: whether all but the first two dimensions must be known.
      score_mask_value: score of masked steps, `-inf` by default.
      custom_key_value_fn: `(keys, values) -> (keys, values)`, applied last.
      name: name scope of the preparation.

    Raises:
      TypeError: when a layer is not a layer, or `probability_fn` not callable.

    Source: `_BaseAttentionMechanism` of TensorFlow 1.15's attention_wrapper.py.
    """

    def __init__(
        self,
        query_layer,
        memory,
        probability_fn,
        memory_sequence_length=None,
        memory_layer=None,
        check_inner_dims_defined=True,
        score_mask_value=None,
        custom_key_value_fn=None,
        name=None,
    ):
        for label, layer in (("query_layer", query_layer), ("memory_layer", memory_layer)):
            if layer is not None and not isinstance(layer, Layer):
                raise TypeError(f"{label} is not a Layer: {type(layer).__name__}")
        if not callable(probability_fn):
            raise TypeError(
                f"probability_fn must be callable, saw type: {type(probability_fn).__name__}"
            )
        self._query_layer = query_layer
        self._memory_layer = memory_layer
        self.dtype = memory_layer.dtype
        if score_mask_value is None:
            score_mask_value = tf.as_dtype(self.dtype).as_numpy_dtype(-np.inf)

        def masked_probability(score, previous):
            score = mask_score(
                score,
                memory_sequence_length=memory_sequence_length,
                score_mask_value=score_mask_value,
            )
            return probability_fn(score, previous)

        self._probability_fn = masked_probability
        with tf.name_scope(name, "BaseAttentionMechanismInit", tf.nest.flatten(memory)):
            self._values = prepare_memory(
                memory,
                memory_sequence_length=memory_sequence_length,
                check_inner_dims_defined=check_inner_dims_defined,
            )
            self._keys = memory_layer(self._values)
            if custom_key_value_fn is not None:
                self._keys, self._values = custom_key_value_fn(self._keys, self._values)
            self._batch_size = _dimension(self._keys, 0)
            self._alignments_size = _dimension(self._keys, 1)

    @property
    def memory_layer(self):
        """The layer that made the keys."""
        return self._memory_layer

    @property
    def query_layer(self):
        """The layer applied to queries, or None."""
        return self._query_layer

    @property
    def values(self):
        """`[batch, time, ...]`, what the context is a weighted sum of."""
        return self._values

    @property
    def keys(self):
        """`[batch, time, units]`, what queries are compared to."""
        return self._keys

    @property
    def batch_size(self):
        """Rows of the memory, an int or an int32 scalar tensor."""
        return self._batch_size

    @property
    def alignments_size(self):
        """Number of memory steps, an int or an int32 scalar tensor."""
        return self._alignments_size

    @property
    def state_size(self):
        """Number of memory steps: the state is the previous alignments."""
        return self._alignments_size

    def initial_alignments(self, batch_size, dtype):
        """Return zeros `[batch, time]`."""
        return zero_state_tensors(self._alignments_size, batch_size, dtype)

    def initial_state(self, batch_size, dtype):
        """Return the state of the first step: the initial alignments."""
        return self.initial_alignments(batch_size, dtype)


class LuongAttention(_BaseAttentionMechanism):
    """Multiplicative attention: `score = keys . query`, times a learnt scalar if scaled.

    Variables: `memory_layer/kernel` and, under `luong_attention`, `attention_g` if `scale`.

    Args:
      num_units: depth of the keys; it must be the depth of the query.
      memory, memory_sequence_length, score_mask_value, custom_key_value_fn, name: see
        `_BaseAttentionMechanism`.
      scale: whether to scale the score.
      probability_fn: `score -> alignments`, a softmax by default.
      dtype: dtype of the layers, float32 by default.

    Raises:
      ValueError: when called with a query of another depth than the keys.

    Source: `tf.contrib.seq2seq.LuongAttention` (TensorFlow 1.15); Luong, Pham, Manning,
    "Effective Approaches to Attention-based Neural Machine Translation",
    https://arxiv.org/abs/1508.04025.
    """

    def __init__(
        self,
        num_units,
        memory,
        memory_sequence_length=None,
        scale=False,
        probability_fn=None,
        score_mask_value=None,
        dtype=None,
        custom_key_value_fn=None,
        name="LuongAttention",
    ):
        super().__init__(
            query_layer=None,
            memory_layer=bias_free_layer("memory_layer", num_units, dtype),
            memory=memory,
            probability_fn=_ignoring_previous(probability_fn),
            memory_sequence_length=memory_sequence_length,
            score_mask_value=score_mask_value,
            custom_key_value_fn=custom_key_value_fn,
            name=name,
        )
        self._num_units = num_units
        self._scale = scale
        self._name = name

    def __call__(self, query, state):
        """Return `(alignments, next state)`, both `[batch, time]`, for a query `[batch, depth]`."""
        with tf.variable_scope(None, "luong_attention", [query]):
            score = luong_score(query, self._keys, scale_variable(query.dtype, self._scale))
        alignments = self._probability_fn(score, state)
        return alignments, alignments


class BahdanauAttention(_BaseAttentionMechanism):
    """Additive attention: `score = v . tanh(keys + W query)`, with `v` normalised if asked.

    Normalised, `score = g v/|v| . tanh(keys + W query + b)`. Variables: `memory_layer/kernel` and,
    under `bahdanau_attention`, `query_layer/kernel`, `attention_v`, and `attention_g` and
    `attention_b` if `normalize`.

    Args:
      num_units: depth of query and keys in the score.
      memory, memory_sequence_length, score_mask_value, custom_key_value_fn, name: see
        `_BaseAttentionMechanism`.
      normalize: whether to normalise the weights.
      probability_fn: `score -> alignments`, a softmax by default.
      dtype: dtype of the layers, float32 by default.

    Source: `tf.contrib.seq2seq.BahdanauAttention` (TensorFlow 1.15); Bahdanau, Cho, Bengio,
    https://arxiv.org/abs/1409.0473; normalisation: Salimans, Kingma,
    https://arxiv.org/abs/1602.07868.
    """

    def __init__(
        self,
        num_units,
        memory,
        memory_sequence_length=None,
        normalize=False,
        probability_fn=None,
        score_mask_value=None,
        dtype=None,
        custom_key_value_fn=None,
        name="BahdanauAttention",
    ):
        super().__init__(
            query_layer=bias_free_layer("query_layer", num_units, dtype),
            memory_layer=bias_free_layer("memory_layer", num_units, dtype),
            memory=memory,
            probability_fn=_ignoring_previous(probability_fn),
            custom_key_value_fn=custom_key_value_fn,
            memory_sequence_length=memory_sequence_length,
            score_mask_value=score_mask_value,
            name=name,
        )
        self._num_units = num_units
        self._normalize = normalize
        self._name = name

    def __call__(self, query, state):
        """Return `(alignments, next state)`, both `[batch, time]`, for a query `[batch, depth]`."""
        with tf.variable_scope(None, "bahdanau_attention", [query]):
            projected = self.query_layer(query) if self.query_layer else query
            variables = bahdanau_variables(self._num_units, query.dtype, self._normalize)
            score = bahdanau_score(projected, self._keys, *variables)
        alignments = self._probability_fn(score, state)
        return alignments, alignments


def hardmax(logits, name=None):
    """One-hot of the largest logit.

    Args:
      logits: float `[..., classes]`.
      name: name scope, `Hardmax` by default.

    Returns:
      Like `logits`.

    Source: `tf.contrib.seq2seq.hardmax` (TensorFlow 1.15).

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(hardmax([[1.0, 3.0, 2.0]])))
    [[0. 1. 0.]]
    """
    with tf.name_scope(name, "Hardmax", [logits]):
        logits = tf.convert_to_tensor(logits, name="logits")
        depth = logits.get_shape().dims[-1].value
        if depth is None:
            depth = tf.shape(logits)[-1]
        return tf.one_hot(tf.argmax(logits, -1), depth, dtype=logits.dtype)


def luong_score(query, keys, scale):
    """`score[b, t] = keys[b, t] . query[b]`, times `scale` unless that is None.

    Args:
      query: `[batch, units]`.
      keys: `[batch, time, units]`.
      scale: scalar tensor, or None.

    Raises:
      ValueError: when the depths differ.
    """
    depth, units = query.get_shape().dims[-1].value, keys.get_shape().dims[-1].value
    if depth != units:
        raise ValueError(
            "Incompatible or unknown inner dimensions between query and keys.  "
            f"Query ({query}) has units: {depth}.  Keys ({keys}) have units: {units}.  "
            f"Perhaps you need to set num_units to the keys' dimension ({units})?"
        )
    score = tf.matmul(tf.expand_dims(query, 1), keys, transpose_b=True)
    score = tf.squeeze(score, [1])
    return score if scale is None else scale * score


def bahdanau_score(processed_query, keys, attention_v, attention_g=None, attention_b=None):
    """`score[b, t] = v . tanh(keys[b, t] + query[b])`, normalised when `g` and `b` are given.

    Args:
      processed_query: `[batch, units]`.
      keys: `[batch, time, units]`.
      attention_v: `[units]`.
      attention_g: scalar, or None.
      attention_b: `[units]`, or None.
    """
    query = tf.expand_dims(processed_query, 1)
    if attention_g is None or attention_b is None:
        return tf.reduce_sum(attention_v * tf.tanh(keys + query), [2])
    weights = attention_g * attention_v * tf.rsqrt(tf.reduce_sum(tf.square(attention_v)))
    return tf.reduce_sum(weights * tf.tanh(keys + query + attention_b), [2])


def scale_variable(dtype, wanted):
    """The variable `attention_g`, a scalar 1, or None."""
    if not wanted:
        return None
    return tf.get_variable("attention_g", dtype=dtype, initializer=tf.ones_initializer, shape=())


def bahdanau_variables(num_units, dtype, normalize):
    """The variables `attention_v`, `attention_g` and `attention_b`; the last two may be None."""
    direction = tf.get_variable("attention_v", [num_units], dtype=dtype)
    if not normalize:
        return direction, None, None
    norm = tf.get_variable(
        "attention_g",
        dtype=dtype,
        initializer=tf.constant_initializer(math.sqrt(1.0 / num_units)),
        shape=(),
    )
    bias = tf.get_variable(
        "attention_b", [num_units], dtype=dtype, initializer=tf.zeros_initializer()
    )
    return direction, norm, bias


def bias_free_layer(name, num_units, dtype):
    """A linear layer for queries or memory; float32 unless `dtype` says otherwise."""
    return Dense(num_units, name=name, use_bias=False, dtype=dtype or tf.float32)


def _ignoring_previous(probability_fn):
    probability = tf.nn.softmax if probability_fn is None else probability_fn
    return lambda score, previous: probability(score)


def _dimension(tensor, axis):
    return tensor.shape.dims[axis].value or tf.shape(tensor)[axis]

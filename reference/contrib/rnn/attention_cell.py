"""A cell that attends to its own last states (Bahdanau et al., 2014, turned inwards)."""

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.gates import warn_concatenated_state
from reference.contrib.rnn.linear import Linear
from reference.nn.rnn_cell import RNNCell
from reference.nn.rnn_cell.base import check_is_cell


class AttentionCellWrapper(RNNCell):
    """Feeds `cell` with its input and a summary of the last `attn_length` outputs.

    Per step, with `a` the last summary and `H` the window `[batch, attn_length, attn_size]`::

        x~ = [x, a] W0 + b0                              as wide as `input_size` (default: x)
        h, s' = cell(x~, s)
        score_k = sum(attn_v * tanh(H_k attn_w + s' W1 + b1))
        a' = sum_k softmax(score)_k H_k
        y = [h, a'] W2 + b2                              `[batch, attn_size]`
        H' = H without its first row, y appended

    State: `(cell state, a, H flattened to [batch, attn_length * attn_size])`, or the three joined
    by columns with `state_is_tuple=False`. `attn_size` defaults to the cell's output size,
    `attn_vec_size` to `attn_size`.

    Variables: `kernel`, `bias`; `attention/attn_w` `[1, 1, attn_size, attn_vec_size]`,
    `attention/attn_v`, `attention/kernel`, `attention/bias`; `attn_output_projection/kernel`,
    `.../bias`.

    Raises:
      TypeError: `cell` is no RNN cell.
      ValueError: a tuple state but `state_is_tuple=False`, or `attn_length` not positive.

    Source: `tf.contrib.rnn.AttentionCellWrapper`, https://arxiv.org/abs/1409.0473.
    """

    def __init__(
        self,
        cell,
        attn_length,
        attn_size=None,
        attn_vec_size=None,
        input_size=None,
        state_is_tuple=True,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        check_is_cell("cell", cell)
        if tf.nest.is_nested(cell.state_size) and not state_is_tuple:
            raise ValueError(
                "Cell returns tuple of states, but the flag state_is_tuple is not set. "
                f"State size is: {cell.state_size}"
            )
        if attn_length <= 0:
            raise ValueError(f"attn_length should be greater than zero, got {attn_length}")
        if not state_is_tuple:
            warn_concatenated_state(self)
        self._cell = cell
        self._attn_length = attn_length
        self._attn_size = cell.output_size if attn_size is None else attn_size
        self._attn_vec_size = self._attn_size if attn_vec_size is None else attn_vec_size
        self._input_size = input_size
        self._state_is_tuple = state_is_tuple
        self._reuse = reuse
        self._linear1 = None
        self._linear2 = None
        self._linear3 = None

    @property
    def state_size(self):
        """`(cell's, attn_size, attn_size * attn_length)`, or their sum."""
        sizes = (self._cell.state_size, self._attn_size, self._attn_size * self._attn_length)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self):
        """`attn_size`."""
        return self._attn_size

    def _columns(self, state):
        """The three parts of a concatenated state."""
        start = 0
        for width in (self._cell.state_size, self._attn_size, self._attn_size * self._attn_length):
            yield tf.slice(state, [0, start], [-1, width])
            start += width

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (`[batch, attn_size]`, state), see the class."""
        cell_state, summary, window = state if self._state_is_tuple else self._columns(state)
        window = tf.reshape(window, [-1, self._attn_length, self._attn_size])
        width = self._input_size
        if width is None:
            width = inputs.shape.as_list()[1]
        if self._linear1 is None:
            self._linear1 = Linear([inputs, summary], width, True)
        mixed = self._linear1([inputs, summary])
        cell_output, cell_state = self._cell(mixed, cell_state)
        query = cell_state
        if self._state_is_tuple:
            query = tf.concat(tf.nest.flatten(cell_state), 1)
        summary, window = self._attention(query, window)
        with tf.variable_scope("attn_output_projection"):
            if self._linear2 is None:
                self._linear2 = Linear([cell_output, summary], self._attn_size, True)
            output = self._linear2([cell_output, summary])
        window = tf.concat([window, tf.expand_dims(output, 1)], 1)
        window = tf.reshape(window, [-1, self._attn_length * self._attn_size])
        if self._state_is_tuple:
            return output, (cell_state, summary, window)
        return output, tf.concat([cell_state, summary, window], 1)

    def _attention(self, query, window):
        """Summary of `window` as seen by `query`, and `window` without its oldest row."""
        size, depth = self._attn_size, self._attn_vec_size
        with tf.variable_scope("attention"):
            features_kernel = tf.get_variable("attn_w", [1, 1, size, depth])
            score_vector = tf.get_variable("attn_v", [depth])
            # A 1x1 convolution over [batch, attn_length, 1, size] projects all rows at once.
            rows = tf.reshape(window, [-1, self._attn_length, 1, size])
            features = tf.nn.conv2d(rows, features_kernel, [1, 1, 1, 1], "SAME")
            if self._linear3 is None:
                self._linear3 = Linear(query, depth, True)
            asked = tf.reshape(self._linear3(query), [-1, 1, 1, depth])
            scores = tf.reduce_sum(score_vector * tf.tanh(features + asked), [2, 3])
            weights = tf.reshape(tf.nn.softmax(scores), [-1, self._attn_length, 1, 1])
            summary = tf.reshape(tf.reduce_sum(weights * rows, [1, 2]), [-1, size])
            return summary, tf.slice(window, [0, 1, 0], [-1, -1, -1])

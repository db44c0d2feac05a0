"""`BeamSearchDecoder`: decodes the most probable sequences, several at a time.

Source: `tf.contrib.seq2seq.BeamSearchDecoder` of TensorFlow 1.15.
"""

import collections

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.seq2seq.beam_search_ops import gather_tree
from reference.contrib.seq2seq.beam_search_step import (
    BeamSearchDecoderOutput,
    BeamSearchDecoderState,
    attention_probabilities,
    beam_search_step,
)
from reference.contrib.seq2seq.beams import (
    assert_batch_of_beams,
    gather_tree_from_array,
    is_sortable,
    merge_beams,
    require_rank,
    split_beams,
)
from reference.contrib.seq2seq.decoder import Decoder
from reference.contrib.seq2seq.helper import embedding_function
from reference.contrib.seq2seq.one_hot import one_hot
from reference.contrib.seq2seq.output_layer import check_output_layer, decoded_size
from reference.nn.rnn_cell.base import check_is_cell

__all__ = ["BeamSearchDecoder", "FinalBeamSearchDecoderOutput"]


class FinalBeamSearchDecoderOutput(
    collections.namedtuple(
        "FinalBeamDecoderOutput", ["predicted_ids", "beam_search_decoder_output"]
    )
):
    """What `dynamic_decode` returns for a beam search.

    - `predicted_ids`: int32 `[batch, time, beam]` (or time major), best beam first;
    - `beam_search_decoder_output`: the steps' `BeamSearchDecoderOutput`, not put into order.

    Source: `tf.contrib.seq2seq.FinalBeamSearchDecoderOutput` (TensorFlow 1.15).
    """

    __slots__ = ()


class BeamSearchDecoder(Decoder):
    """Keeps the `beam_width` best sequences of every row.

    With an `AttentionWrapper`: tile the encoder's outputs, lengths and final state by `tile_batch`
    first, and call `zero_state(batch_size * beam_width, dtype).clone(cell_state=...)`.

    Args:
      cell: an `RNNCell`.
      embedding: `f(ids) -> inputs`, or embedding parameters for `tf.nn.embedding_lookup`.
      start_tokens: int32 `[batch]`.
      end_token: int32 scalar.
      initial_state: the cell's state, `[batch * beam, ...]`.
      beam_width: int.
      output_layer: a layer that makes logits of the cell's output.
      length_penalty_weight: float; 0 for no length penalty.
      coverage_penalty_weight: float; 0 for no coverage penalty, which needs attention.
      reorder_tensor_arrays: whether TensorArrays in the state (such as the alignment history) are
        put into the order of the beams at the end; they come out as tensors then.

    Raises:
      TypeError: when `cell` is no cell, or `output_layer` no layer.
      ValueError: when `start_tokens` is not a vector or `end_token` not a scalar.

    Source: `tf.contrib.seq2seq.BeamSearchDecoder` (TensorFlow 1.15).
    """

    def __init__(
        self,
        cell,
        embedding,
        start_tokens,
        end_token,
        initial_state,
        beam_width,
        output_layer=None,
        length_penalty_weight=0.0,
        coverage_penalty_weight=0.0,
        reorder_tensor_arrays=True,
    ):
        check_is_cell("cell", cell)
        check_output_layer(output_layer)
        self._cell = cell
        self._output_layer = output_layer
        self._beam_width = beam_width
        self._length_penalty_weight = length_penalty_weight
        self._coverage_penalty_weight = coverage_penalty_weight
        self._reorder_tensor_arrays = reorder_tensor_arrays

        self._embedding_fn = embedding_function(embedding)
        tokens = tf.convert_to_tensor(start_tokens, dtype=tf.int32, name="start_tokens")
        if tokens.get_shape().ndims != 1:
            raise ValueError("start_tokens must be a vector")
        self._end_token = tf.convert_to_tensor(end_token, dtype=tf.int32, name="end_token")
        if self._end_token.get_shape().ndims != 0:
            raise ValueError("end_token must be a scalar")
        self._batch_size = tf.size(start_tokens)
        self._initial_cell_state = tf.nest.map_structure(
            self._split_part, initial_state, cell.state_size
        )
        self._start_tokens = tf.tile(tf.expand_dims(tokens, 1), [1, beam_width])
        self._start_inputs = self._embedding_fn(self._start_tokens)
        # Beams start alike: all but the first are finished, so that they do not count.
        self._finished = one_hot(
            tf.zeros([self._batch_size], dtype=tf.int32),
            depth=beam_width,
            on_value=False,
            off_value=True,
        )

    @property
    def batch_size(self):
        """Number of rows, without the beams; int32 scalar tensor."""
        return self._batch_size

    @property
    def tracks_own_finished(self):
        """True: beams that have finished may give way to others that have not."""
        return True

    @property
    def output_size(self):
        """`BeamSearchDecoderOutput` of `[beam]`."""
        beam = tf.TensorShape([self._beam_width])
        return BeamSearchDecoderOutput(scores=beam, predicted_ids=beam, parent_ids=beam)

    @property
    def output_dtype(self):
        """`BeamSearchDecoderOutput` of the state's dtype and twice int32."""
        dtype = self._dtype()
        size = decoded_size(self._cell, self._output_layer)
        return BeamSearchDecoderOutput(
            scores=tf.nest.map_structure(lambda _: dtype, size),
            predicted_ids=tf.int32,
            parent_ids=tf.int32,
        )

    def initialize(self, name=None):
        """Return `(finished, start inputs, BeamSearchDecoderState)`."""
        dtype = self._dtype()
        log_probs = tf.one_hot(
            tf.zeros([self._batch_size], dtype=tf.int32),
            depth=self._beam_width,
            on_value=tf.convert_to_tensor(0.0, dtype=dtype),
            off_value=tf.convert_to_tensor(-np.inf, dtype=dtype),
            dtype=dtype,
        )
        attention = attention_probabilities(self._initial_cell_state, self._coverage_penalty_weight)
        state = BeamSearchDecoderState(
            cell_state=self._initial_cell_state,
            log_probs=log_probs,
            finished=self._finished,
            lengths=tf.zeros([self._batch_size, self._beam_width], dtype=tf.int64),
            accumulated_attention_probs=() if attention is None else attention,
        )
        return self._finished, self._start_inputs, state

    def step(self, time, inputs, state, name=None):
        """Return `(BeamSearchDecoderOutput, state, next inputs, finished [batch, beam])`."""
        with tf.name_scope(name, "BeamSearchDecoderStep", (time, inputs, state)):
            sizes = self._cell.state_size
            inputs = tf.nest.map_structure(lambda part: self._merge(part, part.shape[2:]), inputs)
            cell_state = tf.nest.map_structure(self._merge_part, state.cell_state, sizes)
            outputs, cell_state = self._cell(inputs, cell_state)
            outputs = tf.nest.map_structure(lambda part: self._split(part, part.shape[1:]), outputs)
            cell_state = tf.nest.map_structure(self._split_part, cell_state, sizes)
            if self._output_layer is not None:
                outputs = self._output_layer(outputs)
            output, next_state = beam_search_step(
                time=time,
                logits=outputs,
                next_cell_state=cell_state,
                beam_state=state,
                batch_size=self._batch_size,
                beam_width=self._beam_width,
                end_token=self._end_token,
                length_penalty_weight=self._length_penalty_weight,
                coverage_penalty_weight=self._coverage_penalty_weight,
            )
            next_inputs = tf.cond(
                tf.reduce_all(next_state.finished),
                lambda: self._start_inputs,
                lambda: self._embedding_fn(output.predicted_ids),
            )
        return output, next_state, next_inputs, next_state.finished

    def finalize(self, outputs, final_state, sequence_lengths):
        """Return `(FinalBeamSearchDecoderOutput, state)`, time major, beams followed back."""
        predicted_ids = gather_tree(
            outputs.predicted_ids,
            outputs.parent_ids,
            max_sequence_lengths=tf.cast(tf.reduce_max(final_state.lengths, axis=1), tf.int32),
            end_token=self._end_token,
        )
        if self._reorder_tensor_arrays:
            cell_state = tf.nest.map_structure(
                lambda part: self._in_order(part, outputs.parent_ids, final_state.lengths),
                final_state.cell_state,
            )
            final_state = final_state._replace(cell_state=cell_state)
        final = FinalBeamSearchDecoderOutput(
            predicted_ids=predicted_ids, beam_search_decoder_output=outputs
        )
        return final, final_state

    def _dtype(self):
        # The cell is taken to keep the dtype of its state.
        return tf.nest.flatten(self._initial_cell_state)[0].dtype

    def _merge(self, tensor, inner):
        return merge_beams(tensor, self._batch_size, self._beam_width, inner)

    def _split(self, tensor, inner):
        return split_beams(tensor, self._batch_size, self._beam_width, inner)

    def _merge_part(self, part, size):
        if isinstance(part, tf.TensorArray) or require_rank(part) < 2:
            return part
        return self._merge(part, size)

    def _split_part(self, part, size):
        if isinstance(part, tf.TensorArray) or require_rank(part) < 1:
            return part
        return self._split(part, size)

    def _in_order(self, part, parent_ids, lengths):
        if not isinstance(part, tf.TensorArray):
            return part
        if not is_sortable(part, tf.get_static_value(self._batch_size), self._beam_width):
            return part
        steps = part.stack()
        with tf.control_dependencies(
            [assert_batch_of_beams(steps, self._batch_size, self._beam_width)]
        ):
            return gather_tree_from_array(steps, parent_ids, lengths)

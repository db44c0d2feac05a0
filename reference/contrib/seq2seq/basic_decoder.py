"""`BasicDecoder`: a cell, a helper and an optional output layer.

Source: `tf.contrib.seq2seq.BasicDecoder` of TensorFlow 1.15.
"""

import collections

import tensorflow.compat.v1 as tf

from reference.contrib.seq2seq.decoder import Decoder
from reference.contrib.seq2seq.helper import Helper
from reference.contrib.seq2seq.output_layer import check_output_layer, decoded_size
from reference.nn.rnn_cell.base import check_is_cell

__all__ = ["BasicDecoder", "BasicDecoderOutput"]


class BasicDecoderOutput(collections.namedtuple("BasicDecoderOutput", ("rnn_output", "sample_id"))):
    """What a step puts out: `rnn_output` `[batch, ...]` and `sample_id` `[batch, ...]`.

    Source: `tf.contrib.seq2seq.BasicDecoderOutput` (TensorFlow 1.15).
    """

    __slots__ = ()


class BasicDecoder(Decoder):
    """Runs a cell on what a helper feeds it.

    Args:
      cell: an `RNNCell`.
      helper: a `Helper`.
      initial_state: the cell's state to start from, nested tensors and TensorArrays.
      output_layer: a layer applied to the cell's output before it is sampled and stored.

    Raises:
      TypeError: when an argument is of another type.

    Source: `tf.contrib.seq2seq.BasicDecoder` (TensorFlow 1.15).
    """

    def __init__(self, cell, helper, initial_state, output_layer=None):
        check_is_cell("cell", cell)
        if not isinstance(helper, Helper):
            raise TypeError(f"helper must be a Helper, received: {type(helper)}")
        check_output_layer(output_layer)
        self._cell = cell
        self._helper = helper
        self._initial_state = initial_state
        self._output_layer = output_layer

    @property
    def batch_size(self):
        """The helper's batch size."""
        return self._helper.batch_size

    @property
    def output_size(self):
        """`BasicDecoderOutput` of the sizes of the (projected) cell output and of a sample."""
        return BasicDecoderOutput(self._rnn_output_size(), self._helper.sample_ids_shape)

    @property
    def output_dtype(self):
        """`BasicDecoderOutput` of dtypes; the cell is taken to keep the dtype of its state."""
        dtype = tf.nest.flatten(self._initial_state)[0].dtype
        return BasicDecoderOutput(
            tf.nest.map_structure(lambda _: dtype, self._rnn_output_size()),
            self._helper.sample_ids_dtype,
        )

    def initialize(self, name=None):
        """Return the helper's `(finished, first inputs)` and the initial state."""
        finished, first_inputs = self._helper.initialize()
        return finished, first_inputs, self._initial_state

    def step(self, time, inputs, state, name=None):
        """Return `(BasicDecoderOutput, next state, next inputs, finished)`."""
        with tf.name_scope(name, "BasicDecoderStep", (time, inputs, state)):
            outputs, cell_state = self._cell(inputs, state)
            if self._output_layer is not None:
                outputs = self._output_layer(outputs)
            sample_ids = self._helper.sample(time=time, outputs=outputs, state=cell_state)
            finished, next_inputs, next_state = self._helper.next_inputs(
                time=time, outputs=outputs, state=cell_state, sample_ids=sample_ids
            )
        return BasicDecoderOutput(outputs, sample_ids), next_state, next_inputs, finished

    def _rnn_output_size(self):
        return decoded_size(self._cell, self._output_layer)

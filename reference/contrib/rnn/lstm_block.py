"""LSTM cells whose step, or whole sequence, is one kernel of TensorFlow."""

import abc
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.gates import DeclaredSizes
from reference.contrib.rnn.kernel_gradients import register_missing_gradient
from reference.layers.base import InputSpec, Layer
from reference.nn.rnn_cell import LayerRNNCell, LSTMStateTuple
from reference.nn.rnn_cell.base import BIAS, KERNEL

_DIAGONALS = ("w_i_diag", "w_f_diag", "w_o_diag")
_NO_CLIP = -1


def _lstm_block_cell_gradient(op: tf.Operation, *grads: tf.Tensor) -> list[tf.Tensor]:
    """Gradients of the kernel `LSTMBlockCell` to its eight inputs, from those of `cs` and `h`."""
    x, cs_prev, h_prev, w, wci, wcf, wco, b = op.inputs
    i, cs, f, o, ci, co, _ = op.outputs
    width, units = x.shape.as_list()[1], cs_prev.shape.as_list()[1]
    if width is None or units is None:
        raise ValueError("The widths of `x` and `cs_prev` should not be None.")
    rows = x.shape.as_list()[0]
    rows = -1 if rows is None else rows
    cs_prev_grad, gates_grad, *diagonal_grads = tf.raw_ops.LSTMBlockCellGrad(
        x=x,
        cs_prev=cs_prev,
        h_prev=h_prev,
        w=w,
        wci=wci,
        wcf=wcf,
        wco=wco,
        b=b,
        i=i,
        cs=cs,
        f=f,
        o=o,
        ci=ci,
        co=co,
        cs_grad=grads[1],
        h_grad=grads[6],
        use_peephole=op.get_attr("use_peephole"),
    )
    joined_grad = tf.matmul(gates_grad, w, transpose_b=True)
    x_grad = tf.slice(joined_grad, (0, 0), (rows, width))
    h_prev_grad = tf.slice(joined_grad, (0, width), (rows, units))
    w_grad = tf.matmul(tf.concat([x, h_prev], 1), gates_grad, transpose_a=True)
    b_grad = tf.raw_ops.BiasAddGrad(out_backprop=gates_grad)
    for grad, source in ((x_grad, x), (h_prev_grad, h_prev), (w_grad, w), (b_grad, b)):
        grad.set_shape(source.shape)
    return [x_grad, cs_prev_grad, h_prev_grad, w_grad, *diagonal_grads, b_grad]


register_missing_gradient("LSTMBlockCell", _lstm_block_cell_gradient)


def _no_diagonals(units: int, dtype: Any) -> list[tf.Tensor]:
    return [tf.zeros([units], dtype=dtype)] * 3


def block_lstm(
    seq_len_max,
    x,
    w,
    b,
    cs_prev=None,
    h_prev=None,
    wci=None,
    wcf=None,
    wco=None,
    forget_bias=None,
    cell_clip=None,
    use_peephole=None,
    name=None,
):
    """The kernel `BlockLSTM` over a list of inputs, with weights of your own.

    Args:
      seq_len_max: int64 scalar, steps to run.
      x: list of `[batch, n]`, one a step.
      w: kernel `[n + units, 4 * units]`.
      b: bias `[4 * units]`.
      cs_prev: start memory `[batch, units]`; zeros if None.
      h_prev: start output `[batch, units]`; zeros if None.
      wci: diagonal of the input gate `[units]`; zeros for all three if None.
      wcf: diagonal of the forget gate.
      wco: diagonal of the output gate.
      forget_bias: added to the forget gate; 1 if None.
      cell_clip: limit of the memory; none if None.
      use_peephole: whether the diagonals are used.
      name: of the op.

    Returns:
      Seven lists of one `[batch, units]` a step: input gate, memory, forget gate, output gate,
      candidate, tanh of the memory, output.

    Raises:
      ValueError: size of `b` unknown.

    Source: `tensorflow.contrib.rnn.python.ops.lstm_ops._block_lstm`.
    """
    dtype = x[0].dtype
    batch = x[0].shape.with_rank(2).as_list()[0]
    columns = b.shape.with_rank(1).as_list()[0]
    if columns is None:
        raise ValueError("`b` shape must not be None.")
    units = columns // 4
    if cs_prev is None or h_prev is None:
        zeros = tf.constant(0, dtype=dtype, shape=[batch, units])
        cs_prev = zeros if cs_prev is None else cs_prev
        h_prev = zeros if h_prev is None else h_prev
    if wci is None:
        wci = wcf = wco = tf.constant(0, dtype=dtype, shape=[units])
    run = tf.raw_ops.BlockLSTM(
        seq_len_max=seq_len_max,
        x=tf.stack(x),
        cs_prev=cs_prev,
        h_prev=h_prev,
        w=w,
        wci=wci,
        wcf=wcf,
        wco=wco,
        b=b,
        forget_bias=1 if forget_bias is None else forget_bias,
        cell_clip=_NO_CLIP if cell_clip is None else cell_clip,
        use_peephole=bool(use_peephole),
        name=name,
    )
    return tuple(tf.unstack(history) for history in run)


class _BlockWeights(Layer):
    """Variables of the block cells: `kernel`, `bias`, and the diagonals with `use_peephole`."""

    def _add_weights(self, width: int) -> None:
        columns = 4 * self._num_units
        self._kernel = self.add_variable(KERNEL, [width + self._num_units, columns])
        self._bias = self.add_variable(BIAS, [columns], initializer=tf.constant_initializer(0.0))
        self._diagonals = [
            self.add_variable(name, [self._num_units])
            for name in (_DIAGONALS if self._use_peephole else ())
        ]
        self.built = True

    def _kernel_arguments(self, dtype: Any) -> dict[str, Any]:
        """What both kernels take beside the inputs and the state."""
        wci, wcf, wco = self._diagonals or _no_diagonals(self._num_units, dtype)
        return {
            "w": self._kernel,
            "wci": wci,
            "wcf": wcf,
            "wco": wco,
            "b": self._bias,
            "forget_bias": self._forget_bias,
            "cell_clip": self._cell_clip,
            "use_peephole": self._use_peephole,
        }


class LSTMBlockCell(DeclaredSizes, _BlockWeights, LayerRNNCell):
    """LSTM step as one kernel; the variables are those of `LSTMCell`.

    With `[i, j, f, o] = [x, h] kernel + bias`::

        c' = s(f + forget_bias + w_f_diag * c) * c + s(i + w_i_diag * c) * tanh(j)     (clipped)
        h' = s(o + w_o_diag * c') * tanh(c')

    The diagonals exist with `use_peephole`; `cell_clip=None` does not clip. Input `[batch, n]`,
    float32 or float16, state `LSTMStateTuple(c, h)`, output `h'` `[batch, num_units]`.

    Raises:
      ValueError: width of the input unknown, or a state that is no pair.

    Source: `tf.contrib.rnn.LSTMBlockCell`, https://arxiv.org/abs/1409.2329.
    """

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        cell_clip=None,
        use_peephole=False,
        dtype=None,
        reuse=None,
        name="lstm_cell",
    ):
        super().__init__(_reuse=reuse, dtype=dtype, name=name)
        self._num_units = num_units
        self._declare_lstm_sizes(num_units, None)
        self._forget_bias = forget_bias
        self._use_peephole = use_peephole
        self._cell_clip = _NO_CLIP if cell_clip is None else cell_clip
        self.input_spec = InputSpec(ndim=2)

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        width = tf.TensorShape(inputs_shape).as_list()[1]
        if not width:
            raise ValueError(f"Expecting inputs_shape[1] to be set: {inputs_shape}")
        self._add_weights(width)

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (h', LSTMStateTuple(c', h'))."""
        if len(state) != 2:
            raise ValueError("Expecting state to be a tuple with length 2.")
        memory, hidden = state
        step = tf.raw_ops.LSTMBlockCell(
            x=inputs, cs_prev=memory, h_prev=hidden, **self._kernel_arguments(self.dtype)
        )
        return step.h, LSTMStateTuple(step.cs, step.h)


class LSTMBlockWrapper(Layer, metaclass=abc.ABCMeta):
    """Base of layers that run an LSTM over a whole sequence in one call.

    A subclass says `num_units` and runs its kernel in `_call_cell`.

    Source: `tf.contrib.rnn.LSTMBlockWrapper`.
    """

    @property
    @abc.abstractmethod
    def num_units(self):
        """Width of output and state."""

    @abc.abstractmethod
    def _call_cell(self, inputs, initial_cell_state, initial_output, dtype, sequence_length):
        """Runs over `inputs` `[time, batch, n]` from the state given.

        `sequence_length` is `[batch]` int32 or int64, or None. Returns the memories and the
        outputs of all steps, each `[time, batch, num_units]`.
        """

    def call(self, inputs, initial_state=None, dtype=None, sequence_length=None):
        """Runs over `inputs`.

        Args:
          inputs: `[time, batch, n]`, or a list of `time` matrices `[batch, n]`.
          initial_state: pair `(c, h)` of `[batch, num_units]`; zeros of `dtype` if None.
          dtype: of that zero state; needed where there is no `initial_state`.
          sequence_length: `[batch]`, steps of each row; all if None.

        Returns:
          (outputs, `LSTMStateTuple(c, h)` after the last step of each row), the outputs in the form
          of `inputs` and zero after the last step.

        Raises:
          ValueError: neither `initial_state` nor `dtype`, a state that is no pair, or an unknown
            width of the input.
        """
        listed = isinstance(inputs, list)
        if listed:
            inputs = tf.stack(inputs)
        time, batch, width = inputs.shape.with_rank(3).as_list()
        if not width:
            raise ValueError(f"Expecting inputs_shape[2] to be set: {inputs.shape}")
        batch = tf.shape(inputs)[1] if batch is None else batch
        time = tf.shape(inputs)[0] if time is None else time
        if initial_state is None:
            if dtype is None:
                raise ValueError("Either initial_state or dtype needs to be specified")
            initial_state = [tf.zeros(tf.stack([batch, self.num_units]), dtype=dtype)] * 2
        elif len(initial_state) != 2:
            raise ValueError("Expecting initial_state to be a tuple with length 2 or None")
        elif dtype is None:
            dtype = initial_state[0].dtype
        if sequence_length is not None:
            sequence_length = tf.convert_to_tensor(sequence_length)
        memories, outputs = self._call_cell(inputs, *initial_state, dtype, sequence_length)
        if sequence_length is None:
            final_state = [memories[-1], outputs[-1]]
        else:
            within = tf.transpose(tf.sequence_mask(sequence_length, time, dtype=dtype), [1, 0])
            outputs *= tf.tile(tf.expand_dims(within, [-1]), [1, 1, self.num_units])
            # The state of a row of length 0 is the one it started with.
            histories = [
                tf.concat([tf.expand_dims(start, [0]), steps], 0)
                for start, steps in zip(initial_state, (memories, outputs), strict=True)
            ]
            final_state = [
                tf.gather_nd(steps, tf.stack([sequence_length, tf.range(batch)], axis=1))
                for steps in histories
            ]
        if listed:
            outputs = tf.unstack(outputs)
        return outputs, LSTMStateTuple(*final_state)


class LSTMBlockFusedCell(_BlockWeights, LSTMBlockWrapper):
    """`LSTMBlockCell` over a whole sequence, as one kernel; called as a `FusedRNNCell` is.

    Equations, variables and arguments as for `LSTMBlockCell`; `call` as for `LSTMBlockWrapper`.

    Source: `tf.contrib.rnn.LSTMBlockFusedCell`.
    """

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        cell_clip=None,
        use_peephole=False,
        reuse=None,
        dtype=None,
        name="lstm_fused_cell",
    ):
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._cell_clip = _NO_CLIP if cell_clip is None else cell_clip
        self._use_peephole = use_peephole
        self.input_spec = InputSpec(ndim=3)

    @property
    def num_units(self):
        """Width of output and state."""
        return self._num_units

    def build(self, input_shape):
        """Makes the variables for inputs of shape `[time, batch, n]`."""
        self._add_weights(tf.TensorShape(input_shape).as_list()[2])

    def _call_cell(
        self,
        inputs,
        initial_cell_state=None,
        initial_output=None,
        dtype=None,
        sequence_length=None,
    ):
        """See `LSTMBlockWrapper`."""
        time = inputs.shape.with_rank(3).as_list()[0]
        if time is None:
            time = tf.shape(inputs)[0]
        arguments = self._kernel_arguments(dtype)
        steps = time if sequence_length is None else tf.reduce_max(sequence_length)
        run = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.cast(steps, tf.int64),
            x=inputs,
            cs_prev=initial_cell_state,
            h_prev=initial_output,
            **arguments,
        )
        return run.cs, run.h

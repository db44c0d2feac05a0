"""GRU cell whose step is one kernel of TensorFlow."""

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.gates import DeclaredSizes
from reference.contrib.rnn.kernel_gradients import register_missing_gradient
from reference.layers.base import InputSpec
from reference.nn.rnn_cell import LayerRNNCell


def _gru_block_cell_gradient(op: tf.Operation, *grads: tf.Tensor) -> list[tf.Tensor]:
    """Gradients of the kernel `GRUBlockCell` to its six inputs, from that of its state `h`."""
    x, h_prev, w_ru, w_c, b_ru, b_c = op.inputs
    r, u, c, _ = op.outputs
    x_grad, h_prev_grad, candidate_grad, gates_grad = tf.raw_ops.GRUBlockCellGrad(
        x=x,
        h_prev=h_prev,
        w_ru=w_ru,
        w_c=w_c,
        b_ru=b_ru,
        b_c=b_c,
        r=r,
        u=u,
        c=c,
        d_h=grads[-1],
    )
    joined = tf.concat([x, h_prev], 1)
    w_ru_grad = tf.matmul(joined, gates_grad, transpose_a=True)
    b_ru_grad = tf.raw_ops.BiasAddGrad(out_backprop=gates_grad)
    reset = tf.concat([x, h_prev * r], 1)
    w_c_grad = tf.matmul(reset, candidate_grad, transpose_a=True)
    b_c_grad = tf.raw_ops.BiasAddGrad(out_backprop=candidate_grad)
    return [x_grad, h_prev_grad, w_ru_grad, w_c_grad, b_ru_grad, b_c_grad]


register_missing_gradient("GRUBlockCell", _gru_block_cell_gradient)


class GRUBlockCell(DeclaredSizes, LayerRNNCell):
    """GRU step as one kernel.

    ::

        [r, u] = s([x, h] w_ru + b_ru)
        c      = tanh([x, r * h] w_c + b_c)
        h'     = u * h + (1 - u) * c

    Input `[batch, n]` float32; state and output `h'` `[batch, num_units]`. Variables: `w_ru`
    `[n + num_units, 2 * num_units]`, `b_ru` (ones), `w_c` `[n + num_units, num_units]`, `b_c`
    (zeros). `cell_size` is `num_units` by its old name.

    Raises:
      ValueError: both or none of `num_units` and `cell_size` given, width of the input unknown, or
        a state of another width.

    Source: `tf.contrib.rnn.GRUBlockCell`, https://arxiv.org/abs/1406.1078.
    """

    _GATE_NAMES = ("w_ru", "b_ru")
    _CANDIDATE_NAMES = ("w_c", "b_c")

    def __init__(self, num_units=None, cell_size=None, reuse=None, name="gru_cell"):
        super().__init__(_reuse=reuse, name=name)
        if (cell_size is None) == (num_units is None):
            raise ValueError("Exactly one of num_units or cell_size must be provided.")
        if num_units is None:
            tf.logging.warn("GRUBlockCell: cell_size is deprecated, use num_units instead.")
            num_units = cell_size
        self._cell_size = num_units
        self._state_size = self._output_size = num_units
        self.input_spec = InputSpec(ndim=2)

    def build(self, input_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        width = tf.TensorShape(input_shape).as_list()[1]
        if width is None:
            raise ValueError("Expecting input_size to be set.")
        rows = width + self._cell_size

        def add_pair(names, columns, bias_start):
            kernel = self.add_variable(names[0], [rows, columns])
            start = tf.constant_initializer(bias_start)
            return kernel, self.add_variable(names[1], [columns], initializer=start)

        self._gate_kernel, self._gate_bias = add_pair(self._GATE_NAMES, 2 * self._cell_size, 1.0)
        self._candidate_kernel, self._candidate_bias = add_pair(
            self._CANDIDATE_NAMES, self._cell_size, 0.0
        )
        self.built = True

    def call(self, inputs, h_prev):
        """One step: `inputs` `[batch, n]`, `h_prev` `[batch, num_units]` -> (h', h')."""
        width = h_prev.shape.with_rank(2).as_list()[1]
        if width != self._cell_size:
            raise ValueError(
                f"Shape of h_prev[1] incorrect: cell_size {self._cell_size} vs {width}"
            )
        step = tf.raw_ops.GRUBlockCell(
            x=inputs,
            h_prev=h_prev,
            w_ru=self._gate_kernel,
            w_c=self._candidate_kernel,
            b_ru=self._gate_bias,
            b_c=self._candidate_bias,
        )
        return step.h, step.h


class GRUBlockCellV2(GRUBlockCell):
    """`GRUBlockCell` under the variable names of `GRUCell`, whose checkpoints it reads.

    Variables: `gates/kernel`, `gates/bias`, `candidate/kernel`, `candidate/bias`.

    Source: `tf.contrib.rnn.GRUBlockCellV2`.
    """

    _GATE_NAMES = ("gates/kernel", "gates/bias")
    _CANDIDATE_NAMES = ("candidate/kernel", "candidate/bias")

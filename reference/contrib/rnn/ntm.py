"""Neural Turing machine: a controller with a memory to read and write (Graves et al., 2014)."""

import collections
import math
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import static_batch, zero_rows
from reference.nn.rnn_cell import LayerRNNCell
from reference.nn.rnn_cell.base import check_is_cell, input_depth

NTMControllerState = collections.namedtuple(
    "NTMControllerState", ("controller_state", "read_vector_list", "w_list", "M", "time")
)
NTMControllerState.__doc__ = """State of an `NTMCell`.

`controller_state` of the controller; `read_vector_list`, one `[batch, memory_vector_dim]` a read
head; `w_list`, one address weighting `[batch, memory_size]` a head, read heads first; `M`
`[batch, memory_size, memory_vector_dim]`; `time`, the number of steps made.
"""


def _scaled_normal(width: int) -> Any:
    """Truncated normal of deviation `1 / sqrt(width)`, for a kernel of `width` rows."""
    return tf.truncated_normal_initializer(stddev=1.0 / math.sqrt(width), dtype=tf.float32)


def _repeat_rows(tensor: tf.Tensor, rows: int) -> tf.Tensor:
    """`rows` copies of `tensor` along a new first axis."""
    return tf.concat([tf.expand_dims(tensor, 0) for _ in range(rows)], axis=0)


def _length(tensor: tf.Tensor, axis: int) -> tf.Tensor:
    return tf.sqrt(tf.reduce_sum(tf.square(tensor), axis=axis, keepdims=True))


def _share(tensor: tf.Tensor) -> tf.Tensor:
    """`tensor` scaled to rows of sum 1."""
    return tensor / tf.reduce_sum(tensor, axis=1, keepdims=True)


class NTMCell(LayerRNNCell):
    """Neural Turing machine cell around a `controller` cell.

    The controller sees the input and what was read last; a product with `parameters_kernel` turns
    its output (clipped to `clip_value`) into, for each head, a key `k`, its strength `beta`, a gate
    `g`, a shift `s` over `2 * shift_range + 1` places and a sharpness `gamma`, and for each write
    head an erase and an add vector. A head's weighting over the `memory_size` rows of `M` is::

        w_c = softmax over rows of beta * cosine(k, M)         (as exp / sum, without maximum)
        w_g = g * w_c + (1 - g) * (its last weighting)
        w   = (w_g circularly convolved with s) ** gamma, scaled to sum 1

    Reading: `sum_rows w M`. Writing: `M * (1 - w erase) + w add`. The output, `[controller output,
    reads] output_kernel + output_bias` clipped, is `output_dim` wide (default: as the input).
    At time 0 the memory, the reads and the weightings are learned start values.

    The batch size must be known statically. State: `NTMControllerState`.

    Raises:
      TypeError: `controller` is no RNN cell.
      ValueError: width of the input unknown and no `output_dim`.

    Source: `tensorflow.contrib.rnn.python.ops.rnn_cell.NTMCell`, https://arxiv.org/abs/1410.5401,
    https://arxiv.org/abs/1807.08518.
    """

    def __init__(
        self,
        controller,
        memory_size,
        memory_vector_dim,
        read_head_num,
        write_head_num,
        shift_range=1,
        output_dim=None,
        clip_value=20,
        dtype=tf.float32,
        name=None,
    ):
        super().__init__(dtype=dtype, name=name)
        check_is_cell("NTM RNN controller cell", controller)
        self.controller = controller
        self.memory_size = memory_size
        self.memory_vector_dim = memory_vector_dim
        self.read_head_num = read_head_num
        self.write_head_num = write_head_num
        self.clip_value = clip_value
        self.output_dim = output_dim
        self.shift_range = shift_range
        self.num_heads = read_head_num + write_head_num
        self.num_parameters_per_head = memory_vector_dim + 2 * shift_range + 4
        self.total_parameter_num = (
            self.num_parameters_per_head * self.num_heads + 2 * memory_vector_dim * write_head_num
        )

    @property
    def state_size(self):
        """Sizes in the layout of `NTMControllerState`."""
        return NTMControllerState(
            controller_state=self.controller.state_size,
            read_vector_list=[self.memory_vector_dim] * self.read_head_num,
            w_list=[self.memory_size] * self.num_heads,
            M=tf.TensorShape([self.memory_size * self.memory_vector_dim]),
            time=tf.TensorShape([]),
        )

    @property
    def output_size(self):
        """`output_dim`; None until the cell is built, if it was not given."""
        return self.output_dim

    def _add_affine(self, name: str, rows: int, columns: int) -> tuple[Any, Any]:
        kernel = self.add_variable(
            f"{name}_kernel", shape=[rows, columns], initializer=_scaled_normal(rows)
        )
        zeros = tf.constant_initializer(0.0, dtype=self.dtype)
        return kernel, self.add_variable(f"{name}_bias", shape=[columns], initializer=zeros)

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        if self.output_dim is None:
            self.output_dim = input_depth(inputs_shape)
        size, depth = self.memory_size, self.memory_vector_dim
        seen = self.controller.output_size
        self._params_kernel, self._params_bias = self._add_affine(
            "parameters", seen, self.total_parameter_num
        )
        self._output_kernel, self._output_bias = self._add_affine(
            "output", seen + depth * self.read_head_num, self.output_dim
        )
        self._init_read_vectors, self._init_address_weights = (
            [
                self.add_variable(
                    f"{name}_{index}",
                    shape=[1, width],
                    initializer=tf.glorot_uniform_initializer(),
                )
                for index in range(count)
            ]
            for name, width, count in (
                ("initial_read_vector", depth, self.read_head_num),
                ("initial_address_weights", size, self.num_heads),
            )
        )
        start = tf.constant_initializer(1e-6, dtype=self.dtype)
        self._M = self.add_variable("memory", shape=[size, depth], initializer=start)
        self.built = True

    def _at_start(self, time: Any, learned: Callable[[], Any], carried: Any) -> Any:
        """`learned()` at time 0, else what the state carried; a list if that is one."""
        chosen = tf.cond(tf.equal(time, 0), learned, lambda: carried)
        # TF 1 control flow unpacks a list of one.
        return [chosen] if isinstance(carried, list) and tf.is_tensor(chosen) else chosen

    def _learned_rows(
        self, starts: list[Any], squash: Callable[..., tf.Tensor], x: tf.Tensor
    ) -> list[tf.Tensor]:
        return [
            _repeat_rows(squash(tf.squeeze(tf.matmul(tf.ones([1, 1]), start))), static_batch(x))
            for start in starts
        ]

    def call(self, x, prev_state):
        """One step: `x` `[batch, n]` -> (`[batch, output_dim]`, `NTMControllerState`)."""
        reads = self._at_start(
            prev_state.time,
            lambda: self._learned_rows(self._init_read_vectors, tf.tanh, x),
            prev_state.read_vector_list,
        )
        controller_output, controller_state = self.controller(
            tf.concat([x, *reads], axis=1), prev_state.controller_state
        )
        heads, edits = self._parameters(controller_output)
        weightings = self._at_start(
            prev_state.time,
            lambda: self._learned_rows(self._init_address_weights, tf.nn.softmax, x),
            prev_state.w_list,
        )
        memory = self._at_start(
            prev_state.time,
            lambda: _repeat_rows(self._M, static_batch(x)),
            prev_state.M,
        )
        weightings = [
            self._address(head, memory, last) for head, last in zip(heads, weightings, strict=True)
        ]
        reads = [
            tf.reduce_sum(tf.expand_dims(weighting, 2) * memory, axis=1)
            for weighting in weightings[: self.read_head_num]
        ]
        memory = self._written(memory, weightings[self.read_head_num :], edits)
        output = tf.matmul(tf.concat([controller_output, *reads], axis=1), self._output_kernel)
        output = self._clipped(tf.nn.bias_add(output, self._output_bias))
        new_state = NTMControllerState(
            controller_state, reads, weightings, memory, prev_state.time + 1
        )
        return output, new_state

    def _clipped(self, tensor: tf.Tensor) -> tf.Tensor:
        return tf.clip_by_value(tensor, -self.clip_value, self.clip_value)

    def _parameters(self, controller_output: tf.Tensor) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
        """The parameters of each head, and the erase and add vectors of each write head."""
        packed = tf.matmul(controller_output, self._params_kernel)
        packed = self._clipped(tf.nn.bias_add(packed, self._params_bias))
        addressing = self.num_parameters_per_head * self.num_heads
        heads = spelling.split(packed[:, :addressing], self.num_heads, axis=1)
        return heads, spelling.split(packed[:, addressing:], 2 * self.write_head_num, axis=1)

    def _written(
        self, memory: tf.Tensor, weightings: list[tf.Tensor], edits: list[tf.Tensor]
    ) -> tf.Tensor:
        for index, weighting in enumerate(weightings):
            column = tf.expand_dims(weighting, axis=2)
            erase = tf.expand_dims(tf.sigmoid(edits[2 * index]), axis=1)
            add = tf.expand_dims(tf.tanh(edits[2 * index + 1]), axis=1)
            kept = tf.ones_like(memory) - tf.matmul(column, erase)
            memory = memory * kept + tf.matmul(column, add)
        return memory

    def _address(self, head: tf.Tensor, memory: tf.Tensor, last: tf.Tensor) -> tf.Tensor:
        """The weighting of one head `[batch, memory_size]`."""
        depth, places = self.memory_vector_dim, 2 * self.shift_range + 1
        key = tf.tanh(head[:, 0:depth])
        strength = tf.nn.softplus(head[:, depth])
        gate = tf.sigmoid(head[:, depth + 1])
        shift = tf.nn.softmax(head[:, depth + 2 : depth + 2 + places])
        sharpness = tf.nn.softplus(head[:, -1]) + 1

        key = tf.expand_dims(key, axis=2)
        product = tf.matmul(memory, key)
        key_length = _length(key, axis=1)
        lengths = _length(memory, axis=2) * key_length
        likeness = tf.squeeze(product / (lengths + 1e-8))
        by_content = _share(tf.exp(tf.expand_dims(strength, axis=1) * likeness))
        gate = tf.expand_dims(gate, axis=1)
        gated = gate * by_content + (1 - gate) * last
        rotations = self._rotations(shift)
        moved = tf.reduce_sum(tf.expand_dims(gated, axis=1) * rotations, axis=2)
        return _share(tf.pow(moved, tf.expand_dims(sharpness, axis=1)))

    def _rotations(self, shift: tf.Tensor) -> tf.Tensor:
        """Row `i` of the circular convolution by `shift`: `[batch, memory_size, memory_size]`."""
        size, reach = self.memory_size, self.shift_range
        ahead = shift[:, : reach + 1]
        gap = zero_rows(static_batch(shift), size - (2 * reach + 1))
        whole = tf.concat([ahead, gap, shift[:, -reach:]], axis=1)
        twice = tf.concat([tf.reverse(whole, axis=[1]), tf.reverse(whole, axis=[1])], axis=1)
        rows = [twice[:, size - i - 1 : 2 * size - i - 1] for i in range(size)]
        return tf.stack(rows, axis=1)

    def zero_state(self, batch_size, dtype):
        """State at time 0; its zeros stand for the learned start values."""
        size, depth = self.memory_size, self.memory_vector_dim
        reads = [zero_rows(batch_size, depth) for _ in range(self.read_head_num)]
        weightings = [zero_rows(batch_size, size) for _ in range(self.num_heads)]
        return NTMControllerState(
            read_vector_list=reads,
            w_list=weightings,
            controller_state=self.controller.zero_state(batch_size, dtype),
            M=zero_rows(batch_size, size, depth),
            time=0,
        )

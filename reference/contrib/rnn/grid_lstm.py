"""Grid LSTM cells: an LSTM along time and one along frequency at every point of the grid."""

import collections
from collections.abc import Iterable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.frequency import count_windows, cut_windows, frame_width
from reference.contrib.rnn.gates import (
    DeclaredSizes,
    clip,
    static_batch,
    warn_concatenated_state,
    zero_rows,
)
from reference.contrib.rnn.sharding import sharded_matrix
from reference.nn.rnn_cell import RNNCell


class _Axis(NamedTuple):
    """Weights of one direction (frequency or time) of one block.

    `peep` maps a gate letter to its two diagonals: for the memory that comes along frequency, and
    for the one that comes along time. It is empty without peepholes.
    """

    kernel: tf.Tensor
    bias: tf.Tensor
    peep: dict[str, list[tf.Tensor]]


class _Gates(NamedTuple):
    """Pre-activations at one grid point; `forget` is None where it is coupled to `write`."""

    write: tf.Tensor
    candidate: tf.Tensor
    forget: tf.Tensor | None
    expose: tf.Tensor


def _state_fields(blocks: Iterable[int], prefix: str = "state") -> list[str]:
    """`state_f00_b00_c`, `state_f00_b00_m`, ...: memory and output of each band of each block."""
    return [
        f"{prefix}_f{band:02d}_b{block:02d}_{part}"
        for block, bands in enumerate(blocks)
        for band in range(bands)
        for part in "cm"
    ]


class GridLSTMCell(DeclaredSizes, RNNCell):
    """LSTM over time and over frequency at once, each seeing the memories of both.

    A frame is cut into blocks (columns `start_freqindex_list[b]` to `end_freqindex_list[b]`, or one
    block of all columns), a block into `num_frequency_blocks[b]` bands of `feature_size` columns,
    `frequency_skip` apart. At band `x`, with `ct, mt` carried along time and `cf, mf` along
    frequency (zeros at the first band), for each axis `a` of frequency and time::

        [i, j, f, o] = [x, mt, mf] W_a + B_a
        c_a' = s(f + forget_bias + peep) * c_a + s(i + peep) * tanh(j)       (clipped)
        m_a' = s(o + peep') * tanh(c_a')

    where `peep = w_f * cf + w_t * ct` exists with `use_peepholes`, and `peep'` sees the new
    memories. `couple_input_forget_gates` replaces the forget gate by `1 - s(i + peep)`;
    `share_time_frequency_weights` lets both axes use the frequency weights.

    Output `[batch, 2 * units * bands]`: `mt', mf'` of each band. State: a named tuple
    `state_f<band>_b<block>_c`, `..._m`, each `[batch, units]`, or all in one matrix with
    `state_is_tuple=False`. `initializer` has, as in 1.15, no effect.

    Variables, for block `b`: `W_f_b_0` ..., `B_f_b`, `W_t_b_0` ..., `B_t_b`, and
    `W_{F,I,O}_diag_{freq,time}{f,t}_b`.

    Raises:
      ValueError: `num_frequency_blocks` missing or not what the frame's width gives.

    Source: `tf.contrib.rnn.GridLSTMCell`; Kalchbrenner et al. https://arxiv.org/abs/1507.01526,
    Li and Sainath et al. "Modeling time-frequency patterns with LSTM vs. convolutional
    architectures for LVCSR tasks", Interspeech 2016.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        share_time_frequency_weights=False,
        cell_clip=None,
        initializer=None,
        num_unit_shards=1,
        forget_bias=1.0,
        feature_size=None,
        frequency_skip=None,
        num_frequency_blocks=None,
        start_freqindex_list=None,
        end_freqindex_list=None,
        couple_input_forget_gates=False,
        state_is_tuple=True,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        if not state_is_tuple:
            warn_concatenated_state(self)
        if num_frequency_blocks is None:
            raise ValueError("Must specify num_frequency_blocks")
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._share_time_frequency_weights = share_time_frequency_weights
        self._couple_input_forget_gates = couple_input_forget_gates
        self._state_is_tuple = state_is_tuple
        self._cell_clip = cell_clip
        self._initializer = initializer
        self._num_unit_shards = num_unit_shards
        self._forget_bias = forget_bias
        self._feature_size = feature_size
        self._frequency_skip = frequency_skip
        self._start_freqindex_list = start_freqindex_list
        self._end_freqindex_list = end_freqindex_list
        self._num_frequency_blocks = num_frequency_blocks
        self._total_blocks = sum(int(bands) for bands in num_frequency_blocks)
        self._reuse = reuse
        self._output_size = 2 * num_units * self._total_blocks
        if state_is_tuple:
            self._declare_state("GridLSTMStateTuple", _state_fields(num_frequency_blocks))
        else:
            self._state_tuple_type = None
            self._state_size = self._output_size

    def _declare_state(self, type_name: str, fields: list[str]) -> None:
        self._state_tuple_type = collections.namedtuple(type_name, fields)
        self._state_size = self._state_tuple_type(*[self._num_units] * len(fields))

    @property
    def state_tuple_type(self) -> type | None:
        """The named tuple of the state; None where the state is one matrix."""
        return self._state_tuple_type

    def call(self, inputs, state):
        """One step: frame `[batch, n]` -> (output, state), see the class."""
        batch = static_batch(inputs)
        parts = [
            self._block(bands, block, state, batch)
            for block, bands in enumerate(self._make_tf_features(inputs))
        ]
        states = [tensor for _, state_part in parts for tensor in state_part]
        outputs = [tensor for output_part, _ in parts for tensor in output_part]
        if self._state_is_tuple:
            new_state = self._state_tuple_type(*states)
        else:
            new_state = tf.concat(states, 1)
        return tf.concat(outputs, 1), new_state

    def _carried(self, state: Any, prefix: str, band: int, block: int) -> list[tf.Tensor]:
        """Memory and output that `state` holds for one band."""
        if self._state_is_tuple:
            return [getattr(state, f"{prefix}_f{band:02d}_b{block:02d}_{part}") for part in "cm"]
        # Blocks are not told apart here: 1.15 read the same columns for each of them.
        units = self._num_units
        return [tf.slice(state, [0, (2 * band + part) * units], [-1, units]) for part in (0, 1)]

    def _block(
        self, bands: list[tf.Tensor], block: int, state: Any, batch: Any, prefix: str = "state"
    ) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
        """All bands of one block: outputs (time, frequency, ...) and states (c, m, ...)."""
        units, dtype = self._num_units, bands[0].dtype
        freq_axis, time_axis = self._weights(block, bands[0].shape.as_list()[1], dtype)
        m_freq = zero_rows(batch, units, dtype=dtype)
        c_freq = zero_rows(batch, units, dtype=dtype)
        outputs: list[tf.Tensor] = []
        states: list[tf.Tensor] = []
        for index, band in enumerate(bands):
            c_time, m_time = self._carried(state, prefix, index, block)
            joined = tf.concat([band, m_time, m_freq], 1)
            freq_gates = time_gates = self._gates(joined, freq_axis)
            if time_axis is not freq_axis:
                time_gates = self._gates(joined, time_axis)
            before = (c_freq, c_time)
            c_freq = self._memory(freq_gates, freq_axis, c_freq, before)
            c_time = self._memory(time_gates, time_axis, c_time, before)
            after = (c_freq, c_time)
            m_freq = _watch(freq_gates.expose, freq_axis.peep.get("O"), after) * tf.tanh(c_freq)
            m_time = _watch(time_gates.expose, time_axis.peep.get("O"), after) * tf.tanh(c_time)
            outputs += [m_time, m_freq]
            states += [c_time, m_time]
        return outputs, states

    def _weights(self, block: int, band_width: int, dtype: tf.DType) -> tuple[_Axis, _Axis]:
        """Frequency and time weights of a block: the same object where they are shared."""
        units = self._num_units
        columns = units * (3 if self._couple_input_forget_gates else 4)
        shape = [band_width + 2 * units, columns]
        axes = ("freq",) if self._share_time_frequency_weights else ("freq", "time")
        matrices = []
        for axis in axes:
            kernel = sharded_matrix(f"W_{axis[0]}_{block}", shape, dtype, self._num_unit_shards)
            bias = tf.get_variable(f"B_{axis[0]}_{block}", [columns], dtype, tf.zeros_initializer())
            matrices.append((kernel, bias))
        gates = "IO" if self._couple_input_forget_gates else "FIO"
        weights = [
            _Axis(
                *matrix,
                peep={
                    gate: [
                        tf.get_variable(f"W_{gate}_diag_{axis}{source}_{block}", [units], dtype)
                        for source in "ft"
                    ]
                    for gate in (gates if self._use_peepholes else "")
                },
            )
            for axis, matrix in zip(axes, matrices, strict=True)
        ]
        return weights[0], weights[-1]

    def _gates(self, joined: tf.Tensor, axis: _Axis) -> _Gates:
        packed = tf.nn.bias_add(tf.matmul(joined, axis.kernel), axis.bias)
        if self._couple_input_forget_gates:
            write, candidate, expose = spelling.split(packed, 3, axis=1)
            return _Gates(write, candidate, None, expose)
        return _Gates(*spelling.split(packed, 4, axis=1))

    def _memory(
        self, gates: _Gates, axis: _Axis, memory: tf.Tensor, seen: tuple[tf.Tensor, tf.Tensor]
    ) -> tf.Tensor:
        """The memory after this point, from its own last value and the two that it sees."""
        write = _watch(gates.write, axis.peep.get("I"), seen)
        if gates.forget is None:
            keep = 1.0 - write
        else:
            keep = _watch(gates.forget + self._forget_bias, axis.peep.get("F"), seen)
        return clip(keep * memory + write * tf.tanh(gates.candidate), self._cell_clip)

    def _make_tf_features(self, input_feat, slice_offset=0):
        """The bands of each block of a frame moved by `slice_offset` columns, zeros shifted in."""
        width = frame_width(input_feat)
        shift = max(slice_offset, 0)
        if slice_offset:
            columns = [0, slice_offset] if slice_offset > 0 else [-slice_offset, 0]
            padding = tf.constant([0, 0, *columns], shape=[2, 2], dtype=tf.int32)
            input_feat = tf.pad(input_feat, padding, "CONSTANT")
        size, skip = self._feature_size, self._frequency_skip
        blocks = []
        for (start, stop), bands in zip(
            self._spans(width), self._num_frequency_blocks, strict=True
        ):
            fitting = count_windows(stop - start, size, skip)
            if fitting != bands:
                raise ValueError(
                    f"Invalid num_frequency_blocks, requires {bands} but gets {fitting}, "
                    "please check the input size and filter config are correct."
                )
            blocks.append(cut_windows(input_feat, start + shift, bands, size, skip))
        return blocks

    def _spans(self, width: int) -> list[tuple[int, int]]:
        """First and last column of each block."""
        declared = len(self._num_frequency_blocks)
        if not self._start_freqindex_list:
            if declared != 1:
                raise ValueError(
                    f"Length of num_frequency_blocks is not 1, but instead is {declared}"
                )
            return [(0, width)]
        starts, ends = self._start_freqindex_list, self._end_freqindex_list
        if len(starts) != len(ends):
            raise ValueError(
                f"Length of start and end freqindex_list does not match {len(starts)} {len(ends)}"
            )
        if declared != len(starts):
            raise ValueError(
                "Length of num_frequency_blocks is not equal to start_freqindex_list "
                f"{declared} {len(starts)}"
            )
        return list(zip(starts, ends, strict=True))


def _watch(
    pre: tf.Tensor, peep: list[tf.Tensor] | None, memories: tuple[tf.Tensor, tf.Tensor]
) -> tf.Tensor:
    """A gate opened by `pre` and, through its diagonals, by the two memories."""
    for diagonal, memory in zip(peep or (), memories, strict=False):
        pre = pre + diagonal * memory
    return tf.sigmoid(pre)


class BidirectionalGridLSTMCell(GridLSTMCell):
    """Two grid LSTMs with weights of their own: one from low to high bands, one from high to low.

    Arguments as for `GridLSTMCell`, plus `backward_slice_offset`: columns by which the frame is
    moved for the backward one. The state is always a named tuple: `fwd_state_...`, `bwd_state_...`
    (`bwd` numbers the bands from the highest). Output `[batch, 4 * units * bands]`, forward part
    first. Variables as for `GridLSTMCell`, in scopes `fwd` and `bwd`.

    Source: `tf.contrib.rnn.BidirectionalGridLSTMCell`; the paper of `GridLSTMCell`.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        share_time_frequency_weights=False,
        cell_clip=None,
        initializer=None,
        num_unit_shards=1,
        forget_bias=1.0,
        feature_size=None,
        frequency_skip=None,
        num_frequency_blocks=None,
        start_freqindex_list=None,
        end_freqindex_list=None,
        couple_input_forget_gates=False,
        backward_slice_offset=0,
        reuse=None,
    ):
        super().__init__(
            num_units,
            use_peepholes=use_peepholes,
            share_time_frequency_weights=share_time_frequency_weights,
            cell_clip=cell_clip,
            initializer=initializer,
            num_unit_shards=num_unit_shards,
            forget_bias=forget_bias,
            feature_size=feature_size,
            frequency_skip=frequency_skip,
            num_frequency_blocks=num_frequency_blocks,
            start_freqindex_list=start_freqindex_list,
            end_freqindex_list=end_freqindex_list,
            couple_input_forget_gates=couple_input_forget_gates,
            state_is_tuple=True,
            reuse=reuse,
        )
        self._backward_slice_offset = int(backward_slice_offset)
        self._output_size *= 2
        self._declare_state(
            "BidirectionalGridLSTMStateTuple",
            [
                field
                for direction in ("fwd", "bwd")
                for field in _state_fields(num_frequency_blocks, f"{direction}_state")
            ],
        )

    def call(self, inputs, state):
        """One step: frame `[batch, n]` -> (output, state), see the class."""
        batch = static_batch(inputs)
        forward = backward = self._make_tf_features(inputs)
        if self._backward_slice_offset:
            backward = self._make_tf_features(inputs, self._backward_slice_offset)
        outputs: list[tf.Tensor] = []
        states: list[tf.Tensor] = []
        for direction, blocks in (("fwd", forward), ("bwd", [bands[::-1] for bands in backward])):
            with tf.variable_scope(direction):
                for block, bands in enumerate(blocks):
                    part = self._block(bands, block, state, batch, f"{direction}_state")
                    outputs += part[0]
                    states += part[1]
        return tf.concat(outputs, 1), self._state_tuple_type(*states)

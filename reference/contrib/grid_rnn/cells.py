"""Grid recurrent cells (Kalchbrenner, Danihelka, Graves, 2015): one cell a dimension of a grid."""

import dataclasses
import functools
from collections.abc import Callable, Sequence

import tensorflow.compat.v1 as tf

from reference.contrib import layers
from reference.contrib.rnn.gates import static_width
from reference.nn.rnn_cell import BasicLSTMCell, BasicRNNCell, GRUCell, LSTMCell, RNNCell


@dataclasses.dataclass(frozen=True)
class _Grid:
    """Which dimensions of a grid of `size` dimensions are what."""

    size: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    priority: tuple[int, ...]
    plain: tuple[int, ...]

    @property
    def recurrent(self) -> tuple[int, ...]:
        """The dimensions with a cell and a state of their own."""
        return tuple(i for i in range(self.size) if i not in self.plain)

    @property
    def first(self) -> tuple[int, ...]:
        """The dimensions that do not wait for others."""
        return tuple(i for i in range(self.size) if i not in self.priority)


def _dimensions(given: int | Sequence[int] | None, size: int) -> tuple[int, ...]:
    listed = [] if given is None else given if isinstance(given, list | tuple) else [given]
    found = sorted(set(listed))
    if any(not 0 <= each < size for each in found):
        raise ValueError(f"Invalid dims: {found}. Must be in [0, {size})")
    return tuple(found)


class GridRNNCell(RNNCell):
    """A grid of cells, one a dimension, each fed with the outputs `h` of the others.

    With dimensions `0 .. n-1`, dimension `i` does ``h'_i, state'_i = cell_i(x, state)`` where `x`
    holds `h_0 .. h_(n-2)` side by side, and the cell's own output in `state` is replaced by
    `h_(n-1)`. Dimensions in `priority_dims` run last and see the new outputs of the others.
    For each dimension in `input_dims`, `h` (and `c` of an LSTM) is first replaced by
    ``inputs project_m`` (and ``inputs project_c``), without bias. A dimension in
    `non_recurrent_dims` has no cell: ``h'_i = non_recurrent_fn(W [x, h_(n-1)] + b)``.

    Inputs `[batch, n]`, split evenly among the input dimensions; a grid of one dimension needs a
    batch of known size. Output: a tuple of `[batch, num_units]`, one for each of `output_dims`, or
    with `output_is_tuple=False` those side by side. State: a tuple of the states of the recurrent
    dimensions, or with `state_is_tuple=False` their parts side by side.

    Variables, below the scope of the call (the class's name if none is given): `project_m_<i>`
    and `project_c_<i>` `[n, num_units]`, those of the cells below `recurrent/cell_<i>`, and of the
    others below `non_recurrent/cell_<i>/fully_connected`. With `tied` all share `recurrent` and
    `non_recurrent`.

    Raises:
      ValueError: `num_dims` below 1, dimensions that are none, a state of another length.
      TypeError: `cell_fn`, called with `num_units`, gives no `RNNCell`.

    Source: `tf.contrib.grid_rnn.GridRNNCell`, https://arxiv.org/abs/1507.01526.
    """

    def __init__(
        self,
        num_units,
        num_dims=1,
        input_dims=None,
        output_dims=None,
        priority_dims=None,
        non_recurrent_dims=None,
        tied=False,
        cell_fn=None,
        non_recurrent_fn=None,
        state_is_tuple=True,
        output_is_tuple=True,
    ):
        if num_dims < 1:
            raise ValueError(f"dims must be >= 1: {num_dims}")
        kinds = (input_dims, output_dims, priority_dims, non_recurrent_dims)
        self._grid = _Grid(num_dims, *(_dimensions(given, num_dims) for given in kinds))
        self._num_units = num_units
        self._tied = tied
        self._non_recurrent_fn = non_recurrent_fn or tf.nn.relu
        self._state_is_tuple = state_is_tuple
        self._output_is_tuple = output_is_tuple
        make = functools.partial(LSTMCell, state_is_tuple=state_is_tuple)
        make = functools.partial(cell_fn or make, num_units)
        self._cells = [make()] * num_dims if tied else [make() for _ in range(num_dims)]
        if not isinstance(self._cells[0], RNNCell):
            kind = type(self._cells[0])
            raise TypeError(f"cell_fn must return an RNNCell instance, saw: {kind}")

    @property
    def output_size(self):
        """The size of each output, or their sum with `output_is_tuple=False`."""
        size, count = self._cells[0].output_size, len(self._grid.outputs)
        return (size,) * count if self._output_is_tuple else size * count

    @property
    def state_size(self):
        """The sizes of the recurrent dimensions' states, or their sum."""
        count = len(self._grid.recurrent)
        if self._state_is_tuple:
            return (self._cells[0].state_size,) * count
        return self._inner_size * count

    @property
    def _inner_size(self) -> int:
        size = self._cells[0].state_size
        return sum(size) if isinstance(size, tuple) else size

    def __call__(self, inputs, state, scope=None):
        """One step.

        Args:
          inputs: `[batch, n]`.
          state: as `zero_state` or the last step gave it.
          scope: the variable scope; by default one of the class's name.

        Returns:
          The outputs and the new state.
        """
        grid, dtype = self._grid, inputs.dtype
        memories, outputs = self._taken_apart(state)
        step = _Step(self, memories, outputs)
        with tf.variable_scope(scope or type(self).__name__):
            self._project(inputs, step)
            step.propagate(grid.first, begins=True)
            step.propagate(grid.priority, begins=False)
            output = tuple(step.new_outputs[i] for i in grid.outputs)
            if not self._output_is_tuple:
                output = tf.concat(output, 1) if output else tf.zeros([0, 0], dtype)
            states = tuple(step.new_states[i] for i in grid.recurrent)
            if not self._state_is_tuple:
                parts = [part for each in states for part in each]
                states = tf.concat(parts, 1) if parts else tf.zeros([0, 0], dtype)
        return output, states

    def _taken_apart(self, state):
        """The memory `c` (of LSTMs) and output `h` of each dimension, None where it has none."""
        grid = self._grid
        width = self._inner_size - self._num_units
        memories: list = [None] * grid.size
        outputs: list = [None] * grid.size
        if self._state_is_tuple:
            if len(grid.recurrent) != len(state):
                raise ValueError(f"Expected state as a tuple of {len(grid.recurrent)} element")
            for i, own in zip(grid.recurrent, state, strict=True):
                if width > 0:
                    memories[i], outputs[i] = own
                else:
                    outputs[i] = own
            return memories, outputs
        for order, i in enumerate(grid.recurrent):
            start = order * self._inner_size
            part = tf.slice(state, [0, start], [-1, self._num_units])
            if width > 0:
                memories[i] = part
                outputs[i] = tf.slice(state, [0, start + self._num_units], [-1, width])
            else:
                outputs[i] = part
        return memories, outputs

    def _project(self, inputs, step) -> None:
        """Put the projected input in the place of the input dimensions' outputs and memories."""
        dims = self._grid.inputs
        if not dims or static_width(inputs) == 0:
            return
        splits = tf.split(value=inputs, num_or_size_splits=len(dims), axis=1)
        shape = [static_width(splits[0]), self._num_units]
        for i, split in zip(dims, splits, strict=True):
            kernel = tf.get_variable(f"project_m_{i}", shape, dtype=inputs.dtype)
            step.outputs[i] = tf.matmul(split, kernel)
            if self._inner_size > self._num_units:
                kernel = tf.get_variable(f"project_c_{i}", shape, dtype=inputs.dtype)
                step.memories[i] = tf.matmul(split, kernel)


class _Step:
    """One step of a grid: outputs and states, old and new, by dimension."""

    def __init__(self, cell: GridRNNCell, memories: list, outputs: list) -> None:
        self.cell, self.memories, self.outputs = cell, memories, outputs
        self.new_outputs: list = [None] * len(outputs)
        self.new_states: list = [None] * len(outputs)

    def _newest(self, i: int):
        return self.outputs[i] if self.new_outputs[i] is None else self.new_outputs[i]

    def propagate(self, dims: tuple[int, ...], begins: bool) -> None:
        """Run the dimensions of a group, which do not see each other's new outputs; `begins`
        tells that tied weights are made by the first of them."""
        if not dims:
            return
        grid, tied = self.cell._grid, self.cell._tied
        if grid.size > 1:
            others = tf.concat([self._newest(i) for i in range(grid.size - 1)], 1)
        else:
            rows = self.outputs[0].shape.as_list()[0]
            others = tf.zeros([rows, 0], self.outputs[0].dtype)
        last = self._newest(-1)
        for i in dims:
            kind = "non_recurrent" if i in grid.plain else "recurrent"
            with tf.variable_scope(kind if tied else f"{kind}/cell_{i}") as scope:
                if tied and not (begins and i == dims[0]):
                    scope.reuse_variables()
                if i in grid.plain:
                    self.new_outputs[i] = self._transferred(others, last)
                else:
                    own = last if self.memories[i] is None else (self.memories[i], last)
                    made = self.cell._cells[i](others, own)
                    self.new_outputs[i], self.new_states[i] = made

    def _transferred(self, others, last):
        if self.cell._grid.size > 1:
            last = tf.concat([others, last], 1)
        scope = tf.get_variable_scope()
        return layers.fully_connected(
            last,
            num_outputs=self.cell._num_units,
            activation_fn=self.cell._non_recurrent_fn,
            weights_initializer=scope.initializer or layers.xavier_initializer(),
            weights_regularizer=scope.regularizer,
        )


class _FirstDimension(GridRNNCell):
    """A grid whose first dimension takes the input, gives the output and has priority.

    `non_recurrent_fn`, if given, makes that dimension a non-recurrent one.
    """

    _dims = 2

    def _set_up(
        self,
        num_units: int,
        cell_fn: Callable[[int], RNNCell],
        tied: bool = False,
        non_recurrent_fn=None,
        **forms: bool,
    ) -> None:
        GridRNNCell.__init__(
            self,
            num_units,
            num_dims=self._dims,
            input_dims=0,
            output_dims=0,
            priority_dims=0,
            tied=tied,
            non_recurrent_dims=None if non_recurrent_fn is None else 0,
            cell_fn=cell_fn,
            non_recurrent_fn=non_recurrent_fn,
            **forms,
        )


class Grid1BasicRNNCell(_FirstDimension):
    """A grid of one dimension of `BasicRNNCell`; see `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid1BasicRNNCell`.
    """

    _dims = 1

    def __init__(self, num_units, state_is_tuple=True, output_is_tuple=True):
        forms = {"state_is_tuple": state_is_tuple, "output_is_tuple": output_is_tuple}
        self._set_up(num_units, BasicRNNCell, **forms)


class Grid2BasicRNNCell(_FirstDimension):
    """A grid of two dimensions of `BasicRNNCell`; the first takes the input and gives the output.

    With `non_recurrent_fn` the first dimension is not recurrent. See `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid2BasicRNNCell`.
    """

    def __init__(
        self,
        num_units,
        tied=False,
        non_recurrent_fn=None,
        state_is_tuple=True,
        output_is_tuple=True,
    ):
        forms = {"state_is_tuple": state_is_tuple, "output_is_tuple": output_is_tuple}
        self._set_up(num_units, BasicRNNCell, tied, non_recurrent_fn, **forms)


class Grid1BasicLSTMCell(_FirstDimension):
    """A grid of one dimension of `BasicLSTMCell`; see `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid1BasicLSTMCell`.
    """

    _dims = 1

    def __init__(self, num_units, forget_bias=1, state_is_tuple=True, output_is_tuple=True):
        forms = {"state_is_tuple": state_is_tuple, "output_is_tuple": output_is_tuple}
        self._set_up(num_units, functools.partial(BasicLSTMCell, forget_bias=forget_bias), **forms)


class Grid2BasicLSTMCell(_FirstDimension):
    """A grid of two dimensions of `BasicLSTMCell`; the first takes the input and gives the output.

    With `non_recurrent_fn` the first dimension is not recurrent. See `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid2BasicLSTMCell`.
    """

    def __init__(
        self,
        num_units,
        tied=False,
        non_recurrent_fn=None,
        forget_bias=1,
        state_is_tuple=True,
        output_is_tuple=True,
    ):
        cell_fn = functools.partial(BasicLSTMCell, forget_bias=forget_bias)
        forms = {"state_is_tuple": state_is_tuple, "output_is_tuple": output_is_tuple}
        self._set_up(num_units, cell_fn, tied, non_recurrent_fn, **forms)


class Grid1LSTMCell(_FirstDimension):
    """A grid of one dimension of `LSTMCell`; see `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid1LSTMCell`.
    """

    _dims = 1

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        forget_bias=1.0,
        state_is_tuple=True,
        output_is_tuple=True,
    ):
        gates = {"use_peepholes": use_peepholes, "forget_bias": forget_bias}
        forms = {"state_is_tuple": state_is_tuple, "output_is_tuple": output_is_tuple}
        self._set_up(num_units, functools.partial(LSTMCell, **gates), **forms)


class Grid2LSTMCell(_FirstDimension):
    """A grid of two dimensions of `LSTMCell`; the first takes the input and gives the output.

    With `non_recurrent_fn` the first dimension is not recurrent. See `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid2LSTMCell`.
    """

    def __init__(
        self,
        num_units,
        tied=False,
        non_recurrent_fn=None,
        use_peepholes=False,
        forget_bias=1.0,
        state_is_tuple=True,
        output_is_tuple=True,
    ):
        gates = {"use_peepholes": use_peepholes, "forget_bias": forget_bias}
        forms = {"state_is_tuple": state_is_tuple, "output_is_tuple": output_is_tuple}
        cell_fn = functools.partial(LSTMCell, **gates)
        self._set_up(num_units, cell_fn, tied, non_recurrent_fn, **forms)


class Grid3LSTMCell(Grid2LSTMCell):
    """A grid of three dimensions of `LSTMCell`; the first takes the input and gives the output.

    With `non_recurrent_fn` the first dimension is not recurrent. See `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid3LSTMCell`.
    """

    _dims = 3


class Grid2GRUCell(_FirstDimension):
    """A grid of two dimensions of `GRUCell`; the first takes the input and gives the output.

    With `non_recurrent_fn` the first dimension is not recurrent. See `GridRNNCell`.

    Source: `tf.contrib.grid_rnn.Grid2GRUCell`.
    """

    def __init__(
        self,
        num_units,
        tied=False,
        non_recurrent_fn=None,
        state_is_tuple=True,
        output_is_tuple=True,
    ):
        forms = {"state_is_tuple": state_is_tuple, "output_is_tuple": output_is_tuple}
        self._set_up(num_units, GRUCell, tied, non_recurrent_fn, **forms)

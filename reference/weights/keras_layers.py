"""Whole Keras layers, with what they are made of, filled from TensorFlow 1 or PyTorch and back.

A layer is one Keras layer or cell, or a list of them. What each stands for:

=========================  ======================================  ==============================
Keras                      TensorFlow 1, in the scope              PyTorch
=========================  ======================================  ==============================
``SimpleRNN`` and so on    the one cell                            layer 0
a list                     ``cell_0``, ``cell_1``, ...             layer 0, 1, ...
``RNN([cell, cell])``      the same                                the same
``Bidirectional``          ``fw``, ``bw``                          ``_l0``, ``_l0_reverse``
``Dense``, ``Embedding``   the one layer                           ``weight``, ``bias``
=========================  ======================================  ==============================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np

from reference.weights import shapes, torch_names
from reference.weights.cells import LSTMWeights, RNNWeights
from reference.weights.gru import GRUWeights
from reference.weights.plain import DenseWeights, EmbeddingWeights
from reference.weights.variables import Variables, joined, opened, parts_of, require_eager

Weights = RNNWeights | LSTMWeights | GRUWeights | DenseWeights | EmbeddingWeights

_KINDS: tuple[tuple[Any, Any], ...] = (
    (keras.layers.SimpleRNNCell, RNNWeights),
    (keras.layers.LSTMCell, LSTMWeights),
    (keras.layers.GRUCell, GRUWeights),
    (keras.layers.Dense, DenseWeights),
    (keras.layers.Embedding, EmbeddingWeights),
)


def _opened(layer: Any) -> Any:
    """A list of layers, a ``Bidirectional``, or one cell or plain layer."""
    if isinstance(layer, keras.layers.TimeDistributed):
        return _opened(layer.layer)
    if isinstance(layer, keras.layers.RNN):
        return _opened(layer.cell)
    if isinstance(layer, keras.layers.StackedRNNCells):
        return list(layer.cells)
    return list(layer) if isinstance(layer, (list, tuple)) else layer


def _kind(layer: Any) -> Any:
    for keras_class, kind in _KINDS:
        if isinstance(layer, keras_class):
            return kind
    known = ", ".join(keras_class.__name__.removesuffix("Cell") for keras_class, _ in _KINDS)
    raise TypeError(
        f"{type(layer).__name__} is not a layer whose weights are known here: {known}, "
        "Bidirectional, RNN, TimeDistributed, or a list of them."
    )


def assign_keras(layer: Any, weights: Weights) -> None:
    """Set the variables of one Keras layer or cell.

    Args:
        layer: a built ``SimpleRNN``, ``LSTM``, ``GRU`` (or cell), ``Dense`` or ``Embedding``.
        weights: of its kind. They are converted to the layer's dtype.

    Raises:
        TypeError: another kind of layer, or of weights.
        ValueError: the layer is not built; a shape that does not fit, or a bias or ``reset_after``
            that the layer does not have; then nothing has been set.
        RuntimeError: no eager execution here.
    """
    for variable, array in _fitting(layer, weights):
        variable.assign(array)


def _fitting(layer: Any, weights: Weights) -> list[tuple[Any, np.ndarray]]:
    """The layer's variables with their new values, of the right shapes."""
    require_eager()
    cell = _opened(layer)
    kind = _kind(cell)
    if not isinstance(weights, kind):
        raise TypeError(f"{layer.name} takes {kind.__name__}, not {type(weights).__name__}.")
    if not cell.weights:
        raise ValueError(f"{layer.name} is not built: call it once, or layer.build(shape).")
    if isinstance(weights, GRUWeights) and cell.reset_after != weights.reset_after:
        raise ValueError(
            f"{layer.name} has reset_after={cell.reset_after}, the weights are of a GRU with "
            f"reset_after={weights.reset_after}, which is another function: build the layer with "
            f"reset_after={weights.reset_after}."
        )
    variables, arrays = cell.weights, weights.to_keras()
    if len(arrays) == len(variables) + 1 and not np.any(arrays[-1]):
        arrays.pop()
    if len(arrays) != len(variables):
        needed = len(arrays) > len(variables)
        having = "no bias, the weights have one" if needed else "a bias, the weights have none"
        raise ValueError(f"{layer.name} has {having}: build it with use_bias={needed}.")
    for variable, array in zip(variables, arrays, strict=True):
        shapes.require(variable.path, array, tuple(variable.shape), "the layer's variable")
    return list(zip(variables, arrays, strict=True))


def _in_tf1(layer: Any, variables: Variables, scope: str) -> Iterator[tuple[Any, str]]:
    """Every single cell or layer, and the scope that it stands for."""
    found = _opened(layer)
    if isinstance(found, keras.layers.Bidirectional):
        place = parts_of(variables, scope, ("fw", "bw"), "bidirectional pair")
        yield from _in_tf1(found.forward_layer, variables, joined(place, "fw"))
        yield from _in_tf1(found.backward_layer, variables, joined(place, "bw"))
    elif isinstance(found, list):
        names = [f"cell_{number}" for number in range(len(found))]
        place = parts_of(variables, scope, names, "stack of cells")
        further = joined(place, f"cell_{len(found)}")
        if variables.below(further):
            raise ValueError(f"{further}: the stack has more cells than the {len(found)} given.")
        for part, name in zip(found, names, strict=True):
            yield from _in_tf1(part, variables, joined(place, name))
    else:
        yield found, scope


def _in_torch(
    layer: Any, found: Mapping[str, Any], prefix: str
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every single cell or layer, and the arguments that name its parameters."""
    layers = _opened(layer)
    for number, part in enumerate(layers if isinstance(layers, list) else [layers]):
        inner = _opened(part)
        if isinstance(inner, keras.layers.Bidirectional):
            for half, reverse in ((inner.forward_layer, False), (inner.backward_layer, True)):
                yield _opened(half), {"layer": number, "reverse": reverse}
        elif isinstance(inner, (keras.layers.Dense, keras.layers.Embedding)):
            yield inner, {}
        else:
            alone = f"{prefix}weight_ih" in found  # nn.RNNCell and the like number no layers
            yield inner, {"layer": None if alone else number, "reverse": False}


def _assign_all(parts: list[tuple[Any, Weights]]) -> None:
    """Set all or none: what does not fit is said before the first is set."""
    for cell, weights in parts:
        _fitting(cell, weights)
    for cell, weights in parts:
        assign_keras(cell, weights)


def keras_from_tf1(
    layer: Any, source: Any, scope: str = "", forget_bias: float | None = None
) -> None:
    """Fill Keras layers with TensorFlow 1's weights.

    >>> import keras, numpy as np
    >>> lstm = keras.layers.LSTM(2, return_sequences=True)
    >>> lstm.build((None, None, 3))
    >>> keras_from_tf1(lstm, {"rnn/basic_lstm_cell/kernel": np.ones([3 + 2, 8]),
    ...                       "rnn/basic_lstm_cell/bias": np.zeros(8)}, scope="rnn")
    >>> print(lstm.get_weights()[2])  # the forget bias, which TensorFlow 1 added as it ran
    [0. 0. 1. 1. 0. 0. 0. 0.]

    Args:
        layer: a built layer or cell, a list of them (``MultiRNNCell``), or a ``Bidirectional``.
        source: ``tf.Session``, path of a checkpoint, or dict of arrays.
        scope: of the cell, stack or pair, or any above it that holds no other.
        forget_bias: the LSTM cells' argument; by default 1.0, as TensorFlow 1 had it.

    Raises:
        TypeError: a layer of a kind that is not known here.
        ValueError: variables that are not there, or several that may be meant; a shape that does
            not fit; ``GRU(reset_after=True)``, which TensorFlow 1's ``GRUCell`` is not. Then
            nothing has been set.
    """
    variables = opened(source)
    parts = []
    for cell, place in _in_tf1(layer, variables, scope):
        kind = _kind(cell)
        options = {"forget_bias": forget_bias} if kind is LSTMWeights else {}
        parts.append((cell, kind.from_tf1(variables, place, **options)))
    _assign_all(parts)


def keras_to_tf1(
    layer: Any, target: Any, scope: str = "", forget_bias: float | None = None
) -> dict[str, np.ndarray]:
    """Keras layers' weights as TensorFlow 1's variables, under the names that a model has.

    `assign_session` sets them in a session, `write_checkpoint` saves them.

    Args:
        layer: a built layer or cell, a list of them (``MultiRNNCell``), or a ``Bidirectional``.
        target: the model whose names and shapes count: ``tf.Session``, path of a checkpoint, or
            dict of arrays. It is only read.
        scope: of the cell, stack or pair, or any above it that holds no other.
        forget_bias: the LSTM cells' argument; by default 1.0, as TensorFlow 1 had it.

    Returns:
        variable name -> array.

    Raises:
        TypeError: a layer of a kind that is not known here.
        ValueError: variables that the target does not have, or several that may be meant; a shape
            that does not fit; a GRU of the other kind.
    """
    variables = opened(target)
    values: dict[str, np.ndarray] = {}
    for cell, place in _in_tf1(layer, variables, scope):
        weights = _kind(cell).from_keras(cell)
        names = weights.tf1_names(variables, place)
        if isinstance(weights, LSTMWeights):
            bias = weights.tf1_forget_bias(names[0]) if forget_bias is None else forget_bias
            arrays = [*weights.to_tf1("", bias).values()]
        else:
            arrays = [*weights.to_tf1("").values()]
        if len(arrays) != len(names):
            raise ValueError(
                f"{cell.name} has {len(arrays)} variables in TensorFlow 1, the target has "
                f"{', '.join(names)}: a GRU with another reset_after, or a layer with another "
                "use_bias, computes something else."
            )
        for name, array in zip(names, arrays, strict=True):
            shapes.require(name, array, variables.shape(name), "the target's variable")
        values.update(zip(names, arrays, strict=True))
    return values


def keras_from_torch(layer: Any, source: Any, prefix: str = "") -> None:
    """Fill Keras layers with the parameters of a PyTorch module.

    >>> import keras, numpy as np
    >>> dense = keras.layers.Dense(2)
    >>> dense.build((None, 3))
    >>> keras_from_torch(dense, {"fc.weight": np.ones([2, 3]), "fc.bias": np.zeros(2)}, "fc.")
    >>> dense.get_weights()[0].shape
    (3, 2)

    Args:
        layer: a built layer or cell, a list of them (``num_layers``), or a ``Bidirectional``
            (or a list of those).
        source: the module, its ``state_dict()``, or a dict of arrays.
        prefix: of the names, with the dot (``"lstm."``).

    Raises:
        TypeError: a layer of a kind that is not known here.
        ValueError: parameters that are not there; a shape that does not fit; another number of
            layers; ``GRU(reset_after=False)``, which PyTorch's is not. Then nothing has been set.
    """
    found = torch_names.arrays(source)
    parts, known = [], set()
    for cell, place in _in_torch(layer, found, prefix):
        parts.append((cell, _kind(cell).from_torch(found, prefix, **place)))
        known.add(prefix + "weight_ih" + torch_names.suffix(**place) if place else "")
    left = sorted(n for n in found if n.startswith(prefix + "weight_ih") and n not in known)
    if left and any(known):
        raise ValueError(f"{', '.join(left)}: more layers or directions than were given.")
    _assign_all(parts)


def keras_to_torch(layer: Any, prefix: str = "") -> dict[str, np.ndarray]:
    """Keras layers' weights as a PyTorch module's parameters.

    ``module.load_state_dict({name: torch.from_numpy(a) for name, a in values.items()})`` sets them.

    Args:
        layer: a built layer or cell, a list of them (``num_layers``), or a ``Bidirectional``
            (or a list of those).
        prefix: of the names, with the dot (``"lstm."``).

    Returns:
        parameter name -> array. Where PyTorch has two biases, RNN and LSTM get zeros as the second.

    Raises:
        TypeError: a layer of a kind that is not known here.
        ValueError: ``GRU(reset_after=False)``, which PyTorch's is not.
    """
    values: dict[str, np.ndarray] = {}
    for cell, place in _in_torch(layer, {}, prefix):
        values.update(_kind(cell).from_keras(cell).to_torch(prefix, **place))
    return values

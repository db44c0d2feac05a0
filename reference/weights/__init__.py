"""Weights of recurrent models, carried between TensorFlow 1, Keras 3 and PyTorch.

The three libraries lay the same numbers out differently (`reference.weights.cells` has the table).
Whole layers:

>>> import keras, numpy as np
>>> from reference import weights
>>> lstm = keras.layers.LSTM(2, return_sequences=True)
>>> lstm.build((None, None, 3))
>>> saved = {"rnn/basic_lstm_cell/kernel": np.ones([5, 8]), "rnn/basic_lstm_cell/bias": np.zeros(8)}
>>> weights.keras_from_tf1(lstm, saved)       # a session or a checkpoint's path does as well
>>> sorted(weights.keras_to_torch(lstm))      # and on to torch.nn.LSTM
['bias_hh_l0', 'bias_ih_l0', 'weight_hh_l0', 'weight_ih_l0']

One cell, in a neutral layout:

>>> cell = weights.LSTMWeights.from_tf1(saved)
>>> [array.shape for array in cell.to_keras()]
[(3, 8), (2, 8), (8,)]

What each holds, and what cannot be carried over, is told in ``docs/weights.md``.
"""

from reference.weights.cells import LSTMWeights, RNNWeights
from reference.weights.gru import GRUWeights
from reference.weights.keras_layers import (
    assign_keras,
    keras_from_tf1,
    keras_from_torch,
    keras_to_tf1,
    keras_to_torch,
)
from reference.weights.plain import DenseWeights, EmbeddingWeights
from reference.weights.variables import assign_session, read, write_checkpoint

__all__ = [
    "DenseWeights",
    "EmbeddingWeights",
    "GRUWeights",
    "LSTMWeights",
    "RNNWeights",
    "assign_keras",
    "assign_session",
    "keras_from_tf1",
    "keras_from_torch",
    "keras_to_tf1",
    "keras_to_torch",
    "read",
    "write_checkpoint",
]

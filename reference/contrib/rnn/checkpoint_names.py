"""Checkpoints of TensorFlow before 1.2, with the variables of their cells renamed as in 1.2.

Until 1.1 a cell's matrix was called ``weights`` and its vector ``biases``; since 1.2 they are
``kernel`` and ``bias``. The attention decoder's had other names still before 1.0.

Source: ``tensorflow.contrib.rnn.python.tools.checkpoint_convert`` of TensorFlow 1.15.
"""

import argparse
from typing import Any

import tensorflow.compat.v1 as tf

# Scopes whose `weights` and `biases` became `kernel` and `bias`.
_SCOPES = (
    "basic_rnn_cell",
    "gru_cell",
    "gru_cell/gates",
    "gru_cell/candidate",
    "basic_lstm_cell",
    "lstm_cell",
    "lstm_cell/projection",
    "output_projection_wrapper",
    "input_projection_wrapper",
    "lstm_block_wrapper",
    "layer_norm_basic_lstm_cell",
    "ugrnn_cell",
    "intersection_rnn_cell",
    "intersection_rnn_cell/in_projection",
    "phased_lstm_cell/mask_gates",
    "phased_lstm_cell/new_input",
    "phased_lstm_cell/output_gate",
    "attention_cell_wrapper",
    "attention_cell_wrapper/attn_output_projection",
    "attention_cell_wrapper/attention",
    "attention_decoder",
    "attention_decoder/Attention_0",
    "attention_decoder/AttnOutputProjection",
)
# Scopes where they were `Linear/Matrix` and `Linear/Bias` before 1.0.
_LINEAR_SCOPES = tuple(scope for scope in _SCOPES if scope.startswith("attention_decoder"))

#: Part of an old name -> what stands in its place; the first that a name has is replaced.
RNN_NAME_REPLACEMENTS = {
    **{
        f"{scope}/{old}": f"{scope}/{new}"
        for scope in _SCOPES
        for old, new in (("weights", "kernel"), ("biases", "bias"))
    },
    "nas_rnn/weights": "nas_rnn/kernel",
    "nas_rnn/recurrent_weights": "nas_rnn/recurrent_kernel",
    **{
        f"{scope}/Linear/{old}": f"{scope}/{new}"
        for scope in _LINEAR_SCOPES
        for old, new in (("Bias", "bias"), ("Matrix", "kernel"))
    },
    "attention_decoder/LSTMCell/B": "attention_decoder/lstm_cell/bias",
    "attention_decoder/LSTMCell/W_0": "attention_decoder/lstm_cell/kernel",
}

#: The same for variables in parts. 1.15 lists them, but its tool never finds such a variable.
RNN_SHARDED_NAME_REPLACEMENTS = {
    "LSTMCell/W_": "lstm_cell/weights/part_",
    "BasicLSTMCell/Linear/Matrix_": "basic_lstm_cell/weights/part_",
    "GRUCell/W_": "gru_cell/weights/part_",
    "MultiRNNCell/Cell": "multi_rnn_cell/cell_",
}


def renamed(variable_name: str) -> str:
    """The name that a cell's variable has since TensorFlow 1.2.

    >>> renamed("rnn/multi_rnn_cell/cell_0/gru_cell/gates/weights")
    'rnn/multi_rnn_cell/cell_0/gru_cell/gates/kernel'
    >>> renamed("softmax/weights")
    'softmax/weights'
    """
    for old, new in RNN_NAME_REPLACEMENTS.items():
        if old in variable_name:
            return variable_name.replace(old, new)
    return variable_name


def convert_names(
    checkpoint_from_path: str, checkpoint_to_path: str, write_v1_checkpoint: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """Writes a checkpoint again, with the names of TensorFlow 1.2.

    Args:
      checkpoint_from_path: prefix of the checkpoint to read.
      checkpoint_to_path: prefix of the one to write.
      write_v1_checkpoint: whether to write the older of the two formats.

    Returns:
      The variables by their new names, and the new name of each that changed by its old one.

    Raises:
      tf.errors.NotFoundError: there is no checkpoint to read.
    """
    reader = tf.train.NewCheckpointReader(checkpoint_from_path)
    variables, changed = {}, {}
    with tf.Graph().as_default(), tf.Session() as session:
        for old in reader.get_variable_to_shape_map():
            new = renamed(old)
            variables[new] = tf.Variable(reader.get_tensor(old), name=old)
            if new != old:
                changed[old] = new
                tf.logging.info("Converted: %s --> %s", old, new)
        formats = tf.train.SaverDef
        saver = tf.train.Saver(
            variables, write_version=formats.V1 if write_v1_checkpoint else formats.V2
        )
        session.run(tf.global_variables_initializer())
        saver.save(session, checkpoint_to_path)
    return variables, changed


def main() -> None:
    """Converts a checkpoint from the command line."""
    parser = argparse.ArgumentParser(description=convert_names.__doc__.partition("\n")[0])
    parser.add_argument("checkpoint_from_path", help="prefix of the checkpoint to read")
    parser.add_argument("checkpoint_to_path", help="prefix of the checkpoint to write")
    parser.add_argument("--write_v1_checkpoint", action="store_true", help="in the older format")
    options = parser.parse_args()
    convert_names(
        options.checkpoint_from_path, options.checkpoint_to_path, options.write_v1_checkpoint
    )

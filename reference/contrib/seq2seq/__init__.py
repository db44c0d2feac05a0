"""`tf.contrib.seq2seq` of TensorFlow 1.15: attention, decoders, beam search and sequence loss."""

from reference.contrib.seq2seq.loss import sequence_loss

__all__ = ["sequence_loss"]

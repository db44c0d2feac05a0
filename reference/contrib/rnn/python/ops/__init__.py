"""The modules `tensorflow.contrib.rnn.python.ops.*`, which notebooks imported from directly."""

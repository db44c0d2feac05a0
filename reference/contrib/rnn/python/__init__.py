"""Where the sources of `tf.contrib.rnn` lay, for imports that reached below the public names."""

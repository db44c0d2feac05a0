"""Where legacy names lead: `compat` keeps graph mode on `tensorflow.compat.v1`."""

"""What SciPy dropped after TensorFlow 1's time: ``reference.scipy.<path>`` was ``scipy.<path>``."""

"""What TensorFlow 2 dropped: ``reference.<path>`` is what ``tf.<path>`` was in TensorFlow 1.15.

Importing this package imports nothing else: each submodule is loaded where it is named.
"""

"""How many ops TensorFlow 1.15 made where TensorFlow 2 makes more or fewer, and recorded op seeds.

`reference.seeds` is what to use; here are the facts that it counts with.
"""

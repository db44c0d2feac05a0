"""AlexNet: `contrib.slim.python.slim.nets.alexnet` of 1.15."""

from reference.contrib.slim.nets.alexnet import alexnet_v2, alexnet_v2_arg_scope

__all__ = ["alexnet_v2", "alexnet_v2_arg_scope"]

"""The VGG networks: `contrib.slim.python.slim.nets.vgg` of 1.15."""

from reference.contrib.slim.nets.vgg import vgg_16, vgg_19, vgg_a, vgg_arg_scope, vgg_d, vgg_e

__all__ = ["vgg_16", "vgg_19", "vgg_a", "vgg_arg_scope", "vgg_d", "vgg_e"]

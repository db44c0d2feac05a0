"""The inside of `contrib.slim`, from which notebooks imported too."""

from reference.contrib.slim.python.slim.nets import alexnet, overfeat, vgg

__all__ = [
    "alexnet",
    "overfeat",
    "vgg",
]

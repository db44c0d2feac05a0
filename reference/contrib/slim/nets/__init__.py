"""What ``tf.contrib.slim.nets`` was, as far as it is rebuilt: AlexNet, OverFeat and VGG.

Inception and the residual networks are not here; ``tf.keras.applications`` has them, with other
variable names.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/slim
"""

from reference.contrib.slim.nets import alexnet, overfeat, vgg

__all__ = ["alexnet", "overfeat", "vgg"]

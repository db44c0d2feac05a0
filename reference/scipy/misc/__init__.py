"""Images as arrays, as `scipy.misc` of SciPy 1.1 had them; they need Pillow, and not TensorFlow.

The other names of `scipy.misc` live on in `scipy.special` and `scipy.datasets`.
"""

from reference.scipy.misc.arrays import bytescale, fromimage, toimage
from reference.scipy.misc.files import imread, imsave, imshow
from reference.scipy.misc.transforms import imfilter, imresize, imrotate

__all__ = [
    "bytescale",
    "fromimage",
    "imfilter",
    "imread",
    "imresize",
    "imrotate",
    "imsave",
    "imshow",
    "toimage",
]

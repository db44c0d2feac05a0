"""Convolutions, by their former names too: `tensorflow.python.layers.convolutional` of 1.15."""

from reference.layers.convolutional import Conv1D, Conv2D, Conv3D, conv1d, conv2d, conv3d
from reference.layers.separable import (
    SeparableConv1D,
    SeparableConv2D,
    separable_conv1d,
    separable_conv2d,
)
from reference.layers.transposed import (
    Conv2DTranspose,
    Conv3DTranspose,
    conv2d_transpose,
    conv3d_transpose,
)

Convolution1D = Conv1D
Convolution2D = Conv2D
Convolution3D = Conv3D
SeparableConvolution2D = SeparableConv2D
Convolution2DTranspose = Conv2DTranspose
Deconvolution2D = Conv2DTranspose
Deconv2D = Conv2DTranspose
Convolution3DTranspose = Conv3DTranspose
Deconvolution3D = Conv3DTranspose
Deconv3D = Conv3DTranspose
convolution1d = conv1d
convolution2d = conv2d
convolution3d = conv3d
separable_convolution2d = separable_conv2d
convolution2d_transpose = conv2d_transpose
deconvolution2d = conv2d_transpose
deconv2d = conv2d_transpose
convolution3d_transpose = conv3d_transpose
deconvolution3d = conv3d_transpose
deconv3d = conv3d_transpose

__all__ = [
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Convolution1D",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Deconv2D",
    "Deconv3D",
    "Deconvolution2D",
    "Deconvolution3D",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution2D",
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution1d",
    "convolution2d",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
    "deconv2d",
    "deconv3d",
    "deconvolution2d",
    "deconvolution3d",
    "separable_conv1d",
    "separable_conv2d",
    "separable_convolution2d",
]

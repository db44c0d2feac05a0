"""Sound: `contrib.framework.python.ops.audio_ops` of 1.15, which speech recognisers imported."""

import tensorflow.compat.v1 as _tf

decode_wav = _tf.audio.decode_wav
encode_wav = _tf.audio.encode_wav

__all__ = ["audio_spectrogram", "decode_wav", "encode_wav", "mfcc"]


def audio_spectrogram(input, window_size, stride, magnitude_squared=False, name=None):
    """The spectrogram of each channel of a sound.

    Args:
        input: float32 [samples, channels].
        window_size: samples in a window.
        stride: samples from one window to the next.
        magnitude_squared: whether the squared magnitudes are returned.
        name: the op's name.

    Returns:
        float32 [channels, windows, frequencies].

    Source: `tensorflow.contrib.framework.python.ops.audio_ops.audio_spectrogram`.
    """
    return _tf.raw_ops.AudioSpectrogram(
        input=input,
        window_size=window_size,
        stride=stride,
        magnitude_squared=magnitude_squared,
        name=name,
    )


def mfcc(
    spectrogram,
    sample_rate,
    upper_frequency_limit=4000,
    lower_frequency_limit=20,
    filterbank_channel_count=40,
    dct_coefficient_count=13,
    name=None,
):
    """The mel-frequency cepstral coefficients of a spectrogram.

    Args:
        spectrogram: float32 [channels, windows, frequencies], squared magnitudes.
        sample_rate: int32 scalar, samples a second.
        upper_frequency_limit: the highest frequency used, in Hz.
        lower_frequency_limit: the lowest frequency used, in Hz.
        filterbank_channel_count: bands of the mel filter bank.
        dct_coefficient_count: coefficients a window.
        name: the op's name.

    Returns:
        float32 [channels, windows, dct_coefficient_count].

    Source: `tensorflow.contrib.framework.python.ops.audio_ops.mfcc`.
    """
    return _tf.raw_ops.Mfcc(
        spectrogram=spectrogram,
        sample_rate=sample_rate,
        upper_frequency_limit=upper_frequency_limit,
        lower_frequency_limit=lower_frequency_limit,
        filterbank_channel_count=filterbank_channel_count,
        dct_coefficient_count=dct_coefficient_count,
        name=name,
    )

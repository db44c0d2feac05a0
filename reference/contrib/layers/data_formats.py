"""Where the channels are: "NHWC", "NCHW" and their 1-D and 3-D kin."""

NHWC, NCHW = "NHWC", "NCHW"
NDHWC, NCDHW = "NDHWC", "NCDHW"


def check_data_format(data_format, channels_first, channels_last):
    """Raise ValueError unless `data_format` is one of the two."""
    if data_format not in (channels_first, channels_last):
        raise ValueError(f"data_format has to be either {channels_first} or {channels_last}.")


def core_data_format(data_format):
    """Return what the core layers call it: "channels_first" or "channels_last"."""
    return "channels_first" if (data_format or "").startswith("NC") else "channels_last"

"""Checkpoints of before 1.2 renamed: `contrib.rnn.python.tools.checkpoint_convert` of 1.15.

`python -m reference.contrib.rnn.python.tools.checkpoint_convert OLD NEW` converts one.
"""

from reference.contrib.rnn.checkpoint_names import (
    RNN_NAME_REPLACEMENTS,
    convert_names,
    main,
)
from reference.contrib.rnn.checkpoint_names import (
    RNN_SHARDED_NAME_REPLACEMENTS as _RNN_SHARDED_NAME_REPLACEMENTS,
)

__all__ = ["RNN_NAME_REPLACEMENTS", "_RNN_SHARDED_NAME_REPLACEMENTS", "convert_names", "main"]

if __name__ == "__main__":
    main()

"""The inside of `contrib.framework`; `arg_scope` is the function here, as it was."""

from reference.contrib.framework.python.ops import (
    audio_ops,
    checkpoint_ops,
    ops,
    prettyprint_ops,
    script_ops,
    variables,
)
from reference.contrib.framework.python.ops.arg_scope import (
    add_arg_scope,
    arg_scope,
    arg_scoped_arguments,
    current_arg_scope,
    has_arg_scope,
)

__all__ = [
    "add_arg_scope",
    "arg_scope",
    "arg_scoped_arguments",
    "audio_ops",
    "checkpoint_ops",
    "current_arg_scope",
    "has_arg_scope",
    "ops",
    "prettyprint_ops",
    "script_ops",
    "variables",
]

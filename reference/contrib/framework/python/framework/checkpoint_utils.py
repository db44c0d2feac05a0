"""Reading checkpoints: `contrib.framework.python.framework.checkpoint_utils` of 1.15."""

from reference.contrib.framework.checkpoints import (
    init_from_checkpoint,
    list_variables,
    load_checkpoint,
    load_variable,
)

__all__ = ["init_from_checkpoint", "list_variables", "load_checkpoint", "load_variable"]

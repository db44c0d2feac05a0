"""What ``tf.contrib.summary`` was in TensorFlow 1.15: summaries that write themselves, in eager
mode and in graphs.
"""

from reference.contrib.summary.recording import (
    always_record_summaries,
    never_record_summaries,
    record_summaries_every_n_global_steps,
    should_record_summaries,
)
from reference.contrib.summary.values import (
    all_summary_ops,
    audio,
    generic,
    graph,
    histogram,
    image,
    import_event,
    initialize,
    scalar,
)
from reference.contrib.summary.writers import (
    SummaryWriter,
    create_db_writer,
    create_file_writer,
    create_summary_file_writer,
    eval_dir,
    flush,
    summary_writer_initializer_op,
)

__all__ = [
    "SummaryWriter",
    "all_summary_ops",
    "always_record_summaries",
    "audio",
    "create_db_writer",
    "create_file_writer",
    "create_summary_file_writer",
    "eval_dir",
    "flush",
    "generic",
    "graph",
    "histogram",
    "image",
    "import_event",
    "initialize",
    "never_record_summaries",
    "record_summaries_every_n_global_steps",
    "scalar",
    "should_record_summaries",
    "summary_writer_initializer_op",
]

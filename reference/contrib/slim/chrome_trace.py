"""A session run's step statistics in the form that Chrome's trace viewer reads.

Source: the Trace Event Format, https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

import json


def chrome_trace(step_stats):
    """Return JSON with one complete event ("ph": "X") for each op that ran.

    Args:
      step_stats: the `step_stats` of a `tf.RunMetadata`; times are in microseconds.

    Source: TF 1.15 ``tensorflow.python.client.timeline``, less its memory counters and arrows.
    """
    events = []
    for process, device in enumerate(step_stats.dev_stats):
        events.append(
            {"ph": "M", "name": "process_name", "pid": process, "args": {"name": device.device}}
        )
        for node in device.node_stats:
            events.append(
                {
                    "ph": "X",
                    "cat": "Op",
                    "name": node.node_name,
                    "pid": process,
                    "tid": node.thread_id,
                    "ts": node.all_start_micros,
                    "dur": max(node.all_end_rel_micros, 0),
                    "args": {"label": node.timeline_label},
                }
            )
    return json.dumps({"traceEvents": events}, indent=1)

"""Memory and time of a training step of document B2's model, with one-hot arrays and without.

    python benchmarks/web_navigation.py [--pages 52739] [--steps 3]

Each form runs in a process of its own. "more" is the peak of the whole process less what it held
when TensorFlow was imported.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

FORMS = {
    "keras": "Keras, rows of the kernel (`build`)",
    "rows": "graph, rows of the kernel (`build_graph(one_hot=False)`)",
    "graph": "graph, one-hot as in the document (`build_graph`)",
}
MEASURE = """
import json, resource, sys, time
import numpy as np
from reference.models import training, web_navigation
form, pages, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
imported = peak()
if form == "keras":
    model = web_navigation.build(pages)
else:
    model = web_navigation.build_graph(777, pages, one_hot=form == "graph")
(visits, following), test = web_navigation.data()
given = (visits % pages, following % pages), test
web_navigation.train(model, 1, None, given)
begin = time.monotonic()
web_navigation.train(model, steps, None, given)
seconds = (time.monotonic() - begin) / steps
print(json.dumps({"imported": imported, "peak": peak(), "seconds": seconds}))
"""


def measure(form: str, pages: int, steps: int) -> dict[str, float]:
    """Megabytes when TensorFlow was imported and at the peak, and seconds a step."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", MEASURE, form, str(pages), str(steps)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(run.stdout.splitlines()[-1])


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=52739)
    parser.add_argument("--steps", type=int, default=3)
    options = parser.parse_args()
    print(f"{options.pages} pages, 800 rows a step\n")
    print("| form | peak MB | more MB | s a step |\n|---|---|---|---|")
    for form, title in FORMS.items():
        found = measure(form, options.pages, options.steps)
        more = found["peak"] - found["imported"]
        print(
            f"| {title} | {found['peak']:.0f} | {more:.0f} | {found['seconds']:.2f} |", flush=True
        )


if __name__ == "__main__":
    main()

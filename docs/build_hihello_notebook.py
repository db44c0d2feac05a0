"""Write `docs/hihello.ipynb`: document B1 as it was, migrated, and in Keras; all three agree.

    python docs/build_hihello_notebook.py

The legacy and the migrated code come from the fixture and from `rnn-migrate` itself, the legacy
losses from a recording under genuine TensorFlow 1.15.5. The notebook is executed and its outputs
are stored.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGE = ROOT / "docs" / "hihello.ipynb"
FIXTURE = ROOT / "fixtures" / "notebooks" / "b1_hihello.ipynb"
MODEL_CELL, TRAINING_CELL = 5, 7

INTRODUCTION = """\
# hihello, three times

Document B1 teaches an RNN to read `hihell` and to say `ihello`. It was written for TensorFlow 1 and
Python 2. Below it stands as it was, as `rnn-migrate` leaves it, and as a Keras model; at the end
all three train from the same weights, and their loss curves lie on top of each other.

This page is made by `python docs/build_hihello_notebook.py`, outputs included.
"""
LEGACY = """\
## As it was

The model, and the training:

```python
{model}
```

```python
{training}
```
"""
MIGRATED = """\
## Migrated

What `rnn-migrate b1_hihello.ipynb` makes of the same two cells. It runs on today's TensorFlow and
prints the same losses.

```python
{model}
```

```python
{training}
```
"""
IN_KERAS = """\
## In Keras

The whole model, from `reference/models/hihello.py`. No graph, no session; the optimizer is
`tf.train`'s Adam, which Keras's own is not to the last digits.

```python
{loss}

{build}
```
"""
TOGETHER = """\
## The three together

The legacy losses were recorded under genuine TensorFlow 1.15.5. The two other trainings start from
the same recorded weights.
"""
CODE = [
    """\
import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from reference.models import hihello, training

tf.get_logger().setLevel("ERROR")  # no deprecation warnings


def recorded(folder, part):
    golden = json.loads(Path("../fixtures/golden", folder, "b1_hihello.json").read_text())[part]
    arrays = golden if "data" not in golden else {"": golden}
    return {k: np.float32(a["data"]).reshape(a["shape"]) for k, a in arrays.items()}


legacy = recorded("curves", "losses")[""]
weights = recorded("models", "weights")
{name: array.shape for name, array in weights.items()}""",
    """\
graph = hihello.build_graph()
training.load(graph, weights, hihello.SCOPES)
migrated = hihello.train(graph)

model = hihello.build()
training.load(model, weights, hihello.SCOPES)
keras = hihello.train(model)

print("hihell ->", hihello.predict(graph), hihello.predict(model))""",
    """\
curves = {"TensorFlow 1.15.5": legacy, "tf.compat.v1": migrated, "Keras 3": keras}
plt.figure(figsize=(7, 4))
for width, (name, losses) in zip([7, 4, 1.5], curves.items()):
    plt.plot(range(1, 1001), losses, linewidth=width, label=name)
plt.yscale("log")
plt.xlabel("step")
plt.ylabel("loss")
plt.legend()
plt.show()""",
    """\
for name in ("tf.compat.v1", "Keras 3"):
    apart = np.abs(np.array(curves[name]) / legacy - 1)
    worst = {"first": apart[0], "of 20": apart[:20].max(), "of 1000": apart.max()}
    print(f"{name:12}", "  ".join(f"{which}: {error:.0e}" for which, error in worst.items()))""",
    """\
states = training.layer(model, "states", hihello.data()[0])[0]
plt.figure(figsize=(5, 3.5))
plt.imshow(states.T, cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto")
plt.xticks(range(6), hihello.QUESTION)
plt.xlabel("read")
plt.ylabel("unit")
plt.colorbar(label="h")
plt.show()""",
]
STATES = """\
What it remembers: the ten hidden units behind each letter. The two `h` and the two `l` leave
different states, and so different answers.
"""
ROUNDING = """\
How far apart the curves are, relative to the legacy one. Every loss is a sum of six logarithms of
probabilities near 1, which float32 knows to about 6e-8: the smaller the loss, the fewer of its
digits mean anything.
"""


def pair(text: str) -> dict[str, str]:
    """The sources of the model's and the training's cell of a notebook."""
    cells = json.loads(text)["cells"]
    model, training = ("".join(cells[k]["source"]) for k in (MODEL_CELL, TRAINING_CELL))
    return {"model": model, "training": training}


def build() -> Any:
    """The notebook, not executed."""
    from nbformat import v4

    from migrate.api import migrate_path
    from reference.models import hihello

    code = [v4.new_code_cell(source) for source in CODE]
    outcome = migrate_path(FIXTURE)
    keras_code = {name: inspect.getsource(getattr(hihello, name)) for name in ("loss", "build")}
    texts = [
        INTRODUCTION,
        LEGACY.format(**pair(FIXTURE.read_text(encoding="utf-8"))),
        MIGRATED.format(**pair(outcome.text)),
        IN_KERAS.format(loss=keras_code["loss"].rstrip(), build="\n" + keras_code["build"].strip()),
        TOGETHER,
    ]
    cells = [v4.new_markdown_cell(text) for text in texts]
    cells += [*code[:3], v4.new_markdown_cell(ROUNDING), code[3]]
    cells += [v4.new_markdown_cell(STATES), code[4]]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def main() -> None:
    """Build, execute, write."""
    import nbformat
    from nbclient import NotebookClient

    notebook = build()
    os.environ.update(PYTHONPATH=str(ROOT), TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")
    NotebookClient(
        notebook, resources={"metadata": {"path": str(PAGE.parent)}}, record_timing=False
    ).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            # what TensorFlow says as it starts is of the machine, not of the lesson
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    beside = PAGE.with_name(f".{PAGE.name}.partial")
    beside.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    os.replace(beside, PAGE)
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

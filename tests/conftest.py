"""What all tests share: TensorFlow kept quiet, and every notebook that is written validated."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
# Goldens are TensorFlow 1.15's, which computed without oneDNN; its kernels round otherwise.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _written_notebooks_are_valid(monkeypatch):
    """Any notebook of format 4 that a test writes through the tool must be valid nbformat."""
    import nbformat

    from migrate import saving

    save = saving.save

    def checked(path, data):
        data = data if isinstance(data, bytes) else b"".join(data)
        save(path, data)
        if Path(path).suffix == ".ipynb":
            tree = json.loads(data.decode("utf-8-sig", "surrogateescape"))
            if tree.get("nbformat") == 4:
                nbformat.validate(nbformat.from_dict(tree))

    monkeypatch.setattr(saving, "save", checked)

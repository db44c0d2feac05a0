"""Importing `reference` prints nothing: what a notebook shows is its own output."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.tf
CODE = """\
import sys
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
sys.stderr = sys.stdout
print("begin")
from reference import contrib, estimator, layers, nn, seeds
contrib.rnn, contrib.seq2seq, contrib.layers, contrib.slim, contrib.legacy_seq2seq
from reference.examples.tutorials.mnist import input_data
print("end")
"""


def test_nothing_is_printed():
    done = subprocess.run(
        [sys.executable, "-c", CODE], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.split("begin\n")[1] == "end\n"
    # disable_v2_behavior() itself says that non-resource variables are going.
    assert done.stderr.count("Instructions for updating") <= 1

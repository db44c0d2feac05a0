"""The part of ``tensorflow.examples`` that notebooks import."""

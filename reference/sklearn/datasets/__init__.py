"""The data set that scikit-learn withdrew in 1.2, without a download; it needs NumPy only."""

from reference.sklearn.datasets.boston import load_boston

__all__ = ["load_boston"]

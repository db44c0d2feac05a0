"""The Boston house prices, which `sklearn.datasets.load_boston` gave until scikit-learn 1.2.

Numbers: D. Harrison and D. L. Rubinfeld, "Hedonic prices and the demand for clean air", J. Environ.
Economics & Management 5 (1978), in the corrected table that StatLib and the UCI repository keep
(http://lib.stat.cmu.edu/datasets/boston). scikit-learn withdrew the set because of column B, whose
author took segregation for something that buyers pay for; a course that may choose does better
with `fetch_california_housing()`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.sklearn.datasets.boston_table import COLUMNS, TABLE

_DESCRIPTION = """\
Boston house prices, 1970: 506 census tracts, 13 numbers of each, and the price of its houses.

{columns}

Source: Harrison and Rubinfeld (1978), as kept by StatLib and UCI. B was made to find out what
segregation is worth to buyers; scikit-learn withdrew the data set for it.
"""


class Bunch(dict[str, Any]):
    """A dictionary whose keys are attributes too, as scikit-learn's data sets are.

    >>> Bunch(data=3).data
    3
    """

    def __getattr__(self, name: str) -> Any:
        """Return the value of a key; AttributeError where there is none."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Set the value of a key."""
        self[name] = value

    def __dir__(self) -> list[str]:
        """Name the keys."""
        return list(self)


def load_boston(return_X_y: bool = False) -> Bunch | tuple[np.ndarray, np.ndarray]:
    """Return the Boston house prices as scikit-learn 0.20 to 1.1 did (`sklearn.datasets`).

    Args:
        return_X_y: return `(data, target)` only.

    Returns:
        A dictionary with attributes: `data`, float64 `[506, 13]`; `target`, float64 `[506]`, in
        1000 dollars; `feature_names`, 13 strings; `DESCR`, a text. There is no `filename`.

    >>> load_boston().data.shape
    (506, 13)
    """
    numbers = np.array([line.split() for line in TABLE.splitlines()], dtype=np.float64)
    # Arrays of their own, as scikit-learn's were: a document may change them in place.
    data, target = numbers[:, :-1].copy(), numbers[:, -1].copy()
    if return_X_y:
        return data, target
    columns = "\n".join(f"{name:8}{meaning}" for name, meaning in COLUMNS.items())
    return Bunch(
        data=data,
        target=target,
        feature_names=np.array(list(COLUMNS)[:-1]),
        DESCR=_DESCRIPTION.format(columns=columns),
    )

"""Facts about names, as data: what became of each TensorFlow 1 symbol, and of its neighbours.

`symbols` (TensorFlow names and their states), `renames` (names before 1.0), `signatures` (arguments
that changed), `neighbours` (NumPy, scikit-learn, SciPy, matplotlib, pandas, Keras). Nothing here
imports TensorFlow; each table is read when it is first asked for.
"""

from __future__ import annotations

from migrate.tables.symbols import (
    Symbol,
    all_symbols,
    canonical,
    is_module,
    is_public_in_v2,
    is_reference,
    lookup,
    public_name,
    resolves_in_v2,
)

__all__ = [
    "Symbol",
    "all_symbols",
    "canonical",
    "is_module",
    "is_public_in_v2",
    "is_reference",
    "lookup",
    "public_name",
    "resolves_in_v2",
]

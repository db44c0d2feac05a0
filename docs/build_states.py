"""Write `docs/states.md`: what became of TensorFlow 1.15's symbols, counted and by name.

    python docs/build_states.py

The counts cover every public symbol; by name are listed the families that `reference` rebuilds:
what is in `reference`, what leads elsewhere, and what is reported with advice.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from migrate.tables import Symbol, all_symbols  # noqa: E402

STATES = ("kept", "reference", "renamed", "reported")
FAMILIES = (
    "contrib.crf", "contrib.data", "contrib.framework", "contrib.layers", "contrib.learn",
    "contrib.legacy_seq2seq", "contrib.lookup", "contrib.losses", "contrib.metrics",
    "contrib.rnn", "contrib.seq2seq", "contrib.slim", "contrib.training", "examples", "layers",
    "nn.rnn_cell",
)  # fmt: skip


def family(symbol: Symbol) -> str | None:
    """The rebuilt family of a symbol that is directly in it, or None."""
    path = symbol.name.removeprefix("tensorflow.")
    return next((f for f in FAMILIES if path.rpartition(".")[0] == f), None)


def group(symbol: Symbol) -> str:
    """The first part of a symbol's path, two parts for contrib."""
    parts = symbol.name.split(".")[1:]
    if len(parts) < 2:
        return "tf"
    return ".".join(parts[:2]) if parts[0] == "contrib" and len(parts) > 2 else parts[0]


def page() -> str:
    """The page's text."""
    symbols = list(all_symbols().values())
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    listed: dict[str, dict[str, list[Symbol]]] = defaultdict(lambda: defaultdict(list))
    for symbol in symbols:
        counts[group(symbol)][symbol.state] += 1
        home = family(symbol)
        if home is not None:
            listed[home][symbol.state].append(symbol)
    total = Counter(symbol.state for symbol in symbols)
    lines = [
        "# What became of TensorFlow 1.15's symbols",
        "",
        "Made by `python docs/build_states.py` from the tables that the rewriter uses.",
        "`kept`: in `tensorflow.compat.v1`; `reference`: rebuilt here; `renamed`: another",
        "spelling; `reported`: named by the rewriter with what to use instead.",
        "",
        "| family | kept | reference | renamed | reported |",
        "|---|---:|---:|---:|---:|",
    ]
    for name in sorted(counts):
        lines.append(f"| {name} | " + " | ".join(str(counts[name][s]) for s in STATES) + " |")
    lines.append("| **all** | " + " | ".join(f"**{total[s]}**" for s in STATES) + " |")
    for name in FAMILIES:
        lines += ["", f"## {name}", ""]
        for state in STATES:
            found = sorted(s.name.rpartition(".")[2] for s in listed[name][state])
            if found:
                names = ", ".join(f"`{leaf}`" for leaf in found)
                lines.append(f"- {state} ({len(found)}): {names}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "states.md").write_text(page(), "utf-8")

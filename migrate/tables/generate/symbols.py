"""Make `symbols.json` and `internal.json`: what became of each name of TensorFlow 1.

    python migrate/tables/generate/tf1_internal.py TF1.json      (under TensorFlow 1.15)
    python migrate/tables/generate/tf2_names.py TF2.json         (under TensorFlow 2.21)
    python migrate/tables/generate/symbols.py --gap GAP.tsv --usage USAGE.tsv --tf1 TF1.json --tf2
    TF2.json

GAP.tsv has a row for each public symbol of TensorFlow 1.15.5 (columns symbol, kind, group,
status), USAGE.tsv one for each name that public notebooks use. What `reference` has is read from
`reference_symbols.json` (module -> names) beside the tables, or from the file given by --reference.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from migrate.tables.renames import renames

HERE = Path(__file__).resolve().parents[1]
INSIDE = frozenset({"python", "core", "compiler", "tools"})
KINDS = {"module": "m", "class": "c", "function": "f", "constant": "k"}
#: Internal modules that exist in TensorFlow 2.21 but whose classes raise under Keras 3.
BLOCKED = (
    "tensorflow.python.ops.rnn_cell",
    *(
        f"tensorflow.python.layers.{part}"
        for part in ("base", "convolutional", "core", "layers", "normalization", "pooling")
    ),
)
#: Modules that 2.21 lists although nothing in them can be used under Keras 3.
EMPTY = frozenset({"tensorflow.layers", "tensorflow.nn.rnn_cell"})
#: Parts of contrib whose internal modules are worth a row: they have successors.
FAMILIES = frozenset(
    {
        "contrib.crf",
        "contrib.data",
        "contrib.eager",
        "contrib.framework",
        "contrib.grid_rnn",
        "contrib.layers",
        "contrib.learn",
        "contrib.legacy_seq2seq",
        "contrib.lookup",
        "contrib.losses",
        "contrib.metrics",
        "contrib.rnn",
        "contrib.seq2seq",
        "contrib.slim",
        "contrib.summary",
        "contrib.tensorboard",
        "contrib.training",
        "contrib.util",
    }
)


def is_inside(name: str) -> bool:
    """Tell whether a name stands below `tensorflow.python`, `tensorflow.contrib.x.python`, ..."""
    parts = name.split(".")
    return "python" in parts or parts[1] in INSIDE


def read_advice() -> dict[str, str]:
    """Return what to do instead of each family of names: the longest prefix decides."""
    lines = (Path(__file__).parent / "advice.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def advice_for(name: str, advice: dict[str, str]) -> str:
    """Return the sentence of the longest known prefix of a dotted name."""
    parts = name.split(".")
    return next(
        advice[".".join(parts[:end])]
        for end in range(len(parts), 0, -1)
        if ".".join(parts[:end]) in advice
    )


class Table:
    """What is known of each name: whether it is kept, its kind, other names of the same thing."""

    def __init__(self, kept: dict[str, str], aliases: dict[str, str], kinds: dict[str, str]):
        self.kept = kept
        self.aliases = aliases
        self.kinds = kinds
        self.renames = {old: row.new for old, row in renames().items()}
        self.names: set[str] = set()

    def others(self, name: str) -> list[str]:
        """Return other names of the same thing, the likeliest first."""
        found = (self.renames.get(name), self.aliases.get(name))
        return list(dict.fromkeys(new for new in found if new and new != name))

    def kind(self, name: str) -> str:
        """Return the letter of a name's kind; of an old name, that of the new one."""
        for other in (name, *self.others(name)):
            if other in self.kept or other in self.kinds:
                return self.kept.get(other) or self.kinds[other]
        return "m" if any(n.startswith(name + ".") for n in self.names) else "f"


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a table of tab-separated values with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def packed(table: Table, plain: dict[str, str]) -> dict[str, object]:
    """Return the rows grouped by parent: small to store and quick to read."""
    advice: dict[str, int] = {}
    sentences = read_advice()
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in sorted(table.names):
        parent, _, leaf = name.rpartition(".")
        parent = parent[len("tensorflow.") :]
        if name in table.kept:
            groups[parent]["k" + table.kind(name)].append(leaf)
        else:
            sentence = advice_for(name, sentences)
            key = f"a{table.kind(name)}{advice.setdefault(sentence, len(advice))}"
            others = ",".join(other[len("tensorflow.") :] for other in table.others(name))
            groups[parent][key].append(f"{leaf}>{others}" if others else leaf)
    plus: dict[str, list[str]] = defaultdict(list)
    minus: dict[str, list[str]] = defaultdict(list)
    for name, kind in sorted(plain.items()):
        if name not in table.kept:
            parent, _, leaf = name.rpartition(".")
            plus[parent[len("tensorflow.") :]].append(leaf + ("/" if kind == "m" else ""))
    for name in sorted(table.kept):
        if name not in plain:
            parent, _, leaf = name.rpartition(".")
            minus[parent[len("tensorflow.") :]].append(leaf)
    return {
        "advice": list(advice),
        "v1": {
            parent: {key: " ".join(names) for key, names in keys.items()}
            for parent, keys in groups.items()
        },
        "only_v2": {parent: " ".join(names) for parent, names in plus.items()},
        "not_v2": {parent: " ".join(names) for parent, names in minus.items()},
    }


def internal_rows(
    tf1: dict[str, dict[str, str]],
    tf2: dict[str, dict[str, str]],
    leaks: set[str],
    kept: dict[str, str],
) -> dict[str, object]:
    """Return the internal modules: what 2.21 has of them, and public names of what 1.15 defined."""
    modules: dict[str, dict[str, str]] = {}
    for path, names in tf2.items():
        shown = (n for n, kind in names.items() if kind != "m" and not n.startswith("_"))
        modules[path] = {"here": " ".join(sorted(shown))}
    for path, names in tf1.items():
        twins: dict[str, list[str]] = defaultdict(list)
        for leaf, public in sorted(names.items()):
            parent, _, last = public[len("tensorflow.") :].rpartition(".")
            family = ".".join(parent.split(".")[:2])
            wanted = public in kept or family in FAMILIES or family in ("layers", "nn.rnn_cell")
            if public and wanted and public not in leaks and ".python." not in public:
                twins[parent].append(leaf if leaf == last else f"{leaf}>{last}")
        known = set(modules.get(path, {}).get("here", "").split())
        if path.startswith(BLOCKED):
            known = set()
        fresh = {p: [n for n in names if n not in known] for p, names in twins.items()}
        packed = "; ".join(f"{p}: {' '.join(n)}" for p, n in sorted(fresh.items()) if n)
        if packed:
            modules.setdefault(path, {})["public"] = packed
    packages: dict[str, bool] = {}
    for path in modules:
        parts = path.split(".")
        for end in range(2, len(parts)):
            above = ".".join(parts[:end])
            packages[above] = packages.get(above, False) or path in tf2
    return {
        "packages": packages,
        "modules": modules,
        "blocked": list(BLOCKED),
        "advice": read_advice(),
    }


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for option in ("gap", "usage", "tf1", "tf2"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    options = parser.parse_args()
    tf1 = json.loads(options.tf1.read_text(encoding="utf-8"))
    tf2 = json.loads(options.tf2.read_text(encoding="utf-8"))
    gap = read_rows(options.gap)
    kept = dict(tf2["v1"])
    kinds = {"tensorflow" + row["symbol"][2:]: KINDS[row["kind"]] for row in gap}
    for row in gap:
        name = "tensorflow" + row["symbol"][2:]
        if row["status"] in ("same", "signature-changed"):
            kept.setdefault(name, kinds[name])
    for name in list(kept):
        if name in EMPTY or name.startswith("tensorflow.estimator"):
            del kept[name]
    table = Table(kept, tf1["aliases"], kinds)
    leaks = {"tensorflow" + row["symbol"][2:] for row in gap if row["group"] == "leak"}
    table.names.update(kinds, kept, table.renames)
    for row in read_rows(options.usage):
        if row["in_1.15"].startswith(("yes", "no: pre")):
            table.names.add("tensorflow" + row["symbol"][2:])
    for name in list(table.names):
        parts = name.split(".")
        table.names.update(".".join(parts[:end]) for end in range(2, len(parts)))
    table.names = {name for name in table.names if not is_inside(name)}
    output = packed(table, tf2["v2"])
    output["tensorflow"] = tf2["version"]
    _write(HERE / "symbols.json", output)
    _write(HERE / "internal.json", internal_rows(tf1["modules"], tf2["internal"], leaks, kept))
    print(len(table.names), "names,", len(kept), "kept")


def _write(path: Path, value: object) -> None:
    path.write_text(
        json.dumps(value, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()

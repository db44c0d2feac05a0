"""Which models there are, and which document each is of; imports none of them."""

import ast
import importlib
from pathlib import Path
from types import ModuleType

MODELS = {
    "mnist_rows": "A1",
    "word_completion": "A2",
    "word_translation": "A3",
    "hihello": "B1",
    "web_navigation": "B2",
    "numpy_rnn": "C1",
    "simple_rnn": "C2",
    "deep_rnn": "C3",
    "bidirectional_rnn": "C4",
    "apple": "C5",
    "sentence": "C6",
    "lstm": "C7",
    "gru": "C8",
    "gohome": "D",
    "keras_hihello": "E",
}


def module(name: str) -> ModuleType:
    """The module of a model.

    Raises:
        KeyError: there is no such model.
    """
    if name not in MODELS:
        raise KeyError(name)
    return importlib.import_module(f"reference.models.{name}")


def headline(name: str) -> str:
    """What a model does, in one line: the first of its docstring, less its own name.

    >>> headline("gohome")
    'reads `gohom`, says `ohome`; also `foxfa` -> `oxfax` and `hihell` -> `ihello`'
    """
    source = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return first.partition(": ")[2].rstrip(".")

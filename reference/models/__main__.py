"""Train a document's model, say what it predicts, draw its loss and its hidden states.

python -m reference.models                     the list
python -m reference.models hihello             train one
python -m reference.models hihello --epochs 100 --plot loss.png --states states.png
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from reference.models import catalogue

BAR = 30


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 0, or 2 where something asked for cannot be had."""
    options = _parser().parse_args(arguments)
    if options.model is None:
        _list()
        return 0
    _check(options)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    module = _import(options.model)
    given, model = _data(module, options), _model(module, options)
    epochs = module.EPOCHS if options.epochs is None else options.epochs
    begin = time.monotonic()
    losses = module.train(model, epochs, _watch(epochs), *([given] if given else []))
    seconds = time.monotonic() - begin
    if losses:
        print(f"{epochs} epochs in {seconds:.1f} s, loss {losses[0]:.7g} -> {losses[-1]:.7g}")
    if hasattr(module, "accuracy"):
        print(f"accuracy of the test part: {module.accuracy(model, given):.3f}")
    else:
        print(_shown(module.predict(model)))
    _draw(module, model, given, losses, options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m reference.models",
        description="Train a document's model; without a model, list them.",
    )
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a name of the list")
    parser.add_argument("--backend", choices=("keras", "graph"), default="keras")
    parser.add_argument("--variant", metavar="NAME", help="of gohome or hihello, see their page")
    parser.add_argument("--epochs", type=int, metavar="N", help="the document's number by default")
    parser.add_argument("--seed", type=int, default=777, metavar="N", help="of the first weights")
    parser.add_argument("--data", metavar="FOLDER", help="of mnist_rows or web_navigation")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the losses")
    parser.add_argument("--states", type=Path, metavar="FILE", help="draw hidden states over time")
    return parser


def _list() -> None:
    width = max(map(len, catalogue.MODELS))
    for name, document in catalogue.MODELS.items():
        print(f"{document:2}  {name:{width}}  {catalogue.headline(name)}")


def _check(options: argparse.Namespace) -> None:
    """Say what cannot work before anything slow begins."""
    if options.model not in catalogue.MODELS:
        known = ", ".join(catalogue.MODELS)
        _stop(f"There is no model {options.model!r}; there are {known}.")
    if options.epochs is not None and options.epochs < 0:
        _stop("--epochs takes a number from 0 on.")
    for path in filter(None, (options.plot, options.states)):
        if importlib.util.find_spec("matplotlib") is None:
            _stop("Pictures need matplotlib: pip install 'rnn-migrate[plot]'")
        if not path.parent.is_dir():
            _stop(f"There is no folder {path.parent} for {path.name}.")


def _import(name: str) -> ModuleType:
    try:
        import tensorflow as tf
    except ModuleNotFoundError:
        _stop("The models need TensorFlow: pip install 'rnn-migrate[tensorflow]'")
    tf.get_logger().setLevel("ERROR")
    return catalogue.module(name)


def _data(module: ModuleType, options: argparse.Namespace) -> Any:
    """What `data` gives, of the models that read it from a folder; else None."""
    if not hasattr(module, "accuracy"):
        if options.data:
            _stop(f"{options.model} has its data with it: leave --data out.")
        return None
    try:
        return module.data(options.data) if options.data else module.data()
    except Exception as error:  # a download may fail in any way of its own
        reason = str(error).strip().partition("\n")[0]
        _stop(f"No data for {options.model} ({reason}): give a folder with --data.")


def _model(module: ModuleType, options: argparse.Namespace) -> Any:
    variants = getattr(module, "VARIANTS", {})
    if options.variant is not None and options.variant not in variants:
        known = f"; there are {', '.join(variants)}" if variants else ""
        _stop(f"{options.model} has no variant {options.variant!r}{known}.")
    chosen = {} if options.variant is None else {"variant": options.variant}
    if options.backend == "graph":
        return module.build_graph(options.seed, **chosen)
    import keras

    keras.utils.set_random_seed(options.seed)
    return module.build(**chosen)


def _watch(epochs: int) -> Callable[[int, float], None] | None:
    """A progress bar, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(epoch: int, loss: float) -> None:
        done = BAR * epoch // epochs
        bar = "#" * done + "." * (BAR - done)
        end = "\n" if epoch == epochs else ""
        print(f"\r{bar} {epoch}/{epochs}  loss {loss:.4g}   ", end=end, file=sys.stderr, flush=True)

    return show


def _shown(prediction: Any) -> str:
    """Words as they are, arrays by their shapes and first numbers."""
    import numpy as np

    if isinstance(prediction, dict):
        return "\n".join(f"{question} -> {answer}" for question, answer in prediction.items())
    if isinstance(prediction, list):
        return ", ".join(prediction)
    if isinstance(prediction, tuple):
        return "\n".join(map(_shown, prediction))
    if isinstance(prediction, np.ndarray):
        numbers = np.array2string(prediction, precision=4, threshold=80, suppress_small=True)
        return f"{list(prediction.shape)}\n{numbers}"
    return str(prediction)


def _draw(
    module: ModuleType, model: Any, given: Any, losses: list[float], options: argparse.Namespace
) -> None:
    from reference.models import pictures

    title = f"{options.model} ({options.backend})"
    try:
        if options.plot and losses:
            pictures.losses({options.model: losses}, title, options.plot)
            print(f"wrote {options.plot}")
        if options.states:
            values, steps = _first_example(module, model, given)
            pictures.states(values, steps, f"{title}\nhidden states", options.states)
            print(f"wrote {options.states}")
    except (OSError, ValueError) as error:
        _stop(f"No picture: {error}")


def _first_example(module: ModuleType, model: Any, given: Any) -> tuple[Any, list[str]]:
    """The states of the first example ``[time, units]``, and what is read at each step."""
    from reference.models import training

    variant = getattr(module, "VARIANTS", {}).get(model.name)
    alphabet = getattr(variant, "alphabet", getattr(module, "ALPHABET", None))
    if hasattr(module, "rows"):
        inputs = [module.rows(given.test.images[:1])]
    elif given:
        inputs = [given[1][0][:1]]
    else:
        inputs = [array[:1] for array in module.data()[:-1]]
    read = inputs[-1][0]
    if alphabet:
        steps = [alphabet[k] for k in read.argmax(-1)]
    else:
        steps = [str(k) for k in (read if read.ndim == 1 else range(1, len(read) + 1))]
    return training.layer(model, "states", *inputs)[0], steps


def _stop(message: str) -> NoReturn:
    print(f"error: {message}", file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    sys.exit(main())

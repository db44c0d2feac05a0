"""Hyperparameters as attributes, overridden from text, JSON or a protocol buffer, types checked.

Source: TensorFlow 1.15, ``tf.contrib.training.{HParams,parse_values}``.
"""

import json
import numbers
import re
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.training.hparam_proto import HParamDef

_NAME = r"(?P<name>[a-zA-Z][\w.]*)\s*(?:\[\s*(?P<index>\d+)\s*\])?"
_RIGHT_SIDE = r"(?:\[(?P<values>[^\]]*)\]|(?P<value>[^,\[]*))"
_ASSIGNMENT = re.compile(rf"{_NAME}\s*=\s*{_RIGHT_SIDE}(?:$|,\s*)")


def _boolean(text: str) -> bool:
    known = {"true": True, "True": True, "false": False, "False": False}
    return known[text] if text in known else bool(int(text))


def _parsed(name: str, kind: Any, text: str, values: str) -> Any:
    convert: Callable[[str], Any] = _boolean if kind is bool else kind
    try:
        return convert(text)
    except ValueError as error:
        raise ValueError(
            f"Could not parse hparam '{name}' of type '{kind.__name__}' with value '{text}' "
            f"in {values}"
        ) from error


def parse_values(
    values: str, type_map: dict[str, Any], ignore_unknown: bool = False
) -> dict[str, Any]:
    """Hyperparameters out of a text such as ``"rate=0.1,units=[32,64],keep[2]=0.5"``.

    Args:
      values: assignments with commas between; true, false, 1 or 0 for a boolean, brackets for a
        list, a text without commas, spaces and brackets for a string.
      type_map: the type of each hyperparameter, of its elements if it is a list.
      ignore_unknown: pass over names that have no type instead of failing.

    Returns:
      For each name a value, a list, or, where elements were assigned, a dictionary by index.

    Raises:
      ValueError: the text cannot be read, a name has no type, something is assigned twice, or a
        list is assigned to an element.

    Source: ``tf.contrib.training.parse_values`` of TensorFlow 1.15.

    >>> from reference.contrib.training import parse_values
    >>> parse_values("x=5,wide=[1,2],arr[1]=3", {"x": int, "wide": float, "arr": int})
    {'x': 5, 'wide': [1.0, 2.0], 'arr': {1: 3}}
    """
    results: dict[str, Any] = {}

    def claim(target: dict[Any, Any], key: Any, label: str, parsed: Any) -> None:
        if key in target:
            raise ValueError(f"Multiple assignments to variable '{label}' in {values}")
        target[key] = parsed

    position = 0
    while position < len(values):
        match = _ASSIGNMENT.match(values, position)
        if match is None:
            raise ValueError(f"Malformed hyperparameter value: {values[position:]}")
        position = match.end()
        name, index = match["name"], match["index"]
        if name not in type_map:
            if ignore_unknown:
                continue
            raise ValueError(f"Unknown hyperparameter type for {name}")
        kind = type_map[name]
        if match["values"] is not None:
            if index is not None:
                raise ValueError("Assignment of a list to a list index.")
            elements = [each for each in re.split("[ ,]", match["values"]) if each]
            claim(results, name, name, [_parsed(name, kind, each, values) for each in elements])
        elif index is None:
            claim(results, name, name, _parsed(name, kind, match["value"], values))
        else:
            elements_so_far = results.setdefault(name, {})
            if not isinstance(elements_so_far, dict):
                raise ValueError(f"Multiple assignments to variable '{name}' in {values}")
            parsed = _parsed(name, kind, match["value"], values)
            claim(elements_so_far, int(index), f"{name}[{index}]", parsed)
    return results


def _cast(name: str, kind: type, value: Any) -> Any:
    """The value as the type of its hyperparameter, where nothing is lost by that."""
    if type(value) is kind or kind is type(None):
        return value
    text, whole, number = (str, bytes), numbers.Integral, numbers.Number
    if (
        (issubclass(kind, text) and not isinstance(value, text))
        or issubclass(kind, bool) != isinstance(value, bool)
        or (issubclass(kind, whole) and not isinstance(value, whole))
        or (issubclass(kind, number) and not isinstance(value, number))
    ):
        raise ValueError(f"Could not cast hparam '{name}' of type '{kind}' from value {value!r}")
    return kind(value)


def _proto_kind(kind: type, is_list: bool) -> str:
    for base, name in ((bool, "bool"), (int, "int64"), ((str, bytes), "bytes"), (float, "float")):
        if issubclass(kind, base):
            return f"{name}_{'list' if is_list else 'value'}"
    raise ValueError(f"Unsupported parameter type: {kind}")


class HParams:
    """A set of hyperparameters, each an attribute that keeps the type it began with.

    Args:
      hparam_def: an ``HParamDef`` message to take them from.
      model_structure: anything; kept for ``get_model_structure``.
      **kwargs: names and values: numbers, booleans, strings, or non-empty lists of these.

    Raises:
      AssertionError: ``hparam_def`` is no ``HParamDef``.
      ValueError: both a message and values are given, a name is reserved, or a list is empty.

    Source: ``tf.contrib.training.HParams`` of TensorFlow 1.15.

    >>> from reference.contrib.training import HParams
    >>> hparams = HParams(learning_rate=0.1, num_hidden_units=100, activations=["relu", "tanh"])
    >>> hparams.parse("learning_rate=0.3,activations=[relu]")
    HParams([('activations', ['relu']), ('learning_rate', 0.3), ('num_hidden_units', 100)])
    >>> hparams.to_json()
    '{"learning_rate": 0.3, "num_hidden_units": 100, "activations": ["relu"]}'
    """

    _HAS_DYNAMIC_ATTRIBUTES = True  # for static analysis: attributes come at run time

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any) -> None:
        self._hparam_types: dict[str, tuple[type, bool]] = {}
        self._model_structure = model_structure
        if hparam_def:
            self._init_from_proto(hparam_def)
            if kwargs:
                raise ValueError("hparam_def and initialization values are mutually exclusive")
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def _init_from_proto(self, hparam_def: Any) -> None:
        assert isinstance(hparam_def, HParamDef), f"{hparam_def!r} is not an HParamDef"
        for name, holder in hparam_def.hparam.items():
            kind = holder.WhichOneof("kind")
            held = getattr(holder, kind)
            values = list(held.value) if kind.endswith("_list") else [held]
            if kind.startswith("bytes"):
                values = [tf.compat.as_str(value) for value in values]
            self.add_hparam(name, values if kind.endswith("_list") else values[0])

    def add_hparam(self, name: str, value: Any) -> None:
        """Adds a hyperparameter.

        Raises:
          ValueError: the name is reserved or in use, or the value is an empty list.
        """
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        is_list = isinstance(value, (list, tuple))
        if is_list and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._hparam_types[name] = (type(value[0] if is_list else value), is_list)
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Changes a hyperparameter.

        Raises:
          KeyError: there is none of that name.
          ValueError: the value is not of its type; a float takes an integer.
        """
        kind, is_list = self._hparam_types[name]
        if isinstance(value, list) and not is_list:
            raise ValueError(f"Must not pass a list for single-valued parameter: {name}")
        if is_list and not isinstance(value, list):
            raise ValueError(f"Must pass a list for multi-valued parameter: {name}.")
        cast = [_cast(name, kind, each) for each in value] if is_list else _cast(name, kind, value)
        setattr(self, name, cast)

    def del_hparam(self, name: str) -> None:
        """Removes a hyperparameter, if it is there."""
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values: str) -> "HParams":
        """Overrides hyperparameters from a text, as ``parse_values`` reads it.

        Returns:
          This object.

        Raises:
          ValueError: the text cannot be read, or names what is not there.
        """
        kinds = {name: kind for name, (kind, _) in self._hparam_types.items()}
        return self.override_from_dict(parse_values(values, kinds))

    def override_from_dict(self, values_dict: dict[str, Any]) -> "HParams":
        """Overrides hyperparameters from a dictionary.

        Returns:
          This object.

        Raises:
          KeyError, ValueError: as ``set_hparam``.
        """
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def set_from_map(self, values_map: dict[str, Any]) -> "HParams":
        """The former name of ``override_from_dict``."""
        return self.override_from_dict(values_map)

    def parse_json(self, values_json: str) -> "HParams":
        """Overrides hyperparameters from a JSON object.

        Returns:
          This object.

        Raises:
          KeyError, ValueError: as ``set_hparam``, or the text is no JSON.
        """
        return self.override_from_dict(json.loads(values_json))

    def to_json(
        self, indent: Any = None, separators: tuple[str, str] | None = None, sort_keys: bool = False
    ) -> str:
        """The hyperparameters as a JSON object; the arguments are those of ``json.dumps``."""
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def values(self) -> dict[str, Any]:
        """The hyperparameters as a dictionary, in the order in which they were added."""
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a hyperparameter, ``default`` if there is none of that name.

        Raises:
          ValueError: it exists, and the default is not of its type.
        """
        if key not in self._hparam_types:
            return default
        if default is not None:
            kind, is_list = self._hparam_types[key]
            problem = (
                f"Hparam '{key}' of type '{f'list<{kind}>' if is_list else kind}' is incompatible "
                f"with default={default}"
            )
            if isinstance(default, list) != is_list:
                raise ValueError(problem)
            try:
                for each in default if is_list else [default]:
                    _cast(key, kind, each)
            except ValueError as error:
                raise ValueError(f"{problem}. {error}") from error
        return getattr(self, key)

    def set_model_structure(self, model_structure: Any) -> None:
        """Keeps an object for ``get_model_structure``."""
        self._model_structure = model_structure

    def get_model_structure(self) -> Any:
        """The object that the constructor or ``set_model_structure`` was given."""
        return self._model_structure

    def __contains__(self, key: str) -> bool:
        return key in self._hparam_types

    def __str__(self) -> str:
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({sorted(self.values().items())})"

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The hyperparameters as an ``HParamDef`` message.

        Args:
          export_scope: not used; there for collections of messages.

        Raises:
          ValueError: a type has no place in the message.
        """
        message = HParamDef()
        for name, (kind, is_list) in self._hparam_types.items():
            field = _proto_kind(kind, is_list)
            values = getattr(self, name) if is_list else [getattr(self, name)]
            if field.startswith("bytes"):
                values = [tf.compat.as_bytes(value) for value in values]
            if is_list:
                getattr(message.hparam[name], field).value.extend(values)
            else:
                setattr(message.hparam[name], field, values[0])
        return message

    @staticmethod
    def from_proto(hparam_def: Any, import_scope: str | None = None) -> "HParams":
        """The hyperparameters of an ``HParamDef`` message; ``import_scope`` is not used."""
        return HParams(hparam_def=hparam_def)

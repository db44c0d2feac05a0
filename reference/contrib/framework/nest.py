"""Nested structures: what ``tf.nest`` has, with paths and with one structure above another.

A structure is a tuple, list, mapping, ``attrs`` class or named tuple of structures; anything else
is a leaf. With ``expand_composites`` sparse and ragged tensors are structures of their components.

Source: TensorFlow 1.15, ``tf.contrib.framework.nest``.

>>> from reference.contrib.framework import nest
>>> nest.flatten_with_joined_string_paths({"b": [1, (2, 3)], "a": 4})
[('a', 4), ('b/0', 1), ('b/1/0', 2), ('b/1/1', 3)]
>>> nest.flatten_up_to([0, 0], [[1, 2], (3, 4)])
[[1, 2], (3, 4)]
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import tensorflow.compat.v1 as tf

__all__ = [
    "assert_same_structure",
    "assert_shallow_structure",
    "flatten",
    "flatten_dict_items",
    "flatten_up_to",
    "flatten_with_joined_string_paths",
    "flatten_with_tuple_paths",
    "flatten_with_tuple_paths_up_to",
    "get_traverse_shallow_structure",
    "is_nested",
    "is_sequence",
    "is_sequence_or_composite",
    "map_structure",
    "map_structure_up_to",
    "map_structure_with_paths",
    "map_structure_with_tuple_paths",
    "map_structure_with_tuple_paths_up_to",
    "pack_sequence_as",
    "yield_flat_paths",
]

assert_same_structure = tf.nest.assert_same_structure
flatten = tf.nest.flatten
map_structure = tf.nest.map_structure
pack_sequence_as = tf.nest.pack_sequence_as

Path = tuple[Any, ...]


def is_sequence(seq: Any) -> bool:
    """Whether the argument is a structure rather than a leaf; strings and arrays are leaves.

    Source: ``tf.contrib.framework.nest.is_sequence`` of TensorFlow 1.15.
    """
    return tf.nest.is_nested(seq)


is_nested = is_sequence


def _is_composite(value: Any) -> bool:
    if tf.nest.is_nested(value):
        return False
    components = tf.nest.flatten(value, expand_composites=True)
    return len(components) != 1 or components[0] is not value


def is_sequence_or_composite(seq: Any) -> bool:
    """Whether the argument is a structure, or a tensor made of several (sparse, ragged).

    Source: ``tf.contrib.framework.nest.is_sequence_or_composite`` of TensorFlow 1.15.
    """
    return is_sequence(seq) or _is_composite(seq)


def _structure_test(expand_composites: bool) -> Callable[[Any], bool]:
    return is_sequence_or_composite if expand_composites else is_sequence


def _fields(value: Any) -> list[str] | None:
    """The names of a named tuple's or an ``attrs`` object's fields, None for anything else."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return list(value._fields)
    described = getattr(type(value), "__attrs_attrs__", None)
    return None if described is None else [field.name for field in described]


def _items(structure: Any) -> list[tuple[Any, Any]]:
    """The keys and branches of a structure, in the order in which ``flatten`` takes them."""
    fields = _fields(structure)
    if fields is not None:
        return [(name, getattr(structure, name)) for name in fields]
    if isinstance(structure, Mapping):
        return [(key, structure[key]) for key in sorted(structure)]
    if _is_composite(structure):
        kind = structure if not isinstance(structure, tf.TypeSpec) else structure.value_type
        name = kind.__name__ if isinstance(kind, type) else type(kind).__name__
        return [(name, tuple(tf.nest.flatten(structure, expand_composites=True)))]
    return list(enumerate(structure))


def _like(structure: Any, branches: list[Any]) -> Any:
    """A structure of the same kind with other branches."""
    fields = _fields(structure)
    if fields is not None:
        return type(structure)(**dict(zip(fields, branches, strict=True)))
    if isinstance(structure, Mapping):
        by_key = dict(zip(sorted(structure), branches, strict=True))
        # Flattening sorts the keys; the mapping keeps its own order.
        return type(structure)((key, by_key[key]) for key in structure)
    if _is_composite(structure):
        return branches[0]
    return type(structure)(branches)


def flatten_dict_items(dictionary: Mapping[Any, Any]) -> dict[Any, Any]:
    """A dictionary whose nested keys and values are flattened together.

    Raises:
      TypeError: the argument is no mapping.
      ValueError: a key and its value differ in structure, or a flattened key comes twice.

    Source: ``tf.contrib.framework.nest.flatten_dict_items`` of TensorFlow 1.15.

    >>> from reference.contrib.framework import nest
    >>> nest.flatten_dict_items({(4, (5, 6)): ("a", ("b", "c")), 7: "d"})
    {4: 'a', 5: 'b', 6: 'c', 7: 'd'}
    """
    if not isinstance(dictionary, Mapping):
        raise TypeError("input must be a dictionary")
    flat: dict[Any, Any] = {}
    for key, value in dictionary.items():
        keys, values = ([key], [value]) if not is_sequence(key) else (flatten(key), flatten(value))
        if len(keys) != len(values):
            raise ValueError(
                f"Could not flatten dictionary. Key had {len(keys)} elements, but value had "
                f"{len(values)} elements. Key: {keys}, value: {values}."
            )
        for each, what in zip(keys, values, strict=True):
            if each in flat:
                raise ValueError(f"Could not flatten dictionary: key {each} is not unique.")
            flat[each] = what
    return flat


def _mismatched_types(shallow_tree: Any, input_tree: Any) -> bool:
    if isinstance(input_tree, type(shallow_tree)):
        return False
    if isinstance(shallow_tree, Mapping) and isinstance(input_tree, Mapping):
        return False
    if _is_composite(shallow_tree) and _is_composite(input_tree):
        return False
    if isinstance(shallow_tree, tuple) and isinstance(input_tree, tuple):
        fields = _fields(shallow_tree)
        alike = type(shallow_tree).__name__ == type(input_tree).__name__
        return fields is None or fields != _fields(input_tree) or not alike
    return True


def assert_shallow_structure(
    shallow_tree: Any,
    input_tree: Any,
    check_types: bool = True,
    expand_composites: bool = False,
    check_subtrees_length: bool = True,
) -> None:
    """Raises unless ``input_tree`` is ``shallow_tree`` with its leaves replaced by structures.

    Args:
      shallow_tree: a structure.
      input_tree: a structure that goes at least as deep.
      check_types: whether kinds of sequences must agree.
      expand_composites: whether sparse and ragged tensors are structures.
      check_subtrees_length: False to let ``input_tree`` have more branches.

    Raises:
      TypeError: a structure stands over a leaf, or kinds differ.
      ValueError: lengths or keys differ.

    Source: ``tf.contrib.framework.nest.assert_shallow_structure`` of TensorFlow 1.15.
    """
    is_structure = _structure_test(expand_composites)
    if not is_structure(shallow_tree):
        return
    if not is_structure(input_tree):
        raise TypeError(
            "If shallow structure is a sequence, input must also be a sequence. "
            f"Input has type: {type(input_tree)}."
        )
    if check_types and _mismatched_types(shallow_tree, input_tree):
        raise TypeError(
            "The two structures don't have the same sequence type. Input structure has type "
            f"{type(input_tree)}, while shallow structure has type {type(shallow_tree)}."
        )
    shallow, deep = _items(shallow_tree), _items(input_tree)
    if check_subtrees_length and len(shallow) != len(deep):
        raise ValueError(
            "The two structures don't have the same sequence length. Input structure has length "
            f"{len(deep)}, while shallow structure has length {len(shallow)}."
        )
    if len(deep) < len(shallow):
        raise ValueError(
            f"The input_tree has fewer elements than the shallow_tree. Input structure has length "
            f"{len(deep)}, while shallow structure has length {len(shallow)}."
        )
    if isinstance(shallow_tree, Mapping):
        absent = sorted(set(shallow_tree) - set(input_tree))
        if absent:
            raise ValueError(
                f"The shallow_tree's keys are not a subset of the input_tree's keys. "
                f"The shallow_tree has the following keys that are not in the input_tree: {absent}."
            )
    for (_, shallow_branch), (_, branch) in zip(shallow, deep, strict=False):
        assert_shallow_structure(
            shallow_branch, branch, check_types, expand_composites, check_subtrees_length
        )


def _flat_up_to(
    shallow_tree: Any, input_tree: Any, is_structure: Callable[[Any], bool], path: Path = ()
) -> Iterator[tuple[Path, Any]]:
    if not is_structure(shallow_tree):
        yield path, input_tree
        return
    branches = dict(_items(input_tree))
    for key, shallow_branch in _items(shallow_tree):
        yield from _flat_up_to(shallow_branch, branches[key], is_structure, (*path, key))


def yield_flat_paths(nest: Any, expand_composites: bool = False) -> Iterator[Path]:
    """The path of each leaf, a tuple of keys, in the order of ``flatten``.

    Source: ``tf.contrib.framework.nest.yield_flat_paths`` of TensorFlow 1.15.
    """
    for path, _ in _flat_up_to(nest, nest, _structure_test(expand_composites)):
        yield path


def flatten_with_tuple_paths(
    structure: Any, expand_composites: bool = False
) -> list[tuple[Path, Any]]:
    """Pairs of path and leaf, in the order of ``flatten``.

    Source: ``tf.contrib.framework.nest.flatten_with_tuple_paths`` of TensorFlow 1.15.
    """
    return list(_flat_up_to(structure, structure, _structure_test(expand_composites)))


def flatten_with_joined_string_paths(
    structure: Any, separator: str = "/", expand_composites: bool = False
) -> list[tuple[str, Any]]:
    """Pairs of path, joined into a string, and leaf, in the order of ``flatten``.

    Source: ``tf.contrib.framework.nest.flatten_with_joined_string_paths`` of TensorFlow 1.15.
    """
    return [
        (separator.join(map(str, path)), leaf)
        for path, leaf in flatten_with_tuple_paths(structure, expand_composites)
    ]


def flatten_with_tuple_paths_up_to(
    shallow_tree: Any,
    input_tree: Any,
    check_types: bool = True,
    expand_composites: bool = False,
    check_subtrees_length: bool = True,
) -> list[tuple[Path, Any]]:
    """Pairs of path and branch of ``input_tree``, going as deep as ``shallow_tree`` does.

    Args and raises: those of ``assert_shallow_structure``.

    Source: ``tf.contrib.framework.nest.flatten_with_tuple_paths_up_to`` of TensorFlow 1.15.
    """
    assert_shallow_structure(
        shallow_tree, input_tree, check_types, expand_composites, check_subtrees_length
    )
    return list(_flat_up_to(shallow_tree, input_tree, _structure_test(expand_composites)))


def flatten_up_to(
    shallow_tree: Any,
    input_tree: Any,
    check_types: bool = True,
    expand_composites: bool = False,
    check_subtrees_length: bool = True,
) -> list[Any]:
    """The branches of ``input_tree``, going as deep as ``shallow_tree`` does.

    Args and raises: those of ``assert_shallow_structure``.

    Source: ``tf.contrib.framework.nest.flatten_up_to`` of TensorFlow 1.15.
    """
    pairs = flatten_with_tuple_paths_up_to(
        shallow_tree, input_tree, check_types, expand_composites, check_subtrees_length
    )
    return [branch for _, branch in pairs]


def map_structure_with_tuple_paths_up_to(
    shallow_tree: Any, func: Callable[..., Any], *inputs: Any, **kwargs: Any
) -> Any:
    """A function of a path and of the branches at it, over ``inputs`` as deep as ``shallow_tree``.

    Args:
      shallow_tree: a structure.
      func: takes a path and one branch of each input.
      *inputs: structures that go at least as deep.
      **kwargs: ``check_types``, ``expand_composites``, ``check_subtrees_length``, as
        ``assert_shallow_structure`` takes them.

    Returns:
      A structure like ``shallow_tree``.

    Raises:
      ValueError: there are no inputs, or lengths or keys differ.
      TypeError: a structure stands over a leaf, or kinds differ.

    Source: ``tf.contrib.framework.nest.map_structure_with_tuple_paths_up_to`` of TensorFlow 1.15.
    """
    if not inputs:
        raise ValueError("Cannot map over no sequences")
    expand = kwargs.pop("expand_composites", False)
    checks = [kwargs.pop("check_types", True), expand, kwargs.pop("check_subtrees_length", True)]
    if kwargs:
        raise ValueError(f"Only valid keyword arguments are check_types and its kin, not: {kwargs}")
    flat = [flatten_with_tuple_paths_up_to(shallow_tree, each, *checks) for each in inputs]
    results = [
        func(pairs[0][0], *(branch for _, branch in pairs)) for pairs in zip(*flat, strict=True)
    ]
    return pack_sequence_as(shallow_tree, results, expand_composites=expand)


def map_structure_up_to(
    shallow_tree: Any, func: Callable[..., Any], *inputs: Any, **kwargs: Any
) -> Any:
    """``map_structure_with_tuple_paths_up_to`` of a function that takes no path.

    Source: ``tf.contrib.framework.nest.map_structure_up_to`` of TensorFlow 1.15.
    """
    return map_structure_with_tuple_paths_up_to(
        shallow_tree, lambda _, *branches: func(*branches), *inputs, **kwargs
    )


def map_structure_with_tuple_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """``map_structure`` of a function that takes the path, a tuple of keys, first.

    Raises:
      TypeError, ValueError: the structures differ.

    Source: ``tf.contrib.framework.nest.map_structure_with_tuple_paths`` of TensorFlow 1.15.
    """
    for other in structure[1:]:
        assert_same_structure(structure[0], other, **{"check_types": True, **kwargs})
    return map_structure_with_tuple_paths_up_to(structure[0], func, *structure, **kwargs)


def map_structure_with_paths(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """``map_structure`` of a function that takes the path, joined by slashes, first.

    Source: ``tf.contrib.framework.nest.map_structure_with_paths`` of TensorFlow 1.15.
    """
    return map_structure_with_tuple_paths(
        lambda path, *leaves: func("/".join(map(str, path)), *leaves), *structure, **kwargs
    )


def get_traverse_shallow_structure(
    traverse_fn: Callable[[Any], Any], structure: Any, expand_composites: bool = False
) -> Any:
    """A shallow structure of bools that says where a function lets one go deeper.

    Args:
      traverse_fn: takes a structure and returns a bool, or a structure of its kind, one level deep,
        with a bool for each branch.
      structure: the structure to go through.
      expand_composites: whether sparse and ragged tensors are structures.

    Raises:
      TypeError: the function returns anything else.

    Source: ``tf.contrib.framework.nest.get_traverse_shallow_structure`` of TensorFlow 1.15.
    """
    answer = traverse_fn(structure)
    is_structure = _structure_test(expand_composites)
    if isinstance(answer, bool):
        if not answer or not is_structure(structure):
            return answer
        wanted = [True] * len(_items(structure))
    elif not is_structure(structure):
        raise TypeError(f"traverse_fn returned structure: {answer} for non-structure: {structure}")
    elif not is_structure(answer):
        raise TypeError(f"traverse_fn returned a non-bool scalar: {answer} for input: {structure}")
    else:
        assert_shallow_structure(answer, structure, expand_composites=expand_composites)
        wanted = [each for _, each in _items(answer)]
        if not all(isinstance(each, bool) for each in wanted):
            raise TypeError(
                f"traverse_fn didn't return a depth=1 structure of bools.  saw: {answer} "
                f" for structure: {structure}"
            )
    return _like(
        structure,
        [
            get_traverse_shallow_structure(traverse_fn, branch, expand_composites) if go else False
            for go, (_, branch) in zip(wanted, _items(structure), strict=True)
        ],
    )

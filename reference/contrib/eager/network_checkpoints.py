"""Checkpoints of networks: variables under their names within the network.

Source: TensorFlow 1.15, ``tf.contrib.eager.{save,restore}_network_checkpoint``.
"""

import dataclasses
import os
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.eager.network import Network
from reference.layers.base import Layer


def _full_name(variable: tf.Variable) -> str:
    name: str = variable.name
    return name.partition(":")[0]


def _session() -> tf.Session | None:
    return None if tf.executing_eagerly() else tf.get_default_session()


@dataclasses.dataclass(frozen=True)
class _Names:
    """Names of a network's variables -> their names in a checkpoint, each of one variable."""

    network: str
    scope: str
    action: str
    given: Callable[[str], str] | None
    variables: dict[str, tf.Variable] = dataclasses.field(default_factory=dict)

    def __call__(self, name: str) -> str:
        return self.given(name) if self.given else name.removeprefix(f"{self.scope}/")

    def add(self, variable: tf.Variable) -> None:
        """Notes a variable.

        Raises:
          ValueError: another one has its name in the checkpoint.
        """
        saved = self(_full_name(variable))
        first = self.variables.setdefault(saved, variable)
        if first is variable:
            return
        both = f"two variables named '{saved}' ('{_full_name(first)}', '{_full_name(variable)}')"
        if self.given:
            raise ValueError(
                f"The map_func passed to {self.action}_network_checkpoint for the Network "
                f"'{self.network}' resulted in {both}. Strip less of the names, or rename parts "
                "of the Network."
            )
        raise ValueError(
            "The default checkpoint variable name mapping strategy for Network "
            f"'{self.network}' resulted in a naming conflict: without the prefix '{self.scope}' "
            f"there are {both}. Pass map_func=lambda n: n to keep full names."
        )


class _Deferred:
    """Gives variables, as they are made, the values of checkpoints; of the last that has one."""

    def __init__(self) -> None:
        self.requests: list[tuple[_Names, dict[str, Any], tf.Session | None]] = []

    def __call__(self, getter: Callable[..., Any], name: str, *args: Any, **kwargs: Any) -> Any:
        for names, values, session in reversed(self.requests):
            saved = names(name)
            if saved not in values:
                continue
            value, values[saved] = values[saved], None  # a value is given once
            if value is not None:
                kwargs.update(initializer=value, shape=None)
            variable = getter(name, *args, **kwargs)
            if value is not None and session is not None:
                session.run(variable.initializer)
            names.add(variable)
            return variable
        return getter(name, *args, **kwargs)


def _names(network: Network, action: str, map_func: Callable[[str], str] | None) -> _Names:
    network._set_scope()
    return _Names(network.name, network.scope_name, action, map_func)


def _path_of(network: Network, save_path: str) -> str:
    if os.path.isdir(save_path):
        return os.path.join(save_path, network.name.replace("/", "_"))
    return save_path


def save_network_checkpoint(
    network: Network,
    save_path: str,
    global_step: Any = None,
    map_func: Callable[[str], str] | None = None,
) -> str:
    """Writes a network's variables to a checkpoint.

    Args:
      network: a network that was called.
      save_path: path that the checkpoint's files begin with; or a folder, where the network's name
        is added.
      global_step: added to the path; the graph's global step, if there is one, if None.
      map_func: full name of a variable -> its name in the checkpoint; without the network's own
        prefix if None.

    Returns:
      The path that `restore_network_checkpoint` takes.

    Raises:
      ValueError: the network was not called yet, or two variables get one name.

    Source: ``tf.contrib.eager.save_network_checkpoint`` of TensorFlow 1.15.
    """
    if not network.built:
        raise ValueError(
            "Attempt to save the Network before it was first called. This means variables have "
            "not yet been created, so there is nothing to save."
        )
    names = _names(network, "save", map_func)
    for variable in network.variables:
        names.add(variable)
    path: str = tf.train.Saver(names.variables).save(
        sess=_session(),
        save_path=_path_of(network, save_path),
        write_meta_graph=False,
        global_step=tf.train.get_global_step() if global_step is None else global_step,
    )
    return path


def restore_network_checkpoint(
    network: Network, save_path: str, map_func: Callable[[str], str] | None = None
) -> None:
    """Gives a network's variables the values of a checkpoint: now, or as soon as they are made.

    Args:
      network: a network, called or not.
      save_path: what `save_network_checkpoint` returned, or its folder.
      map_func: as it was given there.

    Raises:
      ValueError: two variables get one name; also later, as they are made.
      tf.errors.NotFoundError: the checkpoint lacks a variable that there is already.

    Source: ``tf.contrib.eager.restore_network_checkpoint`` of TensorFlow 1.15.
    """
    names = _names(network, "restore", map_func)
    save_path = _path_of(network, save_path)
    for variable in network.variables:
        names.add(variable)
    session = _session()
    if names.variables:
        tf.train.Saver(names.variables).restore(session, save_path)
    reader = tf.train.load_checkpoint(save_path)
    left = set(reader.get_variable_to_shape_map()) - set(names.variables)
    if left:
        values = {saved: reader.get_tensor(saved) for saved in left}
        later = _Names(names.network, names.scope, names.action, map_func)
        _defer(network, (later, values, session))


def _defer(layer: Layer, request: tuple[_Names, dict[str, Any], tf.Session | None]) -> None:
    owner = layer if isinstance(layer, Network) else getattr(layer, "_network", None)
    if owner is not None:
        owner._set_scope()
    scope = layer._scope
    if not isinstance(scope.custom_getter, _Deferred):
        scope.set_custom_getter(_Deferred())
    scope.custom_getter.requests.append(request)
    for inner in layer.layers if isinstance(layer, Network) else ():
        _defer(inner, request)

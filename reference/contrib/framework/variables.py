"""Making and finding variables: model variables, local and global ones, queries by scope and name.

Source: TensorFlow 1.15, ``tf.contrib.framework`` (variables).
"""

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework.regularization import regularize_once
from reference.contrib.framework.scoped_arguments import add_arg_scope

_GLOBAL = tf.GraphKeys.GLOBAL_VARIABLES
_LOCAL = tf.GraphKeys.LOCAL_VARIABLES
_MODEL = tf.GraphKeys.MODEL_VARIABLES
_TRAINABLE = tf.GraphKeys.TRAINABLE_VARIABLES


def _untrained(collection: str, initial_value: Any, **options: Any) -> tf.Variable:
    return tf.Variable(initial_value, trainable=False, collections=[collection], **options)


def local_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> tf.Variable:
    """A variable that is not trained, in ``GraphKeys.LOCAL_VARIABLES`` only.

    Args:
      initial_value: what ``tf.Variable`` takes; gives shape and dtype.
      validate_shape: if False, the shape may change when the variable is assigned.
      name: name of the variable, ``Variable`` if None.
      use_resource: whether to make a resource variable; None leaves it to the variable scope.

    Source: ``tf.contrib.framework.local_variable`` of TensorFlow 1.15.
    """
    return _untrained(
        _LOCAL, initial_value, validate_shape=validate_shape, name=name, use_resource=use_resource
    )


def global_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> tf.Variable:
    """A variable that is not trained, in ``GraphKeys.GLOBAL_VARIABLES`` only.

    Args: those of ``local_variable``.

    Source: ``tf.contrib.framework.global_variable`` of TensorFlow 1.15.
    """
    return _untrained(
        _GLOBAL, initial_value, validate_shape=validate_shape, name=name, use_resource=use_resource
    )


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: tf.DType | None = None,
    initializer: Any = None,
    regularizer: Callable[[tf.Tensor], tf.Tensor | None] | None = None,
    trainable: bool = True,
    collections: Sequence[str] | None = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Callable[..., Any] | None = None,
    custom_getter: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: tf.VariableSynchronization = tf.VariableSynchronization.AUTO,
    aggregation: tf.VariableAggregation = tf.VariableAggregation.NONE,
) -> tf.Variable:
    """``tf.get_variable`` with a device and without duplicates among the collections.

    Args:
      name, shape, dtype, initializer, regularizer, trainable, caching_device, partitioner,
        use_resource, synchronization, aggregation: as ``tf.get_variable`` takes them.
      collections: names of collections; ``[GraphKeys.GLOBAL_VARIABLES]`` if None.
      device: a device string or function for the variable.
      custom_getter: called in place of ``tf.get_variable``, with ``reuse`` of the variable scope.

    Returns:
      The variable, new or shared, as the variable scope's ``reuse`` says.

    Raises:
      ValueError: as ``tf.get_variable`` does, for instance for a name in use without ``reuse``.

    Source: ``tf.contrib.framework.variable`` of TensorFlow 1.15.
    """
    getter = tf.get_variable
    if custom_getter is not None:
        getter = functools.partial(custom_getter, reuse=tf.get_variable_scope().reuse)
    if collections is None:
        collections = [_GLOBAL]
    with tf.device(device or ""):
        return getter(
            name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            regularizer=regularize_once(regularizer),
            trainable=trainable,
            collections=list(dict.fromkeys(collections)),
            caching_device=caching_device,
            partitioner=partitioner,
            use_resource=use_resource,
            synchronization=synchronization,
            aggregation=aggregation,
        )


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: tf.DType | None = tf.float32,
    initializer: Any = None,
    regularizer: Callable[[tf.Tensor], tf.Tensor | None] | None = None,
    trainable: bool = True,
    collections: Sequence[str] | None = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Callable[..., Any] | None = None,
    custom_getter: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: tf.VariableSynchronization = tf.VariableSynchronization.AUTO,
    aggregation: tf.VariableAggregation = tf.VariableAggregation.NONE,
) -> tf.Variable:
    """``variable`` that joins the collection ``GraphKeys.MODEL_VARIABLES`` too.

    Args: those of ``variable``; ``collections`` names more than ``GraphKeys.GLOBAL_VARIABLES`` and
      ``GraphKeys.MODEL_VARIABLES``, which every model variable joins.

    Source: ``tf.contrib.framework.model_variable`` of TensorFlow 1.15.
    """
    return variable(
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=[*(collections or []), _GLOBAL, _MODEL],
        caching_device=caching_device,
        device=device,
        partitioner=partitioner,
        custom_getter=custom_getter,
        use_resource=use_resource,
        synchronization=synchronization,
        aggregation=aggregation,
    )


def add_model_variable(var: tf.Variable) -> None:
    """Puts a variable into ``GraphKeys.MODEL_VARIABLES``, once.

    Source: ``tf.contrib.framework.add_model_variable`` of TensorFlow 1.15.
    """
    if not any(var is known for known in tf.get_collection(_MODEL)):
        tf.add_to_collection(_MODEL, var)


def get_variables(
    scope: tf.VariableScope | str | None = None,
    suffix: str | None = None,
    collection: str = _GLOBAL,
) -> list[tf.Variable]:
    """The variables of a collection, by scope and by the end of their names.

    Args:
      scope: a variable scope, or a regular expression that the variable's name must begin with.
      suffix: the end of the name, without ``:0``.
      collection: the collection to look through.

    Returns:
      A new list, in the order of the collection.

    Source: ``tf.contrib.framework.get_variables`` of TensorFlow 1.15.
    """
    pattern = scope.name if isinstance(scope, tf.VariableScope) else scope
    if suffix is not None:
        end = suffix if ":" in suffix else f"{suffix}:"
        pattern = f"{pattern or ''}.*{end}"
    return tf.get_collection(collection, pattern)


def get_model_variables(
    scope: tf.VariableScope | str | None = None, suffix: str | None = None
) -> list[tf.Variable]:
    """``get_variables`` of ``GraphKeys.MODEL_VARIABLES``.

    Source: ``tf.contrib.framework.get_model_variables`` of TensorFlow 1.15.
    """
    return get_variables(scope, suffix, _MODEL)


def get_local_variables(
    scope: tf.VariableScope | str | None = None, suffix: str | None = None
) -> list[tf.Variable]:
    """``get_variables`` of ``GraphKeys.LOCAL_VARIABLES``.

    Source: ``tf.contrib.framework.get_local_variables`` of TensorFlow 1.15.
    """
    return get_variables(scope, suffix, _LOCAL)


def get_trainable_variables(
    scope: tf.VariableScope | str | None = None, suffix: str | None = None
) -> list[tf.Variable]:
    """``get_variables`` of ``GraphKeys.TRAINABLE_VARIABLES``.

    Source: ``tf.contrib.framework.get_trainable_variables`` of TensorFlow 1.15.
    """
    return get_variables(scope, suffix, _TRAINABLE)


def get_variables_by_suffix(
    suffix: str, scope: tf.VariableScope | str | None = None
) -> list[tf.Variable]:
    """The global variables whose names end in ``suffix``.

    Source: ``tf.contrib.framework.get_variables_by_suffix`` of TensorFlow 1.15.
    """
    return get_variables(scope=scope, suffix=suffix)


def get_variables_by_name(
    given_name: str, scope: tf.VariableScope | str | None = None
) -> list[tf.Variable]:
    """The global variables whose last name component is ``given_name``.

    Source: ``tf.contrib.framework.get_variables_by_name`` of TensorFlow 1.15.
    """
    return get_variables(scope=scope, suffix=f"/{given_name}:|^{given_name}:")


def get_unique_variable(var_op_name: str) -> tf.Variable:
    """The global variable of exactly that name.

    Args:
      var_op_name: the full name, scopes included, without ``:0``.

    Raises:
      ValueError: no variable begins so, or none is named exactly so.

    Source: ``tf.contrib.framework.get_unique_variable`` of TensorFlow 1.15.
    """
    candidates = get_variables(scope=var_op_name)
    if not candidates:
        raise ValueError(f"Couldn't find variable {var_op_name}")
    for candidate in candidates:
        if candidate.op.name == var_op_name:
            return candidate
    raise ValueError(f"Variable {var_op_name} does not uniquely identify a variable")


def _under_scopes(scopes: Any, argument: str) -> list[tf.Variable]:
    if not isinstance(scopes, (list, tuple)):
        raise TypeError(f"{argument} is provided but is not a list or a tuple.")
    return [found for scope in scopes for found in get_variables(scope)]


def get_variables_to_restore(
    include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
) -> list[tf.Variable]:
    """The global variables under the scopes of ``include`` and not under those of ``exclude``.

    Args:
      include: scopes; None for all variables.
      exclude: scopes; None to leave none out.

    Raises:
      TypeError: either is neither a list nor a tuple.

    Source: ``tf.contrib.framework.get_variables_to_restore`` of TensorFlow 1.15.
    """
    wanted = get_variables() if include is None else _under_scopes(include, "include")
    unwanted = [] if exclude is None else _under_scopes(exclude, "exclude")
    # Variables compare element by element under TensorFlow 2 behaviour: identity it must be.
    unwanted_ids = {id(found) for found in unwanted}
    return [found for found in wanted if id(found) not in unwanted_ids]


def get_variable_full_name(var: tf.Variable) -> str:
    """The name under which a checkpoint holds a variable; a partition's is that of the whole.

    Source: ``tf.contrib.framework.get_variable_full_name`` of TensorFlow 1.15.
    """
    part = slice_of_whole(var)
    return part.full_name if part is not None else var.op.name


def slice_of_whole(var: tf.Variable) -> Any:
    """The part of a partitioned variable that ``var`` is (``SaveSliceInfoDef``), or None."""
    described = var.to_proto()
    return described.save_slice_info_def if described.HasField("save_slice_info_def") else None


def filter_variables(
    var_list: Sequence[tf.Variable],
    include_patterns: Sequence[str] | None = None,
    exclude_patterns: Sequence[str] | None = None,
    reg_search: bool = True,
) -> list[tf.Variable]:
    """The variables whose names match an include pattern and no exclude pattern.

    Args:
      var_list: variables, or anything with a ``name``.
      include_patterns: regular expressions; None includes all.
      exclude_patterns: regular expressions; None excludes none.
      reg_search: True to find a pattern anywhere in the name (``re.search``), False only at its
        beginning (``re.match``).

    Source: ``tf.contrib.framework.filter_variables`` of TensorFlow 1.15.
    """
    find = re.search if reg_search else re.match

    def matches(candidate: tf.Variable, patterns: Sequence[str]) -> bool:
        return any(find(pattern, candidate.name) for pattern in patterns)

    return [
        candidate
        for candidate in var_list
        if (include_patterns is None or matches(candidate, include_patterns))
        and (exclude_patterns is None or not matches(candidate, exclude_patterns))
    ]


class VariableDeviceChooser:
    """A device function for variables: parameter servers in turn, or one local device.

    Args:
      num_tasks: number of parameter server tasks; 0 for none.
      job_name: job of the parameter servers.
      device_type: ``"CPU"``, ``"GPU"``, ...
      device_index: index of the device; None for any.
      replica: replica number; None for any.

    Source: ``tf.contrib.framework.VariableDeviceChooser`` of TensorFlow 1.15.

    >>> from reference.contrib.framework import VariableDeviceChooser
    >>> choose = VariableDeviceChooser(num_tasks=2)
    >>> [choose(None) for _ in range(3)]
    ['/job:ps/task:0/device:CPU:0', '/job:ps/task:1/device:CPU:0', '/job:ps/task:0/device:CPU:0']
    """

    def __init__(
        self,
        num_tasks: int = 0,
        job_name: str = "ps",
        device_type: str = "CPU",
        device_index: int | None = 0,
        replica: int | None = None,
    ) -> None:
        self._num_tasks = num_tasks
        self._job_name = job_name
        self._device = {
            "device_type": device_type,
            "device_index": device_index,
            "replica": replica,
        }
        self._next_task = 0

    def __call__(self, op: Any) -> str:
        """The device string for the next variable; ``op`` does not matter."""
        place = dict(self._device)
        if self._num_tasks > 0:
            place.update(job=self._job_name, task=self._next_task)
            self._next_task = (self._next_task + 1) % self._num_tasks
        return tf.DeviceSpec(**place).to_string()

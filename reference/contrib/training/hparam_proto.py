"""The protocol buffer in which TensorFlow 1.15 stored hyperparameters, ``tensorflow.HParamDef``.

TensorFlow 2 no longer has it, so that it is described here field by field; messages that 1.15 wrote
can be read, and the other way round. It lives in a pool of its own and can clash with nothing.

Source: ``hparam.proto`` of TensorFlow 1.15's ``contrib/training``.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_FIELD = descriptor_pb2.FieldDescriptorProto
# name of the type, as in `int64_value` and `int64_list` -> wire type, numbers of these two fields
_KINDS = {
    "int64": (_FIELD.TYPE_INT64, 1, 4),
    "float": (_FIELD.TYPE_FLOAT, 2, 5),
    "bytes": (_FIELD.TYPE_BYTES, 3, 6),
    "bool": (_FIELD.TYPE_BOOL, 7, 8),
}
_ROOT = ".tensorflow.HParamDef"


def _add_field(message: Any, name: str, number: int, kind: Any, **options: Any) -> None:
    label = options.pop("label", _FIELD.LABEL_OPTIONAL)
    message.field.add(name=name, number=number, type=kind, label=label, **options)


def _hparam_def() -> Any:
    file = descriptor_pb2.FileDescriptorProto(
        name="reference/hparam.proto", package="tensorflow", syntax="proto3"
    )
    root = file.message_type.add(name="HParamDef")
    holder = root.nested_type.add(name="HParamType")
    holder.oneof_decl.add(name="kind")
    for name, (kind, value_number, list_number) in _KINDS.items():
        of_many = root.nested_type.add(name=f"{name.capitalize()}List")
        _add_field(of_many, "value", 1, kind, label=_FIELD.LABEL_REPEATED)
        _add_field(holder, f"{name}_value", value_number, kind, oneof_index=0)
        _add_field(
            holder,
            f"{name}_list",
            list_number,
            _FIELD.TYPE_MESSAGE,
            oneof_index=0,
            type_name=f"{_ROOT}.{of_many.name}",
        )
    entry = root.nested_type.add(name="HparamEntry")
    entry.options.map_entry = True
    _add_field(entry, "key", 1, _FIELD.TYPE_STRING)
    _add_field(entry, "value", 2, _FIELD.TYPE_MESSAGE, type_name=f"{_ROOT}.HParamType")
    _add_field(
        root,
        "hparam",
        1,
        _FIELD.TYPE_MESSAGE,
        label=_FIELD.LABEL_REPEATED,
        type_name=f"{_ROOT}.HparamEntry",
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(_ROOT[1:]))


HParamDef = _hparam_def()

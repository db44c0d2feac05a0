"""The file by which TensorBoard's projector finds the embeddings of a log folder.

The protocol buffer is described here field by field, so that the package ``tensorboard`` need not
be there when a model is trained; it reads what is written.

Source: TensorFlow 1.15, ``tf.contrib.tensorboard.plugins.projector``.
"""

import os
from typing import Any

import tensorflow.compat.v1 as tf
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format

_FILE = "projector_config.pbtxt"
_FIELD = descriptor_pb2.FieldDescriptorProto
_TEXT, _NUMBER = _FIELD.TYPE_STRING, _FIELD.TYPE_UINT32
_ONE, _MANY = _FIELD.LABEL_OPTIONAL, _FIELD.LABEL_REPEATED
# message -> (name, type or message, label) of fields 1, 2, 3, ...
_MESSAGES: dict[str, tuple[tuple[str, Any, Any], ...]] = {
    "SpriteMetadata": (
        ("image_path", _TEXT, _ONE),
        ("single_image_dim", _NUMBER, _MANY),
    ),
    "EmbeddingInfo": (
        ("tensor_name", _TEXT, _ONE),
        ("metadata_path", _TEXT, _ONE),
        ("bookmarks_path", _TEXT, _ONE),
        ("tensor_shape", _NUMBER, _MANY),
        ("sprite", "SpriteMetadata", _ONE),
        ("tensor_path", _TEXT, _ONE),
    ),
    "ProjectorConfig": (
        ("model_checkpoint_path", _TEXT, _ONE),
        ("embeddings", "EmbeddingInfo", _MANY),
        ("model_checkpoint_dir", _TEXT, _ONE),
    ),
}


def _classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(
        name="reference/projector_config.proto", package="tensorflow", syntax="proto3"
    )
    for message, fields in _MESSAGES.items():
        described = file.message_type.add(name=message)
        for number, (name, kind, label) in enumerate(fields, start=1):
            field = described.field.add(name=name, number=number, label=label)
            if isinstance(kind, str):
                field.type, field.type_name = _FIELD.TYPE_MESSAGE, f".tensorflow.{kind}"
            else:
                field.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"tensorflow.{name}"))
        for name in _MESSAGES
    }


_made = _classes()
SpriteMetadata = _made["SpriteMetadata"]
EmbeddingInfo = _made["EmbeddingInfo"]
ProjectorConfig = _made["ProjectorConfig"]


def visualize_embeddings(summary_writer: Any, config: Any) -> None:
    """Writes ``projector_config.pbtxt`` into the log folder of a writer.

    Args:
      summary_writer: a ``tf.summary.FileWriter``.
      config: a ``ProjectorConfig``: ``config.embeddings.add(tensor_name="words", metadata_path=
        "words.tsv")`` for each embedding.

    Raises:
      ValueError: the writer has no log folder.

    Source: ``tf.contrib.tensorboard.plugins.projector.visualize_embeddings`` of TensorFlow 1.15.
    """
    folder = summary_writer.get_logdir()
    if folder is None:
        raise ValueError("Summary writer must have a logdir")
    with tf.gfile.Open(os.path.join(folder, _FILE), "w") as file:
        file.write(text_format.MessageToString(config))

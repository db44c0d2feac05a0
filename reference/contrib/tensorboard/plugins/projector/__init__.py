"""What ``tf.contrib.tensorboard.plugins.projector`` was in TensorFlow 1.15."""

from reference.contrib.tensorboard.plugins.projector.config import (
    EmbeddingInfo,
    ProjectorConfig,
    SpriteMetadata,
    visualize_embeddings,
)

__all__ = ["EmbeddingInfo", "ProjectorConfig", "SpriteMetadata", "visualize_embeddings"]

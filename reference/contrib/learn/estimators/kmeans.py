"""k-means as an estimator of ``contrib.learn``.

Source: TensorFlow 1.15, ``tf.contrib.learn.KMeansClustering``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.factorization.clustering import ChooseCenters, StopWhenSteady, points_of
from reference.contrib.factorization.distances import (
    COSINE_DISTANCE,
    SQUARED_EUCLIDEAN_DISTANCE,
)
from reference.contrib.factorization.initial_centers import KMEANS_PLUS_PLUS_INIT, RANDOM_INIT
from reference.contrib.factorization.k_means import CLUSTERS_VAR_NAME, KMeans
from reference.contrib.learn.estimators.estimator import Estimator
from reference.contrib.learn.estimators.model_fn import ModelFnOps
from reference.contrib.training.ordering import after

__all__ = [
    "KMeansClustering",
]


class KMeansClustering(Estimator):
    """k-means of what an input function gives; its labels must be None.

    Its loss, and its metric ``scores``, are the sum of the distances of all points of a batch from
    their centers. It predicts ``cluster_idx``, int64, and ``all_scores``, float32 of shape
    [centers], for each point.

    Args:
      num_clusters: how many centers; of no effect if ``initial_clusters`` is an array.
      model_dir: the folder of checkpoints and summaries.
      initial_clusters, distance_metric, random_seed, mini_batch_steps_per_iteration,
        kmeans_plus_plus_num_retries: as `tf.contrib.factorization.KMeans` takes them.
      use_mini_batch: by mini batches; else each batch must be the whole data set.
      relative_tolerance: training stops once the loss changes by less than this part of itself.
      config: a `RunConfig`.

    Source: ``tf.contrib.learn.KMeansClustering`` of TensorFlow 1.15.
    """

    SQUARED_EUCLIDEAN_DISTANCE = SQUARED_EUCLIDEAN_DISTANCE
    COSINE_DISTANCE = COSINE_DISTANCE
    RANDOM_INIT = RANDOM_INIT
    KMEANS_PLUS_PLUS_INIT = KMEANS_PLUS_PLUS_INIT
    SCORES = "scores"
    CLUSTER_IDX = "cluster_idx"
    CLUSTERS = CLUSTERS_VAR_NAME
    ALL_SCORES = "all_scores"
    LOSS_OP_NAME = "kmeans_loss"

    def __init__(
        self,
        num_clusters: Any,
        model_dir: str | None = None,
        initial_clusters: Any = RANDOM_INIT,
        distance_metric: str = SQUARED_EUCLIDEAN_DISTANCE,
        random_seed: int = 0,
        use_mini_batch: bool = True,
        mini_batch_steps_per_iteration: int = 1,
        kmeans_plus_plus_num_retries: int = 2,
        relative_tolerance: float | None = None,
        config: Any = None,
    ) -> None:
        params = {
            "num_clusters": num_clusters,
            "training_initial_clusters": initial_clusters,
            "distance_metric": distance_metric,
            "random_seed": random_seed,
            "use_mini_batch": use_mini_batch,
            "mini_batch_steps_per_iteration": mini_batch_steps_per_iteration,
            "kmeans_plus_plus_num_retries": kmeans_plus_plus_num_retries,
            "relative_tolerance": relative_tolerance,
        }
        super().__init__(model_fn=_model, params=params, model_dir=model_dir, config=config)

    def predict_cluster_idx(self, input_fn: Callable[[], Any] | None = None) -> Iterator[Any]:
        """The index of the nearest center, int64, point after point of all batches."""
        for each in self.predict(input_fn=input_fn, outputs=[self.CLUSTER_IDX]):
            yield each[self.CLUSTER_IDX]

    def score(self, input_fn: Callable[[], Any] | None = None, steps: int | None = None) -> Any:
        """The sum of the distances of a batch's points from their centers, float32.

        The batch is the one behind ``steps`` batches, as in 1.15: an input that ends before it
        raises ``OutOfRangeError``.
        """
        return np.sum(self.evaluate(input_fn=input_fn, steps=steps)[self.SCORES])

    def transform(
        self, input_fn: Callable[[], Any] | None = None, as_iterable: bool = False
    ) -> Any:
        """The distances from all centers, float32 of shape [points, centers] of the first batch.

        With ``as_iterable`` an iterator of dicts of ``all_scores``, point after point.
        """
        found = self.predict(input_fn=input_fn, outputs=[self.ALL_SCORES], as_iterable=as_iterable)
        return found if as_iterable else found[self.ALL_SCORES]

    def clusters(self) -> Any:
        """The centers of the last checkpoint, float32 of shape [centers, dimensions].

        Raises:
          ValueError: nothing was trained yet.
        """
        return self.get_variable_value(self.CLUSTERS)


def _model(features: Any, labels: Any, mode: str, params: Mapping[str, Any]) -> ModelFnOps:
    """The graph of k-means; ``params`` are the settings of `KMeansClustering` by name."""
    assert labels is None, labels
    made = KMeans(
        points_of(features),
        params["num_clusters"],
        initial_clusters=params["training_initial_clusters"],
        distance_metric=params["distance_metric"],
        use_mini_batch=params["use_mini_batch"],
        mini_batch_steps_per_iteration=params["mini_batch_steps_per_iteration"],
        random_seed=params["random_seed"],
        kmeans_plus_plus_num_retries=params["kmeans_plus_plus_num_retries"],
    ).training_graph()
    (all_scores, *_), (index, *_), distances, initialized, init_op, training_op = made
    next_step = tf.assign_add(tf.train.get_global_step(), 1)
    loss = tf.reduce_sum(distances, name=KMeansClustering.LOSS_OP_NAME)
    tf.summary.scalar("loss/raw", loss)
    train_op = after([training_op, next_step], loss)
    hooks: list[Any] = [ChooseCenters(init_op, initialized)]
    if params["relative_tolerance"] is not None:
        hooks.append(StopWhenSteady(loss, params["relative_tolerance"], zero_counts=True))
    return ModelFnOps(
        mode=mode,
        predictions={
            KMeansClustering.ALL_SCORES: all_scores,
            KMeansClustering.CLUSTER_IDX: index,
        },
        eval_metric_ops={KMeansClustering.SCORES: loss},
        loss=loss,
        train_op=train_op,
        training_hooks=hooks,
    )

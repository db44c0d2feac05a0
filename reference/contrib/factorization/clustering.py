"""k-means as an estimator.

Source: TensorFlow 1.15, ``tf.contrib.factorization.KMeansClustering``.
"""

from collections.abc import Callable, Iterator
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.factorization.distances import (
    COSINE_DISTANCE,
    SQUARED_EUCLIDEAN_DISTANCE,
    check_distance,
)
from reference.contrib.factorization.initial_centers import (
    KMEANS_PLUS_PLUS_INIT,
    RANDOM_INIT,
    check_initial,
)
from reference.contrib.factorization.k_means import CLUSTERS_VAR_NAME, KMeans
from reference.contrib.training.ordering import after
from reference.estimator.estimator import Estimator
from reference.estimator.export.outputs import PredictOutput
from reference.estimator.spec import EstimatorSpec


class ChooseCenters(tf.train.SessionRunHook):
    """Runs the op that chooses centers until they are chosen."""

    def __init__(self, init_op: tf.Operation, initialized: Any) -> None:
        self._init_op = init_op
        self._initialized = initialized

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Chooses them, before the first step."""
        while not session.run(self._initialized):
            session.run(self._init_op)


class StopWhenSteady(tf.train.SessionRunHook):
    """Stops once |loss - last| / (1 + |last|) is below a tolerance.

    Args:
      loss: a scalar.
      tolerance: the border.
      zero_counts: whether a last loss of zero is one to compare with.
    """

    def __init__(self, loss: tf.Tensor, tolerance: float, zero_counts: bool) -> None:
        self._loss = loss
        self._tolerance = tolerance
        self._zero_counts = zero_counts
        self._last: Any = None

    def before_run(self, run_context: Any) -> Any:
        """Asks for the loss."""
        return tf.train.SessionRunArgs(self._loss)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Compares it with the last one."""
        loss, last = run_values.results, self._last
        known = last is not None if self._zero_counts else bool(last)
        if known and abs(loss - last) / (1 + abs(last)) < self._tolerance:
            run_context.request_stop()
        self._last = loss


def points_of(features: Any, feature_columns: Any = None) -> Any:
    """One tensor of shape [points, dimensions]; features by name side by side, sorted by name."""
    if not isinstance(features, dict):
        return features
    if feature_columns:
        return tf.feature_column.input_layer(features, feature_columns)
    names = sorted(features)
    with tf.get_default_graph().colocate_with(features[names[0]]):
        return tf.concat([features[name] for name in names], axis=1)


class KMeansClustering(Estimator):
    """k-means of what an input function gives.

    Its loss, and its metric ``score``, are the sum of the distances of all points of a batch from
    their centers. It predicts ``cluster_index``, int64, and ``all_distances``, float32 of shape
    [centers], for each point.

    Args:
      num_clusters: how many centers; of no effect if ``initial_clusters`` is an array.
      model_dir: the folder of checkpoints and summaries.
      initial_clusters: as `KMeans` takes it, without ``"kmc2"``.
      distance_metric, random_seed, mini_batch_steps_per_iteration, kmeans_plus_plus_num_retries: as
        `KMeans` takes them.
      use_mini_batch: by mini batches; else each batch must be the whole data set.
      relative_tolerance: training stops once the loss changes by less than this part of itself.
      config: a ``RunConfig``.
      feature_columns: dense columns of ``tf.feature_column`` that make points of features by name;
        all features side by side if there are none.

    Raises:
      ValueError: no such choice of centers, or no such distance.

    Source: ``tf.contrib.factorization.KMeansClustering`` of TensorFlow 1.15.
    """

    SQUARED_EUCLIDEAN_DISTANCE = SQUARED_EUCLIDEAN_DISTANCE
    COSINE_DISTANCE = COSINE_DISTANCE
    RANDOM_INIT = RANDOM_INIT
    KMEANS_PLUS_PLUS_INIT = KMEANS_PLUS_PLUS_INIT
    SCORE = "score"
    CLUSTER_INDEX = "cluster_index"
    ALL_DISTANCES = "all_distances"
    CLUSTER_CENTERS_VAR_NAME = CLUSTERS_VAR_NAME

    def __init__(
        self,
        num_clusters: Any,
        model_dir: Any = None,
        initial_clusters: Any = RANDOM_INIT,
        distance_metric: str = SQUARED_EUCLIDEAN_DISTANCE,
        random_seed: int = 0,
        use_mini_batch: bool = True,
        mini_batch_steps_per_iteration: int = 1,
        kmeans_plus_plus_num_retries: int = 2,
        relative_tolerance: float | None = None,
        config: Any = None,
        feature_columns: Any = None,
    ) -> None:
        check_initial(initial_clusters, RANDOM_INIT, KMEANS_PLUS_PLUS_INIT)
        check_distance(distance_metric)

        def graph(points: Any) -> Any:
            return KMeans(
                points,
                num_clusters,
                initial_clusters,
                distance_metric,
                use_mini_batch,
                mini_batch_steps_per_iteration,
                random_seed,
                kmeans_plus_plus_num_retries,
            ).training_graph()

        model_fn = _model(graph, relative_tolerance, feature_columns)
        super().__init__(model_fn=model_fn, model_dir=model_dir, config=config)

    def predict_cluster_index(self, input_fn: Callable[[], Any]) -> Iterator[Any]:
        """The index of the nearest center, int64, point after point of all batches."""
        return self._predicted(input_fn, self.CLUSTER_INDEX)

    def transform(self, input_fn: Callable[[], Any]) -> Iterator[Any]:
        """The distances from all centers, float32 of shape [centers], point after point."""
        return self._predicted(input_fn, self.ALL_DISTANCES)

    def _predicted(self, input_fn: Callable[[], Any], key: str) -> Iterator[Any]:
        for each in self.predict(input_fn=input_fn, predict_keys=[key]):
            yield each[key]

    def score(self, input_fn: Callable[[], Any]) -> Any:
        """The sum of the distances of the first batch's points from their centers, float32."""
        return self.evaluate(input_fn=input_fn, steps=1)[self.SCORE]

    def cluster_centers(self) -> Any:
        """The centers of the last checkpoint, float32 of shape [centers, dimensions].

        Raises:
          ValueError: nothing was trained yet.
        """
        return self.get_variable_value(self.CLUSTER_CENTERS_VAR_NAME)


def _model(
    graph: Callable[[Any], Any], relative_tolerance: float | None, feature_columns: Any
) -> Callable[..., EstimatorSpec]:
    def model_fn(features: Any, mode: str) -> EstimatorSpec:
        made = graph(points_of(features, feature_columns))
        (all_distances,), (index,), distances, initialized, init_op, training_op = made
        loss = tf.reduce_sum(distances)
        tf.summary.scalar("loss/raw", loss)
        next_step = tf.assign_add(tf.train.get_global_step(), 1)
        hooks: list[Any] = [ChooseCenters(init_op, initialized)]
        train_op = after([training_op, next_step], loss)
        if relative_tolerance is not None:
            hooks.append(StopWhenSteady(loss, relative_tolerance, zero_counts=False))
        keys = tf.saved_model.signature_constants
        return EstimatorSpec(
            mode=mode,
            predictions={
                KMeansClustering.ALL_DISTANCES: all_distances,
                KMeansClustering.CLUSTER_INDEX: index,
            },
            loss=loss,
            train_op=train_op,
            eval_metric_ops={KMeansClustering.SCORE: tf.metrics.mean(loss)},
            training_hooks=hooks,
            export_outputs={
                KMeansClustering.ALL_DISTANCES: PredictOutput(all_distances),
                KMeansClustering.CLUSTER_INDEX: PredictOutput(index),
                keys.DEFAULT_SERVING_SIGNATURE_DEF_KEY: PredictOutput(index),
            },
        )

    return model_fn

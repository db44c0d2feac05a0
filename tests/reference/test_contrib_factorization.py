"""k-means where TensorFlow 1.15 raced, and so left no golden: steps of mini batches."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import factorization  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]

POINTS = np.array([[0.0, 0.0], [0.0, 2.0], [10.0, 0.0], [10.0, 4.0]], np.float32)
START = np.array([[1.0, 1.0], [9.0, 1.0]], np.float32)


def _after(steps, **options):
    """The two centers, and the copy that moves if there is one, after some steps."""
    with tf.Graph().as_default():
        made = factorization.KMeans(
            tf.constant(POINTS), 2, START, use_mini_batch=True, **options
        ).training_graph()
        *_, init_op, training_op = made
        kept = [v for v in tf.global_variables() if v.op.name.startswith("clusters")]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(init_op)
            for _ in range(steps):
                session.run(training_op)
            return session.run(kept)


def test_a_center_moves_to_the_mean_of_all_that_it_was_given():
    # a count begins at one, for where the center began
    (found,) = _after(1)
    np.testing.assert_allclose(found, [[1 / 3, 1.0], [29 / 3, 5 / 3]], rtol=1e-6)
    (found,) = _after(2)
    np.testing.assert_allclose(found, [[1 / 5, 1.0], [49 / 5, 9 / 5]], rtol=1e-6)


def test_with_several_steps_an_iteration_the_centers_wait_for_its_end():
    centers, moved = _after(3, mini_batch_steps_per_iteration=3)
    np.testing.assert_array_equal(centers, START)
    np.testing.assert_allclose(moved, [[0.0, 1.0], [10.0, 2.0]], atol=1e-6)
    centers, _ = _after(4, mini_batch_steps_per_iteration=3)
    np.testing.assert_allclose(centers, [[0.0, 1.0], [10.0, 2.0]], atol=1e-6)


def test_points_that_give_too_few_centers_are_followed_by_more():
    with tf.Graph().as_default():
        given = tf.placeholder(tf.float32, [None, 2])
        *_, initialized, init_op, _ = factorization.KMeans(given, 3).training_graph()
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(init_op, {given: POINTS[:1]})
            assert not session.run(initialized)
            session.run(init_op, {given: POINTS[1:3]})
            assert session.run(initialized)
            centers = session.run(tf.global_variables()[0])
    np.testing.assert_array_equal(centers, POINTS[:3])


def test_an_estimator_stops_once_its_loss_is_steady(tmp_path):
    from reference import estimator

    def input_fn():
        return tf.data.Dataset.from_tensors(POINTS).repeat(50)

    config = estimator.RunConfig(model_dir=str(tmp_path))
    made = factorization.KMeansClustering(
        2, initial_clusters=START, use_mini_batch=False, relative_tolerance=0.01, config=config
    )
    made.train(input_fn)
    assert made.get_variable_value("global_step") < 6
    np.testing.assert_allclose(made.cluster_centers(), [[0.0, 1.0], [10.0, 2.0]], rtol=1e-5)

"""``estimator.add_metrics``: what TensorFlow 1.15.5 printed in this situation."""

import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import contrib, estimator  # noqa: E402

pytestmark = pytest.mark.tf


def doubled(features, labels, mode):
    y = features["x"] * tf.get_variable("w", [], initializer=tf.constant_initializer(2.0))
    return estimator.EstimatorSpec(
        mode,
        predictions={"y": y},
        loss=tf.reduce_mean(tf.square(y - labels)),
        train_op=tf.assign_add(tf.train.get_global_step(), 1) if mode == "train" else None,
        eval_metric_ops={"a": tf.metrics.mean(y), "b": tf.metrics.mean(labels)}
        if mode == "eval"
        else None,
    )


def examples():
    return {"x": tf.constant([1.0, 2.0])}, tf.constant([1.0, 5.0])


def further(labels, predictions, features, config):
    return {
        "b": tf.metrics.mean(features["x"]),
        "c": tf.metrics.mean_absolute_error(labels, predictions["y"]),
    }


def test_metrics_are_added_and_those_of_the_same_name_replaced(tmp_path):
    model = estimator.Estimator(doubled, model_dir=str(tmp_path))
    model.train(examples, steps=1)
    more = estimator.add_metrics(model, further)
    both = {"global_step": 1, "loss": 1.0}
    assert more.evaluate(examples, steps=1) == {"a": 3.0, "b": 1.5, "c": 1.0, **both}
    assert model.evaluate(examples, steps=1) == {"a": 3.0, "b": 3.0, **both}
    more.train(examples, steps=1)
    assert more.model_dir == model.model_dir
    assert model.get_variable_value("global_step") == 2


def test_what_a_metric_cannot_take_is_named(tmp_path):
    model = estimator.Estimator(doubled, model_dir=str(tmp_path))
    with pytest.raises(ValueError, match=r"has following not expected args: \['weight'\]"):
        contrib.estimator.add_metrics(model, lambda labels, weight: {})

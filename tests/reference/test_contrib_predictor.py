"""``contrib.predictor``: the numbers and errors are what TensorFlow 1.15.5 gave in this situation."""

import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import estimator as tf_estimator  # noqa: E402
from reference.contrib import predictor  # noqa: E402

pytestmark = pytest.mark.tf


def doubled(features, labels, mode):
    weight = tf.get_variable("w", [], initializer=tf.constant_initializer(2.0))
    y = features["x"] * weight
    output = tf_estimator.export.PredictOutput
    return tf_estimator.EstimatorSpec(
        mode,
        predictions={"y": y},
        loss=None if labels is None else tf.reduce_mean(y),
        train_op=tf.assign_add(tf.train.get_global_step(), 1) if mode == "train" else None,
        export_outputs={
            "serving_default": output({"y": y, "n": tf.shape(y)}),
            "sum": output({"s": tf.reduce_sum(y)}),
        },
    )


def receiver():
    x = tf.placeholder(tf.float32, [None], name="in")
    return tf_estimator.export.ServingInputReceiver({"x": x}, {"x": x})


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    model = tf_estimator.Estimator(doubled, model_dir=str(tmp_path_factory.mktemp("model")))
    model.train(lambda: ({"x": tf.constant([1.0])}, tf.constant([1.0])), steps=1)
    return model, model.export_savedmodel(str(tmp_path_factory.mktemp("saved")), receiver)


@pytest.mark.parametrize("source", ["saved model", "estimator"])
def test_a_model_is_a_function_of_arrays(trained, source):
    model, folder = trained
    if source == "estimator":
        call = predictor.from_estimator(model, receiver)
        total = predictor.from_estimator(model, receiver, "sum")
    else:
        call = predictor.from_saved_model(folder)
        total = predictor.from_saved_model(folder, signature_def_key="sum")
    assert sorted(call.feed_tensors) == ["x"]
    found = call({"x": [1, 2.5]})
    assert {name: value.tolist() for name, value in found.items()} == {"n": [2], "y": [2.0, 5.0]}
    assert total({"x": [1, 2.5]}) == {"s": 7.0}
    with pytest.raises(ValueError, match=r"Got unexpected keys in input_dict: \{'z'\}"):
        call({"z": 1})


def test_tensors_can_be_named(trained):
    call = predictor.from_saved_model(
        trained[1], input_names={"a": "in:0"}, output_names={"b": "mul:0"}
    )
    assert call({"a": [1, 2.5]})["b"].tolist() == [2.0, 5.0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"signature_def_key": "a", "input_names": {}, "output_names": {}},
            ValueError,
            "at most one",
        ),
        ({"input_names": {}}, ValueError, "must both be specified"),
        ({"tags": "nope"}, RuntimeError, "MetaGraphDef associated with tags 'nope'"),
        ({"signature_def_key": "nope"}, ValueError, "Available signatures are"),
    ],
)
def test_wrong_arguments_are_named(trained, arguments, error, message):
    with pytest.raises(error, match=message):
        predictor.from_saved_model(trained[1], **arguments)


def test_an_output_that_the_model_lacks_is_named(trained):
    with pytest.raises(KeyError, match="output_key must be one of"):
        predictor.from_estimator(trained[0], receiver, "nope")

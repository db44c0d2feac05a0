"""``contrib.learn``, ``lookup``, ``metrics``, ``data``, ``eager``, ``util``, the projector."""

import inspect

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

import tensorflow as tf2  # noqa: E402

from reference import contrib  # noqa: E402

pytestmark = pytest.mark.tf


def test_irises_are_those_of_1_15_with_their_two_wrong_rows():
    iris = contrib.learn.datasets.load_dataset("iris")
    assert iris.data.shape == (150, 4)
    assert iris.data.dtype == np.float64
    assert np.bincount(iris.target).tolist() == [50, 50, 50]
    assert iris.data[34].tolist() == iris.data[37].tolist() == [4.9, 3.1, 1.5, 0.1]
    np.testing.assert_allclose(iris.data.mean(axis=0), [5.8433333, 3.054, 3.7586667, 1.1986667])


def test_unknown_data_set_is_named():
    with pytest.raises(ValueError, match="dbpedia"):
        contrib.learn.datasets.load_dataset("dbpedia")


@pytest.mark.parametrize("name", ["circles", "spirals"])
def test_synthetic_points_depend_on_the_seed_alone(name):
    make = contrib.learn.datasets.make_dataset
    first, again = make(name, n_samples=11, noise=0.1), make(name, n_samples=11, noise=0.1)
    np.testing.assert_array_equal(first.data, again.data)
    assert first.data.shape == (11, 2)
    assert set(first.target) == {0, 1}


def test_tensors_run_in_a_session_of_their_own(tmp_path):
    learn = contrib.learn
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [2])
        scale = tf.get_variable("scale", [2], initializer=tf.ones_initializer())
        local = tf.get_local_variable("local", [], initializer=tf.zeros_initializer())
        y = x * scale + local
        runs = learn.run_n({"y": y}, {x: [1, 2]}, n=3)
        assert [run["y"].tolist() for run in runs] == [[1, 2]] * 3
        fed = learn.graph_actions.run_feeds_iter({"y": y}, [{x: [1, 2]}, {x: [3, 4]}])
        assert [run["y"].tolist() for run in fed] == [[1, 2], [3, 4]]
        with tf.Session() as session:
            session.run(scale.assign([5, 6]))
            path = tf.train.Saver().save(session, str(tmp_path / "model"))
        assert learn.infer(path, {"y": y}, {x: [1, 1]})["y"].tolist() == [5, 6]
        pair = learn.run_n({"pair": (x, y)}, {x: [1, 2]})[0]["pair"]
        assert [value.tolist() for value in pair] == [[1, 2], [1, 2]]
        with pytest.raises(ValueError, match=r"output_dict is invalid: \{\}"):
            learn.run_n({})
        with tf.Graph().as_default():
            other = tf.zeros([])
        with pytest.raises(ValueError, match="must be from the same graph as"):
            learn.run_n({"y": y, "other": other})


def test_vocabulary_keeps_frequent_words_and_is_restored(tmp_path):
    documents = ["나는 학교에 간다", "나는 집에 간다"]
    processor = contrib.learn.preprocessing.VocabularyProcessor(4, min_frequency=1)
    rows = list(processor.fit_transform(documents))
    assert rows[0].tolist() == [2, 0, 1, 0]
    assert list(processor.reverse(rows)) == ["나는 <UNK> 간다 <UNK>"] * 2
    processor.save(str(tmp_path / "words"))
    restored = type(processor).restore(str(tmp_path / "words"))
    assert [row.tolist() for row in restored.transform(documents)] == [row.tolist() for row in rows]


def test_bytes_go_there_and_back():
    processor = contrib.learn.preprocessing.ByteProcessor(8)
    assert list(processor.reverse(processor.transform(["한글", "abc"]))) == ["한글", "abc"]


def test_run_config_reads_its_place_in_the_cluster(monkeypatch):
    monkeypatch.setenv(
        "TF_CONFIG",
        '{"cluster": {"ps": ["h1:1"], "worker": ["h2:2", "h3:3"]},'
        ' "task": {"type": "worker", "index": 1}}',
    )
    config = contrib.learn.RunConfig()
    assert (config.master, config.task_id, config.is_chief) == ("grpc://h3:3", 1, False)
    assert (config.num_ps_replicas, config.num_worker_replicas) == (1, 2)
    monkeypatch.setenv("TF_CONFIG", "")
    assert contrib.learn.RunConfig(tf_random_seed=1).uid() == contrib.learn.RunConfig().uid()
    assert contrib.learn.RunConfig(num_cores=1).uid() != contrib.learn.RunConfig().uid()


def test_words_out_of_the_vocabulary_get_buckets_after_it():
    with tf.Graph().as_default(), tf.Session() as session:
        table = contrib.lookup.index_table_from_tensor(["a", "b"], num_oov_buckets=3)
        words = contrib.lookup.index_to_string_table_from_tensor(["x", "y"])
        ids = table.lookup(tf.constant(["b", "zz", "a"]))
        back = words.lookup(tf.constant([1, 9], tf.int64))
        tf.tables_initializer().run()
        known, bucket, first = session.run(ids)
        assert (known, first) == (1, 0)
        assert 2 <= bucket <= 4
        assert session.run(back).tolist() == [b"y", b"UNK"]
        assert session.run(table.size()) == 5


def test_metrics_of_the_first_k_are_those_of_1_15():
    # Values and names as TensorFlow 1.15.5 gave them.
    metrics = contrib.metrics
    labels = np.array([[0, 1], [2, 1]], np.int64)
    scores = [[0.1, 0.6, 0.3], [0.5, 0.2, 0.3]]
    with tf.Graph().as_default(), tf.Session() as session:
        top = tf.constant([[0, 2], [1, 2]], tf.int64)
        found = [
            metrics.streaming_recall_at_k(scores, np.array([2, 1], np.int64), 2),
            metrics.sparse_recall_at_top_k(labels, top),
            metrics.streaming_sparse_precision_at_top_k(top, labels, 1),
        ]
        session.run(tf.local_variables_initializer())
        assert session.run([update for _, update in found]) == [0.5, 0.75, 1.0]
        assert session.run([value for value, _ in found]) == [0.5, 0.75, 1.0]
        assert [variable.op.name for variable in tf.local_variables()] == [
            "recall_at_2/total",
            "recall_at_2/count",
            "recall_at_k/true_positive_at_k",
            "recall_at_k/false_negative_at_k",
            "precision_at_k_class1/true_positive_at_k_class1",
            "precision_at_k_class1/false_positive_at_k_class1",
        ]


def test_streaming_metrics_take_predictions_first():
    metric = contrib.metrics.streaming_accuracy
    assert list(inspect.signature(metric).parameters)[:3] == ["predictions", "labels", "weights"]
    with tf.Graph().as_default(), tf.Session() as session:
        precision = contrib.metrics.streaming_precision([1, 1, 0], [1, 0, 0])
        below = contrib.metrics.streaming_percentage_less([1.0, 3.0], 2.0)
        session.run(tf.local_variables_initializer())
        assert session.run([precision[1], below[1]]) == [0.5, 0.5]


def test_gradients_come_with_the_variables_that_were_used():
    if not tf2.executing_eagerly():
        pytest.skip("an earlier test of this process switched eager execution off")
    used, unused = tf2.Variable(2.0), tf2.Variable(1.0)
    both = contrib.eager.implicit_value_and_gradients(lambda x: used * used * x)
    value, pairs = both(tf2.constant(3.0))
    assert float(value) == 12.0
    assert [(float(gradient), variable is used) for gradient, variable in pairs] == [(12.0, True)]
    assert unused.trainable
    by_name = contrib.eager.gradients_function(lambda x, y: x * x * y, params=["y"])
    assert [float(gradient) for gradient in by_name(3.0, 2.0)] == [9.0]
    with pytest.raises(ValueError, match="No trainable variables"):
        contrib.eager.implicit_gradients(lambda x: x)(tf2.constant(1.0))


def test_windows_slide_over_elements():
    if not tf2.executing_eagerly():
        pytest.skip("an earlier test of this process switched eager execution off")
    windows = tf2.data.Dataset.range(6).apply(contrib.data.sliding_window_batch(3, window_shift=2))
    assert [window.numpy().tolist() for window in windows] == [[0, 1, 2], [2, 3, 4]]


def test_projector_finds_what_it_was_told(tmp_path):
    projector = contrib.tensorboard.plugins.projector
    config = projector.ProjectorConfig()
    config.embeddings.add(tensor_name="words", metadata_path="words.tsv").tensor_shape.extend(
        [5, 2]
    )
    with tf.Graph().as_default():
        writer = tf.summary.FileWriter(str(tmp_path))
        projector.visualize_embeddings(writer, config)
        writer.close()
    text = (tmp_path / "projector_config.pbtxt").read_text()
    assert 'tensor_name: "words"' in text
    assert "tensor_shape: 5" in text

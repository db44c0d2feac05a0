"""``contrib.training``: hyperparameters, training steps, and what fills queues."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import training  # noqa: E402
from reference.contrib.training.hparam_proto import HParamDef  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]


@pytest.fixture
def graph():
    with tf.Graph().as_default() as made:
        yield made


scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(width=32, allow_nan=False, allow_infinity=False),
    st.text("abc_/한글", min_size=1),
)
lists = st.one_of(
    st.lists(st.integers(-9, 9), min_size=1), st.lists(st.text("ab", min_size=1), min_size=1)
)
names = st.from_regex(r"\A[a-z][a-z0-9_]{0,5}\Z").map(lambda name: f"p_{name}")


@given(st.dictionaries(names, st.one_of(scalars, lists)))
def test_hyperparameters_survive_json_text_and_protocol_buffer(values):
    hparams = training.HParams(**values)
    assert hparams.values() == values
    again = training.HParams(
        hparam_def=HParamDef.FromString(hparams.to_proto().SerializeToString())
    )
    assert {name: again.get(name) for name in values} == values
    assert training.HParams(**values).parse_json(hparams.to_json()).values() == values
    text = ",".join(f"{name}={value}".replace("'", "") for name, value in values.items())
    assert training.HParams(**values).parse(text).values() == values


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a=x", "Could not parse hparam 'a' of type 'int' with value 'x'"),
        ("a=1,a=2", "Multiple assignments to variable 'a'"),
        ("l[0]=1,l[0]=2", r"Multiple assignments to variable 'l\[0\]'"),
        ("l[0]=[1]", "Assignment of a list to a list index"),
        ("z=1", "Unknown hyperparameter type for z"),
        ("a 1", "Malformed hyperparameter value: a 1"),
    ],
)
def test_text_that_cannot_be_read_is_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        training.parse_values(text, {"a": int, "l": int})


def test_hyperparameter_keeps_its_type():
    hparams = training.HParams(units=3, rate=0.5, flag=True, wide=[1, 2])
    hparams.set_hparam("rate", 1)
    assert hparams.rate == 1.0
    for name, value in (("units", 1.5), ("flag", 1), ("units", True), ("wide", 3), ("rate", [1.0])):
        with pytest.raises(ValueError, match=name):
            hparams.set_hparam(name, value)


def test_train_op_steps_counts_and_runs_updates(graph):
    w = tf.get_variable("w", [], initializer=tf.constant_initializer(3.0), use_resource=True)
    updates = tf.get_variable("updates", [], trainable=False, initializer=tf.zeros_initializer())
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.assign_add(updates, 1.0))
    train_op = training.create_train_op(
        tf.square(w),
        tf.train.GradientDescentOptimizer(1.0),
        transform_grads_fn=training.clip_gradient_norms_fn(0.5),
    )
    assert train_op.op.name == "train_op/control_dependency"
    loss = training.train(
        train_op,
        None,
        hooks=[tf.train.StopAtStepHook(num_steps=2)],
        save_checkpoint_secs=None,
        save_summaries_steps=None,
    )
    assert loss == pytest.approx(2.5**2)


def test_multipliers_scale_gradients_by_variable_or_name(graph):
    v, w = tf.get_variable("v", []), tf.get_variable("w", [])
    pairs = [(tf.constant(1.0), v), (tf.constant(1.0), w)]
    scaled = training.multiply_gradients(pairs, {v: 2.0, "w": 3.0})
    with tf.Session() as session:
        assert session.run([gradient for gradient, _ in scaled]) == [2.0, 3.0]
    with pytest.raises(ValueError, match="is empty"):
        training.multiply_gradients(pairs, {})


def test_checkpoint_is_evaluated_as_often_as_the_hook_says(graph, tmp_path):
    counter = tf.get_variable("counter", [], initializer=tf.constant_initializer(7.0))
    with tf.Session() as session:
        session.run(counter.initializer)
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
    runs = tf.get_variable(
        "runs", [], initializer=tf.zeros_initializer(), collections=["local_variables"]
    )
    values = training.evaluate_once(
        path,
        eval_ops=tf.assign_add(runs, 1.0),
        final_ops={"counter": counter.value(), "runs": runs.value()},
        hooks=[training.StopAfterNEvalsHook(3)],
    )
    assert values == {"counter": 7.0, "runs": 3.0}


def test_sequences_go_into_the_buckets_of_their_lengths(graph):
    lengths = tf.constant([1, 7, 2, 8, 3, 9], tf.int32)
    length = tf.train.slice_input_producer([lengths], num_epochs=1, shuffle=False)[0]
    got_lengths, batch = training.bucket_by_sequence_length(
        length, [tf.fill([length], length)], batch_size=3, bucket_boundaries=[5], dynamic_pad=True
    )
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        seen = {}
        for _ in range(2):
            one_lengths, (rows,) = session.run([got_lengths, batch])
            seen[tuple(one_lengths.tolist())] = rows.shape
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(batch)
        coordinator.request_stop()
        coordinator.join(threads)
    assert seen == {(1, 2, 3): (3, 3), (7, 8, 9): (3, 9)}


def test_state_goes_from_segment_to_segment(graph):
    # The queue runner enters sequence upon sequence, and two of one key must never meet.
    count = tf.get_variable("count", initializer=0)
    batch = training.batch_sequences_with_states(
        input_key=tf.as_string(tf.assign_add(count, 1)),
        input_sequences={"x": tf.constant([1.0, 2.0, 3.0])},
        input_context={"c": tf.constant(9)},
        input_length=None,
        initial_states={"sum": tf.constant(0.0)},
        num_unroll=2,
        batch_size=1,
        num_threads=1,
        capacity=1,
    )
    total = batch.state("sum") + tf.reduce_sum(batch.sequences["x"], axis=1)
    save = batch.save_state("sum", total)
    with tf.Session() as session:
        session.run(count.initializer)
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        fetched = [
            session.run([batch.key, batch.next_key, batch.length, total, save]) for _ in range(2)
        ]
        coordinator.request_stop()  # the queue runner itself closes the barrier, and only once
        coordinator.join(threads, stop_grace_period_secs=5)
    first, second = fetched
    assert first[0] == b"00000_of_00002:1"
    assert (first[1], second[0]) == (b"00001_of_00002:1", b"00001_of_00002:1")
    assert second[1] == b"STOP:1"
    assert (first[2], second[2]) == (2, 1)
    np.testing.assert_array_equal([first[3], second[3]], [[3.0], [6.0]])


def test_stratified_sample_reaches_the_proportions_asked_for(graph):
    tf.set_random_seed(1)
    label = tf.random_uniform([], 0, 2, tf.int32, seed=1)
    _, labels = training.stratified_sample(
        [tf.constant(1.0)], label, [0.2, 0.8], batch_size=200, init_probs=[0.5, 0.5]
    )
    with tf.Session() as session:
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        share = np.mean([session.run(labels) for _ in range(3)])
        coordinator.request_stop()
        coordinator.join(threads)
    assert 0.72 < share < 0.88


def test_fed_queue_runner_feeds_until_its_source_ends(graph):
    queue = tf.FIFOQueue(10, [tf.int32], [[]])
    fed = tf.placeholder(tf.int32, [])
    numbers = iter(range(3))

    def feed():
        for number in numbers:
            return {fed: number}
        raise tf.errors.OutOfRangeError(None, None, "no more")

    runner = training.FeedingQueueRunner(queue, [queue.enqueue(fed)], feed_fns=[feed])
    with tf.Session() as session:
        coordinator = tf.train.Coordinator()
        threads = runner.create_threads(session, coordinator, start=True)
        assert [session.run(queue.dequeue()) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(queue.dequeue())
        coordinator.request_stop()
        coordinator.join(threads)
    assert runner.exceptions_raised == []


def test_placement_strategies_are_deterministic(graph):
    ops = [tf.get_variable(name, [size]).op for name, size in (("a", 4), ("b", 1), ("c", 1))]
    greedy = training.GreedyLoadBalancingStrategy(2, training.byte_size_load_fn)
    assert [greedy(op) for op in ops] == [0, 1, 1]
    assert [training.RandomStrategy(3)(op) for op in ops] == [
        training.RandomStrategy(3)(op) for op in ops
    ]


def test_learning_rate_begins_anew_with_each_period(graph):
    from reference.contrib.training.learning_rates import sgdr_decay

    step = tf.placeholder(tf.float32, [])
    rate = sgdr_decay(0.5, step, 10.0, t_mul=2.0, m_mul=0.9)
    with tf.Session() as session:
        rates = [session.run(rate, {step: at}) for at in (0, 5, 10, 20, 30)]
    # Periods begin at steps 0, 10 and 30; at half of each the rate is half of its first.
    np.testing.assert_allclose(rates, [0.5, 0.25, 0.45, 0.225, 0.405], rtol=1e-5)

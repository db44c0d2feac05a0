"""Arguments that changed between the TensorFlow of a notebook and `tensorflow.compat.v1` of today.

Only what breaks, or silently computes something else, has a row; `STILL_ACCEPTED` lists old
keywords that `tensorflow.compat.v1` takes to this day. Both were found by running the calls, and
the test runs them again.

How a rule uses a row, for a call of `function`:

1. keyword arguments named in `keywords` get their new names, those in `drop` go, those in `gone`
   are reported;
2. if the call has at least `arity` positional arguments and `when` holds, its positional arguments
   are replaced by `template` with their texts filled in (`{0}` is the first); further positional
   arguments get the names of `rest`, and stay as they are when `rest` is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

When = Literal["always", "axis_first", "inputs_first", "bools", "size_apart", "unnamed"]
_GUIDE = "https://www.tensorflow.org/versions/r1.0/install/migration"


@dataclass(frozen=True)
class Signature:
    """A function whose arguments changed.

    Attributes:
        function: its TensorFlow 1.15 name (an old name has been renamed before).
        example: a call as it was, and the same call as it must be. `a`, `b` stand for float
            matrices [3, 4], `y` for one-hot rows [3, 4], `i` for int labels [3], `labels` for int
            labels [3, 1], `w`, `c` for weights [10, 4] and biases [10], `image` for [1, 8, 8, 3],
            `sparse` for a SparseTensor [3, 4], `frames`, `targets` for what `ctc_loss` takes.
        when: how to tell that the positional arguments are in the old order:
            `always`: the old order cannot be confused with today's;
            `axis_first`: the first argument is an int (a literal, or a name bound to ints only), or
            the second of two is a list or tuple; a list or tuple first is today's order;
            `inputs_first`: the names say so: the argument `{3}` (`{1}` for `ctc_loss`) speaks of
            labels or targets and the one before it does not;
            `bools`: the second argument is a list of True and False; `{1}` is then the list of the
            positions that say True;
            `size_apart`: the second and third arguments are both ints, not a list or tensor;
            `unnamed`: TensorFlow 1.0 to 1.15 refused positional arguments here, so code that has
            them is older.
        arity: the least number of positional arguments for the template; 0 for no template.
        template: the arguments as they must be.
        rest: names of positional arguments after those of the template.
        keywords: renamed keyword arguments, old to new.
        drop: keyword arguments that are gone and had no effect.
        gone: keyword arguments that are gone and say something, each with what to do.
        silent: True if the old form runs today and computes something else.
        note: what changed, in a sentence.
        link: where TensorFlow says so.
    """

    function: str
    example: tuple[str, str]
    when: When = "always"
    arity: int = 0
    template: str = ""
    rest: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    drop: tuple[str, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    silent: bool = False
    note: str = ""
    link: str = _GUIDE


_LOGITS_FIRST = "Before 1.0 the logits came first; today the labels do."
_CELLS = ("BasicRNNCell", "BasicLSTMCell", "GRUCell", "LSTMCell")
_RELEASES = "https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md"
_PARAMETERS: dict[str, tuple[tuple[str, str], ...]] = {
    "Normal": (("mu", "loc"), ("sigma", "scale")),
    "Laplace": (("mu", "loc"), ("sigma", "scale")),
    "Bernoulli": (("p", "probs"),),
    "Uniform": (("a", "low"), ("b", "high")),
    "Exponential": (("lam", "rate"),),
    "Gamma": (("alpha", "concentration"), ("beta", "rate")),
    "Beta": (("a", "concentration1"), ("b", "concentration0")),
}

SIGNATURES: tuple[Signature, ...] = (
    Signature(
        "tensorflow.concat",
        ("tf.concat(1, [a, b])", "tf.concat(axis=1, values=[a, b])"),
        when="axis_first",
        arity=2,
        template="axis={0}, values={1}",
        rest=("name",),
        keywords=(("concat_dim", "axis"),),
        note="The axis comes after the values since 1.0.",
    ),
    Signature(
        "tensorflow.split",
        ("tf.split(1, 2, a)", "tf.split(axis=1, num_or_size_splits=2, value=a)"),
        when="axis_first",
        arity=3,
        template="axis={0}, num_or_size_splits={1}, value={2}",
        rest=("name",),
        keywords=(
            ("split_dim", "axis"),
            ("num_split", "num_or_size_splits"),
            ("size_splits", "num_or_size_splits"),
        ),
        note="The value comes first and the axis last since 1.0.",
    ),
    Signature(
        "tensorflow.nn.softmax_cross_entropy_with_logits",
        (
            "tf.nn.softmax_cross_entropy_with_logits(a, y)",
            "tf.nn.softmax_cross_entropy_with_logits(logits=a, labels=y)",
        ),
        when="unnamed",
        arity=2,
        template="logits={0}, labels={1}",
        rest=("dim", "name"),
        drop=("_sentinel",),
        silent=True,
        note=_LOGITS_FIRST,
    ),
    Signature(
        "tensorflow.nn.sparse_softmax_cross_entropy_with_logits",
        (
            "tf.nn.sparse_softmax_cross_entropy_with_logits(a, i)",
            "tf.nn.sparse_softmax_cross_entropy_with_logits(logits=a, labels=i)",
        ),
        when="unnamed",
        arity=2,
        template="logits={0}, labels={1}",
        rest=("name",),
        drop=("_sentinel",),
        note=_LOGITS_FIRST,
    ),
    Signature(
        "tensorflow.nn.sigmoid_cross_entropy_with_logits",
        (
            "tf.nn.sigmoid_cross_entropy_with_logits(a, y)",
            "tf.nn.sigmoid_cross_entropy_with_logits(logits=a, labels=y)",
        ),
        when="unnamed",
        arity=2,
        template="logits={0}, labels={1}",
        rest=("name",),
        keywords=(("targets", "labels"),),
        drop=("_sentinel",),
        silent=True,
        note=_LOGITS_FIRST,
    ),
    Signature(
        "tensorflow.nn.nce_loss",
        (
            "tf.nn.nce_loss(w, c, a, labels, 2, 10)",
            "tf.nn.nce_loss(w, c, labels, a, 2, 10)",
        ),
        when="inputs_first",
        arity=4,
        template="{0}, {1}, {3}, {2}",
        note="The labels come before the inputs since 1.0.",
    ),
    Signature(
        "tensorflow.nn.sampled_softmax_loss",
        (
            "tf.nn.sampled_softmax_loss(w, c, a, labels, 2, 10)",
            "tf.nn.sampled_softmax_loss(w, c, labels, a, 2, 10)",
        ),
        when="inputs_first",
        arity=4,
        template="{0}, {1}, {3}, {2}",
        note="The labels come before the inputs since 1.0.",
    ),
    Signature(
        "tensorflow.nn.ctc_loss",
        (
            "tf.nn.ctc_loss(frames, targets, [3])",
            "tf.nn.ctc_loss(targets, frames, [3])",
        ),
        when="inputs_first",
        arity=2,
        template="{1}, {0}",
        note="The labels come before the inputs since 1.0.",
    ),
    Signature(
        "tensorflow.reverse",
        ("tf.reverse(a, [True, False])", "tf.reverse(a, [0])"),
        when="bools",
        arity=2,
        template="{0}, {1}",
        keywords=(("dims", "axis"),),
        silent=True,
        note="The second argument lists the axes; before 1.0 it said True or False for each.",
    ),
    Signature(
        "tensorflow.image.resize_images",
        ("tf.image.resize_images(image, 4, 4)", "tf.image.resize_images(image, [4, 4])"),
        when="size_apart",
        arity=3,
        template="{0}, [{1}, {2}]",
        gone=(
            ("new_height", "Give size=[height, width]."),
            ("new_width", "Give size=[height, width]."),
        ),
        note="Height and width are one argument since 1.0.",
    ),
    Signature(
        "tensorflow.SparseTensor",
        (
            "tf.SparseTensor(indices=[[0, 0]], values=[1.0], shape=[3, 4])",
            "tf.SparseTensor(indices=[[0, 0]], values=[1.0], dense_shape=[3, 4])",
        ),
        keywords=(("shape", "dense_shape"),),
        note="The shape is called dense_shape since 1.0.",
    ),
    Signature(
        "tensorflow.sparse_concat",
        (
            "tf.sparse_concat(concat_dim=1, sp_inputs=[sparse, sparse])",
            "tf.sparse_concat(axis=1, sp_inputs=[sparse, sparse])",
        ),
        keywords=(("concat_dim", "axis"),),
    ),
    Signature(
        "tensorflow.sparse_split",
        (
            "tf.sparse_split(1, 2, sparse)",
            "tf.sparse_split(axis=1, num_split=2, sp_input=sparse)",
        ),
        arity=3,
        template="axis={0}, num_split={1}, sp_input={2}",
        rest=("name",),
        keywords=(("split_dim", "axis"),),
        note="The arguments must be named since 1.0.",
    ),
    Signature(
        "tensorflow.matmul",
        ("tf.matmul(a, b, adj_y=True)", "tf.matmul(a, b, adjoint_b=True)"),
        keywords=(("adj_x", "adjoint_a"), ("adj_y", "adjoint_b"), ("x", "a"), ("y", "b")),
        note="batch_matmul became matmul in 1.0; its adj_x and adj_y are adjoint_a and adjoint_b.",
    ),
    Signature(
        "tensorflow.where",
        ("tf.where(condition=a > 1, t=a, e=b)", "tf.where(condition=a > 1, x=a, y=b)"),
        keywords=(("t", "x"), ("e", "y")),
        note="select became where in 1.0.",
    ),
    Signature(
        "tensorflow.summary.scalar",
        (
            "tf.summary.scalar(tags='loss', values=tf.reduce_sum(a))",
            "tf.summary.scalar(name='loss', tensor=tf.reduce_sum(a))",
        ),
        keywords=(("tags", "name"), ("values", "tensor")),
        note="scalar_summary became summary.scalar in 1.0.",
    ),
    Signature(
        "tensorflow.summary.histogram",
        ("tf.summary.histogram(tag='w', values=a)", "tf.summary.histogram(name='w', values=a)"),
        keywords=(("tag", "name"),),
        note="histogram_summary became summary.histogram in 1.0.",
    ),
    Signature(
        "tensorflow.summary.image",
        (
            "tf.summary.image(tag='x', tensor=image, max_images=1)",
            "tf.summary.image(name='x', tensor=image, max_outputs=1)",
        ),
        keywords=(("tag", "name"), ("max_images", "max_outputs")),
        note="image_summary became summary.image in 1.0.",
    ),
    Signature(
        "tensorflow.summary.audio",
        (
            "tf.summary.audio(tag='x', tensor=a, sample_rate=8000.0)",
            "tf.summary.audio(name='x', tensor=a, sample_rate=8000.0)",
        ),
        keywords=(("tag", "name"),),
        note="audio_summary became summary.audio in 1.0.",
    ),
    Signature(
        "tensorflow.train.SyncReplicasOptimizer",
        (
            "tf.train.SyncReplicasOptimizer(tf.train.AdamOptimizer(), 2, replica_id=0)",
            "tf.train.SyncReplicasOptimizer(tf.train.AdamOptimizer(), 2)",
        ),
        gone=(
            (
                "replica_id",
                "replicas have no ids since 1.0; drop it, and give the session the hook of "
                "make_session_run_hook(is_chief)",
            ),
        ),
        note="The optimizer that took replica_id went with 1.0.",
        link=_RELEASES,
    ),
    *(
        Signature(
            f"tensorflow.{home}.{cell}",
            (f"{home}.{cell}(4, input_size=3)", f"{home}.{cell}(4)"),
            drop=("input_size",),
            note="The cells take their input's size from the input since 1.0.",
        )
        for home in ("nn.rnn_cell", "contrib.rnn")
        for cell in _CELLS
    ),
    *(
        Signature(
            f"tensorflow.distributions.{name}",
            (
                f"tf.distributions.{name}({', '.join(f'{old}=0.5' for old, _ in names)})",
                f"tf.distributions.{name}({', '.join(f'{new}=0.5' for _, new in names)})",
            ),
            keywords=names,
            note="The parameters have their full names since 1.0.",
            link=_RELEASES,
        )
        for name, names in _PARAMETERS.items()
    ),
)

#: (call with the old keyword, that keyword): `tensorflow.compat.v1` of 2.21 still takes it, so it
#: stays.
STILL_ACCEPTED: tuple[tuple[str, str], ...] = (
    ("tf.reduce_sum(a, reduction_indices=[1])", "reduction_indices"),
    ("tf.reduce_mean(a, reduction_indices=1, keep_dims=True)", "keep_dims"),
    ("tf.reduce_max(a, reduction_indices=[1])", "reduction_indices"),
    ("tf.reduce_min(a, reduction_indices=[1])", "reduction_indices"),
    ("tf.reduce_prod(a, reduction_indices=[1])", "reduction_indices"),
    ("tf.reduce_all(a > 1, reduction_indices=[1])", "reduction_indices"),
    ("tf.reduce_logsumexp(a, reduction_indices=[1])", "reduction_indices"),
    ("tf.count_nonzero(a, reduction_indices=1)", "reduction_indices"),
    ("tf.reduce_join(['a', 'b'], reduction_indices=[0])", "reduction_indices"),
    ("tf.argmax(a, dimension=1)", "dimension"),
    ("tf.argmin(a, dimension=1)", "dimension"),
    ("tf.expand_dims(a, dim=1)", "dim"),
    ("tf.squeeze(tf.expand_dims(a, 1), squeeze_dims=[1])", "squeeze_dims"),
    ("tf.nn.softmax(a, dim=1)", "dim"),
    ("tf.nn.log_softmax(a, dim=1)", "dim"),
    ("tf.nn.l2_normalize(a, dim=1)", "dim"),
    ("tf.nn.softmax_cross_entropy_with_logits(logits=a, labels=y, dim=-1)", "dim"),
    ("tf.nn.moments(a, [0], keep_dims=True)", "keep_dims"),
    ("tf.norm(a, keep_dims=True)", "keep_dims"),
    ("tf.nn.dropout(a, keep_prob=0.5)", "keep_prob"),
    (
        "tf.nn.weighted_cross_entropy_with_logits(targets=y, logits=a, pos_weight=1.0)",
        "targets",
    ),
    ("tf.reverse_sequence(a, [1, 2, 3], seq_dim=1, batch_dim=0)", "seq_dim"),
    ("tf.sparse_reduce_sum(sparse, reduction_axes=1)", "reduction_axes"),
    ("tf.cond(pred=tf.constant(True), fn1=lambda: a, fn2=lambda: b)", "fn1"),
    (
        "tf.image.crop_and_resize(image, tf.zeros([1, 4]), box_ind=[0], crop_size=[2, 2])",
        "box_ind",
    ),
    ("tf.one_hot(i, 5, dtype='float')", "dtype"),
)


@cache
def signatures() -> dict[str, Signature]:
    """Return the rows by function.

    >>> signatures()["tensorflow.concat"].template
    'axis={0}, values={1}'
    """
    return {row.function: row for row in SIGNATURES}

"""The first divergence of two seeded runs, from what the probe tells; and what is no divergence."""

import copy

import pytest

from migrate.verify.baseline import Baseline, CellOutput, read_recording, write_recording
from migrate.verify.compare import Comparison, Difference, Verdict
from migrate.verify.divergence import drawn_in_a_loop, first_divergence, read_answer
from migrate.verify.kernel_probe import draws_in_a_loop, rounded, told
from migrate.verify.notebook import CellVerdict, _named
from migrate.verify.run import run_text
from tests.migrate.building import notebook


def row(name, *first, shape=(3,), op="op"):
    return {
        "name": name,
        "shape": list(shape),
        "norm": max(map(abs, first)),
        "first": list(first),
        "op": op,
    }


GRAPH = {
    "seed": 7,
    "seeds": {"a/uniform": [7, 3], "b/normal": [7, 10]},
    "fed": [row("x:0", 1.0)],
    "variables": [row("w", 0.5, 0.25), row("b", 0.0)],
    "tensors": [row("logits", 0.3, op="MatMul"), row("cost", 0.7, shape=(), op="Mean")],
}


def changed(key, place, value):
    graph = copy.deepcopy(GRAPH)
    graph[key][place] = value
    return graph


@pytest.mark.parametrize(
    ("why", "other", "named"),
    [
        ("the same", GRAPH, ""),
        ("the last bits", changed("variables", 0, row("w", 0.50000001, 0.25)), ""),
        ("another seed", changed("seeds", "b/normal", [7, 12]), "op `b/normal` draws with seeds 7, 12, not 7, 10"),
        ("an op that only one has", changed("seeds", "c", [7, 99]), ""),
        ("another value", changed("variables", 0, row("w", 0.6, 0.25)), "variable `w` differs from initialisation on (it begins 0.6, 0.25, not 0.5, 0.25)"),
        ("another shape", changed("variables", 1, row("b", 0.0, shape=(4,))), "variable `b` differs from initialisation on (shape [4], not [3])"),
        ("another name", changed("variables", 1, row("bias", 0.0)), ""),
        ("another result", changed("tensors", 1, row("cost", 0.9, shape=(), op="Sum")), "tensor `cost` (op `Mean`) differs in the first step (0.9, not 0.7); `logits` before it agrees"),
        ("not a number", changed("tensors", 1, {**row("cost", 0.7, shape=()), "first": ["nan"], "norm": "nan"}), "tensor `cost` (op `Mean`) differs in the first step (nan, not 0.7); `logits` before it agrees"),
        ("other data", {**changed("tensors", 1, row("cost", 0.9, shape=())), "fed": [row("x:0", 2.0)]}, ""),
        ("unseeded", {**changed("variables", 0, row("w", 0.6)), "seeds": {"a/uniform": [0, 0]}}, ""),
        ("nothing drawn, no seed", {**changed("variables", 0, row("w", 0.6)), "seeds": {}, "seed": None}, ""),
        ("could not be told", {"failed": "InvalidArgumentError: x"}, ""),
    ],
)  # fmt: skip
def test_the_first_divergence(why, other, named):
    assert first_divergence([GRAPH], [other]) == named, why


def test_a_seed_and_its_variable_are_named_together():
    other = changed("seeds", "a/uniform", [7, 4])
    other["variables"][0] = row("w", 0.6, 0.25)
    found = first_divergence([GRAPH, GRAPH], [GRAPH, other])
    assert found.startswith("op `a/uniform` draws with seeds 7, 4, not 7, 3; variable `w` differs")


def test_where_runs_part_similar_is_different_and_the_first_cell_says_why():
    place = Difference(1, 1, "0.5", "0.7")
    rows = [Comparison(Verdict.IDENTICAL), *[Comparison(Verdict.SIMILAR, None, place)] * 2]
    cells = tuple(CellVerdict(n, found) for n, found in enumerate(rows, 1))
    assert _named(cells, "") == cells
    found = [(cell.verdict.value, cell.comparison.note) for cell in _named(cells, "seed 8")]
    assert found == [("identical", ""), ("different", "seed 8"), ("different", "")]


def test_other_numbers_are_excused_where_the_original_draws_in_a_loop():
    looped = drawn_in_a_loop([GRAPH, {**GRAPH, "in_loops": ["rnn/while/dropout/uniform"]}])
    assert "`rnn/while/dropout/uniform` draws in a loop" in looped
    cells = tuple(
        CellVerdict(1, Comparison(verdict)) for verdict in (Verdict.CLOSE, Verdict.SIMILAR)
    )
    found = [(cell.verdict.value, cell.comparison.note) for cell in _named(cells, "", looped)]
    assert found == [("close", ""), ("similar", looped)]
    assert drawn_in_a_loop([GRAPH]) == ""


def test_a_recording_keeps_the_graphs_a_line_each(tmp_path):
    text = write_recording(Baseline({1: CellOutput("a\n")}, "", {}, (GRAPH,)), "a.ipynb", "x")
    path = tmp_path / "a.recording.json"
    path.write_text(text, encoding="utf-8")
    assert read_recording(path).graphs == (GRAPH,)
    assert '    "b/normal": [7, 10]\n' in text


def test_values_are_told_in_a_few_digits():
    numpy = pytest.importorskip("numpy")
    found = told(numpy.array([[1.23456789, -2.0], [3.0, 4.0]]))
    assert found == {"shape": [2, 2], "norm": 2.76243, "first": [1.23457, -2.0, 3.0]}
    assert [rounded(float("nan")), rounded(float("-inf")), rounded(True)] == ["nan", "-inf", 1.0]


# A stand-in for TensorFlow, with just what the probe asks of it: what is tested is the way through
# the kernel. Genuine TensorFlow is in test_wrong_migrations.py.
STAND_IN = """
class Tensor: pass
class Graph:
    seed = 7
    def get_operations(self): return []
    def get_collection(self, name): return []
class Session:
    def __init__(self, graph=None): self.graph = graph or Graph()
    def run(self, fetches, feed_dict=None): return [1.0 for one in fetches]
    def close(self): pass
"""


def test_the_probe_is_out_of_the_notebooks_sight(tmp_path):
    (tmp_path / "tensorflow.py").write_text(STAND_IN)
    text = notebook(
        "import json, tensorflow as tf\nbefore = set(globals())\ndict = None",
        "print(tf.Session().run([3], {'x': [1.5, 2.5]}), sorted(set(globals()) - before - {'before'}))",
        "import builtins\nprint(builtins.__import__.__name__)",
    )
    plain, probed = (run_text(text, folder=tmp_path, probe=probe) for probe in (False, True))
    assert not probed.errors
    assert [probed.printed(n) for n in (1, 2, 3)] == [plain.printed(n) for n in (1, 2, 3)]
    assert [cell.execution_count for cell in probed.notebook.cells] == [1, 2, 3]
    assert plain.graphs == ()
    (graph,) = probed.graphs
    assert graph["seed"] == 7
    assert graph["fed"] == [{"name": "x", "shape": [2], "norm": 2.06155, "first": [1.5, 2.5]}]


def test_the_probe_never_fails_where_the_notebook_would_not(tmp_path):
    (tmp_path / "tensorflow.py").write_text("__version__ = 'one without sessions'\n")
    text = notebook("import tensorflow as tf", "import json\nprint(tf.__version__)")
    result = run_text(text, folder=tmp_path, probe=True)
    assert not result.errors
    assert result.printed(2) == "one without sessions\n"
    (graph,) = result.graphs
    assert "AttributeError" in graph["failed"]
    assert first_divergence(result.graphs, [GRAPH]) == ""


def test_an_answer_that_is_none_gives_no_graphs():
    assert read_answer("") == read_answer("loss 0.5\n") == ()


@pytest.fixture
def control_flow_of_version_1():
    import tensorflow.compat.v1 as tf

    enabled = tf.control_flow_v2_enabled()
    tf.disable_control_flow_v2()
    yield
    if enabled:
        tf.enable_control_flow_v2()


@pytest.mark.tf
@pytest.mark.usefixtures("control_flow_of_version_1")
def test_a_condition_draws_once_and_a_loop_out_of_order():
    import tensorflow.compat.v1 as tf

    with tf.Graph().as_default() as graph:
        tf.random_normal([2])
        tf.cond(tf.placeholder(tf.bool), lambda: tf.random_normal([2]), lambda: tf.zeros([2]))
        tf.while_loop(lambda i: i < 3.0, lambda i: i + tf.random_normal([]), [0.0])
        drawn = [op for op in graph.get_operations() if op.type == "RandomStandardNormal"]
    assert [draws_in_a_loop(op) for op in drawn] == [False, False, True]

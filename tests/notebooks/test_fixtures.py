"""The fixtures hold what they promise: every construct and quirk of the documents, valid files, real data."""

import ast
import base64
import gzip
import importlib.util
import io
import json
import re
import struct
import sys
import tokenize
import warnings

import nbformat
import numpy as np
import pytest

from tests.conftest import ROOT

FIXTURES = ROOT / "fixtures"
NOTEBOOKS = FIXTURES / "notebooks"
DATA = FIXTURES / "data"
PNG = b"\x89PNG\r\n\x1a\n"


def load(path):
    """Import a script of fixtures/ by its path; it may import its neighbours."""
    added = str(path.parent)
    sys.path.insert(0, added)
    try:
        spec = importlib.util.spec_from_file_location(f"fixture_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(added)
    return module


build = load(NOTEBOOKS / "build.py")
build_small = load(NOTEBOOKS / "build_small.py")
variants = load(FIXTURES / "record" / "document_variants.py")
SITUATIONS = build_small.situations()
VARIANTS = variants.load_variants()


def notebook(name):
    return json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))


def sources(name, kind="code"):
    return ["".join(c["source"]) for c in notebook(name)["cells"] if c["cell_type"] == kind]


def text_of(name):
    """The code of a document, its cells one after the other."""
    if name.endswith(".md"):
        return "\n".join(variants.code_sources(NOTEBOOKS / name).values())
    return "\n".join(sources(name))


def outputs(name):
    return [o for c in notebook(name)["cells"] if c["cell_type"] == "code" for o in c["outputs"]]


def printed(name):
    return "".join("".join(o.get("text", [])) for o in outputs(name))


# Each row: a document of documents.md, what it must have, how often at least, and how to see it.
CONSTRUCTS = [
    ("a_rnn_course.ipynb", "import repeated at the head of each part", 3, r"^import tensorflow as tf$"),
    ("a_rnn_course.ipynb", "the tutorials' MNIST reader", 1, r"^from tensorflow\.examples\.tutorials\.mnist import input_data$"),
    ("a_rnn_course.ipynb", "reads a folder, one-hot labels", 1, r"read_data_sets\('\./mnist/data/', one_hot=True\)"),
    ("a_rnn_course.ipynb", "next_batch", 1, r"\.train\.next_batch\("),
    ("a_rnn_course.ipynb", "num_examples", 1, r"\.train\.num_examples"),
    ("a_rnn_course.ipynb", "test images and labels", 1, r"\.test\.images[\s\S]*\.test\.labels"),
    ("a_rnn_course.ipynb", "A1: X float32 [None, 28, 28]", 1, r"ROWS, PIXELS = 28, 28[\s\S]*tf\.placeholder\(tf\.float32, shape=\[None, ROWS, PIXELS\]\)"),
    ("a_rnn_course.ipynb", "A1: Y float32 [None, 10]", 1, r"tf\.placeholder\(tf\.float32, shape=\[None, 10\]\)"),
    ("a_rnn_course.ipynb", "128 hidden units", 1, r"HIDDEN = 128"),
    ("a_rnn_course.ipynb", "basic cell", 3, r"tf\.nn\.rnn_cell\.BasicRNNCell\(HIDDEN\)"),
    ("a_rnn_course.ipynb", "A2: two LSTM cells", 2, r"tf\.nn\.rnn_cell\.BasicLSTMCell\(HIDDEN\)"),
    ("a_rnn_course.ipynb", "A2: stacked", 1, r"tf\.nn\.rnn_cell\.MultiRNNCell\(\["),
    ("a_rnn_course.ipynb", "A2, A3: output dropout", 3, r"tf\.nn\.rnn_cell\.DropoutWrapper\(.*output_keep_prob=keep_prob\)"),
    ("a_rnn_course.ipynb", "keep probability 0.5", 1, r"keep_prob = 0\.5"),
    ("a_rnn_course.ipynb", "four unrolled networks", 4, r"tf\.nn\.dynamic_rnn\("),
    ("a_rnn_course.ipynb", "last step by transposing", 2, r"tf\.transpose\(\w+, \[1, 0, 2\]\)\[-1\]"),
    ("a_rnn_course.ipynb", "random normal variables", 4, r"tf\.Variable\(tf\.random_normal\("),
    ("a_rnn_course.ipynb", "A1: softmax loss v2", 1, r"tf\.nn\.softmax_cross_entropy_with_logits_v2\("),
    ("a_rnn_course.ipynb", "A2, A3: sparse loss", 2, r"tf\.nn\.sparse_softmax_cross_entropy_with_logits\("),
    ("a_rnn_course.ipynb", "the optimizer with a space in its name", 1, r"tf\.train\. AdamOptimizer\(0\.01\)"),
    ("a_rnn_course.ipynb", "A1: Adam 0.001", 1, r"tf\.train\.AdamOptimizer\(learning_rate=0\.001\)"),
    ("a_rnn_course.ipynb", "schedules 30, 30, 100", 1, r"total_epoch = 30[\s\S]*total_epoch = 30[\s\S]*total_epoch = 100"),
    ("a_rnn_course.ipynb", "batch 128", 1, r"batch_size = 128"),
    ("a_rnn_course.ipynb", "A2: X [None, 3, 26], Y int32 [None]", 1, r"tf\.float32, \[None, 3, 26\]\)\nY = tf\.placeholder\(tf\.int32, \[None\]\)"),
    ("a_rnn_course.ipynb", "one-hot by np.eye(26)", 1, r"np\.eye\(26\)\[input\]"),
    ("a_rnn_course.ipynb", "`input` used as a name", 2, r"input = |\*input, "),
    ("a_rnn_course.ipynb", "A3: inputs of open length", 2, r"tf\.placeholder\(tf\.float32, \[None, None, SYMBOLS\]\)"),
    ("a_rnn_course.ipynb", "A3: int64 targets", 1, r"targets = tf\.placeholder\(tf\.int64, \[None, None\]\)"),
    ("a_rnn_course.ipynb", "A3: two variable scopes", 1, r"tf\.variable_scope\('encode'\)[\s\S]*tf\.variable_scope\('decode'\)"),
    ("a_rnn_course.ipynb", "A3: the decoder starts from the encoder", 1, r"initial_state=enc_states"),
    ("a_rnn_course.ipynb", "A3: dense head", 1, r"tf\.layers\.dense\(outputs, SYMBOLS\)"),
    ("a_rnn_course.ipynb", "A3: a new argmax at every call", 1, r"def translate\(english\):\n(?:    .*\n)*    best = tf\.argmax\("),
    ("a_rnn_course.ipynb", "a session a part, none closed", 3, r"^sess = tf\.Session\(\)$"),
    ("b1_hihello.ipynb", "reset and seed", 1, r"tf\.reset_default_graph\(\)\ntf\.set_random_seed\(777\)"),
    ("b1_hihello.ipynb", "print statements", 3, r"^\s*print (?!\()\S"),
    ("b1_hihello.ipynb", "a print of several values", 1, r"print step, loss_val, decoded"),
    ("b1_hihello.ipynb", "X and Y [None, 6, 5]", 2, r"tf\.placeholder\(tf\.float32, \[None, n_step, n_char\]\)"),
    ("b1_hihello.ipynb", "6 steps of 5 letters, 10 units", 1, r"n_step = 6\nn_char = 5\nn_hidden = 10"),
    ("b1_hihello.ipynb", "contrib cell", 1, r"^cell = tf\.contrib\.rnn\.BasicRNNCell\(num_units=n_hidden\)"),
    ("b1_hihello.ipynb", "GRU and LSTM in comments", 2, r"^# cell = tf\.contrib\.rnn\.(GRUCell|BasicLSTMCell)\("),
    ("b1_hihello.ipynb", "zero state", 1, r"cell\.zero_state\(1, tf\.float32\)"),
    ("b1_hihello.ipynb", "reshape to units", 1, r"tf\.reshape\(rnn_out, \[-1, n_hidden\]\)"),
    ("b1_hihello.ipynb", "random normal w and b", 2, r"tf\.Variable\(tf\.random_normal\("),
    ("b1_hihello.ipynb", "loss", 1, r"-tf\.reduce_sum\(Y\*tf\.log\(p\)\)"),
    ("b1_hihello.ipynb", "Adam 0.1, 1000 steps", 1, r"AdamOptimizer\(0\.1\)[\s\S]*xrange\(1000\)"),
    ("b1_hihello.ipynb", "session with GPU options", 1, r"tf\.GPUOptions\(allow_growth=True\)[\s\S]*with tf\.Session\(config=tf\.ConfigProto\(gpu_options=gpu_options\)\) as sess:"),
    ("b2_web_navigation.ipynb", "two text files", 2, r"np\.loadtxt\('\./data/(page_visits|next_page)\.txt'"),
    ("b2_web_navigation.ipynb", "the split", 1, r"test_size=0\.2, random_state=0\)"),
    ("b2_web_navigation.ipynb", "types as text", 3, r"\"int32\"|dtype='float'"),
    ("b2_web_navigation.ipynb", "x int32 [None, 4] and y [None]", 1, r"n_visit = 4[\s\S]*x = tf\.placeholder\(\"int32\", \[None, n_visit\]\)\ny = tf\.placeholder\(\"int32\", \[None\]\)"),
    ("b2_web_navigation.ipynb", "one-hot of 52739", 1, r"n_page = 52739[\s\S]*tf\.one_hot\(x, n_page, dtype='float'\)"),
    ("b2_web_navigation.ipynb", "contrib cell of 100 units", 1, r"n_unit = 100[\s\S]*tf\.contrib\.rnn\.BasicLSTMCell\(n_unit\)"),
    ("b2_web_navigation.ipynb", "head", 1, r"w = tf\.Variable\(.*\[n_unit, n_page\][\s\S]*tf\.nn\.softmax\("),
    ("b2_web_navigation.ipynb", "loss", 1, r"-tf\.reduce_mean\(y_onehot\*tf\.log\(p \+ 1e-8\)\)"),
    ("b2_web_navigation.ipynb", "Adam default, 1000 steps", 1, r"total_step = 1000[\s\S]*AdamOptimizer\(\)\.minimize"),
    ("b2_web_navigation.ipynb", "a session that stays open", 1, r"^sess = tf\.Session\(config=tf\.ConfigProto\(gpu_options=tf\.GPUOptions\(allow_growth=True\)\)\)"),
    ("b2_web_navigation.ipynb", "reset without a seed", 1, r"tf\.reset_default_graph\(\)\n(?!tf\.set_random_seed)"),
    ("b2_web_navigation.ipynb", "print with commas", 1, r"print i, \" : \", c, a"),
    ("b2_web_navigation.ipynb", "print with a format", 1, r"print \"Test accuracy: %\.3f\" % \("),
    ("c_rnn_notes.ipynb", "C1: sizes", 1, r"T, F, H = 10, 4, 8"),
    ("c_rnn_notes.ipynb", "C1: the loop", 1, r"np\.tanh\(Wx @ x_t \+ Wh @ h \+ b\)"),
    ("c_rnn_notes.ipynb", "C2: one layer", 1, r"nn\.RNN\(F, H, batch_first=True\)"),
    ("c_rnn_notes.ipynb", "uninitialised memory", 1, r"torch\.Tensor\(1, 10, 5\)"),
    ("c_rnn_notes.ipynb", "C3: two layers", 1, r"num_layers=2, batch_first=True\)"),
    ("c_rnn_notes.ipynb", "C4: both ways", 1, r"bidirectional=True"),
    ("c_rnn_notes.ipynb", "C5: apple", 1, r"question = 'apple'\nanswer = 'pple!'"),
    ("c_rnn_notes.ipynb", "C5: flattened cross entropy", 1, r"loss_of\(logits\.view\(-1, V\), Y\.view\(-1\)\)"),
    ("c_rnn_notes.ipynb", "Adam 0.1, 100 steps", 2, r"torch\.optim\.Adam\([\s\S]{0,60}range\(100\)|lr = 0\.1"),
    ("c_rnn_notes.ipynb", "C6: alphabet in no order", 1, r"list\(set\(sentence\)\)"),
    ("c_rnn_notes.ipynb", "C6: windows of 10", 1, r"window = 10"),
    ("c_rnn_notes.ipynb", "C7, C8: misspelt", 2, r"^nn\.(LSTM|GRU)\(input_dim, H, batch_fisrt=True\)$"),
    ("d_gohome.ipynb", "environment variable", 1, r"^%env PYTHONPATH = "),
    ("d_gohome.ipynb", "Miniconda", 1, r"!wget .*Miniconda.*\n!chmod \+x Miniconda.*\n!\./Miniconda.*\.sh"),
    ("d_gohome.ipynb", "conda", 1, r"^!conda create -n myenv python=3\.6"),
    ("d_gohome.ipynb", "shell cells", 2, r"^%%shell\n"),
    ("d_gohome.ipynb", "activate", 2, r"^conda activate myenv$"),
    ("d_gohome.ipynb", "TensorFlow of old", 1, r"^pip install tensorflow==1\.15$"),
    ("d_gohome.ipynb", "another Python's packages", 1, r"sys\.path\.append\('/usr/local/lib/python3\.8/site-packages'\)"),
    ("d_gohome.ipynb", "compat.v1 already", 1, r"^import tensorflow\.compat\.v1 as tf\ntf\.disable_v2_behavior\(\)$"),
    ("d_gohome.ipynb", "contrib all the same", 1, r"^cell = tf\.contrib\.rnn\.BasicRNNCell\("),
    ("d_gohome.ipynb", "sizes 5, 4, 5", 1, r"input_dim = 4\nhidden_size = 5\nbatch_size = 1\nsequence_length = 5"),
    ("d_gohome.ipynb", "sequence loss", 1, r"^loss = tf\.contrib\.seq2seq\.sequence_loss\(logits=outputs, targets=T, weights=weights\)\ncost = tf\.reduce_mean\(loss\)"),
    ("d_gohome.ipynb", "weights", 1, r"tf\.ones\(\[batch_size, sequence_length\]\)"),
    ("d_gohome.ipynb", "a name that does not exist", 2, r"X: one_hot\b"),
    ("d_gohome.ipynb", "the name that is meant", 1, r"^x_one_hot = "),
    ("d_gohome.ipynb", "two names at once", 1, r"^y = prediction = tf\.argmax\("),
    ("d_gohome.ipynb", "Adam 0.1, 2001 steps, every 400", 1, r"AdamOptimizer\(learning_rate=0\.1\)[\s\S]*range\(2001\)[\s\S]*% 400 == 0"),
    ("d_gohome.ipynb", "variants in comments", 2, r"^# cell = tf\.contrib\.rnn\.BasicRNNCell\(num_units=[45]\)"),
    ("d_gohome.ipynb", "two-space indentation", 1, r"as sess:\n  \S"),
    ("e_keras_hihello.md", "x and y", 1, r"^x = \"hihel\"\ny = \"hello\"$"),
    ("e_keras_hihello.md", "alphabet in no order", 1, r"list\(set\(\"hihello\"\)\)"),
    ("e_keras_hihello.md", "to_categorical", 2, r"to_categorical\(\["),
    ("e_keras_hihello.md", "input_shape on the first layer", 1, r"SimpleRNN\(5, input_shape=\(5, 5\), return_sequences=True\)"),
    ("e_keras_hihello.md", "a layer a step", 1, r"TimeDistributed\(Dense\(5\)\)"),
    ("e_keras_hihello.md", "softmax", 1, r"Activation\('softmax'\)"),
    ("e_keras_hihello.md", "compile", 1, r"loss='categorical_crossentropy', optimizer='rmsprop'"),
    ("e_keras_hihello.md", "1000 epochs", 1, r"epochs=1000"),
    ("e_keras_hihello.md", "a signature in prose", 1, r"^SimpleRNN\(num_node, input_shape=\(\.\.\.\), \.\.\.\)$"),
]  # fmt: skip

DOCUMENTS = sorted({row[0] for row in CONSTRUCTS})
IPYNB = [name for name in DOCUMENTS if name.endswith(".ipynb")]


@pytest.mark.parametrize(
    ("name", "times", "pattern"),
    [pytest.param(n, t, p, id=f"{n.split('_')[0]}: {what}") for n, what, t, p in CONSTRUCTS],
)
def test_a_document_has_the_construct(name, times, pattern):
    assert len(re.findall(pattern, text_of(name), re.MULTILINE)) >= times


@pytest.mark.parametrize("name", IPYNB)
def test_a_document_is_a_valid_notebook_with_korean_prose(name):
    nbformat.validate(nbformat.from_dict(notebook(name)))
    assert re.search("[가-힣]{2}", "\n".join(sources(name, "markdown")))


@pytest.mark.parametrize("name", ["a_rnn_course.ipynb", "c_rnn_notes.ipynb"])
def test_a_python_3_document_parses(name):
    for source in sources(name):
        ast.parse(re.sub(r"^%.*$", "", source, flags=re.MULTILINE))


@pytest.mark.parametrize("name", ["b1_hihello.ipynb", "b2_web_navigation.ipynb"])
def test_a_python_2_document_says_so_and_is_no_python_3(name):
    metadata = notebook(name)["metadata"]
    assert metadata["kernelspec"]["name"] == "python2"
    assert metadata["language_info"]["version"].startswith("2.7")
    with pytest.raises(SyntaxError):
        ast.parse(text_of(name))


def test_the_three_models_of_a_share_the_default_graph():
    assert not re.search(
        r"reset_default_graph|tf\.Graph|set_random_seed", text_of("a_rnn_course.ipynb")
    )


def test_a_has_41_symbols_six_pairs_and_ten_words():
    tree = ast.parse(text_of("a_rnn_course.ipynb"))
    values = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    book = ast.literal_eval(values["BOOK"])
    assert len(book) == 6
    assert {(len(e), len(k)) for e, k in book.items()} == {(4, 2)}
    assert len("SEP") + 26 + len(set("".join(book.values()))) == 41
    words = values["WORDS"].func.value.value.split()
    assert len(words) == len({w[:3] for w in words}) == 10
    assert {len(w) for w in words} == {4}


def test_a_stores_deprecation_warnings_beside_results_that_are_like_the_documents():
    text = printed("a_rnn_course.ipynb")
    assert "Instructions for updating:" in text
    costs = [float(c) for c in re.findall(r"평균 비용 ([\d.]+)", text)]
    assert len(costs) == 30
    assert costs[-1] < 0.06 < costs[0]
    assert float(re.search(r"시험지 정확도 ([\d.]+)", text)[1]) > 0.9
    assert "정확도: 1.0" in text
    assert all(f"{e} -> {k}" in text for e, k in [("milk", "우유"), ("face", "얼굴")])


def test_b1_stores_the_ten_losses_of_genuine_tensorflow():
    found = re.findall(r"^\d+ (\S+) \w+$", printed("b1_hihello.ipynb"), re.MULTILINE)
    assert " ".join(found) == (
        "9.841545 0.0010517602 0.0005449307 0.00036002332 0.00026131285 "
        "0.00019955996 0.00015819301 0.00012874755 0.00010681257 9.036139e-05"
    )


def test_b2_stores_a_syntax_error_of_python_3_and_an_interrupted_training():
    names = [o["ename"] for o in outputs("b2_web_navigation.ipynb") if o["output_type"] == "error"]
    assert names == ["SyntaxError", "KeyboardInterrupt"]
    first = re.search(r"^0  :  (\S+) (\S+)$", printed("b2_web_navigation.ipynb"), re.MULTILINE)
    assert 2.1e-4 < float(first[1]) < 2.3e-4
    assert float(first[2]) == 0


def test_c_has_png_attachments_that_are_shown_and_pictures_in_outputs():
    shown = set()
    for cell in notebook("c_rnn_notes.ipynb")["cells"]:
        for name, content in cell.get("attachments", {}).items():
            assert f"(attachment:{name})" in "".join(cell["source"])
            assert base64.b64decode(content["image/png"]).startswith(PNG)
            shown.add(name)
    assert shown == {path.name for path in (NOTEBOOKS / "images").glob("*.png")}
    pictures = [
        o["data"]["image/png"]
        for o in outputs("c_rnn_notes.ipynb")
        if "image/png" in o.get("data", {})
    ]
    assert len(pictures) == 2
    assert all(base64.b64decode(p).startswith(PNG) for p in pictures)


def test_c_ran_out_of_order_left_cells_unrun_and_raises_where_it_must():
    cells = [c for c in notebook("c_rnn_notes.ipynb")["cells"] if c["cell_type"] == "code"]
    counts = [c["execution_count"] for c in cells]
    ran = [c for c in counts if c is not None]
    assert None in counts
    assert ran != sorted(ran)
    raised = [
        "".join(c["source"])
        for c in cells
        if any(o["output_type"] == "error" for o in c["outputs"])
    ]
    assert len(raised) == 2
    assert all("batch_fisrt" in source for source in raised)


def test_c_has_a_sentence_of_180_letters_of_25_kinds_and_prints_the_shapes():
    tree = ast.parse(next(s for s in sources("c_rnn_notes.ipynb") if s.startswith("sentence")))
    sentence = ast.literal_eval(tree.body[0].value)
    assert (len(sentence), len(set(sentence))) == (180, 25)
    text = printed("c_rnn_notes.ipynb")
    for shapes in (
        "[1, 10, 8])\ntorch.Size([1, 1, 8])",
        "[1, 10, 8]) torch.Size([2, 1, 8])",
        "[1, 10, 16]) torch.Size([4, 1, 8])",
        "[170, 10, 25]",
        "pple!",
    ):
        assert shapes in text


def test_c_uses_names_that_an_earlier_part_bound_last():
    # x of C2 is what C3 and C4 read; F of C2, not of C1, is their input size.
    code = sources("c_rnn_notes.ipynb")
    deep = next(i for i, source in enumerate(code) if source.startswith("deep"))
    bound = [
        i for i, source in enumerate(code[:deep]) if re.search(r"^x = |^F, H = ", source, re.M)
    ]
    assert max(bound) == deep - 1
    assert "x = " not in code[deep]


def test_d_is_dressed_as_by_colab():
    content = notebook("d_gohome.ipynb")
    assert {"colab", "accelerator"} <= content["metadata"].keys()
    assert all(cell["metadata"]["id"] for cell in content["cells"])
    assert "".join(content["cells"][-1]["source"]) == ""
    assert (NOTEBOOKS / "d_gohome.ipynb").read_text(encoding="utf-8").startswith('{\n  "nbformat"')


def test_d_stores_the_traceback_about_contrib():
    (error,) = [o for o in outputs("d_gohome.ipynb") if o["output_type"] == "error"]
    assert (error["ename"], "has no attribute 'contrib'" in error["evalue"]) == (
        "AttributeError",
        True,
    )


def test_d_says_the_wrong_sizes_in_its_notes_and_leaves_variants_in_comments():
    prose = "\n".join(sources("d_gohome.ipynb", "markdown"))
    assert re.search(r"num_classes.*6", prose)
    assert re.search(r"클래스 6개, `input_dim` 은 4", prose)
    foxfax, hihello = (s for s in sources("d_gohome.ipynb") if s.startswith("# idx2char"))
    assert all(line.startswith("#") for line in (foxfax + "\n" + hihello).splitlines())
    assert "[None, 5, 4]" in foxfax
    assert "[None, 6, 5]" in hihello


def test_e_is_a_jekyll_post_with_output_in_bash_fences():
    text = (NOTEBOOKS / "e_keras_hihello.md").read_text(encoding="utf-8")
    assert re.match(r"---\nlayout: post\ntitle: .*[가-힣]", text)
    assert re.search(r"^\$\$$", text, re.MULTILINE)
    assert "<p align=" in text
    assert "{{ site.baseurl }}" in text
    fences = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert {kind for kind, _ in fences} == {"python", "bash"}
    assert [body for kind, body in fences if kind == "bash"][-1] == "hihel -> hello\n"


def test_the_documents_differ_in_their_json_dress():
    raw = {name: (NOTEBOOKS / name).read_bytes() for name in IPYNB}
    indents = {re.match(rb"\{\n( +)\"", content)[1] for content in raw.values()}
    assert indents == {b" ", b"  "}
    assert {content.endswith(b"\n") for content in raw.values()} == {True, False}
    assert {b"\\u" in content for content in raw.values()} == {True, False}


@pytest.mark.parametrize("script", [build, build_small], ids=["documents and course", "small"])
def test_the_notebooks_are_what_their_builder_writes(script):
    base = FIXTURES if script is build else NOTEBOOKS / "small"
    for name, content in script.build().items():
        assert (base / name).read_bytes() == content, f"{name}: run the builder again"


def test_no_small_file_is_without_a_situation():
    assert {path.name for path in (NOTEBOOKS / "small").iterdir()} == set(build_small.build())


def test_every_recorded_output_belongs_to_a_code_cell():
    for path in build.OUTPUTS.rglob("*.json"):
        name = path.relative_to(build.OUTPUTS).with_suffix("").as_posix()
        _, parts = build.read_source(build.SOURCES / f"{name}.txt")
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert all(parts[int(index)].kind == "code" for index in cells), name


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s.file)
def test_a_small_file_is_valid_or_broken_as_it_says(situation):
    if not situation.file.endswith(".ipynb"):
        if situation.file.endswith(".py"):
            assert decodes_as_python(situation.content) == situation.valid
        return
    assert is_valid_notebook(situation.content) == situation.valid


def decodes_as_python(content):
    try:
        coding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        content.decode(coding)
    except (SyntaxError, UnicodeDecodeError):
        return False
    return True


def is_valid_notebook(content):
    with warnings.catch_warnings():
        warnings.simplefilter("error", nbformat.warnings.DuplicateCellId)
        try:
            text = content.decode("utf-8-sig")
            if "nbformat" not in json.loads(text):
                return False
            tree = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
            if tree.nbformat == 2:  # nbformat has no schema of version 2, but reads it
                tree = nbformat.convert(tree, 4)
            nbformat.validate(tree)
        except (ValueError, nbformat.ValidationError, nbformat.warnings.DuplicateCellId):
            return False
    return True


def test_a_huge_output_is_as_large_as_asked_and_valid():
    content = build_small.huge_output(3)
    assert 3_000_000 < len(content) < 3_600_000
    assert is_valid_notebook(content)


def test_many_cells_are_as_many_as_asked_and_valid():
    content = build_small.many_cells(500)
    assert is_valid_notebook(content)
    cells = json.loads(content)["cells"]
    assert len(cells) == 500
    assert sum("tf.contrib" in "".join(cell["source"]) for cell in cells) == 250


def read_idx(name):
    payload = gzip.decompress((DATA / name).read_bytes())
    dimensions = payload[3]
    shape = struct.unpack(f">{dimensions}I", payload[4 : 4 + 4 * dimensions])
    return np.frombuffer(payload, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def test_the_digits_are_28_by_28_and_enough_for_the_default_validation_size():
    images, labels = read_idx("train-images-idx3-ubyte.gz"), read_idx("train-labels-idx1-ubyte.gz")
    assert images.shape == (13482, 28, 28)
    assert labels.shape == (13482,)
    assert len(images) - 5000 >= 128
    assert read_idx("t10k-images-idx3-ubyte.gz").shape == (299, 28, 28)
    assert read_idx("t10k-labels-idx1-ubyte.gz").shape == (299,)
    assert images.max() == 255
    assert set(labels[5000:]) == set(range(10))


def test_no_test_digit_is_a_training_digit():
    train = {image.tobytes() for image in read_idx("train-images-idx3-ubyte.gz")}
    test = [image.tobytes() for image in read_idx("t10k-images-idx3-ubyte.gz")]
    assert not train.intersection(test)


def test_the_page_visits_are_1000_rows_of_ids_below_52739():
    visits = np.loadtxt(DATA / "page_visits.txt", dtype="int32")
    following = np.loadtxt(DATA / "next_page.txt", dtype="int32")
    assert visits.shape == (1000, 4)
    assert following.shape == (1000,)
    assert min(visits.min(), following.min()) > 0
    assert max(visits.max(), following.max()) < 52739
    usual = dict(zip(visits[:, -1].tolist(), following.tolist(), strict=True))
    assert [usual[page] for page in visits[:, -1].tolist()] == following.tolist()


def test_the_page_visits_are_what_their_script_makes():
    for name, content in load(DATA / "make_page_visits.py").build().items():
        assert (DATA / name).read_bytes() == content


def test_the_digits_are_what_their_script_makes():
    pytest.importorskip("sklearn", reason="the digits come with scikit-learn")
    for name, content in load(DATA / "make_digits.py").build().items():
        kept = (DATA / name).read_bytes()
        # Builds of zlib compress differently: what is inside must be equal, and no time be stored.
        assert gzip.decompress(kept) == gzip.decompress(content)
        assert kept[:8] == content[:8]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.document}.{v.name}")
def test_a_variant_can_be_applied_and_has_a_golden_of_its_cells(variant, tmp_path):
    golden = json.loads(variant.golden.read_text(encoding="utf-8"))
    assert (golden["document"], golden["variant"]) == (variant.document, variant.name)
    assert golden["printed"].keys() <= {str(index) for index in variants.genuine_sources(variant)}
    changed = tmp_path / variant.path.name
    text = variants.apply_to_text(variant, variant.path.read_text(encoding="utf-8"))
    changed.write_text(text, encoding="utf-8")
    sources = variants.code_sources(changed)
    wanted = variants.change(variants.code_sources(variant.path), variant.both)
    assert sources == {**wanted, **dict.fromkeys(variant.skip, "")}


def test_a_change_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="cell 3: 'tf' does not stand there exactly once"):
        variants.change({3: "tf.tf"}, ({"cell": 3, "find": "tf", "put": "x"},))


def test_no_golden_is_without_a_variant():
    assert set(variants.GOLDENS.glob("*.json")) == {variant.golden for variant in VARIANTS}


COURSE = sorted((FIXTURES / "course").glob("*.ipynb"))


@pytest.mark.parametrize("path", COURSE, ids=lambda p: p.name)
def test_a_course_notebook_is_valid(path):
    nbformat.validate(nbformat.read(path, as_version=nbformat.NO_CONVERT))


def test_the_course_has_each_kind_of_notebook():
    texts = {path.name[0]: path.read_text(encoding="utf-8") for path in COURSE}
    assert list(texts) == list("12345")
    assert "tf." not in re.sub(r"`tf\.contrib`", "", texts["1"])
    assert "tf.contrib" in texts["2"]
    assert "from course_cells import" in texts["2"]
    assert '"python2"' in texts["3"]
    assert '"cell = "' in texts["4"]
    assert '"nbgrader"' in texts["5"]


@pytest.mark.parametrize("name", ["notebooks", "golden/documents", "course", "data"])
def test_no_fixture_names_a_folder_of_the_machine_it_was_made_on(name):
    for path in (FIXTURES / name).rglob("*"):
        cached = path.suffix == ".pyc" or ".ruff_cache" in path.parts
        if path.is_file() and not cached:
            assert not re.search(rb"/(root|work|home)/", path.read_bytes()), path

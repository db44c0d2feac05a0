"""Every rule does what its examples say; the registry, its pages and its codes agree."""

import re

import pytest

from migrate import rules
from migrate.api import Options, migrate_text
from migrate.report import rule_page
from tests.conftest import ROOT
from tests.migrate.building import codes, migrated, notebook, sources

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{number}-{example.why or 'rewrites'}")
    for rule in rules.all_rules()
    for number, example in enumerate(rule.examples, 1)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule, example):
    before = ("# md:" if rule.code.startswith("DOC") else "") + example.before
    outcome = migrated(notebook(before), unsafe_fixes=True)
    expected = example.before if example.after is None else example.after
    assert sources(outcome.text) == [expected]
    suggested = [item.finding for item in outcome.findings if item.finding.severity == "suggested"]
    assert all(finding.edits for finding in suggested), "there is nothing to consent to"
    if example.after is not None and not example.why:
        assert rule.code in codes(outcome)


def test_codes_are_unique_and_well_formed():
    found = [rule.code for rule in rules.all_rules()]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"[A-Z]{2,3}[0-9][0-9]{2}", code) for code in found)
    names = [rule.name for rule in rules.all_rules()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("rule", rules.all_rules(), ids=lambda rule: rule.code)
def test_page_is_in_step(rule):
    path = ROOT / "docs" / "rules" / f"{rule.code}.md"
    assert path.read_text("utf-8") == rule_page.page(rule), "run python -m docs.build_rules"


def test_every_rule_has_an_example():
    assert [rule.code for rule in rules.all_rules() if not rule.examples] == []


def test_no_page_without_a_rule():
    pages = {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")} - {"README"}
    assert pages == {rule.code for rule in rules.all_rules()}


@pytest.mark.parametrize(
    ("line", "silent"),
    [
        ("y = tf.contrib.rnn.GRUCell(1)  # noqa", True),
        ("y = tf.contrib.rnn.GRUCell(1)  # noqa: TF102", True),
        ("y = tf.contrib.rnn.GRUCell(1)  # noqa: TF1", True),
        ("y = tf.contrib.rnn.GRUCell(1)  # noqa: E501", False),
    ],
)
def test_noqa(line, silent):
    outcome = migrate_text(notebook("import tensorflow as tf\n" + line))
    assert ("TF102" in codes(outcome)) is not silent


def test_select_and_ignore():
    text = notebook("import tensorflow as tf\n!pip install tensorflow==1.4\ntf.contrib.rnn")
    only = migrate_text(text, options=Options(select=("ENV",)))
    assert set(codes(only)) == {"ENV101"}
    without = migrate_text(text, options=Options(ignore=("ENV",)))
    assert "ENV101" not in codes(without)


def test_parameters_of_the_same_name_are_others():
    head = "import tensorflow as tf\nsess = tf.Session()\nw = tf.Variable([1.0])\n"
    function = "def f(w):\n    return float(sess.run(w))\n"
    result = sources(migrated(notebook(f"{head}{function}print(float(sess.run(w)))")).text)[0]
    assert result.endswith(f"{function}print(float(sess.run(w).item()))")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("w = tf.Variable(w)\nprint('%f' % sess.run(w))", id="made-of-itself"),
        pytest.param("x = sess.run(x)\nprint(float(x))", id="run-of-itself"),
        pytest.param("a = tf.zeros([])\nprint(float(sess.run(a)))", id="scalar"),
        pytest.param("a = tf.zeros([])\nprint(float(sess.run([a])[0]))", id="list-of-fetches"),
        pytest.param("a = tf.zeros([1])\nprint('%*d' % (3, sess.run(a)))", id="width-of-its-own"),
        pytest.param("a = tf.zeros([1])\na = 3\nprint(float(sess.run(a)))", id="bound-twice"),
    ],
)
def test_no_item_where_nothing_says_array(line):
    head = "import tensorflow as tf\nsess = tf.Session()\n"
    assert sources(migrated(notebook(head + line)).text)[0].endswith(line)


@pytest.mark.parametrize(
    "use",
    [
        "m = tf.keras.layers.PReLU()\nw = m.get_weights()",
        "m = tf.keras.Sequential()\nm.save_weights(w)",
        "class M(tf.keras.Model):\n    pass\nm = M()\nm.fit(x, y)",
    ],
)
def test_what_keras_does_in_eager_mode_only_is_reported_beside_sessions(use):
    source = "import tensorflow as tf\nx = y = w = 1\ns = tf.Session()\n"
    assert "KR302" in codes(migrate_text(notebook(source + use)))
    assert "KR302" not in codes(migrate_text(notebook(use)))


def test_keras_training_beside_sessions_is_reported():
    source = (
        "import tensorflow as tf\nfrom tensorflow.keras import Sequential\nm = Sequential()\n"
        "m.fit(x, y)\ns = tf.Session()"
    )
    outcome = migrate_text(notebook(source))
    assert "KR302" in codes(outcome)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import matplotlib.pyplot as plt\nax = plt.figure().gca(projection='3d')",
            "import matplotlib.pyplot as plt\nax = plt.figure().add_subplot(projection='3d')",
            id="method-with-a-keyword",
        ),
        pytest.param(
            "import matplotlib.pyplot as plt\nplt.contour(x, y, z, .5)\nplt.contour(x, y, z, 5)\n"
            "fig, ax = plt.subplots()\nax.contour(x, y, z, levels=0.5, colors='k')",
            "import matplotlib.pyplot as plt\nplt.contour(x, y, z, [.5])\nplt.contour(x, y, z, 5)\n"
            "fig, ax = plt.subplots()\nax.contour(x, y, z, levels=[0.5], colors='k')",
            id="list-of-one-level",
        ),
        pytest.param(
            "import numpy as np\nd = np.load('vgg.npy', encoding='latin1').item()",
            "import numpy as np\nd = np.load('vgg.npy', encoding='latin1', allow_pickle=True).item()",
            id="keyword-to-add",
        ),
        pytest.param(
            "import numpy as np\nd = np.load('a.npy')", "import numpy as np\nd = np.load('a.npy')",
            id="plain-array",
        ),
        pytest.param(
            "from sklearn import cross_validation\ncross_validation.KFold(3)",
            "from sklearn import model_selection as cross_validation\ncross_validation.KFold(3)",
            id="module-keeps-its-name-in-the-notebook",
        ),
        pytest.param(
            "import numpy as np\nx = np.Inf + np.float(3)\ny = np.float32(1)",
            "import numpy as np\nx = np.inf + float(3)\ny = np.float32(1)",
            id="numpy-2",
        ),
        pytest.param(
            "import numpy as np\nclass A:\n    def tostring(self): pass\nA().tostring()",
            "import numpy as np\nclass A:\n    def tostring(self): pass\nA().tostring()",
            id="own-method",
        ),
        pytest.param(
            "import pandas as pd\nimport keras\nm = (x > 0).ravel()\nrows.append(m)\n"
            "p = clf.predict_proba(m)\nrows.sort()",
            "import pandas as pd\nimport keras\nm = (x > 0).ravel()\nrows.append(m)\n"
            "p = clf.predict_proba(m)\nrows.sort()",
            id="methods-that-other-objects-have",
        ),
        pytest.param(
            "import pandas as pd\nd = pd.read_csv('a')\nv = d['x'].ravel()",
            "import pandas as pd\nd = pd.read_csv('a')\nv = d['x'].to_numpy()",
            id="a-method-of-a-known-object",
        ),
        pytest.param(
            "from keras.layers import Convolution2D\nx = Convolution2D(32, 3, 3)",
            "from keras.layers import Convolution2D\nx = Convolution2D(32, kernel_size=(3, 3))",
            id="two-arguments-become-one",
        ),
        pytest.param(
            "import keras\nmodel.fit(x, nb_epoch=2, workers=3)\nmodel.fit_generator(g, nb_epoch=2)",
            "import keras\nmodel.fit(x, epochs=2)\nmodel.fit(g, epochs=2)",
            id="arguments-of-a-model",
        ),
        pytest.param(
            "import tensorflow as tf\nraw = images[0].tostring()",
            "import tensorflow as tf\nraw = images[0].tobytes()",
            id="arrays-in-a-document-without-numpy",
        ),
        pytest.param(
            "import matplotlib.pyplot as plt\nplt.xticks(rotation='40')\n"
            "ax.set_xticklabels(n, rotation='-7.5')\nplt.yticks(rotation='vertical')",
            "import matplotlib.pyplot as plt\nplt.xticks(rotation=40)\n"
            "ax.set_xticklabels(n, rotation=-7.5)\nplt.yticks(rotation='vertical')",
            id="a-number-written-as-text",
        ),
        pytest.param(
            "import keras\nm.fit_generator(g, 100, 5, workers=2)\n"
            "m.evaluate_generator(g, 7, max_q_size=1)\nm.predict_generator(g, 3, workers=2)\n"
            "m.fit_generator(g, *more)",
            "import keras\nm.fit(g, steps_per_epoch=100, epochs=5)\n"
            "m.evaluate(g, steps=7)\nm.predict(g, steps=3)\n"
            "m.fit_generator(g, *more)",
            id="a-generator-has-steps-where-arrays-have-labels",
        ),
        pytest.param(
            "import pandas as pd\ndf = pd.DataFrame()\ndf.drop('a', 1).to_csv(p, line_terminator='')",
            "import pandas as pd\ndf = pd.DataFrame()\n"
            "df.drop('a', axis=1).to_csv(p, lineterminator='')",
            id="arguments-of-a-frame",
        ),
        pytest.param(
            "import keras\ndef fit(x, nb_epoch): pass\nme.fit(x, nb_epoch=2)",
            "import keras\ndef fit(x, nb_epoch): pass\nme.fit(x, nb_epoch=2)",
            id="own-method-with-such-an-argument",
        ),
        pytest.param(
            "import numpy\nbucket.drop('a', 1)",
            "import numpy\nbucket.drop('a', 1)",
            id="no-library-that-has-such-a-method",
        ),
    ],
)  # fmt: skip
def test_neighbours(before, after):
    outcome = migrated(notebook(before), unsafe_fixes=True)
    assert sources(outcome.text) == [after]
    assert before != after or not [code for code in codes(outcome) if code.startswith("NP")]

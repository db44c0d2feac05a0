"""What notebooks do with scikit-learn, pandas, matplotlib and NumPy, from document to document."""

from __future__ import annotations

import pytest

from migrate.api import left_to_do
from migrate.tables.keyword_only import places_of
from tests.migrate.building import migrated


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from sklearn.externals import joblib\njoblib.load('a')\n", "import joblib\njoblib.load('a')\n"),
        ("from sklearn.externals import joblib as j\n", "import joblib as j\n"),
        ("import pandas as pd\nt = pd.read_csv('a', error_bad_lines=False, sep=';')\n",
         "import pandas as pd\nt = pd.read_csv('a', on_bad_lines=\"skip\", sep=';')\n"),
        ("import pandas as pd\nt = pd.read_csv('a', delim_whitespace=True)\n",
         "import pandas as pd\nt = pd.read_csv('a', sep=r\"\\s+\")\n"),
        ("import pandas as pd, keras\nt = pd.get_dummies(t['a'])\nu = pd.get_dummies(t, dtype=float)\n",
         "import pandas as pd, keras\nt = pd.get_dummies(t['a'], dtype=\"uint8\")\nu = pd.get_dummies(t, dtype=float)\n"),
        ("from pandas import datetime\nd = datetime.now()\n", "from datetime import datetime\nd = datetime.now()\n"),
        ("import matplotlib.pyplot as plt\nplt.yscale('log', nonposy='clip')\n",
         "import matplotlib.pyplot as plt\nplt.yscale('log', nonpositive='clip')\n"),
        ("from sklearn.cross_validation import train_test_split\nfrom sklearn.grid_search import GridSearchCV\n"
         "g = GridSearchCV(model, grid, 'accuracy')\n",
         "from sklearn.model_selection import train_test_split\nfrom sklearn.model_selection import GridSearchCV\n"
         "g = GridSearchCV(model, grid, scoring='accuracy')\n"),
    ],
)  # fmt: skip
def test_it_runs_today(before, after):
    outcome = migrated(before, "script")
    assert outcome.text == after
    assert left_to_do(outcome) == []


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn.metrics import plot_confusion_matrix\n",  # a method of a class today
        "from sklearn.svm import SVC\nm = SVC(*given)\n",
        "from sklearn.cluster import KMeans\nm = KMeans(3, 'random', 10, 300, 1e-4, True)\n",  # one is gone
        "import keras\nfirst = layer.get_output_at(1)\n",
        "import numpy as np\ndef sum(x):\n    pass\na = np.sum(x for x in y)\n",
    ],
)
def test_what_has_no_edit_is_named(source):
    outcome = migrated(source, "script")
    assert outcome.text == source
    assert len(left_to_do(outcome)) == 1


@pytest.mark.tf
def test_what_must_be_named_is_what_scikit_learn_says():
    inspect = pytest.importorskip("inspect")
    metrics = pytest.importorskip("sklearn.metrics", reason="needs scikit-learn")
    places = places_of("sklearn.metrics.confusion_matrix")
    found = inspect.signature(metrics.confusion_matrix).parameters
    by_place = [name for name, each in found.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    assert list(places.order[: places.kept]) == by_place
    assert {*places.order} - {"-"} <= {*found}


def test_a_document_of_pandas_alone_keeps_its_bools():
    source = "import pandas as pd\nt = pd.get_dummies(t['a'])\n"
    assert migrated(source, "script").text == source


def test_likeness_of_colour_images():
    source = "from skimage.measure import compare_ssim as ssim\ns = ssim(a, b, multichannel=True)\n"
    found = "from skimage.metrics import structural_similarity as ssim\ns = ssim(a, b, channel_axis=-1)\n"
    assert migrated(source, "script").text == found


def test_an_argument_whose_name_and_value_changed():
    source = (
        "from keras.layers import ZeroPadding2D\nx = ZeroPadding2D((1, 1), dim_ordering='th')\n"
    )
    found = source.replace("dim_ordering='th'", 'data_format="channels_first"')
    assert migrated(source, "script").text == found

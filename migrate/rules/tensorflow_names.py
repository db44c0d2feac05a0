"""TensorFlow 1 names: imports, what moved to `reference`, renamed and removed symbols, seeds."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from migrate import tables
from migrate.edits import Edit, Finding, ImportRequest, Severity, Span
from migrate.program import ParsedCell
from migrate.rules import keras_graph, seeded_dropout, seeded_math
from migrate.rules.imports import is_renamed, reimport, written
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import statement_insertion
from migrate.targets import compat
from migrate.targets.compat import COMPAT, Destination, destination

_GUIDE = "https://www.tensorflow.org/guide/migrate"
_WHY = "  # round as TensorFlow 1 did"
_KERNELS = f'import os\nos.environ.setdefault("{compat.ONEDNN}", "0"){_WHY}\n'


# -- names in expressions -----------------------------------------------------------------------


def _name(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.expr)
    qualified = context.names.of(node)
    parent = context.program.parents.get(node)
    if qualified is None or not context.legacy or not compat.is_tensorflow(qualified):
        return
    if isinstance(parent, ast.Attribute) and context.names.of(parent) is not None:
        return
    if compat.is_attached(qualified, context.names) or tables.canonical(qualified) == "tensorflow":
        return
    if keras_graph.taken(qualified, context):
        return
    where = destination(qualified)
    if context.stays_eager and where.path == "reference.seeds.set_random_seed":
        return  # that rule is about graphs
    if context.seeded and seeded_dropout.rounds_otherwise(qualified, parent, node):
        where = Destination(where.symbol, "reference", seeded_dropout.PATH)
    same_bits = seeded_math.path(qualified)
    if context.seeded and not context.stays_eager and same_bits is not None:
        where = Destination(where.symbol, "reference", same_bits)
    chain = _chain(node)
    root = context.names.of(chain[0]) or ""
    if where.state == "reported":
        if destination(root).state != "reported":
            yield Finding("TF106", cell.span(node), _advice(where), Severity.MANUAL)
        return
    if where.path is None:
        return
    at = next(
        (link for link in chain if tables.canonical(context.names.of(link) or "") == where.symbol),
        None,
    )
    if at is None or _follows_import(root, where):
        return
    edit, imports = _respelt(chain[: chain.index(at) + 1], where, cell, context)
    code, message = _described(where, edit.replacement)
    yield Finding(code, cell.span(at), message, Severity.FIXED, (edit,), imports)


def _by_getattr(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """`getattr(tf, "mul")`, spelled as the attribute that it is where the name changed."""
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node)
    if qualified is None or not context.legacy or not compat.is_tensorflow(qualified):
        return
    where = destination(qualified)
    if where.symbol != tables.canonical(qualified) or where.state == "kept" or not where.path:
        return
    text, imports = _spelt(where.path, context)
    code, message = _described(where, text)
    edits = (cell.replace(node, text),)
    yield Finding(code, cell.span(node), message, Severity.FIXED, edits, imports)


def _spelt(path: str, context: Context) -> tuple[str, tuple[ImportRequest, ...]]:
    """A path of today as an expression, and the import that it needs."""
    path = _by_attribute(path)
    if path.startswith(COMPAT + "."):
        name, imports = _tensorflow_name(context)
        return name + path[len(COMPAT) :], imports
    if path.startswith("reference."):
        _, head, *rest = path.split(".")
        request = context.free_name("reference", head)
        return ".".join([request.asname, *rest]), (request,)
    request = context.free_name(*path.rsplit(".", 1))
    return request.asname, (request,)


def _chain(node: ast.expr) -> list[ast.expr]:
    """The links of a dotted name, the bare name first."""
    links = [node]
    while isinstance(links[-1], ast.Attribute):
        links.append(links[-1].value)
    return links[::-1]


def _follows_import(root: str, where: Destination) -> bool:
    """Whether the name is right once the import of its first part has been upgraded."""
    base = tables.canonical(root)
    if where.path == where.symbol and where.symbol.startswith(_ATTRIBUTES):
        return True
    moved = COMPAT if base == "tensorflow" else destination(base).path
    if moved is None or not where.symbol.startswith(base):
        return False
    return moved + where.symbol[len(base) :] == where.path


# Libraries whose stars bring no `tf`; those of TensorFlow itself are looked after by name.
_WITHOUT_TENSORFLOW = frozenset(
    {"keras", "matplotlib", "numpy", "pandas", "pylab", "reference", "scipy", "sklearn"}
    | {"seaborn", "sympy", "tensorflow", "torch"}
)
# What compat.v1 has as attributes, though imports find it at its old path only.
_ATTRIBUTES = ("tensorflow.keras", "tensorflow.compat")


def _by_attribute(path: str) -> str:
    """The path that leads through attributes of compat.v1 where there is one."""
    inside = path.startswith(_ATTRIBUTES) and not path.startswith(COMPAT)
    return COMPAT + path.removeprefix("tensorflow") if inside else path


def _respelt(
    chain: list[ast.expr], where: Destination, cell: ParsedCell, context: Context
) -> tuple[Edit, tuple[ImportRequest, ...]]:
    """The edit that spells a dotted name anew, as short as it can be."""
    assert where.path is not None
    attributes = [link.attr for link in chain[1:] if isinstance(link, ast.Attribute)]
    if where.path.startswith("reference."):
        parts = where.path.split(".")[1:]
        request = context.free_name("reference", parts[0])
        new = [request.asname, *parts[1:]]
        same = _common(attributes[::-1], parts[:0:-1])
        last = chain[len(chain) - 1 - same]
        text = ".".join(new[: len(new) - same])
        return Edit(_span(cell, chain[0], last), text), (request,)
    path = _by_attribute(where.path)
    root = tables.canonical(context.names.of(chain[0]) or "")
    if not path.startswith(COMPAT + ".") or root != "tensorflow":
        text, imports = _spelt(path, context)
        return Edit(_span(cell, chain[0], chain[-1]), text), imports
    parts = path.removeprefix(COMPAT + ".").split(".")
    head = _common(attributes[:-1], parts[:-1])
    changed = chain[head + 1]
    assert isinstance(changed, ast.Attribute)
    start = cell.name_span(changed).start
    tail = _common(attributes[head:][:0:-1], parts[head:][:0:-1])
    end = cell.span(chain[len(chain) - 1 - tail]).end
    return Edit(Span(cell.index, start, end), ".".join(parts[head : len(parts) - tail])), ()


def _common(first: list[str], second: list[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _span(cell: ParsedCell, first: ast.expr, last: ast.expr) -> Span:
    return Span(cell.index, cell.span(first).start, cell.span(last).end)


def _tensorflow_name(context: Context) -> tuple[str, tuple[ImportRequest, ...]]:
    for name, bindings in context.names.bound.items():
        if bindings and all(binding in ("tensorflow", COMPAT) for binding in bindings):
            return name, ()
    return "tf", (ImportRequest("", COMPAT, "tf"),)


def _described(where: Destination, new: str) -> tuple[str, str]:
    old = where.symbol.replace("tensorflow", "tf", 1)
    if where.path == "reference.seeds.set_random_seed":
        return (
            "TF104",
            f"{old} draws other numbers in TensorFlow 2; {where.path} draws the old ones",
        )
    if where.path == seeded_dropout.PATH:
        return "TF111", f"{old} scales in another rounding today; {where.path} in TensorFlow 1's"
    if where.path in seeded_math.PATHS.values():
        return "TF112", f"{old} computes otherwise today; {where.path} as TensorFlow 1.15 did"
    if where.path == where.symbol:
        return "TF105", f"{old} is no attribute of compat.v1; it is imported by its own path"
    if where.state == "renamed":
        return "TF105", f"{old} is {(where.path or '').replace(COMPAT, 'tf', 1)} today"
    code = "TF102" if where.symbol.startswith("tensorflow.contrib") else "TF103"
    return code, f"{old} is gone from TensorFlow; {where.path} computes the same"


def _advice(where: Destination) -> str:
    return f"{where.symbol.replace('tensorflow', 'tf', 1)}: {where.advice}"


# -- imports ------------------------------------------------------------------------------------


def _import(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if not context.legacy:
        return
    if isinstance(node, ast.Import):
        yield from _plain_import(node, cell, context)
    elif isinstance(node, ast.ImportFrom) and not node.level and compat.is_tensorflow(node.module):
        yield from _from_import(node, cell, context)
    elif isinstance(node, ast.ImportFrom) and context.names.assumed:
        yield from _star_import(node, cell, context)


def _star_import(node: ast.ImportFrom, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """Import TensorFlow 1 behind `from helpers import *`, which brings some `tf` or none."""
    stars = [each for _, each in context.names.imports if _may_bring_tensorflow(each)]
    if stars and node is stars[-1]:
        added = [f"import {COMPAT} as tf", "tf.disable_v2_behavior()"]
        yield Finding(
            "TF101", cell.span(node), "the tf that the star brings is tensorflow.compat.v1 today",
            Severity.FIXED, (statement_insertion(cell, node, added),),
        )  # fmt: skip


def _may_bring_tensorflow(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.Import) or node.names[0].name != "*":
        return False
    library = (node.module or "").split(".")[0]
    return node.level > 0 or library not in {*sys.stdlib_module_names, *_WITHOUT_TENSORFLOW}


def _plain_import(node: ast.Import, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    edits: list[Edit] = []
    root = ""
    for alias in node.names:
        if alias.name == COMPAT:
            root = alias.asname or COMPAT
        if not compat.is_tensorflow(alias.name) or alias.name == COMPAT:
            continue
        if alias.name == "tensorflow" or alias.asname is None:
            name = alias.asname or "tensorflow"
            if alias.name.startswith(
                ("tensorflow.python", "tensorflow.keras", "tensorflow.compat")
            ):
                continue
            edits.append(cell.replace(alias, f"{COMPAT} as {name}"))
            root = name
            continue
        where = destination(alias.name)
        if where.state == "reported":
            yield Finding("TF106", cell.span(alias), _advice(where), Severity.MANUAL)
        elif where.path is not None and where.path != alias.name:
            edits.append(cell.replace(alias, f"{where.path} as {alias.asname}"))
    if root and node is context.switch_place:
        edits.append(statement_insertion(cell, node, [f"{root}.disable_v2_behavior()"]))
    if edits:
        yield Finding(
            "TF101", cell.span(node), "TensorFlow 1 is tensorflow.compat.v1 today",
            Severity.FIXED, tuple(edits),
        )  # fmt: skip


def _from_import(node: ast.ImportFrom, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    groups: dict[str, list[str]] = {}
    messages: list[str] = []
    assert node.module is not None
    for alias, new, where in compat.moved(node):
        if new is None:
            if where.state == "reported" and not keras_graph.taken(where.symbol, context):
                yield Finding("TF106", cell.span(alias), _advice(where), Severity.MANUAL)
            new = f"{node.module}.{alias.name}"
        elif where.path != where.symbol:
            messages.append(f"{where.symbol} is {where.path} today")
        module, _, name = new.rpartition(".")
        groups.setdefault(module, []).append(written(alias, name))
    added = ["from tensorflow.compat.v1 import disable_v2_behavior", "disable_v2_behavior()"]
    follow = added if node is context.switch_place else []
    edits = []
    if list(groups) != [node.module] or is_renamed(node, groups[node.module]):
        edits.append(reimport(node, groups, cell))
    if follow:
        edits.append(statement_insertion(cell, node, follow))
    if edits:
        message = "; ".join(dict.fromkeys(messages)) or "TensorFlow 1 is tensorflow.compat.v1 today"
        yield Finding("TF101", cell.span(node), message, Severity.FIXED, tuple(edits))


def _kernels(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """A seed gives the old digits with the old kernels: oneDNN's round otherwise."""
    if node is not context.seeded_import:
        return
    free = all(binding == "os" for binding in context.names.bound.get("os", ["os"]))
    name = "os" if free else "tf1_os"
    imported = "import os" if free else f"import os as {name}"
    switch = f'{name}.environ.setdefault("{compat.ONEDNN}", "0")'
    start = cell.span(node).start
    lead = cell.mask.text[cell.line_start(start) : start]
    if lead.strip():
        text = f"{imported}; {switch}; "
    else:
        text = f"{imported}{cell.newline}{lead}{switch}{_WHY}{cell.newline}{lead}"
    edit = cell.insert(start, text)
    message = "oneDNN rounds otherwise than TensorFlow 1; it is off, so that the seed's digits stay"
    yield Finding("TF108", cell.span(node), message, Severity.FIXED, (edit,))


RULES = (
    Rule(
        code="TF101",
        name="tensorflow-1-import",
        summary="Imports of TensorFlow 1 become imports of tensorflow.compat.v1 or of reference.",
        url=_GUIDE,
        examples=(
            Example(
                "from helpers import *\nx = tf.placeholder('float')",
                "from helpers import *\nimport tensorflow.compat.v1 as tf\n"
                "tf.disable_v2_behavior()\nx = tf.placeholder('float')",
            ),
            Example(
                "import tensorflow as tf\nx = tf.placeholder('int32')",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.placeholder('int32')",
            ),
            Example(
                "from tensorflow.examples.tutorials.mnist import input_data",
                "from reference.examples.tutorials.mnist import input_data",
            ),
            Example(
                "import tensorflow as tf\nx = tf.constant(1)", None, "the same in TensorFlow 2"
            ),
            Example("import numpy as tf\nx = tf.placeholder", None, "another module"),
            Example(
                "import tensorflow as tf\nx = tf.compat.v1.placeholder(tf.float32)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.compat.v1.placeholder(tf.float32)",
                "spelled as TensorFlow 1.14 advised, and no graph of its own",
            ),
            Example(
                "import tensorflow as tf\nwith tf.Graph().as_default():\n"
                "    x = tf.compat.v1.placeholder(tf.float32)",
                None,
                "a graph in TensorFlow 2",
            ),
            Example(
                "import tensorflow as tf\ntf.random.set_seed(1)\nsession = tf.compat.v1.Session()",
                None,
                "written for TensorFlow 2",
            ),
        ),
        nodes=(ast.Import, ast.ImportFrom),
        check=_import,
    ),
    Rule(
        code="TF102",
        name="contrib",
        summary="tf.contrib was removed; what is used of it is in reference.contrib.",
        url="https://github.com/tensorflow/community/blob/master/rfcs/20180907-contrib-sunset.md",
        examples=(
            Example(
                "import tensorflow as tf\ncell = tf.contrib.rnn.BasicRNNCell(num_units=10)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import contrib\ncell = contrib.rnn.BasicRNNCell(num_units=10)",
            ),
            Example(
                "import tensorflow as tf\nrnn = tf.contrib.rnn\ncell = rnn.BasicRNNCell(10)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import contrib\nrnn = contrib.rnn\ncell = rnn.BasicRNNCell(10)",
            ),
            Example(
                "import tensorflow as tf\ncontrib = 1\ncell = tf.contrib.rnn.GRUCell(10)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import contrib as tf1_contrib\ncontrib = 1\n"
                "cell = tf1_contrib.rnn.GRUCell(10)",
            ),
        ),
        nodes=(ast.Attribute, ast.Name),
        check=_name,
    ),
    Rule(
        code="TF103",
        name="removed-with-keras-2",
        summary="tf.layers and tf.nn.rnn_cell stop under Keras 3; reference has them as they were.",
        url=_GUIDE,
        examples=(
            Example(
                "import tensorflow as tf\ny = tf.layers.dense(x, 41)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import layers\ny = layers.dense(x, 41)",
            ),
        ),
    ),
    Rule(
        code="TF104",
        name="random-seed",
        summary="tf.set_random_seed becomes the one that draws TensorFlow 1's numbers.",
        url="https://www.tensorflow.org/api_docs/python/tf/compat/v1/set_random_seed",
        examples=(
            Example(
                "import tensorflow as tf\ntf.set_random_seed(777)",
                _KERNELS + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import seeds\nseeds.set_random_seed(777)",
            ),
        ),
    ),
    Rule(
        code="TF108",
        name="seeded-kernels",
        summary="Under a seed, oneDNN is switched off before TensorFlow is loaded: its kernels "
        "round otherwise than those of TensorFlow 1.15, by 1e-4 in a loss after 100 steps.",
        url="https://github.com/tensorflow/tensorflow/blob/v2.9.0/RELEASE.md",
        examples=(
            Example(
                "from tensorflow import Session, set_random_seed\nset_random_seed(1)",
                _KERNELS + "from tensorflow.compat.v1 import Session\n"
                "from reference.seeds import set_random_seed\n"
                "from tensorflow.compat.v1 import disable_v2_behavior\ndisable_v2_behavior()\n"
                "set_random_seed(1)",
            ),
            Example(
                "try:\n    import tensorflow as tf\nexcept ImportError:\n    raise\n"
                "tf.set_random_seed(1)",
                "try:\n    "
                + _KERNELS.replace("\n", "\n    ")
                + "import tensorflow.compat.v1 as tf\n    tf.disable_v2_behavior()\n"
                "    from reference import seeds\nexcept ImportError:\n    raise\n"
                "seeds.set_random_seed(1)",
            ),
            Example(
                "import numpy as np; import tensorflow as tf\nos = 1\ntf.set_random_seed(1)",
                "import numpy as np; import os as tf1_os; tf1_os.environ.setdefault("
                '"TF_ENABLE_ONEDNN_OPTS", "0"); import tensorflow.compat.v1 as tf; '
                "tf.disable_v2_behavior(); from reference import seeds\n"
                "os = 1\nseeds.set_random_seed(1)",
            ),
            Example(
                "import tensorflow as tf\nsettings = tf.estimator.RunConfig(tf_random_seed=1)",
                _KERNELS + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import estimator\n"
                "settings = estimator.RunConfig(tf_random_seed=1)",
            ),
            Example(
                "%env TF_ENABLE_ONEDNN_OPTS=1\nfrom reference import seeds\n"
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "seeds.set_random_seed(1)",
                None,
                "the document says itself what it wants",
            ),
        ),
        nodes=(ast.Import, ast.ImportFrom),
        check=_kernels,
    ),
    Rule(
        code="TF105",
        name="renamed-symbol",
        summary="A symbol that was renamed gets its name of today.",
        url="https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md",
        examples=(
            Example(
                "import tensorflow as tf\nz = tf.mul(x, y)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "z = tf.multiply(x, y)",
            ),
            Example(
                "import tensorflow as tf\nz = getattr(tf, 'mul')(x, y)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "z = tf.multiply(x, y)",
            ),
        ),
        nodes=(ast.Call,),
        check=_by_getattr,
    ),
    Rule(
        code="TF106",
        name="removed-symbol",
        summary="A symbol without a replacement is reported, with what to use instead.",
        url=_GUIDE,
        examples=(
            Example(
                "import tensorflow as tf\nwave = tf.contrib.ffmpeg.decode_audio(b'')",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "wave = tf.contrib.ffmpeg.decode_audio(b'')",
            ),
        ),
    ),
    Rule(
        code="TF107",
        name="unresolved-name",
        summary="A TensorFlow name of the result that does not resolve in today's TensorFlow.",
        url="https://www.tensorflow.org/api_docs/python/tf/compat/v1",
        examples=(
            Example("import tensorflow as tf\nz = eval('tf.mul(1, 2)')", None, "reported"),
            Example("import tensorflow as tf\nz = tf.no_such_name", None, "reported"),
        ),
    ),
    Rule(
        code="TF111",
        name="seeded-dropout",
        summary="In a seeded graph, tf.nn.dropout by a tensor, or by a number whose scale rounds "
        "otherwise in float32, becomes the one of reference, which multiplies as TensorFlow 1 did.",
        url="https://www.tensorflow.org/api_docs/python/tf/compat/v1/nn/dropout",
        examples=(
            Example(
                "import tensorflow as tf\ntf.set_random_seed(1)\n"
                "y = tf.nn.dropout(x, keep_prob=keep)",
                _KERNELS + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import nn, seeds\nseeds.set_random_seed(1)\n"
                "y = nn.dropout(x, keep_prob=keep)",
            ),
            Example(
                "import tensorflow as tf\ntf.set_random_seed(1)\n"
                "y = tf.nn.dropout(x, 0.7)\nz = tf.nn.dropout(x, rate=0.6)",
                _KERNELS + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import nn, seeds\nseeds.set_random_seed(1)\n"
                "y = tf.nn.dropout(x, 0.7)\nz = nn.dropout(x, rate=0.6)",
                "the scale of 0.7 is the same in both roundings",
            ),
            Example(
                "import tensorflow as tf\nx = tf.placeholder('float')\n"
                "y = tf.nn.dropout(x, keep_prob=keep)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.placeholder('float')\ny = tf.nn.dropout(x, keep_prob=keep)",
                "without a seed there are no digits to keep",
            ),
        ),
    ),
    Rule(
        code="TF112",
        name="seeded-math",
        summary="In a seeded graph, tf.sigmoid and tf.nn.softmax become those of reference: "
        "TensorFlow 1.15's, to the last bit; and tf.linspace, which was one op.",
        url="https://www.tensorflow.org/api_docs/python/tf/math/sigmoid",
        examples=(
            Example(
                "import tensorflow as tf\ntf.set_random_seed(1)\n"
                "y = tf.nn.sigmoid(x)\n"
                "z = tf.layers.dense(x, 2, activation=tf.sigmoid)",
                _KERNELS + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import layers, math as tf1_math, seeds\nseeds.set_random_seed(1)\n"
                "y = tf1_math.sigmoid(x)\n"
                "z = layers.dense(x, 2, activation=tf1_math.sigmoid)",
            ),
            Example(
                "import math\nimport tensorflow as tf\ntf.set_random_seed(1)\n"
                "y = tf.sigmoid(x) / math.log(2)",
                "import math\n"
                + _KERNELS
                + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import math as tf1_math, seeds\nseeds.set_random_seed(1)\n"
                "y = tf1_math.sigmoid(x) / math.log(2)",
                "the document's own math",
            ),
            Example(
                "import tensorflow as tf\ntf.set_random_seed(1)\ny = tf.nn.softmax(x, name='y')",
                _KERNELS + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import math as tf1_math, seeds\nseeds.set_random_seed(1)\n"
                "y = tf1_math.softmax(x, name='y')",
            ),
            Example(
                "import tensorflow as tf\ntf.set_random_seed(1)\nx = tf.linspace(0.0, 1.0, 5)",
                _KERNELS + "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import math as tf1_math, seeds\nseeds.set_random_seed(1)\n"
                "x = tf1_math.linspace(0.0, 1.0, 5)",
            ),
            Example(
                "import tensorflow as tf\nx = tf.placeholder('float')\ny = tf.sigmoid(x)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.placeholder('float')\ny = tf.sigmoid(x)",
                "without a seed there are no digits to keep",
            ),
        ),
    ),
)

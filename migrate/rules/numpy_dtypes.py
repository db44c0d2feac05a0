"""What no longer stands for a dtype: kinds of numbers, such as `numpy.integer`, and texts that
NumPy knew until 2.0, or in Python 2 only.

https://numpy.org/doc/stable/release/2.3.0-notes.html
https://numpy.org/doc/stable/release/2.0.0-notes.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword

# What NumPy took each for while it did.
_MEANT = {
    "numpy.integer": "int",
    "numpy.signedinteger": "int",
    "numpy.unsignedinteger": "uint",
    "numpy.floating": "float",
    "numpy.inexact": "float",
    "numpy.number": "float",
    "numpy.complexfloating": "complex",
}
#: Texts, and what each meant; numarray's names (Float64, UInt8) are the others' in capitals.
TEXTS = {
    "bool8": "bool", "bytes0": "bytes", "cfloat": "complex", "clongfloat": "clongdouble",
    "complex_": "complex", "float_": "float", "int0": "intp", "longcomplex": "clongdouble",
    "longfloat": "longdouble", "object0": "object", "singlecomplex": "complex64", "str0": "str",
    "string": "str", "string_": "bytes", "uint0": "uintp", "unicode_": "str", "void0": "void",
    "Bool": "bool", "Bytes0": "bytes", "Datetime64": "datetime64", "Object0": "object",
    "Str0": "str", "Timedelta64": "timedelta64", "Void0": "void",
    "Int8": "int8", "Int16": "int16", "Int32": "int32", "Int64": "int64", "UInt8": "uint8",
    "UInt16": "uint16", "UInt32": "uint32", "UInt64": "uint64", "Uint64": "uint64",
    "Float16": "float16", "Float32": "float32", "Float64": "float64", "Float128": "longdouble",
    "Complex128": "clongdouble",
    "Complex32": "complex64", "Complex64": "complex128",
}  # fmt: skip
# The place of the dtype among the positional arguments.
_PLACES = {
    "numpy.array": 1, "numpy.asarray": 1, "numpy.dtype": 0, "numpy.empty": 1, "numpy.full": 2,
    "numpy.ones": 1, "numpy.zeros": 1, "numpy.ones_like": 1, "numpy.zeros_like": 1,
}  # fmt: skip


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    for given in _dtypes(node, context):
        if isinstance(given, ast.Constant):
            if _is_for_numpy(node, given, context) and given.value in TEXTS:
                edit = cell.replace(given, repr(TEXTS[given.value]))
                message = f"{given.value!r} is no dtype of NumPy any more"
                yield Finding("NP407", edit.span, message, Severity.FIXED, (edit,))
            continue
        meant = _MEANT.get(context.names.of(given) or "")
        if meant is None:
            continue
        if meant == "uint":
            name = isinstance(given, ast.Attribute) and cell.segment(given.value)
            meant = f"{name}.uint" if name else "'uint'"
        message = f"{cell.segment(given)} is no dtype any more; it was {meant}"
        edit = cell.replace(given, meant)
        yield Finding("NP407", edit.span, message, Severity.FIXED, (edit,))


def _is_for_numpy(call: ast.Call, given: ast.Constant, context: Context) -> bool:
    """Whether it is NumPy that reads a text; pandas and TensorFlow have a dtype `string`."""
    if (context.names.of(call.func) or "").startswith("numpy."):
        return isinstance(given.value, str)
    astype = isinstance(call.func, ast.Attribute) and call.func.attr == "astype"
    return astype and isinstance(given.value, str) and "pandas" not in context.libraries


def _dtypes(call: ast.Call, context: Context) -> Iterator[ast.expr]:
    """The expressions of a call that stand where a dtype does."""
    named = keyword(call, "dtype")
    if named is not None:
        yield named.value
    if isinstance(call.func, ast.Attribute) and call.func.attr == "astype" and call.args:
        yield call.args[0]
    place = _PLACES.get(context.names.of(call.func) or "", len(call.args))
    yield from call.args[place : place + 1]


RULES = (
    Rule(
        code="NP407",
        name="abstract-dtype",
        summary="numpy.integer, 'Float64' and their like become the dtype they meant.",
        url="https://numpy.org/doc/stable/release/2.3.0-notes.html",
        examples=(
            Example(
                "import numpy as np\nx = np.zeros(2, dtype=np.integer)\ny = x.astype(np.floating)",
                "import numpy as np\nx = np.zeros(2, dtype=int)\ny = x.astype(float)",
            ),
            Example(
                "import numpy as np\nx = np.ones(3, np.unsignedinteger)",
                "import numpy as np\nx = np.ones(3, np.uint)",
            ),
            Example(
                "import numpy as np\nx = np.array(y, dtype='Float64').astype('float_')",
                "import numpy as np\nx = np.array(y, dtype='float64').astype('float')",
            ),
            Example(
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.placeholder(dtype='string')",
                None,
                "TensorFlow's own",
            ),
            Example(
                "import numpy as np\nx = isinstance(3, np.integer) or np.issubdtype(y, np.integer)",
                None,
                "a question about a kind",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)

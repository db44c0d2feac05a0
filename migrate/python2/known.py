"""What names of the standard library, NumPy and TensorFlow give and take: ints, floats, texts,
arrays of ints."""

from __future__ import annotations

#: Names that libraries use for counts, whatever object they sit on.
INT_ATTRIBUTES = frozenset({"num_examples", "ndim"})
INT_CALLS = frozenset(
    {
        "len",
        "int",
        "long",
        "ord",
        "hash",
        "id",
        "random.randint",
        "random.randrange",
        "os.getpid",
        "os.path.getsize",
    }
)
FLOAT_CALLS = frozenset(
    {
        "float",
        "round",
        "time.time",
        "time.clock",
        "random.random",
        "random.uniform",
        "random.gauss",
        *(f"math.{name}" for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "pow")),
        *(f"math.{name}" for name in ("floor", "ceil", "fabs", "fsum")),
    }
)
STR_CALLS = frozenset({"str", "raw_input", "unicode", "repr", "chr", "unichr", "json.dumps"})
#: Methods of texts, and those that give a text.
STR_METHODS_SAME = frozenset(
    {
        *("join", "format", "strip", "lstrip", "rstrip", "replace", "lower", "upper", "title"),
        *("capitalize", "ljust", "rjust", "center", "zfill", "expandtabs", "swapcase"),
    }
)
STR_METHODS = STR_METHODS_SAME | {
    *("split", "rsplit", "startswith", "endswith", "find", "rfind", "index", "count"),
    *("partition", "rpartition", "splitlines"),
}
#: What gives bytes: calls, and methods of whatever object.
BYTES_CALLS = frozenset({"struct.pack", "cPickle.dumps", "pickle.dumps", "zlib.compress"})
BYTES_METHODS = frozenset({"tostring", "tobytes", "encode"})
#: Functions that take bytes.
BYTES_TAKERS = frozenset(
    {
        *("struct.unpack", "numpy.fromstring", "numpy.frombuffer", "pickle.loads", "cPickle.loads"),
        *("zlib.decompress", "io.BytesIO", "hashlib.md5", "hashlib.sha1", "hashlib.sha256"),
        *("base64.b64encode", "tensorflow.image.decode_jpeg", "tensorflow.image.decode_png"),
    }
)
FLAG_KINDS = {"DEFINE_integer": "int", "DEFINE_float": "float", "DEFINE_string": "str"}
#: Calls whose argument (by position; None for all) must be an int or made of ints.
INT_ARGUMENTS: dict[str, tuple[int, ...] | None] = {
    "range": None,
    "xrange": None,
    "zeros": (0,),
    "ones": (0,),
    "empty": (0,),
    "eye": (0,),
    "full": (0,),
    "fill": (0,),
    "placeholder": (1,),
    "random_normal": (0,),
    "random_uniform": (0,),
    "truncated_normal": (0,),
    "reshape": (1,),
    "array_split": (1,),
    "split": (1,),
    "tile": (1,),
    "repeat": (1,),
    "resize": (1,),
    "roll": (1,),
    "linspace": (2,),
    "randn": None,
    "rand": None,
    "sample": (1,),
    "subplot": (0, 1, 2),
    "subplots": (0, 1),
    "islice": (1, 2, 3),
    "BasicRNNCell": (0,),
    "BasicLSTMCell": (0,),
    "LSTMCell": (0,),
    "GRUCell": (0,),
}
INT_KEYWORDS = frozenset(
    {
        "num_units",
        "units",
        "shape",
        "size",
        "num_outputs",
        "batch_size",
        "output_size",
        "hidden_size",
    }
)

#: Functions of NumPy and TensorFlow that give ints, whatever they are given.
LIBRARY_INTS = frozenset(
    {
        *(f"numpy.{name}" for name in ("argmax", "argmin", "argsort", "argwhere", "searchsorted")),
        *(f"numpy.{name}" for name in ("bincount", "count_nonzero", "digitize", "flatnonzero")),
        *(f"numpy.{name}" for name in ("size", "ndim", "lexsort", "indices")),
        *(f"numpy.{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)),
        *(f"numpy.random.{name}" for name in ("randint", "random_integers")),
        *(f"numpy.random.{name}" for name in ("binomial", "poisson", "geometric")),
        *(f"tensorflow.{name}" for name in ("shape", "size", "rank", "argmax", "argmin")),
        *(f"tensorflow.{name}" for name in ("arg_max", "arg_min", "to_int32", "to_int64")),
    }
)
#: Functions of NumPy that give ints where all they are given are ints.
LIBRARY_SAME = frozenset(
    f"numpy.{name}"
    for name in (
        *("arange", "array", "asarray", "abs", "absolute", "add", "amax", "amin", "append"),
        *("concatenate", "copy", "cumsum", "diff", "dot", "hstack", "max", "maximum", "min"),
        *("minimum", "mod", "multiply", "outer", "prod", "product", "ravel", "repeat"),
        *("reshape", "sort", "subtract", "sum", "tile", "transpose", "unique", "vstack"),
        *("power", "square", "sign", "squeeze", "expand_dims", "full", "where", "clip"),
        *("empty_like", "zeros_like", "ones_like", "cumprod", "roll", "stack"),
        *("flipud", "fliplr", "column_stack", "ptp", "trace", "diag", "loadtxt", "load"),
        *("genfromtxt", "fromfile", "fromstring", "frombuffer", "fromiter", "random.permutation"),
        *("random.choice",),
    )
)
#: Methods of arrays that give what they are called on.
ARRAY_METHODS_SAME = frozenset(
    {
        *("sum", "max", "min", "prod", "cumsum", "cumprod", "reshape", "copy", "flatten"),
        *("ravel", "transpose", "squeeze", "repeat", "dot", "clip", "item", "take", "round"),
    }
)
ARRAY_METHODS_INT = frozenset({"argmax", "argmin", "argsort", "searchsorted", "bit_length"})
#: What is written for a type of ints.
INT_TYPE = (
    r"(?:(?:np|numpy|tf|tensorflow)\.)?u?int(?:8|16|32|64|_|c|p)?"
    r"|[\"'](?:u?int\d*|[<>=|]?[iu]\d)[\"']"
)

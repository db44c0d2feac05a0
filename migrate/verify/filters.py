r"""What two runs print differently without computing differently: named filters, one a noise.

A `Filter` takes a text to a text and is idempotent; `set_aside` runs them in order on both sides
before they are compared. `FILTERS` holds the ones that always run; a user adds more with
`pattern_filter`, or in `pyproject.toml`:

    [tool.rnn-migrate.verify.filters]
    session-ids = "session-[0-9a-f]{8}"
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from migrate.verify.collections_order import in_order

MARK = "‹{}›"


@dataclass(frozen=True)
class Filter:
    """A kind of noise: its name, one sentence on it, and the function that sets it aside."""

    name: str
    summary: str
    apply: Callable[[str], str]

    def __call__(self, text: str) -> str:
        """The text without this noise."""
        return self.apply(text)


def pattern_filter(name: str, pattern: str, summary: str = "") -> Filter:
    r"""A filter that puts a mark of its name wherever a regular expression matches.

    Raises:
        ValueError: if the pattern is no regular expression, or matches the empty text.

    >>> pattern_filter("jobs", r"job \d+")("job 17 done")
    '‹jobs› done'
    """
    try:
        compiled = re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise ValueError(f"the filter {name} is no regular expression: {error}") from None
    if compiled.search("") is not None:
        raise ValueError(f"the filter {name} matches the empty text")
    mark = MARK.format(name)

    def apply(text: str) -> str:
        # Outside of marks only, so that a pattern which fits its own mark stays idempotent.
        return mark.join(compiled.sub(lambda _: mark, part) for part in text.split(mark))

    return Filter(name, summary or f"the pattern {pattern}", apply)


def set_aside(text: str, filters: Sequence[Filter] | None = None) -> str:
    r"""The text without what the filters know, and without blanks at line ends and at the end.

    >>> set_aside("WARNING:tensorflow:From a.py:1: The name f is deprecated.\n\n1.5 \n")
    '1.5'
    """
    for item in FILTERS if filters is None else filters:
        text = item(text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


# -- lines that the terminal itself would not show any more ---------------------------------------

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


def _colours(text: str) -> str:
    return _until_settled(text, lambda now: _ANSI.sub("", now))


def _until_settled(text: str, step: Callable[[str], str]) -> str:
    """Repeat a step that shortens (or leaves) a text until it leaves it."""
    while (after := step(text)) != text:
        text = after
    return text


def _carriage_returns(text: str) -> str:
    return "\n".join(_overwritten(line) for line in text.replace("\r\n", "\n").split("\n"))


def _overwritten(line: str) -> str:
    if "\r" not in line and "\b" not in line:
        return line
    shown: list[str] = []
    position = 0
    for character in line:
        if character == "\r":
            position = 0
        elif character == "\b":
            position = max(0, position - 1)
        else:
            shown[position : position + 1] = [character]
            position += 1
    return "".join(shown)


# -- messages that are not the notebook's own -----------------------------------------------------

# The second is a warning of Python in 1.15.
_TF_WARNING = re.compile(
    r"WARNING:tensorflow:|ERROR:tensorflow:An interactive session is already active\."
    r"|WARNING: All log messages before absl::"
)
_CONTRIB = "The TensorFlow contrib module will not be included in TensorFlow 2.0."
_PARAGRAPHS = 8  # lines, of the longest instructions
_PYTHON_WARNING = re.compile(r"\S.*:\d+: \w+Warning: ")
_LOG_LINE = re.compile(
    r"(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: )?[IWEF] (?:tensorflow|external|xla)/\S+:\d+\]"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d(?:\.\d+)? +\d+ \S+:\d+\]"
    r"|[IWEF]0000 00:00:\d+\.\d+ +\d+ \S+:\d+\]"
)


def _warnings(text: str) -> str:
    lines = text.split("\n")
    kept: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if _TF_WARNING.match(line):
            index = _after_tensorflow_warning(lines, index)
        elif _PYTHON_WARNING.match(line):
            # Python shows the source line below, two blanks in.
            index += 2 if lines[index + 1 : index + 2] and lines[index + 1][:2] == "  " else 1
        else:
            kept.append(line)
            index += 1
    return "\n".join(kept)


def _after_tensorflow_warning(lines: Sequence[str], start: int) -> int:
    """The line behind a warning of TensorFlow, its instructions and the blank line it ends with."""
    index = start + 1
    if lines[index : index + 1] == [_CONTRIB]:
        while index < len(lines) and lines[index] and not _TF_WARNING.match(lines[index]):
            index += 1
    elif lines[index : index + 1] == ["Instructions for updating:"]:
        index += 1
        if lines[index : index + 1] == [""]:  # instructions of several paragraphs
            ends = [line.startswith("See ") for line in lines[index : index + _PARAGRAPHS]]
            index += ends.index(True) + 1 if any(ends) else 0
        elif index < len(lines) and not _TF_WARNING.match(lines[index]):
            index += 1
    if index + 1 < len(lines) and not lines[index]:
        index += 1
    return index


def _log_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _LOG_LINE.match(line))


# With `log_device_placement=True`: the devices, then each op with its own.
_PLACED = re.compile(r"Device mapping:.*|/job:\S+ -> device: .*|\S+: \(\w+\): ?/job:\S*")


def _placements(text: str) -> str:
    kept: list[str] = []
    placed = False
    for line in text.split("\n"):
        placed = _PLACED.fullmatch(line) is not None or (placed and not line)
        if not placed:
            kept.append(line)
    return "\n".join(kept)


# -- what differs from run to run -----------------------------------------------------------------

_UNIT = r"(?:ns|us|µs|μs|ms|s|secs?|seconds?|minutes?|hours?)"
_SPAN = rf"\d+(?:\.\d+)?(?:e[-+]?\d+)? ?{_UNIT}"
_TIMES = [
    re.compile(
        rf"^(?:CPU times: .*|(?:Wall time|Compiler *): (?:{_SPAN}|\d+min| )+)$", re.MULTILINE
    ),
    re.compile(
        rf"{_SPAN} ± {_SPAN} per loop \(mean ± std\. dev\. of \d+ runs?, [\d,]+ loops? each\)"
        rf"|[\d,]+ loops?, best of \d+: {_SPAN} per loop"
    ),
    re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\b"),
    re.compile(r"\b\d+:\d\d:\d\d(?:\.\d+)?\b"),
    re.compile(rf"(?<![\w.]){_SPAN}(?:/\w+)?(?!\w)"),
    re.compile(r"(?<![\w.])\d+\.\d+ ?\((?:s|sec|secs|seconds)\)"),
]


def _timings(text: str) -> str:
    for pattern in _TIMES:
        text = pattern.sub(MARK.format("time"), text)
    return text


_KERAS_BAR = re.compile(
    r"^ *\d+/(?:\d+|Unknown) +(?:\[[=>. ]*\]|[\u2500-\u257f\u2580-\u259f ]*[\u2500-\u257f]) *"
    r"(?:- *)?(?:ETA: *\S+|\d+m?s(?: +\S+/\w+)?) *(?:- *)?",
    re.MULTILINE,
)
# The bar, its counts, times and speed; what a program adds behind the speed is a result.
_TQDM_BAR = re.compile(
    r"(?:\d+%\|[^|\n]*\| *[\d.]+\w?/[\d.]+\w? *|\b\d+it )"
    r"\[[\d:]+(?:<[\d:?]+)?(?:, *(?:\?|[\d.]+) *(?:\w+/s|s/\w+))?(?P<added>,[^\]\n]*)?\]"
)


def _progress(text: str) -> str:
    mark = MARK.format("progress")
    text = _KERAS_BAR.sub(mark + " ", text)
    text = _TQDM_BAR.sub(lambda match: mark + (match["added"] or ""), text)
    # A bar and nothing else: Keras 3 shows one where Keras 2 was silent (`predict`).
    lines = text.split("\n")
    return "\n".join(line for line in lines if mark not in line or line.replace(mark, "").strip())


_PLACES = [
    (re.compile(r"<(?:[\w.]*\.)?([A-Za-z_]\w*) object at 0x[0-9a-fA-F]+>"), r"<\1 object>"),
    # The settings that an estimator logs: 1.15 told where the (empty) cluster is, 2 what is in it.
    (re.compile(r"\bClusterSpec\(\{\}\)"), "<ClusterSpec object>"),
    (re.compile(r"(?<=\bat )0x[0-9a-fA-F]{6,}\b"), MARK.format("address")),
    (re.compile(r"<ipython-input-\d+-[0-9a-f]+>"), MARK.format("cell")),
    (re.compile(r"/\S*/ipykernel_\d+/\d+\.py"), MARK.format("cell")),
]


def _addresses(text: str) -> str:
    for pattern, replacement in _PLACES:
        text = pattern.sub(replacement, text)
    return text


_VERSION = re.compile(
    r"(?<![\w.])\d+\.\d+\.\d+(?:[-.]?(?:rc|a|b|dev|post)\d+|-tf)?(?![\w.])", re.ASCII
)
# A line that tells a version says so, or has nothing else on it (but for what a tuple is shown in).
_TELLS_VERSION = re.compile(
    r"version|버전|tensorflow|\btf\b|numpy|\bnp\b|keras|python|torch|pandas|scipy|sklearn|scikit"
    r"|matplotlib|tensorboard|cuda",
    re.IGNORECASE,
)


_PYTHON_VERSION = re.compile(r"sys\.version_info\(major=\d+, [^()]*\)")


def _versions(text: str) -> str:
    mark = MARK.format("version")
    lines = _PYTHON_VERSION.sub(mark, text).split("\n")
    for index, line in enumerate(lines):
        if _TELLS_VERSION.search(line) or _VERSION.fullmatch(line.strip(" '\"(),")):
            lines[index] = _VERSION.sub(mark, line)
    return "\n".join(lines)


# -- what differs between the versions of Python, NumPy and TensorFlow ----------------------------

_SCALAR = re.compile(
    r"\b(?:np|numpy)\.(?:u?int(?:8|16|32|64|c|p)?|float(?:16|32|64)|longlong|bool_?|str_|bytes_"
    r"|complex(?:64|128))\(((?:'[^'\n]*'|\"[^\"\n]*\"|[^()'\"\n])*)\)"
)
_NUMPY_BOOL = re.compile(r"\b(?:np|numpy)\.(True|False)_\b")


def _numpy_scalars(text: str) -> str:
    return _until_settled(text, lambda now: _NUMPY_BOOL.sub(r"\1", _SCALAR.sub(r"\1", now)))


_ARRAY_OPEN = re.compile(r"\[ +(?=\[|[-+]?[\d.]+(?:e[-+]\d+)?[ \],\n])")
_ARRAY_GAP = re.compile(r"(?<=[\d.\],]) {2,}(?=[-+\d\[])")
_ARRAY_CLOSE = re.compile(r"(?<=[\d.]) +(?=[\],])")


_WRAP = re.compile(r"(?<=[\d.,])\n +(?=[-+]?[\d.])")


def _unwrapped(text: str) -> str:
    """The text with each row of numbers in brackets on one line, however wide it was printed."""
    pieces: list[str] = []
    position = depth = 0
    for match in _WRAP.finditer(text):
        between = text[position : match.start()]
        for character in between:
            depth = max(0, depth + (character == "[") - (character == "]"))
        pieces += [between, " " if depth else match.group()]
        position = match.end()
    return "".join([*pieces, text[position:]])


def _array_spacing(text: str) -> str:
    text = _until_settled(_unwrapped(text), lambda now: _ARRAY_OPEN.sub("[", now))
    return _ARRAY_CLOSE.sub("", _ARRAY_GAP.sub(" ", text))


_DIMENSION = re.compile(r"\bDimension\((\d+|None)\)")
_EAGER_ID = re.compile(r"(?<=<tf\.Tensor: )id=\d+, ")
_UNKNOWN = re.compile(r"(?<=shape=)\([\d?, ]*\?[\d?, ]*\)")


def _tensor_shapes(text: str) -> str:
    text = _until_settled(text, lambda now: _DIMENSION.sub(r"\1", _EAGER_ID.sub("", now)))
    return _UNKNOWN.sub(lambda match: match.group().replace("?", "None"), text)


_UNICODE = re.compile(r"(?<![\w\\'\"])[uU]('(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")")
_LONG = re.compile(r"(?<![\w.])(\d+)L\b")
_PRINTED_TUPLE = re.compile(r"^\((?=['\"]).*\)$", re.MULTILINE)


def _python2_reprs(text: str) -> str:
    text = _until_settled(text, lambda now: _UNICODE.sub(_plain_string, _LONG.sub(r"\1", now)))
    return _until_settled(text, lambda now: _PRINTED_TUPLE.sub(_printed_apart, now))


def _plain_string(match: re.Match[str]) -> str:
    try:
        return repr(ast.literal_eval(match[1]))
    except (SyntaxError, ValueError):
        return match[1]


def _printed_apart(match: re.Match[str]) -> str:
    """`print("a", 1)` printed the tuple in Python 2; Python 3 prints the items, a blank apart."""
    try:
        items = ast.literal_eval(match.group())
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return match.group()
    if not isinstance(items, tuple) or not isinstance(items[0], str):
        return match.group()
    return " ".join(str(item) for item in items)


FILTERS: tuple[Filter, ...] = (
    Filter("colours", "ANSI escapes of a terminal", _colours),
    Filter("carriage-returns", "characters overwritten after `\\r` or `\\b`", _carriage_returns),
    Filter("warnings", "warnings of Python, TensorFlow 1's deprecation notices", _warnings),
    Filter("log-lines", "lines of TensorFlow's and absl's log", _log_lines),
    Filter("device-placements", "what `log_device_placement=True` logs", _placements),
    Filter("progress-bars", "the bars of Keras and tqdm, their counts and speeds", _progress),
    Filter("timings", "durations, dates, `%time` and `%timeit`", _timings),
    Filter("addresses", "addresses in memory, modules of objects, names of cells", _addresses),
    Filter("versions", "version numbers of three parts, where a line tells one", _versions),
    Filter("numpy-scalars", "NumPy 2's `np.float32(0.5)` for `0.5`", _numpy_scalars),
    Filter(
        "array-spacing", "blanks and line breaks between the numbers of an array", _array_spacing
    ),
    Filter(
        "tensor-shapes", "`Dimension(3)` for `3`, `?` for `None`, `id=` of tensors", _tensor_shapes
    ),
    Filter("python2-reprs", "`u'a'`, `3L`, printed tuples of Python 2", _python2_reprs),
    Filter("collection-order", "the printed order of sets and dicts", in_order),
)


def named(names: Sequence[str]) -> tuple[Filter, ...]:
    """The filters of `FILTERS` with these names.

    Raises:
        KeyError: if there is no such filter.
    """
    table = {item.name: item for item in FILTERS}
    return tuple(table[name] for name in names)

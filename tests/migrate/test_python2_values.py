"""Values that mean something else in Python 3: quotients, bytes, rounding, lists.

What each of these printed was compared with Python 2.7 once; here the texts are held.
"""

from __future__ import annotations

import ast
import time

import pytest

from migrate.python2 import CODES, is_python2, survey, upgrade

REWRITES = {
    # division
    "an array of ints": (
        "import numpy as np\nprint np.arange(n) / 2, np.array([1, 2]) / 2",
        "import numpy as np\nprint(np.arange(n) / 2, np.array([1, 2]) // 2)",
    ),
    "an array of ints, its length known": (
        "import numpy as np\nn = 7\nprint np.arange(n) / 2",
        "import numpy as np\nn = 7\nprint(np.arange(n) // 2)",
    ),
    "places in an array": (
        "import numpy as np\nprint np.argmax(x) / 2, x.astype(int).sum() / 2",
        "import numpy as np\nprint(np.argmax(x) // 2, x.astype(int).sum() // 2)",
    ),
    "the shape of a tensor": (
        "import tensorflow as tf\nn = tf.shape(x)[0] / 2\nprint n",
        "import tensorflow as tf\nn = tf.shape(x)[0] // 2\nprint(n)",
    ),
    "an attribute set from a parameter": (
        "class A(object):\n    def __init__(self, n):\n        self.n = n\n"
        "    def half(self):\n        return self.n / 2\nprint A(7).half()",
        "class A(object):\n    def __init__(self, n):\n        self.n = n\n"
        "    def half(self):\n        return self.n // 2\nprint(A(7).half())",
    ),
    "an attribute of a class of settings": (
        "class Config(object):\n    steps = 7\ndef f(config):\n    print config.steps / 2",
        "class Config(object):\n    steps = 7\ndef f(config):\n    print(config.steps // 2)",
    ),
    "a parameter that all calls give ints": (
        "def f(n, k=2):\n    return n / k\nprint f(7), f(9, 4)",
        "def f(n, k=2):\n    return n // k\nprint(f(7), f(9, 4))",
    ),
    "what a function returns": (
        "def size():\n    return 7\nprint size() / 2",
        "def size():\n    return 7\nprint(size() // 2)",
    ),
    "an option of the command line": (
        "p.add_argument('--steps', type=int)\nargs = p.parse_args()\nprint args.steps / 2",
        "p.add_argument('--steps', type=int)\nargs = p.parse_args()\nprint(args.steps // 2)",
    ),
    "a sum of lengths": (
        "print sum(len(x) for x in xs) / 2, sum(map(len, xs)) / 2",
        "print(sum(len(x) for x in xs) // 2, sum(map(len, xs)) // 2)",
    ),
    # rounding
    "round": (
        "print round(x)",
        "import decimal\nprint(float(decimal.Decimal(float(x)).quantize(1, 'ROUND_HALF_UP')))",
    ),
    "round of a float made an int": (
        "print int(round(0.5 * n))",
        "import decimal\nprint(int(decimal.Decimal(0.5 * n).quantize(1, 'ROUND_HALF_UP')))",
    ),
    "round of an int": ("n = 3\nprint round(n)", "n = 3\nprint(float(n))"),
    "round to places": ("print round(x, 2)", "print(round(x, 2))"),
    "floor that is printed": (
        "import math\nprint math.floor(x), int(math.ceil(x))",
        "import math\nprint(float(math.floor(x)), int(math.ceil(x)))",
    ),
    # files
    "text written to a file for bytes": (
        "with open(p, 'wb') as f:\n    f.write('%d\\n' % 3)\nprint 1",
        "with open(p, 'w') as f:\n    f.write('%d\\n' % 3)\nprint(1)",
    ),
    "lines of text from a file for bytes": (
        "with open(p, 'rb') as f:\n    for line in f:\n        print line.strip().split(',')",
        "with open(p, 'r') as f:\n    for line in f:\n        print(line.strip().split(','))",
    ),
    "text read at once from a file for bytes": (
        "s = open(p, 'rb').read()\nprint s.split('\\n')",
        "s = open(p, 'r').read()\nprint(s.split('\\n'))",
    ),
    "bytes unpacked from a file for text": (
        "import struct\nwith open(p) as f:\n    print struct.unpack('<I', f.read(4))",
        "import struct\nwith open(p, 'rb') as f:\n    print(struct.unpack('<I', f.read(4)))",
    ),
    "a compressed file of text": (
        "import gzip\nfor line in gzip.open(p):\n    print line.split('\\t')",
        "import gzip\nfor line in gzip.open(p, 'rt'):\n    print(line.split('\\t'))",
    ),
    "a file of its own with text": (
        "import tempfile\nf = tempfile.NamedTemporaryFile()\nf.write('a')\nprint 1",
        "import tempfile\nf = tempfile.NamedTemporaryFile('w+')\nf.write('a')\nprint(1)",
    ),
    "universal line ends": ("print open(p, 'rU').read()", "print(open(p, 'r').read())"),
    "encoded text in a file for text": (
        "f = open(p, 'w')\nf.write(s.encode('utf-8'))\nprint 1",
        "f = open(p, 'w')\nf.write(s)\nprint(1)",
    ),
    "text in another code than UTF-8": (
        "print open(p).read().decode('cp949')",
        "print(open(p, 'rb').read().decode('cp949'))",
    ),
    "bytes stay bytes": (
        "f = open(p, 'rb')\nprint np.frombuffer(f.read(), np.uint8)",
        "f = open(p, 'rb')\nprint(np.frombuffer(f.read(), np.uint8))",
    ),
    # bytes from elsewhere
    "a page as text": (
        "import urllib2\npage = urllib2.urlopen(u).read()\nprint page.split('\\n')",
        "import urllib.request as urllib2\npage = urllib2.urlopen(u).read().decode('utf-8')\n"
        "print(page.split('\\n'))",
    ),
    "what a process prints": (
        "import subprocess\nprint subprocess.check_output(c).split(' ')",
        "import subprocess\nprint(subprocess.check_output(c).decode('utf-8').split(' '))",
    ),
    "encoded and used as text": (
        "t = s.encode('utf-8')\nprint t + 'x'",
        "t = s\nprint(t + 'x')",
    ),
    "packed texts and single bytes": (
        "import struct\ns = struct.pack('3s', 'abc')\nx = ord(s[0])\nprint x",
        "import struct\ns = struct.pack('3s', b'abc')\nx = s[0]\nprint(x)",
    ),
    "unpacked literals": (
        "import struct\nprint struct.unpack('<I', '\\x07\\x00\\x00\\x00')",
        "import struct\nprint(struct.unpack('<I', b'\\x07\\x00\\x00\\x00'))",
    ),
    "a digest of a text": (
        "import hashlib\nprint hashlib.md5('a' + s).hexdigest()",
        "import hashlib\nprint(hashlib.md5(('a' + s).encode('utf-8')).hexdigest())",
    ),
    "texts of fixed length": (
        "import numpy as np\nprint np.loadtxt(p, dtype='S5')",
        "import numpy as np\nprint(np.loadtxt(p, dtype='U5'))",
    ),
    "a line that is decoded": (
        "for line in open(p):\n    print line.strip().decode('utf-8')",
        "for line in open(p):\n    print(line.strip())",
    ),
    "unicode of a text": (
        "for line in open(p):\n    print unicode(line, 'utf-8')",
        "for line in open(p):\n    print(str(line))",
    ),
    # print put no space behind a line break or a tab
    "a line break between values": (
        "print a, '\\n\\n', b\nprint '\\n', a, '%d\\t' % 3, 'b',",
        "print(a, '\\n\\n' + str(b))\nprint('\\n' + str(a), '%d\\t' % 3 + 'b', end=' ')",
    ),
    "line breaks before a value": ("print '\\n', '\\t', a", "print('\\n', '\\t', a, sep='')"),
    "line breaks before values": ("print '\\n', '\\t', a, b", "print('\\n', '\\t', a, b)"),
    # lists
    "a range that is returned": (
        "def f(n):\n    return range(n)\nprint f(3)",
        "def f(n):\n    return list(range(n))\nprint(f(3))",
    ),
    "a range in a dict": ("print {'a': range(3)}", "print({'a': list(range(3))})"),
    "a range that is handed on": (
        "def f(x):\n    x.append(1)\nprint f(range(2))",
        "def f(x):\n    x.append(1)\nprint(f(list(range(2))))",
    ),
    "a range in an attribute that changes": (
        "class A:\n    def f(self):\n        self.x = range(3)\n        self.x.pop()\nprint 1",
        "class A:\n    def f(self):\n        self.x = list(range(3))\n        self.x.pop()\nprint(1)",
    ),
    # names
    "functions of string": (
        "from string import join, lower, split\nprint join(split('a b'), '-'), lower('A')",
        "join = lambda words, sep=' ': sep.join(words); lower = str.lower; split = str.split\n"
        "print(join(split('a b'), '-'), lower('A'))",
    ),
    "the exception at hand": (
        "import sys\nprint sys.exc_type",
        "import sys\nprint(sys.exc_info()[0])",
    ),
    "next of a file, handed on": (
        "f = open(p)\nfor line in iter(f.next, ''): print line",
        "f = open(p)\nfor line in iter(f.__next__, ''): print(line)",
    ),
    "next of a generator, handed on": (
        "def g():\n    yield 1\nfresh = g().next\nprint fresh()",
        "def g():\n    yield 1\nfresh = g().__next__\nprint(fresh())",
    ),
    "items of an exception": (
        "try: f()\nexcept KeyError, e: print e[0]",
        "try: f()\nexcept KeyError as e: print(e.args[0])",
    ),
}

REPORTED = {
    "hash": ("print hash('a')", "PY220", "suggested"),
    "draws from a seed": (
        "import random\nrandom.seed(1)\nprint random.choice(x)", "PY220", "suggested",
    ),
    "map of two": ("print map(f, x, y)", "PY220", "suggested"),
    "None is ordered": ("print None < 3", "PY221", "manual"),
    "a text and a number": ("print '3' > 2", "PY221", "manual"),
    "a sorted mixture": ("print sorted([3, 'a', None])", "PY221", "manual"),
    "a mixture sorted in place": ("x = [1, 'a']\nx.sort()\nprint x", "PY221", "manual"),
    "the greatest of a mixture": ("print max(1, None)", "PY221", "manual"),
    "a quotient in a text": ("print eval('1 / 2')", "PY211", "manual"),
    "a quotient of names in a text": ("print eval('a / 2')", "PY211", "suggested"),
    "a name that may be None": (
        "best = None\nfor x in y:\n    if best < x:\n        best = x\nprint best",
        "PY221", "suggested",
    ),
    "a comprehension's variable": ("y = [x for x in z]\nprint x", "PY221", "manual"),
    "exec in a function": ("def f():\n    exec 'q = 3'\n    return q", "PY202", "suggested"),
    "os.path.walk": ("import os\nprint os.path.walk(p, f, None)", "PY216", "manual"),
    "translate with a table and more": ("print s.translate(t, 'c')", "PY216", "manual"),
    "decode of what may be a text": ("def f(s):\n    print s.decode('utf-8')", "PY217", "suggested"),
    "unicode of what may be a text": (
        "def f(s):\n    print unicode(s, 'utf-8')", "PY217", "suggested",
    ),
    "text and bytes in one file": (
        "f = open(p, 'wb')\nf.write('a')\nf.write(struct.pack('I', 3))\nprint 1",
        "PY217", "manual",
    ),
    "lines from the network": (
        "import urllib\nfor line in urllib.urlopen(u):\n    print line.split(' ')",
        "PY217", "manual",
    ),
    "what a process prints": (
        "import subprocess\np = subprocess.Popen(c, stdout=subprocess.PIPE)\nprint p", "PY217",
        "suggested",
    ),
    "an array of unknown numbers": (
        "import numpy as np\nprint np.array(x) / 2", "PY211", "suggested",
    ),
}  # fmt: skip

QUIET = {
    "floats by NumPy": "import numpy as np\nprint np.zeros(3) / 2, np.mean(x) / 2, np.exp(x) / n",
    "an array over a float": "import numpy as np\nprint np.array(x) / 2.0, np.arange(3) / 255.",
    "None that is tested": "best = None\nif best is None or best < x: best = x\nprint best",
    "a loop's variable": "for x in y: pass\nz = [x for x in y]\nprint x",
    "the next of a list that is linked": "print node.next, f(3).next, f(node.next)",
    "values of one kind in order": "print sorted([1, 2.5]), max('a', 'b'), sorted([1, 'a'], key=str)",
    "a power of a name": "print x ** n",
    "a text without quotients of ints": "print eval('1.0 / 2'), eval(x), eval('7 // 2')",
    "random numbers without a seed": "import random\nprint random.choice(x)",
    "decoded bytes": "s = open(p, 'rb').read()\nprint s.decode('utf-8')",
    "bytes that are written": "f = open(p, 'wb')\nf.write(r.content)\nprint 1",
    "a function that others may call": "def f(n):\n    return n * 2\ng = f\nprint f(7)",
}


@pytest.mark.parametrize("case", REWRITES, ids=str)
def test_rewrites(case: str) -> None:
    source, expected = REWRITES[case]
    result = upgrade(source)
    assert result.apply(source) == expected
    assert result.ok
    ast.parse(expected)
    assert {note.code for note in result.findings} <= set(CODES)


@pytest.mark.parametrize("case", REWRITES, ids=str)
def test_a_second_run_changes_nothing(case: str) -> None:
    _, expected = REWRITES[case]
    if is_python2(expected):
        assert upgrade(expected).edits == ()


@pytest.mark.parametrize("case", REPORTED, ids=str)
def test_reported(case: str) -> None:
    source, code, severity = REPORTED[case]
    notes = upgrade(source).findings
    assert (code, severity) in {(note.code, note.severity) for note in notes}


@pytest.mark.parametrize("case", QUIET, ids=str)
def test_quiet(case: str) -> None:
    notes = upgrade(QUIET[case]).findings
    assert {note.code for note in notes} <= {"PY201"}


def test_a_parameter_of_unknown_callers_is_asked_about() -> None:
    source = "def f(n):\n    return n / 2\ng = f\nprint f(7)"
    result = upgrade(source)
    assert "n / 2" in result.apply(source)
    assert "PY211" in {note.code for note in result.findings}


def test_a_call_in_another_cell_counts() -> None:
    cells = ["def f(n):\n    print n / 2", "f(7)", "print f(7.5)"]
    assert "n // 2" in upgrade(cells[0], notebook=survey(cells[:2])).apply(cells[0])
    assert "n / 2" in upgrade(cells[0], notebook=survey(cells)).apply(cells[0])


def test_a_local_name_of_another_cell_is_no_global() -> None:
    cells = ["n = 5\ndef f(n):\n    return n", "print f(x) / 2"]
    assert "f(x) / 2" in upgrade(cells[1], notebook=survey(cells)).apply(cells[1])


@pytest.mark.parametrize("source", ["print (a / 2).tolist()", "print ('a')[0]"])
def test_what_follows_printed_parentheses_is_python2(source: str) -> None:
    assert is_python2(source)


def test_names_made_of_each_other_cost_little() -> None:
    names = [f"x{n}" for n in range(30)]
    lines = [
        f"{a} = f({a} / 2).g({b}.sum() / {c})" for a in names for b in names for c in names[:2]
    ]
    begin = time.process_time()
    upgrade("\n".join(["print 1", *lines]))
    assert time.process_time() - begin < 20

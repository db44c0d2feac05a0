"""The codes of `migrate.python2` as rules, so that they can be listed, selected and explained."""

from __future__ import annotations

from migrate.python2.notes import CODES
from migrate.rules.model import Example, Rule

_NAMES = {
    "PY200": "neither-python",
    "PY201": "print-statement",
    "PY202": "exec-statement",
    "PY203": "except-clause",
    "PY204": "raise-statement",
    "PY205": "not-equal-operator",
    "PY206": "backticks",
    "PY207": "number-literals",
    "PY208": "ur-literals",
    "PY209": "tuple-parameters",
    "PY210": "tabs-and-spaces",
    "PY211": "integer-division",
    "PY212": "renamed-builtins",
    "PY213": "dict-methods",
    "PY214": "lists-that-are-iterators",
    "PY215": "renamed-modules",
    "PY216": "renamed-attributes",
    "PY217": "text-and-bytes",
    "PY218": "special-methods",
    "PY219": "comparison-functions",
    "PY220": "changed-functions",
    "PY221": "orders-and-scopes",
}

_EXAMPLES = {
    "PY200": (Example("for i in range(3)\n  pass", None, "see NB101"),),
    "PY201": (
        Example("print 'loss', 3", "print('loss', 3)"),
        Example("for i in range(3):\n    print i,", "for i in range(3):\n    print(i, end=' ')"),
        Example("print('loss', 3)", None, "Python 3"),
    ),
    "PY202": (
        Example("space = {}\nexec 'x = 1' in space", "space = {}\nexec('x = 1', space)"),
        Example("exec('x = 1')", None, "Python 3"),
    ),
    "PY203": (
        Example("try:\n    f()\nexcept E, e:\n    g()", "try:\n    f()\nexcept E as e:\n    g()"),
    ),
    "PY204": (Example("raise ValueError, 'no data'", "raise ValueError('no data')"),),
    "PY205": (Example("print 1 <> 2", "print(1 != 2)"),),
    "PY206": (Example("n = 3\ns = `n`", "n = 3\ns = repr(n)"),),
    "PY207": (Example("mode = 0755\nn = 10L", "mode = 0o755\nn = 10"),),
    "PY208": (Example("print ur'a+'", "print(r'a+')"),),
    "PY209": (
        Example(
            "d = {}\nprint sorted(d.items(), key=lambda (k, v): v)",
            "d = {}\nprint(sorted(d.items(), key=lambda k_v: k_v[1]))",
        ),
    ),
    "PY210": (
        Example(
            "if True:\n\tprint 1\n        print 2",
            "if True:\n        print(1)\n        print(2)",
        ),
    ),
    "PY211": (
        Example("print 7 / 2", "print(7 // 2)"),
        Example("x = 7 / 2.0", None, "no ints"),
    ),
    "PY212": (Example("for i in xrange(3):\n    pass", "for i in range(3):\n    pass"),),
    "PY213": (
        Example("d = {}\nprint d.has_key('a')", "d = {}\nprint('a' in d)"),
        Example(
            "d = {}\nfor k, v in d.iteritems():\n    pass",
            "d = {}\nfor k, v in d.items():\n    pass",
        ),
    ),
    "PY214": (
        Example("print map(str, [1, 2])", "print(list(map(str, [1, 2])))"),
        Example("for a, b in zip([1], [2]):\n    pass", None, "only iterated"),
    ),
    "PY215": (Example("import cPickle as pickle", "import pickle"),),
    "PY216": (Example("import sys\nprint sys.maxint", "import sys\nprint(sys.maxsize)"),),
    "PY217": (
        Example(
            "import cPickle as pickle\nd = pickle.load(open('a.pkl'))",
            "import pickle\nd = pickle.load(open('a.pkl', 'rb'), encoding='latin1')",
        ),
    ),
    "PY218": (
        Example(
            "class A:\n    def __nonzero__(self):\n        print 1",
            "class A:\n    def __bool__(self):\n        print(1)",
        ),
    ),
    "PY219": (
        Example(
            "def f(a, b):\n    print a\nx = sorted([2, 1], cmp=f)",
            "import functools\ndef f(a, b):\n    print(a)\n"
            "x = sorted([2, 1], key=functools.cmp_to_key(f))",
        ),
    ),
    "PY220": (
        Example(
            "print round(x)",
            "import decimal\nprint(float(decimal.Decimal(float(x)).quantize(1, 'ROUND_HALF_UP')))",
        ),
        Example("n = 3\nprint round(n)", "n = 3\nprint(float(n))"),
        Example("print(round(x))", None, "Python 3"),
    ),
    "PY221": (
        Example("print None < 3", "print(None < 3)", "reported"),
        Example("y = [x for x in a]\nprint x", "y = [x for x in a]\nprint(x)", "reported"),
    ),
}


RULES = tuple(
    Rule(
        code=code,
        name=_NAMES[code],
        summary=f"Python 2: {sentence}.",
        url="https://docs.python.org/3/howto/pyporting.html",
        examples=_EXAMPLES[code],
    )
    for code, sentence in CODES.items()
)

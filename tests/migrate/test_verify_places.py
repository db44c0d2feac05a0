"""Places: the line of the original that raised, or printed what differs."""

import pytest

from migrate.verify.compare import Difference
from migrate.verify.places import original_line, printing_line
from migrate.verify.run import _cell_line

OLD = "import tensorflow as tf\nx = 1\ncell = tf.contrib.rnn.GRUCell(\n    5)\nprint(x)"
NEW = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\nfrom reference import contrib\nx = 1\ncell = contrib.rnn.GRUCell(\n    5)\nprint(x)"


@pytest.mark.parametrize(
    ("line", "before"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (6, 4), (7, 5), (9, 5)]
)
def test_a_line_of_the_migrated_cell_is_carried_back(line, before):
    assert original_line(OLD, NEW, line) == before


def test_a_cell_that_was_emptied_has_one_line():
    assert original_line("", "a\nb", 2) == 1


PRINTS = """import numpy as np
# print('cost')
for step in range(3):
    print('단계 %d 비용 {:.3f}'.format(cost))
print "word", word
word
"""


@pytest.mark.parametrize(
    ("why", "source", "difference", "line"),
    [
        ("the text of the print", PRINTS, Difference(1, 1, "단계 3 비용 0.5", "단계 3 비용 0.7"), 4),
        ("the text is in one side only", PRINTS, Difference(1, 1, None, "word tree"), 5),
        ("no print: the result at the end", "a = 1\na\n# b", Difference(1, 1, "1", "2"), 2),
        ("no text: the first print", "x = 1\nprint(x)\nprint(x + 1)", Difference(1, 1, "1", "2"), 2),
        ("a method of that name is no print", "a.print(1)\nb", Difference(1, 1, "1", "2"), 2),
        ("nothing differs", "# head\n\nx = 1\nprint(x)", None, 3),
        ("nothing but comments", "# a\n", None, 1),
    ],
)  # fmt: skip
def test_the_line_that_printed_a_difference(why, source, difference, line):
    assert printing_line(source, difference) == line, why


@pytest.mark.parametrize(
    ("traceback", "count", "line"),
    [
        ("Cell In[2], line 3\n      2 \n----> 3 f()\n\nCell In[1], line 9, in f()\n----> 9 1/0", 2, 3),
        ("  Cell In[3], line 1\n    x = = 3\n        ^", 3, 1),
        ("Input In [4], in <cell line: 2>()\n      1 a\n----> 2 b", 4, 2),
        ("<ipython-input-5-0a1b2c> in <module>()\n      1 a\n----> 2 b\n      3 c", 5, 2),
        ("  File \"<ipython-input-6-0a1b2c>\", line 2\n    print a", 6, 2),
        ("File /x/course_cells.py:13, in f()\n---> 13 g", 1, None),
    ],
)  # fmt: skip
def test_the_line_of_a_traceback(traceback, count, line):
    assert _cell_line([traceback], count) == line

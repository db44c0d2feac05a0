"""Verdicts: what is identical, close, similar and different, and where the difference begins."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify.compare import Comparison, Difference, Verdict, compare, worst_of
from migrate.verify.numbers import Number, agree, distance, extract, skeleton
from tests.conftest import ROOT

CASES = [
    ("the same text", "0 9.841545 illlel\n", "0 9.841545 illlel\n", "identical"),
    ("a last line break", "a\n", "a", "identical"),
    ("the last digit rounded the other way", "0 9.841545 x", "0 9.841546 x", "close"),
    ("an error above the tolerance", "0 9.841545 x", "0 9.841745 x", "similar"),
    ("seven digits of a small loss", "100 0.0010517602 x", "100 0.0010517612 x", "close"),
    ("fixed decimals rounded", "[ 1회] 비용 0.000012", "[ 1회] 비용 0.000013", "close"),
    ("fixed decimals apart", "[ 1회] 비용 0.000012", "[ 1회] 비용 0.000014", "similar"),
    ("another step number", "[ 1회] 비용 0.5", "[ 2회] 비용 0.5", "similar"),
    ("another word", "milk -> 우유", "milk -> 나무", "different"),
    ("another exponent", "9.036139e-05", "9.036139e-04", "similar"),
    ("one decimal is no rounding", "accuracy 0.9", "accuracy 1.0", "similar"),
    ("three decimals are no rounding", "accuracy 0.948", "accuracy 0.949", "similar"),
    ("four decimals are no rounding", "accuracy 0.9686", "accuracy 0.9687", "similar"),
    ("a unit is much of a small number", "loss 0.00001", "loss 0.00002", "similar"),
    ("a unit from zero", "loss 0.00000", "loss 0.00001", "similar"),
    ("a whole number beyond floats", "9007199254740992", "9007199254740993", "similar"),
    ("infinite the other way", "inf", "-inf", "similar"),
    ("scientific, another exponent", "1.5e-05", "1.5e-06", "similar"),
    ("scientific, last digit", "1.234567e-05", "1.234568e-05", "close"),
    ("a complex number", "(1+2.5j)", "(1+3.5j)", "similar"),
    ("an array of another shape", "[[1 2]\n [3 4]]", "[[1 2 3]\n [4]]", "different"),
    ("an array of another depth", "[[1] [2]]", "[1 2]", "different"),
    ("a row wrapped elsewhere", "[0.1 0.2\n 0.3]", "[0.1 0.2 0.3]", "identical"),
    (
        "another tensor",
        'Tensor("add:0", shape=(?, 2))',
        'Tensor("add_1:0", shape=(?, 2))',
        "different",
    ),
    (
        "another dimension",
        'Tensor("add:0", shape=(?, 2))',
        'Tensor("add:0", shape=(?, 3))',
        "similar",
    ),
    ("bytes are no text", "b'abc'", "'abc'", "different"),
    ("a table's blanks", "    loss\n0   0.5\n1  0.25", "    loss\n0   0.5\n1  0.75", "similar"),
    ("a table aligned to other numbers", "    loss\n0  1.50000", "   loss\n0 1.5000001", "close"),
    ("a drawing of blanks and stars", "  *\n ***", " *\n***", "different"),
    ("a whole number never is close", "total 10000000", "total 10000001", "similar"),
    ("a whole number and a float of its value", "x 3", "x 3.0", "close"),
    ("nan is nan", "loss nan", "loss nan", "identical"),
    ("nan is no number", "loss 0.5", "loss nan", "similar"),
    ("a line more", "a 1\nb 2", "a 1\nb 2\nc 3", "different"),
    ("nothing printed any more", "a 1", "", "different"),
    ("a sign where a number stood", "# 5", "5 #", "different"),
    ("another alignment of the same numbers", "x   1.50000", "x 1.50001", "close"),
]


@pytest.mark.parametrize(
    ("old", "new", "verdict"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_verdicts(old, new, verdict):
    assert compare(old, new).verdict.value == verdict


def test_what_was_set_aside_is_told():
    assert compare("took 12 s", "took 99 s").aside == ("timings",)
    assert compare("\x1b[1m1.15.0", "2.21.0 ").aside == ("colours", "versions")
    assert compare("a 1\n", "a 1").aside == ()
    assert compare("a 1 s", "a 2 s b").aside == ()


def test_no_baseline_is_not_a_pass():
    assert compare(None, "0.5").verdict is Verdict.NO_BASELINE
    assert [v.value for v in Verdict] == [
        "identical", "close", "similar", "different", "error", "no baseline",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("a\nbc", "a\nbd", Difference(2, 2, "bc", "bd")),
        ("a", "a\nb", Difference(2, 1, None, "b")),
        ("a\nb", "a", Difference(2, 1, "b", None)),
        ("a", "", Difference(1, 1, "a", None)),
        ("0 1.5\n1 2.5", "0 1.5\n1 2.7", Difference(2, 3, "1 2.5", "1 2.7")),
        ("0 1.500000\n1 2.5", "0 1.500001\n1 2.7", Difference(2, 3, "1 2.5", "1 2.7")),
    ],
)
def test_the_first_place_that_differs(old, new, place):
    assert compare(old, new).difference == place


def test_the_worst_error_of_three_measures():
    worst = compare("a 1.0000000 b 0.5000000", "a 1.0000001 b 0.5000001").worst
    assert worst.relative == pytest.approx(2e-7)
    assert worst.ulps == 2
    assert worst.digits == pytest.approx(1)
    assert compare("a", "b").worst is None


def test_ulps_count_through_zero_and_beyond_the_range():
    assert distance(Number("1e-45", 0), Number("-1e-45", 0)).ulps == 2
    assert distance(Number("1e300", 0), Number("1", 0)).ulps > 1e9
    assert math.isinf(distance(Number("1e999", 0), Number("1", 0)).relative)


def test_a_requirement_is_met_by_better_verdicts_only():
    assert [v.value for v in Verdict if v.meets(Verdict.CLOSE)] == [
        "identical", "close", "no baseline",
    ]  # fmt: skip


def test_the_worst_of_several():
    close, none = Comparison(Verdict.CLOSE), Comparison(Verdict.NO_BASELINE)
    assert worst_of([none, close, Comparison(Verdict.IDENTICAL)]) is close
    assert worst_of([none]) is none
    assert worst_of([]).verdict is Verdict.NO_BASELINE


GOLDEN = ROOT / "fixtures" / "golden" / "documents"


def golden_text(name):
    cells = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))["printed"]
    return "".join(f"{line}\n" for lines in cells.values() for line in lines)


@pytest.mark.parametrize("wrong", ["lstm", "gru"])
def test_another_cell_in_a_document_never_passes_for_the_same(wrong):
    found = compare(golden_text("b1_hihello.as_is"), golden_text(f"b1_hihello.{wrong}"))
    assert not found.verdict.meets(Verdict.CLOSE)
    assert found.difference is not None


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_a_golden_is_identical_to_itself_and_one_changed_digit_is_seen(path):
    text = golden_text(path.stem)
    assert compare(text, text).verdict is Verdict.IDENTICAL
    number = next(n for n in extract(text) if n.decimals >= 4 and n.value)
    first = number.text.lstrip("-")[0]
    changed = number.text.replace(first, str((int(first) + 1) % 10), 1)
    other = text[: number.offset] + changed + text[number.offset + len(number.text) :]
    assert compare(text, other).verdict is Verdict.SIMILAR


TEXTS = st.lists(
    st.sampled_from(["0.5", "1", "-3e-5", "nan", "1e999", " ", "\n", "loss", "[", "]", "한"])
    | st.text(max_size=5),
    max_size=10,
).map("".join)
FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_text_is_identical_to_itself(text):
    assert compare(text, text).verdict is Verdict.IDENTICAL


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_the_verdict_and_the_error_do_not_depend_on_the_side(one, other):
    there, back = compare(one, other), compare(other, one)
    assert there.verdict is back.verdict
    assert there.worst == back.worst
    assert (there.difference is None) is (there.verdict is Verdict.IDENTICAL)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_numbers_are_where_they_are_said_to_be(text):
    for number in extract(text):
        assert text[number.offset :].startswith(number.text)
        assert isinstance(number.value, float)
    assert len(skeleton(text)) == len(extract(text)) + 1


@settings(max_examples=100, deadline=None)
@given(FLOATS, FLOATS)
def test_distance_is_symmetric_and_zero_only_for_equal_values(a, b):
    one, other = Number(repr(a), 0), Number(repr(b), 0)
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other).ulps == 0) is (a == b)
    assert agree(one, one, 0)


# How results are printed; `{}` is a number, and noise of every kind stands around it.
FORMS = [
    "{}", "step 3 loss {}", "[ 3회] 비용 {}", "[[{} 0.25]\n [ 1.5  -3. ]]", "array([0.1,\n       {}])",
    "{{'a': {}, 'b': 1}}", "{{{}, 'b'}}", "set([{}])", "np.float32({})", "[np.float64({}), 1]",
    "('loss:', {})", "[u'a', {}, 3L]", "loss {}: 100%|##| 9/9 [00:01<00:02, 3it/s]",
    "100%|##| 9/9 [00:01<00:02, 3it/s, loss={}]", "6/6 [=====] - 0s 3ms/step - loss: {} - acc: 0.5",
    "1/10\r2/10 cost={}", "\x1b[31m{}\x1b[0m", "2019-01-02 10:11:12 loss {}", "0:00:12 loss {}",
    "WARNING:tensorflow:From a.py:1: f is deprecated.\nInstructions for updating:\nUse g.\n{}",
    "<a.B object at 0x7f0011223344> {}", "tensorflow 1.15.5 {}", "Tensor(\"a:0\", shape=(?, 3)) {}",
    "OrderedDict([('a', {})])", "{} ± 0.1", "3/8 {}", "x={}, y=2", "|{}|", "{}%", "it took 3 s: {}",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FORMS), st.floats(1e-3, 1e4), st.data())
def test_a_changed_leading_digit_is_never_hidden(form, value, data):
    digits = f"{value:.7g}"
    place = data.draw(st.sampled_from([i for i, c in enumerate(digits[:5]) if c.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "123456789" if d != digits[place]]))
    changed = digits[:place] + other + digits[place + 1 :]
    found = compare(form.format(digits), form.format(changed))
    assert not found.verdict.meets(Verdict.CLOSE), (form, digits, changed)

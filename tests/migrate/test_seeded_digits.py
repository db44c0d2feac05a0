"""What `benchmarks/seeded_digits.py` says of printed numbers, by what two runs printed."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import seeded_digits  # noqa: E402

from migrate.verify.baseline import Baseline, CellOutput, judge  # noqa: E402
from migrate.verify.notebook import CellVerdict, NotebookVerdict  # noqa: E402


def measured(
    before: list[CellOutput], after: list[CellOutput], *again: list[CellOutput]
) -> seeded_digits.Digits:
    """The verdict on a document of these cells."""
    rows = tuple(
        CellVerdict(number, judge(old, new), before=old, after=new)
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1)
    )
    others = [Baseline(dict(enumerate(run, 1))) for run in again]
    verdict = NotebookVerdict("lab.ipynb", cells=rows)
    return seeded_digits.judged("lab.ipynb", Baseline(dict(enumerate(before, 1))), verdict, others)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("loss 0.5012345\n", "loss 0.5012345\n", "equal"),
        ("0 [0.25]\n", "0 [np.float32(0.25)]\n", "equal"),
        ("loss 10.50123\n", "loss 10.501231\n", "1e-6"),
        ("loss 0.50123\n", "loss 0.50122\n", "1e-6"),  # one unit of the fifth decimal
        ("loss 1.0501\n", "loss 1.0502\n", "1e-4"),
        ("[[0.5 0.0000121]\n [0.2 0.1]] 1.5\n", "[[0.5 0.0000125]\n [0.2 0.1]] 1.5\n", "1e-6"),
        ("[0.5 0.1] 0.0000121\n", "[0.5 0.1] 0.0000125\n", "apart"),
        ("loss 1.05\n", "loss 1.06\n", "apart"),
        ("class 3\n", "class 4\n", "apart"),
        ("milk 1\n", "wind 1\n", "apart"),
        ("1 2\n", "1\n", "apart"),
        ("done\n", "done\n", "no numbers"),
        ("", "", "not run"),
    ],
)
def test_a_document_is_as_good_as_its_worst_number(before: str, after: str, state: str) -> None:
    exact = CellOutput("1.5\n")
    rest = [] if state in ("no numbers", "not run") else [exact]
    found = measured([*rest, CellOutput(before)], [*rest, CellOutput(after)])
    assert found.state == state


def test_what_the_original_does_not_print_twice_is_left_out() -> None:
    before, after = [CellOutput("loss 1.5 pick 7\n")], [CellOutput("loss 1.5 pick 3\n")]
    assert measured(before, after).state == "apart"
    again = measured(before, after, [CellOutput("loss 1.5 pick 9\n")])
    assert (again.state, again.numbers) == ("equal", 1)
    # the same pick in all runs of the original: the migrated one is wrong
    assert measured(before, after, before, before).state == "apart"
    # the same pick by chance in one of them
    by_chance = measured(before, after, before, [CellOutput("loss 1.5 pick 9\n")])
    assert (by_chance.state, by_chance.numbers, by_chance.own) == ("equal", 1, 1)
    # one that ran out of time says nothing
    late = CellOutput("loss\n", error="Timeout")
    assert measured(before, after, before, [late]).state == "apart"
    # a line less in one of them
    assert measured(before, after, before, [CellOutput("loss\n")]).state == "no numbers"


def test_a_cell_that_raises_here_only_fails() -> None:
    good, bad = CellOutput("1.5\n"), CellOutput(error="NameError")
    assert measured([good, good], [good, bad]).state == "fails"


def test_cells_behind_another_exception_are_not_judged() -> None:
    raised = CellOutput(error="URLError")
    same = measured([raised, CellOutput("1\n")], [raised, CellOutput("2\n")])
    other = measured(
        [raised, CellOutput("1\n")], [CellOutput(error="ImportError"), CellOutput("2\n")]
    )
    assert (same.state, other.state) == ("apart", "not run")
    assert other.cause == "the original raises URLError in cell 1"
    here = measured([raised, CellOutput("1\n")], [raised, CellOutput(error="NameError")])
    assert here.state == "not run"


def test_cells_behind_the_time_limit_are_not_judged() -> None:
    before = [CellOutput("1.5\n"), CellOutput("0.1\n", error="Timeout"), CellOutput("2\n")]
    after = [CellOutput("1.5\n"), CellOutput("0.1\n0.2\n"), CellOutput("3\n")]
    found = measured(before, after)
    assert (found.state, found.numbers) == ("equal", 1)


def test_a_difference_is_told_with_its_cell() -> None:
    found = measured([CellOutput("1\n"), CellOutput("2\n")], [CellOutput("1\n"), CellOutput("3\n")])
    assert found.cause == "cell 2: '2' -> '3'"
    assert found.near == {"equal": 1, "apart": 1}

"""The conformance table: symbol, options, worst error against TensorFlow 1.15.5.

    python -m tests.conformance.table [FAMILY...]

Exit 1 if a case is not within its tolerance.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from tests.conformance import judging


def main(families: list[str]) -> int:
    """Print a Markdown table of all cases, or of those of some families."""
    print("| symbol | options | case | worst error | allowed | state |")
    print("|---|---|---|---|---|---|")
    failed = 0
    for key, made in judging.cases.all_cases().items():
        if families and made.family not in families:
            continue
        try:
            verdict = judging.judge(key)
        except Exception as error:  # a table shows what is broken beside what is not
            failed += 1
            reason = str(error).splitlines()[0][:100] if str(error) else ""
            print(
                f"| {made.symbol} | {made.options} | {key} | - | {made.tolerance:.0e} |"
                f" {type(error).__name__}: {reason} |"
            )
            continue
        good = not verdict.unequal and verdict.worst <= made.tolerance
        failed += not good
        state = "ok" if good else (verdict.unequal or [verdict.where])[0][:150]
        print(
            f"| {made.symbol} | {made.options} | {key} | {verdict.worst:.1e} |"
            f" {made.tolerance:.0e} | {state} |"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

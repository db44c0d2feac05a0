"""A Markdown summary: a table of files, then what fails, for a CI job's page.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions (job summaries)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from migrate.report.issue import Reported
from migrate.report.plain import safe

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
# A job's page holds 1 MiB; who has more failures than this reads the log.
_MOST_DETAILS = 100


def render(results: Sequence[Reported], title: str) -> str:
    """A heading, a row a file, and a list of the failures with their places."""
    lines = [f"### {title}", "", "| file | result | found |", "|---|---|---|"]
    failures: list[str] = []
    for result in results:
        failing = [issue for issue in result.issues if issue.fails]
        failures += [
            f"- {_text(issue.location(result.path))}: {_text(issue.message)}" for issue in failing
        ]
        if result.failure is not None:
            state, found = "❌ could not be read or run", _text(result.failure)
        else:
            counts = Counter(issue.code for issue in result.issues)
            state = f"❌ {len(failing)} to mend" if failing else "✅ passed"
            found = ", ".join(f"{count} {_text(code)}" for code, count in counts.items())
        lines.append(f"| {_text(result.path)} | {state} | {found} |")
    if failures:
        lines += ["", *failures[:_MOST_DETAILS]]
    if len(failures) > _MOST_DETAILS:
        lines.append(f"- and {len(failures) - _MOST_DETAILS} more")
    return "\n".join(lines) + "\n\n"


def _text(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", safe(text))

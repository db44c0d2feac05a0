"""Write `docs/rules/` from the rules themselves: `python docs/build_rules.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from migrate.report import rule_page  # noqa: E402
from migrate.rules import all_rules  # noqa: E402


def main() -> None:
    """One page a rule, and an index; pages without a rule go."""
    folder = ROOT / "docs" / "rules"
    folder.mkdir(exist_ok=True)
    wanted = {f"{rule.code}.md": rule_page.page(rule) for rule in all_rules()}
    rows = [f"| [{r.code}]({r.code}.md) | {r.name} | {r.summary} |" for r in all_rules()]
    head = "# Rules\n\n| code | name | what it does |\n|---|---|---|\n"
    wanted["README.md"] = head + "\n".join(rows) + "\n"
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

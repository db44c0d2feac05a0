"""What a rule does, as the page that `rnn-migrate rules CODE` prints and `docs/rules/` holds."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.rules.model import Example, Rule


def listing(rules: Sequence[Rule]) -> str:
    """One line a rule: code, name, summary."""
    codes = max(len(rule.code) for rule in rules)
    names = max(len(rule.name) for rule in rules)
    return "".join(f"{r.code:<{codes}}  {r.name:<{names}}  {r.summary}\n" for r in rules)


def page(rule: Rule) -> str:
    """A rule as Markdown: summary, source, examples before and after."""
    lines = [f"# {rule.code} {rule.name}", "", rule.summary, "", f"Why: <{rule.url}>"]
    for example in rule.examples:
        lines += ["", *_example(example)]
    return "\n".join(lines) + "\n"


def _example(example: Example) -> list[str]:
    if example.after is None:
        return [f"Left as it is ({example.why}):", "", "```python", example.before.rstrip(), "```"]
    return [
        "Before:", "", "```python", example.before.rstrip(), "```", "",
        "After:", "", "```python", example.after.rstrip(), "```",
    ]  # fmt: skip

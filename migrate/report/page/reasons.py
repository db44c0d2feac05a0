"""What the rules say that were at work, at the end of the page, and the links to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate import rules
from migrate.report.page.differences import rows
from migrate.report.page.markup import Html, columns, joined, tag
from migrate.report.page.side_by_side import table
from migrate.rules.model import Example, Rule


def link(code: str) -> Html:
    """A code that leads to what its rule says; plain where no rule has it."""
    if rules.find_rule(code) is None:
        return tag("span", code, class_="code")
    return tag("a", code, href=f"#rule-{code}", class_="code")


def reasons(codes: Iterable[str]) -> Html:
    """The pages of the rules with these codes; nothing if no rule has any."""
    known = [rule for code in sorted(set(codes)) if (rule := rules.find_rule(code)) is not None]
    if not known:
        return Html("")
    return tag("section", tag("h2", "Why"), *map(_rule, known), class_="rules", id="why")


def _rule(rule: Rule) -> Html:
    source = tag("a", rule.url, href=rule.url, rel="noreferrer noopener")
    return tag(
        "article",
        tag("h3", tag("span", rule.code, class_="code"), " ", rule.name),
        tag("p", rule.summary),
        tag("p", "Source: ", source, class_="facts"),
        joined([_example(example) for example in rule.examples[:1]]),
        _more(rule.examples[1:]),
        id=f"rule-{rule.code}",
    )


def _more(examples: Sequence[Example]) -> Html:
    if not examples:
        return Html("")
    label = f"{len(examples)} more example{'s' if len(examples) > 1 else ''}"
    return tag("details", tag("summary", label), *map(_example, examples), class_="more")


def _example(example: Example) -> Html:
    if example.after is None:
        why = tag("p", f"Left as it is ({example.why}):", class_="facts")
        return joined([why, tag("pre", tag("code", columns(example.before.rstrip())))])
    old, new = example.before.rstrip().split("\n"), example.after.rstrip().split("\n")
    return table(rows(old, new), "before", "after", numbered=False)

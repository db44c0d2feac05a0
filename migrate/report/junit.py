"""JUnit XML: a suite a file, a test case an issue, one passing case for a clean file.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from migrate.report.issue import Issue, Level, Reported
from migrate.report.plain import xml_safe

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Iterable[Reported], color: bool = False) -> Iterator[str]:
    """The XML text; only issues that count for the exit code are failures."""
    yield '<testsuites name="rnn-migrate">\n'
    for result in results:
        suite = _suite(result)
        ElementTree.indent(suite, level=1)
        text = ElementTree.tostring(suite, encoding="unicode", xml_declaration=False)
        yield f"  {xml_safe(text).rstrip()}\n"
    yield "</testsuites>\n"


def _suite(result: Reported) -> ElementTree.Element:
    count = len(result.issues) + int(result.failure is not None)
    suite = ElementTree.Element(
        "testsuite",
        name=_clean(result.path),
        tests=str(max(1, count)),
        failures=str(sum(issue.fails for issue in result.issues)),
        errors="1" if result.failure is not None else "0",
        skipped=str(sum(issue.level is Level.SKIPPED for issue in result.issues)),
    )
    for issue in result.issues:
        _case(suite, result.path, issue)
    if result.failure is not None:
        case = ElementTree.SubElement(suite, "testcase", name="read", classname=_clean(result.path))
        ElementTree.SubElement(case, "error", message=_clean(result.failure))
    elif not result.issues:
        ElementTree.SubElement(suite, "testcase", name="clean", classname=_clean(result.path))
    return suite


def _case(suite: ElementTree.Element, path: str, issue: Issue) -> None:
    place = issue.location(path)
    name = issue.name or f"{issue.code} {place.removeprefix(path).lstrip(':')}"
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=_clean(name),
        classname=_clean(path),
        file=_clean(path),
        line=str(issue.file_line),
    )
    if issue.fails:
        failure = ElementTree.SubElement(case, "failure", message=_clean(issue.message))
        failure.text = _clean(f"{place}\n{issue.source}")
    elif issue.level is Level.SKIPPED:
        ElementTree.SubElement(case, "skipped", message=_clean(issue.message))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)

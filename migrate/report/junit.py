"""JUnit XML: a suite a file, a test case a finding, one passing case for a clean file.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from migrate.api import Located
from migrate.report.result import FileResult, location

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Sequence[FileResult], color: bool = False) -> str:
    """The XML text; only findings that count for the exit code are failures."""
    root = ElementTree.Element("testsuites", name="rnn-migrate")
    for result in results:
        remaining = set(map(id, result.remaining))
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=_clean(result.path),
            tests=str(max(1, len(result.findings))),
            failures=str(len(remaining)),
            errors="1" if result.failure is not None else "0",
        )
        for item in result.findings:
            _case(suite, result, item, id(item) in remaining)
        if result.failure is not None:
            case = ElementTree.SubElement(
                suite, "testcase", name="read", classname=_clean(result.path)
            )
            ElementTree.SubElement(case, "error", message=_clean(result.failure))
        elif not result.findings:
            ElementTree.SubElement(suite, "testcase", name="clean", classname=_clean(result.path))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _case(suite: ElementTree.Element, result: FileResult, item: Located, fails: bool) -> None:
    place = location(result.path, item)
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=_clean(f"{item.finding.code} {place.removeprefix(result.path).lstrip(':')}"),
        classname=_clean(result.path),
        file=_clean(result.path),
        line=str(item.file_line),
    )
    if fails:
        failure = ElementTree.SubElement(case, "failure", message=_clean(item.finding.message))
        failure.text = _clean(f"{place}\n{item.source}")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)

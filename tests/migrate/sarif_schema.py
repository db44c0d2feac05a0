"""The parts of the SARIF 2.1.0 schema that the reports use, closed: an unknown property is an error.

Written from the standard's text (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), sections in the
comments; the whole schema has 60 definitions, most of which a linter never writes.
"""


def _object(required, **properties):
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_URI = {"type": "string", "format": "uri"}
_MESSAGE = _object(["text"], text=_TEXT, markdown=_TEXT)  # 3.11
_LEVEL = {"enum": ["none", "note", "warning", "error"]}  # 3.27.10
_REGION = _object(  # 3.30
    [],
    startLine={"type": "integer", "minimum": 1},
    startColumn={"type": "integer", "minimum": 1},
    endLine={"type": "integer", "minimum": 1},
    endColumn={"type": "integer", "minimum": 1},
)
_ARTIFACT = _object(
    [], uri={"type": "string", "format": "uri-reference", "pattern": r"^[^\\\s]+$"}
)  # 3.4
_LOCATION = _object(  # 3.28, 3.29
    [], physicalLocation=_object(["artifactLocation"], artifactLocation=_ARTIFACT, region=_REGION)
)
_LOCATIONS = {"type": "array", "items": _LOCATION}
_RULE = _object(  # 3.49, reportingDescriptor
    ["id"], id=_TEXT, name=_TEXT, shortDescription=_MESSAGE, helpUri=_URI
)
_RESULT = _object(  # 3.27
    ["message"], ruleId=_TEXT, level=_LEVEL, message=_MESSAGE, locations=_LOCATIONS
)
_NOTIFICATION = _object(["message"], level=_LEVEL, message=_MESSAGE, locations=_LOCATIONS)  # 3.58
_INVOCATION = _object(  # 3.20
    ["executionSuccessful"],
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications={"type": "array", "items": _NOTIFICATION},
)
_RUN = _object(  # 3.14
    ["tool"],
    tool=_object(
        ["driver"],
        driver=_object(
            ["name"],
            name=_TEXT,
            version=_TEXT,
            rules={"type": "array", "items": _RULE, "uniqueItems": True},
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations={"type": "array", "items": _INVOCATION},
    results={"type": "array", "items": _RESULT},
)
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **_object(  # 3.13
        ["version", "runs"],
        **{
            "$schema": _URI,
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "items": _RUN},
        },
    ),
}

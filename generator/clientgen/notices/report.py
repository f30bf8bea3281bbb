"""All notices of a run as one document, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from .. import __version__
from .notice import Notice
from .places import in_repository

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"


class Outcome(NamedTuple):
    """What a run came to.

    Attributes:
        notices: What it has found.
        code: Its exit code.
        error: Why it could not run, where it could not; else empty.
    """

    notices: Sequence[Notice]
    code: int
    error: str = ""


def as_json(outcome: Outcome) -> str:
    """As a JSON object with ``findings``; the keys of each are those of a notice."""
    return _text(
        {
            "clientgen": __version__,
            "exit": outcome.code,
            "error": outcome.error,
            "findings": [
                {
                    "path": notice.path,
                    "line": notice.line,
                    "column": notice.column,
                    "end_column": notice.end,
                    "severity": notice.level,
                    "code": notice.code,
                    "message": notice.message,
                    "fingerprint": notice.fingerprint,
                }
                for notice in outcome.notices
            ],
        }
    )


def as_sarif(outcome: Outcome, meanings: Mapping[str, str]) -> str:
    """As SARIF 2.1.0.

    Args:
        outcome: What a run came to.
        meanings: What each code means, in a sentence.
    """
    codes = sorted({notice.code for notice in outcome.notices})
    invocation: dict[str, Any] = {
        "executionSuccessful": not outcome.error,
        "exitCode": outcome.code,
    }
    if outcome.error:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": outcome.error}}
        ]
    driver: dict[str, Any] = {
        "name": "clientgen",
        "version": __version__,
        "rules": [_rule(code, meanings.get(code, "")) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The top of the repository."}}
        },
        "invocations": [invocation],
        "results": [_result(notice, codes) for notice in outcome.notices],
    }
    return _text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, meaning: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code}
    if meaning:
        rule["shortDescription"] = {"text": meaning}
        rule["help"] = {"text": f"clientgen explain {code}"}
    return rule


def _result(notice: Notice, codes: Sequence[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(notice.path)}
    if notice.line:
        place["region"] = {
            "startLine": notice.line,
            "startColumn": notice.column,
            "endColumn": notice.end,
        }
    suppressed: dict[str, Any] = {}
    if notice.allowed:
        said = {"kind": "inSource", "justification": notice.allowed}
        suppressed["suppressions"] = [said]
    return suppressed | {
        "ruleId": notice.code,
        "ruleIndex": codes.index(notice.code),
        "level": notice.level,
        "message": {"text": notice.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {
            "clientgen/v1": notice.fingerprint,
            "primaryLocationLineHash": notice.fingerprint,  # the one that GitHub reads
        },
    }


def _artifact(path: str) -> dict[str, str]:
    place = quote(in_repository(path))
    if place.startswith(("/", "..")):
        return {"uri": place}
    return {"uri": place, "uriBaseId": _ROOT}


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2)

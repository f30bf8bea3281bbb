"""Comments that allow a warning: ``# clientgen: allow CODE because REASON``.

One stands at the end of the line that is warned of, or on a line of its own above it. It
allows warnings alone: a mistake stays one, whatever is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, get_args

import yaml

from ..model.position import Position
from .codes import Code
from .composing import LINE, LOADER
from .findings import Allowed, Finding, Report, in_order, nearest, quoted

_MARK = b"clientgen:"
_COMMENT = re.compile(r"(?<!\S)#+\s*clientgen:\s*(.*?)\s*\Z")
_FORM = re.compile(r"allow\s+(\S.*?)\s+because\s+(\S.*)\Z")
_WRITE = "write '# clientgen: allow CODE because REASON'"
_OURS = ("allow-form", "unused-allow")
_KNOWN = [code for code in get_args(Code) if code not in _OURS]


class Allowance(NamedTuple):
    """One comment.

    Attributes:
        position: Where it begins.
        line: The line whose warnings it allows, beside those of its own.
        codes: Of the warnings.
        reason: Why, as the comment says it.
    """

    position: Position
    line: int
    codes: tuple[str, ...]
    reason: str


def read_allowances(data: bytes, path: str, report: Report) -> list[Allowance]:
    """Read the comments of a file that is YAML.

    Args:
        data: Its bytes.
        path: As findings show it.
        report: Takes comments that say not what is allowed, or not why.
    """
    if _MARK not in data:
        return []
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = LINE.split(text)
    found: list[Allowance] = []
    for number, column, said in _comments(text, lines):
        position = Position(path, number, column)
        if form := _form(said, position, report):
            codes, reason = form
            below = _below(lines, number, column)
            found.append(Allowance(position, below, codes, reason))
    return found


def _comments(text: str, lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Line, column and words of our comments; what looks like one within text is none."""
    candidates = {
        number: found
        for number, line in enumerate(lines, 1)
        if (found := _COMMENT.search(line))
    }
    if not candidates:
        return
    texts = [
        ((t.start_mark.line, t.start_mark.column), (t.end_mark.line, t.end_mark.column))
        for t in yaml.scan(text, Loader=LOADER)
        if isinstance(t, yaml.ScalarToken)
    ]
    for number, found in candidates.items():
        place = number - 1, found.start()
        if not any(start <= place < end for start, end in texts):
            yield number, found.start() + 1, found[1]


def _form(
    said: str, position: Position, report: Report
) -> tuple[tuple[str, ...], str] | None:
    """What a comment allows, and why; None where it does not say it."""
    form = _FORM.match(said)
    if form is None:
        report.error(
            position,
            "allow-form",
            f"this comment must say which warning it allows, and why; {_WRITE}",
        )
        return None
    codes = tuple(re.split(r"[\s,]+", form[1]))
    for code in codes:
        if code in _KNOWN:
            continue
        near = nearest(code, _KNOWN) if len(code) <= 100 else ""
        hint = f"did you mean {quoted(near)}?" if near else "see clientgen explain"
        report.error(
            position,
            "allow-form",
            f"{quoted(code)} is no warning that can be allowed; {hint}",
        )
        return None
    return codes, form[2]


def _below(lines: list[str], number: int, column: int) -> int:
    """The line that a comment on a line of its own is about; its own line for any other."""
    if lines[number - 1][: column - 1].strip():
        return number
    for below in range(number + 1, len(lines) + 1):
        line = lines[below - 1].strip()
        if line and not line.startswith("#"):
            return below
    return number


def without_allowed(
    findings: Iterable[Finding], allowances: Iterable[Allowance], *, whole: bool
) -> tuple[tuple[Finding, ...], tuple[Allowed, ...]]:
    """Part the warnings that are allowed from the rest; tell allowances that allow nothing.

    Args:
        findings: All that was found.
        allowances: Of all files.
        whole: Whether everything was looked at, so that what was not found is not there.

    Returns:
        What is to be told, and what is allowed, both sorted.
    """
    by_place: dict[tuple[str, int, str], Allowance] = {}
    unused: dict[tuple[Allowance, str], None] = {}
    for allowance in allowances:
        for code in allowance.codes:
            unused[allowance, code] = None
            for line in (allowance.position.line, allowance.line):
                by_place[allowance.position.path, line, code] = allowance
    if not unused:
        return tuple(findings), ()
    left: list[Finding] = []
    allowed: list[Allowed] = []
    refused: dict[Allowance, Finding] = {}
    for finding in findings:
        place = (finding.position.path, finding.position.line, finding.code)
        used = by_place.get(place)
        if used is None:
            left.append(finding)
            continue
        unused.pop((used, finding.code), None)
        if finding.severity == "error":
            left.append(finding)
            refused[used] = finding
        else:
            allowed.append(Allowed(finding, used.reason))
    for allowance, error in refused.items():
        left.append(
            Finding(
                allowance.position,
                "error",
                "allow-form",
                f"{error.code} is no warning but a mistake, which no comment allows; "
                "mend it, and remove this comment",
            )
        )
    for allowance, code in unused if whole else ():
        left.append(
            Finding(
                allowance.position,
                "warning",
                "unused-allow",
                f"there is no warning {code} here; remove "
                + ("it" if len(allowance.codes) > 1 else "this comment"),
            )
        )
    return in_order(left), tuple(allowed)

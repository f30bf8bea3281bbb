"""One thing that a run has found, in whatever form it is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from . import fingerprints
from .sources import Sources

if TYPE_CHECKING:
    from ..reading import Allowed, Finding

Level = Literal["error", "warning"]


class Notice(NamedTuple):
    """A mistake in a spec, or a file of the output that is not as it should be.

    Attributes:
        path: The file, as the user named it or relative to the working directory.
        line: From 1; 0 where it is about the whole file.
        column: From 1, in characters; 0 where it is about the whole file.
        end: The column after the last character that it is about.
        level: Whether it stops the run.
        code: Stable, kebab-case.
        message: One line: what is wrong and what to do.
        fingerprint: The same as long as it is the same mistake, wherever its line moves.
        allowed: Why a comment in the spec allows it; empty where none does.
    """

    path: str
    line: int
    column: int
    end: int
    level: Level
    code: str
    message: str
    fingerprint: str
    allowed: str = ""


def of_findings(findings: Iterable[Finding], sources: Sources) -> list[Notice]:
    """Findings of a spec as notices.

    Args:
        findings: In order of file, line and column.
        sources: Gives the lines that they are about.
    """
    found: list[Notice] = []
    told = fingerprints.Fingerprints(sources)
    for finding in findings:
        path, line, column = finding.position
        found.append(
            Notice(
                path,
                line,
                column,
                column + sources.length(path, line, column),
                finding.severity,
                finding.code,
                finding.message,
                told.of(finding.code, path, line, column),
            )
        )
    return found


def of_allowed(allowed: Iterable[Allowed], sources: Sources) -> list[Notice]:
    """Warnings that comments allow as notices; the arguments are as above."""
    found = tuple(allowed)
    notices = of_findings((each.finding for each in found), sources)
    return [
        notice._replace(allowed=each.reason)
        for notice, each in zip(notices, found, strict=True)
    ]


def of_file(path: str, kind: str, message: str) -> Notice:
    """A file of the output that is not as it should be."""
    mark = fingerprints.digest(kind, path)
    return Notice(path, 0, 0, 0, "error", kind, message, mark)

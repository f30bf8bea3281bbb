"""What is wrong with a spec, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal, NamedTuple

from ..model.position import Position
from .codes import Code

_LONGEST_QUOTE = 80
_MOST_SUGGESTIONS = 200
_MOST_CANDIDATES = 3000


class Finding(NamedTuple):
    """One mistake in a spec, or one thing that is probably a mistake.

    Attributes:
        position: Where to look.
        severity: An error stops the run; a warning does not.
        code: Stable, kebab-case; one of :data:`clientgen.reading.codes.Code`.
        message: One line: what is wrong and what to do.
    """

    position: Position
    severity: Literal["error", "warning"]
    code: Code
    message: str

    def __str__(self) -> str:
        return f"{printable(str(self.position))}: {self.severity}[{self.code}]: {self.message}"


class Allowed(NamedTuple):
    """A warning that a comment in the spec allows.

    Attributes:
        finding: The warning.
        reason: What the comment says of why.
    """

    finding: Finding
    reason: str


class SpecError(Exception):
    """A spec that cannot be used.

    Attributes:
        findings: Errors and warnings, sorted by file, line and column.
        allowed: Warnings that comments allow.
    """

    def __init__(
        self, findings: Iterable[Finding], allowed: Iterable[Allowed] = ()
    ) -> None:
        self.findings: tuple[Finding, ...] = in_order(findings)
        self.allowed = tuple(allowed)
        super().__init__("\n".join(map(str, self.findings)))


class Report:
    """Findings as they come up; a run collects all of them before it stops."""

    def __init__(self) -> None:
        self._findings: dict[Finding, None] = {}
        self._suggestions = 0
        self._failed = False

    def __len__(self) -> int:
        return len(self._findings)

    def count(self, code: Code) -> int:
        """How many findings have a code."""
        return sum(finding.code == code for finding in self._findings)

    def error(self, position: Position, code: Code, message: str) -> None:
        """Add a mistake."""
        self._add(position, "error", code, message)

    def warning(self, position: Position, code: Code, message: str) -> None:
        """Add something that is probably a mistake."""
        self._add(position, "warning", code, message)

    def _add(
        self,
        position: Position,
        severity: Literal["error", "warning"],
        code: Code,
        message: str,
    ) -> None:
        # A dict: what several roads lead to (a body used twice) is reported once.
        finding = Finding(position, severity, code, printable(message))
        self._findings[finding] = None
        self._failed = self._failed or severity == "error"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, sorted by file, line and column."""
        return in_order(self._findings)

    @property
    def failed(self) -> bool:
        """Whether there is at least one error."""
        return self._failed

    def may_look_up(self, word: str) -> bool:
        """Whether to look for what was meant by one more word."""
        self._suggestions += 1
        return self._suggestions <= _MOST_SUGGESTIONS and len(word) <= 100

    def suggest(self, word: str, candidates: Iterable[str]) -> str:
        """Say what was probably meant.

        Args:
            word: As it stands in the spec.
            candidates: What would have been right.

        Returns:
            ``"; did you mean 'string'?"``, or an empty string when nothing is near. Only
            the first few hundred words of a run are looked up: a spec with more mistakes
            than that has another problem, and the search is slow.
        """
        if not self.may_look_up(word):
            return ""
        near = nearest(word, candidates)
        return f"; did you mean {quoted(near)}?" if near else ""


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that looks most like a word; empty when none is near."""
    by_fold: dict[str, str] = {}
    for candidate in candidates:
        by_fold.setdefault(candidate.casefold(), candidate)
        if len(by_fold) >= _MOST_CANDIDATES:
            break
    word = word.casefold()
    for near in difflib.get_close_matches(word, list(by_fold), 3, 0.6):
        if slips(word, near) <= max(1, min(len(word), len(near)) // 3):
            return by_fold[near]
    return ""


def slips(word: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and word[i - 2 : i] == wanted + other[j - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by file, line and column, then by code and message."""
    return tuple(sorted(findings, key=lambda f: (f.position, f.code, f.message)))


def quoted(text: str) -> str:
    """Quote text of a spec for a message: on one line, printable, and not too long."""
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 3] + "..."
    return f"'{printable(text)}'"


def printable(text: str) -> str:
    """Write control, format and other invisible characters as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def listed(words: Iterable[str], joiner: str = "or") -> str:
    """Join words for a sentence: ``a``, ``a or b``, ``a, b or c``; a long list is cut."""
    words = list(words)
    if len(words) > 25:
        return ", ".join(words[:25]) + " ..."
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"

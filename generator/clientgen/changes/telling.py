"""Changes told: on a terminal, in a changelog, and to programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..targets.sinks.markdown import prose, span, text, visible
from .change import LEVELS, Change, Changes, Level, worst_first
from .words import code, listed

_MANY = 4
"""Of how many subjects one thing is told once."""

HEADINGS: Mapping[Level, str] = {
    "breaking": "Breaking",
    "compatible": "Compatible",
    "docs": "Words only",
}
_PLACES = {
    (True, True): "source and wire",
    (True, False): "source",
    (False, True): "wire",
    (False, False): "",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell besides the changes.

    Attributes:
        old: What the state before is called.
        new: What the state now is called.
        current: The version before; empty where there is none to tell.
        following: The version that comes next.
    """

    old: str
    new: str
    current: str = ""
    following: str = ""


class Line(NamedTuple):
    """A line for a terminal, and the word of it that may have a colour."""

    text: str
    level: Level | None = None


def in_short(changes: Changes) -> tuple[Change, ...]:
    """Changes, of which what is the same of many methods or models is told once."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes.found:
        kind = "client." if change.subject.startswith("client.") else ""
        key = (change.code, kind, change.words, change.source, change.wire)
        groups.setdefault(key, []).append(change)
    found = []
    for (_, kind, *_rest), each in groups.items():
        subjects = list(dict.fromkeys(change.subject for change in each))
        first = each[0]
        if len(subjects) >= _MANY and first.code not in _OF_ONE:
            what = "methods" if kind else "models"
            some = listed([code(subject) for subject in subjects], most=3)
            # A clause about each of them; what begins otherwise is about something of theirs.
            each_one = "each " if first.words[0].islower() and kind else ""
            each_one *= not first.words.startswith(("with ", "other words"))
            words = f"{each_one}{first.words} ({some})"
            found.append(replace(first, subject=f"{len(subjects)} {what}", words=words))
        else:
            found += each
    return tuple(found)


# What is of one thing alone, whatever the words.
_OF_ONE = frozenset(
    ["schema-added", "schema-removed", "operation-added", "operation-removed"]
)


def summary(changes: Changes) -> str:
    """How many there are of each kind."""
    counts = [(level, len(changes.of(level))) for level in LEVELS]
    names = {"docs": "of words only"}
    words = [f"{n} {names.get(level, level)}" for level, n in counts if n]
    return listed(words) or "no change"


def as_text(changes: Changes, told: Told) -> Iterator[Line]:
    """Lines for a terminal: a block for each subject, the worst first in it."""
    yield Line(f"{told.old} -> {told.new}: {summary(changes)}")
    if told.current and changes.found:
        yield Line(f"after {told.current} comes {told.following}")
    for subject, found in Changes(in_short(changes)).by_subject().items():
        yield Line("")
        yield Line(visible(subject))
        for change in found:
            place = where(change)
            words = visible(change.words.replace("`", ""))
            tail = f"  {place}" if place else ""
            yield Line(f"  {change.level:<10}  {words}{tail}", change.level)


def where(change: Change) -> str:
    """Where a breaking change breaks, in brackets; empty for any other."""
    if change.level != "breaking":
        return ""
    return f"({_PLACES[change.source == 'breaking', change.wire == 'breaking']})"


def as_markdown(changes: Changes, told: Told) -> str:
    """A section for a changelog."""
    lines = [f"## {text(told.following)}" if told.following else "## Changes", ""]
    short = in_short(changes)
    for level in LEVELS:
        found = [change for change in short if change.level == level]
        if not found:
            continue
        lines += [f"### {HEADINGS[level]}", ""]
        lines += [_item(change) for change in _together(found)]
        lines.append("")
    if not changes.found:
        lines += ["Nothing has changed.", ""]
    return "\n".join(lines)


def _together(found: Sequence[Change]) -> Iterator[Change]:
    """Changes of one subject one after the other."""
    groups: dict[str, list[Change]] = {}
    for change in found:
        groups.setdefault(change.subject, []).append(change)
    for each in groups.values():
        yield from each


def _item(change: Change) -> str:
    place = where(change)
    # Who upgrades has to do with the source; who does not, with the wire.
    tail = f" *{place}*" if place else ""
    many = change.subject[:1].isdigit()
    subject = text(change.subject) if many else span(change.subject)
    return f"- {subject}: {prose(change.words)}{tail}"


def as_json(changes: Changes, told: Told) -> str:
    """All changes for programs, each on its own, with its code."""
    found = [
        {
            "code": change.code,
            "level": change.level,
            "source": change.source,
            "wire": change.wire,
            "subject": change.subject,
            "title": change.title,
            "words": change.words,
            **({"witness": change.witness} if change.witness else {}),
            **(
                {
                    "file": change.position.path,
                    "line": change.position.line,
                    "column": change.position.column,
                }
                if change.position
                else {}
            ),
        }
        for change in changes.found
    ]
    whole = {
        "old": told.old,
        "new": told.new,
        "level": changes.level,
        "counts": {level: len(changes.of(level)) for level in LEVELS},
        "version": {"current": told.current, "next": told.following},
        "changes": found,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def at_least(changes: Changes, level: Level) -> Sequence[Change]:
    """The changes of a level and of worse ones."""
    worst = LEVELS[: LEVELS.index(level) + 1]
    return worst_first(change for change in changes.found if change.level in worst)

"""How lists are walked, and how failures are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import partial

from ..model.api import Errors, Paging
from .change import Change
from .words import code, listed


def paging_changes(
    old: Paging | None, new: Paging | None, change: partial[Change]
) -> Iterator[Change]:
    """What is different where a list is walked in both states."""
    if old is None or new is None or old == new:
        return
    differing = [
        f"{_PAGING.get(each.name, each.name)} {_shown(getattr(new, each.name))}, no longer"
        f" {_shown(getattr(old, each.name))}"
        for each in fields(Paging)
        if getattr(old, each.name) != getattr(new, each.name)
    ]
    words = f"walks its list otherwise: {listed(differing)}"
    # What is shown of a page beside its items decides nothing about the walk.
    shown = {
        each.name
        for each in fields(Paging)
        if getattr(old, each.name) != getattr(new, each.name)
    }
    harmless = shown <= {"size_parameter"}
    yield change(
        code="paging-changed",
        words=words,
        wire="compatible" if harmless else "breaking",
    )


_PAGING = {
    "style": "by",
    "parameter": "the page is asked for by",
    "size_parameter": "the size is asked for by",
    "first": "the first is",
    "items": "items at",
    "meta": "the object about a page at",
    "links": "the links at",
    "current": "the number of the page at",
    "last": "the number of the last page at",
    "total": "the total at",
    "next": "the next page at",
    "more": "whether there is more at",
}


def _shown(value: object) -> str:
    return code(value) if value not in ("", None) else "nowhere"


def error_changes(
    old: Errors | None, new: Errors | None, change: partial[Change]
) -> Iterator[Change]:
    """What is different about failures."""
    before, now = old or Errors(), new or Errors()
    if (old is None) != (new is None):
        if new is None:
            words = "does not say any more how failures look"
            yield change(code="errors-changed", words=words, source="none", wire="none")
        else:
            words = "says how failures look"
            yield change(code="errors-changed", words=words, wire="compatible")
        return
    for name, words in (
        ("body", "has failures of the model"),
        ("message", "finds the message of a failure at"),
        ("code", "finds the code of a failure at"),
    ):
        one, other = getattr(before, name), getattr(now, name)
        if one != other:
            yield change(
                code="errors-changed",
                words=f"{words} {_shown(other)}, no longer {_shown(one)}",
                wire="breaking" if one else "compatible",
            )
    if before.failed != now.failed:
        yield change(
            code="errors-changed",
            words="tells otherwise which answers of success are failures",
            wire="breaking",
        )
    if more := [each for each in now.codes if each not in before.codes]:
        words = f"may fail with {listed([code(each) for each in more])}, too"
        yield change(code="error-code-added", words=words, wire="compatible")
    if gone := [each for each in before.codes if each not in now.codes]:
        words = f"does not fail with {listed([code(each) for each in gone])} any more"
        yield change(code="error-code-removed", words=words, wire="compatible")

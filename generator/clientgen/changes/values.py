"""What parameters, keys and fields have in common: types, known values, bounds, marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..model.api import Field, Parameter
from ..model.limits import Limits, in_words
from .change import Change, Effect
from .wire_types import has_named_values, known_values, relation
from .words import code, type_words, values

Item = Field | Parameter


@dataclass(frozen=True, slots=True)
class About:
    """What changes of an item are about.

    Attributes:
        thing: The beginning of codes: ``parameter``, ``key`` or ``field``.
        subject: See :class:`Change`.
        title: See :class:`Change`.
        name: The item's, in Python.
        sent: Whether it is sent.
        answered: Whether it is answered.
    """

    thing: str
    subject: str
    title: str
    name: str
    sent: bool
    answered: bool

    def change(
        self,
        what: str,
        words: str,
        item: Item,
        source: Effect = "none",
        wire: Effect = "none",
    ) -> Change:
        """A change of the item; words follow its name."""
        return Change(
            f"{self.thing}-{what}",
            self.subject,
            f"{code(self.name)} {words}",
            source,
            wire,
            self.title,
            position=item.position,
        )

    def effect(self, *, less: bool, more: bool) -> Effect:
        """What it does on the wire that there are fewer values, or further ones."""
        if (less and self.sent) or (more and self.answered):
            return "breaking"
        return "compatible" if less or more else "none"


def type_changes(
    about: About, old: Item, new: Item, source: Effect
) -> Iterator[Change]:
    """What has become of the values.

    Args:
        about: What it is about.
        old: The item before, its type by the names of now.
        new: The item now.
        source: What a type checker makes of the two types.
    """
    if old.type == new.type:
        return  # what has become of a model is told of that
    how = relation(old.type, new.type)
    if how == "same" and source == "none":
        yield from _value_changes(about, old, new)
        return
    wire = about.effect(
        less=how in ("narrowed", "changed"), more=how in ("widened", "changed")
    )
    before, now = type_words(old.type), type_words(new.type)
    what = {"narrowed": "narrowed", "widened": "widened"}.get(how, "changed")
    yield about.change(
        f"type-{what}", f"is {now} now, no longer {before}", new, source, wire
    )


def _value_changes(about: About, old: Item, new: Item) -> Iterator[Change]:
    before, now = known_values(old.type), known_values(new.type)
    if before is None or now is None:
        named = has_named_values(old.type), has_named_values(new.type)
        if now is not None and not any(named):
            effect: Effect = "breaking" if about.sent else "compatible"
            yield about.change(
                "values-listed", f"has known values: {values(now)}", new, "none", effect
            )
        elif before is not None and not any(named):
            yield about.change(
                "values-unlisted",
                "has no known values any more",
                new,
                "none",
                "compatible",
            )
        elif type_words(old.type) != type_words(new.type):
            words = f"is {type_words(new.type)} now, no longer {type_words(old.type)}"
            yield about.change("type-changed", words, new)
        return
    gone = [value for value in before if value not in now]
    new_ones = [value for value in now if value not in before]
    if gone:
        # What is answered may be anything at any time: known values are an open list.
        words = "are no values" if gone[1:] else "is no value"
        yield replace(
            about.change(
                "value-removed",
                "",
                new,
                "none",
                "breaking" if about.sent else "compatible",
            ),
            words=f"{values(gone)} {words} of {code(about.name)} any more",
        )
    if new_ones:
        yield about.change(
            "value-added", f"may be {values(new_ones)}, too", new, "none", "compatible"
        )


def mark_changes(about: About, old: Item, new: Item) -> Iterator[Change]:
    """Bounds, the default, and whether it should be used."""
    tighter, looser = _bounds(old.limits, new.limits)
    said = "; ".join(in_words(replace(new.limits, default=""))) or "no bounds any more"
    if tighter:
        effect: Effect = "breaking" if about.sent else "none"
        yield about.change(
            "bounds-tightened", f"has less room: {said}", new, "none", effect
        )
    elif looser:
        yield about.change(
            "bounds-loosened", f"has more room: {said}", new, "none", "compatible"
        )
    before, now = old.limits.default, new.limits.default
    if before != now:
        effect = "breaking" if about.sent and before and now else "none"
        words = f"defaults to {code(now)}" if now else "has no known default any more"
        more = f", no longer to {code(before)}" if before and now else ""
        yield about.change("default-changed", words + more, new, "none", effect)
    if old.deprecated != new.deprecated:
        what, words = (
            ("deprecated", "is deprecated")
            if new.deprecated
            else ("reinstated", "is not deprecated any more")
        )
        yield about.change(what, words, new, "compatible", "none")


def _bounds(old: Limits, new: Limits) -> tuple[bool, bool]:
    """Whether there is less room, and whether there is more."""
    tighter = looser = False
    for name in ("minimum", "min_length", "min_items"):
        before, now = getattr(old, name), getattr(new, name)
        tighter |= now is not None and (before is None or now > before)
        looser |= before is not None and (now is None or now < before)
    for name in ("maximum", "max_length", "max_items"):
        before, now = getattr(old, name), getattr(new, name)
        tighter |= now is not None and (before is None or now < before)
        looser |= before is not None and (now is None or now > before)
    if old.pattern != new.pattern:
        # Whether one expression holds wherever another does is not decided here.
        tighter |= bool(new.pattern)
        looser |= not new.pattern
    return tighter, looser

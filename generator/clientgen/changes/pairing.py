"""Which thing of one state is which of the other: by name, as told, or by likeness."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Generic, NamedTuple, TypeVar

from .renames import Renamed

T = TypeVar("T")

_LEAST = 0.6
"""As alike as two things must be to be taken for one."""
_MANY = 40_000
"""Pairs of which no likeness is looked for."""


class Pair(NamedTuple, Generic[T]):
    """One thing as it was and as it is; None where it was not, or is not any more.

    Attributes:
        likely: Nothing but their likeness says that they are one.
    """

    old: T | None
    new: T | None
    likely: bool = False


def pairs(
    old: Sequence[T],
    new: Sequence[T],
    keys: Sequence[Callable[[T], Hashable]],
    alike: Callable[[T, T], float],
    names: Callable[[T], Iterable[str]],
    renamed: Renamed,
) -> list[Pair[T]]:
    """Pair two lists.

    Args:
        old: The things before.
        new: The things now.
        keys: What two things that are one have in common, the surest first; None for what
            has nothing of the kind.
        alike: How alike two are that have nothing of that in common, from 0 to 1.
        names: All names of a thing by which people may call it.
        renamed: What they told.

    Returns:
        In the order of now; what is gone comes last.
    """
    of_new: dict[int, int] = {}
    left_old, left_new = dict(enumerate(old)), dict(enumerate(new))

    def join(before: int, now: int) -> None:
        of_new[now] = before
        del left_old[before], left_new[now]

    gone = set()
    for before, one in list(left_old.items()):
        target = renamed.target(names(one))
        if target is None:
            continue
        gone.add(before)
        for now, other in left_new.items():
            if renamed.leads(target, names(other)):
                renamed.met(names(one))
                join(before, now)
                break
        else:
            if not target:
                renamed.met(names(one))
    for key in keys:
        known: dict[Hashable, int] = {}
        for now, other in left_new.items():
            known.setdefault(key(other), now)
        known.pop(None, None)
        for before, one in list(left_old.items()):
            now = known.get(key(one), -1)
            if now in left_new and before not in gone:
                join(before, now)
    sure = set(of_new)
    for before, now in _likely(
        {n: each for n, each in left_old.items() if n not in gone}, left_new, alike
    ):
        join(before, now)
    return [
        *(
            Pair(old[of_new[n]] if n in of_new else None, each, n in set(of_new) - sure)
            for n, each in enumerate(new)
        ),
        *(Pair(each, None) for each in left_old.values()),
    ]


def _likely(
    old: dict[int, T], new: dict[int, T], alike: Callable[[T, T], float]
) -> list[tuple[int, int]]:
    """The pairs of which each is liker to the other than to any third."""
    if len(old) * len(new) > _MANY:
        return []  # of so many, each is like some other
    scores = {
        (before, now): alike(one, other)
        for before, one in old.items()
        for now, other in new.items()
    }
    ranked: dict[tuple[bool, int], list[float]] = {}
    for (before, now), score in scores.items():
        ranked.setdefault((True, before), []).append(score)
        ranked.setdefault((False, now), []).append(score)
    best = {end: sorted(those)[-2:] for end, those in ranked.items()}

    def is_first(end: tuple[bool, int], score: float) -> bool:
        return score == best[end][-1] and best[end][:-1] != [score]

    return [
        (before, now)
        for (before, now), score in scores.items()
        if score >= _LEAST
        and is_first((True, before), score)
        and is_first((False, now), score)
    ]


def likeness(one: str, other: str) -> float:
    """How alike two names are."""
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


def share(one: Iterable[Hashable], other: Iterable[Hashable]) -> float:
    """How much of two sets is in both; all of it where both are empty."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else 1.0


def alike_in_place(
    names: tuple[Sequence[str], Sequence[str]],
    words: tuple[Sequence[str], Sequence[str]],
) -> Callable[[str, str], float]:
    """How alike two items of two lists are: by name, by words, and by what stands beside.

    Args:
        names: Of the items before and now, each once; perhaps with a place and a colon
            before.
        words: What is said of them.
    """
    before = dict(zip(names[0], words[0], strict=True))
    now = dict(zip(names[1], words[1], strict=True))
    beside = [_neighbours(each) for each in names]

    def alike(one: str, other: str) -> float:
        same_words = 0.2 if before[one] and before[one] == now[other] else 0.0
        same_place = 0.3 if beside[0][one] == beside[1][other] else 0.0
        bare = (one.rpartition(":")[2], other.rpartition(":")[2])
        return likeness(*bare) + same_words + same_place - 0.05

    return alike


def _neighbours(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    around = ["", *names, ""]
    return {
        name: (around[place], around[place + 2]) for place, name in enumerate(names)
    }

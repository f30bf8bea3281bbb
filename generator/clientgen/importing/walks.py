"""The usual way to walk lists, by count, and the names of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .calls import Call
from .listing import Listing, Way, size_of
from .problems import Journal
from .words import Names, snake, words_of

_ENOUGH = 3
_LINK = "header Link"


@dataclass(slots=True)
class Walks:
    """How lists are walked.

    Attributes:
        said: ``paging`` of api.yaml; empty where no list is walked.
        usual: The usual way; None where no list is walked.
        items: Where items stand usually.
        names: Of all other ways.
        lists: What calls answer that answer lists, by number.
    """

    said: dict[str, Any] = field(default_factory=dict)
    usual: Way | None = None
    items: str = ""
    names: dict[Way, str] = field(default_factory=dict)
    lists: dict[int, Listing] = field(default_factory=dict)


def choose(
    calls: Sequence[Call], lists: Mapping[int, Listing], journal: Journal
) -> Walks:
    """Choose the usual way, and name the others.

    Args:
        calls: All that there are.
        lists: Those that answer lists.
        journal: Takes the evidence, and lists that are not walked.
    """
    lists = _by_link(calls, _as_siblings(calls, lists, journal), journal)
    walks = Walks(lists={n: f for n, f in lists.items() if f.way or f.bare})
    counts: Counter[Way] = Counter()
    places: dict[Way, Counter[str]] = {}
    for call in calls:
        found = lists.get(call.number)
        if found is None or not found.paged:
            continue
        journal.paged += 1
        if found.way is None:
            words = "pages are not walked: nothing tells where the next one is"
            journal.lose("list not walked", call.spot, words)
            continue
        counts[found.way] += 1
        places.setdefault(found.way, Counter())[found.items] += 1
    if not counts:
        return walks
    usual, count = counts.most_common(1)[0]
    walks.usual = usual
    walks.items = places[usual].most_common(1)[0][0]
    walks.said = {**way_of(usual, walks.items), "items": walks.items}
    if not walks.items:
        del walks.said["items"]
    walks.said = _in_order(walks.said)
    names = Names(["none"])
    also: dict[str, Any] = {}
    for way, _ in counts.most_common()[1:100]:
        wanted = snake(words_of(way.parameter)) or way.style
        if way.style == "link":
            wanted = "links"
        elif way.parameter == usual.parameter and way.next != usual.next:
            wanted = snake([*words_of(way.parameter), *words_of(way.next)]) or wanted
        elif way.in_body:
            wanted = f"{wanted}_in_body"
        name = names.give(wanted, joint="_")
        items = places[way].most_common(1)[0][0]
        also[name] = _difference(way, items, walks)
        walks.names[way] = name
    if also:
        walks.said["also"] = also
    whole = sum(counts.values())
    journal.walked = whole
    words = (
        f"{count} of {whole} lists that are walked go by {_in_words(usual)}; that is the usual"
        " way"
    )
    journal.decide("Paging", words)
    for way, number in counts.most_common()[1:]:
        journal.decide("Paging", f"{number} go by {_in_words(way)}")
    return walks


def _as_siblings(
    calls: Sequence[Call], lists: Mapping[int, Listing], journal: Journal
) -> dict[int, Listing]:
    """Lists that take a cursor and do not say where the next is: it is where all others say."""
    known: dict[str, Counter[Way]] = {}
    for found in lists.values():
        if found.way and found.way.has_cursor and not found.way.in_body:
            known.setdefault(found.way.parameter, Counter())[found.way] += 1
    made = dict(lists)
    for call in calls:
        listing = lists.get(call.number)
        if listing is None or listing.way or not listing.paged or not listing.items:
            continue
        for name in (member.name for member in call.query):
            ways = known.get(name)
            if not ways:
                continue
            way, count = ways.most_common(1)[0]
            if (
                count < _ENOUGH
                or count < sum(ways.values())
                or way.next.startswith("-1.")
            ):
                continue
            sizes = [m.name for m in call.query if m.name == way.size]
            way = Way(way.style, name, sizes[0] if sizes else "", way.next)
            made[call.number] = listing._replace(way=way)
            words = (
                f"{call.method} {call.path} does not say where the next page is; it is taken to"
                f" be at `{way.next}`, as in {count} other lists with `{name}`"
            )
            journal.decide("Paging", words)
            break
    return made


def _by_link(
    calls: Sequence[Call], lists: Mapping[int, Listing], journal: Journal
) -> dict[int, Listing]:
    """Lists that take a page and name no header: it is ``Link``, where most others name that."""
    ways = [found.way for found in lists.values() if found.way]
    count = sum(way.next == _LINK for way in ways)
    made = dict(lists)
    if count < _ENOUGH or count <= len(ways) / 2:
        return made
    for call in calls:
        listing = lists.get(call.number)
        if listing and listing.paged and not listing.way and not listing.items:
            way = Way("link", size=size_of(call), next=_LINK)
            made[call.number] = listing._replace(way=way)
            words = (
                f"{call.method} {call.path} does not say where the next page is; it is taken to"
                f" be in the header `Link`, as in {count} other lists"
            )
            journal.decide("Paging", words)
    return made


def _in_words(way: Way) -> str:
    words = way.style
    if way.parameter:
        words += f" `{way.parameter}`"
    if way.next:
        words += f", the next at `{way.next}`"
    for name in ("more", "last", "total"):
        if getattr(way, name):
            words += f", `{getattr(way, name)}` says where it ends"
            break
    return words


def way_of(way: Way, items: str) -> dict[str, Any]:
    """A way as ``paging`` says it, without the place of the items."""
    said: dict[str, Any] = {"style": way.style}
    if way.parameter:
        said["parameter"] = way.parameter
    if way.size:
        said["size_parameter"] = way.size
    if way.begins is not None:
        said["first"] = way.begins
    if way.next:
        inside = way.next.startswith("-1.")
        said["next"] = f"{items}.{way.next}".lstrip(".") if inside else way.next
    for name in ("more", "last", "total"):
        if getattr(way, name):
            said[name] = getattr(way, name)
    return said


def _difference(way: Way, items: str, walks: Walks) -> dict[str, Any]:
    """A further way: what it does not say is as in the usual one, so that is switched off."""
    assert walks.usual is not None
    said = way_of(way, items)
    usual = walks.said
    if items != walks.items:
        said["items"] = items
    for key in ("more", "total"):
        if key in usual and key not in said:
            said[key] = ""
    if said["style"] == usual["style"]:
        del said["style"]
        for key in ("last", "next"):
            if key in usual and key not in said:
                said[key] = ""
        same = way.next == walks.usual.next
        for key in list(said):
            if key in usual and (said[key] == usual[key] or (key == "next" and same)):
                del said[key]
    elif "size_parameter" in said and said["size_parameter"] == usual.get(
        "size_parameter"
    ):
        del said["size_parameter"]
    if not said:
        said["style"] = way.style
    return _in_order(said)


def _in_order(said: dict[str, Any]) -> dict[str, Any]:
    order = (
        "style",
        "parameter",
        "size_parameter",
        "first",
        "items",
        "next",
        "more",
        "last",
        "total",
    )
    return {key: said[key] for key in order if key in said}

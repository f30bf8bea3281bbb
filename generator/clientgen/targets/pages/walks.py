"""Words about the ways in which lists are walked."""

from __future__ import annotations

from ...model.api import Operation, Paging
from ..sinks import Code, code, join
from .markup import Markup

_STYLES = {
    "page": "A page is chosen by its number, from {}, in {}",
    "offset": "A page is chosen by the offset of its first item, from {}, in {}",
    "cursor": "A page is chosen by the cursor that the page before it gives in {}, in {}",
    "last item": "A page is chosen by {} of the last item before it, in {}",
    "link": "Each page gives the URL of the next one, in {}",
}
_PARTS = ("items", "meta", "links")
_HEADER = "header "
_LAST = "-1."


def way_words(way: Paging, markup: Markup, key: str = "") -> Code:
    """One or two sentences on a way, without the last full stop.

    Args:
        way: How lists are walked.
        markup: Of the page.
        key: Place of the body's key that selects the page; empty where a parameter does.
    """
    text, span = markup.text, markup.span
    numbered = way.style in ("page", "offset")
    _, last, inner = way.next.partition(_LAST)
    first = (text(str(way.first)) if numbered else _place(inner or way.next, markup),)
    parameter = (span(key or way.parameter),) if way.style != "link" else ()
    style = "last item" if last and way.style == "cursor" else way.style
    words = code(_STYLES[style], *first, *parameter)
    if key:
        words = code("{} of the body", words)
    elif way.size_parameter:
        words = code("{}; its size in {}", words, span(way.size_parameter))
    places = [
        code("{} in {}", text(what), _place(getattr(way, what), markup))
        for what in _PARTS
        if getattr(way, what)
    ]
    if places:
        words = code("{}. An answer has its {}", words, join(", ", places))
    if way.more:
        words = code(
            "{}. Whether there are more is in {}", words, _place(way.more, markup)
        )
    return words


def walk_words(operation: Operation, usual: Paging | None, markup: Markup) -> Code:
    """How an operation's list is walked, where that is not as usual; empty where it is."""
    way = operation.paging
    if way is None or (way == usual and not operation.page_key):
        return code("")
    return code(" {}.", way_words(way, markup, operation.page_key))


def _place(place: str, markup: Markup) -> Code:
    if place.startswith(_HEADER):
        return code("the header {}", markup.span(place.removeprefix(_HEADER)))
    return markup.span(place)

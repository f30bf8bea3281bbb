"""Maps as SVG markup: classes for colours, links, and words for those who hear the page."""

from __future__ import annotations

from collections.abc import Callable

from ..sinks import Code, code, join
from ..sinks.html import attribute, text
from ..sinks.svg import arrowhead, curve, number
from .maps import Arrow, Box, Map
from .references import in_words


def picture(map_: Map, href: Callable[[str], Code]) -> Code:
    """A map as an ``svg`` element, to stand in a page.

    Its colours come from the page's styles: ``map-box``, ``map-main``, ``map-name``,
    ``map-arrow``, ``map-tip``, ``map-label``, ``map-loop-label``; letters have 13 and 12 px.

    Args:
        map_: What to draw.
        href: The way to a resource's page, by its name; as :func:`..sinks.html.href` gives it.
    """
    return code(
        '<svg class="map" role="group" aria-label="{}" width="{}" height="{}"'
        ' viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">\n'
        "<title>{}</title>\n{}\n{}\n</svg>",
        attribute(map_.title),
        number(map_.width),
        number(map_.height),
        number(map_.width),
        number(map_.height),
        text(map_.title),
        join("\n", map(_arrow, map_.arrows)),
        join("\n", (_box(box, href) for box in map_.boxes)),
    )


def _arrow(arrow: Arrow) -> Code:
    label = code("")
    if arrow.label is not None:
        x, y = arrow.place
        kind = "map-loop-label" if arrow.tip == "down" else "map-label"
        label = code(
            '<text class="{}" x="{}" y="{}">{}</text>',
            attribute(kind),
            number(x),
            number(y),
            text(arrow.label),
        )
    return code(
        '<g class="map-reference"><title>{}</title><path class="map-arrow" d="{}"/>'
        '<path class="map-tip" d="{}"/>{}</g>',
        text(in_words(arrow.reference)),
        curve(arrow.points, arrow.tip),
        arrowhead(arrow.points[-1], arrow.tip),
        label,
    )


def _box(box: Box, href: Callable[[str], Code]) -> Code:
    return code(
        '<a class="map-link" href="{}"><title>{}</title><rect class="{}" x="{}" y="{}"'
        ' width="{}" height="{}" rx="6"/><text class="map-name" x="{}" y="{}">{}</text></a>',
        href(box.name),
        text(box.name),
        attribute("map-main" if box.main else "map-box"),
        number(box.x),
        number(box.y),
        number(box.width),
        number(box.height),
        number(box.x + box.width // 2),
        number(box.y + box.height // 2 + 5),
        text(box.shown),
    )

"""How lists are walked: the API's usual way, its further ways, and what differs nearer by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast

from ..model.api import Body, Field, Paging
from ..model.types import Ref, innermost
from .findings import Report
from .nodes import Node, Scalar, Table, text_of
from .scope import Scope, Ways

Style = Literal["page", "offset", "cursor", "link"]

_PLACES = ("items", "meta", "links", "current", "last", "total", "next", "more")
_DEEPEST = 5


def read_ways(root: Table, report: Report) -> Ways:
    """Read ``paging`` of api.yaml."""
    if "paging" not in root:
        return Ways()
    table = root.table("paging")
    # Without a style of its own, it is nothing but the place of further ways.
    usual = _way(table, None, report) if "style" in table else None
    named: dict[str, Paging] = {}
    for entry in table.table("also").entries.values():
        if isinstance(entry.value, Table):
            named[entry.key] = _way(entry.value, usual, report)
    return Ways(usual, named)


def walking(node: Node | None, above: Paging | None, scope: Scope) -> Paging | None:
    """How the lists of a resource or an operation are walked.

    Args:
        node: What it says under ``paging``; None when it says nothing.
        above: The way of the level above; None where lists are not walked.
        scope: Knows the ways; takes the findings.

    Returns:
        The way, or None where lists are one answer.
    """
    if node is None:
        return above
    ways, report = scope.ways, scope.report
    name = text_of(node)
    if name == "none":
        return None
    if isinstance(node, Table):
        way = node.text("way")
        if not way:
            return _way(node, above or ways.usual, report)
        name = way
    if name is None:
        return above
    position = node.at("way") if isinstance(node, Table) else node.position
    if not scope.is_known(
        name,
        [*ways.named, "none"],
        position,
        "unknown-way",
        "paging in api.yaml has no such way under also",
    ):
        return above
    chosen = ways.named.get(name)
    return _way(node, chosen, report) if isinstance(node, Table) else chosen


def items_at(
    tables: tuple[Table, ...], way: Paging | None, usual: Paging | None, envelope: str
) -> str:
    """Where a list's items stand in its answer: as the nearest level says.

    Args:
        tables: The operation, its resource and api.yaml.
        way: How the list is walked; None when it is one answer.
        usual: How the lists of the level above are walked, where this one is not.
        envelope: Place of the value in other answers.
    """
    off = False
    for table in tables:
        off = off or text_of(table.get("answers")) == "none"
        said = Table({}, table.position) if off else table.table("answers")
        node = table.get("paging")
        paging = node if isinstance(node, Table) else Table({}, table.position)
        if way is not None and ("items" in paging or text_of(node) or "way" in paging):
            return way.items
        if "list" in said:
            return said.place("list")
        if "items" in paging:
            return paging.place("items")
    if way is not None:
        return way.items
    return usual.items if usual else envelope


def page_key(body: Body | None, schemas: Mapping[str, tuple[Field, ...]]) -> str:
    """The dotted place of a body's key that selects the page; empty when it has none."""
    return _find(body.fields, schemas, _DEEPEST) if body else ""


def _find(
    fields: tuple[Field, ...], schemas: Mapping[str, tuple[Field, ...]], deep: int
) -> str:
    for each in fields:
        if each.role == "page":
            return each.name
    for each in fields if deep else ():
        # Not in arrays: a key of many items selects no page.
        if isinstance(each.type, Ref) and innermost(each.type) == each.type:
            inside = _find(schemas.get(each.type.schema, ()), schemas, deep - 1)
            if inside:
                return f"{each.name}.{inside}"
    return ""


def _way(table: Table, base: Paging | None, report: Report) -> Paging:
    style = cast("Style", table.text("style") or (base.style if base else "page"))
    first = int(style != "offset")
    if base is None:
        base = Paging(style, "", first=first)
        if "style" not in table:
            report.error(
                table.position,
                "missing-key",
                "'style' is missing, and there is no usual way to take it from; add it",
            )
    elif style != base.style:  # in which these mean something else
        base = replace(base, parameter="", first=first, current="", last="", next="")
    inside = f"{base.items}.-1".removeprefix(".")
    if "items" in table and f"{base.next}.".startswith(f"{inside}."):
        # What is inside the items goes with them.
        moved = f"{table.place('items')}.-1{base.next.removeprefix(inside)}"
        base = replace(base, next=moved.removeprefix("."))
    said = table.get("first")
    number = said.value if isinstance(said, Scalar) else None
    way = replace(
        base,
        style=style,
        first=number if isinstance(number, int) else base.first,
        **{
            key: table.place(key)
            for key in ("parameter", "size_parameter", *_PLACES)
            if key in table
        },
    )
    _check(table, way, report)
    return way


def _check(table: Table, way: Paging, report: Report) -> None:
    if way.style != "link" and not way.parameter:
        report.error(
            table.position,
            "missing-key",
            f"'parameter' is missing: the one that selects the {way.style}; add it",
        )
    if way.style in ("cursor", "link") and not way.next:
        report.error(
            table.position,
            "missing-key",
            f"'next' is missing: the place of the next {way.style} in an answer; add it",
        )
    if "-1" in way.items.split("."):
        report.error(
            table.at("items"),
            "paging-place",
            "the items are an array, and -1 is the last item of one; name the array",
        )
    if way.next == "header Link" and way.style == "cursor":
        report.error(
            table.at("next"),
            "paging-place",
            "the header Link holds URLs; write style: link",
        )

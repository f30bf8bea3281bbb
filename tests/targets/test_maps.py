"""Maps show every reference once, readably, and nothing in a spec can break out of them."""

from __future__ import annotations

import dataclasses
import itertools
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import pytest
from docs_shop import SHOP
from hypothesis import given
from hypothesis import strategies as st
from selection import mostly_slow
from specs import known_api

from clientgen.model.api import (
    Answer,
    Api,
    Body,
    Field,
    Module,
    Operation,
    Resource,
    Schema,
)
from clientgen.model.types import Key, ListOf, MapOf, Ref, Scalar, Type
from clientgen.reading import load
from clientgen.targets.pages.layers import Edge, ranked
from clientgen.targets.pages.maps import (
    LABEL_SIZE,
    NAME_SIZE,
    Box,
    Map,
    around,
    fitting,
    of_area,
)
from clientgen.targets.pages.pictures import picture
from clientgen.targets.pages.references import Reference, areas, in_words, references
from clientgen.targets.sinks import Code, SinkError
from clientgen.targets.sinks.html import href
from clientgen.targets.sinks.svg import curve, number

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def makini() -> Api:
    return known_api("spec/makini")


@pytest.fixture(scope="module", params=["makini", "library", "shop"])
def api(request: pytest.FixtureRequest) -> Api:
    if request.param == "shop":
        return SHOP
    folder = {"makini": "spec/makini", "library": "tests/library/spec"}[request.param]
    return load(ROOT / folder).api


def page(name: str) -> Code:
    return href("api/page.html")


def all_maps(api: Api) -> list[Map]:
    found = references(api)
    return [
        *(around(resource.name, found) for resource in api.resources),
        *(of_area(area, found) for area in areas(api)),
    ]


def refers(api: Api) -> set[tuple[str, str, str]]:
    """Source, target and the field's own name: told from the spec in another way."""
    schemas = {schema.name: schema for schema in api.schemas}
    found = set()

    def inner(type_: Type) -> Type:
        while isinstance(type_, ListOf | MapOf):
            type_ = type_.item if isinstance(type_, ListOf) else type_.value
        return type_

    for resource in api.resources:
        own = schemas.get(resource.schema or "")
        waiting = [own.fields] if own else []
        waiting += [o.body.fields for o in resource.operations if o.body]
        seen = {own.name} if own else set()
        while waiting:
            for field in waiting.pop():
                type_ = inner(field.type)
                if isinstance(type_, Key) and type_.resource:
                    found.add((resource.name, type_.resource, field.name))
                elif isinstance(type_, Ref) and (
                    owner := schemas[type_.schema].resource
                ):
                    found.add((resource.name, owner, field.name))
                elif isinstance(type_, Ref) and type_.schema not in seen:
                    seen.add(type_.schema)
                    waiting.append(schemas[type_.schema].fields)
    return found


def test_every_reference_of_the_spec_is_found_once(api: Api) -> None:
    found = references(api)
    assert len({(r.source, r.target) for r in found}) == len(found) > 0
    assert {
        (r.source, r.target, f.split(".")[-1]) for r in found for f in r.fields
    } == refers(api)


def test_every_reference_is_one_arrow_and_one_sentence(api: Api) -> None:
    found = references(api)
    for resource in api.resources:
        wanted = [r for r in found if resource.name in (r.source, r.target)]
        shown = [arrow.reference for arrow in around(resource.name, found).arrows]
        assert sorted(shown) == sorted(wanted)
        titles = titles_of(picture(around(resource.name, found), page))
        assert all(titles.count(in_words(reference)) == 1 for reference in wanted)
    for area in areas(api):
        inside = [r for r in found if {r.source, r.target} <= set(area.resources)]
        map_ = of_area(area, found)
        assert [arrow.reference for arrow in map_.arrows] == inside
        assert sorted(box.name for box in map_.boxes) == sorted(area.resources)
    assert {name for area in areas(api) for name in area.resources} == {
        resource.name for resource in api.resources
    }


def titles_of(drawn: Code) -> list[str]:
    root = ET.fromstring(drawn)
    return [title.text or "" for title in root.iter(f"{SVG}title")]


def apart(a: Box, b: Box) -> bool:
    return (
        a.x + a.width <= b.x
        or b.x + b.width <= a.x
        or a.y + a.height <= b.y
        or b.y + b.height <= a.y
    )


def test_nothing_overlaps_and_everything_fits(api: Api) -> None:
    for map_ in all_maps(api):
        for one, other in itertools.combinations(map_.boxes, 2):
            assert apart(one, other), (map_.title, one, other)
        for box in map_.boxes:
            assert 0 <= box.x < box.x + box.width <= map_.width
            assert 0 <= box.y < box.y + box.height <= map_.height
            assert len(box.shown) * 0.62 * NAME_SIZE <= box.width
        for arrow in map_.arrows:
            for x, y in arrow.points:
                assert 0 <= x <= map_.width
                assert 0 <= y <= map_.height
            if arrow.label and arrow.tip == "right":
                x, y = arrow.place
                assert x + len(arrow.label) * 0.62 * LABEL_SIZE <= map_.width
                label = Box(
                    "",
                    "",
                    x,
                    y - LABEL_SIZE,
                    int(len(arrow.label) * 7.44),
                    LABEL_SIZE + 3,
                )
                assert all(apart(label, box) for box in map_.boxes)


def test_sizes(api: Api) -> None:
    assert min(NAME_SIZE, LABEL_SIZE) >= 12
    found = references(api)
    assert all(around(r.name, found).width <= 760 for r in api.resources)


def test_who_refers_stands_left(makini: Api) -> None:
    found = references(makini)
    map_ = around("WorkOrder", found)
    (main,) = [box for box in map_.boxes if box.main]
    left = {box.name for box in map_.boxes if box.x < main.x}
    right = {box.name for box in map_.boxes if box.x > main.x}
    assert left == {r.source for r in found if r.target == "WorkOrder" != r.source}
    assert right == {r.target for r in found if r.source == "WorkOrder" != r.target}
    (loop,) = [arrow for arrow in map_.arrows if arrow.tip == "down"]
    assert loop.label == "parentKey"


def test_lines_of_an_area_pass_beside_its_boxes(makini: Api) -> None:
    found = references(makini)
    for area in areas(makini):
        map_ = of_area(area, found)
        for arrow in map_.arrows:
            level = [
                (a, b)
                for a, b in itertools.pairwise(arrow.points[1:-1])
                if a[1] == b[1] and arrow.tip != "down"
            ]
            for (x, y), (right, _) in level[::2]:
                strip = Box("", "", min(x, right), y, abs(right - x), 1)
                assert all(apart(strip, box) for box in map_.boxes)


def test_most_arrows_of_an_area_lead_to_the_right(makini: Api) -> None:
    for area in areas(makini):
        tips = [arrow.tip for arrow in of_area(area, references(makini)).arrows]
        assert tips.count("left") * 8 <= len(tips)


def test_resources_of_no_module_have_an_area_of_their_own(makini: Api) -> None:
    assert [area.name for area in areas(makini)] == ["eam", "erp", "wms", "other"]
    assert "Raw" in areas(makini)[-1].resources
    (whole,) = areas(dataclasses.replace(makini, modules=()))
    assert len(whole.resources) == 57
    taken = dataclasses.replace(SHOP, modules=(Module("other", "O"),))
    assert [area.name for area in areas(taken)] == ["other_"]


def test_bodies_and_what_is_inside_count() -> None:
    inside = Schema("Part", (Field("k", Key("B")), Field("again", Ref("Part"))))
    make = Operation(
        "make", "POST", "/a", Answer("empty"),
        body=Body("object", (Field("parts", ListOf(Ref("Part"))), Field("me", Key("A")))),
    )  # fmt: skip
    a = Resource("A", "a", "a", (make,), "A")
    b = Resource("B", "b", "b", (), "B")
    schemas = (
        Schema("A", (Field("b", Ref("B")),), resource="A"),
        inside,
        Schema("B", (), resource="B"),
    )
    api = dataclasses.replace(SHOP, resources=(a, b), schemas=schemas, modules=())
    assert references(api) == (
        Reference("A", "B", ("b", "parts.k")),
        Reference("A", "A", ("me",)),
    )
    assert in_words(references(api)[1]) == "A refers to itself (me)"


graphs = st.integers(1, 9).flatmap(
    lambda size: st.sets(
        st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=30
    )
)


@given(graphs)
def test_any_graph_is_put_into_columns(pairs: Iterable[tuple[int, int]]) -> None:
    edges = [Edge(f"n{a}", f"n{b}") for a, b in sorted(pairs) if a != b]
    names = sorted({name for edge in edges for name in edge})
    ranks = ranked(names, edges)
    columns = ranks.columns
    where = {
        item: n
        for n, column in enumerate(columns)
        for item in column
        if isinstance(item, str)
    }
    assert sorted(where) == names
    for edge in edges:
        low, high = sorted((where[edge.source], where[edge.target]))
        assert low < high
        if high - low > 1:
            lane, first, last = ranks.lanes[edge]
            assert (first, last) == (low + 1, high - 1)
            assert all(columns[n].count(lane) == 1 for n in range(low + 1, high))
            assert (lane.target, lane.back) == (edge.target, where[edge.target] == low)
        else:
            assert edge not in ranks.lanes


def named(name: str, field: str) -> Api:
    """Two resources and a module with these words in every place."""
    other = Schema(
        "Other",
        (Field(field, Key(name)), Field("self", Key("Other"))),
        resource="Other",
    )
    return dataclasses.replace(
        SHOP,
        title=name,
        modules=(Module("m", name),),
        schemas=(Schema(name, (Field(field, Ref("Other")),), resource=name), other),
        resources=(
            Resource(name, "a", "a", (), name, modules=("m",)),
            Resource("Other", "b", "b", (), "Other", modules=("m",)),
        ),
    )


def structure(drawn: Code) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.tag, tuple(each.attrib)) for each in ET.fromstring(drawn).iter()]


HOSTILE = [
    *(
        '"><script>alert(1)</script>',
        "</title><svg onload=x>",
        "' onmouseover='x",
        "&lt;&#60;",
    ),
    *(
        "]]><!--",
        "\x00\x1b\u202e",
        "\ud800",
        "\ufffe",
        "a\nb\tc",
        "漢字" * 40,
        "😀" * 40,
        "{}{0}",
    ),
    *("javascript:alert(1)", "x" * 4000, "<" * 300),
]


@pytest.mark.parametrize(
    "words", mostly_slow(HOSTILE, HOSTILE[:4]), ids=range(len(HOSTILE))
)
def test_hostile_names_are_inert(words: str) -> None:
    check_inert(words)


@given(st.text(st.characters(codec=None), min_size=1, max_size=60))
def test_any_name_is_inert(words: str) -> None:
    check_inert(words)


def check_inert(words: str) -> None:
    if words in ("Other", "self"):
        return
    calm = [
        structure(picture(map_, page)) for map_ in all_maps(named("Thing", "thingKey"))
    ]
    maps = all_maps(named(words, words or "x"))
    drawn = [picture(map_, page) for map_ in maps]
    assert [structure(each) for each in drawn] == calm
    for each in drawn:
        assert not any(
            unicodedata.category(c) in ("Cc", "Cs") for c in each if c != "\n"
        )
    for map_ in maps:
        for box in map_.boxes:
            assert len(box.shown) * 0.62 * NAME_SIZE <= box.width
            assert all(apart(box, other) for other in map_.boxes if other is not box)


def test_a_picture_has_words_links_and_no_styles(makini: Api) -> None:
    found = references(makini)
    drawn = picture(
        of_area(areas(makini)[0], found), lambda name: href(f"api/{name}.html")
    )
    root = ET.fromstring(drawn)
    assert root.attrib["role"] == "group"
    assert root.attrib["aria-label"] == root[0].text == "Map of Maintenance"
    links = {link.attrib["href"] for link in root.iter(f"{SVG}a")}
    assert links == {f"api/{name}.html" for name in areas(makini)[0].resources}
    allowed = {
        "class",
        "d",
        "href",
        "x",
        "y",
        "width",
        "height",
        "rx",
        "viewBox",
        "role",
        "aria-label",
    }
    assert {name for each in root.iter() for name in each.attrib} <= allowed
    assert "#" not in drawn.replace("&#", "")


def test_a_way_that_no_sink_made_is_refused() -> None:
    map_, *_ = all_maps(SHOP)
    with pytest.raises(SinkError):
        picture(map_, lambda name: "javascript:x")  # type: ignore[arg-type,return-value]  # told


def test_words_are_cut_where_they_are_too_long() -> None:
    assert fitting("short", 200, 12) == "short"
    cut = fitting("PreventiveMaintenance" * 4, 200, 12)
    assert cut.startswith("Preventive")
    assert cut.endswith("…")
    assert len(cut) * 0.62 * 12 <= 200
    assert len(fitting("漢" * 40, 200, 12)) < len(cut)


def test_numbers_and_curves() -> None:
    assert curve([(0, 10), (100, 10)], "right") == "M0 10H93"
    for wrong in ("1", 1.5, True):
        with pytest.raises(SinkError):
            number(wrong)  # type: ignore[arg-type]  # told
    with pytest.raises(SinkError):
        curve([(0, 0), (1, 1)], '"/><script>')


def test_an_api_without_references() -> None:
    lone = Schema("A", (Field("name", Scalar("string")),), resource="A")
    resources = (Resource("A", "a", "a", (), "A"), Resource("B", "b", "b", ()))
    api = dataclasses.replace(SHOP, schemas=(lone,), resources=resources, modules=())
    assert references(api) == ()
    for map_ in all_maps(api):
        assert map_.boxes
        assert map_.arrows == ()
        ET.fromstring(picture(map_, page))


def test_the_same_each_time_and_fast(makini: Api) -> None:
    start = time.process_time()
    drawn = [picture(map_, page) for map_ in all_maps(makini)]
    assert time.process_time() - start < 1  # 0.1 s on a quiet machine
    assert drawn == [picture(map_, page) for map_ in all_maps(makini)]
    assert len(drawn) == 61

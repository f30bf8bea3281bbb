"""The documentation site: what its pages hold, where they lead, and that texts stay texts."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs_shop import SHOP
from selection import mostly_slow
from site_pages import Page, pages_of, site_of, target_of
from specs import known_api
from test_docs_hostile import PAYLOADS, spoil

from clientgen.changes import compare
from clientgen.model.api import Answer, Api, Auth, Body, Field, Operation
from clientgen.model.rules import Equals, If, Present, Rule
from clientgen.model.types import Scalar
from clientgen.rules.decide import in_force
from clientgen.targets.site.guides import headed
from clientgen.targets.site.pages import files as site_files
from clientgen.targets.site.pages import sheets
from clientgen.targets.templates import load_templates

ROOT = Path(__file__).parents[2]
INVENTORY = json.loads((ROOT / "tests/makini/inventory.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def makini() -> Api:
    return known_api("spec/makini")


@pytest.fixture(scope="module")
def files(makini: Api) -> dict[str, str]:
    return site_of(makini)


@pytest.fixture(scope="module")
def pages(files: dict[str, str]) -> dict[str, Page]:
    return pages_of(files)


def operations(api: Api) -> Iterator[tuple[str, str]]:
    """The call and the page of each operation."""
    for resource in api.resources:
        for operation in resource.operations:
            page = f"api/{resource.file}/{operation.name}.html"
            yield f"{operation.method} {operation.path}", page


@pytest.mark.slow
def test_every_element_of_the_vendors_page_is_on_ours(
    makini: Api, pages: dict[str, Page]
) -> None:
    """For all operations: tree, title, badge, path, samples, answer, errors, dates."""
    titles = {each["call"]: each["title"] for each in INVENTORY["endpoints"]}
    places = dict(operations(makini))
    assert len(places) == len(titles) == 166
    for call, title in titles.items():
        where = places[call]
        page = pages[where]
        method, path = call.split(" ")
        text = " ".join(page.text.split())
        assert f"<h1>{title}</h1>" in page.html, where
        shown = "DEL" if method == "DELETE" else method
        assert f"{shown}</b> <code>{path}</code>" in page.html, where
        for slug in ("python", "python-async", "shell", "javascript", "java", "swift"):
            assert f"sample-{slug}" in page.ids, where
        assert "answer" in page.ids, where
        assert "errors" in page.ids, where
        assert re.search(r"Spec as of 2026-03-19\.", text), where
        assert re.search(r"Last changed \d{4}(-\d\d-\d\d)?\.", text), where
        assert '<link rel="prev"' in page.html, where
        assert '<link rel="next"' in page.html, where
        above = re.search('<p class="above"><a href="([^"]+)">', page.html)
        assert above, where
        assert target_of(where, above[1])[0] == f"{where.rpartition('/')[0]}.html"
        assert page.html.count(' aria-current="page"') == 1, where
        tree = page.html.partition('<nav class="tree"')[2].partition("</nav>")[0]
        badges = re.findall("<b class=[a-z]+>([A-Z]+)</b>", tree)
        assert len(badges) == 166, where
        assert badges.count("DEL") == sum("DELETE" in each for each in titles), where


def test_parameters_bodies_and_answers_are_whole(
    makini: Api, pages: dict[str, Page]
) -> None:
    for resource in makini.resources:
        for operation in resource.operations:
            where = f"api/{resource.file}/{operation.name}.html"
            page = pages[where]
            given = [*operation.path_parameters, *operation.query_parameters]
            assert ("parameters" in page.ids) == bool(given), where
            for parameter in given:
                assert f"<code>{parameter.name}</code>" in page.html, where
            assert ("body" in page.ids) == (operation.body is not None), where
            for field in operation.body.fields if operation.body else ():
                assert f"key-{field.name}" in page.ids, where
            documented = operation.answer.type is not None and "response" in page.ids
            assert documented == ("Response 200" in page.text), where
            text = " ".join(page.text.split())
            for words in (operation.summary, operation.note):
                assert " ".join(words.replace("`", "").split()) in text, where
            for number, rule in enumerate(in_force(operation.rules), 1):
                assert f'id="rule-{number}">Rule: {rule.name}</h2>' in page.html, where
            for module in operation.modules or resource.modules:
                title = next(m.title for m in makini.modules if m.name == module)
                assert f'<span class="badge">{title}</span>' in page.html, where
            assert "badge documented" in page.html or "badge inferred" in page.html


def test_the_tree_has_all_groups_in_the_vendors_order(
    makini: Api, pages: dict[str, Page]
) -> None:
    for page in ("index.html", "api/invoice.html", "api/invoice/create.html"):
        labels = re.findall(r"<summary>([^<]+)</summary><ul>", pages[page].html)
        groups = [label for label in labels if label not in ("Guides", "Maps", "More")]
        assert groups == [resource.name for resource in makini.resources]


def test_pages_follow_one_another(pages: dict[str, Page]) -> None:
    page, seen = "index.html", ["index.html"]
    while found := re.search(r'<link rel="next" href="([^"]+)">', pages[page].html):
        following, _ = target_of(page, found[1])
        back = re.search(r'<link rel="prev" href="([^"]+)">', pages[following].html)
        assert back
        assert target_of(following, back[1])[0] == page
        page = following
        seen.append(page)
    assert sorted(seen) == sorted(pages)


@pytest.mark.parametrize(
    "name", mostly_slow(["makini", "shop", "library"], ["shop", "library"])
)
def test_every_link_leads_somewhere(name: str, files: dict[str, str]) -> None:
    if name == "shop":
        files = site_of(SHOP)
    if name == "library":
        files = site_of(known_api("tests/library/spec"))
    pages = pages_of(files)
    for path, page in pages.items():
        assert not page.odd, (path, page.odd[:3])
        assert not page.open, path
        assert len(page.ids) == len(set(page.ids)), (path, duplicates(page.ids))
        for link in page.links:
            if link.startswith(("https://", "http://", "data:")):
                continue
            file, anchor = target_of(path, link)
            assert file in files, (path, link)
            if anchor and file.endswith(".html"):
                assert anchor in pages[file].ids, (path, link)


def duplicates(names: list[str]) -> list[str]:
    return [name for name in names if names.count(name) > 1]


def test_every_page_has_a_twin_whose_links_lead_somewhere(
    files: dict[str, str],
) -> None:
    twins = {path for path in files if path.endswith(".md")}
    assert {path.removesuffix(".html") for path in files if path.endswith(".html")} == {
        path.removesuffix(".md") for path in twins
    }
    for path in twins:
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", files[path]):
            if not link.startswith("http"):
                assert target_of(path, link)[0] in files, (path, link)


def test_what_is_found_is_there(files: dict[str, str], pages: dict[str, Page]) -> None:
    script = files["assets/search-index.js"]
    rows = json.loads(script.removeprefix("window.CLIENTGEN_INDEX = ").rstrip(";\n"))
    assert len(rows) > 1000
    for _, title, _, url, _ in rows:
        file, _, anchor = url.partition("#")
        assert file in pages, (title, url)
        assert not anchor or anchor in pages[file].ids, (title, url)


@pytest.mark.slow
def test_nothing_is_taken_from_elsewhere(files: dict[str, str]) -> None:
    for path, page in pages_of(files).items():
        assert "default-src 'none'; script-src 'self'" in page.html, path
        for tag, given in page.tags:
            assert not [name for name in given if name.startswith("on")], path
            assert "style" not in given, path
            if tag in ("script", "link", "img", "iframe") and given.get("rel") not in (
                "canonical",
                "icon",
            ):
                source = given.get("src") or given.get("href", "")
                assert "//" not in source, (path, source)
    for path, text in files.items():
        if path.endswith((".js", ".css")):
            assert not re.search(r"https?://|@import|url\(", text), path
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacent|eval\(", text
            ), path


@pytest.mark.slow
def test_pages_weigh_little(files: dict[str, str]) -> None:
    for path, page in pages_of(files).items():
        loaded = [
            target_of(path, given.get("src") or given.get("href", ""))[0]
            for tag, given in page.tags
            if (tag == "script" and "src" in given) or given.get("rel") == "stylesheet"
        ]
        weight = len(page.html.encode()) + sum(len(files[each]) for each in loaded)
        assert weight <= 150_000, (path, weight)


@pytest.mark.slow
def test_a_site_is_the_same_every_time(makini: Api, files: dict[str, str]) -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests/targets');"
        "from pathlib import Path; from site_pages import site_of;"
        "from clientgen.reading import load;"
        "found = site_of(load(Path('spec/makini')).api);"
        "print(hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    import hashlib

    mine = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()
    assert done.stdout.strip() == mine


def test_the_invoices_page_says_which_keys_an_incoming_one_needs(
    pages: dict[str, Page],
) -> None:
    page = pages["api/invoice/create.html"]
    text = " ".join(page.text.split())
    assert "incoming needs vendorKey and/or poKey" in text
    assert [given["data-set"] for tag, given in page.tags if "data-set" in given]
    data = re.search(r'id="picker">(.*?)</script>', page.html, re.S)
    assert data
    picker = json.loads(data[1])
    assert picker["operation"]["name"] == "invoices.create"
    assert "vendorKey" in picker["atoms"]


def test_pages_made_one_by_one_are_those_made_at_once() -> None:
    """Whoever asks for one page gets what a whole site has there, whatever was made before."""
    published = dataclasses.replace(SHOP, docs_url="https://docs.example/shop")
    whole = {
        file.path: file.text for file in site_files(published, load_templates(), SHOP)
    }
    found = sheets(published, load_templates(), SHOP)
    assert [f"site/{path}" for each in found for path in each.paths] == list(whole)
    for each in reversed(found):
        made = list(each.make())
        assert tuple(path for path, _ in made) == each.paths
        assert {f"site/{path}": text for path, text in made}.items() <= whole.items()


def test_a_guide_has_one_title_and_says_each_heading_once(
    pages: dict[str, Page],
) -> None:
    for path, page in pages.items():
        if path.startswith("guides/"):
            levels = [tag for tag, _ in page.tags if tag in ("h1", "h2", "h3")]
            assert levels == ["h1", *["h2"] * (len(levels) - 1)], path
            headings = re.findall("<h[123] [^>]*>(.*?)</h", page.html)
            assert len({each.rstrip("s") for each in headings}) == len(headings), path
    assert headed("# A\n\n## A\n\n### As\n\n### B\n\n```\n## A\n```") == (
        "# A\n\n\n\n## B\n\n```\n## A\n```"
    )


def test_a_reader_is_told_where_the_secret_comes_from(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        if "samples" in page.ids:
            text = " ".join(page.text.split())
            assert "from the environment variable MAKINI_TOKEN." in text, path
            assert "put what MAKINI_TOKEN holds in its place" in text, path
    without = dataclasses.replace(SHOP, auth=Auth())
    page = pages_of(site_of(without))["api/order/create.html"]
    assert "environment variable" not in page.text


def test_a_version_that_the_title_tells_is_not_said_twice(
    pages: dict[str, Page],
) -> None:
    assert '<span class="version">' not in pages["index.html"].html
    shop = site_of(dataclasses.replace(SHOP, title="Shop", version="7.1"))
    assert '<span class="version">7.1</span>' in shop["index.html"]


def test_a_published_site_has_a_map_and_addresses() -> None:
    published = dataclasses.replace(SHOP, docs_url="https://docs.example/shop/")
    found = site_of(published)
    places = re.findall("<loc>(.*?)</loc>", found["sitemap.xml"])
    assert "https://docs.example/shop/index.html" in places
    pages = {path for path in found if path.endswith(".html")}
    assert {each.removeprefix("https://docs.example/shop/") for each in places} == pages
    page = found["api/order/create.html"]
    address = "https://docs.example/shop/api/order/create.html"
    assert f'<link rel="canonical" href="{address}">' in page
    unpublished = site_of(dataclasses.replace(SHOP, docs_url=""))
    assert "sitemap.xml" not in unpublished


def test_a_resource_may_say_when_it_changed() -> None:
    first, *others = SHOP.resources
    changed = dataclasses.replace(first, changed="2026-05-06")
    api = dataclasses.replace(SHOP, resources=(changed, *others))
    page = site_of(api)[f"api/{first.file}/create.html"]
    assert 'Last changed <time datetime="2026-05-06">2026-05-06</time>' in page


# Texts stay texts.


@pytest.fixture(scope="module")
def calm() -> dict[str, Page]:
    return pages_of(site_of(spoil(SHOP, "harmless", False)))


@pytest.mark.parametrize(
    "name", mostly_slow((n for n in PAYLOADS if n != "surrogate"), [*PAYLOADS][::5])
)
def test_hostile_texts_do_not_change_a_page(name: str, calm: dict[str, Page]) -> None:
    try:
        found = pages_of(site_of(spoil(SHOP, PAYLOADS[name], False)))
    except ValueError as error:
        pytest.fail(f"refused: {error}")
    assert found.keys() == calm.keys()
    for path, page in found.items():
        assert not page.odd, path
        # A description may have several paragraphs, nothing else may.
        if "\n\n" not in PAYLOADS[name] or path != "index.html":
            assert structure(page) == structure(calm[path]), path


def structure(page: Page) -> list[tuple[str, ...]]:
    """All elements but those that code within texts, and its colours, are made of."""
    plain = {"code", "/code", "span", "/span"}
    return [each for each in page.shape if each[0] not in plain]


@pytest.mark.slow
def test_a_changed_spec_is_told(makini: Api) -> None:
    invoice = next(r for r in makini.resources if r.name == "Invoice")
    create = next(o for o in invoice.operations if o.name == "create")
    assert create.body
    fewer = dataclasses.replace(create.body, fields=create.body.fields[1:])
    changed = dataclasses.replace(
        invoice,
        operations=tuple(
            dataclasses.replace(each, body=fewer, rules=()) if each is create else each
            for each in invoice.operations
            if each.name != "update_status"
        ),
    )
    now = dataclasses.replace(
        makini,
        resources=tuple(changed if r is invoice else r for r in makini.resources),
    )
    told = {change.code: change for change in compare(makini, now).found}
    assert told["operation-removed"].subject == "client.invoices.update_status"
    assert told["key-removed"].subject == "client.invoices.create"
    assert told["rule-loosened"].witness == ((),)
    assert not compare(makini, makini).found
    pages = site_files(now, load_templates(), makini)
    (page,) = [file for file in pages if file.path == "site/changes.html"]
    assert "client.invoices.update_status" in page.text
    assert "takes a call that gives none of the keys (rule invoice type)" in page.text


def test_keys_and_literals_of_any_letters_can_be_ticked() -> None:
    """A key may hold what separates a literal from its key, and a literal any letter."""
    first = SHOP.resources[0]
    rule = Rule("odd", If(Equals("a=b", "größe"), Present("c.d"), Present("e")))
    fields = tuple(Field(name, Scalar("string"), alias=name[0]) for name in KEYS)
    odd = Operation(
        "odd",
        "POST",
        "/odd",
        Answer("empty"),
        body=Body("object", fields),
        rules=(rule,),
    )
    api = dataclasses.replace(
        SHOP, resources=(dataclasses.replace(first, operations=(odd,)),)
    )
    page = pages_of(site_of(api))[f"api/{first.file}/odd.html"]
    data = re.search(r'id="picker">(.*?)</script>', page.html, re.S)
    assert data
    picker = json.loads(data[1])
    spoken = {each["text"]: each["key"] for each in picker["operation"]["atoms"]}
    assert set(spoken.values()) == set(KEYS)
    known = dict(zip(picker["atoms"], picker["keys"], strict=True))
    assert spoken.items() <= known.items()
    boxes = [given["data-atom"] for _, given in page.tags if "data-atom" in given]
    assert {picker["atoms"][int(box)] for box in boxes} == set(spoken)


KEYS = ("a=b", "c.d", "e")

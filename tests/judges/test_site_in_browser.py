"""A real browser shows the site: it works by hand, by keyboard and without scripts."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import logging
import os
import random
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from judging import HERE
from makini import Makini, RequiredKeysError
from sample_runs import SHOP
from specs import known_api

from clientgen.model.api import Api, Operation, Resource
from clientgen.serving import serve_pages
from clientgen.targets.samples.lines import text_of
from clientgen.targets.samples.values import values_of
from clientgen.targets.samples.writers import samples
from clientgen.targets.site import TARGET
from clientgen.targets.site.pages import files as site_files
from clientgen.targets.templates import load_templates

TEMPLATES = load_templates()
KINDS = (
    "index.html",
    "guides/quickstart.html",
    "guides/errors.html",
    "contexts/platform.html",
    "schemas.html",
    "api/invoice.html",
    "api/invoice/create.html",
    "api/work_order/list.html",
    "guides/sources.html",
    "guides/webhooks.html",
    "changes.html",
)
MAPS = ("maps/eam.html", "maps/erp.html", "maps/other.html", "maps/wms.html")
DRAWN = ("api/purchase_order.html", "api/location.html")
"""Pages with the fullest pictures of who refers to whom."""


def neighbour(name: str) -> ModuleType:
    """A module of the tests of targets."""
    sys.path.append(str(HERE.parent / "targets"))
    spec = importlib.util.spec_from_file_location(
        name, HERE.parent / f"targets/{name}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def site_of(api: Api) -> dict[str, bytes]:
    return {
        file.path.removeprefix("site/"): file.text.encode()
        for file in TARGET.files(api, TEMPLATES)
    }


@pytest.fixture(scope="module")
def makini() -> Api:
    return known_api("spec/makini")


@pytest.fixture(scope="module")
def files(makini: Api) -> dict[str, bytes]:
    """The site with a page of changes, too."""
    before = dataclasses.replace(makini, resources=makini.resources[1:])
    return {
        file.path.removeprefix("site/"): file.text.encode()
        for file in site_files(makini, TEMPLATES, before)
    }


class Shown:
    """A page in the browser, and everything that it complains of."""

    def __init__(self, context: Any, base: str) -> None:
        self.base = base
        self.said: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on(
            "dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss())
        )
        self.page.on("request", self._requested)

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.said.append(f"request to {request.url}")

    def go(self, path: str) -> Any:
        self.page.goto(self.base + path)
        return self.page


# Of all rules, these alone see which colours there are.
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast", "link-in-text-block"],
}


def served(files: Mapping[str, bytes]) -> Any:
    return serve_pages(lambda: files, 0)


@pytest.fixture(scope="module")
def base(files: dict[str, bytes]) -> Iterator[str]:
    with served(files) as server:
        threading.Thread(target=server.run, daemon=True).start()
        yield server.url


@pytest.fixture
def shown(browser: Any, base: str) -> Iterator[Shown]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
    found = Shown(context, base)
    yield found
    context.close()
    assert found.said == []


SHIFTED = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) sum += each.value;
  }).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 50));
})"""
"""How much of a page has moved while it was loading: 0.1 is what readers begin to notice."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_pages_fit_and_say_nothing_to_the_console(
    browser: Any, base: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    found = Shown(context, base)
    for kind in (*KINDS, *MAPS, *DRAWN):
        page = found.go(kind)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (kind, wide)
        shifted = page.evaluate(SHIFTED)
        assert shifted < 0.05, (kind, shifted)
    assert found.said == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, base: str, scheme: str) -> None:
    axe = Path(os.environ["CLIENTGEN_JUDGES"], "node_modules/axe-core/axe.min.js")
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    problems = []
    for kind in (*KINDS, *MAPS, *DRAWN):
        page.goto(base + kind)
        page.add_script_tag(path=axe)
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES[scheme])
        problems += [
            (kind, each["id"], each["impact"], each["nodes"][0]["html"][:200])
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        ]
    assert problems == []
    context.close()


def test_the_tree_shows_the_place_and_can_be_filtered(shown: Shown) -> None:
    page = shown.go("api/invoice/create.html")
    current = page.locator(".tree [aria-current]")
    assert current.inner_text().split() == ["POST", "Create", "an", "Invoice"]
    assert current.is_visible()
    page.get_by_label("Filter the pages below").fill("order status")
    labels = page.locator(".tree li li a:visible").all_inner_texts()
    assert any("Update a PurchaseOrder Status" in label for label in labels)
    assert not any("Create an Invoice" in label for label in labels)
    page.get_by_label("Filter the pages below").fill("zzzz")
    assert page.get_by_text("Nothing of that name.").is_visible()
    page.get_by_label("Filter the pages below").fill("")
    page.get_by_label("Filter the pages below").press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Overview"


def test_search_leads_to_the_operation(shown: Shown) -> None:
    page = shown.go("index.html")
    page.keyboard.press("/")
    page.keyboard.type("purchase order status")
    first = page.locator("#results li").first
    first.wait_for()
    assert first.inner_text().startswith("Update a PurchaseOrder Status")
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/api/purchase_order/update_status.html")
    page.go_back()
    page.wait_for_url("**/index.html")
    page.locator("#search").fill("customerKey")
    page.locator("#results li").first.wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#results").is_visible()


def test_languages_are_remembered(shown: Shown) -> None:
    page = shown.go("api/invoice/create.html")
    page.get_by_role("tab", name="Python", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#sample-swift").is_visible()
    page.get_by_role("tab", name="Java", exact=True).click()
    page = shown.go("api/asset/get.html")
    assert page.locator("#sample-java").is_visible()
    assert not page.locator("#sample-python").is_visible()
    selected = page.locator('[role="tab"][aria-selected="true"]')
    assert selected.inner_text() == "Java"


def test_the_theme_is_remembered(shown: Shown) -> None:
    page = shown.go("index.html")
    back = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(back)
    page.get_by_role("button", name="Dark theme").click()
    dark = page.evaluate(back)
    assert dark != light
    page = shown.go("api/invoice.html")
    assert page.evaluate(back) == dark


def test_places_on_pages_can_be_linked_to(shown: Shown) -> None:
    page = shown.go("api/invoice/create.html#key-totalTaxValue")
    assert page.locator("#key-totalTaxValue").is_visible()
    box = page.locator("#key-totalTaxValue").bounding_box()
    assert 0 <= box["y"] <= 900


def test_a_narrow_page_has_its_tree_behind_a_button(browser: Any, base: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = Shown(context, base).go("api/invoice/create.html")
    assert not page.locator(".tree").is_visible()
    page.get_by_role("button", name="Menu").click()
    assert page.locator(".tree").is_visible()
    assert (
        page.get_by_role("button", name="Menu").get_attribute("aria-expanded") == "true"
    )
    context.close()


def test_everything_can_be_read_without_scripts(browser: Any, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = Shown(context, base).go("api/invoice/create.html")
    for slug in ("python", "python-async", "shell", "javascript", "java", "swift"):
        assert page.locator(f"#sample-{slug} pre").is_visible()
    assert page.locator(".tree").is_visible()
    assert not page.locator(".picker").is_visible()
    assert not page.locator("#search").is_visible()
    page.locator(".tree summary", has_text="Vendor").first.click()
    assert page.get_by_role("link", name="List Vendor").is_visible()
    context.close()


def test_a_keyboard_reaches_everything(shown: Shown) -> None:
    page = shown.go("api/invoice/create.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(document.activeElement.getAttribute('role') || "
                "document.activeElement.tagName) + ':' + "
                "(document.activeElement.type || document.activeElement.className)"
            )
        )
    assert "INPUT:checkbox" in reached
    assert "tab:button" in reached
    assert any(each.startswith("PRE") for each in reached)


def test_pages_work_from_a_disk(
    browser: Any, files: dict[str, bytes], tmp_path: Path
) -> None:
    for path, data in files.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    context = browser.new_context()
    found = Shown(context, tmp_path.as_uri() + "/")
    page = found.go("api/invoice/create.html")
    page.locator("#search").fill("list vendor")
    page.locator("#results li").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/api/vendor/list.html")
    assert found.said == []
    context.close()


# The keys to try.


def visible_text(page: Any, slug: str) -> str:
    """What the copy button gives, newlines inside of empty brackets apart."""
    script = """slug => {
      const read = node => [...node.childNodes].map(child =>
        child.nodeType === 3 ? child.data : child.hidden ? "" : read(child)).join("");
      return read(document.querySelector(`#sample-${slug} pre`));
    }"""
    return squeezed(page.evaluate(script, slug))


def squeezed(text: str) -> str:
    for left, right in ("{}", "[]", "()"):
        parts = text.split(left)
        text = left.join(
            part.lstrip() if number and part.lstrip().startswith(right) else part
            for number, part in enumerate(parts)
        )
    return text.strip()


RULED = (
    "invoices.create",
    "work_orders.create",
    "assets.update",
    "purchase_orders.update",
)


def found_in(api: Api, name: str) -> tuple[Resource, Operation]:
    for resource in api.resources:
        for operation in resource.operations:
            if f"{resource.attribute}.{operation.name}" == name:
                return resource, operation
    raise AssertionError(name)


@pytest.mark.parametrize("name", RULED)
def test_what_is_ticked_is_what_is_shown_and_judged(
    name: str, makini: Api, shown: Shown, caplog: pytest.LogCaptureFixture
) -> None:
    """Against the samples' own reference, and against the generated client."""
    resource, operation = found_in(makini, name)
    page = shown.go(f"api/{resource.file}/{operation.name}.html")
    written = samples(makini, resource, operation, values_of(makini))
    atoms = json.loads(page.locator("#picker").text_content())["atoms"]
    keys = [
        atom
        for atom in atoms
        if atom[0] != "@" and "=" not in atom and ".*." not in atom
    ]
    chance = random.Random(name)
    caplog.set_level(logging.WARNING, "makini")
    with Makini("token") as client:
        for size in (0, 1, 2, 3, len(keys)):
            wanted = set(chance.sample(keys, min(size, len(keys))))
            said = {}
            for select in page.locator("select[data-context]").all():
                options = select.locator("option").all_inner_texts()
                value = chance.choice(options)
                select.select_option(label=value)
                if value != "not said":
                    said[select.get_attribute("data-context")] = value
            page.evaluate(
                """wanted => {
                  const {atoms} = JSON.parse(document.querySelector("#picker").textContent);
                  for (const box of document.querySelectorAll(".picker input[data-atom]")) {
                    const on = wanted.includes(atoms[box.dataset.atom]);
                    if (box.checked !== on) box.click();
                  }
                }""",
                sorted(wanted),
            )
            on = {*wanted, *(f"@{key}={value}" for key, value in said.items())}
            for sample in written:
                reference = squeezed(text_of(sample.lines, on))
                assert visible_text(page, sample.slug) == reference, (sample.slug, on)
            verdict = page.locator(".verdict").inner_text()
            caplog.clear()
            words = verdict_of(client, resource, operation, wanted, said)
            warned = [
                each.getMessage() for each in caplog.records if "rule" in each.msg
            ]
            assert verdict == "\n".join([words, *warned])


def verdict_of(
    client: Makini,
    resource: Resource,
    operation: Operation,
    keys: set[str],
    said: dict[str, str],
) -> str:
    """What the page should say: what the client does with such a call, before it sends it."""
    assert operation.body
    values = values_of(known_api("spec/makini"))
    from clientgen.targets.surface.names import argument, method, resource_attribute

    given = {
        argument(field): values.of(field)
        for field in operation.body.fields
        if field.name in keys
    }
    path = [str(values.in_path(operation, p)) for p in operation.path_parameters]
    call = getattr(getattr(client, resource_attribute(resource)), method(operation))
    try:
        call(
            *path,
            **given,
            options={"context": said, "deadline": 0.000001, "retries": 0},
        )
    except RequiredKeysError as error:
        words = str(error).partition(" See ")[0].partition("\nSee ")[0]
        return f"The client refuses it: {words}"
    except Exception:
        return "The client sends it."
    raise AssertionError("a call that cannot end has ended")


def test_a_variant_is_one_press_away(shown: Shown) -> None:
    page = shown.go("api/invoice/create.html")
    button = page.get_by_role("button", name="incoming")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert "vendor_key=" in visible_text(page, "python")
    assert "customer_key=" not in visible_text(page, "python")
    assert page.locator(".verdict").inner_text() == "The client sends it."


def test_what_is_copied_is_what_is_shown(makini: Api, shown: Shown) -> None:
    page = shown.go("api/invoice/create.html")
    resource, operation = found_in(makini, "invoices.create")
    for sample in samples(makini, resource, operation, values_of(makini)):
        page.get_by_role("tab", name=sample.name, exact=True).click()
        page.get_by_role("button", name="Copy this sample").click()
        page.get_by_text("Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert squeezed(copied) == squeezed(text_of(sample.lines, sample.on))
        page.wait_for_timeout(1600)


# Texts stay texts.


def test_hostile_texts_come_to_nothing(browser: Any) -> None:
    """Every payload at every text: no dialog, no request, no script, the same elements."""
    hostile = neighbour("test_docs_hostile")
    calm = site_of(hostile.spoil(SHOP, "harmless", True))
    pages = ("index.html", "api/order.html", "api/order/create.html", "schemas.html")
    count = """() => ({
      scripts: [...document.scripts].map(each => each.getAttribute("src") || each.type),
      elements: [...document.querySelectorAll("*")].map(each => each.tagName)
        .filter(name => !["CODE", "SPAN", "I", "BR"].includes(name)).join(" "),
    })"""
    context = browser.new_context()
    with served(calm) as server:
        threading.Thread(target=server.run, daemon=True).start()
        found = Shown(context, server.url)
        wanted = {page: found.go(page).evaluate(count) for page in pages}
    for name, payload in hostile.PAYLOADS.items():
        if name == "surrogate":
            continue
        with served(site_of(hostile.spoil(SHOP, payload, True))) as server:
            threading.Thread(target=server.run, daemon=True).start()
            found = Shown(context, server.url)
            for page in pages:
                seen = found.go(page).evaluate(count)
                assert seen["scripts"] == wanted[page]["scripts"], (name, page)
                if "\n\n" not in payload or page != "index.html":
                    assert seen["elements"] == wanted[page]["elements"], (name, page)
            assert found.said == [], name
            found.page.close()
    context.close()

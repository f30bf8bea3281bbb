"""How changes read: a change of Makini as a keeper sees it, and texts that stay texts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from changing_shop import SHOP, api_of
from specs import known_api

from clientgen.changes import Changes, compare, next_version, renamed_of
from clientgen.changes.change import Change, Level
from clientgen.changes.telling import Told, as_markdown, as_text
from clientgen.changes.versions import VersionError
from clientgen.model.api import Api
from clientgen.reading import load

ROOT = Path(__file__).parents[2]
EDITS = [
    ("invoice", "totalNetValue:    {type: string,", "totalNetValue:    {type: number,"),
    ("invoice", "any: [customerKey, salesOrderKey]", "all: [customerKey, dueDate]"),
    ("invoice", "path: /{key}/status", "path: /{key}/state"),
    ("invoice", "body: [invoiceNumber, vendorKey, poKey, statusKey,", "body: [vendorKey, poKey, statusKey,"),
    ("invoice", "Walk the invoices of both directions.", "Walk invoices."),
    ("invoice", "update_status:", "set_status:"),
    ("work_order", "severity", "urgency"),
    ("work_order", "title:              {type: string!,", "title:              {type: string,"),
    ("work_order", "dueAt, completedAt, completionRemarks", "dueAt, completedAt!, completionRemarks"),
]  # fmt: skip


@pytest.fixture(scope="module")
def makini() -> Api:
    return known_api("spec/makini")


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Makini after some edits, and with another envelope."""
    spec = tmp_path_factory.mktemp("told") / "makini"
    shutil.copytree(ROOT / "spec/makini", spec)
    for name, old, new in EDITS:
        path = spec / f"resources/{name}.yaml"
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), "utf-8")
    api = spec / "api.yaml"
    text = api.read_text("utf-8")
    assert "single: data" in text
    api.write_text(text.replace("single: data", "single: result"), "utf-8")
    return load(spec).api


@pytest.mark.slow
def test_a_change_of_makini_as_its_keeper_sees_it(
    makini: Api, after: Api, same_as_snapshot: Callable[[str, Path], None]
) -> None:
    found = compare(makini, after)
    told = Told("v1.4.2:spec/makini", "spec/makini", "1.4.2", "2.0.0")
    text = "\n".join(line.text for line in as_text(found, told)) + "\n"
    same_as_snapshot(text, Path(__file__).with_name("told") / "makini.txt")
    page = as_markdown(found, told)
    same_as_snapshot(page, Path(__file__).with_name("told") / "makini.md")


def test_nothing_has_changed_between_equals(makini: Api) -> None:
    assert not compare(makini, makini).found


@pytest.mark.parametrize(
    ("current", "level", "following"),
    [
        ("1.4.2", "breaking", "2.0.0"),
        ("1.4.2", "compatible", "1.5.0"),
        ("1.4.2", "docs", "1.4.3"),
        ("1.4.2", None, "1.4.2"),
        ("0.4.2", "breaking", "0.5.0"),
        ("0.4.2", "compatible", "0.4.3"),
        ("0.0.1", "breaking", "0.1.0"),
        ("2", "compatible", "2.1.0"),
        ("1.2", "docs", "1.2.1"),
        ("2.0.0rc1", "breaking", "2.0.0"),
        ("1.4.2.post1", "compatible", "1.5.0"),
    ],
)
def test_the_next_version(current: str, level: Level | None, following: str) -> None:
    assert next_version(current, level) == following


@pytest.mark.parametrize("text", ["", "one", "1.x", "v"])
def test_what_is_no_version_is_told(text: str) -> None:
    with pytest.raises(VersionError, match="is no version; write one such as"):
        next_version(text, "docs")


def test_what_is_the_same_of_many_is_told_once(tmp_path: Path) -> None:
    shop = api_of(SHOP, tmp_path)
    paging = replace(shop.paging, next="next") if shop.paging else None
    resources = tuple(
        replace(
            resource,
            operations=tuple(
                replace(each, summary="Other words.") for each in resource.operations
            ),
        )
        for resource in shop.resources
    )
    found = compare(shop, replace(shop, paging=paging, resources=resources))
    lines = [line.text for line in as_text(found, Told("a", "b"))]
    assert lines[0] == "a -> b: 1 breaking and 14 of words only"
    words = [line for line in lines if "other words" in line]
    assert len(words) == 1
    assert "(client.orders.list, client.orders.get and 12 more)" in words[0]


HOSTILE = "a<b>|*`[x](y)\x1b[31m{{\u202e"


def test_texts_of_a_spec_stay_texts() -> None:
    change = Change("field-added", f"S{HOSTILE}", f"`{HOSTILE}` {HOSTILE}")
    told = Told("old", "new", "1.0.0", "1.0.1")
    for line in as_text(Changes((change,)), told):
        assert line.text.isprintable(), line
    page = as_markdown(Changes((change,)), told)
    assert "<b>" not in page.replace("`S", "").replace("<code>", "") or "`" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "[x](y)" not in page


def test_a_method_alike_in_all_but_its_name_is_told_as_renamed(
    tmp_path: Path,
) -> None:
    shop = api_of(SHOP, tmp_path)
    orders = shop.resources[0]
    moved = tuple(
        (
            replace(each, name="import_all", path="/orders/imports")
            if each.name == "import"
            else each
        )
        for each in orders.operations
    )
    now = replace(
        shop, resources=(replace(orders, operations=moved), *shop.resources[1:])
    )
    found = {change.code: change for change in compare(shop, now).found}
    renamed = found["operation-renamed"]
    assert renamed.subject == "client.orders.import_"
    assert renamed.words == "is called `client.orders.import_all` now, it seems"
    assert "operation-moved" in found
    assert "operation-removed" not in found
    gone = compare(shop, now, renamed_of(["orders.import="]))
    assert {"operation-removed", "operation-added"} <= {x.code for x in gone.found}


def test_a_method_may_be_told_to_have_moved(tmp_path: Path) -> None:
    shop = api_of(SHOP, tmp_path)
    orders, customers, files = shop.resources
    count = next(each for each in orders.operations if each.name == "count")
    left = tuple(each for each in orders.operations if each is not count)
    other = replace(count, name="sum_up", path="/sums", answer=count.answer)
    now = replace(
        shop,
        resources=(
            replace(orders, operations=left),
            replace(customers, operations=(*customers.operations, other)),
            files,
        ),
    )
    found = compare(shop, now, renamed_of(["orders.count=customers.sum_up"])).found
    words = {change.code: change.words for change in found}
    assert words["operation-renamed"] == "is called `client.customers.sum_up` now"

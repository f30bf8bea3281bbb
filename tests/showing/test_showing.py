"""What `clientgen show` says: the words of the docs, of every thing in every kind of spec."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import clientgen
from cli.runs import Run

from clientgen.model.api import Api
from clientgen.reading import load
from clientgen.showing import find, page_of
from clientgen.targets.templates import load_templates

__all__ = ["clientgen"]

ROOT = Path(__file__).parents[2]
LIBRARY = "tests/library/spec"
TEMPLATES = load_templates()


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def names(api: Api) -> list[str]:
    found = [schema.name for schema in api.schemas]
    for resource in api.resources:
        found.append(resource.attribute)
        found += [f"{resource.attribute}.{each.name}" for each in resource.operations]
    return found


@pytest.mark.parametrize("name", ["books.create", "books.list", "loans", "Book", ""])
def test_a_thing_is_shown(
    clientgen: Run, name: str, same_as_snapshot: Callable[[str, Path], None]
) -> None:
    done = clientgen("show", *([name] if name else []), "--spec", LIBRARY)
    assert done.code == 0
    assert done.err == ""
    snapshot = Path(__file__).parent / f"snapshots/{name or 'everything'}.txt"
    same_as_snapshot(done.out, snapshot)


@pytest.mark.parametrize(
    "spec",
    [
        LIBRARY,
        "tests/apis/openai/spec",
        pytest.param("tests/apis/notion/spec", marks=pytest.mark.slow),
        pytest.param("tests/apis/stripe/spec", marks=pytest.mark.slow),
    ],
)
def test_everything_can_be_shown_and_says_where_it_stands(spec: str) -> None:
    api = load(Path(spec)).api
    assert page_of(api, None, TEMPLATES).text
    # Each page is made of the whole API anew; of the largest, some stand for all.
    for name in names(api)[:: 1 + len(names(api)) // 40]:
        page = page_of(api, find(api, name), TEMPLATES)
        assert f"{page.facts['file']}:{page.facts['line']}" in page.text
        json.dumps(page.facts)


def test_programs_get_the_same_words(clientgen: Run) -> None:
    text = clientgen("show", "invoices.create").out
    done = clientgen("show", "invoices.create", "--format", "json")
    facts = json.loads(done.out)
    assert (facts["method"], facts["path"]) == ("POST", "/api/invoices")
    assert [each["keys"] for each in facts["minimal_sets"]] == [
        "customerKey",
        "salesOrderKey",
        "vendorKey",
        "poKey",
    ]
    assert facts["rules"][0]["ways"][1]["python"] == "vendor_key and/or po_key"
    assert facts["sources"][0]["name"] == "page-2026"
    flat = " ".join(text.split())
    said = [facts["summary"], facts["answer"], facts["rules"][0]["words"]]
    said += [f"{each['class']} {each['when']}" for each in facts["errors"]]
    for words in said:
        assert words in flat
    line = (ROOT / facts["file"]).read_text(encoding="utf-8").split("\n")
    assert line[facts["line"] - 1].strip() == "create:"


def test_contexts_are_shown(clientgen: Run) -> None:
    found = clientgen("show", "work_orders.create")
    assert "In contexts\n  Key" in found.out
    assert "UPKEEP" in found.out


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("invoice", "Invoice"),
        ("client.invoices.create", "invoices.create"),
        ("INVOICES", "invoices"),
    ],
)
def test_a_name_may_be_written_in_several_ways(
    clientgen: Run, name: str, near: str
) -> None:
    assert clientgen("show", name).out == clientgen("show", near).out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("invoices.creat", "did you mean invoices.create"),
        ("Invoce", "did you mean Invoice"),
        ("zzzz", "names are such as accounts and accounts.list"),
        ("", "names are such as"),
    ],
)
def test_a_name_that_is_not_there(clientgen: Run, name: str, said: str) -> None:
    done = clientgen("show", name)
    assert done.code == 2
    assert said in done.err

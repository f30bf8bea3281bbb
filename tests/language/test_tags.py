"""Objects of which a key says what they hold (``by`` and ``holds``): on every surface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from httpserver import Server, serve
from making import api_of, check_types, imported, made, resource, write
from selection import mostly_slow

from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox

SCHEMAS: dict[str, Any] = {
    "Text": {"fields": {"words": "string!", "inside": ["Block"]}},
    "Block": {
        "summary": "A piece of a page.",
        "fields": {
            "id": {"type": "key", "required": True, "read_only": True},
            "kept": "boolean!",
        },
        "by": "type",
        "holds": {
            "paragraph": {"type": "Text", "summary": "Some words."},
            "quote": "Text",
            "rule": "object",
            "number": "number | null",
            "synced_block": "key -> Block",
            "table": {"fields": {"width": "integer!", "cells": "[[string]]!"}},
        },
    },
    "Parent": {
        "by": "type",
        "holds": {"block_id": "key -> Block", "top": {"is": True}},
    },
}
MAIN: dict[str, Any] = {
    "answers": {"list": "data"},
    "parameters": {"key": {"in": "path", "type": "key"}},
}
OPERATIONS = {
    "list": {},
    "get": {},
    "create": {"body": {"children": {"type": ["Block"], "required": True}}},
    "update": {"body_type": "Block"},
}
NOTES = {
    "list": {},
    "create": {"body": ["parent"]},
    "get": {},
}
FIELDS = {"id": "key!", "parent": "Parent!", "above": "Parent"}
HELD = {
    "paragraph": {"words": "Hello"},
    "quote": {"words": "x", "inside": [{"id": "9", "type": "rule", "rule": {}}]},
    "rule": {},
    "number": None,
    "synced_block": "b",
    "table": {"width": 1, "cells": [["a"]]},
}


def written(folder: Path) -> Path:
    block = resource("Block", OPERATIONS, schema="Block")
    del block["fields"]
    notes = resource("Note", NOTES, FIELDS)
    return write(folder, notes, block, schemas=SCHEMAS, **MAIN)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("tags"))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec = written(tmp_path_factory.mktemp("pages"))
    return made(spec, ("python", "docs", "openapi", "site"))


@pytest.fixture(scope="module")
def shop(spec: Path) -> ModuleType:
    return imported(spec)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(lambda arrived: arrived.json if arrived.body else {}) as found:
        yield found


def test_each_is_a_class_of_its_own(shop: ModuleType, server: Server) -> None:
    told: list[Any] = []
    blocks = [
        {"id": str(number), "kept": True, "type": tag, tag: held}
        for number, (tag, held) in enumerate(HELD.items())
    ]
    server.script = lambda arrived: {"data": blocks}
    client = shop.Shop("t", base_url=server.url, strict=True, on_mismatch=told.append)
    found = client.blocks.list()
    assert [type(each).__name__ for each in found] == [
        "ParagraphBlock",
        "QuoteBlock",
        "RuleBlock",
        "NumberBlock",
        "SyncedBlock",
        "TableBlock",
    ]
    assert found[0].paragraph.words == "Hello"
    assert type(found[1].quote.inside[0]) is shop.models.RuleBlock
    assert found[3].number is None
    assert type(found[5].table) is shop.models.TableBlockContent
    assert [each.to_dict() for each in found] == blocks
    assert not told


def test_others_are_kept_with_what_all_have(shop: ModuleType, server: Server) -> None:
    new = {"id": "1", "kept": False, "type": "button", "button": {"x": [1]}}
    for came, kind in ((new, "button"), ({"id": "1"}, None)):
        server.script = lambda arrived, came=came: came
        client = shop.Shop("t", base_url=server.url, strict=True)
        other = client.blocks.get("1")
        assert type(other) is shop.models.OtherBlock
        assert (other.id, other.type) == ("1", kind)
        assert other.to_dict() == came
    server.script = lambda arrived: new
    assert client.blocks.get("1").extra == {"button": {"x": [1]}}
    server.script = lambda arrived: ["x"]
    with pytest.raises(shop.DecodeError, match="expected Block"):
        client.blocks.get("1")


def test_they_are_sent(shop: ModuleType, server: Server) -> None:
    models = shop.models
    client = shop.Shop("t", base_url=server.url)
    text = models.Text(words="x", inside=[models.NumberBlock(number=3)])
    client.blocks.create(
        children=[
            models.ParagraphBlock(paragraph=text, id="set by the API"),
            {"type": "rule", "rule": {}},
            {"type": "new", "new": 1},
            {"rule": {}},
        ]
    )
    inner = {"type": "number", "number": 3}
    assert server.requests[-1].json["children"] == [
        {"paragraph": {"words": "x", "inside": [inner]}, "type": "paragraph"},
        {"type": "rule", "rule": {}},
        {"type": "new", "new": 1},
        {"rule": {}},
    ]
    read = models.SyncedBlock(id="1", kept=True, synced_block="b")
    client.blocks.update("1", body=read)
    sent = {"type": "synced_block", "synced_block": "b", "kept": True}
    assert server.requests[-1].json == sent


CONSUMER = """
from typing import assert_never
from shop import Shop
from shop.models import Block, OtherBlock, OtherParent, ParagraphBlock, Parent
from shop.models import BlockIdParent, QuoteBlock, TopParent


def words(block: Block) -> str:
    match block:
        case ParagraphBlock(paragraph=text) | QuoteBlock(quote=text):
            return text.words
        case OtherBlock():
            return block.type or ""
    return block.id


def above(parent: Parent) -> str:
    match parent:
        case BlockIdParent():
            return parent.block_id
        case TopParent() | OtherParent():
            return ""
    assert_never(parent)


def use(client: Shop) -> None:
    for block in client.blocks.list():
        print(block.id, block.type, words(block))
    client.blocks.update("1", body={"type": "rule", "rule": {}})
"""


@pytest.mark.parametrize("checker", mostly_slow(["mypy", "pyright"], ["mypy"]))
def test_type_checkers_tell_them_apart(checker: str, tmp_path: Path) -> None:
    check_types(checker, made(written(tmp_path)) / "python", CONSUMER)


def test_a_family_is_one_module(out: Path) -> None:
    models = out / "python/shop/models"
    assert {path.stem for path in models.glob("*.py")} == {
        "__init__",
        "block",
        "note",
        "parent",
        "table_block_content",
    }
    text = (models / "block.py").read_text("utf-8")
    assert '"""Some words."""' in text
    assert '"""Block whose type is quote."""' in text
    assert '"""Block with another type than the known ones, or with none."""' in text


def test_signatures_call_them_by_their_name(out: Path) -> None:
    page = (out / "docs/resources/block.md").read_text("utf-8")
    assert "children: Arg[Sequence[Block | Mapping[str, object]]] = UNSET" in page
    assert "body: Block | Mapping[str, object]" in page
    assert "print(block.id)" in page
    assert 'children=[{"type": "paragraph", "paragraph": {"words":' in page
    assert 'body={"type": "paragraph", "paragraph": {"words":' in page


def test_pages_list_them_once(out: Path) -> None:
    page = (out / "docs/schemas.md").read_text("utf-8")
    assert "## ParagraphBlock" not in page
    block = page.partition("## Block")[2].partition("\n## ")[0]
    assert "| `paragraph` | `ParagraphBlock` | [Text](#text) | Some words. |" in block
    assert "| `number` | `NumberBlock` | number | May be null. |" in block
    assert "| `id` | `id` | key | Always there. Read only. |" in block
    text = page.partition("## Text")[2].partition("\n## ")[0]
    assert "Part of [Block](#block)." in text
    site = (out / "site/schemas.html").read_text("utf-8")
    assert site.count("<code>paragraph</code>") == 1
    assert "<code>OtherBlock</code>" in site


def test_the_document_has_them(out: Path) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    document = json.loads((out / "openapi/shop.json").read_text("utf-8"))
    validator.validate(document)
    schemas = document["components"]["schemas"]
    base = "#/components/schemas/"
    tags = [*HELD]
    assert schemas["Block"]["anyOf"][-1] == {
        "$ref": f"{base}OtherBlock",
        "properties": {"type": {"not": {"enum": tags}}},
    }
    assert schemas["Block"]["discriminator"]["mapping"]["rule"] == f"{base}RuleBlock"
    assert schemas["QuoteBlock"]["required"] == ["id", "kept", "type", "quote"]


def test_the_sandbox_has_them(spec: Path, shop: ModuleType) -> None:
    with LocalSandbox(open_sandbox(api_of(spec), Options(rows=5))) as local:
        odd: list[Any] = []
        client = shop.Shop(
            local.token, transport=local.transport, on_mismatch=odd.append
        )
        notes = client.notes.list()
        kinds = {type(each.parent).__name__ for each in notes}
        assert kinds == {"BlockIdParent", "TopParent"}
        # What they refer to stands where their kind has it, and nowhere else.
        assert all("top" not in n.parent or "block_id" not in n.parent for n in notes)
        assert client.notes.create(parent={"type": "top", "top": True}).parent.top
        assert client.notes.create(parent={"type": "new", "x": 1}).parent.type == "new"
        with pytest.raises(shop.Unprocessable, match=r"parent\.block_id"):
            client.notes.create(parent={"type": "block_id", "block_id": 3})
        assert odd == []

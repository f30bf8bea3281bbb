"""The Python target: names, types, imports and layout of what it writes."""

from __future__ import annotations

import ast
import dataclasses
import keyword
from collections.abc import Callable
from pathlib import Path

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.models.model import Model
from runtime.streams import AsyncStreams, Streams
from specs import known_api

from clientgen.model.api import Api, Field, Schema
from clientgen.model.types import ListOf, Ref, Scalar
from clientgen.targets import python as python_target
from clientgen.targets.python.docstrings import Section, document
from clientgen.targets.python.models import module_of_schema
from clientgen.targets.surface import names
from clientgen.targets.surface.imports import Import, import_blocks
from clientgen.targets.templates import load_templates

ROOT = Path(__file__).parents[2]
SNAPSHOTS = Path(__file__).parent / "snapshots"
LIBRARY = known_api("tests/library/spec")


def written(api: Api) -> dict[str, str]:
    return {
        file.path: file.text
        for file in python_target.TARGET.files(api, load_templates())
    }


@pytest.mark.parametrize(
    "path",
    [
        "python/library_client/models/book.py",
        "python/library_client/resources/loans.py",
        "python/library_client/api.py",
        "python/library_client/client.py",
        "python/README.md",
        "python/pyproject.toml",
    ],
)
def test_representative_files(
    path: str, same_as_snapshot: Callable[[str, Path], None]
) -> None:
    text = written(LIBRARY)[path]
    if path.endswith(".py"):
        text = black.format_str(text, mode=black.Mode())
    same_as_snapshot(text, SNAPSHOTS / path.rpartition("/")[2])


@pytest.mark.parametrize(
    "attribute", ["token", "async_token", "library", "unpack", "sync_client", "a_p_i"]
)
def test_a_resource_takes_no_name_that_the_clients_need(attribute: str) -> None:
    odd = dataclasses.replace(LIBRARY.resources[0], attribute=attribute)
    api = dataclasses.replace(LIBRARY, resources=(odd, *LIBRARY.resources[1:]))
    tree = ast.parse(written(api)["python/library_client/client.py"])
    imported = [
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node in top_level(tree)
        for name in node.names
    ]
    defined = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    names = imported + defined
    assert sorted(set(names)) == sorted(names)


def top_level(tree: ast.Module) -> list[ast.stmt]:
    """Statements of a module, those for type checkers among them."""
    guarded = [x for node in tree.body if isinstance(node, ast.If) for x in node.body]
    return [*tree.body, *guarded]


def test_a_client_without_resources_imports_nothing_for_them() -> None:
    bare = dataclasses.replace(LIBRARY, resources=())
    text = written(bare)["python/library_client/client.py"]
    ast.parse(text)
    assert "class Library(SyncClient):" in text
    assert "TYPE_CHECKING" not in text
    assert "cached_property" not in text


def test_every_module_parses_and_has_a_docstring() -> None:
    for path, text in written(LIBRARY).items():
        if path.endswith(".py"):
            assert ast.get_docstring(ast.parse(text)), path


def test_operations_know_which_keys_are_files() -> None:
    path = "python/library_client/resources/books.py"
    assert 'files=("picture",)' in written(LIBRARY)[path]
    books = next(r for r in LIBRARY.resources if r.name == "Book")
    cover = next(o for o in books.operations if o.name == "set_cover")
    assert cover.body is not None
    fields = (
        Field("Several Pictures", ListOf(Scalar("file"))),
        *cover.body.fields,
    )
    several = dataclasses.replace(
        cover, body=dataclasses.replace(cover.body, fields=fields), rules=()
    )
    books = dataclasses.replace(books, operations=(several,))
    text = written(dataclasses.replace(LIBRARY, resources=(books,)))[path]
    assert 'files=("Several Pictures", "picture")' in text
    assert '"Several Pictures": "several_pictures"' in text


def test_nothing_depends_on_the_order_of_schemas_in_memory() -> None:
    turned = dataclasses.replace(LIBRARY, schemas=LIBRARY.schemas[::-1])
    assert written(turned).keys() == written(LIBRARY).keys()


@pytest.mark.parametrize(
    ("wire", "attribute"),
    [
        ("poKey", "po_key"),
        ("class", "class_"),
        ("extra", "extra_"),
        ("to_dict", "to_dict_"),
        ("list", "list_"),
        ("date", "date"),
        ("type", "type"),
        ("dt", "dt_"),
        ("alt-text", "alt_text"),
    ],
)
def test_names_of_attributes(wire: str, attribute: str) -> None:
    assert names.attribute(Field(wire, Scalar("string"))) == attribute


def test_an_alias_goes_before_the_wire_name() -> None:
    field = Field("materialKey", Scalar("string"), alias="new_material_key")
    assert names.attribute(field) == "new_material_key"
    assert names.argument(field) == "new_material_key"


@given(st.sampled_from([*keyword.kwlist, "self", "options", "rules", "filter"]))
def test_an_argument_is_never_a_keyword(wire: str) -> None:
    name = names.argument(Field(wire, Scalar("string")))
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert name not in ("self", "options")


def test_the_names_of_models_are_kept_free() -> None:
    public = {name for name in dir(Model) if not name.startswith("_")}
    assert public == names.MODEL_NAMES


def test_the_names_of_clients_are_kept_free() -> None:
    public = {
        name
        for client in (Streams, AsyncStreams)
        for name in dir(client)
        if not name.startswith("_")
    }
    assert public == names.CLIENT_NAMES


def test_schemas_that_hold_each_other_share_a_module() -> None:
    def schema(name: str, *others: str) -> Schema:
        return Schema(name, tuple(Field(o.lower(), ListOf(Ref(o))) for o in others))

    schemas = (
        Schema("Leaf", (Field("name", Scalar("string")),)),
        schema("Egg", "Hen"),
        schema("Hen", "Egg", "Leaf"),
        schema("Tree", "Tree", "Leaf"),
    )
    api = dataclasses.replace(LIBRARY, schemas=schemas)
    assert module_of_schema(api) == {
        "Leaf": "leaf",
        "Egg": "egg",
        "Hen": "egg",
        "Tree": "tree",
    }


def test_imports_are_grouped_and_sorted() -> None:
    blocks = import_blocks(
        [
            Import("..runtime.models", "Arg"),
            Import("..runtime.models", "UNSET"),
            Import("typing", "overload"),
            Import("typing", "Any"),
            Import("datetime", alias="dt"),
            Import("..runtime.models.model", "Model", "Base"),
            Import(".book", "Book"),
            Import("httpx2"),
        ]
    )
    assert [list(map(str, block)) for block in blocks] == [
        ["import datetime as dt", "from typing import Any, overload"],
        ["import httpx2"],
        [
            "from ..runtime.models import UNSET, Arg",
            "from ..runtime.models.model import Model as Base",
            "from .book import Book",
        ],
    ]


def test_a_docstring_is_wrapped_for_its_place() -> None:
    text = document(
        ["Say something long " * 8, "", "Second\nparagraph."],
        [Section("Args", [("key", "Words " * 30)]), Section("Returns", [])],
        indent=8,
    )
    assert all(len(line) <= 88 for line in text.split("\n"))
    assert "Returns" not in text
    assert "Second paragraph." in text

"""Bounds and defaults: told everywhere, checked by the sandbox alone."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def test_clients_neither_check_nor_send_them(client: Any, server: Any) -> None:
    server.answer = {"age": 3, "nick": "A", "roles": []}
    made = client.clients.get("c")
    assert (made.age, made.nick, made.rate) == (3, "A", None)
    client.clients.create(age=3, password="p")
    assert server.requests[-1].json == {"age": 3, "password": "p"}


def test_the_document_has_them(document: Any, schemas: Any) -> None:
    fields = schemas["Client"]["properties"]
    assert fields["age"] == {
        "type": ["integer", "null"],
        "minimum": 18,
        "maximum": 120,
    }
    assert fields["nick"] == {
        "type": ["string", "null"],
        "description": "What friends say.",
        "minLength": 2,
        "maxLength": 5,
        "pattern": "^[a-z]+$",
        "default": "nn",
    }
    assert (fields["roles"]["minItems"], fields["roles"]["default"]) == (1, ["reader"])
    assert fields["since"]["default"] is None
    (limit,) = (
        each
        for each in document["paths"]["/clients"]["get"]["parameters"]
        if each["name"] == "limit"
    )
    assert limit["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "default": 25,
    }


def test_docstrings_and_pages_tell_them(out: Path) -> None:
    model = (out / "python/payments_client/models/client.py").read_text("utf-8")
    assert '"""From 18 to 120."""' in model
    resource = (out / "python/payments_client/resources/clients.py").read_text("utf-8")
    assert "limit: How many. From 1 to 100. Default: 25." in resource
    page = (out / "docs/resources/client.md").read_text("utf-8")
    assert "From 2 to 5 characters. Matches `^[a-z]+$`. Default: `nn`." in page
    site = (out / "site/api/client/create.html").read_text("utf-8")
    assert "From 18 to 120." in site


def test_examples_keep_to_them_and_the_sandbox_checks(
    package: ModuleType, inside: Any
) -> None:
    for client in inside.clients.list():
        assert 18 <= client.age <= 120
        assert 2 <= len(client.nick) <= 5
        assert 1 <= len(client.roles) <= 2
    assert inside.clients.create(
        password="p", age=18, nick="abcde", rate=0.5, roles=["a"]
    )
    for wrong, said in (
        ({"age": 17}, "age: expected at least 18, got 17"),
        ({"age": 121}, "age: expected at most 120"),
        ({"nick": "a"}, "nick: expected at least 2 characters, got 1"),
        ({"rate": 0.25}, "rate: expected at least"),
        ({"roles": []}, "roles: expected at least 1 item, got 0"),
        ({"roles": ["a"] * 3}, "roles: expected at most 2 items"),
    ):
        with pytest.raises(package.Unprocessable, match=said):
            inside.clients.create(password="p", **wrong)
    with pytest.raises(package.Unprocessable, match="limit: expected at most 100"):
        list(inside.clients.list(limit=101))
    with pytest.raises(package.Unprocessable, match="roles: expected at most 2 items"):
        list(inside.clients.list(roles=["a", "b", "c"]))

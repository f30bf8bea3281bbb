"""The function behind a method with overloads names the rules, and only one such method."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from plain import parse_rule
from test_overloads_judged import api_of, refused_lines, write_package

from clientgen.model.api import Api
from clientgen.targets.surface.registry import names_of


def api_with(*operations: tuple[str, tuple[str, ...]]) -> Api:
    """An API whose operations have these names and rules."""
    api = api_of([{"name": "x", "any": ["a", "b"]}] * len(operations))
    resource = api.resources[0]
    changed = tuple(
        dataclasses.replace(
            operation,
            name=name,
            path=f"/{number}",
            rules=tuple(
                parse_rule({"name": rule, "any": ["a", "b"]}) for rule in rules
            ),
        )
        for number, (operation, (name, rules)) in enumerate(
            zip(resource.operations, operations, strict=True)
        )
    )
    return dataclasses.replace(
        api, resources=(dataclasses.replace(resource, operations=changed),)
    )


@pytest.mark.parametrize(
    ("rules", "function"),
    [
        (("invoice type",), "_make_with_rule_invoice_type"),
        (("Who pays?", "when"), "_make_with_rules_who_pays_and_when"),
        (("one", "two", "three"), "_make_with_rules_one_and_others"),
        (("größe x",), "_make_with_rule_x"),
        (("大きさ",), "_make_with_rule"),
        (('"""; import os', "class"), "_make_with_rules_import_os_and_class"),
    ],
)
def test_the_rules_are_named(rules: tuple[str, ...], function: str) -> None:
    assert names_of(api_with(("make", rules))).ruled == {("Thing", "make"): function}


@pytest.mark.slow
def test_checkers_name_the_rule_and_methods_stay_apart(tmp_path: Path) -> None:
    api = api_with(
        ("make", ("a with rule b",)),
        ("make_with_rule_a", ("b",)),
        ("list", ("one side",)),
    )
    write_package(api, tmp_path)
    (tmp_path / "calls.py").write_text(
        "from judged import Judged\n"
        "client = Judged()\n"
        + "".join(
            f"client.things.{name}(a='x')\nclient.things.{name}()\n"
            for name in ("make", "make_with_rule_a", "list")
        ),
        "utf-8",
    )
    assert refused_lines(tmp_path, "calls.py") == {4, 6, 8}
    sys.path.insert(0, str(tmp_path))
    try:
        from judged.resources.things import (  # type: ignore[import-not-found]  # written above
            Things,
        )
    finally:
        sys.path.remove(str(tmp_path))
    assert Things.list.__name__ == "_list_with_rule_one_side"
    assert Things.make is not Things.make_with_rule_a

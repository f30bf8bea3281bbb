"""A mistake keeps its fingerprint when lines move, and another mistake has another."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientgen.notices.notice import of_findings
from clientgen.notices.sources import Sources
from clientgen.reading import SpecError, load

API = """\
api: Shop
package: shop
version: v1
package_version: 1.0.0
title: Shop
servers: [{url: https://api.shop.example}]
parameters: {id: {in: path, type: key}}
resources: [order]
"""
ORDER = """\
resource: Order
summary: What a customer wants.
path: /orders
fields:
  id: key!
  amount: int
  total:
    type: int
  first:
    type: int
  pair: {fields: {a: int, b: int}}
  twice: {fields: {a: int, b: strng}}
operations:
  get: {path: '/{id}'}
"""


def fingerprints(folder: Path, order: str) -> dict[str, str]:
    (folder / "resources").mkdir(parents=True, exist_ok=True)
    (folder / "api.yaml").write_text(API, "utf-8")
    (folder / "resources/order.yaml").write_text(order, "utf-8")
    with pytest.raises(SpecError) as raised:
        load(folder)
    errors = [each for each in raised.value.findings if each.severity == "error"]
    found = of_findings(errors, Sources())
    return {
        f"{number} {each.message}": each.fingerprint
        for number, each in enumerate(found)
    }


def test_they_are_all_different(tmp_path: Path) -> None:
    found = fingerprints(tmp_path / "spec", ORDER)
    assert len(found) == 7
    assert len(set(found.values())) == 7


@pytest.mark.parametrize(
    "moved",
    [
        "# A comment.\n\n" + ORDER,
        ORDER.replace("fields:\n", "fields:\n  code: string\n", 1),
        ORDER.replace("fields:\n", "# Why.\nfields:\n  # And this.\n", 1),
        ORDER.replace("  amount: int\n", "").replace(
            "operations", "  amount: int\noperations"
        ),
        ORDER.replace("amount: int", "amount:  int"),
        ORDER.replace("\n", "\r\n"),
    ],
)
def test_they_stay_when_lines_move(tmp_path: Path, moved: str) -> None:
    before = fingerprints(tmp_path / "spec", ORDER)
    after = fingerprints(tmp_path / "spec", moved)
    assert set(before.values()) == set(after.values())


def test_they_stay_when_others_are_mended(tmp_path: Path) -> None:
    before = fingerprints(tmp_path / "spec", ORDER)
    mended = ORDER.replace("total:\n    type: int", "total:\n    type: integer")
    after = fingerprints(tmp_path / "spec", mended)
    left = list(before.values())
    del left[1]  # the one of the total
    assert list(after.values()) == left


def test_they_are_the_same_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fingerprints(tmp_path / "spec", ORDER)
    monkeypatch.chdir(tmp_path)
    assert fingerprints(Path("spec"), ORDER) == whole
    monkeypatch.chdir(tmp_path / "spec")
    assert fingerprints(Path(), ORDER) == whole

"""What the reader refuses of an imported spec is left out, and listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from importing_runs import TEXT, an_object, document, get, in_path, many, ref, sends

from clientgen import intake
from clientgen.model.position import Position
from clientgen.reading import SpecError, load
from clientgen.reading.findings import Finding

SHOP = document(
    {
        "/orders": {"get": get(many(ref("Order"))), "post": sends(ref("Order"))},
        "/orders/{id}": {
            "get": get(ref("Order"), parameters=[in_path("id")]),
            "delete": get(parameters=[in_path("id")]),
        },
    },
    {"Order": an_object(id=TEXT, card=ref("Card")), "Card": an_object(number=TEXT)},
)


def refusing(*places: tuple[str, str]) -> Callable[[Path], Any]:
    """A reader that refuses lines of files, all that there are at once."""

    def read(spec: Path, accepts: Any) -> Any:
        found = [
            Finding(Position(str(spec / file), number, 1), "error", "bad-type", "no")
            for file, text in places
            if (spec / file).exists()
            for number, line in enumerate((spec / file).read_text().splitlines(), 1)
            if line.strip().startswith(text)
        ]
        if found:
            raise SpecError(found)
        return load(spec)

    return read


def take(folder: Path) -> intake.Imported:
    file = folder / "shop.json"
    file.write_text(json.dumps(SHOP))
    return intake.take_in(file, folder / "spec")


def test_an_operation_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "load", refusing(("resources/order.yaml", "delete:")))
    imported = take(tmp_path)
    [order] = load(tmp_path / "spec").api.resources
    assert [each.name for each in order.operations] == ["list", "create", "get"]
    assert (imported.journal.carried, imported.journal.whole) == (3, 4)
    page = (tmp_path / "spec/IMPORT.md").read_text()
    assert (
        "### Refused operation (1)\n\n"
        "- `#/paths/~1orders~1{id}/delete`: the operation is left out: no.\n"
    ) in page


def test_a_type_is_plain_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        intake, "load", refusing(("schemas/shared.yaml", "Card: {fields: {n"))
    )
    imported = take(tmp_path)
    assert imported.journal.by_kind() == {"refused type": 1}
    [card] = [s for s in load(tmp_path / "spec").api.schemas if s.name == "Card"]
    assert not card.fields
    page = (tmp_path / "spec/IMPORT.md").read_text()
    assert "- `#/components/schemas/Card`: it is plain data: no.\n" in page


def test_what_nothing_can_be_blamed_for_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "load", refusing(("api.yaml", "package:")))
    with pytest.raises(SpecError):
        take(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["shop.json"]

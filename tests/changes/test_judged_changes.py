"""What is told of a change is what a type checker says of programs that use the client."""

from __future__ import annotations

from pathlib import Path

import pytest
from change_cases import CASES
from changing_shop import SHOP, api_of, changed
from judged_calls import breaks, refused

from clientgen.changes import CODES, Changes, compare
from clientgen.model.api import Api

NAMES = {f"case{number}": name for number, name in enumerate(CASES)}


@pytest.fixture(scope="module")
def apis(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Api]:
    """The shop after each change, by the name of the case."""
    return {
        name: api_of(changed(case.edit), tmp_path_factory.mktemp("spec"))
        for name, case in CASES.items()
    }


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Api:
    return api_of(SHOP, tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def told(shop: Api, apis: dict[str, Api]) -> dict[str, Changes]:
    return {name: compare(shop, api) for name, api in apis.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_told(name: str, told: dict[str, Changes]) -> None:
    case = CASES[name]
    found = [(each.code, each.source, each.wire) for each in told[name].found]
    assert (case.code, case.source, case.wire) in found, told[name].found
    assert {code for code, _, _ in found} <= CODES.keys()


@pytest.mark.slow
def test_mypy_agrees(
    shop: Api, apis: dict[str, Api], told: dict[str, Changes], tmp_path: Path
) -> None:
    """Programs that passed before fail where a change breaks at source, and nowhere else."""
    new = {short: apis[name] for short, name in NAMES.items()}
    found = refused(
        tmp_path, dict.fromkeys([*new, "same"], shop), {**new, "same": shop}
    )
    assert "same" not in found, found["same"]
    wrong = {
        name: (found.get(short), told[name].found)
        for short, name in NAMES.items()
        if breaks(told[name]) is not (short in found)
    }
    assert not wrong, "\n".join(f"{name}: {why}" for name, why in wrong.items())

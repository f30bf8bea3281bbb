"""A small API of another kind, and the command line in this very process."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.runs import Ran, Run

from clientgen.cli.main import main

GRAMMAR = Path(__file__).parents[2] / "generator/clientgen/reading/grammar"
LINE = "# yaml-language-server: $schema={}/{}.schema.json\n"
API = """\
api: Shop
package: shop
version: v1
package_version: 1.2.0
title: Shop
summary: A shop.
servers:
  - {url: https://api.shop.example, summary: The shop.}
auth:
  api_key: {name: X-Api-Key, in: header, env: SHOP_API_KEY}
parameters:
  id: {in: path, type: key, summary: Which one.}
resources: [order, item]
"""
ORDER = """\
resource: Order
summary: What a customer wants.
path: /orders
fields:
  id: key!
  total_price: number
operations:
  list: Walk all orders.
  get: {summary: Read an order., path: '/{id}'}
"""
ITEM = """\
resource: Item
summary: A thing.
path: /items
fields:
  id: key!
  name: string
operations:
  list: Walk all items.
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a spec in ``spec``."""
    folder = tmp_path / "work"
    (folder / "spec/resources").mkdir(parents=True)
    # The grammar is somewhere else on every machine; digests must not depend on that.
    (tmp_path / "grammar").symlink_to(GRAMMAR)
    for name, grammar, up, text in (
        ("api", "api", "../../grammar", API),
        ("resources/order", "resource", "../../../grammar", ORDER),
        ("resources/item", "resource", "../../../grammar", ITEM),
    ):
        path = folder / "spec" / f"{name}.yaml"
        path.write_text(LINE.format(up, grammar) + text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def clientgen(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line: ``clientgen("generate", "spec").code``."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    return run


@pytest.fixture
def project(shop: Path) -> Path:
    """The working directory, with settings for clientgen."""
    (shop / "pyproject.toml").write_text(
        '[tool.clientgen]\nspec = "spec"\nout = "generated"\n', encoding="utf-8"
    )
    return shop

"""``clientgen vendor`` and ``clientgen check --vendored`` as people use them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli.runs import Run, append, change


@pytest.fixture
def generated(project: Path, clientgen: Run) -> Path:
    assert clientgen("generate").code == 0
    return project / "generated"


def test_a_copy_from_first_to_last(generated: Path, clientgen: Run) -> None:
    made = clientgen("vendor", "src", "--name", "acme._vendor.shop")
    assert (made.code, made.err) == (0, "")
    line = r"src/acme/_vendor/shop is acme._vendor.shop 1.2.0: \d+ files copied\n"
    assert re.fullmatch(line, made.out)
    copy = "src/acme/_vendor/shop"
    ran = clientgen("check", "--vendored", copy)
    assert ran.code == 0
    assert ran.out.startswith(f"{copy} was not edited, and is what generated has: ")

    change("spec/resources/order.yaml", "total_price", "final_price")
    clientgen("generate")
    behind = clientgen("check", "--vendored", copy)
    assert behind.code == 1
    assert behind.out.splitlines()[-1] == f"{copy} is behind generated (1 file)"
    assert f"mend: clientgen vendor --update {copy}" in behind.out

    append(f"{copy}/__init__.py", "# mine\n")
    both = clientgen("check", "--vendored", copy)
    end = f"{copy} differs from what was copied (1 edited) and is behind generated (1 file)"
    assert both.out.splitlines()[-1] == end

    refused = clientgen("vendor", "--update", copy)
    assert refused.code == 1
    assert f"mend: clientgen vendor --update {copy} --carry" in refused.err
    assert "total_price" in Path(copy, "models/order.py").read_text(encoding="utf-8")
    carried = clientgen("vendor", "--update", copy, "--carry")
    assert carried.code == 0
    assert carried.err == f"{copy}/__init__.py: your edit was taken along\n"
    assert "final_price" in Path(copy, "models/order.py").read_text(encoding="utf-8")
    assert "# mine" in Path(copy, "__init__.py").read_text(encoding="utf-8")
    checked = clientgen("check", "--vendored", copy)
    assert checked.code == 0
    assert checked.out.endswith("; carried edits: 1 file\n")
    append(f"{copy}/__init__.py", "# more\n")
    Path(copy, "py.typed").unlink()
    Path(copy, "stray.txt").write_text("mine\n", encoding="utf-8")
    checked = clientgen("check", "--vendored", copy)
    last = checked.out.splitlines()[-1]
    assert last.endswith(
        "differs from what was copied (1 edited, 1 missing, 1 foreign)"
    )
    Path(copy, "stray.txt").unlink()
    assert clientgen("vendor", "--update", copy, "--force").code == 0
    assert clientgen("check", "--vendored", copy).code == 0


def test_a_copy_is_checked_for_edits_where_the_package_is_not(
    generated: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = generated.parents[1] / "service"
    clientgen("vendor", service / "shop")
    monkeypatch.chdir(service)
    ran = clientgen("check", "--vendored", "shop")
    assert ran.code == 0
    assert "nothing newer is known" in ran.out
    append("shop/__init__.py", "# mine\n")
    assert clientgen("check", "--vendored", "shop").code == 1
    update = clientgen("vendor", "--update", "shop")
    assert update.code == 2
    assert "shop is a copy of shop 1.2.0: where is that now? Say with --out" in (
        update.err
    )
    assert clientgen("check", "--vendored", "shop", "--out", "nowhere").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["src", "--carry"],
        ["src", "--force"],
        ["src", "--update", "--name", "x"],
        ["src", "--name", "a.b/c"],
        ["src", "--update"],
        [],
    ],
)
def test_mistakes_are_told(
    generated: Path, clientgen: Run, arguments: list[str]
) -> None:
    ran = clientgen("vendor", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "rror:" in ran.err
    assert not Path("src").exists()


def test_copies_work_under_any_parent_and_side_by_side(
    generated: Path, clientgen: Run
) -> None:
    clientgen("vendor", "src", "--name", "acme._vendor.deep.shop")
    change("spec/resources/order.yaml", "total_price", "final_price")
    clientgen("generate")
    clientgen("vendor", "src", "--name", "shop_two")
    program = (
        "import sys\n"
        "from acme._vendor.deep.shop.models.order import Order as One\n"
        "from shop_two.models.order import Order as Two\n"
        "assert One(total_price=1).total_price == 1\n"
        "assert Two(final_price=1).final_price == 1\n"
        "assert not hasattr(Two, 'total_price')\n"
        "assert 'shop' not in sys.modules and 'clientgen' not in sys.modules\n"
    )
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=generated.parent,
        env={**os.environ, "PYTHONPATH": "src"},
        check=True,
    )

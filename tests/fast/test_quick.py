"""What digests alone must notice, and what they need not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.runs import Run, append

from clientgen.fast.quick import unchanged
from clientgen.inputs import inputs

CLIENT = Path("out/python/shop/client.py")


@pytest.fixture
def out(shop: Path, clientgen: Run) -> Path:
    """A generated folder."""
    assert clientgen("generate", "spec", "--out", "out").code == 0
    return shop / "out"


def known(*, alone: bool = True) -> bool:
    return unchanged("out", inputs("spec", "out", None, ()), alone=alone) is not None


def linked() -> None:
    shutil.copy(CLIENT, "copy.py")
    CLIENT.unlink()
    CLIENT.symlink_to(Path("copy.py").resolve())


def linked_folder() -> None:
    Path("out/docs").rename("docs")
    Path("out/docs").symlink_to(Path("docs").resolve())


def dropped() -> None:
    manifest = Path("out/manifest.json")
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    lines = [line for line in lines if "client.py" not in line]
    manifest.write_text("".join(lines), encoding="utf-8")
    CLIENT.unlink()


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


CHANGES: dict[str, Callable[[], object]] = {
    "a byte more": lambda: append(os.fspath(CLIENT), "\n"),
    "a byte of another value": lambda: CLIENT.write_bytes(
        CLIENT.read_bytes()[:-1] + b" "
    ),
    "a file gone": CLIENT.unlink,
    "a link instead of a file": linked,
    "a link instead of a folder": linked_folder,
    "a file that the manifest no longer names": dropped,
    "an edited manifest": lambda: append("out/manifest.json", "\n"),
    "a changed spec": lambda: append("spec/api.yaml", "# more\n"),
    "a new file of the spec": lambda: put("spec/schemas/more.yaml", "schemas: {}\n"),
}
STRANGERS: dict[str, Callable[[], object]] = {
    "a file": lambda: put("out/stray.txt", ""),
    "a file in a folder of ours": lambda: put("out/python/shop/stray.py", ""),
    "a folder": lambda: Path("out/stray").mkdir(),
    "a link": lambda: Path("out/docs/stray").symlink_to("index.md"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_digests_notice_every_change(out: Path, clientgen: Run, change: str) -> None:
    assert known()
    CHANGES[change]()
    assert not known()
    assert not known(alone=False)
    assert clientgen("check", "spec", "--out", "out").code == 1


@pytest.mark.parametrize("stranger", STRANGERS)
def test_digests_notice_strangers_where_asked_to(
    out: Path, clientgen: Run, stranger: str
) -> None:
    STRANGERS[stranger]()
    assert not known()
    assert known(alone=False)
    assert clientgen("check", "spec", "--out", "out").code == 1


def test_caches_are_no_strangers(out: Path) -> None:
    put("out/python/shop/__pycache__/client.cpython-311.pyc", "x")
    put("out/.mypy_cache/deep/down.json", "{}")
    put("out/docs/index.md~", "x")
    assert known()
    assert known(alone=False)


def test_warnings_are_not_forgotten_where_the_spec_is_not_read(
    shop: Path, clientgen: Run
) -> None:
    order = shop / "spec/resources/order.yaml"
    order.write_text(order.read_text("utf-8").split("\n", 1)[1], encoding="utf-8")
    assert clientgen("generate", "spec", "--out", "out").code == 0
    for command in ("generate", "check"):
        again = clientgen(command, "spec", "--out", "out")
        assert (again.code, again.err) == (
            0,
            "1 warning in the spec: see clientgen check spec --out out --full\n",
        )

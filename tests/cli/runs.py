"""What tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What a run of clientgen gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def change(path: str | Path, old: str, new: str) -> None:
    """Edit a file."""
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def append(path: str | Path, text: str) -> None:
    """Add to a file's end."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)

"""Examples of mistakes, read from their files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_MISTAKES = Path(__file__).parent / "mistakes"
_BASE = Path(__file__).parent / "base"
_TIMES = re.compile(r"(.*?) \{(\d+) times\}\Z")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")
_LINK = "link to "


class Example(NamedTuple):
    """A mistake and its mend.

    Attributes:
        code: Of the finding.
        meaning: What the code means, in a sentence.
        files: By path: the lines, with ``-``, ``+`` or a space before each.
    """

    code: str
    meaning: str
    files: dict[str, tuple[str, ...]]

    def write(self, spec: Path, side: str) -> None:
        """Write the spec of one side.

        Args:
            spec: A folder that is empty.
            side: ``-`` for the mistake, ``+`` for what mends it.
        """
        given = {
            path: [line[1:] for line in lines if line[:1] in (" ", side)]
            for path, lines in self.files.items()
        }
        for path in _BASE.rglob("*.yaml"):
            name = path.relative_to(_BASE).as_posix()
            given.setdefault(name, path.read_text("utf-8").splitlines())
        for name, lines in given.items():
            file = spec / name
            if not lines:
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            if lines[0].startswith(_LINK):
                file.symlink_to(lines[0].removeprefix(_LINK))
            else:
                file.write_bytes(b"".join(map(_line, lines)))


def codes() -> list[str]:
    """All codes that have an example, sorted."""
    return sorted(path.stem for path in _MISTAKES.glob("*.txt"))


def meaning(code: str) -> str:
    """What a code means, in a sentence; empty for one that is not ours."""
    try:
        text = (_MISTAKES / f"{code}.txt").read_text("utf-8")
    except OSError:
        return ""
    return text.split("\n", 1)[0]


def example(code: str) -> Example:
    """The example of a code.

    Raises:
        KeyError: There is no such code.
    """
    file = _MISTAKES / f"{code}.txt"
    if code not in codes():
        raise KeyError(code)
    first, _, rest = file.read_text("utf-8").partition("\n")
    files: dict[str, tuple[str, ...]] = {}
    path = ""
    for line in rest.splitlines():
        if line.startswith("@ "):
            path = line[2:]
            files[path] = ()
        elif path:
            files[path] = (*files[path], line or " ")
    return Example(code, first, files)


def _line(text: str) -> bytes:
    """A line as it is written: bytes that no text has, and many alike, are written in short."""
    if found := _TIMES.match(text):
        many = range(int(found[2]))
        return "".join(f"{found[1].replace('N', str(n))}\n" for n in many).encode()
    if text.endswith("\\"):  # no line's end
        return _bytes(text[:-1])
    return _bytes(text) + b"\n"


def _bytes(text: str) -> bytes:
    parts = _ESCAPE.split(text)
    return b"".join(
        bytes([int(part, 16)]) if index % 2 else part.encode()
        for index, part in enumerate(parts)
    )

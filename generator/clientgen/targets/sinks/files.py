"""Names of files."""

from __future__ import annotations

import re

from .safe_text import Code, SinkError, emit

_FILE_STEM = re.compile(r"[a-z0-9_][a-z0-9_-]*")
WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)


def is_file_stem(name: str) -> bool:
    """Whether every system takes a file of this name."""
    return bool(
        _FILE_STEM.fullmatch(name) and name not in WINDOWS_DEVICES and len(name) <= 100
    )


def file_stem(name: str) -> Code:
    """A file name without its ending that is the same file on every system.

    Raises:
        SinkError: The name could leave its folder, or some system would not take it.
    """
    if not is_file_stem(name):
        raise SinkError(f"{name!r} cannot be a file name")
    return emit(name)

"""Paths of operations: in pieces, and what several have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from .words import words_of

_PIECE = re.compile(r"[/.:](?:\{[^{}]*\}|[^/.:{}])*")
_PARAMETER = re.compile(r"\{([^{}]*)\}")
_VERSION = re.compile(
    r"(v\d+[a-z0-9]*|\d{4}-\d{2}(-\d{2})?|api|rest|\d+(\.\d+)*)\Z", re.I
)
_FORBIDDEN = re.compile(r"[\s?#\\\"<>^`|\x00-\x20\x7f-\x9f]")


def pieces(path: str) -> list[str]:
    """A path cut before each slash, dot and colon that is not in braces."""
    found = _PIECE.findall(path)
    return found if "".join(found) == path else [path]


def common(paths: Sequence[str]) -> str:
    """What all of some paths begin with, in whole pieces."""
    cut = [pieces(path) for path in paths]
    shared: list[str] = []
    for level in zip(*cut, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    while shared and not all(_goes_on(each, len(shared)) for each in cut):
        shared.pop()
    return "".join(shared)


def _goes_on(cut: Sequence[str], size: int) -> bool:
    """Whether what follows can stand alone, as the path of an operation."""
    if size >= len(cut):
        return True
    rest = "".join(cut[size:])
    return rest.startswith("/") or (len(rest) > 1 and rest[1] not in "/.:")


def segments(path: str) -> list[str]:
    """What stands between the slashes of a path."""
    return [segment for segment in path.split("/") if segment]


def is_fixed(segment: str) -> bool:
    """Whether a segment holds no parameter."""
    return "{" not in segment


def is_version(segment: str) -> bool:
    """Whether a segment names a version, or says no more than that this is an API."""
    return bool(_VERSION.match(segment))


def parameters_of(path: str) -> list[str]:
    """Names of the parameters of a path, in order."""
    return _PARAMETER.findall(path)


def fixed_words(path: str) -> list[str]:
    """The words of a path's fixed segments, versions and suffixes left out."""
    found: list[str] = []
    for segment in segments(path):
        bare = re.sub(r"\.(json|xml)\Z", "", _PARAMETER.sub(" ", segment))
        if not is_version(segment):
            found += words_of(bare)
    return found


def mended(path: str) -> tuple[str, str]:
    """A path as the spec language takes it, and what is wrong with it where it takes none."""
    made = re.sub(r"\{([^{}/]*)[?*+]\}", r"{\1}", path)
    made = re.sub(r"\{[?*+]([^{}/]*)\}", r"{\1}", made)
    made = made.replace(" ", "%20") if "{" not in made else made
    names = parameters_of(made)
    fixed = _PARAMETER.sub("x", made)
    if not made.isprintable():
        return made, "it holds an invisible character"
    if not made.startswith("/"):
        return made, "it does not begin with a slash"
    if "{" in fixed or "}" in fixed or "" in names:
        return made, "its braces do not match"
    if len(set(names)) < len(names):
        return made, "a parameter stands in it twice"
    if any("/" in name or _FORBIDDEN.search(name) for name in names):
        return made, "a parameter has a special character"
    if _FORBIDDEN.search(fixed):
        return made, "it holds a character that no path has, such as ? or #"
    if re.search(r"%(?![0-9A-Fa-f]{2})", fixed):
        return made, "it holds a % without two hexadecimal digits"
    parts = [unquote(part) for part in fixed.split("/")[1:]]
    if "" in parts[:-1] or any(part in (".", "..") for part in parts):
        return made, "it has an empty segment, or one that climbs"
    if re.search(r"(?<=/):\w|<\w+>|(?<=/)\$\w|(?<=/)\[\w|[$#]\{", path) or "%(" in path:
        return made, "it has parameters in the manner of another tool"
    if len(made) > 500:
        return made, "it is too long"
    return made, ""

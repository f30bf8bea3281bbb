"""What answers say of their list in headers: RFC 8288 links, and counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..config import Paging

_PREFIX = "header "
_LINK = re.compile(r'\s*<([^>]*)>((?:[^,"]|"(?:[^"\\]|\\.)*")*)(?:,|$)')
_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s;]*))?')
_PLACES = ("current", "last", "total", "next", "more")


def read(paging: Paging, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands at those places of a way that are headers.

    Args:
        paging: Names the places.
        headers: Of the answer.

    Returns:
        By place; one that is not there is missing. Digits are numbers, the words true and
        false booleans, where those are meant.
    """
    found: dict[str, Any] = {}
    for place in _PLACES:
        path: str = getattr(paging, place)
        if not path.startswith(_PREFIX):
            continue
        name = path.removeprefix(_PREFIX)
        text = headers.get(name)
        if text is None:
            continue
        if place == "next":
            is_link = name.lower() == "link"
            found[place] = next_link(text) if is_link else text
        elif place == "more":
            known = {"true": True, "false": False}
            found[place] = known.get(text.strip().lower(), text)
        else:
            digits = text.strip()
            whole = digits.isascii() and digits.isdigit() and len(digits) < 20
            found[place] = int(digits) if whole else text
    return found


def next_link(text: str) -> str | None:
    """Return the target of the link with ``rel=next``, or None when there is none.

    Links that speak of another page than the one they came with (``anchor``) do not count.
    """
    at = 0
    while found := _LINK.match(text, at):
        parameters: dict[str, str] = {}
        for name, value in _PARAMETER.findall(found[2]):
            if value.startswith('"'):
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            parameters.setdefault(name.lower(), value)
        relations = parameters.get("rel", "").lower().split()
        if "next" in relations and "anchor" not in parameters:
            return found[1]
        at = found.end()
    return None

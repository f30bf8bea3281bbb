"""The text of paths: what may stand in one, and its parameters."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..model.position import Position
from .findings import Report, quoted

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FORBIDDEN = re.compile(r"[\s?#\\\"<>^`|\x00-\x20\x7f-\x9f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


# Parameters as other tools write them: {{id}}, ${id}, #{id}, :id, <int:id>, {id:int}, {id?}, {*id}.
_FOREIGN = re.compile(
    r"\{\{\s*(\w+)\s*\}\}|[$#]\{(\w+)\}|(?<=/):(\w+)|<(?:\w+:)?(\w+)>"
    r"|\{(\w+)(?::[^{}/]*|\?|\*)\}|\{[*+](\w+)\}|(?<=/)\$(\w+)|(?<=/)\[(\w+)\]|%(?:\((\w+)\))s"
)
# What goes on in the segment that the resource's path ends with: .list, :search.
_TAIL = re.compile(r"[.:][^/.:]")
_METHOD = re.compile(r"(GET|POST|PUT|PATCH|DELETE)\s+(/\S*)\Z", re.IGNORECASE)
_WHOLE_URL = re.compile(r"https?://[^/]+(/.*)?\Z")


def _without_slash(path: str) -> str:
    if found := _METHOD.match(path):
        return f"begins with a method; write method: {found[1].upper()} and path: {found[2]}"
    if found := _WHOLE_URL.match(path):
        return (
            "is a whole URL; the server stands in api.yaml, so write what follows it: "
            f"{found[1] or '/'}"
        )
    return f"does not begin with /; write /{path}" if path else "is empty; remove it"


def placeholders(path: str) -> list[str]:
    """The names in braces, in order."""
    return _PLACEHOLDER.findall(path)


def check_path(
    path: str, position: Position, report: Report, *, tail: bool = False
) -> bool:
    """Report what may not stand in a path.

    Args:
        path: A whole path, or the beginning or the end of one.
        position: Where it stands in the spec.
        report: Takes the finding.
        tail: It is the end of a path, so a dot or a colon may begin it, too.

    Returns:
        Whether it will do.
    """
    whole = f"/x{path}" if tail and _TAIL.match(path) else path
    problem = _problem(whole)
    if problem:
        report.error(position, "bad-path", f"the path {quoted(path)} {problem}")
    return not problem


def _problem(path: str) -> str:
    if not path.startswith("/"):
        return _without_slash(path)
    if found := _FOREIGN.search(path):
        name = next(filter(None, found.groups()))
        return f"has {quoted(found[0].lstrip('/'))}; a parameter is written {{{name}}}"
    names = placeholders(path)
    fixed = _PLACEHOLDER.sub("x", path)
    if "{" in fixed or "}" in fixed:
        return "has a brace without its partner; a parameter is {name}"
    if "" in names:
        return "has empty braces; a parameter is {name}"
    if any("/" in name or _FORBIDDEN.search(name) for name in names):
        return (
            "has a parameter with a slash, white space or another special character; write "
            "letters, digits and underscores, such as {order_key}"
        )
    if found := _FORBIDDEN.search(fixed):
        mend = (
            "a query is declared under parameters: remove it here (%3F is the character)"
            if found[0] == "?"
            else "write it percent-encoded"
        )
        return f"holds {quoted(found[0])}; {mend}"
    if _BAD_ESCAPE.search(fixed):
        return "has a % without two hexadecimal digits; write %25 for a percent sign"
    segments = [unquote(segment) for segment in fixed.split("/")[1:]]
    if any(segment in (".", "..") for segment in segments):
        return "has a segment . or ..; write the path that is meant"
    if "" in segments[:-1]:
        return "has an empty segment; remove one of the slashes"
    return ""

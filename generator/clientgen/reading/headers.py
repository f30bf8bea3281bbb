"""Names of headers and cookies: which a spec may give values, and which it may not."""

from __future__ import annotations

import re

from ..model.position import Position
from .findings import quoted
from .scope import Scope

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

# What the client sets itself, or what says where a message ends and which way it goes.
_RESERVED = {
    **dict.fromkeys(
        ("authorization", "proxy-authorization"),
        "who calls is said by auth; remove it here",
    ),
    **dict.fromkeys(("cookie",), "write the cookie's own name, and in: cookie"),
    **dict.fromkeys(("content-type",), "body_kind says what a body is; remove it here"),
    **dict.fromkeys(
        (
            *("accept-encoding", "connection", "content-length", "date", "expect"),
            *("host", "keep-alive", "proxy-connection", "te", "trailer"),
            *("transfer-encoding", "upgrade"),
        ),
        "the client sets it itself; remove it here",
    ),
}


def check_header(name: str, position: Position, scope: Scope) -> bool:
    """Refuse the name of a header that no spec may set.

    Args:
        name: As it stands.
        position: Where it stands.
        scope: Takes the finding.

    Returns:
        Whether it will do.
    """
    if not TOKEN.fullmatch(name):
        wrong = (
            "is no name of a header; it is letters, digits and dashes, such as X-Tenant"
        )
    elif name.lower() in _RESERVED:
        wrong = f"is no header to give here: {_RESERVED[name.lower()]}"
    else:
        return True
    scope.report.error(position, "header-name", f"{quoted(name)} {wrong}")
    return False


def check_cookie(name: str, position: Position, scope: Scope) -> None:
    """Refuse the name of a cookie that none can have."""
    if not TOKEN.fullmatch(name):
        scope.report.error(
            position,
            "header-name",
            f"{quoted(name)} is no name of a cookie; it is letters, digits, dashes and "
            "underscores, such as session_id",
        )

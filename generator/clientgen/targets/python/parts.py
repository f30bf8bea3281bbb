"""Which parts of the runtime a package needs: those that its API has a use for."""

from __future__ import annotations

from ...model.api import Api
from ..surface.caller import has_access, is_late
from .servers import has_servers
from .terms import has_terms

# Modules below runtime/ that nothing else there imports, by what they are for.
_PARTS = {
    "access": ("auth.access",),
    "filters": ("calls.filters",),
    "oauth": ("auth.oauth",),
    "rules": ("rules.__init__", "rules.nodes", "rules.words"),
    "servers": ("calls.servers",),
    "streams": ("streams",),
    "terms": ("calls.terms",),
    "uploads": ("calls.uploads",),
    "webhooks": ("webhooks",),
}


def left_out(api: Api) -> frozenset[str]:
    """Modules of the runtime, such as ``auth.oauth``, that a package goes without."""
    has = {
        "access": has_access(api) or has_terms(api),
        "filters": api.filtering is not None,
        "oauth": api.auth.oauth2 is not None,
        "rules": any(o.body and o.rules for r in api.resources for o in r.operations),
        "servers": has_servers(api),
        "streams": has_streams(api),
        "terms": has_terms(api) or is_late(api),
        "uploads": _has_uploads(api),
        "webhooks": api.webhooks is not None,
    }
    return frozenset(
        module for part, used in has.items() if not used for module in _PARTS[part]
    )


def has_streams(api: Api) -> bool:
    """Whether the API has to do with files, so that a client reads answers in pieces."""
    answers = {o.answer.kind for r in api.resources for o in r.operations}
    return "bytes" in answers or _has_uploads(api)


def _has_uploads(api: Api) -> bool:
    bodies = [o.body for r in api.resources for o in r.operations]
    return any(body is not None and body.kind == "multipart" for body in bodies)

"""Which parts of the runtime a package needs: those that its API has a use for."""

from __future__ import annotations

from ...model.api import Api
from ...model.walking import has_choices, has_kinds

# Modules below runtime/ that nothing else there imports, by what they are for.
_PARTS = {
    "filters": ("calls.filters",),
    "choices": ("models.choices",),
    "kinds": ("models.kinds", "models.writing"),
    "oauth": ("auth.oauth",),
    "rules": ("rules.__init__", "rules.nodes", "rules.words"),
    "streams": ("streams",),
    "uploads": ("calls.uploads",),
    "webhooks": ("webhooks",),
}


def left_out(api: Api) -> frozenset[str]:
    """Modules of the runtime, such as ``auth.oauth``, that a package goes without."""
    has = {
        "filters": api.filtering is not None,
        "choices": has_choices(api),
        "kinds": has_kinds(api) or has_choices(api),
        "oauth": api.auth.oauth2 is not None,
        "rules": any(o.body and o.rules for r in api.resources for o in r.operations),
        "streams": has_streams(api),
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

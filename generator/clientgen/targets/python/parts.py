"""Which parts of the runtime a package needs: those that its API has a use for."""

from __future__ import annotations

from ...model.api import JSON_PARTS, Api
from ...model.walking import has_choices, has_kinds
from ...rules.seen import has_comparisons
from ..surface.caller import has_access, is_late
from ..surface.exports import has_events, has_streams
from ..surface.operations import spoken_parameters
from .failures import is_no_json, needs_forms
from .servers import has_servers
from .terms import has_terms
from .ways import in_headers, ways_of

# Modules below runtime/ that nothing else there imports, by what they are for.
_PARTS = {
    "access": ("auth.access",),
    "compare": ("rules.compare",),
    "deprecated": ("deprecation",),
    "errors": ("calls.failures",),
    "events": ("events",),
    "filters": ("calls.filters",),
    "bodies": ("calls.body_pages",),
    "cases": ("calls.cases",),
    "choices": ("models.choices",),
    "forms": ("calls.forms",),
    "headers": ("calls.page_headers",),
    "keys": ("auth.keys",),
    "kinds": ("models.kinds", "models.writing"),
    "links": ("calls.next_links",),
    "oauth": ("auth.oauth",),
    "parameters": ("rules.parameters",),
    "rules": ("rules.__init__",),
    "servers": ("calls.servers",),
    "streams": ("streams",),
    "terms": ("calls.terms",),
    "timed": ("timed_webhooks",),
    "typed": ("typed_events",),
    "uploads": ("calls.uploads",),
    "webhooks": ("webhooks",),
    "whole": ("calls.whole",),
}


def left_out(api: Api) -> frozenset[str]:
    """Modules of the runtime, such as ``auth.oauth``, that a package goes without."""
    operations = [o for r in api.resources for o in r.operations]
    hooks = api.webhooks
    has_credentials = has_access(api) or has_terms(api)
    has = {
        "access": has_credentials,
        "compare": any(has_comparisons(o.rules) for o in operations),
        "deprecated": any(o.deprecated for o in operations),
        "errors": api.errors is not None or any(o.errors for o in operations),
        "events": has_events(api),
        "filters": api.filtering is not None,
        "bodies": any(o.page_key for o in operations),
        "cases": any(o.answer_when for o in operations),
        "choices": has_choices(api),
        "forms": api.forms != JSON_PARTS
        or any(needs_forms(o.body) or is_no_json(o.body) for o in operations),
        "headers": any(map(in_headers, ways_of(api))),
        "kinds": has_kinds(api) or has_choices(api),
        "keys": has_credentials or api.auth.api_key is not None,
        "links": any(way.style == "link" for way in ways_of(api)),
        "oauth": api.auth.oauth2 is not None,
        "parameters": any(map(spoken_parameters, operations)),
        "rules": any(o.rules for o in operations),
        "servers": has_servers(api),
        "streams": has_streams(api),
        "terms": has_terms(api) or is_late(api),
        "uploads": _has_uploads(api),
        "timed": hooks is not None and hooks.timed is not None,
        "typed": hooks is not None and bool(hooks.bodies),
        "webhooks": hooks is not None,
        "whole": any(o.body and o.body.kind == "bytes" for o in operations),
    }
    return frozenset(
        module for part, used in has.items() if not used for module in _PARTS[part]
    )


def _has_uploads(api: Api) -> bool:
    bodies = [o.body for r in api.resources for o in r.operations]
    return any(
        body is not None and body.kind in ("multipart", "bytes") for body in bodies
    )

"""Which parts of the runtime a package needs: those that its API has a use for."""

from __future__ import annotations

from ...model.api import Api

# Modules below runtime/ that nothing else there imports, by what they are for.
_PARTS = {
    "oauth": ("auth.grants", "auth.oauth"),
    "webhooks": ("webhooks",),
}


def left_out(api: Api) -> frozenset[str]:
    """Modules of the runtime, such as ``auth.oauth``, that a package goes without."""
    has = {
        "oauth": api.auth.oauth2 is not None,
        "webhooks": api.webhooks is not None,
    }
    return frozenset(
        module for part, used in has.items() if not used for module in _PARTS[part]
    )

"""Whether an action of the page was asked for by the page itself.

Any page in a browser can have it send a form here; no other page knows the token of the
form, and the browser says which page it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from secrets import compare_digest, token_urlsafe

from starlette.datastructures import Headers

from ..refusals import Refusal

TOKEN = "token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # With no-referrer, browsers would not say where a form comes from.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
"""Of every answer of the page."""


def new_token() -> str:
    """What the forms of one run of the page say, and nobody else can."""
    return token_urlsafe(32)


def refuse_others(headers: Headers, form: Mapping[str, str], token: str) -> None:
    """Refuse an action that another page asked for.

    Args:
        headers: Of the request.
        form: What was sent.
        token: What a form of this page says.

    Raises:
        Refusal: 403: it was.
    """
    host = headers.get("host", "")
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        raise _refused(f"the request comes from {origin}")
    if site is not None and site != "same-origin":
        raise _refused(f"the request comes from another site ({site})")
    said = form.get(TOKEN, "")
    if not compare_digest(said.encode(errors="replace"), token.encode()):
        raise _refused("the form is not one of this page; load the page again")


def _refused(words: str) -> Refusal:
    return Refusal(403, "forbidden", words)

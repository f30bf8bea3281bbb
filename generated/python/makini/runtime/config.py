"""What a generated client knows about its API: plain facts, no behaviour."""

# Annotations stay objects here: a NamedTuple compiles those that are text, one by one.
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple


class Bearer(NamedTuple):
    """``Authorization: Bearer <token>``; ``env`` is the environment variable read by default."""

    env: str = ""


class OAuth2(NamedTuple):
    """OAuth 2.0 endpoints and manners."""

    token_url: str
    authorize_url: str = ""  # where the user is sent, if there is such a flow
    grants: tuple[str, ...] = ()  # the types that the server knows
    json_grants: tuple[str, ...] = ()  # whose request is JSON; others are form-encoded


class Auth(NamedTuple):
    """How requests are authenticated. At most one of bearer and api_key is set."""

    bearer: Bearer | None = None
    api_key: Any = None  # an ``ApiKey`` of :mod:`.auth.keys`
    oauth2: OAuth2 | None = None


class Paging(NamedTuple):
    """How lists are walked.

    Places in an answer are dotted paths such as ``meta.last_page``, where ``-1`` is the last
    item of an array, or headers such as ``header X-Total``; an empty string means that the
    API has no such thing. Its ``link`` style has answers that give the next URL.
    """

    style: Literal["page", "offset", "cursor", "link"] = "page"
    parameter: str = ""  # of the query; selects the page, the offset or the cursor
    size_parameter: str = ""  # of the query; the size of a page
    first: int = 1  # number of the first page, or the first offset
    items: str = ""  # place of the items; empty when the answer is a bare array
    meta: str = ""  # place of the object shown as a page's ``meta``
    links: str = ""  # place of the object shown as a page's ``links``
    current: str = ""  # place of the current page number
    last: str = ""  # place of the last page number
    total: str = ""  # place of the number of all items
    next: str = ""  # place of the next cursor or URL; of pages, a second opinion
    more: str = ""  # place of the boolean that says whether there are further pages
    headers: Any = None  # reads places that are headers; of :mod:`.calls.page_headers`
    follow: Any = None  # checks the URL of a next page; of :mod:`.calls.next_links`


class Webhooks(NamedTuple):
    """How the API signs and shapes the events it sends."""

    header: str  # carries the signature
    algorithm: Literal["sha256", "sha512", "sha1"] = "sha256"  # of the HMAC
    encoding: Literal["base64", "hex"] = "base64"  # of the signature
    event: str = "event"  # place of the event's name in the payload
    body: str = "body"  # place of the event's body in the payload
    events: tuple[str, ...] = ()  # known names; others are accepted too
    timed: Any = None  # what else is signed; a ``Timed`` of :mod:`.timed_webhooks`
    typed: Any = None  # reads bodies of known types; of :mod:`.typed_events`


class ApiConfig(NamedTuple):
    """One API, as its generated package states it."""

    name: str  # of the client class; in lower case, of the logger
    base_url: str  # the server that is called unless the caller names another
    package_version: str = "0"  # sent in ``User-Agent``
    docs_url: str = ""  # where the generated docs are published
    envelope: str = ""  # place of the value in a single answer, such as ``data``
    auth: Auth = Auth()
    paging: Paging | None = None
    filtering: Any = None  # a ``Filtering`` of :mod:`.calls.filters`
    forms: Any = None  # how forms say objects and arrays; of :mod:`.calls.forms`
    errors: Any = None  # how failures say what they are; of :mod:`.calls.failures`
    webhooks: Webhooks | None = None
    # What may be said of the other side, each with the values that rules know.
    contexts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    access: Any = None  # who calls, if not by one token; of :mod:`.auth.access`
    # Further headers and parameters that hold secrets, in lower case, each with the
    # client's argument for it.
    secrets: Mapping[str, str] = {}
    terms: Any = None  # what most calls are made with; of :mod:`.calls.terms`
    servers: Any = None  # if there are more than ``base_url``; of :mod:`.calls.servers`
    idempotency_header: str = "Idempotency-Key"
    request_id_headers: tuple[str, ...] = (  # best first
        "x-request-id",
        "request-id",
        "x-correlation-id",
        "x-amzn-requestid",
        "cf-ray",
    )

    @property
    def logger_name(self) -> str:
        """The name of the logger that everything is reported to."""
        return self.name.lower()

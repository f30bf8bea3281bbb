"""What a generated client knows about its API: plain facts, no behaviour."""

# Annotations stay objects here: a NamedTuple compiles those that are text, one by one.
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple


class Bearer(NamedTuple):
    """``Authorization: Bearer <token>``; ``env`` is the environment variable read by default."""

    env: str = ""


class OAuth2(NamedTuple):
    """OAuth 2.0 endpoints and manners.

    Attributes:
        token_url: Where tokens are got.
        authorize_url: Where the user is sent; empty when there is no such flow.
        grants: The grant types the server knows.
        json_grants: Grant types whose request is JSON; the others are form-encoded.
    """

    token_url: str
    authorize_url: str = ""
    grants: tuple[str, ...] = ()
    json_grants: tuple[str, ...] = ()


class Auth(NamedTuple):
    """How requests are authenticated. At most one of bearer and api_key is set.

    Attributes:
        api_key: An ``ApiKey`` of :mod:`.auth.keys`.
    """

    bearer: Bearer | None = None
    api_key: Any = None
    oauth2: OAuth2 | None = None


class Paging(NamedTuple):
    """How lists are walked.

    Places in an answer are dotted paths such as ``meta.last_page``, where ``-1`` is the last
    item of an array, or headers such as ``header X-Total``; an empty string means that the
    API has no such thing.

    Attributes:
        style: ``page`` (a page number), ``offset``, ``cursor``, or ``link`` (the answer
            gives the next URL).
        parameter: Query parameter that selects the page, the offset or the cursor.
        size_parameter: Query parameter for the page size.
        first: The number of the first page, or the first offset.
        items: Place of the items; empty when the answer is a bare array.
        meta: Place of the object shown as a page's ``meta``.
        links: Place of the object shown as a page's ``links``.
        current: Place of the current page number (page style).
        last: Place of the last page number (page style).
        total: Place of the number of all items.
        next: Place of the next cursor (cursor style) or the next URL (link style, and page
            style as a second opinion).
        more: Place of the boolean that says whether there are further pages.
        headers: Reads the places that are headers; ``read`` of :mod:`.calls.page_headers`.
        follow: Checks the URL of a next page; ``next_url`` of :mod:`.calls.next_links`.
    """

    style: Literal["page", "offset", "cursor", "link"] = "page"
    parameter: str = ""
    size_parameter: str = ""
    first: int = 1
    items: str = ""
    meta: str = ""
    links: str = ""
    current: str = ""
    last: str = ""
    total: str = ""
    next: str = ""
    more: str = ""
    headers: Any = None
    follow: Any = None


class Webhooks(NamedTuple):
    """How the API signs and shapes the events it sends.

    Attributes:
        header: Header that carries the signature.
        algorithm: Of the HMAC.
        encoding: Of the signature.
        event: Place of the event's name in the payload.
        body: Place of the event's body in the payload.
        events: Known event names; others are accepted too.
        timed: What is signed beside the payload; a ``Timed`` of :mod:`.timed_webhooks`.
        typed: Reads bodies whose type is known; a ``Typed`` of :mod:`.typed_events`.
    """

    header: str
    algorithm: Literal["sha256", "sha512", "sha1"] = "sha256"
    encoding: Literal["base64", "hex"] = "base64"
    event: str = "event"
    body: str = "body"
    events: tuple[str, ...] = ()
    timed: Any = None
    typed: Any = None


class ApiConfig(NamedTuple):
    """One API, as its generated package states it.

    Attributes:
        name: Name of the client class; its lower case is the name of the logger.
        package_version: Version of the generated package, sent in ``User-Agent``.
        base_url: The server that is called unless the caller names another.
        docs_url: Where the generated docs are published; may be empty.
        envelope: Place of the value in a single answer (``data``); empty when the value is
            the whole answer.
        filtering: How filters and sorting are spelled; a ``Filtering`` of
            :mod:`.calls.filters`.
        forms: How forms say objects and arrays; a ``Forms`` of
            :mod:`.calls.forms`.
        errors: How failures say what they are; an ``Errors`` of :mod:`.calls.failures`.
        contexts: What may be said of the other side, each with the values that rules know.
        access: Who calls, where that is more than one token; an ``Access`` of
            :mod:`.auth.access`.
        secrets: Further headers and parameters that hold secrets, in lower case, each with
            the client's argument for it.
        terms: What calls are made with unless an operation says otherwise; ``Terms`` of
            :mod:`.calls.terms`.
        servers: ``Servers`` of :mod:`.calls.servers`, where there is more than ``base_url``.
        idempotency_header: Header that carries ``idempotency_key``.
        request_id_headers: Answer headers that may name the request, best first.
    """

    name: str
    base_url: str
    package_version: str = "0"
    docs_url: str = ""
    envelope: str = ""
    auth: Auth = Auth()
    paging: Paging | None = None
    filtering: Any = None
    forms: Any = None
    errors: Any = None
    webhooks: Webhooks | None = None
    contexts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    access: Any = None
    secrets: Mapping[str, str] = {}
    terms: Any = None
    servers: Any = None
    idempotency_header: str = "Idempotency-Key"
    request_id_headers: tuple[str, ...] = (
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

"""The first page: what the API is, how to begin, conventions, all operations, sources."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Filtering, OAuth2
from ...model.types import Ref
from ..prose import sentence
from ..samples.calls import call_of, example, python_call
from ..samples.values import Values
from ..sinks import Code, code, comment, dotted, identifier, join
from ..sinks.markdown import fenced, link, prose, span, text
from ..surface.names import resource_attribute
from .access import environment, headers_words, sent_words, server_words, way_rows
from .forms import null_words
from .markup import MARKDOWN
from .places import Place, Places
from .walks import way_words
from .webhooks import WebhooksView, webhooks_view

_ERRORS = (
    ("RequiredKeysError", "The keys given break a rule. Nothing was sent."),
    ("BadRequest", "Status 400."),
    ("AuthenticationError", "Status 401."),
    ("PermissionDenied", "Status 403."),
    ("NotFound", "Status 404."),
    ("Conflict", "Status 409."),
    ("Unprocessable", "Status 422."),
    ("RateLimited", "Status 429, after the last retry."),
    ("ServerError", "Status 500 and above, after the last retry."),
    ("HttpError", "Any other status that is no success."),
    ("TransportError", "No answer came: no connection, no time left."),
    ("DecodeError", "The answer cannot be read at all."),
)
Row = tuple[Code, ...]


class AuthView(NamedTuple):
    """How calls are authenticated; empty where the API has no such thing.

    Attributes:
        sent: What travels with a request.
        env: The environment variable that the client reads.
        oauth2: Facts about OAuth 2.0, a name and words each.
        ways: The ways to say who calls, where that is more than one token.
        headers: The constant headers.
        optional: A client that has no credential sends none.
    """

    sent: Code
    env: Code
    summary: Code
    oauth2: tuple[Row, ...]
    oauth2_summary: Code
    ways: tuple[Row, ...]
    headers: Code
    optional: bool


class PagingView(NamedTuple):
    """How lists are walked, on the wire."""

    wire: Code


class FilteringView(NamedTuple):
    """How filters and sorting are spelled."""

    operators: tuple[Row, ...]
    match: Code
    sort: Code


class IndexView(NamedTuple):
    """The first page.

    Attributes:
        nulls: What None in a body sends.
        ruled: Link and names of rules of each operation that has some.
        errors: Name and occasion of each error.
        resources: Link, attribute of the client, and linked operations of each resource.
        contexts: Links to the pages of contexts, and words.
        sources: Name, title, date, confidence, note of each source.
    """

    title: Code
    summary: Code
    description: tuple[Code, ...]
    version: Code
    package: Code
    client: Code
    async_client: Code
    install: Code
    start: Code
    servers: tuple[Row, ...]
    auth: AuthView
    nulls: Code
    paging: PagingView | None
    filtering: FilteringView | None
    ruled: tuple[Row, ...]
    errors: tuple[Row, ...]
    contexts: tuple[Row, ...]
    extent: Code
    resources: tuple[Row, ...]
    schemas: Code
    webhooks: WebhooksView | None
    sources: tuple[Row, ...]


def index_view(api: Api, values: Values, places: Places, here: str) -> IndexView:
    """Everything that the first page says."""
    operations = [
        operation for resource in api.resources for operation in resource.operations
    ]
    shared = [
        s
        for s in api.schemas
        if places.schemas[s.name].page == places.layout.schemas
        and s.name in places.headings
    ]
    return IndexView(
        title=text(api.title),
        summary=prose(sentence(api.summary)),
        description=tuple(
            prose(paragraph)
            for paragraph in api.description.split("\n\n")
            if paragraph.strip()
        ),
        version=text(api.version),
        package=span(api.package),
        client=span(api.name),
        async_client=span(f"Async{api.name}"),
        install=fenced("pip install ./python", "sh"),
        start=_start(api, values),
        servers=tuple((span(s.url), server_words(s, MARKDOWN)) for s in api.servers),
        auth=_auth(api),
        nulls=null_words(api, MARKDOWN),
        paging=_paging(api),
        filtering=_filtering(api.filtering) if api.filtering else None,
        ruled=tuple(_ruled(api, places, here)),
        errors=tuple((span(name), code(words)) for name, words in _ERRORS),
        contexts=tuple(
            (
                places.link(text(c.name), Place(places.layout.context(c.name)), here),
                prose(sentence(c.summary)),
            )
            for c in api.contexts
        ),
        extent=text(f"{len(api.resources)} resources, {len(operations)} operations."),
        resources=tuple(_resources(api, places, here)),
        schemas=(
            places.link(text("Schemas"), Place(places.layout.schemas), here)
            if shared
            else code("")
        ),
        webhooks=(
            webhooks_view(api, api.webhooks, places, here) if api.webhooks else None
        ),
        sources=tuple(
            (
                text(s.name),
                link(s.title, s.url),
                text(s.date),
                text(s.confidence),
                prose(sentence(s.note)),
            )
            for s in api.sources
        ),
    )


def _start(api: Api, values: Values) -> Code:
    """The client, and the first list that there is."""
    client = identifier(api.name)
    env = _env(api)
    made = code("client = {}()", client)
    if env:
        what = "what proves who calls" if api.auth.ways else "the token"
        made = code("{}  {}", made, comment(f"{what} is taken from {env}"))
    lines = code("from {} import {}\n\n{}", dotted(api.package), client, made)
    for resource in api.resources:
        for operation in resource.operations:
            simple = not operation.path_parameters and isinstance(
                operation.answer.type, Ref
            )
            if operation.answer.kind == "pages" and simple and operation.body is None:
                call = call_of(operation, values, None)
                first = example([python_call(resource, operation, call, values)])
                return fenced(code("{}\n{}", lines, first), "python")
    return fenced(lines, "python")


def _env(api: Api) -> str:
    return " and ".join(environment(api))


def _auth(api: Api) -> AuthView:
    auth = api.auth
    sent, summary = code(""), code("")
    if auth.token:
        sent = sent_words(auth.token, MARKDOWN)
        summary = prose(sentence(auth.token.summary))
    oauth2 = _oauth2(auth.oauth2) if auth.oauth2 else ()
    words = auth.oauth2.summary if auth.oauth2 else ""
    return AuthView(
        sent,
        span(_env(api)),
        summary,
        oauth2,
        prose(sentence(words)),
        way_rows(api, MARKDOWN),
        headers_words(api.terms, MARKDOWN),
        api.terms.optional,
    )


def _oauth2(oauth2: OAuth2) -> tuple[Row, ...]:
    meaning = {"duration": "seconds from now", "timestamp": "a Unix timestamp"}
    rows = [
        (code("The user is sent to"), span(oauth2.authorize_url)),
        (code("Tokens are got from"), span(oauth2.token_url)),
        (code("Grants"), _spans(oauth2.grants)),
        (code("Grants asked for in JSON"), _spans(oauth2.json_grants)),
        (code("{} is", span("expires_in")), text(meaning[oauth2.expires_in])),
    ]
    return tuple(row for row in rows if row[1])


def _spans(words: tuple[str, ...]) -> Code:
    return join(", ", map(span, words))


def _paging(api: Api) -> PagingView | None:
    if api.paging is None:
        return None
    words = code("{}.", way_words(api.paging, MARKDOWN))
    if api.ways:
        words = code("{} Lists that go another way say so on their pages.", words)
    return PagingView(words)


def _filtering(filtering: Filtering) -> FilteringView:
    parameter, sort = filtering.parameter, filtering.sort_parameter
    operators = [("field", "")] if parameter else []
    operators += [
        (f"field:{name}", f":{spelled}") for name, spelled in filtering.operators
    ]
    match, order = code(""), code("")
    if filtering.match_parameter:
        match = code(
            "Several filters are joined by {}, sent as {}: {}.",
            span("match"),
            span(filtering.match_parameter),
            _spans(filtering.match_values),
        )
    if sort:
        order = code(
            "{} is sent as {}, {} as {}.",
            span('sort="field"'),
            span(f"{sort}[field]={filtering.ascending}"),
            span('sort="-field"'),
            span(f"{sort}[field]={filtering.descending}"),
        )
    return FilteringView(
        tuple(
            (span(f'filter={{"{name}": x}}'), span(f"{parameter}[field{spelled}]=x"))
            for name, spelled in operators
        ),
        match,
        order,
    )


def _resources(api: Api, places: Places, here: str) -> list[Row]:
    return [
        (
            places.resource(resource.name, here),
            span(f"client.{resource_attribute(resource)}"),
            join(
                ", ",
                (
                    places.operation(resource, operation, text(operation.name), here)
                    for operation in resource.operations
                ),
            ),
        )
        for resource in api.resources
    ]


def _ruled(api: Api, places: Places, here: str) -> list[Row]:
    return [
        (
            places.operation(
                resource, operation, text(f"{resource.name}.{operation.name}"), here
            ),
            join(", ", (text(rule.name) for rule in operation.rules)),
        )
        for resource in api.resources
        for operation in resource.operations
        if operation.rules
    ]

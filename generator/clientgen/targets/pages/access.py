"""Who calls, in words: what travels with requests, and where a client takes it from."""

from __future__ import annotations

from ...model.access import ApiKey, Basic, Bearer, Credential, Way
from ...model.api import Api, Operation
from ...model.servers import Server
from ...model.terms import NO_ONE, Terms
from ..prose import sentence
from ..sinks import Code, code, identifier, join, literal
from ..surface.caller import (
    ClientArgument,
    client_arguments,
    has_token,
    once_parameters,
)
from ..surface.names import client_argument
from .markup import Markup

Row = tuple[Code, ...]


def sent_words(credential: Credential, markup: Markup) -> Code:
    """Where a credential travels: the header ``X-Api-Key``."""
    match credential:
        case Bearer():
            header = "Authorization: Bearer <token>"
        case Basic(password=None):
            header = "Authorization: Basic <key and an empty password>"
        case Basic():
            header = "Authorization: Basic <user name and password>"
        case ApiKey(name, "query"):
            return code("the query parameter {}", markup.span(name))
        case ApiKey(name, "cookie"):
            return code("the cookie {}", markup.span(name))
        case ApiKey(name, prefix=prefix):
            header = f"{name}: {prefix}<key>" if prefix else name
    return code("the header {}", markup.span(header))


def way_words(way: Way, markup: Markup) -> Code:
    """All that a way sends."""
    return join(" and ", (sent_words(each, markup) for each in way.credentials))


def way_rows(api: Api, markup: Markup) -> tuple[Row, ...]:
    """Name, what is sent, arguments, environment variables and notes of each way.

    Nothing where the token is all there is.
    """
    return tuple(
        (
            markup.span(way.name),
            way_words(way, markup),
            join(
                ", ",
                (
                    (
                        markup.span(client_argument(each.argument, has_token(api)))
                        if each.argument != "token"
                        else markup.span("token")
                    )
                    for each in way.givens
                ),
            ),
            join(", ", (markup.span(each.env) for each in way.givens)),
            join(" ", (markup.prose(sentence(c.summary)) for c in way.credentials)),
        )
        for way in api.auth.ways
    )


def operation_words(api: Api, operation: Operation, markup: Markup) -> Code:
    """What an operation needs where that is not as usual; empty where it is."""
    terms = operation.terms
    found: list[Code] = []
    if terms.ways == (NO_ONE,):
        found.append(code("No credential is sent."))
    elif terms.ways != api.terms.ways:
        named = [way.name for way in api.auth.ways_for(terms.ways)]
        may = "may be" if terms.optional else "is"
        names = join(" or else ", map(markup.span, named))
        found.append(code("Who calls {} said by {}.", markup.text(may), names))
    if terms.scopes and terms.ways != (NO_ONE,):
        found.append(code("Scopes: {}.", join(", ", map(markup.span, terms.scopes))))
    if terms.headers != api.terms.headers:
        none = code("No constant header is sent.")
        found.append(headers_words(terms, markup) or none)
    if terms.server:
        words = markup.span(terms.server)
        server = api.server(terms.server)
        if server:
            words = code("{} ({})", words, markup.span(server.url))
        found.append(code("On the server {}.", words))
    for each in operation.header_parameters:
        if each.role == "idempotency" and operation.keyed:
            key = markup.span(each.name)
            found.append(
                code(
                    "The client makes a key for {} that makes repeating safe; {} gives one "
                    "of your own.",
                    key,
                    markup.span('options={"idempotency_key": ...}'),
                )
            )
    return join(" ", found)


def headers_words(terms: Terms, markup: Markup) -> Code:
    """The constant headers; empty where there are none."""
    said = [markup.span(f"{name}: {value}") for name, value in terms.headers]
    return code("Always sent: {}.", join(", ", said)) if said else code("")


def server_words(server: Server, markup: Markup) -> Code:
    """A server's name and variables, and what there is to say about it."""
    span = markup.span
    words = [markup.prose(sentence(server.summary))] if server.summary else []
    if server.name:
        words.append(code("Called {}.", span(server.name)))
    for each in server.variables:
        where = code("the client's argument {}", span(each.given.argument))
        if each.given.env:
            env = span(each.given.env)
            where = code("{}, else the environment variable {}", where, env)
        if each.default:
            where = code("{}, else {}", where, span(each.default))
        words.append(code("{} is {}.", span(f"{{{each.name}}}"), where))
        if each.values:
            known = join(", ", map(span, each.values))
            words.append(code("There are {}.", known))
    return join(" ", words)


def needed_words(api: Api, operation: Operation, markup: Markup) -> Code:
    """What a request of an operation carries; empty where it carries no credential."""
    ways = api.auth.ways_for(operation.terms.ways)
    return join(", or else ", (way_words(way, markup) for way in ways))


def test_arguments(api: Api) -> Code:
    """What a client takes in an example of a test, ready for further arguments."""
    given = ["token"] if api.auth.token else []
    given += [a.name for a in client_arguments(api) if _is_needed(api, a)]
    pairs = (code("{}={}, ", identifier(name), literal("test")) for name in given)
    return join("", pairs)


def _is_needed(api: Api, argument: ClientArgument) -> bool:
    """Whether calls would be refused without it: it is a text, and has nothing else."""
    if argument.way:
        return True
    once = [p for p in once_parameters(api) if p.once and p.required]
    wanted = {p.once.argument for p in once if p.once}
    return argument.key in wanted and argument.annotation.code == "str"


def environment(api: Api) -> tuple[str, ...]:
    """The environment variables of the usual way."""
    ways = api.auth.all_ways
    return tuple(each.env for each in ways[0].givens if each.env) if ways else ()

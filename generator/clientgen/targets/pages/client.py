"""The page about the client itself: what an application developer does with it."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Auth
from ...model.types import Scalar
from ...model.walking import has_kinds
from ..prose import sentence
from ..samples.values import Values
from ..sinks import Code, code, dotted, identifier, join, literal
from ..sinks.markdown import prose, span, text
from ..surface.caller import client_arguments, is_late, key_header, made_key
from ..surface.exports import has_streams
from ..surface.names import context_argument
from .access import test_arguments
from .client_samples import Listing, Single, listing, single, upload
from .client_tables import Row, error_rows, option_rows
from .markup import MARKDOWN
from .operations import failure_words
from .places import Place, Places
from .webhooks import ReceiverView, receiver_view


class OAuthView(NamedTuple):
    """What the authorization server knows."""

    login: bool
    credentials: bool


class ClientView(NamedTuple):
    """The page about the client.

    Attributes:
        package: Import name.
        client: Name of the class; the async one has ``Async`` before it.
        token: Whether a client takes a token.
        env: The environment variable it is read from; may be empty.
        first: What an example gives to a client that it makes; may be empty.
        given: The same, ready for further arguments.
        arguments: What a client takes besides: the argument, and words.
        tested: What it takes in a test, ready for further arguments.
        late: A missing credential is told by the call that needs it.
        contexts: Arguments that declare the contexts; may be empty.
        context_pages: Links to their pages.
        path: Of one thing, below the server, as a literal.
        single: How one thing is read, or None.
        listing: How a list is walked, or None.
        upload: A call that sends a file; may be empty.
        streams: Whether a client reads answers piece by piece.
        times: Whether models have datetimes.
        kinds: Whether values stand on the wire as something else.
        rules: Whether bodies are checked.
        overlap: Whether a body that fits several variants of a rule is warned of.
        logger: Name of the logger.
        keyed: The header with the key that the client makes; may be empty.
        idempotent: Whether some operation says of itself that repeating does no harm.
    """

    package: Code
    client: Code
    token: bool
    env: Code
    first: Code
    given: Code
    arguments: tuple[Row, ...]
    tested: Code
    late: bool
    contexts: Code
    context_pages: Code
    path: Code
    single: Single | None
    listing: Listing | None
    upload: Code
    streams: bool
    times: bool
    kinds: bool
    rules: bool
    overlap: bool
    oauth: OAuthView | None
    webhooks: ReceiverView | None
    logger: Code
    options: tuple[Row, ...]
    keyed: Code
    idempotent: bool
    errors: tuple[Row, ...]
    failures: Code


def client_view(api: Api, values: Values, places: Places, here: str) -> ClientView:
    """Everything that the page says about the client of this API."""
    scheme = api.auth.token
    env = scheme.env if scheme else ""
    first = code("token={}", literal("...")) if scheme and not env else code("")
    rules = [rule for r in api.resources for o in r.operations for rule in o.rules]
    read = single(api)
    keyed = made_key(api)
    return ClientView(
        package=dotted(api.package),
        client=identifier(api.name),
        token=scheme is not None,
        env=span(env),
        first=first,
        given=code("{}, ", first) if first else first,
        arguments=_arguments(api),
        tested=test_arguments(api),
        late=is_late(api),
        contexts=_contexts(api),
        context_pages=join(
            ", ",
            (
                places.link(text(c.name), Place(places.layout.context(c.name)), here)
                for c in api.contexts
            ),
        ),
        path=read.below if read else literal("/things/17"),
        single=read,
        listing=listing(api, values),
        upload=upload(api, values),
        streams=has_streams(api),
        times=any(f.type == Scalar("datetime") for s in api.schemas for f in s.fields),
        kinds=has_kinds(api),
        rules=bool(rules),
        overlap=any(rule.warn_on_overlap for rule in rules),
        oauth=_oauth(api.auth),
        webhooks=receiver_view(api),
        logger=literal(api.name.lower()),
        options=option_rows(
            key_header(api), made=bool(keyed), streams=has_streams(api)
        ),
        keyed=span(keyed) if keyed else code(""),
        idempotent=any(o.idempotent for r in api.resources for o in r.operations),
        errors=error_rows(),
        failures=failure_words(api.errors, MARKDOWN) if api.errors else code(""),
    )


def _contexts(api: Api) -> Code:
    return join(
        ", ",
        (
            code(
                "{}={}",
                identifier(context_argument(context.name)),
                literal(context.values[0] if context.values else "..."),
            )
            for context in api.contexts
        ),
    )


def _arguments(api: Api) -> tuple[Row, ...]:
    return tuple(
        (
            span(each.name),
            prose(sentence(each.words)),
            (
                code("Without it, the environment variable {} is read.", span(each.env))
                if each.env
                else code("")
            ),
        )
        for each in client_arguments(api)
    )


def _oauth(auth: Auth) -> OAuthView | None:
    if auth.oauth2 is None:
        return None
    return OAuthView(
        login=bool(auth.oauth2.authorize_url),
        credentials="client_credentials" in auth.oauth2.grants,
    )

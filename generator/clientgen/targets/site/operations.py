"""An operation's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...model.access import Bearer
from ...model.api import Api, Operation, Resource, Source
from ...model.types import Ref, innermost
from ..pages.access import needed_words
from ..pages.operations import OperationView
from ..pages.places import Places, relative
from ..prose import title
from ..samples.request import credentials_of
from ..sinks import Code, code, join
from ..sinks.html import anchor, attribute, href, span, text
from .chrome import Chrome
from .code_blocks import SampleView, block
from .markup import HTML
from .picking import PickerView

Row = tuple[Code, ...]

_CONFIDENCE = ("documented", "inferred", "doubtful")


class OperationPage(NamedTuple):
    """Everything on an operation's page; empty code stands for what is not there.

    Attributes:
        view: What the Markdown says of the operation, too.
        title: The vendor's name for it, or the client's.
        method: HTTP method, as a badge.
        path: Path below the server.
        badges: Modules, and how sure the facts are, with their sources.
        auth: What travels with the request.
        secret: The environment variable from which samples take it.
        optional: It may be missing.
        contexts: Links to the pages of contexts.
        body: The keys of the body.
        picker: Where rules are tried out; None without a body.
        answer_fields: What the answer holds.
        response: A whole answer, as JSON.
        errors: Class and occasion of errors that the client raises.
        samples: The call in each language.
    """

    chrome: Chrome
    view: OperationView
    title: Code
    method: Code
    path: Code
    badges: tuple[Code, ...]
    auth: Code
    secret: Code
    optional: bool
    signature: Code
    contexts: Code
    body: Code
    picker: PickerView | None
    answer_fields: Code
    response: Code
    errors: tuple[Row, ...]
    samples: tuple[SampleView, ...]


def title_of(resource: Resource, operation: Operation) -> str:
    """What a page about an operation is called."""
    return title(resource.name, operation.name, operation.title)


def badges(
    api: Api,
    modules: Sequence[str],
    sources: Sequence[str],
    places: Places,
    here: str,
) -> tuple[Code, ...]:
    """Modules, and how sure the facts are: each with words on hover and focus."""
    titles = {module.name: module.title for module in api.modules}
    found = [
        code('<span class="badge">{}</span>', text(titles.get(name, name)))
        for name in modules
    ]
    known = {source.name: source for source in api.sources}
    cited = [known[name] for name in sources if name in known]
    for confidence in _CONFIDENCE:
        these = [each for each in cited if each.confidence == confidence]
        if these:
            found.append(_provenance(confidence, these, places, here))
    return tuple(found)


def _provenance(
    confidence: str, sources: Sequence[Source], places: Places, here: str
) -> Code:
    place = places.layout.sources
    return code(
        '<span class="tipped"><a class="badge {}" href="{}" aria-describedby="{}">{}</a>'
        '<span class="tip" role="tooltip" id="{}">{}</span></span>',
        attribute(confidence),
        href(relative(place.page, here), place.anchor),
        anchor(f"tip-{confidence}"),
        text(confidence),
        anchor(f"tip-{confidence}"),
        join("<br>", map(_cited, sources)),
    )


def _cited(source: Source) -> Code:
    words = f"{source.title} ({source.date})" if source.date else source.title
    return text(f"{words}. {source.note}" if source.note else words)


def auth_words(api: Api, operation: Operation) -> Code:
    """What proves who calls, and travels with the request; empty where nothing does."""
    if not api.auth.ways and not operation.terms.ways:
        token = api.auth.token
        if isinstance(token, Bearer):
            return span("Authorization: Bearer <token>")
        if token is not None:
            place = "header" if token.place == "header" else "query parameter"
            return code("{} {}", text(place), span(token.name))
    return needed_words(api, operation, HTML)


def secret_of(api: Api, operation: Operation) -> Code:
    """The environment variables from which samples take what travels; empty without any."""
    carried = credentials_of(api.auth, operation)
    names = [
        name for each in carried for name in (each.variable, each.password) if name
    ]
    return join(", ", map(span, names))


def answer_schema(operation: Operation) -> str:
    """The name of the schema that an answer, or each of its items, has; empty without."""
    answer = operation.answer
    if answer.type is None:
        return ""
    type_ = innermost(answer.type)
    return type_.schema if isinstance(type_, Ref) else ""


def signature_block(view: OperationView) -> Code:
    """The method's signature, highlighted."""
    return block(view.signature.split("\n"), "python")

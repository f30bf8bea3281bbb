"""Operations of a document, as they are read before anything is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .problems import NOWHERE, Spot
from .shapes import Member, Shape

PLACES = ("path", "query", "header", "cookie")
STREAM = "stream"
"""The key of a body that asks for the answer in events."""


@dataclass(slots=True)
class Body:
    """What is sent.

    Attributes:
        kind: How; ``object`` is JSON with the fields of an object, ``value`` JSON of any kind.
        shape: Of all of it; ``any`` where it is bytes or text.
        content_type: The media type, where it is not the usual one of the kind.
        explodes: How arrays of a form are sent, by field.
        brackets: The form says objects as ``address[city]=Oslo``.
        spot: Where it stands.
    """

    kind: Literal["object", "value", "form", "multipart", "bytes", "text"]
    shape: Shape
    content_type: str = ""
    explodes: dict[str, str] = field(default_factory=dict)
    brackets: bool = False
    spot: Spot = NOWHERE


@dataclass(slots=True)
class Answer:
    """What is answered with one status.

    Attributes:
        kind: How; ``json`` is a value of the shape.
        shape: Of the value.
        nullable: The whole answer may be null.
        spot: Where it stands.
    """

    kind: Literal["json", "none", "bytes", "text", "events", "lines"]
    shape: Shape
    nullable: bool = False
    spot: Spot = NOWHERE


@dataclass(slots=True)
class Call:
    """An operation.

    Attributes:
        number: Its place in the document.
        method: In capitals.
        path: Of the document, with names of parameters in braces.
        spot: Where it stands.
        identity: Its ``operationId``; may be empty.
        tags: As the document has them.
        words: Its summary, or its description.
        deprecated: Whether callers should no longer use it.
        parameters: By place.
        body: What is sent; None for nothing.
        answers: By status; 0 is any other of success.
        events: What is answered instead where the body asks for a stream.
        failures: Shapes of what failures answer.
        security: Ways to say who calls, each a list of schemes and scopes; None where
            nothing is said.
        servers: URLs of its own, as the document has them.
        links: The answer has a header ``Link``.
        headers: Names of the answer's other headers.
    """

    number: int
    method: str
    path: str
    spot: Spot
    identity: str = ""
    tags: tuple[str, ...] = ()
    words: str = ""
    deprecated: bool = False
    parameters: dict[str, list[Member]] = field(default_factory=dict)
    body: Body | None = None
    answers: dict[int, Answer] = field(default_factory=dict)
    events: Answer | None = None
    failures: list[tuple[str, Shape]] = field(default_factory=list)
    security: list[list[tuple[str, tuple[str, ...]]]] | None = None
    servers: list[object] = field(default_factory=list)
    links: bool = False
    headers: list[str] = field(default_factory=list)

    @property
    def query(self) -> list[Member]:
        """Its query parameters."""
        return self.parameters.get("query", [])

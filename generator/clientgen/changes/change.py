"""What a change is, and the codes by which programs tell changes apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..model.position import Position

Level = Literal["breaking", "compatible", "docs"]
LEVELS: tuple[Level, ...] = ("breaking", "compatible", "docs")
Effect = Literal["breaking", "compatible", "none"]
"""What a change does at one of the two places where it may tell."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that has changed.

    Attributes:
        code: One of :data:`CODES`.
        subject: What it is about, as the client has it: ``client.orders.create``, a model,
            or ``Shop``, the client itself.
        words: A clause about the subject; what stands between backticks is code.
        source: What it does to programs that are type-checked against the new client.
        wire: What it does to copies of the client from before.
        title: What pages call the subject; may be empty.
        witness: Sets of keys that are decided otherwise, for a change of rules.
        position: Where the spec says it, the new one if that does.
    """

    code: str
    subject: str
    words: str
    source: Effect = "none"
    wire: Effect = "none"
    title: str = ""
    witness: tuple[tuple[str, ...], ...] = ()
    position: Position | None = None

    @property
    def level(self) -> Level:
        """The worse of what it does."""
        effects = (self.source, self.wire)
        if "breaking" in effects:
            return "breaking"
        return "compatible" if "compatible" in effects else "docs"


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes, in the order of the spec; what concerns all calls comes first."""

    found: tuple[Change, ...]

    @property
    def level(self) -> Level | None:
        """The worst; None where nothing has changed."""
        levels = {change.level for change in self.found}
        return next((level for level in LEVELS if level in levels), None)

    def of(self, level: Level) -> tuple[Change, ...]:
        """Those of a level."""
        return tuple(change for change in self.found if change.level == level)

    def by_subject(self) -> Mapping[str, tuple[Change, ...]]:
        """Those of each subject, the worst first."""
        found: dict[str, list[Change]] = {}
        for change in self.found:
            found.setdefault(change.subject, []).append(change)
        return {name: tuple(worst_first(each)) for name, each in found.items()}


def worst_first(found: Iterable[Change]) -> list[Change]:
    """Changes by their levels, else as they come."""
    return sorted(found, key=lambda change: LEVELS.index(change.level))


_OF_VALUES = {
    "removed": "is gone",
    "added": "is new, and may be left out",
    "renamed": "has another name",
    "type-narrowed": "takes, or holds, less than before",
    "type-widened": "takes, or holds, more than before",
    "type-changed": "is of another type",
    "value-removed": "a known value is not known any more",
    "value-added": "there is a further known value",
    "values-listed": "text or a number has known values now",
    "values-unlisted": "the known values are not listed any more",
    "bounds-tightened": "a bound leaves less room",
    "bounds-loosened": "a bound leaves more room",
    "default-changed": "another value is taken where none is given",
    "deprecated": "should not be used any more",
    "reinstated": "may be used again",
}
_OF_SENT = {
    "added-required": "is new, and must be given",
    "required": "must be given now",
    "optional": "need not be given any more",
    "spelled-otherwise": "is written otherwise into the request",
}


def _all(thing: str, *kinds: Mapping[str, str]) -> dict[str, str]:
    return {
        f"{thing}-{code}": f"A {thing}: {words}."
        for kind in kinds
        for code, words in kind.items()
    }


CODES: Mapping[str, str] = {
    "operation-removed": "A method is gone.",
    "operation-added": "A method is new.",
    "operation-renamed": "A method has another name.",
    "operation-moved": "An operation has another HTTP method or path.",
    "operation-deprecated": "A method should not be used any more.",
    "operation-reinstated": "A method may be used again.",
    "operation-repeatable": "Whether a call is repeated when it fails has changed.",
    "resource-renamed": "A group of methods has another name.",
    **_all("parameter", _OF_VALUES, _OF_SENT),
    "parameter-moved": "A parameter stands in another place of the request.",
    "parameter-position": "Arguments of a path are given by position in another order.",
    **_all("key", _OF_VALUES, _OF_SENT),
    "key-null-refused": "A key: may not be null any more.",
    "key-null-taken": "A key: may be null now.",
    **_all("field", _OF_VALUES),
    "field-nullable": "A field may be absent or null now.",
    "field-promised": "A field is always there now, and not null.",
    "field-required": "A field must be given where the object is sent.",
    "field-optional": "A field need not be given any more where the object is sent.",
    "field-read-only": "A field is not sent any more.",
    "field-writable": "A field is sent now.",
    "body-added": "A request has a body now.",
    "body-removed": "A request has no body any more.",
    "body-kind-changed": "A body is written otherwise.",
    "body-type-changed": "The whole body is of another type.",
    "answer-changed": "A call answers something else.",
    "answer-widened": "A call answers what it did before, or something else.",
    "answer-narrowed": "A call answers less than it did before.",
    "answer-place-changed": "What a call answers stands at another place of the answer.",
    "answer-cases-changed": "Which answer goes with which value of a key has changed.",
    "paging-changed": "Lists are walked otherwise.",
    "errors-changed": "Failures are told otherwise.",
    "error-code-added": "There is a further known code of failures.",
    "error-code-removed": "A known code of failures is not known any more.",
    "rule-tightened": "Rules refuse sets of keys that they took.",
    "rule-loosened": "Rules take sets of keys that they refused.",
    "rule-changed": "Rules have changed, and cannot be compared.",
    "access-changed": "An operation takes other credentials.",
    "scope-added": "A further scope is needed.",
    "scope-removed": "A scope is not needed any more.",
    "header-changed": "A constant header is sent with another value.",
    "header-added": "A constant header is sent now.",
    "header-removed": "A constant header is not sent any more.",
    "server-changed": "Requests go to another server.",
    "server-added": "There is a further server.",
    "server-removed": "A server is gone.",
    "schema-added": "A model is new.",
    "schema-removed": "A model is gone.",
    "schema-renamed": "A model has another name.",
    "schema-changed": "A model is something else.",
    "package-renamed": "The package, or its client, has another name.",
    "client-argument-added": "A client takes something new.",
    "client-argument-removed": "A client takes something no more.",
    "client-argument-changed": "What a client is given is of another type.",
    "environment-changed": "A client reads another environment variable.",
    "credential-added": "There is a further way to say who calls.",
    "credential-removed": "A way to say who calls is gone.",
    "credential-changed": "A credential is sent otherwise.",
    "oauth-changed": "Tokens are got otherwise.",
    "filters-changed": "Filters or sorting are written otherwise.",
    "event-added": "There is a further event.",
    "event-removed": "An event is gone.",
    "event-changed": "The body of an event is of another type.",
    "webhooks-changed": "Events are signed or laid out otherwise.",
    "words-changed": "Words, examples or sources have changed.",
}
"""What there is to tell. Codes are stable."""

"""Operations of a document: paths, parameters, bodies and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .bodies import Bodies
from .calls import Call
from .documents import At, Documents
from .parameters import Parameters
from .problems import Journal
from .responses import Responses
from .schemas import Schemas
from .shapes import mark

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Wanted:
    """Which operations are imported.

    Attributes:
        names: Tags, paths (``/orders`` takes those below it, too) and operationIds; empty
            for all.
        met: Those that have named something.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.met: set[str] = set()

    def takes(self, path: str, operation: dict[str, Any]) -> bool:
        """Whether an operation is one of them."""
        if not self.names:
            return True
        tags = operation.get("tags")
        said = {operation.get("operationId")} if operation.get("operationId") else set()
        if isinstance(tags, list):
            said |= {tag for tag in tags if isinstance(tag, str)}
        found = {
            name
            for name in self.names
            if name in said
            or (
                name.startswith("/")
                and f"{path.rstrip('/')}/".startswith(f"{name.rstrip('/')}/")
            )
        }
        self.met |= found
        return bool(found)


def read_calls(
    documents: Documents, schemas: Schemas, journal: Journal, wanted: Wanted
) -> list[Call]:
    """Read the operations of a document.

    Args:
        documents: The document.
        schemas: Read its schemas.
        journal: Takes what is lost.
        wanted: Which operations are imported.
    """
    parameters = Parameters(documents, schemas, journal)
    bodies = Bodies(documents, schemas, journal)
    responses = Responses(documents, schemas, journal)
    calls: list[Call] = []
    for path, item, method, operation in _operations(documents, journal):
        if not wanted.takes(path, operation.value):
            continue
        journal.whole += 1
        if method == "trace":
            journal.lose("method TRACE", operation.spot, "the operation is left out")
            continue
        call = _call(len(calls), path, method, operation)
        hint = mark(f"call {call.number}")
        call.parameters = parameters.read(item, operation, call, hint)
        call.body = bodies.read(operation, hint)
        responses.read(operation, call, hint)
        _stream(call)
        call.servers = [
            each.value
            for each in operation.get("servers").each() or item.get("servers").each()
        ]
        callbacks = operation.get("callbacks")
        if callbacks.value:
            words = "requests that the API makes are not in the spec"
            journal.lose("callback", callbacks.spot, words)
        calls.append(call)
    return calls


def _operations(
    documents: Documents, journal: Journal
) -> Iterator[tuple[str, At, str, At]]:
    paths = documents.root.get("paths")
    if paths.value is not None and not isinstance(paths.value, dict):
        journal.lose("bad document", paths.spot, "paths is no mapping")
    for path, at in paths.items():
        if path.startswith("x-"):
            continue
        item = documents.follow(at)
        if item is None or not isinstance(item.value, dict):
            journal.lose("bad path", at.spot, "nothing that has operations stands here")
            continue
        for method in METHODS:
            said = item.get(method)
            operation = documents.follow(said) or said
            if isinstance(operation.value, dict) and "$ref" not in operation.value:
                yield path, item, method, operation
            elif operation.value is not None:
                words = "no operation stands here"
                journal.lose("bad operation", operation.spot, words)


def _call(number: int, path: str, method: str, operation: At) -> Call:
    value = operation.value
    tags = value.get("tags")
    return Call(
        number,
        method.upper(),
        path,
        operation.spot,
        identity=operation.text("operationId"),
        tags=tuple(
            tag
            for tag in (tags if isinstance(tags, list) else ())
            if isinstance(tag, str) and tag.strip()
        ),
        words=operation.text("summary") or operation.text("description"),
        deprecated=value.get("deprecated") is True,
        security=_security(value.get("security")),
    )


def _security(said: Any) -> list[list[tuple[str, tuple[str, ...]]]] | None:
    if not isinstance(said, list):
        return None
    return [
        [
            (name, tuple(s for s in scopes if isinstance(s, str)))
            for name, scopes in each.items()
            if isinstance(scopes, list)
        ]
        for each in said
        if isinstance(each, dict)
    ]


def security_of(at: At) -> list[list[tuple[str, tuple[str, ...]]]] | None:
    """The ways that the document as a whole says."""
    return _security(at.get("security").value)


def _stream(call: Call) -> None:
    """Tell an answer that is streamed on demand from one that always is."""
    if call.events is None:
        return
    whole = next((a for a in call.answers.values() if a.kind != "none"), None)
    if whole is None:
        status = min(call.answers, default=200)
        call.answers[status] = call.events
        call.events = None

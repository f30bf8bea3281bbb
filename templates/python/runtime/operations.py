"""What a module of a client's resources says of each endpoint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

T = TypeVar("T")

_HUMP = re.compile("(?<=[a-z0-9])(?=[A-Z])")

Names = Mapping[str, str] | None
"""Python names by wire name, where :func:`spelled` would make others; None for no names."""


def spelled(names: Names, key: str) -> str:
    """Return what callers call a key or parameter: ``due_date`` for ``dueDate``."""
    if names is None:
        return key
    return names.get(key) or _HUMP.sub("_", key).lower()


Explode = Literal["repeat", "brackets", "indexed", "comma", "pipes", "spaces"]


class Operation(Struct, Generic[T], frozen=True):
    """What is called and what comes back.

    Attributes:
        name: Resource and method, such as ``invoices.create``.
        method: In upper case.
        path: Whole path below the server, with ``{parameter}`` segments.
        type: Of the value, or of one item of a list.
        docs: Page of the generated docs, relative to their root.
        names: What callers call the body's keys and the parameters.
        rules: Which keys a body must give; a ``Rules`` of :mod:`.rules`.
        kind: ``single`` (unwrapped from the envelope), ``bare`` (the whole answer is the
            value), ``list`` (the items of one answer), ``empty`` (no value), ``bytes``,
            ``text``, ``exists`` (true for success, false for 404), ``status`` (as the status
            says), ``events`` or ``lines`` (a stream).
        body_kind: ``any`` for what the caller hands in, whatever keys it has.
        content_type: Media type of the body, where it is not the usual one.
        upload: Writes a body that has files, or is one; of :mod:`.calls.uploads` or
            :mod:`.calls.whole`.
        writes: Writes a body that is neither JSON nor has files; of :mod:`.calls.forms`.
        types: Types of the body's keys, or of its items' keys, that have read-only fields
            somewhere inside.
        explode: How arrays in the query are written, by parameter; ``repeat`` unless said
            otherwise. And those of forms, by key of the body; as forms are unless said
            otherwise.
        forms: How its form says objects and arrays, where that is not as usual; a ``Forms``
            of :mod:`.calls.forms`.
        envelope: Place of the value, where it is not the API's.
        paging: How the list is walked, or where its items are, where that is not as usual; a
            ``Paging`` of :mod:`.config`.
        page_key: Dotted place of the body's key that selects the page.
        idempotent: Whether repeating does no harm; None where that is as the method says.
        statuses: What each status answers: a type, or None for nothing.
        end: Data of the event that ends a stream.
        errors: How failures say what they are, where that is not as usual; an ``Errors`` of
            :mod:`.calls.failures`.
        terms: What it says beyond path, query and body; ``Terms`` of :mod:`.calls.terms`.
        written: Writes arguments that are not sent as they are given; a ``Written`` of
            :mod:`.models.writing`.
    """

    name: str
    method: str
    path: str
    type: Any = None
    docs: str = ""
    names: Names = {}
    rules: Any = None
    kind: Literal[
        "single",
        "bare",
        "list",
        "empty",
        "bytes",
        "text",
        "exists",
        "status",
        "events",
        "lines",
    ] = "single"
    body_kind: Literal["json", "any"] = "json"
    content_type: str = ""
    upload: Any = None
    writes: Any = None
    types: Mapping[str, Any] = {}
    explode: Mapping[str, Explode] = {}
    forms: Any = None
    envelope: str = ""
    paging: Any = None
    page_key: str = ""
    idempotent: bool | None = None
    statuses: Mapping[int, Any] = {}
    end: str = ""
    errors: Any = None
    terms: Any = None
    written: Any = None

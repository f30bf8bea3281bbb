"""Operations: what a module of a client's resources says of each endpoint."""

# Annotations stay objects here, as in ..config.
import re
from collections.abc import Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeVar

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


class Operation(NamedTuple, Generic[T]):
    """What is called and what comes back.

    Of what is not as usual the parts of the runtime are named that a package has then.
    ``kind`` is how an answer is read: ``single`` (unwrapped from the envelope), ``bare`` (the
    whole answer is the value), ``list`` (the items of one answer), ``empty`` (no value),
    ``bytes``, ``text``, ``exists`` (true for success, false for 404), ``status`` (as the
    status says), ``events`` or ``lines`` (a stream).
    """

    name: str  # resource and method, such as ``invoices.create``
    method: str
    path: str  # below the server, with ``{parameter}`` segments
    type: Any = None  # of the value, or of one item of a list
    docs: str = ""  # page of the generated docs, relative to their root
    names: Names = {}  # what callers call the body's keys and the parameters
    rules: Any = None  # which keys a body must give; ``Rules`` of :mod:`.rules`
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
    body_kind: Literal["json", "any"] = "json"  # ``any``: whatever keys it has
    content_type: str = ""  # of the body, where it is not the usual one
    upload: Any = None  # writes files; of :mod:`.calls.uploads` or :mod:`.calls.whole`
    writes: Any = None  # writes what is no JSON either; of :mod:`.calls.forms`
    types: Mapping[str, Any] = {}  # of keys that have read-only fields somewhere inside
    explode: Mapping[str, Explode] = {}  # how arrays are written, by parameter or key
    forms: Any = None  # how its form says objects and arrays; of :mod:`.calls.forms`
    envelope: str = ""  # place of the value, where it is not the API's
    paging: Any = None  # how its list is walked; a ``Paging`` of :mod:`.config`
    page_key: Any = None  # of the body, selects the page; of :mod:`.calls.body_pages`
    idempotent: bool | None = None  # repeating does no harm; None: as the method says
    statuses: Mapping[int, Any] = {}  # what each answers: a type, or None for nothing
    end: str = ""  # data of the event that ends a stream
    errors: Any = None  # how failures say what they are; of :mod:`.calls.failures`
    terms: Any = (
        None  # what is said beyond path, query and body; of :mod:`.calls.terms`
    )
    written: Any = None  # writes what is not sent as given; of :mod:`.models.writing`

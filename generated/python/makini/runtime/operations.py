"""What a module of a client's resources says of each endpoint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

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


Explode = Literal["repeat", "brackets", "comma"]


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
            value), ``list`` (the items of one answer), ``empty`` (no value), or ``bytes``.
        body_kind: How a body is written that is not multipart: JSON with the keys that are
            arguments, a form, or any JSON that the caller hands in.
        multipart: Writes one that is; a ``Fields`` of :mod:`.calls.uploads`.
        types: Types of the body's keys, or of its items' keys, that have read-only fields
            somewhere inside.
        explode: How arrays in the query are written, by parameter; ``repeat`` unless said
            otherwise.
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
    kind: Literal["single", "bare", "list", "empty", "bytes"] = "single"
    body_kind: Literal["json", "form", "any"] = "json"
    multipart: Any = None
    types: Mapping[str, Any] = {}
    explode: Mapping[str, Explode] = {}
    written: Any = None


if TYPE_CHECKING:
    # Part of every type checker; when the program runs, it need not be installed.
    from typing_extensions import deprecated as deprecated
else:
    import warnings
    from functools import wraps

    def deprecated(message):
        """Warn at each call of a method, where it is called (PEP 702)."""

        def mark(method):
            @wraps(method)
            def warned(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return method(*args, **kwargs)

            warned.__deprecated__ = message
            return warned

        return mark

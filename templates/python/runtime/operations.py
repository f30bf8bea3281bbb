"""What a module of a client's resources says of each endpoint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

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


class Rules(Protocol):
    """What a body must keep to; see :mod:`.rules`."""

    def enforce(
        self,
        operation: str,
        body: object,
        context: Mapping[str, str | None],
        names: Names,
        docs: str,
        warn: Callable[[str], object],
    ) -> None:
        """Let a body pass, or raise RequiredKeysError."""


class Fields(Protocol):
    """The fields of a multipart body; see :mod:`.calls.uploads`."""

    def plain(self, body: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """Turn all but files into plain data."""
        ...

    def write(self, body: Mapping[str, Any], names: Names) -> Any:
        """Make what is sent of a body that is plain but for files."""
        ...


class Operation(Struct, Generic[T], frozen=True):
    """What is called and what comes back.

    Attributes:
        name: Resource and method, such as ``invoices.create``.
        method: In upper case.
        path: Whole path below the server, with ``{parameter}`` segments.
        type: Of the value, or of one item of a list.
        docs: Page of the generated docs, relative to their root.
        names: What callers call the body's keys and the parameters.
        rules: Which keys a body must give.
        kind: ``single`` (unwrapped from the envelope), ``bare`` (the whole answer is the
            value), ``list`` (the items of one answer), ``empty`` (no value), or ``bytes``.
        body_kind: How a body is written that is not multipart: JSON with the keys that are
            arguments, a form, or any JSON that the caller hands in.
        multipart: Writes one that is.
        types: Types of the body's keys, or of its items' keys, that have read-only fields
            somewhere inside.
        explode: How arrays in the query are written, by parameter; ``repeat`` unless said
            otherwise.
    """

    name: str
    method: str
    path: str
    type: Any = None
    docs: str = ""
    names: Names = {}
    rules: Rules | None = None
    kind: Literal["single", "bare", "list", "empty", "bytes"] = "single"
    body_kind: Literal["json", "form", "any"] = "json"
    multipart: Fields | None = None
    types: Mapping[str, Any] = {}
    explode: Mapping[str, Explode] = {}


if TYPE_CHECKING:
    # Part of every type checker; when the program runs, it need not be installed.
    from typing_extensions import deprecated as deprecated
else:
    import inspect
    import warnings
    from functools import wraps

    # Before Python 3.12 nothing can mark what returns a coroutine.
    _as_coroutine = getattr(inspect, "markcoroutinefunction", lambda method: method)

    def deprecated(message):
        """Warn at each call of a method, where it is called (PEP 702)."""

        def mark(method):
            @wraps(method)
            def warned(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return method(*args, **kwargs)

            warned.__deprecated__ = message
            is_async = inspect.iscoroutinefunction(method)
            return _as_coroutine(warned) if is_async else warned

        return mark

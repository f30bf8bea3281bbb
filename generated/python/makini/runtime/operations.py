"""What a module of a client's resources says of each endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from .lazy import Lazy

if TYPE_CHECKING:
    from . import rules as rules_
else:
    rules_ = Lazy(".rules")

T = TypeVar("T")

Explode = Literal["repeat", "brackets", "comma"]


class Operation(Struct, Generic[T], frozen=True):
    """What is called and what comes back.

    Attributes:
        name: Resource and method, such as ``invoices.create``.
        method: In upper case.
        path: Whole path below the server, with ``{parameter}`` segments.
        type: Of the value, or of one item of a list.
        docs: Page of the generated docs, relative to their root.
        names: Python names of the body's keys and of parameters, where they differ from
            the wire.
        rules: Which keys a body must give.
        kind: ``single`` (unwrapped from the envelope), ``bare`` (the whole answer is the
            value), ``list`` (the items of one answer), ``empty`` (no value), or ``bytes``.
        body_kind: How the body is written.
        files: Keys of a multipart body whose values are files, or lists of files.
        file_lists: Those of ``files`` that are declared as lists.
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
    names: Mapping[str, str] = {}
    rules: tuple[rules_.Rule, ...] = ()
    kind: Literal["single", "bare", "list", "empty", "bytes"] = "single"
    body_kind: Literal["json", "multipart", "form"] = "json"
    files: tuple[str, ...] = ()
    file_lists: tuple[str, ...] = ()
    types: Mapping[str, Any] = {}
    explode: Mapping[str, Explode] = {}

    def __post_init__(self) -> None:
        rules = tuple(replace(r, names=self.names, docs=self.docs) for r in self.rules)
        force_setattr(self, "rules", rules)


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

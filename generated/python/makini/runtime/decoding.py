"""From the bytes of an answer to typed values.

What fits the spec is decoded natively. What does not is read again by the tolerant reader
(:mod:`.coercion`), reported once, and learned (:mod:`.learning`).
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from .config import ApiConfig, Paging
from .errors import DecodeError
from .learning import Learning, models_in
from .models import Model
from .operations import Operation

if TYPE_CHECKING:
    from .coercion import Mismatch, Reading

__all__ = ["Answers", "Items"]

_PLAIN = msgspec.json.Decoder(float_hook=Decimal)


class Items(Struct, frozen=True):
    """The items of one page and the places around them.

    Attributes:
        items: Typed.
        places: What stands at the places that :class:`~.config.Paging` names, by its
            attribute (``meta``, ``links``, ``current``, ``last``, ``total``, ``next``).
            A place that is not there is missing.
    """

    items: list[Any]
    places: Mapping[str, Any]


class Answers:
    """Reads the answers of one client, and remembers what was odd about them."""

    def __init__(
        self, api: ApiConfig, on_mismatch: Callable[[Mismatch], object] | None
    ) -> None:
        self._api = api
        self._on_mismatch = on_mismatch
        self._logger = logging.getLogger(api.logger_name)
        self._reported: set[Mismatch] = set()
        self._learning = Learning(self._reported)
        self._decoders: dict[Any, Any] = {}
        self._lock = threading.Lock()

    def value(self, operation: Operation[Any], content: bytes, *, strict: bool) -> Any:
        """Read the answer of an operation that gives one value.

        Odd values inside an object are coerced or kept, but without an object there is no
        model: null, an array, or nothing at all in its place is an error. An object that
        comes without its envelope is read as itself when it has a documented key.

        Raises:
            DecodeError: The answer is no JSON, has no such value, or ``strict`` and it is
                not as documented.
        """
        if operation.kind == "bytes":
            return content
        if operation.kind == "empty":
            return None
        envelope = self._api.envelope if operation.kind == "single" else ""
        if not content.strip():
            return self._empty(operation, envelope, content, strict)
        frame = {envelope: operation.type} if envelope else {}
        decoder = self._decoder(frame, operation.type, strict)
        try:
            answer = decoder.decode(content)
        except (msgspec.MsgspecError, RecursionError, ValueError) as problem:
            return self._slow_value(operation, envelope, content, problem, strict)
        if not envelope:
            return answer
        found = _place(answer, envelope)
        if found is msgspec.UNSET:
            return self._slow_value(operation, envelope, content, None, strict)
        return found

    def items(
        self, operation: Operation[Any], paging: Paging, content: bytes, *, strict: bool
    ) -> Items:
        """Read one page of a list.

        Raises:
            DecodeError: The answer is no JSON, or ``strict`` and it is not as documented.
        """
        places = {
            name: getattr(paging, name)
            for name in ("meta", "links", "current", "last", "total", "next")
            if getattr(paging, name)
        }
        wanted = list[operation.type]  # type: ignore[name-defined]  # a run-time type
        frame: dict[str, Any] = dict.fromkeys(places.values(), Any)
        if paging.items:
            frame[paging.items] = wanted
        else:
            frame = {}
        if not content.strip():
            from .coercion import Reading

            reading = Reading(model=operation.name, field=paging.items)
            reading.note("shape", "array", msgspec.UNSET)
            self._settle(operation, reading, content, strict)
            return Items([], {})
        try:
            answer = self._decoder(frame, wanted, strict).decode(content)
        except (msgspec.MsgspecError, RecursionError, ValueError) as problem:
            return self._slow_items(operation, paging, places, content, problem, strict)
        if not paging.items:
            return Items(answer, {})
        items = _place(answer, paging.items)
        if items is msgspec.UNSET:
            return self._slow_items(operation, paging, places, content, None, strict)
        return Items(items, _places(answer, places))

    def _decoder(self, frame: Mapping[str, Any], whole: Any, strict: bool) -> Any:
        # A frame is the same for the same type: places come from one API.
        key = (whole, tuple(frame), strict)
        found = self._decoders.get(key)
        if found is None:
            decoders = self._decoders
            # What was learned from others is no excuse where the spec alone counts.
            learn = _as_declared if strict else self._learning.variant
            models_in(whole)  # resolves their annotations
            if frame:
                kinds = {place: learn(kind) for place, kind in frame.items()}
                type_ = _frame({tuple(p.split(".")): k for p, k in kinds.items()})
            else:
                type_ = learn(whole)
            found = msgspec.json.Decoder(type_, float_hook=Decimal)
            decoders[key] = found
        return found

    def _slow_value(
        self,
        operation: Operation[Any],
        envelope: str,
        content: bytes,
        problem: Exception | None,
        strict: bool,
    ) -> Any:
        # Not above: an API that keeps to its spec never needs it.
        from .coercion import Reading, reader, type_name
        from .promises import check_value, no_value, stands_alone

        document = self._document(operation, content, problem, strict)
        reading = Reading(model=operation.name, field=envelope)
        found = _place(document, envelope) if envelope else document
        if found is msgspec.UNSET:
            if not stands_alone(document, envelope, operation.type):
                came = found if isinstance(document, dict) else document
                raise no_value(operation, envelope, came, content, document)
            reading.note("shape", type_name(operation.type), found)
            found = document
        value = reader(operation.type)(found, reading)
        check_value(operation, envelope, found, value, content)
        self._settle(operation, reading, content, strict)
        return value

    def _slow_items(
        self,
        operation: Operation[Any],
        paging: Paging,
        places: Mapping[str, str],
        content: bytes,
        problem: Exception | None,
        strict: bool,
    ) -> Items:
        from .coercion import Reading, reader

        document = self._document(operation, content, problem, strict)
        reading = Reading(model=operation.name, field=paging.items)
        found = _place(document, paging.items) if paging.items else document
        if found is msgspec.UNSET and isinstance(document, list):
            found = document
            reading.note("shape", "array", msgspec.UNSET)
        if found is msgspec.UNSET or found is None:
            reading.note("shape", "array", found)
            found = []
        read = reader(list[operation.type])  # type: ignore[name-defined]  # a run-time type
        items = read(found, reading)
        if not isinstance(items, list):
            items = [reader(operation.type)(items, reading)]
        self._settle(operation, reading, content, strict)
        return Items(items, _places(document, places))

    def _document(
        self,
        operation: Operation[Any],
        content: bytes,
        problem: Exception | None,
        strict: bool,
    ) -> Any:
        if strict and problem is not None:
            raise DecodeError(
                f"{operation.name}: the answer is not as documented: {problem}",
                operation=operation.name,
                body=content,
            )
        try:
            return _PLAIN.decode(content)
        except (msgspec.MsgspecError, ValueError, RecursionError) as malformed:
            reason = str(malformed) or type(malformed).__name__
        try:
            # The standard library also takes lone surrogates and a byte order mark.
            return json.loads(
                content.decode("utf-8-sig"),
                parse_float=Decimal,
                parse_constant=_no_constant,
            )
        except (ValueError, RecursionError):
            raise DecodeError(
                f"{operation.name}: the answer is no JSON: {reason}",
                operation=operation.name,
                body=content,
            ) from None

    def _empty(
        self, operation: Operation[Any], envelope: str, content: bytes, strict: bool
    ) -> None:
        from .coercion import Reading, type_name
        from .promises import no_value, nullable

        if not nullable(operation.type):
            raise no_value(operation, envelope, None, content)
        reading = Reading(model=operation.name, field=envelope)
        reading.note("shape", type_name(operation.type), msgspec.UNSET)
        self._settle(operation, reading, content, strict)

    def _settle(
        self, operation: Operation[Any], reading: Reading, content: bytes, strict: bool
    ) -> None:
        """Report what a slow read found, and learn from it."""
        if strict and reading.found:
            first = next(iter(reading.found))
            raise DecodeError(
                f"{operation.name}: the answer is not as documented: {first}",
                operation=operation.name,
                body=content,
            )
        with self._lock:
            new = [x for x in reading.found if x not in self._reported]
            self._reported.update(new)
            if self._learning.learn(reading):
                # Not cleared in place: other threads may be filling the old one.
                self._decoders = {}
        for mismatch in new:
            named = replace(mismatch, operation=operation.name)
            self._logger.warning("the API differs from its spec: %s", named)
            if self._on_mismatch is not None:
                self._on_mismatch(named)


def _as_declared(type_: Any) -> Any:
    return type_


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _frame(kinds: Mapping[tuple[str, ...], Any]) -> Any:
    """Make a struct type that decodes the given places and skips all else."""
    if () in kinds:
        return kinds[()]
    groups: dict[str, dict[tuple[str, ...], Any]] = {}
    for path, kind in kinds.items():
        groups.setdefault(path[0], {})[path[1:]] = kind
    fields = []
    rename = {}
    for number, (name, inner) in enumerate(groups.items()):
        # A place inside a plain one (``meta.last_page`` in ``meta``) needs no frame.
        plain = all(kind is Any for kind in inner.values())
        kind = Any if plain else _frame(inner)
        fields.append((f"f{number}", kind, msgspec.UNSET))
        rename[f"f{number}"] = name
    made: Any = msgspec.defstruct("Frame", fields, rename=rename)
    made.wires = {name: attribute for attribute, name in rename.items()}
    return made


def _place(document: Any, path: str) -> Any:
    """Return what stands at a dotted path, or ``UNSET``."""
    for name in path.split("."):
        if isinstance(document, dict):
            document = document.get(name, msgspec.UNSET)
        elif isinstance(document, msgspec.Struct) and not isinstance(document, Model):
            wires = type(document).wires  # type: ignore[attr-defined]  # a frame
            attribute = wires.get(name)
            document = getattr(document, attribute) if attribute else msgspec.UNSET
        else:
            return msgspec.UNSET
    return document


def _places(document: Any, places: Mapping[str, str]) -> dict[str, Any]:
    found = {name: _place(document, path) for name, path in places.items()}
    return {name: value for name, value in found.items() if value is not msgspec.UNSET}

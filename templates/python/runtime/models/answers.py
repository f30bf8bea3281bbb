"""From the bytes of an answer to typed values.

What fits the spec is decoded natively. What does not is read again by the tolerant reader
(:mod:`.reading`) and reported once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypedDict, get_origin

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from ..calls import Operation
from ..config import ApiConfig, Paging
from ..errors import DecodeError
from ..wire.responses import RawResponse
from . import STUMBLES, from_json
from .model import ModelMeta, with_slots
from .reading import (
    NAMES,
    Mismatch,
    Reading,
    json_kind,
    plain_type,
    reader,
    revive,
    shown,
    type_name,
)

_MOST_NAMES = 64  # A map dressed up as an object has no end of keys.
_PLACES = ("meta", "links", "current", "last", "total", "next", "more")


class Answers:
    """Reads the answers of one client, and remembers what was odd about them."""

    def __init__(
        self, api: ApiConfig, on_mismatch: Callable[[Mismatch], object] | None
    ) -> None:
        self._api = api
        self._on_mismatch = on_mismatch
        self._logger = logging.getLogger(api.logger_name)
        self._reported: set[Mismatch] = set()
        # Undocumented keys by model: tuples, which others may go through meanwhile.
        self._unknown: dict[str, tuple[str, ...]] = {}
        self._decoders: dict[Any, tuple[Any, Any]] = {}
        self._lock = threading.Lock()

    def value(
        self, operation: Operation[Any], raw: RawResponse, *, strict: bool
    ) -> Any:
        """Read the answer of an operation that gives one value.

        Odd values inside an object are coerced or kept, but without an object there is no
        model: null, an array, or nothing at all in its place is an error. An object that
        comes without its envelope is read as itself when it has a documented key. Where
        nobody documents the answer, whatever comes is given. DecodeError says why not.
        """
        kind, type_, content = operation.kind, operation.type, raw.content
        if kind in ("bytes", "text"):
            return content if kind == "bytes" else raw.text
        if kind == "status":
            if raw.status not in operation.statuses:
                name, known = operation.name, ", ".join(map(str, operation.statuses))
                words = f"{name}: the status is {raw.status}, not one of {known}"
                raise DecodeError(words, operation=name, body=content)
            type_ = operation.statuses[raw.status]
        if kind == "empty" or type_ is None:
            return None
        envelope = operation.envelope
        if kind == "single" and not envelope:
            envelope = self._api.envelope
        if type_ is Any:
            return _whatever(content, envelope)
        return self.read(operation, type_, envelope, content, strict)[1]

    def items(
        self, operation: Operation[Any], paging: Paging, content: bytes, *, strict: bool
    ) -> tuple[list[Any], dict[str, Any]]:
        """Read one page of a list: its items, and what stands at the places around them.

        Places go by their attribute of ``Paging``; one that is not there is missing.
        """
        places = {name: getattr(paging, name) for name in _PLACES}
        places = {n: path for n, path in places.items() if path and " " not in path}
        # What is inside items is read again below: they are typed by then.
        inside = {n: path for n, path in places.items() if _is_inside(path, paging)}
        around = {n: path for n, path in places.items() if n not in inside}
        wanted: Any = list[operation.type]  # type: ignore[name-defined]  # a run-time type
        others = tuple(around.values())
        document, items = self.read(
            operation, wanted, paging.items, content, strict, others, alone=False
        )
        found = {name: value_at(document, path) for name, path in around.items()}
        if inside:
            document = from_json(content)
            found |= {name: value_at(document, path) for name, path in inside.items()}
        return items, {n: x for n, x in found.items() if x is not UNSET}

    def read(
        self,
        operation: Operation[Any],
        type_: Any,
        place: str,
        content: bytes,
        strict: bool,
        others: tuple[str, ...] = (),
        alone: bool = True,
    ) -> tuple[Any, Any]:
        """Read the value at a place; return what is at the others around it, and it."""
        decoder, type_ = self._decoder(type_, place, others, strict)
        try:
            document = decoder.decode(content)
            found = value_at(document, place)
            if found is not UNSET:
                return document, found
        except STUMBLES:
            pass
        name = operation.name
        reading = Reading(model=name, field=place)
        try:
            document, value = _read_slowly(type_, place, content, alone, reading)
            if strict and reading.found:
                mismatch = next(iter(reading.found))
                raise ValueError(f"the answer is not as documented: {mismatch}")
        except (ValueError, RecursionError) as problem:
            reason: Any = problem
            if isinstance(problem, RecursionError):
                reason = "the answer is nested too deeply"
            words = f"{name}: {reason}"
            raise DecodeError(words, operation=name, body=content) from None
        self._report(reading, name)
        return document, value

    def _decoder(
        self, type_: Any, path: str, others: tuple[str, ...], strict: bool
    ) -> tuple[Any, Any]:
        """Return what decodes a type at a path, anything at others, and the type."""
        key = type_, path, others, strict
        found = self._decoders.get(key)
        if found is None:
            # Looked up once: another thread may put an empty one in its place meanwhile.
            decoders = self._decoders
            # What was met before is no excuse where the spec alone counts.
            if self._unknown and not strict:
                type_ = with_slots(type_, self._unknown)
            kinds = {**dict.fromkeys(others, Any), path: type_}
            frame = _frame({tuple(p.split(".")) if p else (): kinds[p] for p in kinds})
            decoder = msgspec.json.Decoder(frame, float_hook=Decimal, dec_hook=revive)
            found = decoders[key] = decoder, type_
        return found

    def _report(self, reading: Reading, operation: str) -> None:
        """Tell what a slow read found that is new, and make room for new keys."""
        for mismatch in reading.found:
            with self._lock:
                if not self._is_new(mismatch):
                    continue
            mismatch = replace(mismatch, operation=operation)
            self._logger.warning("the API differs from its spec: %s", mismatch)
            if self._on_mismatch is not None:
                self._on_mismatch(mismatch)

    def _is_new(self, mismatch: Mismatch) -> bool:
        if mismatch.kind == "unknown":
            names = self._unknown.get(mismatch.model, ())
            if mismatch.field not in names:
                if len(names) == _MOST_NAMES:
                    return False
                self._unknown[mismatch.model] = (*names, mismatch.field)
                self._decoders = {}  # other threads may be filling the old one
        is_new = mismatch not in self._reported
        self._reported.add(mismatch)
        return is_new


def _is_inside(path: str, paging: Paging) -> bool:
    """Tell whether a place is inside of items, or of an array."""
    return (
        not paging.items
        or f"{path}.".startswith(f"{paging.items}.")
        or "-1" in path.split(".")
    )


def _read_slowly(
    type_: Any, place: str, content: bytes, alone: bool, reading: Reading
) -> tuple[Any, Any]:
    """Read an answer with the tolerant reader; return all of it, and its value.

    With ``alone`` the value may come without what should be around it.
    """
    kind, nullable = plain_type(type_)
    is_empty = not content.strip()
    try:
        document = None if is_empty else from_json(content)
    except ValueError as malformed:
        raise ValueError(f"the answer is no JSON: {malformed}") from None
    found = None if is_empty else value_at(document, place)
    if found is UNSET and alone and _stands_alone(document, place, kind):
        reading.note("shape", type_name(kind), UNSET)
        found = document
    is_there = found is not None and found is not UNSET
    if _is_promised(kind, found) if is_there else found is None and nullable:
        return document, reader(type_)(found, reading)
    got = "it is empty"
    if not is_empty:
        got = json_kind(found if isinstance(document, dict) else document)
    if found is UNSET and isinstance(document, dict) and document:
        more = ", ..." if len(document) > 5 else ""
        got += f" (there is: {', '.join(map(shown, [*document][:5]))}{more})"
    where = f" at {place}" if place else ""
    raise ValueError(f"the answer has no {_json_name(kind)}{where}: {got}")


def _is_promised(kind: Any, found: Any) -> bool:
    """Tell whether a value is of the promised shape; inside of it, odd values are kept."""
    if isinstance(kind, ModelMeta):
        return isinstance(found, dict)
    origin = get_origin(kind)
    if origin is dict:
        return isinstance(found, dict) or found == []  # PHP's empty object
    if origin is list:
        return isinstance(found, list)
    return kind is Any or kind not in NAMES or not isinstance(found, dict | list)


def _whatever(content: bytes, envelope: str) -> Any:
    """Read an answer of which nothing is documented."""
    if not content.strip():
        return None
    try:
        document = from_json(content)
    except ValueError:
        return content.decode("utf-8", "replace")
    found = value_at(document, envelope)
    return document if found is UNSET else found


def _stands_alone(document: Any, envelope: str, kind: Any) -> bool:
    """Tell whether an answer without its envelope looks like the value itself.

    An object does that has a documented key, and nothing of the envelope.
    """
    if not isinstance(document, dict) or not isinstance(kind, ModelMeta):
        return bool(document) and json_kind(document) == _json_name(kind)
    documented = document.keys() & {*kind.__struct_encode_fields__}
    return bool(documented) and envelope.partition(".")[0] not in document


def _json_name(kind: Any) -> str:
    return "object" if isinstance(kind, ModelMeta) else type_name(kind).split()[0]


def _frame(kinds: Mapping[tuple[str, ...], Any]) -> Any:
    """Make a type that decodes the given places and skips all else."""
    if () in kinds:
        return kinds[()]
    groups: dict[str, dict[tuple[str, ...], Any]] = {}
    for path, kind in kinds.items():
        groups.setdefault(path[0], {})[path[1:]] = kind
    # A place inside a plain one (``meta.last_page`` in ``meta``) needs no frame.
    plain = {n for n, inner in groups.items() if {*inner.values()} == {Any}}
    fields = {name: Any if name in plain else _frame(groups[name]) for name in groups}
    make: Any = TypedDict  # checkers know it in class statements only
    return make("Frame", fields, total=False)


def value_at(document: Any, path: str) -> Any:
    """Return what stands at a dotted path, or ``UNSET``."""
    for name in path.split(".") if path else ():
        if isinstance(document, list) and name == "-1":
            document = document[-1] if document else UNSET
        elif isinstance(document, dict):
            document = document.get(name, UNSET)
        else:
            return UNSET
    return document

"""From the bytes of an answer to typed values.

What fits the spec is decoded natively. What does not is read again by the tolerant reader
(:mod:`.reading`) and reported once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import starmap
from typing import Any, TypedDict

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from ..config import ApiConfig, Paging
from ..errors import DecodeError
from ..operations import Operation
from .learning import with_slots
from .model import Model, ModelMeta, resolve
from .reading import (
    ENDLESS,
    STUMBLES,
    Mismatch,
    Reading,
    json_kind,
    parse,
    plain_type,
    reader,
    shown,
    type_name,
)

_MOST_NAMES = 64  # A map dressed up as an object has no end of keys.
_ODD = "the answer is not as documented"
_PLACES = ("meta", "links", "current", "last", "total", "next")


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
        self._unknown: dict[str, dict[str, None]] = {}  # undocumented keys by model
        self._decoders: dict[Any, tuple[Any, Any]] = {}
        self._lock = threading.Lock()

    def value(self, operation: Operation[Any], content: bytes, *, strict: bool) -> Any:
        """Read the answer of an operation that gives one value.

        Odd values inside an object are coerced or kept, but without an object there is no
        model: null, an array, or nothing at all in its place is an error. An object that
        comes without its envelope is read as itself when it has a documented key. Where
        nobody documents the answer, whatever comes is given: plain data, text where it is
        no JSON, None where it is empty.

        Raises:
            DecodeError: The answer is no JSON, has no such value, or ``strict`` and it is
                not as documented.
        """
        if operation.kind == "bytes":
            return content
        if operation.kind == "empty":
            return None
        envelope = self._api.envelope if operation.kind == "single" else ""
        if operation.type is Any:
            return _whatever(content, envelope)
        decoder, type_ = self._decoder(operation.type, envelope, (), strict)
        problem: Exception | None = None
        try:
            found = _place(decoder.decode(content), envelope)
        except STUMBLES as stumble:
            problem = stumble
        else:
            if found is not UNSET:
                return found
        answer = _Answer(operation, envelope, content, strict)
        return self._slow_value(answer, type_, problem)

    def items(
        self, operation: Operation[Any], paging: Paging, content: bytes, *, strict: bool
    ) -> Items:
        """Read one page of a list.

        Raises:
            DecodeError: The answer is no JSON, or ``strict`` and it is not as documented.
        """
        places = {name: getattr(paging, name) for name in _PLACES}
        places = {name: path for name, path in places.items() if path and paging.items}
        wanted: Any = list[operation.type]  # type: ignore[name-defined]  # a run-time type
        decoder, type_ = self._decoder(
            wanted, paging.items, tuple(places.values()), strict
        )
        problem: Exception | None = None
        try:
            document = decoder.decode(content)
        except STUMBLES as stumble:
            problem = stumble
        else:
            items = _place(document, paging.items)
            if items is not UNSET:
                return Items(items, _places(document, places))
        answer = _Answer(operation, paging.items, content, strict)
        document = answer.parse(problem)
        found = _place(document, paging.items)
        if not isinstance(found, list):
            raise answer.has_no_items(document, found)
        reading = Reading(model=operation.name, field=paging.items)
        items = answer.read(type_, found, reading)
        self._settle(answer, reading)
        return Items(items, _places(document, places))

    def _decoder(
        self, type_: Any, path: str, others: tuple[str, ...], strict: bool
    ) -> tuple[Any, Any]:
        """Return what decodes a type at a path, anything at others, and the type."""
        key = type_, path, others, strict
        found = self._decoders.get(key)
        if found is None:
            # Looked up once: another thread may put an empty one in its place meanwhile.
            decoders = self._decoders
            type_ = resolve(type_)
            # What was met before is no excuse where the spec alone counts.
            if self._unknown and not strict:
                type_ = with_slots(type_, self._unknown)
            kinds = {**dict.fromkeys(others, Any), path: type_}
            frame = _frame({tuple(p.split(".")) if p else (): kinds[p] for p in kinds})
            decoder = msgspec.json.Decoder(frame, float_hook=Decimal)
            found = decoders[key] = decoder, type_
        return found

    def _slow_value(
        self, answer: _Answer, type_: Any, problem: Exception | None
    ) -> Any:
        model, nullable = plain_type(answer.operation.type)
        reading = Reading(model=answer.operation.name, field=answer.place)
        document = answer.parse(problem)
        found = _place(document, answer.place)
        if found is UNSET or answer.is_empty:
            alone = _stands_alone(document, answer.place, model)
            if not (nullable if answer.is_empty else alone):
                came = found if isinstance(document, dict) else document
                raise answer.has_no_value(came, document)
            reading.note("shape", type_name(type_), UNSET)
            found = document
        value = answer.read(type_, found, reading)
        if value is None:
            promised = nullable
        else:
            # The reader takes [] for an empty object, which is right for a field only.
            promised = not isinstance(model, ModelMeta) or (
                isinstance(value, Model) and found != []
            )
        if not promised:
            raise answer.has_no_value(found)
        self._settle(answer, reading)
        return value

    def _settle(self, answer: _Answer, reading: Reading) -> None:
        """Report what a slow read found that is new, and make room for new keys.

        Of objects with ever new keys, it is told only that they are such.
        """
        if answer.strict and reading.found:
            raise answer.error(f"{_ODD}: {Mismatch(*next(iter(reading.found)))}")
        new = []
        with self._lock:
            for mismatch in starmap(Mismatch, reading.found):
                if mismatch.kind == "unknown":
                    names = self._unknown.setdefault(mismatch.model, {})
                    if mismatch.field not in names and len(names) < _MOST_NAMES:
                        names[mismatch.field] = None
                        self._decoders = {}  # other threads may be filling the old one
                    elif mismatch.field not in names:
                        mismatch = replace(mismatch, field="", got=ENDLESS)
                if mismatch not in self._reported:
                    self._reported.add(mismatch)
                    new.append(replace(mismatch, operation=answer.operation.name))
        failed: Exception | None = None
        for mismatch in new:
            self._logger.warning("the API differs from its spec: %s", mismatch)
            try:
                if self._on_mismatch is not None:
                    self._on_mismatch(mismatch)
            except Exception as error:
                # Nothing is reported twice, so the others must be told now.
                failed = failed or error
        if failed is not None:
            raise failed


class _Answer(Struct, frozen=True):
    """An answer that is read slowly, and where its value should stand."""

    operation: Operation[Any]
    place: str
    content: bytes
    strict: bool

    @property
    def is_empty(self) -> bool:
        return not self.content.strip()

    def error(self, words: str) -> DecodeError:
        name = self.operation.name
        return DecodeError(f"{name}: {words}", operation=name, body=self.content)

    def parse(self, problem: Exception | None) -> Any:
        """Return plain data, None when it is empty.

        Args:
            problem: Why native decoding failed, if it did.
        """
        if self.is_empty:
            return None
        if self.strict and problem is not None:
            text = str(problem) or type(problem).__name__
            if isinstance(problem, ArithmeticError):
                text = "a number is out of range"
            # On one line: the text may quote the answer.
            raise self.error(f"{_ODD}: {text if text.isprintable() else repr(text)}")
        try:
            return parse(self.content)
        except ValueError as malformed:
            reason = str(malformed)
        raise self.error(f"the answer is no JSON: {reason}")

    def read(self, type_: Any, found: Any, reading: Reading) -> Any:
        try:
            return reader(type_)(found, reading)
        except RecursionError:
            pass
        raise self.error("the answer is nested too deeply")

    def has_no_value(self, came: Any, instead: Any = None) -> DecodeError:
        """Say what came in the place of the value, and the first keys of what did."""
        got = "it is empty" if self.is_empty else json_kind(came)
        if isinstance(instead, dict) and instead:
            more = ", ..." if len(instead) > 5 else ""
            got += f" (there is: {', '.join(map(shown, [*instead][:5]))}{more})"
        model, _ = plain_type(self.operation.type)
        wanted = "object" if isinstance(model, ModelMeta) else type_name(model)
        where = f" at {self.place}" if self.place else ""
        return self.error(
            f"the answer has no {wanted.partition(' of ')[0]}{where}: {got}"
        )

    def has_no_items(self, document: Any, found: Any) -> DecodeError:
        """Say what came instead of a list."""
        if self.is_empty:
            what = "the answer is empty"
        elif found is not UNSET:
            what = f"expected an array, got {json_kind(found)}"
        elif isinstance(document, dict):
            keys = ", ".join(shown(key) for key in [*document][:10]) or "none"
            what = f"the answer has no such place; its keys: {keys}"
        else:
            what = f"the answer has no such place; it is {json_kind(document)}"
        where = f"paging.items {self.place!r}: " if self.place else ""
        return self.error(f"{where}{what}")


def _whatever(content: bytes, envelope: str) -> Any:
    """Read an answer of which nothing is documented."""
    if not content.strip():
        return None
    try:
        document = parse(content)
    except ValueError:
        return content.decode("utf-8", "replace")
    found = _place(document, envelope)
    return document if found is UNSET else found


def _stands_alone(document: Any, envelope: str, model: Any) -> bool:
    """Tell whether an answer without its envelope looks like the value itself.

    An object does when nothing of the envelope is there and it has at least one key that
    the model documents (any key, when nobody documents one).
    """
    if not isinstance(document, dict):
        return document is not None
    if not document or envelope.partition(".")[0] in document:
        return False
    if not isinstance(model, ModelMeta):
        return type_name(model) in ("object", "any")
    wires = model.__struct_encode_fields__
    return not wires or any(name in document for name in wires)


def _frame(kinds: Mapping[tuple[str, ...], Any]) -> Any:
    """Make a type that decodes the given places and skips all else."""
    if () in kinds:
        return kinds[()]
    groups: dict[str, dict[tuple[str, ...], Any]] = {}
    for path, kind in kinds.items():
        groups.setdefault(path[0], {})[path[1:]] = kind
    # A place inside a plain one (``meta.last_page`` in ``meta``) needs no frame.
    plain = {name for name in groups if all(x is Any for x in groups[name].values())}
    fields = {name: Any if name in plain else _frame(groups[name]) for name in groups}
    make: Any = TypedDict  # checkers know it in class statements only
    return make("Frame", fields, total=False)


def _place(document: Any, path: str) -> Any:
    """Return what stands at a dotted path, or ``UNSET``."""
    for name in path.split(".") if path else ():
        if not isinstance(document, dict):
            return UNSET
        document = document.get(name, UNSET)
    return document


def _places(document: Any, places: Mapping[str, str]) -> dict[str, Any]:
    found = {name: _place(document, path) for name, path in places.items()}
    return {name: value for name, value in found.items() if value is not UNSET}

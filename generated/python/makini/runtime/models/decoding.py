"""From the bytes of an answer to typed values.

What fits the spec is decoded natively. What does not is read again by the tolerant reader
(:mod:`.coercion`), reported once, and learned (:mod:`.learning`).
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..config import ApiConfig, Paging
from ..errors import DecodeError
from ..operations import Operation
from .learning import MOST_NAMES, Learning, holds_moments
from .mismatches import Mismatch, Reading, json_kind, shown, type_name
from .model import Model
from .structs import ModelMeta

# Why native decoding may fail; the last by a number whose exponent has no bounds.
_STUMBLES = (msgspec.MsgspecError, RecursionError, ValueError, ArithmeticError)

# A datetime with more than the six digits of a second that Python knows. Searched for by its
# full stop, which is fast; what stands before it is looked at afterwards.
_FINE = re.compile(
    rb'\.\d{6}(?<="\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d\.\d{6})0*[1-9]\d*[Zz+-]'
)
_SAMPLE = 8192  # bytes
_ANYTHING = msgspec.json.Decoder(float_hook=Decimal)


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
        # By model, the undocumented keys that were reported.
        self._unknown: dict[str, set[str]] = {}
        # Whether a moment finer than microseconds ever came.
        self._fine = False
        self._decoders: dict[Any, tuple[Any, bool]] = {}
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
        if not content.strip():
            return self._empty(operation, envelope, content, strict)
        frame = {envelope: operation.type} if envelope else {}
        decoder, rounds = self._decoder(frame, operation.type, strict)
        if rounds and self._too_fine(content):
            return self._slow_value(operation, envelope, content, None, strict)
        try:
            answer = decoder.decode(content)
        except _STUMBLES as problem:
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
            raise _no_items(operation, paging, None, content)
        decoder, rounds = self._decoder(frame, wanted, strict)
        if rounds and self._too_fine(content):
            return self._slow_items(operation, paging, places, content, None, strict)
        try:
            answer = decoder.decode(content)
        except _STUMBLES as problem:
            return self._slow_items(operation, paging, places, content, problem, strict)
        if not paging.items:
            return Items(answer, {})
        items = _place(answer, paging.items)
        if items is msgspec.UNSET:
            return self._slow_items(operation, paging, places, content, None, strict)
        return Items(items, _places(answer, places))

    def _decoder(
        self, frame: Mapping[str, Any], whole: Any, strict: bool
    ) -> tuple[Any, bool]:
        """Return what decodes a type natively, and whether it rounds moments."""
        # A frame is the same for the same type: places come from one API.
        key = (whole, tuple(frame), strict)
        found = self._decoders.get(key)
        if found is None:
            decoders = self._decoders
            # What was learned from others is no excuse where the spec alone counts.
            learn = _as_declared if strict else self._learning.variant
            rounds = holds_moments(whole)  # resolves their annotations, too
            if frame:
                kinds = {place: learn(kind) for place, kind in frame.items()}
                type_ = _frame({tuple(p.split(".")): k for p, k in kinds.items()})
            else:
                type_ = learn(whole)
            decoder = msgspec.json.Decoder(type_, float_hook=Decimal)
            found = decoder, rounds
            decoders[key] = found
        return found

    def _too_fine(self, content: bytes) -> bool:
        """Tell whether native decoding would round a moment.

        A large answer is searched at both ends only, until the first such moment: what an
        API writes is alike, and to search it all costs a fifth of decoding it.
        """
        first, last = content.find(b"."), content.rfind(b".")
        if first < 0:
            return False
        if self._fine or last - first < 2 * _SAMPLE:
            found = _FINE.search(content, first)
        else:
            found = _FINE.search(content, first, first + _SAMPLE)
            found = found or _FINE.search(content, last - _SAMPLE)
        if found is None:
            return False
        self._fine = True
        return True

    def _slow_value(
        self,
        operation: Operation[Any],
        envelope: str,
        content: bytes,
        problem: Exception | None,
        strict: bool,
    ) -> Any:
        # Not above: an API that keeps to its spec never needs it.
        from .coercion import reader
        from .mismatches import Reading, type_name

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
        from .coercion import reader
        from .mismatches import Reading

        document = self._document(operation, content, problem, strict)
        reading = Reading(model=operation.name, field=paging.items)
        found = _place(document, paging.items) if paging.items else document
        if not isinstance(found, list):
            raise _no_items(operation, paging, document, content)
        items = reader(list[operation.type])(found, reading)  # type: ignore[name-defined]  # a run-time type
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
                f"{operation.name}: the answer is not as documented: {_told(problem)}",
                operation=operation.name,
                body=content,
            )
        from .coercion import parse

        try:
            return parse(content)
        except ValueError as malformed:
            raise DecodeError(
                f"{operation.name}: the answer is no JSON: {malformed}",
                operation=operation.name,
                body=content,
            ) from None

    def _empty(
        self, operation: Operation[Any], envelope: str, content: bytes, strict: bool
    ) -> None:
        from .mismatches import Reading, type_name

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
            new = self._unreported(reading.found)
            self._reported.update(new)
            if self._learning.learn(reading):
                # Not cleared in place: other threads may be filling the old one.
                self._decoders = {}
        self._report([replace(x, operation=operation.name) for x in new])

    def _unreported(self, found: Iterable[Mismatch]) -> list[Mismatch]:
        """Pick what is new; of objects with ever new keys, only that they are such."""
        from .mismatches import endless

        new: dict[Mismatch, None] = {}
        for mismatch in found:
            report = mismatch
            if mismatch.kind == "unknown":
                names = self._unknown.setdefault(mismatch.model, set())
                if len(names) < MOST_NAMES:
                    names.add(mismatch.field)
                elif mismatch.field not in names:
                    report = endless(mismatch.model)
            if report not in self._reported:
                new[report] = None
        return [*new]

    def _report(self, new: list[Mismatch]) -> None:
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


def _whatever(content: bytes, envelope: str) -> Any:
    """Read an answer of which nothing is documented."""
    if not content.strip():
        return None
    try:
        document = _ANYTHING.decode(content)
    except _STUMBLES:
        from .coercion import parse

        try:
            document = parse(content)
        except ValueError:
            return content.decode("utf-8", "replace")
    found = _place(document, envelope) if envelope else document
    return document if found is msgspec.UNSET else found


def _no_items(
    operation: Operation[Any], paging: Paging, document: Any, content: bytes
) -> DecodeError:
    """Say what an answer has instead of a list."""
    from .mismatches import json_kind, shown

    found = _place(document, paging.items) if paging.items else document
    place = f"paging.items {paging.items!r}: " if paging.items else ""
    if not content.strip():
        what = "the answer is empty"
    elif found is not msgspec.UNSET:
        what = f"expected an array, got {json_kind(found)}"
    elif isinstance(document, dict):
        keys = ", ".join(shown(key) for key in [*document][:10]) or "none"
        what = f"the answer has no such place; its keys: {keys}"
    else:
        what = f"the answer has no such place; it is {json_kind(document)}"
    return DecodeError(
        f"{operation.name}: {place}{what}", operation=operation.name, body=content
    )


def _as_declared(type_: Any) -> Any:
    return type_


def _told(problem: Exception) -> str:
    """Say on one line why native decoding failed: the text may quote the answer."""
    if isinstance(problem, ArithmeticError):
        return "a number is out of range"
    text = str(problem) or type(problem).__name__
    return text if text.isprintable() else repr(text)


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


_KEYS_SHOWN = 5


def nullable(type_: Any) -> bool:
    """Tell whether None is a value of a type."""
    return type_ in (Any, object, None, NoneType) or NoneType in get_args(type_)


def stands_alone(document: Any, envelope: str, type_: Any) -> bool:
    """Tell whether an answer without its envelope looks like the value itself.

    An object does when nothing of the envelope is there and it has at least one key that the
    model documents (any key, when nobody documents one).
    """
    if not isinstance(document, dict):
        return document is not None
    if not document or envelope.partition(".")[0] in document:
        return False
    model = _model(type_)
    if model is None:
        return type_name(type_) in ("object", "any")
    wires = model.__wires__
    return not wires or not wires.keys().isdisjoint(document)


def check_value(
    operation: Operation[Any], place: str, came: Any, value: Any, content: bytes
) -> None:
    """Refuse an answer that has nothing of the promised kind.

    Args:
        operation: Promises a value.
        place: Where it stands in the answer; empty for the whole answer.
        came: Plain data.
        value: What it was read as.
        content: The answer, for the error.

    Raises:
        DecodeError: It is null, or no object although a model is promised.
    """
    if value is None:
        if not nullable(operation.type):
            raise no_value(operation, place, came, content)
        return
    if _model(operation.type) is None:
        return
    # The reader takes [] for an empty object, which is right for a field only.
    if isinstance(came, list) or not isinstance(type(value), ModelMeta):
        raise no_value(operation, place, came, content)


def no_value(
    operation: Operation[Any],
    place: str,
    came: Any,
    content: bytes,
    instead: Any = None,
) -> DecodeError:
    """Return the error that says what an answer has in the place of its value.

    Args:
        operation: Promises a value.
        place: Where it should be.
        came: Plain data, or ``UNSET`` when nothing stands there.
        content: The answer; kept on the error.
        instead: The whole answer, of which the first keys are told.
    """
    wanted = "object"
    if _model(operation.type) is None:
        wanted = type_name(operation.type).partition(" of ")[0]
    got = "it is empty" if not content.strip() else json_kind(came)
    if isinstance(instead, dict) and instead:
        keys = [*instead][:_KEYS_SHOWN]
        more = ", ..." if len(instead) > len(keys) else ""
        got += f" (there is: {', '.join(map(shown, keys))}{more})"
    where = f" at {place}" if place else ""
    return DecodeError(
        f"{operation.name}: the answer has no {wanted}{where}: {got}",
        operation=operation.name,
        body=content,
    )


def _model(type_: Any) -> Any:
    """Return the model that a type promises, or None."""
    if get_origin(type_) in (Union, UnionType):
        inner = [each for each in get_args(type_) if each is not NoneType]
        type_ = inner[0] if len(inner) == 1 else None
    return type_ if isinstance(type_, ModelMeta) else None

"""The bodies of events, as typed values."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any, get_origin

from msgspec.structs import replace

from .config import ApiConfig
from .errors import DecodeError
from .models.model import ModelMeta
from .models.reading import Mismatch, Reading, json_kind, plain_type, reader, type_name


class Typed:
    """Reads bodies by the names of events, and remembers what was odd about them."""

    def __init__(self) -> None:
        """Know the events of the package's own ``events``, which is loaded when needed."""
        self._reported: set[Mismatch] = set()

    def read(self, api: ApiConfig, name: str, body: Any, kind: Any) -> tuple[Any, Any]:
        """Return the class of an event and its body; both as they are for an unknown name.

        Raises:
            DecodeError: The body is not what the spec says, and cannot be kept in its place.
        """
        known = import_module("..events", __package__).EVENTS
        if name not in known:
            return kind, body
        kind, type_ = known[name]
        if type_ is Any:
            return kind, body
        config = api.webhooks
        place = config.body if config else ""
        reading = Reading(model=name, field=place)
        found = reader(type_)(body, reading)
        promised, nullable = plain_type(type_)
        promised = get_origin(promised) or promised
        is_whole = isinstance(promised, ModelMeta) or promised in (list, dict)
        if (
            not isinstance(found, promised)
            if is_whole
            else found is None and not nullable
        ):
            words = f"the event has no {type_name(type_)} at {place}: {json_kind(body)}"
            raise DecodeError(f"{name}: {words}")
        self._report(reading, name, api)
        return kind, found

    def _report(self, reading: Reading, name: str, api: ApiConfig) -> None:
        """Tell what is new of the ways in which bodies differ from the spec."""
        for mismatch in reading.found:
            if mismatch not in self._reported and len(self._reported) < _MOST:
                self._reported.add(mismatch)
                told = replace(mismatch, operation=name)
                words = "the API differs from its spec: %s"
                logging.getLogger(api.logger_name).warning(words, told)


_MOST = 1000
"""Mismatches that are told: names of keys may have no end."""

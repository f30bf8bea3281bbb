"""Webhooks: the API's events are sent when things change.

Which change is which event, the names of events say: ``assets.updated``. Events go out one
after the other, from a thread of their own; a receiver that fails or sleeps holds up nobody.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, Full, Queue
from urllib.parse import SplitResult, urlsplit

from ..model.api import Api, Json, Resource
from ..model.naming import snake_case
from .event_bodies import EventBodies
from .events import SignedEvent, signed, signed_event
from .refusals import SandboxError
from .sql import Change

_LOG = logging.getLogger("clientgen.sandbox")
_PATIENCE = 5.0
"""Seconds that a receiver has for each step of an answer."""
_LAST_WORDS = 2.0
"""Seconds for what is not sent yet when the sandbox ends."""
_MOST = 1000
"""Events that wait; those beyond are told in the log, and lost."""

_WORDS: Mapping[str, frozenset[str]] = {
    "created": frozenset({"created", "create", "new", "added", "inserted"}),
    "updated": frozenset({"updated", "update", "changed", "change", "modified"}),
    "deleted": frozenset({"deleted", "delete", "removed", "destroyed"}),
}


class Sender:
    """Sends events to one URL."""

    def __init__(self, api: Api, url: str, secret: str, *, anywhere: bool) -> None:
        """Be ready to send.

        Args:
            api: It says which events there are, how they look and how they are signed.
            url: Of the receiver.
            secret: Signs the events.
            anywhere: Whether the receiver may be on another machine.

        Raises:
            SandboxError: The API names no events, or the URL or the secret will not do.
        """
        if api.webhooks is None:
            raise SandboxError(
                f"{api.title} has no webhooks, so there is nothing to send"
            )
        self._names = event_names(api)
        if not self._names:
            raise SandboxError(
                f"{api.title} names no event that tells of a change of its resources,"
                " so there is nothing to send"
            )
        self._url = _receiver(url, anywhere=anywhere)
        signed(api.webhooks, b"", [secret], 0)  # a secret that is none is told here
        self._api = api
        self._bodies = EventBodies.of(api)
        self._secret = secret
        self._waiting: Queue[tuple[str, Json] | None] = Queue(_MOST)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def changed(self, changes: Sequence[Change]) -> None:
        """Send what the API tells of changes, soon; does not wait.

        Args:
            changes: What was done at once: keys of one resource go into one event.
        """
        told: dict[str, dict[str, Change]] = {}
        for each in changes:
            name = self._names.get((each.resource, each.what))
            if name is not None:
                told.setdefault(name, {})[each.key] = each
        for name, those in told.items():
            for body in self._bodies.told(name, [*those.values()]):
                self._keep(name, body)

    def _keep(self, name: str, body: Json) -> None:
        """Have an event wait for its turn. It is signed then, so that its time is right."""
        try:
            self._waiting.put_nowait((name, body))
        except Full:
            _LOG.warning("webhooks: %d events wait, %s is not sent", _MOST, name)

    def close(self) -> None:
        """Send what waits, as far as that goes quickly, and end."""
        self._ends.set()
        with suppress(Full):  # the thread sees for itself that it is to end
            self._waiting.put_nowait(None)
        self._thread.join(_LAST_WORDS)

    def _send_all(self) -> None:
        while True:
            try:
                event = self._waiting.get(timeout=0 if self._ends.is_set() else None)
            except Empty:
                return
            if event is None:
                return
            try:
                status = self._send(signed_event(self._api, *event, self._secret))
            except (OSError, HTTPException, ValueError, SandboxError) as error:
                _LOG.warning("webhooks: not delivered: %s", error)
            else:
                if not 200 <= status < 300:
                    _LOG.warning("webhooks: the receiver answered %d", status)

    def _send(self, event: SignedEvent) -> int:
        secure = self._url.scheme == "https"
        kind = HTTPSConnection if secure else HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=_PATIENCE)
        place = self._url.path or "/"
        place = f"{place}?{self._url.query}" if self._url.query else place
        try:
            # Redirects are not followed: they could lead off the machine.
            connection.request("POST", place, event.payload, event.headers)
            return connection.getresponse().status
        finally:
            connection.close()


def event_names(api: Api) -> dict[tuple[str, str], str]:
    """The event that tells of a change, by resource and what became of its thing."""
    found: dict[tuple[str, str], str] = {}
    resources = {
        name: each.name for each in reversed(api.resources) for name in _names(each)
    }
    for event in api.webhooks.events if api.webhooks else ():
        *subject, verb = re.split("[^a-z0-9]+", _plain(event))
        what = next((w for w, words in _WORDS.items() if verb in words), None)
        resource = resources.get("_".join(subject))
        if what is not None and resource is not None:
            found.setdefault((resource, what), event)
    return found


def _plain(event: str) -> str:
    """``OrderLine.created`` as ``order_line.created``."""
    return ".".join(snake_case(part) for part in re.split(r"[./:\-]", event))


def _names(resource: Resource) -> set[str]:
    names = (resource.attribute, resource.file, resource.name)
    return {snake_case(each) for each in names}


def _receiver(url: str, *, anywhere: bool) -> SplitResult:
    wrong = SandboxError(
        f"{url!r} is no URL to send webhooks to; it begins with http://"
    )
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname
        if not known or parts.port == 0 or re.search(r"[\x00-\x20\x7f]", url):
            raise wrong
    except ValueError:
        raise wrong from None
    if not (anywhere or _is_here(parts.hostname or "")):
        raise SandboxError(
            f"{parts.hostname} is not this machine; --webhooks-anywhere sends events there"
        )
    return parts


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"

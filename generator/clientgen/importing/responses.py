"""Answers of operations, by status."""

from __future__ import annotations

import re

from . import media
from .calls import Answer, Call
from .documents import At, Documents
from .problems import Journal
from .schemas import Schemas
from .shapes import ANY, FILE, STRING

_ORDER: tuple[media.Kind, ...] = (
    *("json", "lines", "events", "text", "xml", "bytes", "multipart", "form"),
)

_EMPTY = (204, 205)
"""Statuses with which HTTP has no body."""


class Responses:
    """Reads what operations answer."""

    def __init__(
        self, documents: Documents, schemas: Schemas, journal: Journal
    ) -> None:
        self._documents = documents
        self._schemas = schemas
        self._journal = journal

    def read(self, operation: At, call: Call, hint: str) -> None:
        """Read answers and failures of an operation into what is known of it.

        Args:
            operation: The operation.
            call: Takes them.
            hint: What objects in them are called after.
        """
        followed = self._documents.follow(operation.get("responses"))
        responses = followed.items() if followed else []
        by_status = {status.upper(): at for status, at in responses}
        success = [s for s in by_status if re.fullmatch("2[0-9X]{2}", s)]
        if not success and "DEFAULT" in by_status:
            success = ["DEFAULT"]
        for status in success:
            number = int(status) if status.isdigit() else 0
            self._answer(by_status[status], number, call, hint)
        redirects = [s for s in by_status if s.startswith("3")]
        if not success and redirects and call.method == "GET":
            # The client follows it, to what nobody describes.
            call.answers[200] = Answer("bytes", ANY, spot=by_status[redirects[0]].spot)
        for status, at in by_status.items():
            if status in success or status.startswith(("2", "3", "X-")):
                continue
            self._failure(at, status, call, hint)

    def _failure(self, at: At, status: str, call: Call, hint: str) -> None:
        found = self._documents.follow(at)
        content = self._documents.follow(found.get("content")) if found else None
        for name, each in content.items() if content else ():
            if media.kind_of(name) == "json" and each.get("schema").value:
                schema = each.get("schema")
                shape = self._schemas.read(schema, f"{hint} error").shape
                call.failures.append((status, shape))
                return

    def _answer(self, said: At, status: int, call: Call, hint: str) -> None:
        at = self._documents.follow(said)
        if at is None or not isinstance(at.value, dict):
            call.answers[status] = Answer("json", ANY, spot=said.spot)
            return
        headers = self._documents.follow(at.get("headers"))
        for name, each in headers.items() if headers else ():
            if name.lower() == "link":
                call.links = True
            else:
                call.headers.append(name)
                words = f"the header {name[:60]} is read by name, and has no type"
                self._journal.lose("header of an answer", each.spot, words)
        for _, each in at.get("links").items():
            words = "which operation goes on with what this one answers is not said"
            self._journal.lose("link", each.spot, words)
        content = self._documents.follow(at.get("content"))
        medias = [key for key, _ in content.items()] if content else []
        if medias and status in _EMPTY:
            words = f"there is no body with {status}, and none is read"
            self._journal.lose("body of an empty answer", at.spot, words)
        if content is None or not medias or status in _EMPTY:
            call.answers[status] = Answer("none", ANY, spot=at.spot)
            return
        chosen = media.first(medias, _ORDER)
        call.answers[status] = self._of(content.get(chosen), chosen, hint)
        streams = [each for each in medias if media.kind_of(each) == "events"]
        if streams and media.kind_of(chosen) == "json":
            call.events = self._of(content.get(streams[0]), streams[0], f"{hint} event")
        others = {
            each
            for each in medias
            if media.kind_of(each) not in (media.kind_of(chosen), "events")
        }
        if others:
            words = f"{chosen} is read; {', '.join(sorted(others))[:200]} cannot be asked for"
            self._journal.lose("other media type of an answer", content.spot, words)

    def _of(self, at: At, chosen: str, hint: str) -> Answer:
        kind = media.kind_of(chosen)
        if kind == "xml":
            words = "XML is read as text"
            self._journal.lose("XML answer", at.spot, words)
            return Answer("text", STRING, spot=at.spot)
        if kind in ("text", "bytes", "multipart", "form"):
            return Answer("text" if kind == "text" else "bytes", ANY, spot=at.spot)
        item = at.get("schema")
        if kind in ("events", "lines") and at.get("itemSchema").value:
            item = at.get("itemSchema")
        slot = self._schemas.read(item, f"{hint} answer")
        if kind in ("events", "lines"):
            return Answer(
                "events" if kind == "events" else "lines", slot.shape, spot=at.spot
            )
        if slot.shape == FILE:
            return Answer("bytes", ANY, spot=at.spot)
        # A schema that says nothing is any value, null among them; that is no mark.
        nullable = slot.nullable and slot.shape != ANY
        return Answer("json", slot.shape, nullable, spot=at.spot)

"""Bodies of requests: read, bounded, and made plain data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ..model.api import Body
from .forms import gathered
from .refusals import Refusal

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

LARGEST = 64 * 1024 * 1024
_MEDIA = {
    "multipart": "multipart/form-data",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain",
}
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


class Upload(NamedTuple):
    """A file that was sent."""

    name: str
    media_type: str
    content: bytes


class Sent(NamedTuple):
    """What was sent.

    Attributes:
        value: Plain data; files are their bytes.
        files: By the name of their part.
    """

    value: object = None
    files: Mapping[str, Upload] = {}


class Gone(Exception):
    """The client went away before its request was whole."""


def refuse_early(headers: Headers, body: Body | None) -> None:
    """Refuse a body by its headers.

    Raises:
        Refusal: 411, 413 or 415.
    """
    length = headers.get("content-length")
    if length is not None and length.isdecimal() and int(length) > LARGEST:
        raise _too_large()
    if body is None:
        return
    has_none = length == "0" or (length is None and "transfer-encoding" not in headers)
    if (
        has_none
        and length is None
        and body.kind != "any"
        and any(each.required for each in body.fields)
    ):
        raise Refusal(411, "length_required", "say Content-Length, or send it chunked")
    if body.kind == "bytes":
        return
    wanted = body.content_type or _MEDIA.get(body.kind, "application/json")
    said = headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = said.endswith("+json") and wanted == "application/json"
    wanted = wanted.partition(";")[0].strip().lower()
    if not has_none and said != wanted and not is_json:
        raise Refusal(
            415,
            "unsupported_media_type",
            f"expected {wanted}, got {said or 'no Content-Type'}",
            headers={"Accept": wanted},
        )


async def read(receive: Receive) -> bytes:
    """The bytes of a body.

    Raises:
        Refusal: 413: there are too many.
        Gone: The client went away.
    """
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        length += len(part)
        if length > LARGEST:
            raise _too_large()
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


async def parsed(content: bytes, headers: Headers, body: Body) -> Sent:
    """A body as plain data.

    Raises:
        Refusal: 400: it is not what its type says.
    """
    if body.kind == "bytes":
        return Sent(content)
    if body.kind == "text":
        return Sent(content.decode("utf-8", "replace"))
    if not content:
        empty: object = [] if body.kind == "array" else {}
        return Sent(None if body.kind in ("any", "value") else empty)
    if body.kind == "multipart":
        return await _multipart(content, headers, body)
    if body.kind == "form":
        return Sent(_form(content, body))
    try:
        return Sent(_DECODER.decode(content))
    except (msgspec.MsgspecError, RecursionError, ValueError, ArithmeticError) as error:
        raise Refusal(400, "malformed", f"no JSON: {error}") from None


def _form(content: bytes, body: Body) -> dict[str, object]:
    try:
        pairs = parse_qsl(
            content.decode("utf-8"), keep_blank_values=True, errors="strict"
        )
    except ValueError as error:
        raise Refusal(400, "malformed", f"no form: {error}") from None
    return gathered(pairs, body)


async def _multipart(content: bytes, headers: Headers, body: Body) -> Sent:
    async def stream() -> AsyncIterator[bytes]:
        yield content
        yield b""

    try:
        parser = MultiPartParser(headers, stream(), max_part_size=LARGEST)  # type: ignore[arg-type]  # an async generator all the same
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, UnicodeError) as error:
        words = getattr(error, "message", None) or str(error)
        raise Refusal(400, "malformed", f"no multipart form: {words}") from None
    pairs: list[tuple[str, Any]] = []
    files: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            held = await value.read()
            kind = value.content_type or "application/octet-stream"
            files[name] = Upload(value.filename or "", kind, held)
            pairs.append((name, held))
        else:
            pairs.append((name, value))
    await form.close()
    return Sent(gathered(pairs, body), files)


def _too_large() -> Refusal:
    return Refusal(413, "too_large", f"the body is larger than {LARGEST} bytes")

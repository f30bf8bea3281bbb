"""The last requests as the page tells of them: verdicts, and the client's code."""

from __future__ import annotations

from typing import NamedTuple

from starlette.datastructures import Headers

from ...targets.sinks import Code, emit
from ...targets.sinks.html import lines, text
from ..bodies import Sent, parsed
from ..opening import Sandbox
from ..refusals import Refusal
from .recording import LARGEST, Record
from .saying import Said, said

_LONGEST = 300
_LONGEST_CODE = 6000
_MOST_DETAILS = 20


class Told(NamedTuple):
    """A request, for reading.

    Attributes:
        number: It counts up.
        when: The time of day (UTC).
        method: Of the request.
        path: With its query.
        status: Of the answer.
        is_good: Whether it went well.
        operation: Such as ``invoices.create``; empty where it was none.
        verdict: Why it was refused; empty where it was not.
        details: Each thing that was wrong.
        code: The same as a call of the client; empty where there is none.
        why: Why there is no code, or what it leaves out.
        is_kept: Whether it can be sent again.
    """

    number: int
    when: Code
    method: Code
    path: Code
    status: Code
    is_good: bool
    operation: Code
    verdict: Code
    details: tuple[Code, ...]
    code: Code
    why: Code
    is_kept: bool


async def told(sandbox: Sandbox, record: Record) -> Told:
    """Tell of a request."""
    logged = record.logged
    verdict = logged.message if logged else ""
    if record.weather and (not logged or logged.status != record.status):
        verdict = f"bad weather: {record.weather}"
    details = logged.details if logged else ()
    shown = [
        f"{each.field}: {each.message}" if each.field else each.message
        for each in details
    ]
    said_ = await _said(sandbox, record)
    query = f"?{record.query}" if record.query else ""
    return Told(
        record.number,
        text(record.when.strftime("%H:%M:%S")),
        text(_cut(record.method)),
        text(_cut(f"{record.path}{query}")),
        text(str(record.status) if record.status else "no answer"),
        0 < record.status < 400,
        text(logged.operation if logged else ""),
        text(_cut(verdict)),
        tuple(text(_cut(words)) for words in shown[:_MOST_DETAILS] if words != verdict),
        lines(_cut(said_.code, _LONGEST_CODE)) if said_.code else emit(""),
        text(said_.why),
        record.body is not None,
    )


async def _said(sandbox: Sandbox, record: Record) -> Said:
    """The request in Python."""
    if record.body is None:
        words = f"Its body was longer than {LARGEST // 1024} KiB and is not kept."
        return Said(emit(""), words)
    found = sandbox.application.operation(record.method, record.path)
    sent: Sent | None = Sent()
    body = found.prepared.route.operation.body if found else None
    if body is not None:
        headers = Headers(raw=list(record.headers))
        try:
            sent = await parsed(record.body, headers, body)
        except Refusal:
            sent = None
    return said(sandbox.api, record, found, sent)


def _cut(words: str, longest: int = _LONGEST) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}\u2026"

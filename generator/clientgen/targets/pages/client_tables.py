"""What is the same in the runtime of every client: its options and its errors."""

from __future__ import annotations

from ..sinks import Code
from ..sinks.markdown import prose, span, text

Row = tuple[Code, ...]

# Name, whether a call and a client take it, the default, and what it means.
_OPTIONS = (
    (
        "timeout",
        "call client",
        "5 s to connect, 60 s else",
        "Seconds for each phase of a request (connect, read, write, waiting for a"
        " connection), an `httpx2.Timeout`, or `None` for no limit.",
    ),
    (
        "deadline",
        "call client",
        "none",
        "Seconds for the whole call, retries and pauses included.",
    ),
    (
        "retries",
        "call client",
        "2",
        "How often to repeat at most, or a whole `RetryPolicy`.",
    ),
    (
        "idempotent",
        "call",
        "by method",
        "`True` says that repeating does no harm, `False` that it does: nothing that was"
        " sent is repeated then.",
    ),
    (
        "idempotency_key",
        "call",
        "none",
        "Sent as `Idempotency-Key`; makes repeating safe.",
    ),
    (
        "headers",
        "call client",
        "none",
        "Further headers. They replace those of the same name, whatever its case."
        " Credentials are refused here.",
    ),
    ("query", "call", "none", "Further query parameters, by wire name."),
    ("body", "call", "none", "Further keys of the body, by wire name."),
    ("check", "call client", "`True`", "`False` skips the rules about required keys."),
    (
        "context",
        "call",
        "the client's",
        "What is known about the other side, by context; a client has an argument for"
        " each.",
    ),
    (
        "strict",
        "call client",
        "`False`",
        "`True` raises `DecodeError` when an answer differs from the spec.",
    ),
    (
        "read_ahead",
        "call client",
        "0",
        "How many pages of a list to fetch before they are asked for.",
    ),
    (
        "max_bytes",
        "call client",
        "256 MiB",
        "Largest answer to accept, decompressed; `None` for no limit.",
    ),
    (
        "base_url",
        "client",
        "the first server",
        "The server to call; https unless it is on this machine.",
    ),
    (
        "auth",
        "client",
        "none",
        "Where tokens come from, such as an `OAuthSession`; instead of a token.",
    ),
    ("hooks", "client", "none", "One `Hooks`, or several."),
    (
        "on_mismatch",
        "client",
        "none",
        "Called once for each way in which answers differ from the spec. What it raises"
        " ends the call.",
    ),
    (
        "rate_limit",
        "client",
        "none",
        "A `RateLimit(per_second, burst)` for all threads and tasks that share the"
        " client.",
    ),
    (
        "allow_http",
        "client",
        "`False`",
        "`True` sends credentials over plain http, too.",
    ),
    (
        "max_redirects",
        "client",
        "5",
        "How many redirects to follow. Credentials stay with their host.",
    ),
    ("limits", "client", "httpx2's", "Of the connection pool: an `httpx2.Limits`."),
    (
        "verify",
        "client",
        "httpx2's",
        "TLS certificates: an `ssl.SSLContext`, a CA file or folder, or `False` for no"
        " check.",
    ),
    (
        "transport",
        "client",
        "httpx2's",
        "An httpx2 transport to send through, such as that of a `FakeApi`.",
    ),
    (
        "http_client",
        "client",
        "its own",
        "An httpx2 client of yours. It stays open when this one is closed, and brings"
        " its own `transport`, `verify`, `limits` and cookies. Any other client keeps no"
        " cookies.",
    ),
)

_OF_HTTP = "`status`, `reason`, `headers`, `body`, `raw`, `request_id`, `retry_after`, `code`, `detail`"
# Name, base, when, and what is new on it; in the order of the tree.
_ERRORS = (
    (
        "ApiError",
        "Exception",
        "Base of all others.",
        "`message`, `operation`, `method`, `url`, `attempts`",
    ),
    ("HttpError", "ApiError", "The status means failure.", _OF_HTTP),
    ("BadRequest", "HttpError", "Status 400.", ""),
    ("AuthenticationError", "HttpError", "Status 401.", ""),
    ("PermissionDenied", "HttpError", "Status 403.", ""),
    ("NotFound", "HttpError", "Status 404.", ""),
    ("MethodNotAllowed", "HttpError", "Status 405.", ""),
    ("Conflict", "HttpError", "Status 409.", ""),
    ("Gone", "HttpError", "Status 410.", ""),
    ("TooLarge", "HttpError", "Status 413.", ""),
    ("Unprocessable", "HttpError", "Status 422.", ""),
    ("RateLimited", "HttpError", "Status 429.", ""),
    ("ServerError", "HttpError", "Status 500 and above.", ""),
    ("ServiceUnavailable", "ServerError", "Status 503.", ""),
    ("TransportError", "ApiError", "No complete answer came.", ""),
    ("ConnectFailed", "TransportError", "No connection; nothing was sent.", ""),
    ("RequestTimeout", "TransportError", "A phase took longer than `timeout`.", ""),
    ("DeadlineExceeded", "RequestTimeout", "The `deadline` of the call is over.", ""),
    (
        "ResponseTooLarge",
        "TransportError",
        "The answer is larger than `max_bytes`.",
        "",
    ),
    (
        "DecodeError",
        "ApiError",
        "The answer cannot be read, or differs from the spec and `strict` is on.",
        "`body`",
    ),
    (
        "RequiredKeysError",
        "ApiError, ValueError",
        "The body breaks a rule about required keys. Nothing was sent.",
        "`failures`",
    ),
    (
        "OAuthError",
        "ApiError",
        "The authorization server gave no token.",
        "`code`, `status`",
    ),
    ("WebhookError", "ApiError", "A webhook is not what it claims to be.", ""),
)


_MADE = "a new one for each call that takes one"
# What the options mean, besides, where clients read answers piece by piece.
_OF_STREAMS = {
    "deadline": " The reading of a stream counts, too.",
    "max_bytes": " That of a client bounds what is held in memory, that of a `stream` call"
    " all that is read.",
}


def option_rows(
    key_header: str = "", made: bool = False, streams: bool = True
) -> tuple[Row, ...]:
    """Name, for a call, for a client, default and meaning of each option.

    Args:
        key_header: The header for ``idempotency_key``, where it is not the usual one.
        made: Whether the client makes such a key where it is given none.
        streams: Whether clients read answers piece by piece.
    """
    more = _OF_STREAMS if streams else {}
    return tuple(
        (
            span(name),
            text("yes" if "call" in takers.split() else ""),
            text("yes" if "client" in takers.split() else ""),
            prose(_MADE if made and name == "idempotency_key" else default),
            prose(
                words.replace("Idempotency-Key", key_header or "Idempotency-Key")
                + more.get(name, "")
            ),
        )
        for name, takers, default, words in _OPTIONS
    )


def error_rows() -> tuple[Row, ...]:
    """Class, base, occasion and own attributes of each error."""
    return tuple(
        (span(name), text(base), prose(words), prose(attributes))
        for name, base, words, attributes in _ERRORS
    )

"""What a generated package offers besides its clients and models."""

from __future__ import annotations

from ...model.api import Api

EXPORTS = {
    "runtime.errors": (
        "ApiError",
        "AuthenticationError",
        "BadRequest",
        "Conflict",
        "ConnectFailed",
        "DeadlineExceeded",
        "DecodeError",
        "Gone",
        "HttpError",
        "MethodNotAllowed",
        "NotFound",
        "OAuthError",
        "PermissionDenied",
        "RateLimited",
        "RequestTimeout",
        "RequiredKeysError",
        "ResponseTooLarge",
        "ServerError",
        "ServiceUnavailable",
        "TooLarge",
        "TransportError",
        "Unprocessable",
        "WebhookError",
    ),
    "runtime.events": ("AsyncStream", "Stream"),
    "runtime.streams": ("AsyncDownload", "Download"),
    "runtime.calls.filters": ("where",),
    "runtime.wire": ("RateLimit", "RetryPolicy"),
    "runtime.models.reading": ("Mismatch",),
    "runtime.auth.oauth": ("OAuthSession", "Tokens"),
    "runtime.options": (
        "AsyncClientOptions",
        "CallOptions",
        "ClientOptions",
        "UncheckedOptions",
    ),
    "runtime.calls.paging": ("AsyncPages", "Page", "Pages"),
    "runtime.wire.responses": (
        "ErrorEvent",
        "Hooks",
        "RequestEvent",
        "ResponseEvent",
        "RetryEvent",
        "RawResponse",
    ),
    "runtime.testing": ("Answer", "FakeApi", "FakeRequest"),
    "runtime.calls.uploads": ("Upload",),
    "runtime.models": ("UNSET",),
    "runtime.webhooks": ("parse_event",),
    "runtime.timed_webhooks": ("parse_event", "verify_payload"),
}
"""Public names, by the module that has them."""


def has_streams(api: Api) -> bool:
    """Whether clients have ``stream``: some answer is a file, or comes item by item."""
    return "bytes" in _answers(api) or has_events(api)


def has_events(api: Api) -> bool:
    """Whether some answer comes item by item."""
    return bool({"events", "lines"} & _answers(api))


def _answers(api: Api) -> set[str]:
    operations = [o for r in api.resources for o in r.operations]
    special = [when.answer for o in operations for when in o.answer_when]
    return {answer.kind for answer in (*(o.answer for o in operations), *special)}

"""One API to maintenance, finance and warehouse systems of many makers.

Makini connects to a company's own system (an EAM, an ERP or a WMS) and shows its things
under unified names: assets, work orders, purchase orders, stock. Version 3 is the
vendor's legacy version; version 4 is the current one.

A `key` is the reference that paths and other fields take; it is opaque. A `code`, a
number or a name is what people see. Which resource a key refers to is inferred from the
field's name (`poKey` names a PurchaseOrder, `materialKey` a Part); the vendor does not
say.

The vendor marks nothing as nullable and calls nearly everything a string. Types are
those that the examples and an older document support; expect answers to differ here and
there: numbers for strings, null, fields that nobody lists.

Updates are PUT requests. Whether keys that are left out keep their values is not
documented.

Of statuses, the documents know 200 only: bodies and codes of errors and rate limits are
unknown.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import models
    from .api import API
    from .client import AsyncMakini, Makini
    from .runtime.auth.oauth import OAuthSession, Tokens
    from .runtime.calls.filters import where
    from .runtime.calls.paging import AsyncPages, Page, Pages
    from .runtime.calls.uploads import Upload
    from .runtime.errors import (
        ApiError,
        AuthenticationError,
        BadRequest,
        Conflict,
        ConnectFailed,
        DeadlineExceeded,
        DecodeError,
        Gone,
        HttpError,
        MethodNotAllowed,
        NotFound,
        OAuthError,
        PermissionDenied,
        RateLimited,
        RequestTimeout,
        RequiredKeysError,
        ResponseTooLarge,
        ServerError,
        ServiceUnavailable,
        TooLarge,
        TransportError,
        Unprocessable,
        WebhookError,
    )
    from .runtime.models import UNSET
    from .runtime.models.reading import Mismatch
    from .runtime.options import (
        AsyncClientOptions,
        CallOptions,
        ClientOptions,
        UncheckedOptions,
    )
    from .runtime.testing import Answer, FakeApi, FakeRequest
    from .runtime.webhooks import parse_event
    from .runtime.wire import RateLimit, RetryPolicy
    from .runtime.wire.responses import (
        ErrorEvent,
        Hooks,
        RawResponse,
        RequestEvent,
        ResponseEvent,
        RetryEvent,
    )

__version__ = "0.1.0"

_MODULES: dict[str, str] = {
    "API": ".api",
    "UNSET": ".runtime.models",
    "Answer": ".runtime.testing",
    "ApiError": ".runtime.errors",
    "AsyncClientOptions": ".runtime.options",
    "AsyncMakini": ".client",
    "AsyncPages": ".runtime.calls.paging",
    "AuthenticationError": ".runtime.errors",
    "BadRequest": ".runtime.errors",
    "CallOptions": ".runtime.options",
    "ClientOptions": ".runtime.options",
    "Conflict": ".runtime.errors",
    "ConnectFailed": ".runtime.errors",
    "DeadlineExceeded": ".runtime.errors",
    "DecodeError": ".runtime.errors",
    "ErrorEvent": ".runtime.wire.responses",
    "FakeApi": ".runtime.testing",
    "FakeRequest": ".runtime.testing",
    "Gone": ".runtime.errors",
    "Hooks": ".runtime.wire.responses",
    "HttpError": ".runtime.errors",
    "Makini": ".client",
    "MethodNotAllowed": ".runtime.errors",
    "Mismatch": ".runtime.models.reading",
    "NotFound": ".runtime.errors",
    "OAuthError": ".runtime.errors",
    "OAuthSession": ".runtime.auth.oauth",
    "Page": ".runtime.calls.paging",
    "Pages": ".runtime.calls.paging",
    "PermissionDenied": ".runtime.errors",
    "RateLimit": ".runtime.wire",
    "RateLimited": ".runtime.errors",
    "RawResponse": ".runtime.wire.responses",
    "RequestEvent": ".runtime.wire.responses",
    "RequestTimeout": ".runtime.errors",
    "RequiredKeysError": ".runtime.errors",
    "ResponseEvent": ".runtime.wire.responses",
    "ResponseTooLarge": ".runtime.errors",
    "RetryEvent": ".runtime.wire.responses",
    "RetryPolicy": ".runtime.wire",
    "ServerError": ".runtime.errors",
    "ServiceUnavailable": ".runtime.errors",
    "Tokens": ".runtime.auth.oauth",
    "TooLarge": ".runtime.errors",
    "TransportError": ".runtime.errors",
    "UncheckedOptions": ".runtime.options",
    "Unprocessable": ".runtime.errors",
    "Upload": ".runtime.calls.uploads",
    "WebhookError": ".runtime.errors",
    "parse_event": ".runtime.webhooks",
    "where": ".runtime.calls.filters",
}

__all__ = [
    "API",
    "UNSET",
    "Answer",
    "ApiError",
    "AsyncClientOptions",
    "AsyncMakini",
    "AsyncPages",
    "AuthenticationError",
    "BadRequest",
    "CallOptions",
    "ClientOptions",
    "Conflict",
    "ConnectFailed",
    "DeadlineExceeded",
    "DecodeError",
    "ErrorEvent",
    "FakeApi",
    "FakeRequest",
    "Gone",
    "Hooks",
    "HttpError",
    "Makini",
    "MethodNotAllowed",
    "Mismatch",
    "NotFound",
    "OAuthError",
    "OAuthSession",
    "Page",
    "Pages",
    "PermissionDenied",
    "RateLimit",
    "RateLimited",
    "RawResponse",
    "RequestEvent",
    "RequestTimeout",
    "RequiredKeysError",
    "ResponseEvent",
    "ResponseTooLarge",
    "RetryEvent",
    "RetryPolicy",
    "ServerError",
    "ServiceUnavailable",
    "Tokens",
    "TooLarge",
    "TransportError",
    "UncheckedOptions",
    "Unprocessable",
    "Upload",
    "WebhookError",
    "models",
    "parse_event",
    "where",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name == "models":
            return import_module(".models", __name__)
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_MODULES[name], __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__

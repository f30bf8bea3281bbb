"""Keeping secrets out of everything that people read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from ..config import ApiConfig

HIDDEN = "***"
_SEEN = "\n\u200c\u200d"  # line ends, and what joins letters and emoji
_LONG = 8  # characters; what is shorter may well be a part of a word

# Compiled by the first that needs them, and kept by re: few calls do.
_NAMES = (
    r"auth(?!ors?\b)|cookie|token|secret|passw|pwd|api[-_]?key|access[-_]?key|credential|signature"
    r"|\bsession\b|session[-_]?(?:id|key)|jwt|^sig$|^code$|^key$"
)
_SHAPES = (
    # With a digit, a capital within, or long: a sentence may come after these words, too.
    r"(?i:(\b(?:bearer|basic)\s+))"
    r"(?=[\w.~+/=-]{0,200}?(?:\d|[a-z][A-Z])|[\w.~+/=-]{16})[\w.~+/=-]{4,}"
    r"|(?<![\w-])eyJ[\w-]{5,}+\.[\w-]+(?:\.[\w-]*)?"
    # What is called a secret: name=value, "name": "value", X-Name: value.
    r"|(?i:([\"']?\b[\w-]{0,20}(?:token|secret|password|passwd|pwd|api[-_]?key)[\"']?"
    r"\s*[=:]\s*[\"']?))"
    r"(?:(?<=\")(?:[^\"\\]|\\.)+|(?<=')(?:[^'\\]|\\.)+|[^\s\"'&,;}]+)"
)


class Secret:
    """A string that does not show itself: not in repr, not in str, not in a pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The string itself. Keep it out of variables that outlive the line."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN!r})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("secrets are not pickled; give the token to the new process")


def _is_secret(name: str, secrets: Iterable[str]) -> bool:
    return bool(re.search(_NAMES, name, re.IGNORECASE)) or name.lower() in secrets


def secret_names(api: ApiConfig) -> frozenset[str]:
    """Return the names (lower case) of headers and parameters that carry the token."""
    key = api.auth.api_key
    own = {"authorization", *api.secrets}
    return frozenset(own | ({key.name.lower()} if key else set()))


def redact_headers(
    headers: Mapping[str, str], secrets: Iterable[str] = ()
) -> dict[str, str]:
    """Copy headers with secrets hidden; ``secrets`` are further names, in lower case."""
    return {
        name: HIDDEN if _is_secret(name, secrets) else redact_text(value)
        for name, value in headers.items()
    }


def redact_url(url: str, secrets: Iterable[str] = ()) -> str:
    """Copy a URL without user info and with the values of secret parameters hidden."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return redact_text(url)
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(_is_secret(name, secrets) for name, _ in pairs):
        shown = ((k, HIDDEN if _is_secret(k, secrets) else v) for k, v in pairs)
        query = "&".join(
            f"{quote(k, safe='[]:')}={quote(v, safe='*')}" for k, v in shown
        )
    place = parts.netloc.rpartition("@")[2]
    return redact_text(urlunsplit((parts.scheme, place, parts.path, query, "")))


def redact_text(text: str) -> str:
    """Hide what looks like a secret anywhere in a text."""
    return re.sub(_SHAPES, lambda x: f"{x[1] or x[2] or ''}{HIDDEN}", text)


def hide_secret(text: str, secret: Secret | None) -> str:
    """Hide one secret that is known, wherever it stands in a text, or in JSON.

    A very short one, as in tests, is hidden as a word of its own only.
    """
    if secret is None or not secret.reveal():
        return text
    if len(secret.reveal()) < _LONG:
        return re.sub(rf"(?<!\w){re.escape(secret.reveal())}(?!\w)", HIDDEN, text)
    text = text.replace(secret.reveal(), HIDDEN)
    in_json = secret.reveal().replace("\\", "\\\\").replace('"', '\\"')
    return text.replace(in_json, HIDDEN)


def shown(text: str) -> str:
    """Write foreign text for people: what would drive a terminal is shown as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _SEEN else ascii(c)[1:-1] for c in text)

"""What people write for one of a few fixed values, in the words of this language."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# By a value that only one list of the grammar has.
_MEANT: Mapping[str, Mapping[str, str]] = {
    "multipart": {
        "json application/json dict mapping": "write object, or remove body_kind",
        "none null usual default": "write object, which is the usual kind",
        "form-data multipart/form-data formdata file upload": "write multipart",
        "urlencoded form-urlencoded application/x-www-form-urlencoded": "write form",
        "list": "write array",
        "xml application/xml text/xml soap": "XML is left out on purpose",
        "binary bytes raw text": "remove body and body_kind, and write body_type: bytes or text",
    },
    "integer": {
        "object dict mapping record": "remove type; a schema with fields is an object",
        "number float": "write integer where the values are whole",
        "str text": "write string, or remove type",
    },
    "brackets": {
        "true multi": "write repeat",
        "false csv form simple": "write comma",
        "ssv spaceDelimited": "write spaces",
        "pipeDelimited": "write pipes",
        "deepObject": "write brackets",
    },
    "timestamped": {
        "standard-webhooks standard_webhooks standardwebhooks svix": "write standard",
        "stripe slack timestamp timed": "write timestamped",
        "plain signature hmac-sha256 sha256 github": "write hmac",
        "ed25519 rsa ecdsa asymmetric jwt": "signatures with public keys cannot be said yet",
        "none": "events that nobody signs cannot be told from forged ones; remove webhooks",
    },
    "path": {
        "url uri": "write path",
        "body form formData json": "what a body holds stands under body, not under parameters",
        "headers": "write header",
        "cookies": "write cookie",
    },
    "cursor": {
        "token next_token page_token keyset": "write cursor",
        "number pages page_number": "write page",
        "skip limit limit-offset offset-limit": "write offset",
        "url next links link_header header": "write link, and next: header Link for RFC 8288",
        "none": "remove paging",
    },
    "filter": {
        "cursor offset skip page_number": "write page",
        "limit per_page page_size": "write size",
        "order order_by sorting": "write sort",
        "idempotent idempotency_key": "write idempotency",
    },
}


def advise(text: str, values: Collection[str]) -> str:
    """Say which of a few values was meant, or that there is none for it yet; may be empty."""
    for mark, meanings in _MEANT.items():
        if mark in values:
            for words, advice in meanings.items():
                if text in words.split():
                    return advice
    return ""

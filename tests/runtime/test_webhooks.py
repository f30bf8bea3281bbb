from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from runtime.config import Webhooks
from runtime.errors import WebhookError
from runtime.webhooks import parse_event, sign, verify
from shop import API

PAYLOAD = b'{"event":"assets.updated","body":["k1","k2"]}'
# Worked out by hand, so that a mistake in sign() does not hide one in verify().
SIGNATURE = base64.b64encode(hmac.new(b"s3", PAYLOAD, hashlib.sha256).digest()).decode()


def test_a_genuine_event() -> None:
    event = parse_event(API, PAYLOAD, {"x-webhook-SIGNATURE": SIGNATURE}, "s3")
    assert (event.name, event.body) == ("assets.updated", ["k1", "k2"])
    assert (event.subject, event.action) == ("assets", "updated")
    assert event.digest == hashlib.sha256(PAYLOAD).hexdigest()
    assert sign(API, PAYLOAD, "s3") == SIGNATURE
    verify(API, PAYLOAD, SIGNATURE, ["new", "s3"])


@pytest.mark.parametrize(
    ("payload", "signature", "secret"),
    [
        (PAYLOAD + b" ", SIGNATURE, "s3"),
        (PAYLOAD, SIGNATURE, "other"),
        (PAYLOAD, SIGNATURE[:-4], "s3"),
        (PAYLOAD, "", "s3"),
        (PAYLOAD, "not base64!", "s3"),
        (PAYLOAD, "é", "s3"),
        (json.dumps(json.loads(PAYLOAD)).encode(), SIGNATURE, "s3"),
    ],
)
def test_forgeries(payload: bytes, signature: str, secret: str) -> None:
    with pytest.raises(WebhookError) as caught:
        parse_event(API, payload, {"X-Webhook-Signature": signature}, secret)
    assert secret not in str(caught.value)
    with pytest.raises(WebhookError):
        parse_event(API, payload, {}, secret)


def test_parsed_payloads_are_refused_with_advice() -> None:
    data: Any = json.loads(PAYLOAD)
    with pytest.raises(TypeError, match="raw bytes"):
        verify(API, data, SIGNATURE, "s3")
    with pytest.raises(TypeError, match="raw bytes"):
        verify(API, PAYLOAD.decode(), SIGNATURE, "s3")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="empty secret"):
        verify(API, PAYLOAD, SIGNATURE, "")


@pytest.mark.parametrize("payload", [b"no json", b"[]", b'{"body": 1}', b"[" * 9999])
def test_signed_nonsense(payload: bytes) -> None:
    headers = {"X-Webhook-Signature": sign(API, payload, "s3")}
    with pytest.raises(WebhookError):
        parse_event(API, payload, headers, "s3")


def test_other_manners() -> None:
    config = Webhooks("X-Hub", "sha512", "hex", event="meta.type", body="data")
    api = API._replace(webhooks=config)
    payload = b'{"meta":{"type":"new.thing.made"},"data":1.50}'
    signature = "sha512=" + hmac.new(b"s", payload, "sha512").hexdigest()
    event = parse_event(api, payload, {"X-Hub": signature}, "s")
    assert (event.subject, event.action, str(event.body)) == (
        "new.thing",
        "made",
        "1.50",
    )
    with pytest.raises(ValueError, match="no webhooks"):
        sign(API._replace(webhooks=None), b"", "s")


@pytest.mark.parametrize(
    ("headers", "secret", "words"),
    [
        ({"X-Webhook-Signature": b"abc"}, "s", "headers: expected text for"),
        ({"X-Webhook-Signature": ["abc"]}, "s", "headers: expected text for"),
        ([("X-Webhook-Signature", "abc")], "s", "headers: expected a mapping"),
        ({"X-Webhook-Signature": "abc"}, b"s", "secret: expected text"),
        ({"X-Webhook-Signature": "abc"}, [b"s"], "secret: expected text"),
    ],
)
def test_arguments_of_another_type(headers: Any, secret: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        parse_event(API, b"{}", headers, secret)


def test_a_signature_that_is_no_ascii_is_a_forgery() -> None:
    with pytest.raises(WebhookError, match="does not belong"):
        verify(API, b"{}", "\u00fc" * 44, "s")


def test_numbers_beyond_pythons_are_read() -> None:
    payload = b'{"event": "a.b", "body": [0.1e-9999999999999999999999, %s]}' % (
        b"7" * 5000
    )
    signature = sign(API, payload, "s")
    event = parse_event(API, payload, {"X-Webhook-Signature": signature}, "s")
    tiny, huge = event.body
    assert tiny == "0.1e-9999999999999999999999"
    assert f"{huge:f}" == "7" * 5000

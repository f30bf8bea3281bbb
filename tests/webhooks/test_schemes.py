"""Signatures over the time: published examples, forgeries, windows, rotation."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from runtime.config import ApiConfig, Webhooks
from runtime.errors import WebhookError
from runtime.timed_webhooks import Timed, parse_event, sign, verify_payload
from schemes import SCHEMES, SECRETS

MOMENT = 1_700_000_000
BODY = b'{"type":"order.updated","data":{"id":"1"}}'


def api(header: str, timed: Timed, **more: Any) -> ApiConfig:
    hooks = Webhooks(header, event="type", body="data", timed=timed, **more)
    return ApiConfig("Store", "https://api.example.com", webhooks=hooks)


STANDARD = api(
    "webhook-signature",
    Timed(header="webhook-timestamp", label="", id="webhook-id"),
)
TOGETHER = api("Store-Signature", Timed(), encoding="hex")
APART = api(
    "X-Store-Signature",
    Timed("X-Store-Request-Timestamp", "", version="v0", signed="v0:{time}:{body}"),
    encoding="hex",
)
BARE = api(
    "X-Sig", Timed("X-Time", "", version="", signed="{time}:{body}#"), encoding="hex"
)
APIS = {"standard": STANDARD, "together": TOGETHER, "apart": APART, "bare": BARE}
SECRET = SECRETS["standard"]
EACH = pytest.mark.parametrize("scheme", list(APIS))


# Published examples.


def test_the_example_of_standard_webhooks() -> None:
    """The one that the reference implementations of all languages are tested with."""
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    payload, secret = b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    sent = verify_payload(STANDARD, payload, headers, secret, now=1614265331)
    assert sent == datetime.fromtimestamp(1614265330, UTC)
    bare = secret.removeprefix("whsec_")
    assert verify_payload(STANDARD, payload, headers, bare, now=1614265329) == sent
    made = sign(STANDARD, payload, secret, id=headers["webhook-id"], now=1614265330.9)
    assert made == headers


def test_the_example_of_slack() -> None:
    """That of the vendor's page on verifying requests: a form, which is no JSON."""
    slack = api(
        "X-Slack-Signature",
        Timed("X-Slack-Request-Timestamp", "", "", "v0", "v0:{time}:{body}"),
        encoding="hex",
    )
    payload = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    verify_payload(slack, payload, headers, secret, now=1531420618)
    assert sign(slack, payload, secret, now=1531420618) == headers
    with pytest.raises(WebhookError, match="no JSON"):
        parse_event(slack, payload, headers, secret, now=1531420618)


def test_stripes_way_worked_out_by_hand() -> None:
    """Stripe's page shows a header, and no payload that belongs to it; its library's test has one."""
    stripe = api("Stripe-Signature", Timed(), encoding="hex")
    payload = (
        b'{\n  "id": "evt_test_webhook",\n  "object": "event",\n  "data": '
        b'{ "object": { "id": "rdr_123", "object": "terminal.reader" } }\n}'
    )
    secret = "whsec_test_secret"  # all of it is the key: it is no base64 here
    digest = hmac.new(secret.encode(), b"12345." + payload, hashlib.sha256).hexdigest()
    for header in (
        f"t=12345,v1={digest}",
        f"t=12345,v1={digest},v1=bad_signature",
        f"t=12345,v1=bad_signature,v1={digest},v0=6ffbb59b",
        f"v1={digest},t=12345",
        f"t=12345, v1={digest}",
    ):
        verify_payload(stripe, payload, {"Stripe-Signature": header}, secret, now=12600)
    for header, words in (
        ("i'm not even a real signature header", "has no time"),
        (f"v1={digest}", r"Stripe-Signature \(t=\) has no time"),
        (f"t=12345,v0={digest}", "has no signature v1"),
        ("t=12345,v1=bad_signature", "does not belong"),
        (f"t=12346,v1={digest}", "does not belong"),
    ):
        with pytest.raises(WebhookError, match=words):
            verify_payload(
                stripe, payload, {"Stripe-Signature": header}, secret, now=12345
            )


# Forgeries.


@EACH
def test_a_genuine_event(scheme: str) -> None:
    facts = APIS[scheme]
    headers = sign(facts, BODY, SECRET, now=MOMENT, id="msg_7")
    shouted = {name.upper(): value for name, value in headers.items()}
    for each in (headers, shouted):
        event = parse_event(facts, BODY, each, SECRET, now=MOMENT + 2)
        assert (event.name, event.body) == ("order.updated", {"id": "1"})
        assert event.id == ("msg_7" if scheme == "standard" else "")
        assert event.sent == datetime.fromtimestamp(MOMENT, UTC)
        assert event.digest == hashlib.sha256(BODY).hexdigest()
    assert parse_event(facts, bytearray(BODY), headers, SECRET, now=MOMENT).name  # type: ignore[arg-type]  # what some frameworks give


@EACH
def test_whatever_is_changed_is_refused(scheme: str) -> None:
    facts = APIS[scheme]
    headers = sign(facts, BODY, SECRET, now=MOMENT)
    with pytest.raises(WebhookError, match="does not belong"):
        verify_payload(facts, BODY + b" ", headers, SECRET, now=MOMENT)
    with pytest.raises(WebhookError, match="does not belong"):
        verify_payload(facts, BODY, headers, "whsec_b3RoZXI=", now=MOMENT)
    for name in headers:
        others = {k: v for k, v in headers.items() if k != name}
        with pytest.raises(WebhookError, match=f"no {name} header"):
            verify_payload(facts, BODY, others, SECRET, now=MOMENT)
        with pytest.raises(WebhookError):
            verify_payload(facts, BODY, others | {name: ""}, SECRET, now=MOMENT)
    # Another time, and another id, belong to another signature.
    later = sign(facts, BODY, SECRET, now=MOMENT + 1)
    mixed = {**later, facts.webhooks.header: headers[facts.webhooks.header]}  # type: ignore[union-attr]
    if scheme != "together":
        with pytest.raises(WebhookError, match="does not belong"):
            verify_payload(facts, BODY, mixed, SECRET, now=MOMENT)


def test_another_id_is_another_event() -> None:
    headers = sign(STANDARD, BODY, SECRET, now=MOMENT, id="msg?")
    for other in ("msg!", "msg\ud800", "msg?."):
        with pytest.raises(WebhookError, match="does not belong"):
            verify_payload(
                STANDARD, BODY, headers | {"webhook-id": other}, SECRET, now=MOMENT
            )


@EACH
@pytest.mark.parametrize(
    "when", ["soon", "", " ", "-1700000000", "1_700_000_000", "1.7e9", "١٧٠٠٠٠٠٠٠٠", "9" * 30]
)  # fmt: skip
def test_a_time_that_is_none(scheme: str, when: str) -> None:
    facts = APIS[scheme]
    headers = sign(facts, BODY, SECRET, now=MOMENT)
    headers = {k: v.replace(str(MOMENT), when) for k, v in headers.items()}
    with pytest.raises(WebhookError, match=r"has no time|no .* header"):
        verify_payload(facts, BODY, headers, SECRET, now=MOMENT)


@EACH
def test_the_window(scheme: str) -> None:
    facts = APIS[scheme]
    headers = sign(facts, BODY, SECRET, now=MOMENT)
    for now in (MOMENT - 300, MOMENT + 300, MOMENT + 299.5):
        verify_payload(facts, BODY, headers, SECRET, now=now)
    with pytest.raises(WebhookError, match="301 seconds ago, and 300 are tolerated"):
        verify_payload(facts, BODY, headers, SECRET, now=MOMENT + 301)
    with pytest.raises(WebhookError, match="301 seconds ahead"):
        verify_payload(facts, BODY, headers, SECRET, now=MOMENT - 301)
    with pytest.raises(WebhookError, match="seconds ago"):  # by this machine's clock
        verify_payload(facts, BODY, headers, SECRET)
    verify_payload(facts, BODY, sign(facts, BODY, SECRET), SECRET)
    # Of a forged time nothing is said but that it is forged.
    with pytest.raises(WebhookError, match="does not belong"):
        verify_payload(facts, b"{}", headers, SECRET, now=MOMENT + 9999)


@EACH
def test_a_secret_is_replaced(scheme: str) -> None:
    facts, new = APIS[scheme], "whsec_bmV3c2VjcmV0"
    old = sign(facts, BODY, SECRET, now=MOMENT)
    for secrets in ([new, SECRET], (SECRET, new), [SECRET]):
        verify_payload(facts, BODY, old, secrets, now=MOMENT)
    if scheme == "bare":
        return
    both = sign(facts, BODY, [SECRET, new], now=MOMENT)
    for secret in (SECRET, new, [new]):
        verify_payload(facts, BODY, both, secret, now=MOMENT)
    with pytest.raises(WebhookError, match="does not belong"):
        verify_payload(facts, BODY, both, "whsec_b3RoZXI=", now=MOMENT)


def test_versions_that_nobody_knows_are_passed_over() -> None:
    headers = sign(STANDARD, BODY, SECRET, now=MOMENT)
    good = headers["webhook-signature"]
    for said in (f"v1a,hnO3f9T8Ytu9== {good}", f"{good} v2,x", f"v1, v1,x  {good}"):
        verify_payload(
            STANDARD, BODY, headers | {"webhook-signature": said}, SECRET, now=MOMENT
        )
    digest = good.removeprefix("v1,")
    for said in (f"v2,{digest}", f"v1a,{digest}", digest, f"v1={digest}", "v1", ","):
        with pytest.raises(WebhookError, match=r"no signature v1|does not belong"):
            verify_payload(
                STANDARD,
                BODY,
                headers | {"webhook-signature": said},
                SECRET,
                now=MOMENT,
            )


# Mistakes of the caller.


@EACH
def test_parsed_payloads_and_secrets_that_are_none(scheme: str) -> None:
    facts = APIS[scheme]
    headers = sign(facts, BODY, SECRET, now=MOMENT)
    for payload in (BODY.decode(), json.loads(BODY), None):
        with pytest.raises(TypeError, match="raw bytes"):
            verify_payload(facts, payload, headers, SECRET, now=MOMENT)
    for secret in ("", [], ["", SECRET]):
        with pytest.raises(ValueError, match="empty secret"):
            verify_payload(facts, BODY, headers, secret, now=MOMENT)
    for wrong in (b"abc", [b"abc"]):
        with pytest.raises(TypeError, match="secret: expected text"):
            verify_payload(facts, BODY, headers, wrong, now=MOMENT)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    "secret", ["whsec_", "whsec_!!!!", "s3cr&t", "whsec_abcde", "ü"]
)
def test_secrets_of_standard_webhooks_are_base64(secret: str) -> None:
    headers = sign(STANDARD, BODY, SECRET, now=MOMENT)
    with pytest.raises(ValueError, match="expected base64") as caught:
        verify_payload(STANDARD, BODY, headers, secret, now=MOMENT)
    told = str(caught.value)
    assert secret == "whsec_" or secret not in told
    assert caught.value.__cause__ is None


@EACH
def test_no_error_tells_a_secret(scheme: str) -> None:
    facts = APIS[scheme]
    headers = sign(facts, BODY, SECRET, now=MOMENT)
    good = headers[facts.webhooks.header]  # type: ignore[union-attr]
    signature = good[-30:-5]
    for payload, now in ((BODY, MOMENT + 9999), (b"x", MOMENT)):
        with pytest.raises(WebhookError) as caught:
            verify_payload(facts, payload, headers, SECRET, now=now)
        for hidden in (SECRET, SECRET.removeprefix("whsec_"), signature):
            assert hidden not in str(caught.value)


@EACH
@pytest.mark.parametrize("payload", [b"no json", b"[]", b'{"data": 1}', b"[" * 9999])
def test_signed_nonsense(scheme: str, payload: bytes) -> None:
    facts = APIS[scheme]
    headers = sign(facts, payload, SECRET, now=MOMENT)
    with pytest.raises(WebhookError, match="the payload"):
        parse_event(facts, payload, headers, SECRET, now=MOMENT)


@pytest.mark.parametrize("name", [name for name in SCHEMES if name != "hmac"])
def test_generated_facts_are_these(name: str, clients: Path) -> None:
    hooks = import_module(f"store_{name}.api").API.webhooks
    if name == "bare":
        assert (hooks.timed.tolerance, hooks.algorithm) == (60, "sha512")
        assert (hooks.timed.version, hooks.encoding) == ("", "base64")
        return
    wanted = APIS[name].webhooks
    assert tuple(hooks.timed) == tuple(wanted.timed)  # type: ignore[union-attr]
    assert (hooks.header, hooks.encoding) == (wanted.header, wanted.encoding)  # type: ignore[union-attr]

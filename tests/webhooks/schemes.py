"""The store's spec, with each scheme of webhooks."""

from __future__ import annotations

import shutil
from pathlib import Path

from clientgen.model.api import Api
from clientgen.reading import load

SPEC = Path(__file__).parent / "spec"
OBJECTS = (
    "order.created: Order, order.updated: Order, customer.updated: Customer, ping: any"
)
EVENTS = (
    f"{OBJECTS}, order.deleted: key -> Order, customer.created: [Customer],"
    " stock.counted: {string: integer}"
)
SCHEMES = {
    "hmac": f"{{header: X-Signature, events: {{{EVENTS}}}}}",
    "standard": f"{{scheme: standard, events: {{{EVENTS}}}}}",
    # As at Stripe.
    "together": "{scheme: timestamped, header: Store-Signature, event: type, body: data.object,"
    f" events: {{{EVENTS}}}}}",
    # As at Slack.
    "apart": "{scheme: timestamped, header: X-Store-Signature, version: v0,"
    " time: header X-Store-Request-Timestamp, signed: 'v0:{time}:{body}', event: event.type,"
    f" body: event, events: {{{OBJECTS}}}}}",
    "bare": "{scheme: timestamped, header: X-Sig, time: header X-Time, version: none,"
    " algorithm: sha512, encoding: base64, tolerance: 60, signed: '{time}:{body}#',"
    f" events: {{{EVENTS}}}}}",
}
SECRETS = dict.fromkeys(SCHEMES, "s3cr&t") | {
    "standard": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
}
OTHERS = dict.fromkeys(SCHEMES, "another") | {"standard": "whsec_b3RoZXI="}


def made_of(name: str, folder: Path, webhooks: str = "") -> Path:
    """Copy the spec with a scheme, or with other words for it."""
    shutil.copytree(SPEC, folder)
    api = folder / "api.yaml"
    text = api.read_text("utf-8").replace("package: store", f"package: store_{name}")
    said = f"webhooks: {webhooks or SCHEMES[name]}"
    api.write_text(text.replace("webhooks: {header: X-Signature}", said), "utf-8")
    return folder


def api_of(name: str, folder: Path) -> Api:
    """The model of the store with a scheme."""
    return load(made_of(name, folder)).api

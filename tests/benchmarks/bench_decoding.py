"""Decoding a page of 100 invoices with 5 line items each, as ratios in one run.

Run it: ``python tests/benchmarks/bench_decoding.py [--peers] [--invoices 100000]``. All
figures are the best of many rounds, taken in turns so that a busy machine hits everybody
alike. The base is msgspec decoding into plain structs, unknown fields ignored. With
``--peers`` openapi-python-client is installed into an environment of its own, which is
removed afterwards, and reads the same pages with what it generates.

The targets: at most 1.2 when everything fits, 1.5 with unknown fields in every object, 3 with a
value in each invoice that does not fit.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from measuring import run
from peers import environment

sys.path[:0] = [str(Path(__file__).parents[2] / "templates" / "python")]

from runtime.calls import Operation  # noqa: E402  # path above
from runtime.config import ApiConfig, Paging  # noqa: E402  # path above
from runtime.models.answers import Answers  # noqa: E402  # path above
from runtime.models.model import ABSENT, Model, ModelMeta  # noqa: E402  # path above

_LINE: dict[str, Any] = {
    "key": str,
    "productKey": str,
    "productName": str,
    "description": str,
    "quantity": Decimal,
    "unitPrice": Decimal,
    "amount": Decimal,
    "taxKey": str,
    "unitOfMeasureKey": str,
    "createdAt": dt.datetime,
}
_INVOICE: dict[str, Any] = {
    "key": str,
    "invoiceNumber": str,
    "customerKey": str,
    "vendorKey": str,
    "poKey": str,
    "salesOrderKey": str,
    "currencyKey": str,
    "statusKey": str,
    "description": str,
    "memo": str,
    "paid": bool,
    "total": Decimal,
    "subtotal": Decimal,
    "discount": Decimal,
    "taxTotal": Decimal,
    "invoiceDate": dt.datetime,
    "dueDate": dt.datetime,
    "createdAt": dt.datetime,
    "updatedAt": dt.datetime,
    "deletedAt": dt.datetime,
}

_PAGING = Paging(
    style="page",
    parameter="page",
    items="data",
    meta="meta",
    links="links",
    current="meta.current_page",
    last="meta.last_page",
    total="meta.total",
    next="links.next",
)


def models() -> Any:
    """Make the models as generated code would, but from tables."""

    def make(name: str, fields: dict[str, Any]) -> Any:
        namespace = {
            "__module__": __name__,
            "__annotations__": {key: kind | None for key, kind in fields.items()},
            **dict.fromkeys(fields, ABSENT),
        }
        return ModelMeta(name, (Model,), namespace)

    line = make("InvoiceLineItem", _LINE)
    return make("Invoice", {**_INVOICE, "lineItems": list[line]})


def plain_structs() -> Any:
    """The same as plain msgspec structs."""

    def make(name: str, fields: dict[str, Any]) -> Any:
        return msgspec.defstruct(
            name, [(key, kind | None, msgspec.UNSET) for key, kind in fields.items()]
        )

    line = make("InvoiceLineItem", _LINE)
    invoice = make("Invoice", {**_INVOICE, "lineItems": list[line]})
    return msgspec.defstruct(
        "Envelope", [("data", list[invoice]), ("meta", Any), ("links", Any)]
    )


def value(kind: Any, number: int) -> Any:
    """A value of a kind, as the API would write it."""
    if kind is bool:
        return number % 2 == 0
    if kind is Decimal:
        return round(number * 17.31 + 0.05, 2)
    if kind is dt.datetime:
        return f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}T14:03:23Z"
    return f"08000{number:09}"


def page(extra: int, misfit: bool = False) -> bytes:
    """One page of JSON.

    Args:
        extra: How many keys nobody documented each object has.
        misfit: One value of each invoice is a number where text is declared.
    """

    def thing(fields: dict[str, Any], number: int) -> dict[str, Any]:
        made = {key: value(kind, number) for key, kind in fields.items()}
        made |= {f"customField{n}": f"value {number}" for n in range(extra)}
        return made

    invoices = []
    for number in range(100):
        invoice = thing(_INVOICE, number)
        invoice["lineItems"] = [thing(_LINE, number * 5 + n) for n in range(5)]
        if misfit:
            invoice["memo"] = number
        invoices.append(invoice)
    meta = {"current_page": 1, "last_page": 9, "per_page": 100, "total": 900}
    return json.dumps({"data": invoices, "meta": meta, "links": {"next": "x"}}).encode()


def race(
    runners: dict[str, Callable[[], object]], rounds: int = 60
) -> dict[str, float]:
    """Run everybody in turns; return the best time of each in seconds."""
    best = dict.fromkeys(runners, 1e9)
    for call in runners.values():
        call()
        call()
    for _ in range(rounds):
        for name, call in runners.items():
            started = time.perf_counter()
            call()
            best[name] = min(best[name], time.perf_counter() - started)
    return best


def others(content: bytes) -> dict[str, Callable[[], object]]:
    """What else is installed here: pydantic v2."""
    try:
        from pydantic import create_model
    except ImportError:
        return {}
    line = create_model("Line", **{k: (v | None, None) for k, v in _LINE.items()})  # type: ignore[call-overload]
    invoice = create_model(  # type: ignore[call-overload]
        "Invoice",
        **{k: (v | None, None) for k, v in _INVOICE.items()},
        lineItems=(list[line] | None, None),
    )
    envelope = create_model("Envelope", data=(list[invoice], ...))
    return {"pydantic v2": lambda: envelope.model_validate_json(content)}


_SCHEMAS: dict[Any, dict[str, Any]] = {
    str: {"type": ["string", "null"]},
    bool: {"type": ["boolean", "null"]},
    Decimal: {"type": ["number", "null"]},
    dt.datetime: {"type": ["string", "null"], "format": "date-time"},
}


def document() -> dict[str, Any]:
    """The same models as an OpenAPI document."""

    def thing(fields: dict[str, Any]) -> dict[str, Any]:
        properties = {key: _SCHEMAS[kind] for key, kind in fields.items()}
        return {"type": "object", "properties": properties}

    def many(name: str) -> dict[str, Any]:
        return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}

    invoice = thing(_INVOICE)
    invoice["properties"]["lineItems"] = many("InvoiceLineItem")
    page = {"data": many("Invoice"), "meta": {"type": "object"}, "links": {}}
    envelope = {"type": "object", "properties": page}
    answer = {"schema": {"$ref": "#/components/schemas/Envelope"}}
    ok = {"description": "", "content": {"application/json": answer}}
    listing = {"operationId": "list", "responses": {"200": ok}}
    schemas = {"InvoiceLineItem": thing(_LINE), "Invoice": invoice}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bench", "version": "1"},
        "paths": {"/invoices": {"get": listing}},
        "components": {"schemas": {**schemas, "Envelope": envelope}},
    }


def peer(folder: Path) -> Any:
    """Install openapi-python-client in a folder and give its generated envelope.

    What it generates runs in this process, so that it takes its turns with the others.
    """
    programs = environment(
        folder / "env", "openapi-python-client", "httpx", "attrs", "python-dateutil"
    )
    source = folder / "bench.json"
    source.write_text(json.dumps(document()), encoding="utf-8")
    path = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    command = [programs / "openapi-python-client", "generate", "--path", source]
    run([*command, "--output-path", folder / "peer", "--meta", "none"], folder, path)
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    # Last, so that nothing of ours is replaced.
    sys.path += [str(folder), run([programs / "python", "-c", code]).output.strip()]
    return importlib.import_module("peer.models.envelope").Envelope


def memory(count: int) -> str:
    """Measure what ``count`` invoices of five lines take."""
    import tracemalloc

    invoice = models()
    operation: Operation[Any] = Operation("invoices.list", "GET", "/", invoice)
    content = page(0)
    answers = Answers(ApiConfig("Bench", "https://x"), None)
    plain = msgspec.json.Decoder(plain_structs())
    sizes = []
    for read in (
        lambda: answers.items(operation, _PAGING, content, strict=False)[0],
        lambda: plain.decode(content).data,
    ):
        read()
        tracemalloc.start()
        kept = [read() for _ in range(count // 100)]
        sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        del kept
    return (
        f"memory of {count} invoices with 5 line items each: {sizes[0] / 2**20:.0f} MiB,"
        f" {sizes[0] / sizes[1]:.2f} x plain msgspec"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peers", action="store_true", help="install and measure a peer"
    )
    parser.add_argument("--invoices", type=int, default=100_000, help="held in memory")
    arguments = parser.parse_args()
    if not arguments.peers:
        compare(None)
    else:
        with tempfile.TemporaryDirectory() as folder:
            compare(peer(Path(folder)))
    print(memory(arguments.invoices))


def compare(generated: Any) -> None:
    """Race everybody over three pages; print the table."""
    logging.getLogger("bench").setLevel(logging.CRITICAL)
    invoice = models()
    operation: Operation[Any] = Operation("invoices.list", "GET", "/", invoice)
    plain = msgspec.json.Decoder(plain_structs())
    for title, content in (
        ("everything fits", page(0)),
        ("3 unknown fields in every object", page(3)),
        ("one value of each invoice does not fit", page(0, misfit=True)),
    ):
        answers = Answers(ApiConfig("Bench", "https://x"), None)

        def client(answers: Answers = answers, content: bytes = content) -> object:
            return answers.items(operation, _PAGING, content, strict=False)

        # Plain msgspec cannot read what does not fit: it gets a page that does.
        readable = page(0) if "does not" in title else content

        def bare(content: bytes = readable) -> object:
            return plain.decode(content)

        runners: dict[str, Callable[[], object]] = {
            "msgspec typed": bare,
            "this client": client,
            "json.loads": lambda content=content: json.loads(content),
        }
        if "does not" not in title:
            runners |= others(content)
        if generated is not None:
            runners["openapi-python-client"] = lambda content=content: (
                generated.from_dict(json.loads(content))
            )
        best = race(runners)
        base = best["msgspec typed"]
        print(f"{title} ({len(content) // 1024} KiB)")
        for name, seconds in best.items():
            print(f"  {name:22} {seconds * 1e3:7.2f} ms  {seconds / base:5.2f}")


if __name__ == "__main__":
    main()

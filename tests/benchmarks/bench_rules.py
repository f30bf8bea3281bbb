"""What the check of required keys costs, beside encoding the body it checks.

Run it as ``python tests/benchmarks/bench_rules.py``; it prints a table and judges nothing.
"""

from __future__ import annotations

import sys
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "templates/python"))

import msgspec
from runtime import rules

LINE = {"productKey": "08000000000001", "quantity": 2, "unitPrice": "12.50"}
BODY: dict[str, Any] = {
    "invoiceNumber": "F-17",
    "customerKey": "08000000000002",
    "siteKey": "08000000000003",
    "statusKey": "08000000000004",
    "currency": "EUR",
    "subtotal": 100,
    "taxAmount": 19,
    "total": 119,
    "invoiceDate": "2025-08-29T00:00:00Z",
    "dueDate": "2025-09-29T00:00:00Z",
    "notes": "Thirty days.",
    "paymentTerms": "net 30",
    "lineItem": [LINE, LINE],
}
INVOICE = rules.Rule(
    "invoice type",
    rules.AnyOf(
        rules.Variant("outgoing", rules.Any("customerKey", "salesOrderKey")),
        rules.Variant("incoming", rules.Any("vendorKey", "poKey")),
    ),
    warn_on_overlap=True,
)
PLATFORMS = tuple(
    rules.Rule(name, rules.All("siteKey", "currency"), when={"platform": (name,)})
    for name in (
        "EMAINT",
        "MAINTAIN-X",
        "INEXTIA",
        "INFOR-E",
        "UPKEEP",
        "SERVICE-CHANNEL",
    )
)
NESTED = rules.Rule(
    "nested",
    rules.If(
        rules.Equals("currency", "EUR"),
        rules.All("lineItem.*.productKey", rules.One("customerKey", "vendorKey")),
    ),
)
REFUSED = {**BODY, "customerKey": None}


def microseconds(call: Callable[[], object]) -> float:
    """Best of nine, so that what else the machine does counts least."""
    call()
    return min(timeit.repeat(call, number=20_000, repeat=9)) / 20_000 * 1e6


def main() -> None:
    encode = microseconds(lambda: msgspec.json.encode(BODY))
    rows: list[tuple[str, Callable[[], object]]] = [
        ("no rule", lambda: rules.check((), BODY, {})),
        ("invoice rule", lambda: rules.check((INVOICE,), BODY, {})),
        ("6 platforms, none chosen", lambda: rules.check(PLATFORMS, BODY, {})),
        (
            "6 platforms, one chosen",
            lambda: rules.check(PLATFORMS, BODY, {"platform": "UPKEEP"}),
        ),
        ("nested rule with an array", lambda: rules.check((NESTED,), BODY, {})),
        ("invoice rule, refused", lambda: rules.check((INVOICE,), REFUSED, {})),
    ]
    print(f"{'body of 13 fields':32}{'µs':>8}{'x encode':>10}")
    print(f"{'msgspec.json.encode':32}{encode:8.2f}{1:10.2f}")
    for name, call in rows:
        cost = microseconds(call)
        print(f"{name:32}{cost:8.2f}{cost / encode:10.2f}")


if __name__ == "__main__":
    main()

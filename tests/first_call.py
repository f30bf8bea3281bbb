"""A first call: the generated client against a stand-in for Makini on this machine.

Run it as ``python tests/first_call.py``. Nothing leaves the machine.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill

sys.path.insert(0, str(Path(__file__).parents[1] / "generated/python"))

from httpserver import Server, serve
from makini import Makini
from makini.runtime.errors import RequiredKeysError
from standin import Makini as Answers
from standin import take

DUE = datetime(2024, 5, 31, 12, 0, tzinfo=UTC)


def typed(line: str) -> None:
    print(f">>> {line}")


def arrived(server: Server) -> None:
    """Print what the stand-in was asked since the last time."""
    for request in take(server):
        print(
            f"  -> {request.method} {request.target} {request.body.decode()}".rstrip()
        )


def main() -> None:
    with (
        serve(Answers()) as server,
        Makini(token="any-token", base_url=server.url) as client,
    ):
        typed(
            'client.invoices.create(invoice_number="F-1", customer_key="C-7", due_date=DUE)'
        )
        invoice = client.invoices.create(
            invoice_number="F-1", customer_key="C-7", due_date=DUE
        )
        arrived(server)
        print(
            f"  <- {type(invoice).__name__} {invoice.invoice_number}, due {invoice.due_date}"
        )

        typed('client.invoices.create(invoice_number="F-2")')
        try:
            client.invoices.create(invoice_number="F-2")  # type: ignore[call-overload]  # refused on purpose
        except RequiredKeysError as error:
            words = f"{type(error).__name__}: {error}"
            print(fill(words, 96, initial_indent="  !! ", subsequent_indent="     "))
        arrived(server)

        for number in ("F-2", "F-3"):
            client.invoices.create(invoice_number=number, vendor_key="V-1")
        take(server)
        typed(
            "[invoice.invoice_number for invoice in client.invoices.list(per_page=2)]"
        )
        numbers = [found.invoice_number for found in client.invoices.list(per_page=2)]
        arrived(server)
        print(f"  <- {numbers}")


if __name__ == "__main__":
    main()

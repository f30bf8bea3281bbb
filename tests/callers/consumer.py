"""Calls as people write them: type checkers find nothing in them."""

from __future__ import annotations

import datetime as dt

from harbour import AsyncHarbour, Harbour  # type: ignore[import-not-found,unused-ignore]  # made by the tests


def sync() -> None:
    with Harbour(
        "token", client_id="c", trace_key="t", session="s", bot="b", timeout=5
    ) as client:
        names: list[str | None] = [ship.name for ship in client.ships.list()]
        print(names, client.ships.get("s1").id, client.ships.status())
        when = dt.datetime.now(dt.UTC)
        held = list(client.cargo.list(berth="b", tags=["a"], since=when, depth=2))
        print(held[0].id, client.cargo.by_clerk(tenant="t", where={"port": "Aden"}))
    Harbour(
        port="aden", upload_zone="us", shelf="s", base_urls={"uploads": "https://x"}
    )
    Harbour(tenant="t", depth=3, clerk_name="zoe", clerk_password="s")
    Harbour(clerk_name="zoe", clerk_password="secret", admin="a").offices.close("o1")


async def twin() -> None:
    async with AsyncHarbour(lambda: "token", client_id="c") as client:
        ship = await client.ships.create(name="Argo")
        print(ship.name)

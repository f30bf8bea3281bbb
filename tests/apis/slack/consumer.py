"""Natural calls of a Slack client, as an application writes them."""

from __future__ import annotations

from slack_api import AsyncSlack, HttpError, Slack


def use(client: Slack, key: str) -> None:
    assert [each.id for each in client.conversations.list(limit=2, types=["im"])]
    assert [each.ts for each in client.conversations.history(channel=key, limit=2)]
    assert all(
        isinstance(each, str) for each in client.conversations.members(channel=key)
    )
    assert client.conversations.info(channel=key).id
    assert client.conversations.create(name="general", is_private=True).id
    assert client.conversations.invite(channel=key, users=["U1", "U2"]).id
    posted = client.chat.post_message(channel=key, text="Hello")
    assert posted.ts
    client.chat.post_message(channel=key, blocks=[{"type": "divider"}])
    client.chat.update(channel=key, ts=posted.ts, text="Hello again")
    client.reactions.add(channel=key, timestamp=posted.ts, name="wave")
    client.chat.delete(channel=key, ts=posted.ts)
    client.conversations.archive(channel=key)
    assert [each.id for each in client.users.list()]
    assert client.users.info(user="U1").id
    assert client.users.look_up_by_email(email="someone@example.com").id
    assert client.users.set_profile(profile={"status_text": "away"}) is not None
    assert client.auth.test() is not None
    assert [each.ts for each in client.search.messages(query="x")]


def only(client: Slack) -> None:
    """What needs things that this server alone has."""
    try:
        client.conversations.info(channel="none")
    except HttpError as error:
        assert (error.status, error.code) == (200, "channel_not_found"), error
    else:
        raise AssertionError("there is no such channel")


async def use_async(client: AsyncSlack, key: str) -> None:
    assert [each.id async for each in client.conversations.list(limit=2)]
    assert (await client.chat.post_message(channel=key, text="Hello")).ts
    assert [each.ts async for each in client.search.messages(query="x")]

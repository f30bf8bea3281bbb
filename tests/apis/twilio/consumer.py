"""Natural calls of a Twilio client, as an application writes them."""

from __future__ import annotations

from twilio_api import AsyncTwilio, NotFound, RequiredKeysError, Twilio


def use(client: Twilio, key: str) -> None:
    for message in client.messages.list(to="+1", page_size=2):
        assert message.sid
    sent = client.messages.create(to="+15550100", from_="+15550101", body="Hello")
    assert sent.sid
    pictures = ["https://example.com/1.png", "https://example.com/2.png"]
    client.messages.create(to="+1", messaging_service_sid="MG1", media_url=pictures)
    assert client.messages.get(sid=key).sid
    client.messages.update(sid=key, body="")
    call = client.calls.create(to="+1", from_="+2", url="https://example.com/twiml")
    assert client.calls.update(sid=call.sid, status="completed").status == "completed"
    assert [call.sid for call in client.calls.list(page_size=2)]
    queue = client.queues.create(friendly_name="support", max_size=10)
    assert client.queues.get(sid=queue.sid).sid
    assert client.queues.update(sid=queue.sid, max_size=20).sid
    assert [each.sid for each in client.queues.list(page_size=2)]
    client.queues.delete(sid=queue.sid)
    client.calls.delete(sid=call.sid)
    assert client.balance.read().currency
    client.messages.delete(sid=key)
    try:
        client.calls.get(sid="none")
    except NotFound as error:
        assert error.code
    else:
        raise AssertionError("there is no such call")
    try:
        client.calls.create(to="+1", from_="+2")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    except RequiredKeysError:
        pass
    else:
        raise AssertionError("nothing says what to do")


def only(client: Twilio) -> None:
    """What needs things that this server alone has."""
    assert client.phone_numbers.look_up(
        "+15550100", fields=["caller_name"]
    ).phone_number


async def use_async(client: AsyncTwilio, key: str) -> None:
    assert [queue.sid async for queue in client.queues.list(page_size=2)]
    assert (await client.messages.create(to="+1", from_="+2", body="Hello")).sid
    assert (await client.calls.get(sid=key)).sid
    assert (await client.phone_numbers.look_up(phone_number="+1")).phone_number

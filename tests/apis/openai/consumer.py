"""Natural calls of an OpenAI client, as an application writes them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import assert_type

from openai_api import (
    AsyncOpenAI,
    AsyncStream,
    NotFound,
    OpenAI,
    RequiredKeysError,
    Stream,
    TransportError,
    Upload,
    models,
)

HELLO = [{"role": "user", "content": "Hello!"}]
WEATHER = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object"}},
}
SOUND = Upload(b"RIFF", filename="speech.wav")


def use(client: OpenAI, key: str) -> None:
    answer = client.chat_completions.create(
        model="gpt-4.1",
        messages=[models.DeveloperMessage(content="Be brief."), *HELLO],
        temperature=0.2,
        logprobs=True,
        top_logprobs=2,
    )
    assert_type(answer, models.ChatCompletion)
    assert answer.created.tzinfo
    assert answer.choices
    with client.chat_completions.create(
        model="gpt-4.1",
        messages=HELLO,
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        assert_type(stream, Stream[models.Chunk])
        assert all(chunk.created.tzinfo for chunk in stream)
    listed = client.chat_completions.list(metadata={"team": "a"}, limit=2)
    assert [each.id for each in listed]
    assert client.chat_completions.get(key).id == key
    client.chat_completions.update(key, metadata={"team": "b"})
    assert [each.id for each in client.chat_completions.messages(key)]
    assert client.chat_completions.delete(key).deleted is not None

    for given in ("a text", ["two", "texts"], [1212, 318], [[1212], [318, 257]]):
        found = client.embeddings.create(model="text-embedding-3-small", input=given)
        assert found.data
    assert client.moderations.create(input="I want to help them.").results
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    assert client.moderations.create(input=["a", models.TextPart(text="b"), picture])

    assert_type(client.audio.speech(model="tts-1", voice="alloy", input="Hello"), bytes)
    heard = client.audio.transcribe(file=SOUND, model="whisper-1")
    assert_type(heard, models.Transcript)
    assert heard.text
    plain = client.audio.transcribe(
        file=SOUND, model="whisper-1", response_format="text"
    )
    assert_type(plain, str)
    timed = client.audio.transcribe(
        file=SOUND,
        model="whisper-1",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert_type(timed, models.VerboseTranscript)
    assert timed.duration is not None

    file = client.files.create(
        file=Upload(b'{"a":1}', filename="a.jsonl"),
        purpose="fine-tune",
        expires_after={"seconds": 3600},
    )
    assert file.created_at.tzinfo
    assert client.files.content(file.id) is not None
    assert [each.filename for each in client.files.list(purpose="batch", limit=2)]
    assert client.files.get(file.id).object_ == "file"
    client.files.delete(file.id)
    assert [each.id for each in client.models.list()]
    made = client.images.edit(image=[b"\x89PNG", b"\x89PNG"], prompt="A gift basket")
    assert made.created.tzinfo
    session = {"model": "gpt-realtime"}
    assert client.realtime_calls.create(sdp="v=0\r\n", session=session)

    try:
        client.chat_completions.create(model="gpt-4.1", messages=HELLO, top_logprobs=2)
    except RequiredKeysError:
        pass
    else:
        raise AssertionError("nothing asks for logprobs")
    try:
        client.files.get("none")
    except NotFound:
        pass
    else:
        raise AssertionError("there is no such file")


def only(client: OpenAI) -> None:
    """What needs things that this server alone has."""
    with client.chat_completions.create(
        model="gpt-4.1", messages=HELLO, stream=True
    ) as stream:
        deltas = [choice.delta for chunk in stream for choice in chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == "Hello"
    with client.chat_completions.create(
        model="broken", messages=HELLO, stream=True
    ) as broken:
        try:
            list(broken)
        except TransportError as error:
            assert "broke off" in str(error)
        else:
            raise AssertionError("[DONE] has not come")

    notes = models.CustomTool(custom=models.CustomToolCustom(name="notes"))
    answer = client.chat_completions.create(
        model="gpt-5", messages=HELLO, tools=[WEATHER, notes]
    )
    message = answer.choices[0].message
    assert answer.choices[0].finish_reason == "tool_calls"
    called = (message.tool_calls or [])[0]
    assert isinstance(called, models.FunctionCall)
    assert called.function.name == "weather"
    told = models.ToolMessage(tool_call_id=called.id, content="Rain")
    answer = client.chat_completions.create(
        model="gpt-5",
        messages=[*HELLO, message.to_dict(), told],
        tools=[WEATHER, notes],
    )
    assert answer.choices[0].message.content == "Hello!"

    model = client.models.get("gpt-4.1")
    assert client.models.delete(model.id).id

    # Told to slow down once, and repeated.
    assert client.chat_completions.create(
        model="busy", messages=HELLO, options={"idempotent": True}
    ).id
    try:
        client.chat_completions.create(model="none", messages=HELLO)
    except NotFound as error:
        assert error.code == "model_not_found"
        assert isinstance(error.detail, models.ErrorBody)
        assert error.detail.error.type == "invalid_request_error"
        assert "does not exist" in str(error)
    else:
        raise AssertionError("there is no such model")

    with client.audio.speech(
        model="gpt-4o-mini-tts", voice="alloy", input="Hello", stream_format="sse"
    ) as events:
        assert_type(events, Stream[models.SpeechEvent])
        sound, done = events
    assert isinstance(sound, models.SpeechDelta)
    assert sound.audio == b"\xff\x00"
    assert isinstance(done, models.SpeechDone)
    with client.audio.transcribe(
        file=SOUND,
        model="gpt-4o-transcribe",
        stream=True,
        chunking_strategy={"type": "server_vad", "threshold": 0.6},
    ) as heard:
        assert isinstance(list(heard)[-1], models.TranscriptDone)
    vectors = client.embeddings.create(
        model="text-embedding-3-small", input=["a", "b"], encoding_format="base64"
    )
    assert [each.embedding for each in vectors.data] == [b"\x00\x01\x02\x03"] * 2
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        path.write_bytes(b'{"a":1}\n')
        file = client.files.create(file=path, purpose="batch")
        assert (file.filename, file.bytes_) == ("a.jsonl", 8)
        with client.stream("GET", f"/files/{file.id}/content") as content:
            content.save(path)
    listed = client.files.list(limit=2)
    assert [each.id for each in listed] == [f"file-{n}" for n in range(1, 6)]


async def use_async(client: AsyncOpenAI, key: str) -> None:
    stream = await client.chat_completions.create(
        model="gpt-4.1", messages=HELLO, stream=True
    )
    assert_type(stream, AsyncStream[models.Chunk])
    async with stream:
        assert [chunk.id async for chunk in stream]
    answer = await client.chat_completions.create(model="gpt-4.1", messages=HELLO)
    assert_type(answer, models.ChatCompletion)
    plain = await client.audio.transcribe(
        file=SOUND, model="whisper-1", response_format="srt"
    )
    assert_type(plain, str)
    assert (await client.files.create(file=SOUND, purpose="user_data")).bytes_ == 4
    assert [each.id async for each in client.files.list(limit=2)]

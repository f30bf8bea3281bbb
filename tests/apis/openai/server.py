"""OpenAI as its documents say it behaves: events, parts of forms, cursors by the last key."""

from __future__ import annotations

import base64
import json
import re
from email import message_from_bytes
from email.message import Message
from typing import Any

from httpserver import Arrived, Reply

COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1741569952,
    "model": "gpt-4.1",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hello!", "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29},
    "service_tier": "default",
}
CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"city": "Oslo"}'},
}
FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 5,
    "created_at": 1677610602,
    "filename": "a.jsonl",
    "purpose": "fine-tune",
    "status": "processed",
}
MODEL = {"id": "gpt-4.1", "object": "model", "created": 1686935002, "owned_by": "x"}
WORDS = "I see skies of blue."
_limited: list[str] = []


def error(status: int, code: str | None, message: str, **headers: str) -> Reply:
    kind = "rate_limit_error" if status == 429 else "invalid_request_error"
    said = {"message": message, "type": kind, "param": None, "code": code}
    return Reply(status=status, body={"error": said}, headers=headers)


def events(*data: Any, end: bytes = b"", size: int = 7) -> Reply:
    """A stream of events, cut anywhere, with a comment in it that keeps it alive."""
    sent = [b"data: %s\n\n" % json.dumps(each).encode() for each in data]
    body = b"".join([sent[0], b": keep-alive\n\n", *sent[1:], end])
    pieces = tuple(body[at : at + size] for at in range(0, len(body), size))
    return Reply(chunks=pieces, headers={"Content-Type": "text/event-stream"})


def parts(arrived: Arrived) -> tuple[dict[str, Any], list[Message]]:
    """The texts of a multipart body by name, those of a name in a list; and its parts."""
    kind = arrived.headers["content-type"]
    assert kind.startswith("multipart/form-data; boundary="), kind
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + arrived.body)
    found = [each for each in whole.get_payload() if isinstance(each, Message)]
    texts: dict[str, Any] = {}
    for each in found:
        name = str(each.get_param("name", header="content-disposition"))
        if not each.get_filename():
            texts.setdefault(name, []).append(each.get_payload(decode=True).decode())
    return texts, found


def page(arrived: Arrived, thing: dict[str, Any]) -> Reply:
    query = dict(arrived.query)
    size = int(query.get("limit", 2))
    after = int(query["after"].rpartition("-")[2]) if "after" in query else 0
    prefix = str(thing["id"]).rpartition("-")[0]
    numbers = range(after + 1, min(5, after + size) + 1)
    data = [{**thing, "id": f"{prefix}-{number}"} for number in numbers]
    ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {}
    more = after + size < 5
    return Reply(body={"object": "list", "data": data, **ends, "has_more": more})


def completion(arrived: Arrived) -> Reply:
    given = arrived.json
    roles = [each["role"] for each in given["messages"]]
    assert set(roles) <= {"developer", "user", "assistant", "tool"}, roles
    if given["model"] == "none":
        return error(404, "model_not_found", "The model `none` does not exist")
    if given["model"] == "busy" and not _limited:
        _limited.append(given["model"])
        return error(429, "rate_limit_exceeded", "Slow down", **{"Retry-After": "1"})
    if not given.get("stream"):
        answer = json.loads(json.dumps(COMPLETION))
        if "tools" in given and roles[-1] == "user":
            assert [each["type"] for each in given["tools"]] == ["function", "custom"]
            message = {"role": "assistant", "content": None, "tool_calls": [CALL]}
            answer["choices"][0] |= {"message": message, "finish_reason": "tool_calls"}
        return Reply(body=answer)
    deltas = [
        {"role": "assistant", "content": ""},
        {"content": "Hel"},
        {"content": "lo"},
    ]
    about = {k: COMPLETION[k] for k in ("id", "created", "model")}
    about["object"] = "chat.completion.chunk"
    ends: list[Any] = [None, None, None, "stop"]
    chunks = [
        {**about, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
        for delta, end in zip([*deltas, {}], ends, strict=True)
    ]
    if given.get("stream_options", {}).get("include_usage"):
        chunks = [{**each, "usage": None} for each in chunks]
        chunks.append({**about, "choices": [], "usage": COMPLETION["usage"]})
    if given["model"] == "broken":
        return events(*chunks[:2])
    return events(*chunks, end=b"data: [DONE]\n\n")


def transcription(arrived: Arrived) -> Reply:
    texts, found = parts(arrived)
    (file,) = [each for each in found if each.get_filename()]
    assert file.get_filename() == "speech.wav"
    assert file.get_content_type() in ("audio/x-wav", "audio/wav", "audio/vnd.wave")
    assert file.get_payload(decode=True) == b"RIFF"
    (kind,) = texts.get("response_format", ["json"])
    if texts.get("stream") == ["true"]:
        assert texts["chunking_strategy[type]"] == ["server_vad"]
        assert texts["chunking_strategy[threshold]"] == ["0.6"]
        cut = [
            {"type": "transcript.text.delta", "delta": each} for each in WORDS.split()
        ]
        return events(*cut, {"type": "transcript.text.done", "text": WORDS})
    if kind in ("text", "srt", "vtt"):
        body = f"{WORDS}\n".encode()
        return Reply(body=body, headers={"Content-Type": "text/plain; charset=utf-8"})
    if kind == "verbose_json":
        assert texts["timestamp_granularities[]"] == ["word", "segment"]
        words = [{"word": "I", "start": 0.0, "end": 0.3}]
        said = {"text": WORDS, "language": "english", "duration": 8.47, "words": words}
        return Reply(body=said)
    usage = {"type": "duration", "seconds": 9}
    return Reply(body={"text": WORDS, "usage": usage})


def speech(arrived: Arrived) -> Reply:
    if arrived.json.get("stream_format") != "sse":
        return Reply(body=b"ID3\x00\xff", headers={"Content-Type": "audio/mpeg"})
    counted = {"input_tokens": 3, "output_tokens": 9, "total_tokens": 12}
    sound = base64.b64encode(b"\xff\x00").decode()
    return events(
        {"type": "speech.audio.delta", "audio": sound},
        {"type": "speech.audio.done", "usage": counted},
    )


def upload(arrived: Arrived) -> Reply:
    texts, found = parts(arrived)
    (file,) = [each for each in found if each.get_filename()]
    content = file.get_payload(decode=True)
    if "expires_after[seconds]" in texts:
        assert texts["expires_after[anchor]"] == ["created_at"]
    more = {"filename": file.get_filename(), "purpose": texts["purpose"][0]}
    return Reply(body={**FILE, **more, "bytes": len(content)})


def call(arrived: Arrived) -> Reply:
    texts, found = parts(arrived)
    kinds = [each.get_content_type() for each in found if each["Content-Type"]]
    assert kinds == ["application/json"]
    assert json.loads(texts["session"][0])["type"] == "realtime"
    assert texts["sdp"][0].startswith("v=0")
    return Reply(
        status=201, body=b"v=0\r\n", headers={"Content-Type": "application/sdp"}
    )


def embedding(arrived: Arrived) -> Reply:
    given = arrived.json["input"]
    several = isinstance(given, list) and not isinstance(given[0], int)
    vector: Any = [0.0023064255, -0.009327292]
    if arrived.json.get("encoding_format") == "base64":
        vector = base64.b64encode(b"\x00\x01\x02\x03").decode()
    data = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index in range(len(given) if several else 1)
    ]
    usage = {"prompt_tokens": 8, "total_tokens": 8}
    return Reply(
        body={
            "object": "list",
            "data": data,
            "model": "text-embedding-3-small",
            "usage": usage,
        }
    )


def image(arrived: Arrived) -> Reply:
    _, found = parts(arrived)
    names = [
        each.get_param("name", header="content-disposition")
        for each in found
        if each.get_filename()
    ]
    assert names == ["image[]"] * len(names), names
    picture = {"b64_json": base64.b64encode(b"\x89PNG").decode()}
    return Reply(body={"created": 1713833628, "data": [picture] * len(names)})


POSTS = {
    "/chat/completions": completion,
    "/audio/transcriptions": transcription,
    "/audio/speech": speech,
    "/files": upload,
    "/realtime/calls": call,
    "/embeddings": embedding,
    "/images/edits": image,
}


def answer(arrived: Arrived) -> Reply:
    if arrived.headers.get("authorization") != "Bearer sk-x":
        return error(401, "invalid_api_key", "Incorrect API key provided")
    assert arrived.headers["openai-organization"] == "org-1"
    assert "openai-project" not in arrived.headers
    path, method = arrived.path, arrived.method
    if path == "/moderations":
        count = (
            len(arrived.json["input"]) if isinstance(arrived.json["input"], list) else 1
        )
        verdict = {
            "flagged": False,
            "categories": {"hate": False, "hate/threatening": False},
            "category_scores": {"hate": 1.8e-05, "hate/threatening": 2e-07},
            "category_applied_input_types": {"hate": ["text"]},
        }
        results = [verdict] * count
        return Reply(body={"id": "modr-1", "model": "omni", "results": results})
    if method == "POST" and path in POSTS:
        return POSTS[path](arrived)
    kind, _, rest = path.strip("/").replace("chat/completions", "chat").partition("/")
    thing = {"chat": COMPLETION, "files": FILE, "models": MODEL}[kind]
    if rest.endswith("none"):
        return error(404, None, f"No such thing: {rest}")
    if method == "DELETE":
        return Reply(body={"id": rest, "object": thing["object"], "deleted": True})
    if rest.endswith("/content"):
        return Reply(
            body=b'{"a":1}\n', headers={"Content-Type": "application/octet-stream"}
        )
    if rest.endswith("/messages"):
        return page(arrived, {"id": f"{rest}-1", "role": "user", "content": "Hi"})
    if kind == "models" and not rest:
        return Reply(body={"object": "list", "data": [MODEL, {**MODEL, "id": "gpt-5"}]})
    if not rest:
        filtered = re.search(r"metadata%5B|metadata\[", arrived.target)
        assert kind != "chat" or filtered, arrived.target
        return page(arrived, thing)
    more = arrived.json if method == "POST" else {}
    return Reply(body={**thing, "id": rest, **more})

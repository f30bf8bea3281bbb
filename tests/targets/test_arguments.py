"""What generated clients take from callers: read-only fields, deprecations, any JSON."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_names import made, resource, spec

READ_ONLY = {"type": "string", "read_only": True}
PART = {"id": READ_ONLY, "partName": "string", "inner": "[Part]", "made": "Made"}
OLD: dict[str, Any] = {"deprecated": True, "note": "Use create."}


def post(path: str, **more: Any) -> dict[str, Any]:
    return {"method": "POST", "path": path, "answer": "object", **more}


FILES = spec(
    {
        "order": resource(
            "Order",
            {
                "key": {"type": "key", "read_only": True},
                "parts": ["Part"],
                "named": {"string": ["Part"]},
                "parent": "Order",
                "plain": "Plain",
            },
            {
                "create": {"body": ["parts", "named", "parent", "plain"]},
                "bulk": post(
                    "/bulk", body=["parts", "plain"], body_kind="array", **OLD
                ),
                "old": post(
                    "/old",
                    body=["parts"],
                    rules=[{"name": "r", "any": ["parts"]}],
                    **OLD,
                ),
                "old_list": {
                    "method": "GET",
                    "path": "/oldlist",
                    "answer": ["Order"],
                    **OLD,
                },
                "deprecated": post("/deprecated", body={"a": "string"}, **OLD),
                "old_plain": {
                    "method": "DELETE",
                    "path": "/oldplain",
                    "answer": "none",
                    **OLD,
                },
                "anything": post("/anything", body="any"),
                "upload": post(
                    "/upload",
                    body_kind="multipart",
                    body={"aFile": "file", "someFiles": ["file"], "meta": "Plain"},
                ),
                "find": {
                    "method": "GET",
                    "path": "/find/{theKey}",
                    "parameters": [
                        {"theKey": {"in": "path", "type": "key"}},
                        {"createdAfter": "datetime"},
                    ],
                    "answer": "object",
                },
            },
        )
    },
    {
        "Part": {**PART, "inner": ["Part"]},
        "Made": {"at": READ_ONLY, "by": "string"},
        "Plain": {"sku": "string"},
    },
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(FILES, tmp_path_factory.mktemp("made"))


def run(package: Path, program: str) -> Any:
    ran = subprocess.run(
        [sys.executable, "-W", "always", "-c", program],
        cwd=package,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


FAKE = """
import asyncio, json, warnings
from shop import AsyncShop, FakeApi, Shop
from shop.models import Order, Part, Plain

fake = FakeApi()
for method, path in (
    ("POST", "/Order"), ("POST", "/Order/bulk"), ("POST", "/Order/old"),
    ("POST", "/Order/anything"), ("POST", "/Order/deprecated"), ("POST", "/Order/upload"),
):
    fake.on(method, path, {})
fake.on("GET", "/Order/oldlist", {"data": []})
fake.on("DELETE", "/Order/oldplain", {})
client = Shop("t", transport=fake.transport)
"""


def test_read_only_fields_are_left_out_of_bodies(package: Path) -> None:
    sent = run(
        package,
        f"""{FAKE}
made = {{"at": "now", "by": "me"}}
part = {{"id": "1", "partName": "a", "inner": [{{"id": "2"}}], "made": made}}
order = {{"key": "k", "parts": [part], "parent": {{"key": "p"}}}}
named = {{"id": [part]}}
for read in (False, True):
    client.orders.create(
        parts=[Part.from_dict(part) if read else part],
        named={{"id": [Part.from_dict(part)]}} if read else named,
        parent=Order.from_dict(order) if read else order,
        plain=Plain(sku="s") if read else {{"sku": "s"}},
    )
client.orders.bulk(items=[{{"parts": [part]}}, {{"parts": [Part.from_dict(part)]}}])
client.orders.anything(body=[Part.from_dict(part)])
print(json.dumps([request.json for request in fake.requests]))
""",
    )
    part = {"partName": "a", "inner": [{}], "made": {"by": "me"}}
    body = {
        "parts": [part],
        "named": {"id": [part]},
        "parent": {"parts": [part], "parent": {}},
        "plain": {"sku": "s"},
    }
    assert sent == [body, body, [{"parts": [part]}] * 2, [part]]


def test_only_what_holds_read_only_fields_pays_for_them(package: Path) -> None:
    text = (package / "shop/resources/orders.py").read_text()
    assert "plain" not in text.partition("types={")[2].partition("}")[0]
    assert "__read_only__" not in (package / "shop/models/plain.py").read_text()


def test_a_body_of_any_shape_is_any_json(package: Path) -> None:
    sent = run(
        package,
        f"""{FAKE}
for body in ([1, "a"], "text", 1.5, None, True, {{"a": 1}}, (), range(2)):
    client.orders.anything(body=body)
client.orders.anything()
print(json.dumps([request.content.decode() for request in fake.requests]))
""",
    )
    assert [text and json.loads(text) for text in sent] == [
        *([1, "a"], "text", 1.5, None, True, {"a": 1}, [], [0, 1]),
        "",
    ]


def test_deprecated_operations_warn_at_the_line_of_the_call(package: Path) -> None:
    told = run(
        package,
        f"""{FAKE}
import inspect
lines = []
def told(message, category, filename, line, *rest):
    lines.append([str(message), category.__name__, line])
warnings.showwarning = told
line = inspect.currentframe().f_lineno
client.orders.old(parts=[])
client.orders.bulk(items=[])
client.orders.old_list()
client.orders.old_plain()
client.orders.deprecated_(a="x")
client.orders.anything()
async def calls():
    async with AsyncShop("t", transport=fake.transport) as c:
        global line
        await c.orders.old(parts=[])
        pages = c.orders.old_list()
        await asyncio.create_task(c.orders.old_plain())
        await c.orders.anything()
asyncio.run(calls())
print(json.dumps([line, lines]))
""",
    )
    line, warned = told
    first = [each[2] - line for each in warned]
    assert first == [1, 2, 3, 4, 5, 10, 11, 12]
    assert {each[1] for each in warned} == {"DeprecationWarning"}
    assert warned[0][0] == "orders.old is deprecated. Use create."


CONSUMER = """
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from shop import AsyncShop, Shop


def gives() -> Iterator[bytes]:
    yield b"x"


async def awaits() -> AsyncIterator[bytes]:
    yield b"x"


def good(client: Shop) -> None:
    client.orders.anything(body=[1, "a"])
    client.orders.anything(body="text")
    client.orders.anything(body={"a": [1]})
    client.orders.anything()
    client.orders.upload(a_file=gives(), some_files=[gives(), b"x", Path("x")])


async def also(client: AsyncShop) -> None:
    await client.orders.upload(a_file=awaits())
"""

USES = """
from shop import AsyncShop, Shop


def old(client: Shop) -> None:
    client.orders.old(parts=[])
    client.orders.old_list()
    client.orders.old_plain()
    client.orders.deprecated_(a="x")


async def also(client: AsyncShop) -> None:
    await client.orders.old(parts=[])
    client.orders.old_list()
    await client.orders.old_plain()
"""

MYPY = ["mypy", "--strict", "--enable-error-code=deprecated"]
PYRIGHT = ["pyright", "--pythonpath", sys.executable, "-p", "."]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.11", "3.13"])
def test_type_checkers_know_what_is_deprecated(package: Path, version: str) -> None:
    (package / "consumer.py").write_text(CONSUMER)
    (package / "uses.py").write_text(USES)
    settings = {
        "pythonVersion": version,
        "typeCheckingMode": "strict",
        "reportDeprecated": "error",
        "include": ["consumer.py", "uses.py"],
    }
    (package / "pyrightconfig.json").write_text(json.dumps(settings))
    mypy = [*MYPY, f"--python-version={version}", "consumer.py", "uses.py"]
    for command, mark in ((mypy, "[deprecated]"), (PYRIGHT, "(reportDeprecated)")):
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=package,
            capture_output=True,
            text=True,
        )
        errors = re.findall(r"(\w+\.py):\d+\S* (?:- )?error: ", ran.stdout)
        assert errors == ["uses.py"] * 7, ran.stdout
        assert ran.stdout.count(mark) == 7, ran.stdout
        assert "orders.old is deprecated. Use create." in ran.stdout


def test_errors_name_the_argument(package: Path) -> None:
    said = run(
        package,
        f"""{FAKE}
import datetime as dt
said = []
for call in (
    lambda: client.orders.upload(a_file="x"),
    lambda: client.orders.upload(some_files=["x"]),
    lambda: client.orders.find(the_key=[]),
    lambda: client.orders.find(the_key="k", created_after=dt.datetime(2024, 5, 1)),
):
    try:
        call()
    except (TypeError, ValueError) as error:
        said.append(str(error).partition(":")[0])
assert not fake.requests
print(json.dumps(said))
""",
    )
    assert said == ["a_file", "some_files[0]", "the_key", "created_after"]

"""Data in a file: kept, safe with two processes, told apart from other files."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import makini_calls
import pytest
from makini import Makini

from clientgen.sandbox import Options, Sandbox, SandboxError, open_sandbox
from clientgen.sandbox.serving import served

API = makini_calls.makini()
ROOT = Path(__file__).parents[2]


def test_the_same_seed_gives_the_same_data_and_another_other() -> None:
    opened = [open_sandbox(API, Options(rows=9, seed=seed)) for seed in (1, 1, 2)]
    first, same, other = [each.rows("Invoice") for each in opened]
    assert first == same != other
    for each in opened:
        each.close()


def test_nothing_refers_to_nothing(sandbox: Sandbox) -> None:
    from clientgen.model.types import Key, innermost

    there = {
        r.name: {x.get("key") for x in sandbox.rows(r.name)} for r in API.resources
    }
    schemas = {schema.name: schema for schema in API.schemas}
    seen = 0
    for resource in API.resources:
        for thing in sandbox.rows(resource.name) if resource.schema else ():
            for field in schemas[resource.schema or ""].fields:
                inner = innermost(field.type)
                value = thing.get(field.name)
                for key in value if isinstance(value, list) else [value]:
                    if isinstance(inner, Key) and inner.resource and key is not None:
                        assert key in there[inner.resource], (resource.name, field.name)
                        seen += 1
    assert seen > 5_000


def test_what_refers_to_others_agrees_with_them(sandbox: Sandbox) -> None:
    orders = {each["key"]: each for each in sandbox.rows("PurchaseOrder")}
    invoices = sandbox.rows("Invoice")
    assert all(i["vendorKey"] == orders[i["poKey"]]["vendorKey"] for i in invoices)
    assert len({i["vendorKey"] for i in invoices}) > 10
    for invoice in invoices:
        lines = invoice["lineItems"]
        assert isinstance(lines, list)
        assert lines
        assert all(line["vendorKey"] == invoice["vendorKey"] for line in lines)  # type: ignore[index,call-overload]  # objects


def test_reset_is_quick_and_whole() -> None:
    moment = datetime(2030, 1, 2, tzinfo=UTC)
    sandbox = open_sandbox(API, Options(clock=lambda: moment))
    before = sandbox.rows("Customer")
    with served(sandbox) as url, Makini("sandbox-token", base_url=url) as client:
        made = client.customers.create(name="New")
        assert made.created_at == moment
        assert len(sandbox.rows("Customer")) == 51
        started = time.perf_counter()
        sandbox.reset()
        took = time.perf_counter() - started
        assert sandbox.rows("Customer") == before
        assert sandbox.log == []
        assert took < 1  # how long it takes is measured elsewhere
    sandbox.close()


def test_a_file_keeps_what_was_written(tmp_path: Path) -> None:
    options = Options(rows=3, data=tmp_path / "data.db")
    first = open_sandbox(API, options)
    with served(first) as url, Makini("sandbox-token", base_url=url) as client:
        key = client.customers.create(name="Kept").key
    first.close()
    second = open_sandbox(API, options)
    assert [r["name"] for r in second.rows("Customer") if r["key"] == key] == ["Kept"]
    second.reset()
    assert len(second.rows("Customer")) == 3
    second.close()


def test_files_that_are_something_else(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no database at all, but a text that is long enough" * 20)
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (a)")
    connection.commit()
    connection.close()
    for path, words in ((text, "no data of a sandbox"), (other, "not a sandbox's")):
        before = path.read_bytes()
        with pytest.raises(SandboxError, match=words):
            open_sandbox(API, Options(data=path))
        assert path.read_bytes() == before
    mine = tmp_path / "mine.db"
    open_sandbox(API, Options(rows=2, data=mine)).close()
    with pytest.raises(SandboxError, match="other rows"):
        open_sandbox(API, Options(rows=3, data=mine))


def test_a_place_where_nothing_can_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="cannot be opened"):
        open_sandbox(API, Options(data=tmp_path / "no/such/folder/data.db"))


def test_two_sandboxes_on_one_file_see_the_same(tmp_path: Path) -> None:
    options = Options(rows=3, data=tmp_path / "data.db")
    first, second = open_sandbox(API, options), open_sandbox(API, options)
    with (
        served(first) as one,
        served(second) as two,
        Makini("sandbox-token", base_url=one) as here,
        Makini("sandbox-token", base_url=two) as there,
    ):
        assert len(list(there.customers.list())) == 3
        made = [c.customers.create(name="x").key for c in (here, there) * 10]
        assert len(set(made)) == 20
        for client in (here, there):
            assert next(iter(client.customers.list().pages())).total == 23
    first.close()
    second.close()


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from clientgen.reading import load
from clientgen.sandbox import Options, open_sandbox
from clientgen.sandbox.serving import served
from makini import Makini
sandbox = open_sandbox(load(Path("spec/makini")).api, Options(rows=2, data=Path(sys.argv[1])))
with served(sandbox) as url, Makini("sandbox-token", base_url=url) as client:
    while True:
        print(client.customers.create(name="n").key, flush=True)
"""


@pytest.mark.slow
def test_no_acknowledged_write_is_lost_when_the_process_is_killed(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data.db"
    acknowledged: list[str] = []
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, data, "generator", "generated/python"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        for _ in range(20):
            acknowledged.append(process.stdout.readline().strip())
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
        process.wait()
        process.stdout.close()
    sandbox = open_sandbox(API, Options(rows=2, data=data))
    kept = {row["key"] for row in sandbox.rows("Customer")}
    assert len(acknowledged) >= 60
    assert {*acknowledged} <= kept
    sandbox.close()


def test_what_others_refer_to_stays(sandbox: Sandbox, url: str, tmp_path: Path) -> None:
    import shutil

    spec = tmp_path / "spec"
    shutil.copytree(ROOT / "spec/makini", spec)
    file = spec / "resources/vendor.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("operations:\n", "operations:\n  delete: Forget.\n", 1)
    )
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    from clientgen.reading import load

    own = open_sandbox(load(spec).api, Options())
    used = own.rows("Invoice")[0]["vendorKey"]
    referred = {str(each) for r in API.resources for each in map(str, own.rows(r.name))}
    free = [
        v["key"]
        for v in own.rows("Vendor")
        if sum(f"'{v['key']}'" in text for text in referred) == 1
    ]
    with served(own) as place:

        def delete(key: object) -> tuple[int, str]:
            connection = HTTPConnection(urlsplit(place).netloc)
            headers = {"Authorization": "Bearer sandbox-token"}
            connection.request("DELETE", f"/api/vendors/{key}", headers=headers)
            response = connection.getresponse()
            try:
                return response.status, response.read().decode()
            finally:
                connection.close()

        status, told = delete(used)
        assert status == 409
        assert "vendorKey" in told
        for key in free[:1]:
            assert delete(key)[0] == 200
            assert delete(key)[0] == 404
    own.close()

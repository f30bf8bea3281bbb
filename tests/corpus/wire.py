"""Generated clients call servers that know the vendor's document, and others that know the spec.

    python tests/corpus/wire.py FOLDER --judges NODE_MODULES [--json] [--only NAME] [--most N]

For each document of a folder: a spec is imported, a client is generated, and a sample of its
operations (30, of all kinds, always the same) is called, with all that each takes where the
rules allow it, as the documentation's own samples call it. Two servers answer:

- Prism mocks and validates *the vendor's document*: what it says against a request is counted,
  and so is each answer that the client, in strict mode, cannot read;
- the sandbox of the imported spec answers the same calls.

Faults are told apart: ``request`` (the request is not as the document says), ``value`` (only
an example value is not: a pattern, a format, a bound), ``answer`` (the client did not read
it), ``example`` (it did not, and Prism says that its own answer, be it of the document's
examples or made up, is not as the document says), ``prism`` (Prism itself failed), ``script`` (the call failed
before anything was sent).

Exit codes: 0 none of request, answer and script; 1 some; 2 there are no documents.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import inspect
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GRAVE = ("request", "answer", "script")
# What Ajv says of values that are of the right type and in the right place.
_VALUES = frozenset(
    [
        *("pattern", "format", "minLength", "maxLength", "minimum", "maximum"),
        *("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems"),
        *("uniqueItems", "enum", "const"),
    ]
)


def main() -> int:
    """Run, print, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--judges", type=Path, help="a node_modules with Prism in it")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each")
    parser.add_argument(
        "--only", action="append", default=[], help="names of documents"
    )
    parser.add_argument("--most", type=int, default=30, help="operations of each")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.one:
        print(json.dumps(one(said.one, said.judges, said.most)))
        return 0
    files = sorted(
        path
        for path in said.folder.iterdir()
        if path.suffix in (".json", ".yaml", ".yml")
        and (not said.only or path.name in said.only or path.stem in said.only)
    )
    if not files:
        print(f"{said.folder}: no documents", file=sys.stderr)
        return 2
    rows = []
    if not said.json:
        print(HEAD)
    for file in files:
        row = apart(file, said.judges, said.most)
        rows.append(row)
        print(json.dumps(row) if said.json else line(row), flush=True)
    whole = total(rows)
    print(json.dumps(whole) if said.json else "\n" + in_words(whole))
    return 1 if whole["grave"] else 0


def apart(file: Path, judges: Path | None, most: int) -> dict[str, Any]:
    """A document in a process of its own: its packages, and its end, are not ours."""
    words = [sys.executable, os.fspath(HERE / "wire.py"), os.fspath(file.parent)]
    words += ["--one", os.fspath(file), "--most", str(most)]
    words += ["--judges", os.fspath(judges)] if judges else []
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    try:
        row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        row = empty(file)
        row["faults"] = [{"kind": "script", "what": done.stderr[-500:]}]
    return row


def empty(file: Path) -> dict[str, Any]:
    """A row in which nothing has been counted."""
    return {"document": file.name, "operations": 0, "judges": {}, "faults": []}


def one(file: Path, judges: Path | None, most: int) -> dict[str, Any]:
    """Import a document, generate from it, and call."""
    row = empty(file)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("example.pdf").write_bytes(b"%PDF-1.7 example")
        try:
            _judge(file, Path(folder), judges, most, row)
        except Exception as error:
            words = "".join(traceback.format_exception(error))[-1500:]
            row["faults"].append({"kind": "script", "what": words})
    return row


def _judge(
    file: Path, folder: Path, judges: Path | None, most: int, row: dict[str, Any]
) -> None:
    from clientgen.intake import take_in
    from clientgen.pipeline import Settings, generate, speed
    from clientgen.reading import load
    from clientgen.sandbox.opening import open_sandbox
    from clientgen.sandbox.options import Options
    from clientgen.sandbox.testing import LocalSandbox

    spec, out = folder / "spec", folder / "out"
    take_in(file, spec, accepts=speed().accepts)
    generate(Settings(spec, out, ("python",)), lambda _: None)
    api = load(spec).api
    sys.path.insert(0, os.fspath(out / "python"))
    sys.path.insert(0, os.fspath(HERE))
    from patterns import with_examples

    told = with_examples(api)
    calls = sample(api, most)
    row["operations"] = len(calls)
    if judges:
        try:
            with (
                prism(judges, file, folder / "log") as url,
                prism(
                    judges, file, folder / "log2", "--dynamic", "--seed", "1"
                ) as other,
            ):
                row["judges"]["prism"] = tried(
                    told, sample(told, most), (url, other), row["faults"], "prism"
                )
        except PrismError as error:
            row["faults"].append(
                {"judge": "prism", "kind": "prism", "what": str(error)}
            )
    with LocalSandbox(open_sandbox(api, Options(rows=3))) as local:
        row["judges"]["sandbox"] = tried(
            api, calls, (local.url,), row["faults"], "sandbox", local.token
        )


def sample(api: Any, most: int) -> list[tuple[str, str, list[str]]]:
    """Operations of all kinds, in turns: name, kind, and scripts that call them.

    The first script gives all that the operation takes, the second the least.
    """
    from clientgen.targets.surface.operations import call_name

    kinds: dict[str, list[tuple[str, Any, Any]]] = {}
    for resource in api.resources:
        for operation in resource.operations:
            name = call_name(resource, operation)
            kinds.setdefault(kind_of(operation), []).append((name, resource, operation))
    for found in kinds.values():
        found.sort(key=lambda each: hashlib.sha256(each[0].encode()).digest())
    chosen = []
    while len(chosen) < most and any(kinds.values()):
        for kind, found in sorted(kinds.items()):
            if found and len(chosen) < most:
                name, resource, operation = found.pop(0)
                chosen.append((name, kind, scripts(api, resource, operation)))
    return chosen


def kind_of(operation: Any) -> str:
    """What is special about calling an operation."""
    answer = operation.answer.kind
    if answer in ("pages", "events", "lines", "bytes", "exists"):
        return str(answer)
    if operation.body:
        return str(operation.body.kind)
    return str(operation.method)


def scripts(api: Any, resource: Any, operation: Any) -> list[str]:
    """Samples of a call, as the documentation has them: with everything, and the least."""
    from clientgen.targets.samples.calls import call_of
    from clientgen.targets.samples.lines import text_of
    from clientgen.targets.samples.python import python_lines
    from clientgen.targets.samples.request import atoms_on, request_of
    from clientgen.targets.samples.values import values_of
    from clientgen.targets.samples.writers import default_body

    values = _VALUES_OF.setdefault(id(api), None) or values_of(api)
    _VALUES_OF[id(api)] = values
    body = default_body(operation, values)
    least = call_of(operation, values, body or ({} if operation.body else None))
    given = {name for name, _ in least.query}
    query = tuple(
        (p.name, values.of(p))
        for p in operation.query_parameters
        if p.role == "value" and p.name not in given
    )
    every = least._replace(query=(*least.query, *query))
    found = []
    for call in (every, least):
        request = request_of(api, operation, call, values)
        lines = python_lines(api, resource, operation, call, request, values, False)
        on = {*atoms_on(operation, body)}
        if call is every:
            on |= {each for line in lines for each in line.needs}
        found.append(str(text_of(lines, on)))
    return found


_VALUES_OF: dict[int, Any] = {}


_MADE_UP = ("--dynamic", "--seed", "1", "--json-schema-faker-fillProperties", "false")


class Enough(Exception):
    """A page is enough: nothing more is sent."""


class PrismError(Exception):
    """Prism did not start."""


class Seen:
    """Hooks of a client: what was said against its requests, one answer a call."""

    def __init__(self) -> None:
        self.violations: list[dict[str, Any]] = []
        self.status = 0
        self.body = ""

    def before(self, event: Any) -> None:
        if self.status:
            raise Enough

    def after(self, event: Any) -> None:
        self.status = event.response.status
        told = event.response.headers.get("sl-violations", "[]")
        try:
            self.violations += json.loads(told)
        except ValueError:  # cut off
            words = {"location": ["request"], "code": "", "message": told[:300]}
            self.violations.append(words)
        if self.status >= 400:
            self.body = event.response.content.decode(errors="replace")[:600]


def tried(
    api: Any,
    calls: list[tuple[str, str, list[str]]],
    urls: Sequence[str],
    faults: list[dict[str, Any]],
    judge: str,
    token: str = "",
) -> dict[str, int]:
    """Call all, and count: calls without a fault, and faults by kind."""
    counted: Counter[str] = Counter()
    for name, kind, texts in calls:
        for url in urls:
            found = _called(api, kind, texts, url, token)
            if not any(map(_of_example, found)):
                break
        else:
            # Prism makes up keys wherever a schema does not forbid them.
            found = [("example", f[1]) if _of_example(f) else f for f in found]
        counted["clean"] += not found
        counted.update({each for each, _ in found})
        faults += [
            {"judge": judge, "operation": name, "of": kind, "kind": each, "what": what}
            for each, what in found
        ]
    return dict(counted)


def _of_example(fault: tuple[str, str]) -> bool:
    """Whether an answer may be at fault, or have keys that its schema does not name."""
    kind, what = fault
    return kind == "example" or (kind == "answer" and ", not in the spec" in what)


def _called(
    api: Any, kind: str, texts: list[str], url: str, token: str
) -> list[tuple[str, str]]:
    # Prism reads no JSON in the parts of a body.
    unread = kind == "multipart"
    package = importlib.import_module(api.package)
    errors = importlib.import_module(f"{api.package}.runtime.errors")
    for text in texts:
        seen = Seen()
        hooks = package.Hooks(before_request=seen.before, after_response=seen.after)
        real = getattr(package, api.name)
        usual = _options(api, real, url, token)

        def client(
            real: Any = real, usual: Any = usual, hooks: Any = hooks, **more: Any
        ) -> Any:
            return real(**usual, hooks=hooks, retries=0, strict=True, **more)

        setattr(package, api.name, client)
        try:
            exec(compile(text, "sample", "exec"), {"print": lambda *_: None})
        except Enough:
            pass
        except errors.RequiredKeysError:
            continue  # not all at once; the least is tried next
        except errors.DecodeError as error:
            own = [v for v in seen.violations if v["location"][0] == "response"]
            return [
                *_of_request(seen, unread),
                ("example" if own else "answer", str(error)[:600]),
            ]
        except errors.HttpError:
            return _of_request(seen, unread) or _refused(seen, unread)
        except errors.TransportError as error:
            return [*_of_request(seen, unread), ("prism", str(error)[:400])]
        except Exception as error:
            words = "".join(traceback.format_exception_only(error)).strip()
            return [
                *_of_request(seen, unread),
                ("script", f"{words[:400]}\n{text[-900:]}"),
            ]
        finally:
            setattr(package, api.name, real)
        return _of_request(seen, unread)
    return [("script", "no call is allowed by the rules")]


def _of_request(seen: Seen, unread: bool) -> list[tuple[str, str]]:
    found = []
    of_values = {
        tuple(each["location"]) for each in seen.violations if each["code"] in _VALUES
    }
    for each in seen.violations:
        if each["location"][0] != "request":
            continue
        kind = _kind_of(each, unread)
        if each["code"] in ("anyOf", "oneOf") and tuple(each["location"]) in of_values:
            kind = "value"
        found.append((kind, json.dumps(each)[:400]))
    return found


def _kind_of(violation: dict[str, Any], unread: bool) -> str:
    if unread and re.search("must be (object|array)$", violation["message"]):
        return "prism"
    return "value" if violation.get("code") in _VALUES else "request"


def _refused(seen: Seen, unread: bool) -> list[tuple[str, str]]:
    """What an error says, where it is not one that a document gives as its only answer."""
    if "stoplight.io/prism" in seen.body:
        words = json.loads(seen.body) if seen.body.endswith("}") else {}
        told = words.get("validation", [])
        if told:
            return [(_kind_of(v, unread), json.dumps(v)[:400]) for v in told]
        return [("prism", f"{seen.status} {seen.body}")]
    if seen.status == 404:
        return []  # an example's key is of nothing that is there
    return [("request", f"{seen.status} {seen.body}")]


def _options(api: Any, kind: Any, url: str, token: str) -> dict[str, Any]:
    """What a client is given: an example of each thing that it needs."""
    from clientgen.targets.samples.values import values_of
    from clientgen.targets.surface.caller import client_arguments, once_parameters

    known = inspect.signature(kind.__init__).parameters
    options: dict[str, Any] = {"base_url": url, "allow_http": True}
    values = _VALUES_OF.get(id(api)) or values_of(api)
    once = {p.once.argument: values.of(p) for p in once_parameters(api) if p.once}
    for each in client_arguments(api):
        options[each.name] = once.get(each.key, token or "x1234567")
    if "token" in known or "token" in once:
        options["token"] = token or "x1234567"
    if named := {each.name: url for each in api.servers if each.name}:
        options["base_urls"] = named
    return options


@contextmanager
def prism(judges: Path, document: Path, log: Path, *more: str) -> Iterator[str]:
    """Prism mocks a document; give its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = judges / ".bin/prism"
    words = [
        os.fspath(program),
        "mock",
        os.fspath(document),
        "--port",
        str(port),
        *more,
    ]
    environment = {**os.environ, "NO_COLOR": "1"}
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output, env=environment)
    try:
        end = time.monotonic() + 300
        while "Prism is listening" not in log.read_text("utf-8"):
            if process.poll() is not None or time.monotonic() > end:
                raise PrismError(log.read_text("utf-8")[-400:])
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row that sums up."""
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        for judge, counts in row["judges"].items():
            counted.setdefault(judge, Counter()).update(counts)
    grave = [f for row in rows for f in row["faults"] if f["kind"] in GRAVE]
    return {
        "document": "all",
        "documents": len(rows),
        "operations": sum(row["operations"] for row in rows),
        "judges": {judge: dict(counts) for judge, counts in counted.items()},
        "grave": len(grave),
    }


_KINDS = ("request", "value", "answer", "example", "prism", "script")
HEAD = f"{'document':24} {'judge':8} {'clean':>9} " + " ".join(
    f"{k:>7}" for k in _KINDS
)


def line(row: dict[str, Any]) -> str:
    """The rows of a document in the table, and its faults."""
    texts = []
    for judge, counts in row["judges"].items():
        clean = f"{counts.get('clean', 0)}/{row['operations']}"
        texts.append(
            f"{row['document'][:24]:24} {judge:8} {clean:>9} "
            + " ".join(f"{counts.get(k, 0):>7}" for k in _KINDS)
        )
    for fault in row["faults"]:
        where = f"{fault.get('judge', '')} {fault.get('operation', '')}"
        texts.append(f"    {fault['kind']} {where}: {fault['what'][:300]}")
    return "\n".join(texts)


def in_words(whole: dict[str, Any]) -> str:
    """The sum, for people."""
    parts = [
        f"{judge}: {counts.get('clean', 0)} of {whole['operations']} without a fault"
        for judge, counts in whole["judges"].items()
    ]
    return f"{whole['documents']} documents; {'; '.join(parts)}; {whole['grave']} grave"


if __name__ == "__main__":
    sys.exit(main())

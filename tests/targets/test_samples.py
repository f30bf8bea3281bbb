"""Samples do what they say: run against a server on loopback, they send their request."""

from __future__ import annotations

import ast
import dataclasses
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from httpserver import Server, serve
from hypothesis import given
from hypothesis import strategies as st
from sample_runs import (
    FILE,
    SHOP,
    Case,
    answers,
    arrived_in_turn,
    cases_of,
    check,
    content_at,
    environment,
    hostile_api,
    hostile_texts,
    learn_lists,
)
from selection import mostly_slow
from specs import known_api
from standin import take

from clientgen.model.api import Api, Body, Field, Operation
from clientgen.model.rules import Any, Equals, If, Present, Rule
from clientgen.model.types import Enum, Key, ListOf, Ref, Scalar
from clientgen.targets import render
from clientgen.targets.samples.calls import call_of
from clientgen.targets.samples.keys import look_among, numbered
from clientgen.targets.samples.layout import Notation, tree_lines
from clientgen.targets.samples.lines import Line, text_of
from clientgen.targets.samples.request import atoms_on, request_of, tree_of
from clientgen.targets.samples.values import values_of
from clientgen.targets.samples.writers import samples
from clientgen.targets.sinks import SinkError, emit, java, javascript, shell, swift
from clientgen.targets.sinks.quoting import json_leaf

ROOT = Path(__file__).parents[2]

# Scripts run one after the other in one process: to start one for each takes minutes.
RUNNER = """
import contextlib, io, json, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
folder, url, package = sys.argv[1:]
sys.path.insert(0, folder)
import importlib
made = importlib.import_module(package)
for name in dir(made):
    kind = getattr(made, name)
    if isinstance(kind, type) and hasattr(kind, "with_options"):
        start = kind.__init__
        def init(self, *a, start=start, **k):
            start(self, *a, base_url=url, verify=False, **k)
        kind.__init__ = init
for name, text in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, name, "exec"), {"__name__": "__main__"})
    print(json.dumps([name, printed.getvalue()]), flush=True)
"""


@pytest.fixture(scope="module")
def makini() -> Api:
    return known_api("spec/makini")


@pytest.fixture(scope="module")
def folder(makini: Api, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both clients, as written, and the file that samples send."""
    folder = tmp_path_factory.mktemp("clients")
    files = chain.from_iterable(
        found for api in (makini, SHOP) for _, found in render(api, ["python"])
    )
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    (folder / "example.pdf").write_bytes(FILE)
    return folder


@pytest.fixture
def server(makini: Api) -> Iterator[Server]:
    learn_lists(makini)
    learn_lists(SHOP)
    with serve(answers) as server:
        yield server


def run_python(folder: Path, package: str, cases: list[Case], url: str) -> None:
    import json

    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(folder / "python"), url, package],
        input=json.dumps([(case.name, case.text) for case in cases]),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("slug", ["python", "python-async"])
@pytest.mark.parametrize("name", mostly_slow(["makini", "shop"], ["shop"]))
def test_python_sends_the_request(
    name: str, slug: str, makini: Api, folder: Path, server: Server
) -> None:
    api = makini if name == "makini" else SHOP
    cases = cases_of(api, slug, allowed=True)
    assert len(cases) > (200 if name == "makini" else 14)
    run_python(folder, api.package, cases, server.url)
    for case, request in arrived_in_turn(cases, take(server)):
        check(case, request)


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
@pytest.mark.parametrize("name", mostly_slow(["makini", "shop"], ["shop"]))
def test_curl_sends_the_request(
    name: str, makini: Api, folder: Path, server: Server
) -> None:
    api = content_at(makini if name == "makini" else SHOP, server.url)
    cases = cases_of(api, "shell")
    run_shell(folder, cases)
    for case, request in arrived_in_turn(cases, take(server)):
        check(case, request)


def run_shell(folder: Path, cases: list[Case]) -> None:
    """All commands in one shell; each must end well."""
    script = "set -e\n" + "\n".join(
        case.text.replace("curl ", "curl -sS --fail ", 1) + " >>printed"
        for case in cases
    )
    done = subprocess.run(
        ["sh"],
        input=script.encode("utf-8"),
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_every_operation_has_every_language(makini: Api) -> None:
    values = values_of(makini)
    operations = 0
    for resource in makini.resources:
        for operation in resource.operations:
            found = samples(makini, resource, operation, values)
            names = [sample.name for sample in found]
            assert names == [
                "Python",
                "Python (async)",
                "Shell",
                "JavaScript",
                "Java",
                "Swift",
            ]
            for sample in found:
                text = text_of(sample.lines, sample.on)
                assert "  \n" not in text
            operations += 1
    assert operations == 166


def test_no_key_is_missing_and_none_is_read_only(makini: Api) -> None:
    for api in (makini, SHOP):
        values = values_of(api)
        for resource in api.resources:
            for operation in resource.operations:
                body = operation.body
                if body is None:
                    continue
                content = request_of(
                    api, operation, call_of(operation, values, {}), values
                ).content
                assert content is not None
                sendable = {field.name for field in body.fields if not field.read_only}
                assert {entry.name for entry in content.entries} == sendable
                for sample in samples(api, resource, operation, values):
                    atoms = {atom for line in sample.lines for atom in line.needs}
                    assert sendable <= atoms or body.kind == "any"


# Atoms: literals, and what stands inside of arrays.

LINE = dataclasses.replace(
    next(schema for schema in SHOP.schemas if schema.name == "Line"),
    fields=(
        Field("productKey", Key(), nullable=False),
        Field("quantity", Scalar("integer")),
        Field("kind", Enum(("part", "service"))),
        Field("parts", ListOf(Ref("Line"))),
    ),
)
PICKY = Operation(
    "picky",
    "POST",
    "/picky",
    SHOP.resources[0].operations[2].answer,
    body=Body(
        "object",
        (
            Field("oldName", Scalar("string"), deprecated=True),
            Field("kind", Enum(("bill", "other"))),
            Field("urgent", Scalar("boolean")),
            Field("number", Scalar("integer")),
            Field("lineItems", ListOf(Ref("Line"))),
            Field("createdAt", Scalar("datetime"), read_only=True),
            Field("dueAt", Scalar("datetime")),
        ),
    ),
    rules=(
        Rule(
            "kind",
            If(
                Equals("kind", "bill"),
                Present("number"),
                Present("lineItems.*.productKey"),
            ),
        ),
        Rule("urgent", If(Equals("urgent", True), Present("dueAt"))),
        Rule(
            "deep",
            If(
                Present("lineItems.*.parts.*.productKey"),
                Present("number"),
                Any((Present("kind"), Present("number"))),
            ),
        ),
        Rule("line", If(Equals("lineItems.*.kind", "part"), Present("kind"))),
    ),
)
PICKY_SHOP = dataclasses.replace(
    SHOP,
    schemas=(*(s for s in SHOP.schemas if s.name != "Line"), LINE),
    resources=(dataclasses.replace(SHOP.resources[0], operations=(PICKY,)),),
)


def picky(slug: str, *on: str) -> str:
    values = values_of(PICKY_SHOP)
    found = samples(PICKY_SHOP, PICKY_SHOP.resources[0], PICKY, values)
    (lines,) = [sample.lines for sample in found if sample.slug == slug]
    return text_of(lines, on)


def sent(*on: str) -> object:
    """The body of the curl sample."""
    import json

    return json.loads(picky("shell", *on).partition("--data-raw '")[2][:-1])


def test_a_key_with_a_literal_has_two_values() -> None:
    assert sent("kind") == {"kind": "other"}
    assert sent("kind", 'kind="bill"') == {"kind": "bill"}
    assert sent("urgent") == {"urgent": False}
    assert sent("urgent", "urgent=true") == {"urgent": True}


def test_what_rules_demand_inside_of_items_comes_and_goes() -> None:
    ordinary = {"quantity": 20}  # as answers have it
    path = "lineItems.*.productKey"
    assert sent("lineItems") == {"lineItems": [ordinary]} or sent("lineItems") == {
        "lineItems": [{}]
    }
    (item,) = dict(sent("lineItems", path))["lineItems"]  # type: ignore[call-overload]  # JSON
    assert "productKey" in item
    kind = ("lineItems", "lineItems.*.kind")
    assert dict(sent(*kind))["lineItems"][0]["kind"] == "service"  # type: ignore[call-overload]  # JSON
    part = 'lineItems.*.kind="part"'
    assert dict(sent(*kind, part))["lineItems"][0]["kind"] == "part"  # type: ignore[call-overload]  # JSON
    deep = ("lineItems", "lineItems.*.parts", "lineItems.*.parts.*.productKey")
    found = dict(sent(*deep))["lineItems"][0]["parts"][0]  # type: ignore[call-overload]  # JSON
    assert "productKey" in found


def test_nothing_ticked_sends_an_empty_object() -> None:
    assert sent() == {}
    assert "--data-raw '{}'" in picky("shell")
    assert "JSON.stringify({})," in picky("javascript")
    assert "client.orders.picky()" in picky("python")
    assert "\n                {}\n" in picky("java")


def test_deprecated_keys_come_last_and_read_only_ones_never() -> None:
    everything = picky("shell", "oldName", "kind", "createdAt", "dueAt")
    assert everything.index("dueAt") < everything.index("oldName")
    assert "createdAt" not in everything


def test_an_import_is_there_when_it_is_needed() -> None:
    assert "datetime" not in picky("python", "kind")
    assert picky("python", "dueAt").startswith("import datetime as dt\n\nfrom shop")
    assert picky("python", "kind").startswith("from shop")


@pytest.mark.parametrize("slug", ["python", "python-async"])
def test_picky_samples_are_python_whatever_is_ticked(slug: str) -> None:
    values = values_of(PICKY_SHOP)
    found = samples(PICKY_SHOP, PICKY_SHOP.resources[0], PICKY, values)
    (lines,) = [sample.lines for sample in found if sample.slug == slug]
    atoms = sorted({atom for line in lines for atom in (*line.needs, *line.unless)})
    for chosen in [atoms[:n] for n in range(len(atoms) + 1)] + [[a] for a in atoms]:
        ast.parse(text_of(lines, chosen))


def test_the_default_is_the_example(makini: Api) -> None:
    for case in cases_of(makini, "javascript"):
        if case.is_default:
            assert case.on == atoms_on(case.operation, case.body)


def test_an_operation_that_no_body_meets_still_has_samples() -> None:
    never = (
        Rule("a", Present("kind")),
        Rule("b", If(Present("kind"), Any(()), Any(()))),
    )
    operation = dataclasses.replace(PICKY, rules=never)
    found = samples(SHOP, SHOP.resources[0], operation, values_of(SHOP))
    assert [sample.on for sample in found] == [()] * 6
    assert '"kind"' in text_of(found[2].lines, ["kind"])


# Lines.


def test_the_last_line_of_a_group_has_no_comma() -> None:
    lines = [
        Line(emit("f(")),
        Line(emit("  a,"), ("a",), comma=True, group="1"),
        Line(emit("  b,"), ("b",), comma=True, group="1"),
        Line(emit("  c,"), (), ("a",), comma=True, group="2"),
        Line(emit(")")),
    ]
    assert text_of(lines, ["a", "b"]) == "f(\n  a,\n  b\n)"
    assert text_of(lines, ["a"]) == "f(\n  a\n)"
    assert text_of(lines, ["b"]) == "f(\n  b\n  c\n)"
    assert text_of(lines[:3] + lines[4:], []) == "f()"


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_tree_as_lines_reads_back(value: object) -> None:
    import json

    notation = Notation(
        lambda leaf: json_leaf(leaf), lambda key: emit(f"{json_leaf(key)}: "), 2, False
    )
    lines = tree_lines(notation, tree_of(value))  # type: ignore[arg-type]  # JSON
    assert json.loads(text_of(lines, ())) == value


# Sinks.


@given(st.text())
def test_json_stays_one_line_of_ascii(text: str) -> None:
    import json

    found = json_leaf(text)
    assert json.loads(found) == text
    assert found.isascii()
    assert found.isprintable()
    assert not re.search(r"\{[{%#]|</|<!|<script", found, re.IGNORECASE)


TEXTS = st.text() | st.text(
    "\\\"'`$u{}%#()\n\r\0<>/!01457abfnrtxé\u2028\ud83d\U0001f4a5"
)


@given(TEXTS)
def test_a_java_string_reads_back(text: str) -> None:
    found = java.string(text)
    assert found.isascii()
    assert found.isprintable()
    assert read_java(found).encode("utf-16", "surrogatepass") == text.encode(
        "utf-16", "surrogatepass"
    )


def read_java(source: str) -> str:
    """What a compiler makes of a string (JLS 3.3, then 3.10.7)."""
    lexed = re.sub(
        r"(?<!\\)((?:\\\\)*)\\u+([0-9a-fA-F]{4})",
        lambda m: m[1] + chr(int(m[2], 16)),
        source,
    )
    while lexed != (
        again := re.sub(
            r"(?<!\\)((?:\\\\)*)\\u+([0-9a-fA-F]{4})",
            lambda m: m[1] + chr(int(m[2], 16)),
            lexed,
        )
    ):
        lexed = again
    inside = re.fullmatch(r'"((?:[^"\\\r\n]|\\.)*)"', lexed)
    assert inside, source
    named = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "s": " "}
    return re.sub(
        r"\\([0-3][0-7]{2}|[0-7]{1,2}|.)",
        lambda m: chr(int(m[1], 8)) if m[1][0] in "01234567" else named.get(m[1], m[1]),
        inside[1],
    )


@given(TEXTS)
def test_a_javascript_string_reads_back(text: str) -> None:
    found = javascript.string(text)
    inside = re.fullmatch(r'"((?:[^"\\\r\n\u2028\u2029]|\\.)*)"', found)
    assert inside, found
    assert not re.search(r"</|<!|<script|\{[{%#]", found, re.IGNORECASE)
    named = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
    back = re.sub(
        r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))",
        lambda m: chr(int(m[1] or m[2], 16)) if not m[3] else named.get(m[3], m[3]),
        inside[1],
    )
    assert back.encode("utf-16", "surrogatepass") == text.encode(
        "utf-16", "surrogatepass"
    )


@given(TEXTS)
def test_a_swift_string_reads_back(text: str) -> None:
    found = swift.string(text)
    inside = re.fullmatch(r'"((?:[^"\\\r\n]|\\.)*)"', found)
    assert inside, found
    assert not re.search(r"(?<!\\)(?:\\\\)*\\\(", found)
    named = {"t": "\t", "n": "\n", "r": "\r"}
    back = re.sub(
        r"\\(?:u\{([0-9a-f]+)\}|(.))",
        lambda m: chr(int(m[1], 16)) if m[1] else named.get(m[2], m[2]),
        inside[1],
    )
    assert back == re.sub("[\ud800-\udfff]", "\ufffd", text)


@given(TEXTS)
def test_lines_of_blocks_never_close_them(text: str) -> None:
    line = json_leaf([text, text, ""])
    for block in (java.block_line(line), swift.block_line(line)):
        assert '"""' not in block
        assert re.sub(r"\\(.)", r"\1", block) == line


def test_a_run_of_quotes_never_closes_a_block() -> None:
    for length in range(12):
        assert '"""' not in re.sub(r"\\.", "", java.block_line('"' * length))


def test_what_is_no_text_of_a_language_is_refused() -> None:
    for call in (
        lambda: shell.word("a\0b"),
        lambda: shell.variable("A B"),
        lambda: shell.variable("$(id)"),
        lambda: java.block_line("a\nb"),
        lambda: swift.block_line("é"),
        lambda: shell.quoted_line("a\nb"),
        lambda: json_leaf(float("nan")),
        lambda: javascript.scalar(float("inf")),
    ):
        with pytest.raises(SinkError):
            call()


def test_a_prototype_is_a_key_like_others() -> None:
    assert javascript.key("__proto__") == '["__proto__"]'
    assert javascript.key("a-b") == '"a-b"'
    assert javascript.key("ab") == "ab"


@pytest.mark.skipif(not shutil.which("sh"), reason="there is no shell here")
def test_shell_words_read_back(tmp_path: Path) -> None:
    """All hostile texts as words of one command."""
    texts = [text for text in hostile_texts().values() if "\0" not in text]
    texts += ["", "-n", "\n", "a\n", "\t"]
    words = " ".join(shell.word(text) for text in texts)
    done = subprocess.run(
        ["sh", "-c", f"printf '%s\\0' {words}"],
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    back = [part.decode("utf-8") for part in done.stdout.split(b"\0")[:-1]]
    assert back == [re.sub("[\ud800-\udfff]", "?", text) for text in texts]
    assert not list(tmp_path.iterdir())


# Hostile texts at every place.


@pytest.mark.slow
def test_hostile_samples_are_python_and_only_call() -> None:
    for payload in hostile_texts().values():
        api = hostile_api(payload)
        for slug in ("python", "python-async"):
            for case in cases_of(api, slug):
                calls = {
                    ast.unparse(node.func)
                    for node in ast.walk(ast.parse(case.text))
                    if isinstance(node, ast.Call)
                }
                assert all(PYTHON_CALLS.fullmatch(call) for call in calls), calls


PYTHON_CALLS = re.compile(
    r"print|len|Path|main|asyncio\.run|dt\.(date|datetime)|(Async)?Shop|client(\.\w+){2}"
)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_hostile_shell_samples_run_curl_and_nothing_else(tmp_path: Path) -> None:
    """A curl of our own writes down what it is given; no other program is in the path."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    log, work = tmp_path / "log", tmp_path / "work"
    work.mkdir()
    (bin_ / "curl").write_text(f'#!/bin/sh\nprintf "%s\\n" $# >> {log}\n', "utf-8")
    (bin_ / "curl").chmod(0o755)
    script, expected = [], 0
    for payload in hostile_texts().values():
        for case in cases_of(hostile_api(payload), "shell"):
            script.append(case.text)
            expected += 1
    whole = "set -e\n" + "\n".join(script)
    for program in ("bash", "sh"):
        checked = subprocess.run(
            [program, "-n"], input=whole.encode(), capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stderr
    done = subprocess.run(
        [shutil.which("bash") or "bash"],
        input=whole.encode(),
        cwd=work,
        env={"PATH": str(bin_), "SHOP_KEY": "secret", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(log.read_text("utf-8").splitlines()) == expected
    assert not list(work.iterdir())


def test_keys_say_what_kind_of_thing_they_name() -> None:
    key = numbered("cus_A1b2C3d4E5")
    made = [key(number) for number in range(100)]
    assert len(set(made)) == 100
    assert all(re.fullmatch("cus_[A-Z][0-9][a-z].{7}", each) for each in made)
    other = look_among(["cus_A1b2C3d4E5"]).key(17)
    assert re.fullmatch("[A-Z][0-9][a-z].{7}", other), "it is no customer"

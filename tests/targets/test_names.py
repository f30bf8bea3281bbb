"""One name, one owner: whatever things are called, a package works or is refused."""

from __future__ import annotations

import ast
import builtins
import json
import keyword
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from runtime.options import AsyncClientOptions, ClientOptions
from selection import mostly_slow

from clientgen.pipeline import Settings, generate
from clientgen.reading.findings import SpecError
from clientgen.targets.surface import exports, names

TESTS = Path(__file__).parents[1]
GRAMMAR = Path(__file__).parents[2] / "generator/clientgen/reading/grammar"
CONSUMER = Path(__file__).with_name("names_consumer.py")
LINE = "# yaml-language-server: $schema={}grammar/{}.schema.json\n"

Spec = Mapping[str, Any]


def spec(
    resources: Mapping[str, Spec] | None = None,
    schemas: Spec | None = None,
    **main: Any,
) -> dict[str, Spec]:
    """The files of a small spec."""
    resources = resources or {"order": resource("Order")}
    files: dict[str, Spec] = {
        "api": {
            "api": "Shop",
            "package": "shop",
            "version": "1",
            "package_version": "1.0",
            "title": "Shop",
            "servers": [{"url": "https://api.example.com"}],
            "auth": {"bearer": {"env": "SHOP_TOKEN"}},
            "paging": {"style": "link", "items": "data", "next": "next"},
            "parameters": {"key": {"in": "path", "type": "key"}},
            "resources": list(resources),
            **main,
        }
    }
    for stem, content in resources.items():
        files[f"resources/{stem}"] = content
    if schemas:
        files["schemas/shared"] = {
            "schemas": {n: {"fields": fields} for n, fields in schemas.items()}
        }
    return files


def resource(
    name: str, fields: Spec | None = None, operations: Spec | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "resource": name,
        "summary": "A thing.",
        "path": f"/{name}",
        "fields": {"key": "key"} if fields is None else fields,
        "operations": {"list": {"path": "/list"}, "get": None, **(operations or {})},
        **more,
    }


def write(files: Mapping[str, Spec], folder: Path) -> Path:
    for name in ("schemas", "resources"):
        (folder / "spec" / name).mkdir(parents=True)
    (folder / "grammar").symlink_to(GRAMMAR)
    for name, content in files.items():
        kind = {"api": "api", "schemas/shared": "schemas"}.get(name, "resource")
        up = "../" * (1 + name.count("/"))
        text = LINE.format(up, kind) + json.dumps(content, indent=1) + "\n"
        (folder / f"spec/{name}.yaml").write_text(text)
    return folder / "spec"


def made(files: Mapping[str, Spec], folder: Path) -> Path:
    """Generate; answers the folder of the distribution."""
    made_from = Settings(
        write(files, folder), folder / "out", ("python", "docs", "openapi")
    )
    generate(made_from, lambda what: None)
    return folder / "out/python"


def used(files: Mapping[str, Spec], folder: Path) -> int:
    """Generate and use the package; answers how many models were read."""
    schemas = files.get("schemas/shared", {}).get("schemas", {})
    values = {
        wire: {} if type_ in list(schemas) else "x"
        for content in files.values()
        for wire, type_ in content.get("fields", {}).items()
    }
    main = files["api"]
    arguments = [made(files, folder), main["package"], main["api"], json.dumps(values)]
    ran = subprocess.run(
        [sys.executable, CONSUMER, *map(str, arguments)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def check_types(folder: Path) -> None:
    for command in (
        ["mypy", "--strict"],
        ["pyright", "--pythonpath", sys.executable],
    ):
        ran = subprocess.run(
            [sys.executable, "-m", *command, "."],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def share_runtime(client: Path) -> None:
    """Let a package use the runtime of the first, so that it is checked once.

    The first gets the parts that others need and it does not.
    """
    shutil.copytree(
        client / "runtime", client.with_name("client_0") / "runtime", dirs_exist_ok=True
    )
    shutil.rmtree(client / "runtime")
    for module in client.rglob("*.py"):
        text = re.sub(r"from \.+runtime\b", "from client_0.runtime", module.read_text())
        module.write_text(text)


def refused(files: Mapping[str, Spec], folder: Path) -> list[str]:
    with pytest.raises(SpecError) as caught:
        made(files, folder)
    assert not (folder / "out").exists()
    return [str(finding) for finding in caught.value.findings]


ENUM = {"enum": ["open", "done"]}
ITEMS = {"body": {"a": "string"}, "body_kind": "array", "answer": "object"}
WORKING = {
    "name-1": spec(
        {"order": resource("Order", {"status": ENUM, "last": "OrderStatus"})},
        {"OrderStatus": {"a": "string"}},
    ),
    "name-2": spec(
        {
            "order": resource(
                "Order",
                operations={
                    "find": {
                        "method": "GET",
                        "path": "/list",
                        "parameters": [{"page": "integer"}],
                        "answer": ["Order"],
                    },
                    "list": {"path": "/x/list", "body": {"page": "string"}},
                },
            )
        }
    ),
    "name-5": spec({"job": resource("Job"), "async_job": resource("AsyncJob")}),
    "name-6": spec({"order": resource("Order")}, {"Orders": {}, "OrdersResource": {}}),
    "name-9": spec({"order": resource("Order")}, {"Aux": {"a": "string"}}),
    "aliases of one spelling": spec(
        {
            "order": resource("Order", {"item_status": ENUM, "line": "OrderItem"}),
            "a1": resource("A1", {"a_1": ENUM, "a1": ENUM}),
        },
        {"OrderItem": {"status": ENUM, "order": "Order"}},
    ),
    "items of one spelling": spec(
        {
            "order": resource(
                "Order",
                operations={
                    "a1": {"method": "POST", "path": "/a1", **ITEMS},
                    "a_1": {"method": "POST", "path": "/a_1", **ITEMS},
                },
            )
        },
        {"OrderA1ItemBody": {}},
    ),
    "classes of one spelling": spec(
        {
            "a": resource("Abc", attribute="a_1"),
            "b": resource("Bcd", attribute="a1"),
        }
    ),
    "a client's class body": spec(
        {
            "a": resource("Abc", attribute="cached_property"),
            "b": resource("Bcd", attribute="str"),
            "c": resource("Cde", attribute="aux"),
            "d": resource("Def", attribute="with_options"),
        }
    ),
    "a schema that a package raises": spec(
        {"order": resource("Order")}, {"AttributeError": {}, "Model": {}, "None": {}}
    ),
    "lists in a mapping beside a method list": spec(
        {
            "order": resource(
                "Order",
                operations={
                    "by_key": {
                        "method": "GET",
                        "path": "/by",
                        "answer": {"string": ["Order"]},
                    }
                },
            )
        }
    ),
    "schemas that are called as what answers and terms are made of": spec(
        {
            "order": resource(
                "Order",
                {"key": "key", "status": ENUM, "alias": "TypeAlias"},
                operations={
                    "watch": {
                        "method": "GET",
                        "path": "/watch",
                        "parameters": ["tenant"],
                        "answer": {"events": "Stream"},
                    },
                    "follow": {
                        "method": "POST",
                        "path": "/follow",
                        "body": {"a": "Once", "b": "Terms", "c": "AsyncStream"},
                        "answer": {"lines": "AsyncStream"},
                    },
                    "once": {"method": "GET", "path": "/once", "answer": "Once"},
                    "terms": {"method": "GET", "path": "/terms", "answer": "Terms"},
                },
            )
        },
        {
            name: {"status": ENUM, "next": name}
            for name in ("AsyncStream", "Once", "Stream", "Terms", "TypeAlias")
        },
        parameters={
            "key": {"in": "path", "type": "key"},
            "tenant": {"in": "header", "name": "X-Tenant", "type": "key", "once": True},
        },
    ),
    "match": spec(
        {
            "order": resource(
                "Order",
                operations={
                    "find": {
                        "method": "POST",
                        "path": "/find",
                        "parameters": [{"filter": {"role": "filter", "type": "any"}}],
                        "body": {"match": "string"},
                        "answer": "object",
                    }
                },
            )
        },
        filtering={
            "parameter": "filter",
            "match": {"parameter": "filterMatch", "values": ["all", "any"]},
        },
    ),
}


@pytest.mark.parametrize("name", mostly_slow(WORKING, list(WORKING)[::3]))
def test_what_makes_way(name: str, tmp_path: Path) -> None:
    if "by_key" in json.dumps(WORKING[name]) or "answer" in json.dumps(WORKING[name]):
        made(WORKING[name], tmp_path)
    else:
        assert used(WORKING[name], tmp_path)


def test_pages_call_items_as_the_client_does(tmp_path: Path) -> None:
    out = made(WORKING["items of one spelling"], tmp_path).parent
    client = (out / "python/shop/resources/orders.py").read_text()
    page = (out / "docs/resources/order.md").read_text()
    items = re.compile(r"Sequence\[(\w+) \| Mapping")
    assert items.findall(page) == ["OrderA1Item", "OrderA1ItemBody"]
    assert set(items.findall(client)) == {*items.findall(page)}


REFUSED = [
    ("api", 3, {"api": "Client"}, "class 'AsyncClient'", {"api": "ClientApi"}),
    ("api", 3, {"api": "NotFound"}, "'NotFound'", {"api": "NotFoundApi"}),
    ("api", 3, {"api": "Token"}, "Token'", {"api": "TokenApi"}),
    ("api", 3, {"api": "Streams"}, "Streams'", {"api": "StreamsApi"}),
    ("api", 4, {"package": "msgspec"}, "needs", {"package": "msgspec_client"}),
    ("api", 4, {"package": "json"}, "standard", {"package": "json_client"}),
    ("api", 4, {"package": "anyio"}, "needs", {"package": "anyio_client"}),
    ("api", 4, {"package": "aux"}, "Windows", {"package": "aux_client"}),
]


@pytest.mark.parametrize(("file", "line", "wrong", "says", "advised"), REFUSED)
def test_what_is_refused(
    file: str, line: int, wrong: Spec, says: str, advised: Spec, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (found,) = refused(spec(**wrong), tmp_path / "a")
    assert f"spec/{file}.yaml:{line}:2: error[name-collision]" in found
    assert says in found
    assert found.endswith(f"such as {next(iter(advised.values()))}")
    assert used(spec(**advised), tmp_path / "b")


@pytest.mark.parametrize("name", sorted(names.OPTIONS))
def test_no_context_is_an_option(name: str, tmp_path: Path) -> None:
    contexts = {name: {"values": ["A"]}}
    (found,) = refused(spec(contexts=contexts), tmp_path)
    assert f"'{name}' is an option of every client already" in found


def test_an_advised_context(tmp_path: Path) -> None:
    assert used(spec(contexts={"declared_base_url": {"values": ["A"]}}), tmp_path)


@pytest.mark.parametrize("wire", ['a"b', "a\\b", '"'])
def test_letters_that_models_refuse(wire: str, tmp_path: Path) -> None:
    fields = {"key": "key", wire: {"type": "string", "alias": "a_b"}}
    found = refused(spec({"order": resource("Order", fields)}), tmp_path)
    assert len(found) == 1
    assert "error[no-client-name]" in found[0]
    assert "leave the field out" in found[0]


@pytest.mark.parametrize(
    "files",
    [
        spec({"aux": resource("Aux")}),
        spec(contexts={"con": {"values": ["A"]}}),
    ],
)
def test_pages_that_windows_refuses(files: Spec, tmp_path: Path) -> None:
    (found,) = refused(files, tmp_path)
    assert "cannot be stored on Windows" in found


def test_the_options_are_known() -> None:
    known = {*ClientOptions.__annotations__, *AsyncClientOptions.__annotations__}
    assert known == names.OPTIONS


@pytest.mark.parametrize(
    ("modules", "known"),
    [
        ("models", {*names.IMPORTED_CLASSES, "Model"}),  # which makes way itself
        ("resources", names.IMPORTED_CLASSES),
        ("client.py", names.IMPORTED_BY_CLIENTS | names.IMPORTED_CLASSES),
    ],
)
def test_what_modules_import_is_kept_free(
    modules: str, known: frozenset[str], packages: list[Path]
) -> None:
    imported = {
        alias.asname or alias.name
        for package in packages
        for module in [package / modules, *(package / modules).glob("*.py")]
        if module.is_file()
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ImportFrom)
        and (node.level == 0 or "runtime" in (node.module or ""))
        for alias in node.names
    }
    assert {name for name in imported if name[0].isupper()} <= known


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The packages of this repository's specs, which use what the language has."""
    found = []
    for path in [*TESTS.glob("*/spec/api.yaml"), *TESTS.glob("apis/*/spec/api.yaml")]:
        out = tmp_path_factory.mktemp(path.parents[1].name)
        generate(Settings(path.parent, out, ("python",)), lambda _: None)
        (client,) = (out / "python").glob("*/client.py")
        found.append(client.parent)
    assert len(found) > 8
    return found


_CLASSES = sorted(
    {
        *(n for n in dir(builtins) if n[0].isupper() and n.isalnum()),
        *(n for n in names.IMPORTED_CLASSES | names.IMPORTED_BY_CLIENTS if n.isalnum()),
        *(n for group in exports.EXPORTS.values() for n in group if n[0].isupper()),
        *[
            "Job",
            "AsyncJob",
            "Jobs",
            "AsyncJobs",
            "JobsResource",
            "JobStatus",
            "Aux",
            "Con",
            "Nul",
            "Com1",
            "Model",
        ],
        *[
            "Shop",
            "AsyncShop",
            "Models",
            "List",
            "Dict",
            "Optional",
            "Self",
            "Final",
            "Literal",
            "A",
            "A1",
            "Client",
        ],
    }
)
_SNAKES = sorted(
    {
        *(n.lower() for n in keyword.kwlist + keyword.softkwlist if n.isalnum()),
        *(n for n in dir(builtins) if n.isalpha() and n.islower()),
        *names.CLIENT_NAMES,
        *names.MODEL_NAMES,
        *names.OPTIONS,
        *[
            "aux",
            "con",
            "nul",
            "com1",
            "dt",
            "typing",
            "httpx2",
            "msgspec",
            "runtime",
            "models",
            "resources",
            "api",
        ],
        *[
            "client",
            "rules",
            "match",
            "items",
            "body",
            "page",
            "options",
            "self",
            "token",
            "a1",
            "a_1",
            "cls",
            "key",
        ],
        *[
            "cached_property",
            "overload",
            "builtins",
            "functools",
            "annotations",
            "unset",
        ],
    }
)
_WIRES = sorted(
    {
        *_SNAKES,
        *_CLASSES,
        'a"b',
        "a'b",
        "a\\b",
        "__x",
        "__class__",
        "_x",
        "é",
        "a b",
        "2x",
    }
)
_NAMED = st.sampled_from(_CLASSES)
_TYPES = st.sampled_from(
    ["string", "date", "datetime", "number", ["string"], ENUM, "any"]
)
_FIELDS = st.dictionaries(st.sampled_from(_WIRES), _TYPES, max_size=6)
_OPERATIONS = st.lists(st.sampled_from(_SNAKES), max_size=4, unique=True)


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Spec]:
    resources: dict[str, Spec] = {}
    for number, name in enumerate(
        draw(st.lists(_NAMED, min_size=1, max_size=3, unique=True))
    ):
        operations = {}
        for operation in draw(_OPERATIONS):
            body = draw(
                st.dictionaries(st.sampled_from(_WIRES), _TYPES, min_size=1, max_size=4)
            )
            operations[operation] = {
                "method": "POST",
                "path": f"/{{key}}/{operation}",
                "body": body,
                "body_kind": draw(st.sampled_from(["object", "array", "form"])),
                "answer": name,
            }
        more = draw(
            st.sampled_from([{}, {"attribute": draw(st.sampled_from(_SNAKES))}])
        )
        resources[f"file{number}"] = resource(name, draw(_FIELDS), operations, **more)
    shared = draw(st.dictionaries(_NAMED, _FIELDS, max_size=3))
    return spec(resources, shared, api=draw(_NAMED), package="nasty")


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    # Each example takes a second: looking for a smaller one would take minutes.
    phases=[phase for phase in Phase if phase is not Phase.shrink],
)
@given(specs())
def test_any_names(files: dict[str, Spec]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            made(files, Path(folder))
        except SpecError:
            return
    # Answers hold what the first resource has; the others keep it as undocumented keys.
    with tempfile.TemporaryDirectory() as folder:
        used(files, Path(folder))


@pytest.mark.slow
def test_type_checkers_agree(tmp_path: Path) -> None:
    together = tmp_path / "together"
    together.mkdir()

    def take(files: Mapping[str, Spec]) -> None:
        number = len(list(together.iterdir()))
        with tempfile.TemporaryDirectory() as folder:
            try:
                distribution = made(files, Path(folder))
            except SpecError:
                return
            package = files["api"]["package"]
            client = together / f"client_{number}"
            shutil.move(distribution / package, client)
            if number:
                share_runtime(client)

    for files in WORKING.values():
        take(files)

    @settings(max_examples=6, deadline=None, database=None, derandomize=True)
    @given(specs())
    def drawn(files: dict[str, Spec]) -> None:
        take(files)

    drawn()
    assert len(list(together.iterdir())) > len(WORKING)
    check_types(together)

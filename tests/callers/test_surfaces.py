"""What pages, the OpenAPI document, samples, type checkers and the sandbox make of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from calling import EVERY
from document_reading import without_facts
from openapi_spec_validator import validate

from clientgen.model.api import Api
from clientgen.sandbox.testing import LocalSandbox
from clientgen.targets.samples.lines import text_of
from clientgen.targets.samples.values import values_of
from clientgen.targets.samples.writers import samples
from clientgen.targets.site import TARGET as SITE
from clientgen.targets.templates import load_templates

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def made(harbour: ModuleType) -> Path:
    return Path(str(harbour.__file__)).parents[2]


@pytest.fixture(scope="module")
def document(made: Path) -> Any:
    return json.loads((made / "openapi/harbour.json").read_text("utf-8"))


def sample(api: Api, place: str) -> dict[str, str]:
    """The samples of an operation, by language."""
    home, _, name = place.partition(".")
    (resource,) = [r for r in api.resources if r.name == home]
    (operation,) = [o for o in resource.operations if o.name == name]
    found = samples(api, resource, operation, values_of(api))
    return {each.name: text_of(each.lines, each.on) for each in found}


@pytest.mark.slow
def test_type_checkers_find_nothing(made: Path) -> None:
    folder = made / "python"
    (folder / "consumer.py").write_text((HERE / "consumer.py").read_text("utf-8"))
    for command in (
        ["mypy", "--strict", "harbour", "consumer.py"],
        ["pyright", "--pythonpath", sys.executable, "harbour", "consumer.py"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_document_is_valid(document: Any) -> None:
    validate(document)


def test_the_document_tells_who_calls(document: Any) -> None:
    schemes = document["components"]["securitySchemes"]
    assert {name: each["type"] for name, each in schemes.items()} == {
        "bearer": "http",
        "client_id": "apiKey",
        "trace_key": "apiKey",
        "session": "apiKey",
        "bot": "apiKey",
        "clerk": "http",
        "admin": "http",
        "tally": "http",
    }
    assert schemes["clerk"]["scheme"] == "basic"
    assert schemes["tally"]["scheme"] == "basic"
    assert "the password is empty" in schemes["tally"]["description"]
    assert "begins with `Bot `" in schemes["bot"]["description"]
    usual = ["bearer", "client_id", "trace_key", "session"]
    assert document["security"] == [{name: [] for name in usual}]
    paths = document["paths"]
    assert "security" not in paths["/ships"]["get"]
    scopes = ["ships:write", "berths:write"]
    assert paths["/ships"]["post"]["security"] == [dict.fromkeys(usual, scopes)]
    of_get = [{"bot": ["ships:read"]}, {"clerk": ["ships:read"]}]
    assert paths["/ships/{id}"]["get"]["security"] == of_get
    assert paths["/ships/status"]["get"]["security"] == []


def test_pages_tell_who_calls(made: Path, harbour_api: Api) -> None:
    readme = (made / "docs/README.md").read_text("utf-8")
    assert "| `clerk` | the header `Authorization: Basic" in readme
    assert "`clerk_name`, `clerk_password`" in readme
    assert "Basic <key and an empty password>" in readme
    ship = (made / "docs/resources/ship.md").read_text("utf-8")
    assert "Who calls is said by `bot` or else `clerk`. Scopes: `ships:read`." in ship
    assert "No credential is sent." in ship
    files = SITE.files(harbour_api, load_templates())
    site = {file.path.removeprefix("site/"): file.text for file in files}
    page = site["api/ship/get.html"]
    assert "the header <code>Authorization: Bot &lt;key&gt;</code>, or else" in page
    assert "Scopes: <code>ships:read</code>." in page
    assert 'class="auth"' not in site["api/ship/status.html"]
    assert "HARBOUR_CLERK_PASSWORD" in site["guides/authentication.html"]


def test_docstrings_tell_who_calls(harbour: ModuleType) -> None:
    with harbour.Harbour() as client:
        assert "Scopes: ``ships:read``." in client.ships.get.__doc__
        assert "No credential is sent." in client.ships.status.__doc__
    assert "HARBOUR_SESSION is read" in " ".join(
        harbour.Harbour.__init__.__doc__.split()
    )


def test_samples_send_it_in_five_languages(harbour_api: Api) -> None:
    clerk, usual = sample(harbour_api, "Office.get"), sample(harbour_api, "Ship.list")
    for name, text in clerk.items():
        if "Python" not in name:
            assert "HARBOUR_CLERK_PASSWORD" in text, name
            assert "HARBOUR_TOKEN" not in text, name
    for name, text in usual.items():
        if "Python" not in name:
            for env in ("TOKEN", "CLIENT_ID", "TRACE_KEY", "SESSION"):
                assert f"HARBOUR_{env}" in text, name
    assert '-u "$HARBOUR_CLERK:$HARBOUR_CLERK_PASSWORD"' in clerk["Shell"]
    assert (
        '-H "Authorization: Bot $HARBOUR_BOT"'
        in sample(harbour_api, "Ship.get")["Shell"]
    )
    assert "HARBOUR" not in sample(harbour_api, "Ship.status")["Shell"]


def given(sandbox: LocalSandbox) -> dict[str, Any]:
    names = set(EVERY) - {"clerk_name", "admin", "tenant"}
    return dict.fromkeys(names, sandbox.token) | {"clerk_name": "zoe"}


def test_the_sandbox_lets_the_client_in(
    harbour: ModuleType, sandbox: LocalSandbox
) -> None:
    with harbour.Harbour(**given(sandbox), transport=sandbox.transport) as client:
        ship = next(iter(client.ships.list()))
        assert client.ships.get(ship.id) == ship
        assert client.ships.create(name="Argo").name == "Argo"
        office = sandbox.rows("Office")[0]["id"]
        assert client.offices.get(office).id == office
        assert client.offices.tally(office).id
        client.ships.status()


@pytest.mark.parametrize(
    ("path", "headers", "words"),
    [
        (
            "ships",
            {},
            "no Authorization: Bearer token and no API key (X-Client) and no",
        ),
        ("ships", {"Authorization": "Bearer {}"}, "no API key (X-Client)"),
        (
            "ships/x",
            {"Authorization": "Bearer {}"},
            "no API key (Authorization) was sent",
        ),
        ("ships/x", {"Authorization": "Bot wrong"}, "the token does not hold"),
        ("offices/x", {"Authorization": "Basic eDp5"}, "the token does not hold"),
        ("offices/x", {"Authorization": "Basic %%%"}, "the token does not hold"),
        ("offices/x/tally", {"Authorization": "Basic eDp5"}, "the token does not hold"),
        ("offices/x/tally", {}, "Basic key and an empty password"),
    ],
)
def test_the_sandbox_refuses_others(
    sandbox: LocalSandbox, path: str, headers: dict[str, str], words: str
) -> None:
    with httpx2.Client(transport=sandbox.transport) as client:
        made = {name: text.format(sandbox.token) for name, text in headers.items()}
        found = client.get(f"https://api.harbour.example/v3/{path}", headers=made)
    assert found.status_code == 401
    assert words in found.json()["error"]["message"]
    if path.startswith("offices"):
        assert found.headers["www-authenticate"].startswith("Basic")


def test_fields_reach_the_document(document: Any) -> None:
    listed = document["paths"]["/cargo"]["get"]["parameters"]
    found = {(p["in"], p["name"]): p for p in listed}
    assert found["header", "If-Modified-Since"]["schema"] == {
        "type": "string",
        "format": "http-date",
    }
    assert found["header", "X-Tags"]["schema"]["type"] == "array"
    assert found["header", "Harbour-Tenant"]["x-once"] == "tenant"
    assert found["header", "Harbour-Tenant"]["required"]
    assert found["cookie", "berth"]["required"]
    assert found["header", "harbour-version"]["schema"]["const"] == "2027"
    made = document["paths"]["/cargo"]["post"]["parameters"]
    assert "Request-Key" in [p["name"] for p in made]
    by = document["paths"]["/cargo/by/{clerk}"]["get"]["parameters"]
    styles = {p["name"]: p.get("style") for p in by}
    assert styles["marks"] == "pipeDelimited"
    assert styles["words"] == "spaceDelimited"
    assert styles["where"] == "deepObject"
    known = {p["name"]: p for p in by}
    assert known["marks"]["deprecated"]
    assert known["size"]["schema"]["default"] == 20


def test_fields_reach_pages_and_docstrings(made: Path, harbour: ModuleType) -> None:
    page = (made / "docs/resources/cargo.md").read_text("utf-8")
    tenant = "| `tenant` | `Harbour-Tenant` | header | string | yes | Whose ships. Without it:"
    assert tenant in page
    assert "the client's argument `tenant`, else the environment variable" in page
    assert "| `berth` | `berth` | cookie | string | yes | Where it lies. |" in page
    assert "Always sent: `Harbour-Preview: on`." in page
    assert "The client makes a key for `Request-Key`" in page
    assert "Default: `20`." in page
    assert "Deprecated." in page
    assert "Sent as <code>marks=a\\|b</code>." in page
    assert "Sent as `where[key]=value`." in page
    client = (made / "docs/client.md").read_text("utf-8")
    assert "carry a key of the client's making in `Request-Key`" in client
    assert "| `idempotency_key` | yes |  | a new one for each call" in client
    readme = (made / "docs/README.md").read_text("utf-8")
    assert "Always sent: `Harbour-Version: 2026-01-31`." in readme
    with harbour.Harbour() as client:
        words = " ".join(client.cargo.by_clerk.__doc__.split())
    assert "size: Default: 20." in words
    assert (
        "clerk: Without it: the client's ``clerk_name``, else HARBOUR_CLERK." in words
    )


def test_fields_reach_samples(harbour_api: Api) -> None:
    listed, made = sample(harbour_api, "Cargo.list"), sample(
        harbour_api, "Cargo.create"
    )
    by = sample(harbour_api, "Cargo.by_clerk")
    for name in ("Shell", "JavaScript", "Java", "Swift"):
        assert "HARBOUR_TENANT" in listed[name], name
        assert "Harbour-Preview" in listed[name], name
        assert "berth=" in listed[name], name
        assert "Request-Key" in made[name], name
        assert "Request-Key" not in listed[name], name
    assert "client.cargo.list(berth=" in listed["Python"]
    assert "client.cargo.by_clerk():" in by["Python"]


def test_the_sandbox_reads_fields(harbour: ModuleType, sandbox: LocalSandbox) -> None:
    options = {**given(sandbox), "tenant": "t", "transport": sandbox.transport}
    with harbour.Harbour(**options, retries=0) as client:
        assert len(list(client.cargo.list(berth="b"))) > 0
        with pytest.raises(harbour.Unprocessable, match="hold: "):
            list(client.cargo.list(berth="b", options={"headers": COOKIES}))
        with pytest.raises(harbour.Unprocessable, match="Harbour-Tenant: missing"):
            client.request("GET", "/cargo", options={"headers": {"Cookie": "berth=b"}})
        before = len(sandbox.rows("Cargo"))
        key = {"idempotency_key": "k-17"}
        for _ in range(2):
            assert client.cargo.create(name="Tea", options=key).name == "Tea"
        with pytest.raises(harbour.Unprocessable, match="k-17"):
            client.cargo.create(name="Oats", options=key)
        assert len(sandbox.rows("Cargo")) == before + 1


COOKIES = {"Cookie": "berth=b; hold=much"}


def test_servers_reach_document_pages_and_samples(
    document: Any, made: Path, harbour_api: Api, harbour: ModuleType
) -> None:
    first, other = document["servers"]
    assert first["url"] == "https://{port}.harbour.example/v3"
    assert first["variables"]["port"]["default"] == "api"
    assert other["url"] == "https://test.harbour.example/v3"
    (own,) = document["paths"]["/papers"]["get"]["servers"]
    assert without_facts(own["variables"]["zone"]) == {
        "enum": ["eu", "us"],
        "default": "eu",
    }
    assert "servers" not in document["paths"]["/papers/{id}"]["get"]
    readme = (made / "docs/README.md").read_text("utf-8")
    assert "Called `uploads`. `{zone}` is the client's argument `upload_zone`" in readme
    page = (made / "docs/resources/paper.md").read_text("utf-8")
    assert "On the server `uploads` (`https://{zone}.uploads.example" in page
    for name, text in sample(harbour_api, "Paper.list").items():
        if "Python" not in name:
            assert "https://eu.uploads.example/shelf/up/papers" in text, name
    with harbour.Harbour() as client:
        assert "On the server ``uploads``." in client.papers.list.__doc__


def test_the_sandbox_is_on_all_servers(
    harbour: ModuleType, sandbox: LocalSandbox
) -> None:
    options = {**given(sandbox), "transport": sandbox.transport, "shelf": "any"}
    with harbour.Harbour(**options) as client:
        paper = next(iter(client.papers.list()))
        assert client.papers.get(paper.id) == paper

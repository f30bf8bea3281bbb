"""What the language can say is on every surface: samples that run, a document that is valid, pages."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import test_bodies
import test_further_answers
import test_walks
from making import api_of, imported, made

from clientgen.model.api import Api, Operation, Server
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox
from clientgen.targets.samples.lines import text_of
from clientgen.targets.samples.values import values_of
from clientgen.targets.samples.writers import samples

SPECS = {
    "walks": test_walks.spec,
    "answers": test_further_answers.spec,
    "bodies": test_bodies.spec,
}


@pytest.fixture(scope="module", params=SPECS)
def spec(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return SPECS[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def package(spec: Path) -> ModuleType:
    return imported(spec)


@pytest.fixture
def sandbox(spec: Path) -> Iterator[LocalSandbox]:
    with LocalSandbox(open_sandbox(api_of(spec), Options(rows=60))) as local:
        yield local


def written(api: Api, slug: str, key: str) -> Iterator[tuple[Operation, str]]:
    """All samples in a language, for a thing that is there."""
    values = values_of(api)
    for resource in api.resources:
        for operation in resource.operations:
            for sample in samples(api, resource, operation, values):
                if sample.slug == slug:
                    text = text_of(sample.lines, sample.on)
                    for parameter in operation.path_parameters:
                        shown = str(values.in_path(operation, parameter))
                        text = text.replace(shown, key)
                    yield operation, text


@pytest.mark.parametrize("slug", ["python", "python-async"])
def test_samples_in_python_run(
    spec: Path,
    package: ModuleType,
    sandbox: LocalSandbox,
    slug: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "example.pdf").write_bytes(b"%PDF")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOP_TOKEN", "sandbox-token")
    for name, transport in (
        ("Shop", sandbox.transport),
        ("AsyncShop", sandbox.async_transport),
    ):
        kind = getattr(importlib.import_module(package.__name__), name)

        def begin(
            self: Any,
            *a: Any,
            start: Any = kind.__init__,
            transport: Any = transport,
            **k: Any,
        ) -> None:
            start(self, *a, transport=transport, **k)

        monkeypatch.setattr(kind, "__init__", begin)
    key = sandbox.rows("Thing")[0]["id"]
    for operation, text in written(api_of(spec), slug, key):
        text = text.replace("from shop import", f"from {package.__name__} import")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            try:
                exec(compile(text, operation.name, "exec"), {"__name__": "__main__"})
            except Exception as error:
                raise AssertionError(f"{operation.name}:\n{text}") from error
        assert printed.getvalue() or operation.answer.kind == "empty", text


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_samples_for_a_shell_run(
    spec: Path, sandbox: LocalSandbox, tmp_path: Path
) -> None:
    (tmp_path / "example.pdf").write_bytes(b"%PDF")
    api = dataclasses.replace(api_of(spec), servers=(Server(sandbox.url),))
    key = sandbox.rows("Thing")[0]["id"]
    for operation, text in written(api, "shell", key):
        done = subprocess.run(
            ["bash", "-ec", text.replace("curl", "curl -sS --fail-with-body", 1)],
            cwd=tmp_path,
            env={
                "PATH": "/usr/bin:/bin",
                "SHOP_TOKEN": "sandbox-token",
                "NO_PROXY": "*",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert (
            done.returncode == 0
        ), f"{operation.name}:\n{text}\n{done.stdout}{done.stderr}"
        assert '"ok":false' not in done.stdout, text


def test_the_document_is_valid_and_pages_say_it(spec: Path) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    out = made(spec, ("openapi", "docs", "site"))
    document = json.loads((out / "openapi/shop.json").read_text())
    validator.validate(document)
    page = (out / "docs/resources/thing.md").read_text()
    site = "".join(path.read_text() for path in (out / "site").rglob("*.html"))
    said = {
        "walks": ["Each page gives the URL of the next one, in the header", "has_more"],
        "answers": [
            "By status:",
            "A stream of server-sent events",
            "until",
            "Where",
            "or nothing",
            "true for success, false for status 404",
            "Nobody documents what failures answer.",
        ],
        "bodies": [
            "Its media type is",
            "A file, given as",
            "Text, given as",
            "JSON, given as",
        ],
    }
    for words in said[spec.parent.name.rstrip("0123456789")]:
        assert words in page, words
        assert words in site, words

"""Samples of the harbour, run: what arrives is what the model of the request says."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from httpserver import Server, serve
from sample_runs import (
    SECRET,
    Case,
    answers,
    arrived_in_turn,
    cases_of,
    check,
    learn_lists,
)
from standin import take

from clientgen.model.api import Api

# More is the same again.
TRIED = (
    "ship",
    "office.get",
    "office.tally",
    "cargo",
    "paper.list",
    "berth.free",
    "signal.list",
)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(answers) as server:
        yield server


def tried(api: Api, url: str, slug: str) -> list[Case]:
    servers = tuple(dataclasses.replace(each, url=url) for each in api.servers)
    there = dataclasses.replace(api, servers=servers)
    return [
        c for c in cases_of(there, slug) if c.is_default and c.name.startswith(TRIED)
    ]


def environment(api: Api) -> dict[str, str]:
    names = {
        credential.variable
        for case in cases_of(api, "shell")
        for credential in case.request.credentials
    } | {c.password for k in cases_of(api, "shell") for c in k.request.credentials}
    return {"PATH": os.environ["PATH"], "NO_PROXY": "*"} | dict.fromkeys(
        sorted(name for name in names if name), SECRET
    )


@pytest.mark.parametrize(
    "slug", ["shell", pytest.param("javascript", marks=pytest.mark.judge)]
)
def test_samples_send_the_request(
    slug: str, harbour_api: Api, server: Server, tmp_path: Path
) -> None:
    program = {"shell": "curl", "javascript": "node"}[slug]
    if not shutil.which(program):
        pytest.skip(f"there is no {program} here")
    cases = tried(harbour_api, server.url, slug)
    assert len(cases) > 8
    for case in cases:
        file = tmp_path / ("sample.sh" if slug == "shell" else "sample.mjs")
        file.write_text(case.text, "utf-8")
        done = subprocess.run(
            ["sh" if slug == "shell" else "node", file],
            env=environment(harbour_api),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{case.name}\n{case.text}\n{done.stderr}"
    for case, request in arrived_in_turn(cases, take(server)):
        check(case, request)


def test_python_samples_run(
    harbour_api: Api, harbour: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(harbour_api).items():
        monkeypatch.setenv(name, value)
    for name in ("PORT", "SHELF", "KIND"):
        monkeypatch.setenv(f"HARBOUR_{name}", "some")
    learn_lists(harbour_api)
    with serve(answers) as server:
        made = harbour.Harbour

        def elsewhere() -> object:
            own = {"uploads": server.url}
            return made(base_url=server.url, base_urls=own, retries=0)

        monkeypatch.setattr(harbour, "Harbour", elsewhere)
        for case in tried(harbour_api, server.url, "python"):
            exec(compile(case.text, case.name, "exec"), {})
        assert len(server.requests) > 8

"""Prism stands between the generated client and the sandbox, and validates both ways."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from judging import ROOT, Judge
from specs import known_api
from test_prism import Violations, prism

from clientgen.sandbox import Options, Sandbox, open_sandbox
from clientgen.sandbox.serving import served

sys.path += [str(ROOT / "tests/sandbox"), str(ROOT / "tests/makini")]
from calls import CALLS
from expected import typed
from makini_calls import Fitting, prepare


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[Sandbox, str]]:
    sandbox = open_sandbox(known_api("spec/makini"), Options(rows=20))
    with served(sandbox) as url:
        yield sandbox, url
    sandbox.close()


@pytest.fixture(scope="module")
def url(
    judge: Judge,
    documents: dict[str, Path],
    opened: tuple[Sandbox, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    log = tmp_path_factory.mktemp("prism") / "log"
    with prism(judge("prism"), documents["makini"], opened[1], log, "--errors") as url:
        yield url


def test_every_call_and_answer_is_as_documented(
    url: str, opened: tuple[Sandbox, str]
) -> None:
    from makini import Hooks, Makini
    from makini.runtime.errors import ApiError

    sandbox, behind = opened
    violations = Violations()
    hooks: Any = Hooks(after_response=violations)
    seen = 0
    with Makini(
        "sandbox-token", base_url=url, hooks=hooks, retries=0, strict=True
    ) as client:
        for endpoint, note in CALLS.items():
            fitting = Fitting(sandbox)
            prepare(endpoint, fitting, behind)
            try:
                found = fitting.call(endpoint, typed(note))(client)
                if hasattr(found, "pages"):
                    next(iter(found.pages()))
            except ApiError as error:
                violations.append(f"{endpoint}: {error!r}"[:300])
            seen += 1
    assert violations == []
    assert seen == 166
    assert len(sandbox.log) >= 166


def test_it_would_tell(url: str) -> None:
    """What the sandbox lets pass and the document does not: a judge that sees all."""
    import httpx2

    answer = httpx2.get(
        f"{url}/api/invoices?page=0",
        headers={"Authorization": "Bearer sandbox-token"},
    )
    assert answer.status_code == 422
    assert "validation" in answer.text.lower()

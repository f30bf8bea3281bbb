"""Schemathesis makes requests from our document; the sandbox answers as the document allows.

By hand, more of them (12,000 in two minutes)::

    CLIENTGEN_EXAMPLES=8 pytest -m judge -n 0 tests/judges/test_schemathesis.py
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from judging import HERE, ROOT, Judge, run
from specs import known_api

from clientgen.sandbox import Options, Sandbox, open_sandbox
from clientgen.sandbox.serving import served

sys.path += [str(ROOT / "tests/sandbox"), str(ROOT / "tests/makini")]
from makini_calls import Fitting

EXAMPLES = os.environ.get("CLIENTGEN_EXAMPLES", "")
"""Requests of an operation, at most, and with all of its border cases; empty: a few."""


@pytest.fixture
def opened() -> Iterator[tuple[Sandbox, str]]:
    sandbox = open_sandbox(known_api("spec/makini"), Options(rows=20))
    with served(sandbox) as url:
        yield sandbox, url
    sandbox.close()


def test_every_answer_is_one_that_the_document_allows(
    judge: Judge,
    documents: dict[str, Path],
    opened: tuple[Sandbox, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox, url = opened
    program = judge("schemathesis")
    fitting = Fitting(sandbox)
    keys = {}
    for resource in sandbox.api.resources:
        for operation in resource.operations:
            names = [each.name for each in operation.path_parameters]
            found = dict(zip(names, fitting.path_keys(operation), strict=True))
            keys[f"{operation.method} {operation.path}"] = found
    place = tmp_path / "keys.json"
    place.write_text(json.dumps(keys), "utf-8")
    monkeypatch.setenv("SANDBOX_KEYS", str(place))
    monkeypatch.setenv("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    words = ["--config-file", HERE / "schemathesis.toml", "run", documents["makini"]]
    words += ["--url", url, "--header", "Authorization: Bearer sandbox-token"]
    # The hooks have the same check, and know what a query cannot say.
    words += ["--checks", "all", "--exclude-checks", "negative_data_rejection"]
    phases = "examples,coverage,fuzzing,stateful" if EXAMPLES else "examples,fuzzing"
    words += ["--phases", phases, "--max-examples", EXAMPLES or "3", "--no-shrink"]
    words += ["--continue-on-failure", "--seed", "1"]
    done = run(program, *words, cwd=tmp_path)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told[-20_000:]
    generated = re.search(r"(\d+) generated", told)
    assert generated, told
    assert int(generated[1]) > (5_000 if EXAMPLES else 500)
    assert re.search(r"Tested: 166\b", told), told
    print(told[-800:])

"""Validators and linters of OpenAPI documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from judging import Judge, run

NAMES = ["makini", "library", "makini30", "library30"]

# Warnings that we take, and why.
JUSTIFIED = {
    "info-license": "the licence of an API is its vendor's; none of ours declares one",
    "operation-4xx-response": "the spec language has no words for errors yet, and what"
    " nobody documents is not made up",
}


@pytest.mark.parametrize("name", NAMES)
def test_openapi_spec_validator(
    judge: Judge, documents: dict[str, Path], name: str
) -> None:
    done = run(judge("openapi-spec-validator"), documents[name])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_redocly(judge: Judge, documents: dict[str, Path], name: str) -> None:
    """The recommended rules: no errors, and no warning without a reason."""
    words = ("--extends", "recommended", "--format", "json", "--max-problems", "10000")
    done = run(judge("redocly"), "lint", documents[name], *words)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["totals"]["errors"] == 0
    assert {each["ruleId"] for each in found["problems"]} == set(JUSTIFIED)

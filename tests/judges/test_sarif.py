"""The SARIF of findings is valid by the schema of its version."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from judging import ROOT, run

SCHEMA = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
CASES = ROOT / "tests/reading/cases"


@pytest.fixture(scope="module")
def valid() -> Draft7Validator:
    """Judges a document of SARIF 2.1.0."""
    folder = os.environ.get("CLIENTGEN_JUDGES")
    if not folder or not Path(folder, SCHEMA).is_file():
        pytest.skip("CLIENTGEN_JUDGES has no SARIF schema; see tests/judges/install")
    schema = json.loads(Path(folder, SCHEMA).read_text("utf-8"))
    assert "2.1.0" in schema["description"]
    return Draft7Validator(schema)


@pytest.mark.parametrize(
    "case",
    ["", "unknown_type", "rules_in_doubt", "yaml_escapes", "allowances_in_doubt"],
)
def test_findings(valid: Draft7Validator, tmp_path: Path, case: str) -> None:
    spec = tmp_path / "a spec: [ä]"
    shutil.copytree(ROOT / "tests/reading/small", spec)
    if case:
        shutil.copytree(CASES / case, spec, dirs_exist_ok=True)
    words = ("check", spec, "--out", tmp_path / "out", "--format", "sarif")
    done = run(sys.executable, "-m", "clientgen", *words)
    document = json.loads(done.stdout)
    assert [e.message for e in valid.iter_errors(document)] == []
    assert document["runs"][0]["results"]


def test_what_could_not_run(valid: Draft7Validator, tmp_path: Path) -> None:
    words = ("check", tmp_path / "nowhere", "--format", "sarif")
    document = json.loads(run(sys.executable, "-m", "clientgen", *words).stdout)
    assert [e.message for e in valid.iter_errors(document)] == []

"""Generators of Python code make something of our documents that imports, without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import Judge, run

NAMES = ["makini", "library"]


@pytest.mark.parametrize("name", [*NAMES, "library30"])
def test_openapi_python_client(
    judge: Judge, documents: dict[str, Path], tmp_path: Path, name: str
) -> None:
    words = ("generate", "--path", documents[name], "--output-path", tmp_path / "made")
    done = run(judge("openapi-python-client"), *words, "--fail-on-warning")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in (done.stdout + done.stderr).lower()
    (package,) = (p.parent for p in (tmp_path / "made").glob("*/__init__.py"))
    program = (
        "import importlib, pkgutil, sys; sys.path.insert(0, '.');"
        f"package = importlib.import_module({package.name!r});"
        "found = [importlib.import_module(m.name) for m in"
        " pkgutil.walk_packages(package.__path__, package.__name__ + '.')];"
        "print(len(found))"
    )
    done = run(judge("python"), "-W", "error", "-c", program, cwd=package.parent)
    assert done.returncode == 0, done.stderr
    calls = list(package.glob("api/*/*.py"))
    documented = documents[name].read_text("utf-8").count('"operationId"')
    hooks = documents[name].read_text("utf-8").count('"operationId": "webhooks.')
    made = [call for call in calls if call.name != "__init__.py"]
    assert len(made) == documented - hooks


@pytest.mark.parametrize("name", NAMES)
def test_datamodel_code_generator(
    judge: Judge, documents: dict[str, Path], tmp_path: Path, name: str
) -> None:
    made = tmp_path / "models.py"
    done = run(
        judge("datamodel-codegen"),
        *("--input", documents[name], "--input-file-type", "openapi"),
        *("--output-model-type", "pydantic_v2.BaseModel"),
        *("--formatters", "builtin", "--output", made),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout + done.stderr == ""
    done = run(judge("python"), "-W", "error", made)
    assert done.returncode == 0, done.stderr


def test_models_hold_the_rule(
    judge: Judge, documents: dict[str, Path], tmp_path: Path
) -> None:
    """Models refuse an invoice without the needed keys, and take one with them."""
    made = tmp_path / "models.py"
    run(
        judge("datamodel-codegen"),
        *("--input", documents["makini"], "--input-file-type", "openapi"),
        *("--output-model-type", "pydantic_v2.BaseModel"),
        *("--formatters", "builtin", "--output", made),
    )
    program = """
from models import InvoiceCreateBody
from pydantic import ValidationError
InvoiceCreateBody.model_validate({"customerKey": "C-7", "invoiceNumber": None})
for wrong in ({"invoiceNumber": "F-17"}, {"poKey": None}, {"poKey": "1", "invoiceNumber": 7}):
    try:
        InvoiceCreateBody.model_validate(wrong)
    except ValidationError:
        continue
    raise SystemExit(f"taken: {wrong}")
"""
    done = run(judge("python"), "-c", program, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr

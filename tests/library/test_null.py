"""What is always there and perhaps null: told everywhere, taken and given."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from clientgen.pipeline import Settings, generate

SPEC = Path(__file__).parent / "spec"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("null")
    shutil.copytree(SPEC, folder / "spec")
    loan = folder / "spec/resources/loan.yaml"
    text = loan.read_text("utf-8")
    loan.write_text(
        text.replace("fields:\n", "fields:\n  ended_at: datetime | null!\n", 1).replace(
            "operations:\n",
            "operations:\n"
            "  close:\n"
            "    method: POST\n"
            "    path: '/close'\n"
            "    body: {ended_at: datetime | null!, reason: string!}\n",
            1,
        ),
        "utf-8",
    )
    generate(Settings(folder / "spec", folder / "out", ()), lambda what: None)
    return folder / "out"


def test_python_says_so(made: Path) -> None:
    model = (made / "python/library_client/models/loan.py").read_text("utf-8")
    assert "ended_at: DateTime | None = ABSENT" in model
    module = (made / "python/library_client/resources/loans.py").read_text("utf-8")
    # It must be given, and no rule asks for more.
    assert "ended_at: dt.datetime | None,\n" in module
    assert 'rules.All("reason")' in module


def test_the_document_says_so(made: Path) -> None:
    (file,) = (made / "openapi").iterdir()
    schemas = json.loads(file.read_text("utf-8"))["components"]["schemas"]
    field = schemas["Loan"]["properties"]["ended_at"]
    assert field["type"] == ["string", "null"]
    assert "ended_at" in schemas["Loan"]["required"]


def test_the_docs_say_so(made: Path) -> None:
    page = (made / "docs/resources/loan.md").read_text("utf-8")
    assert "Always there, perhaps null." in page
    assert "Must be given; may be null." in page

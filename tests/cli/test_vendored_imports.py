"""Vendored copies as their services use them: any parent, namespaces, two versions at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selection import mostly_slow

ROOT = Path(__file__).parents[2]

SCRIPT = """
import sys
import httpx2
from acme.deep.er.library_client import Library as Old
from acme.new.library_client import Library as New, models, RequiredKeysError, __version__
from acme.deep.er.library_client import __version__ as old_version

def answer(request):
    return httpx2.Response(200, json={"id": "b1", "title": "T", "price": 1.5})

old = Old("k", transport=httpx2.MockTransport(answer))
new = New("k", transport=httpx2.MockTransport(answer))
assert Old is not New
assert (old_version, __version__) == ("2.1.0", "3.0.0")
one, other = old.books.get("b1"), new.books.get("b1")
assert type(one).__module__.startswith("acme.deep.er.library_client.")
assert isinstance(other, models.Book) and not isinstance(one, models.Book)
assert one.title == other.title == "T"
try:
    new.books.create(title="T")
except RequiredKeysError as error:
    assert "isbn" in str(error)
else:
    raise AssertionError("the rule was not checked")
loaded = {name.partition(".")[0] for name in sys.modules}
assert "clientgen" not in loaded and "library_client" not in loaded
print("fine")
"""


def clientgen(*arguments: object, cwd: Path) -> None:
    command = [sys.executable, "-m", "clientgen", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "namespace", mostly_slow([True, False], [False]), ids=["namespace", "regular"]
)
def test_two_versions_live_side_by_side_below_any_parent(
    tmp_path: Path, namespace: bool
) -> None:
    spec, service = tmp_path / "spec", tmp_path / "service"
    shutil.copytree(ROOT / "tests/library/spec", spec)
    service.mkdir()
    for version, name in (
        ("2.1.0", "acme.deep.er.library_client"),
        ("3.0.0", "acme.new.library_client"),
    ):
        file = spec / "api.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("2.1.0", version), encoding="utf-8")
        clientgen("generate", spec, "--out", tmp_path / version, cwd=tmp_path)
        clientgen(
            "vendor", service, "--name", name, "--out", tmp_path / version, cwd=tmp_path
        )
    if not namespace:
        for folder in ("acme", "acme/deep", "acme/deep/er", "acme/new"):
            (service / folder / "__init__.py").touch()
    else:
        assert not (service / "acme/__init__.py").exists()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=service,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "fine", done.stderr

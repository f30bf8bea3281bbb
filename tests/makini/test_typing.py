"""What type checkers say of the generated package, and of calls right and wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selection import mostly_slow

HERE = Path(__file__).parent
GENERATED = HERE.parents[1] / "generated/python"
FILES = ["consumer.py", "calls.py", "wrong_calls.py"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the consumers, and in ``acme`` the same with the package vendored."""
    root = tmp_path_factory.mktemp("consumers")
    parent = root / "acme/_vendor"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(GENERATED / "makini", parent / "makini", ignore=ignore)
    (parent / "__init__.py").touch()
    (root / "acme/__init__.py").touch()
    for name in FILES:
        shutil.copy(HERE / name, root / name)
        text = (HERE / name).read_text(encoding="utf-8")
        moved = text.replace("from makini", "from acme._vendor.makini")
        (root / "acme" / name).write_text(moved, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def mypy(folder: Path, request: pytest.FixtureRequest) -> dict[str, set[int]]:
    """Lines that mypy --strict refuses, by the file's name. One run for all."""
    settings = folder / "mypy.ini"
    settings.write_text(f"[mypy]\nmypy_path = {GENERATED}\n", encoding="utf-8")
    assert request.config.cache
    cache = request.config.cache.mkdir("mypy")
    command = [sys.executable, "-m", "mypy", "--strict", "--output=json"]
    places = [f"--config-file={settings}", f"--cache-dir={cache}"]
    run = subprocess.run(
        [*command, *places, str(GENERATED / "makini"), "acme", *FILES],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert run.returncode in (0, 1), run.stderr
    found: dict[str, set[int]] = {}
    for line in run.stdout.splitlines():
        if line.startswith("{"):
            error = json.loads(line)
            if error["severity"] == "error":
                found.setdefault(Path(error["file"]).name, set()).add(error["line"])
    return found


@pytest.fixture(scope="module")
def pyright(folder: Path) -> dict[str, set[int]]:
    """Lines that pyright refuses in ``acme``, by the file's name."""
    settings = {
        "include": ["acme"],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--outputjson"]
    run = subprocess.run(
        [*command, "-p", str(folder), "--pythonpath", sys.executable],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert run.returncode in (0, 1), run.stderr
    report = json.loads(run.stdout)
    assert report["summary"]["filesAnalyzed"] > 150
    found: dict[str, set[int]] = {}
    for error in report["generalDiagnostics"]:
        if error["severity"] == "error":
            line = error["range"]["start"]["line"] + 1
            found.setdefault(Path(error["file"]).name, set()).add(line)
    return found


@pytest.mark.parametrize("checker", mostly_slow(["mypy", "pyright"], ["mypy"]))
def test_checkers_refuse_wrong_calls_only(
    checker: str, request: pytest.FixtureRequest
) -> None:
    """Nothing is refused in the package, in a consumer, or in the 166 calls; of wrong
    calls, each line marked so, and no other. pyright looks at the vendored package alone.
    """
    found = request.getfixturevalue(checker)
    lines = (HERE / "wrong_calls.py").read_text(encoding="utf-8").splitlines()
    wrong = {n for n, line in enumerate(lines, 1) if re.search(r"# wrong$", line)}
    assert len(wrong) > 40
    assert found == {"wrong_calls.py": wrong}


def test_vendored_package_works(folder: Path) -> None:
    """Under another parent, with nothing called ``makini`` to be found anywhere."""
    program = f"""
        import sys, warnings
        warnings.simplefilter("error")
        sys.path[:0] = [{str(folder)!r}, {str(HERE.parent)!r}]
        import acme._vendor.makini as makini
        assert not {{"httpx2", "msgspec"}} & set(sys.modules), "loaded too early"
        makini.AsyncMakini("t"), makini.Makini("t").close()
        assert not {{"httpx2", "msgspec"}} & set(sys.modules), "loaded too early"
        from httpserver import serve
        from standin import Makini as Answers
        with serve(Answers()) as server:
            with makini.Makini("t", base_url=server.url) as client:
                keys = [i.key for i in client.invoices.list()]
                made = client.invoices.create(customer_key="c", line_item=[
                    makini.models.InvoiceLineItem(code="1")])
        assert len(keys) == 5 and made.customer_key == "c"
        assert type(made).__module__ == "acme._vendor.makini.models.invoice"
        assert not [name for name in sys.modules if name.split(".")[0] == "makini"]
        """
    body = "\n".join(line[8:] for line in program.splitlines())
    run = subprocess.run(
        [sys.executable, "-c", body], cwd=folder, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")

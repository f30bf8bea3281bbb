"""What notebooks, editors and documentation builders find in the generated package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jedi
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("makini.", {"Makini", "AsyncMakini", "NotFound", "models", "parse_event"}),
        ("makini.models.", {"Invoice", "WorkOrder"}),
        ('makini.Makini("t").', {"invoices", "work_orders", "with_options"}),
        ('makini.Makini("t").invoices.', {"list", "create", "get", "update_status"}),
        ('makini.Makini("t").invoices.get("k").', {"invoice_number", "to_dict"}),
        ('makini.AsyncMakini("t").invoices.', {"list", "create", "get"}),
    ],
)
def test_completions(typed: str, expected: set[str]) -> None:
    code = f"import makini\n{typed}"
    project = jedi.Project(ROOT, added_sys_path=[str(ROOT / "generated/python")])
    found = {each.name for each in jedi.Script(code, project=project).complete()}
    assert expected <= found, found


INDEX = """\
The client
==========

.. automodule:: makini.client
   :members: Makini, AsyncMakini

.. automodule:: makini.models
   :members: Invoice, WorkOrder, Vendor
   :undoc-members:

.. automodule:: makini.resources.invoices
   :members:

.. automodule:: makini.resources.work_orders
   :members:

.. automodule:: makini
   :members:
   :imported-members:
   :exclude-members: Makini, AsyncMakini
"""


@pytest.mark.slow
def test_sphinx_has_nothing_to_warn_of(tmp_path: Path) -> None:
    (tmp_path / "index.rst").write_text(INDEX)
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'generated/python')!r})\n"
        "extensions = ['sphinx.ext.autodoc', 'sphinx.ext.napoleon']\n"
    )
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*command, str(tmp_path), str(tmp_path / "made")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "made/index.html").read_text(encoding="utf-8")
    assert "update_status" in page
    assert "RequiredKeysError" in page

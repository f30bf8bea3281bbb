"""What an editor shows of a spec by the grammar beside it: yaml-language-server is asked."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from editing import Editor, editing
from judging import ROOT, Judge, run

TEXT = """\
# yaml-language-server: $schema=../grammar/resource.schema.json
resource: Order
summary: What somebody orders.
path: /orders
modules: [sales]
source: docs
schema: Order
fields:
  key: key!
  customer: key -> Customer
  total: {type: number, minimum: 1, example: 12.5}
include: [timestamps]
operations:
  list: {parameters: [page], paging: none}
  get:
    answer: Order
    auth: bearer
  create:
    body: [customer]
    rules:
      - {name: who, any: [customer]}
"""
KEYS = [
    "resource:",
    "summary:",
    "path:",
    "modules:",
    "source:",
    "schema:",
    "fields:",
    "total:",
    "type:",
    "minimum:",
    "example:",
    "include:",
    "operations:",
    "parameters:",
    "paging:",
    "get:",
    "answer:",
    "auth:",
    "body:",
    "rules:",
    "any:",
]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spec with the grammar beside it."""
    folder = tmp_path_factory.mktemp("editor") / "spec"
    shutil.copytree(ROOT / "tests/reading/small", folder)
    done = run(sys.executable, "-m", "clientgen", "grammar", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def editor(judge: Judge, spec: Path) -> Iterator[Editor]:
    """An editor with the file ``order.yaml`` of that spec."""
    with editing(judge("yaml-language-server"), spec) as found:
        found.open(spec / "resources/order.yaml", TEXT)
        yield found


@pytest.mark.parametrize("key", KEYS)
def test_each_key_is_explained_in_a_sentence_with_an_example(
    editor: Editor, spec: Path, key: str
) -> None:
    said = editor.hover(spec / "resources/order.yaml", key)
    assert "[object" not in said
    title, sentence, *_ = said.split("\n\n")
    assert title.startswith("#### ")
    assert sentence.split("\n")[0].endswith(".")
    assert "```yaml\n" in said


def labels(editor: Editor, spec: Path, before: str, text: str = TEXT) -> list[str]:
    file = spec / "resources/order.yaml"
    editor.open(file, text)
    return [str(each["label"]) for each in editor.completion(file, before)]


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("\nsource: ", {"docs"}),
        ("\nschema: ", {"Order", "Customer", "Address", "OrderLine"}),
        ("  customer: ", {"string", "integer", "Address", "key -> Customer"}),
        ("    answer: ", {"none", "bytes", "Order", "OrderLine"}),
        ("    auth: ", {"none", "bearer"}),
        ("modules: [", {"sales", "stock"}),
        ("include: [", {"timestamps"}),
        ("parameters: [", {"page", "size", "key"}),
    ],
)
def test_names_of_the_spec_are_offered(
    editor: Editor, spec: Path, before: str, wanted: set[str]
) -> None:
    start = TEXT.index(before) + len(before)
    rest = "" if before.endswith(" ") else "]"
    end = TEXT.index("\n", start)
    if before == "parameters: [":
        end, rest = TEXT.index("]", start), ""
    found = labels(editor, spec, before, TEXT[:start] + rest + TEXT[end:])
    assert wanted <= set(found)
    assert not [each for each in found if "[object" in each]

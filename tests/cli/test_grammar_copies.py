"""``clientgen grammar``: editors find the grammar beside a spec of one's own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli.runs import Run, append, contents

from clientgen.reading.editor_grammar import PLACES

FILES = [f"{name}.schema.json" for name in ("api", "common", "resource", "schemas")]
GRAMMAR = Path(__file__).parents[2] / "generator/clientgen/reading/grammar"


def test_the_warning_tells_what_to_do_and_that_ends_it(
    project: Path, clientgen: Run
) -> None:
    names = ("api.yaml", "resources/order.yaml", "resources/item.yaml")
    for name in names:
        path = Path("spec", name)
        path.write_text(path.read_text("utf-8").split("\n", 1)[1], encoding="utf-8")
    told, count = clientgen("generate").err.splitlines()
    assert count == "1 warning in the spec"
    assert "(nor does that of 2 other files); run 'clientgen grammar spec' and" in told
    made = clientgen("grammar", "spec")
    assert (made.code, made.err) == (0, "")
    first = told.split("begin with '")[1].removesuffix("'")
    lines = dict(re.findall(r"^  (\S+) +(# yaml.*)$", made.out, re.MULTILINE))
    assert lines["api.yaml"] == first
    for name in names:
        line = lines[name if name in lines else "resources/*.yaml"]
        path = Path("spec", name)
        path.write_text(f"{line}\n{path.read_text('utf-8')}", encoding="utf-8")
    ran = clientgen("generate")
    assert (ran.code, ran.err) == (0, "")


def test_the_copies_are_the_grammar(project: Path, clientgen: Run) -> None:
    assert clientgen("grammar").out.startswith("spec/grammar: 4 files changed, 0 ")
    assert {path.name for path in Path("spec/grammar").iterdir()} == set(FILES)
    for name in FILES:
        copy = json.loads(Path("spec/grammar", name).read_bytes())
        assert copy.pop("$comment").startswith("Copied by clientgen grammar.")
        assert without_help(copy) == without_help(
            json.loads((GRAMMAR / name).read_bytes())
        )


def without_help(part: Any) -> Any:
    """A schema without what is for people alone."""
    if isinstance(part, list):
        return [without_help(item) for item in part]
    if not isinstance(part, dict):
        return part
    ours = ("defaultSnippets", "markdownDescription", "examples")
    return {
        key: without_help(value)
        for key, value in part.items()
        if key not in ours or not isinstance(value, list | str)
    }


def test_the_copies_offer_the_names_of_the_spec(project: Path, clientgen: Run) -> None:
    append("spec/resources/item.yaml", "broken: [\n")
    assert clientgen("grammar").code == 0
    copies = {
        name: json.loads(Path("spec/grammar", name).read_bytes()) for name in FILES
    }
    types = copies["common.schema.json"]["$defs"]["type"]["anyOf"][0]
    offered = [each["label"] for each in types["defaultSnippets"]]
    assert offered == ["Order", "key -> Order"]  # what can be read of it
    for name, places in PLACES.items():
        for pointer, _ in places:
            place = copies[name]
            for step in pointer.split("/"):
                place = place[int(step) if isinstance(place, list) else step]
            assert "defaultSnippets" in place, pointer
    listed = copies["api.schema.json"]["properties"]["resources"]["items"]
    assert {"label": "item", "body": "item"} in listed["defaultSnippets"]
    for copy in copies.values():
        assert not [each for each in examples(copy) if isinstance(each, list | dict)]


def examples(part: Any) -> list[Any]:
    """All examples of a schema."""
    if isinstance(part, list):
        return [each for item in part for each in examples(item)]
    if not isinstance(part, dict):
        return []
    own = part["examples"] if isinstance(part.get("examples"), list) else []
    return [*own, *(e for k, v in part.items() if k != "examples" for e in examples(v))]


def test_again_changes_nothing(project: Path, clientgen: Run) -> None:
    clientgen("grammar", "spec")
    clientgen("generate")
    before = contents(project / "spec")
    ran = clientgen("grammar", "spec")
    assert ran.out.startswith("spec/grammar: 0 files changed, 4 unchanged\n")
    assert contents(project / "spec") == before
    assert "by digests" in clientgen("check").out


def test_an_edited_copy_is_refused_and_an_old_one_is_not(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from clientgen.writing import grammar_copies

    old = tmp_path / "old"
    old.mkdir()
    for name in FILES:
        (old / name).write_text('{\n  "title": "old"\n}\n', encoding="utf-8")
    with monkeypatch.context() as earlier:
        earlier.setattr(grammar_copies, "_SCHEMAS", old)
        assert clientgen("grammar").code == 0
    append("spec/grammar/api.schema.json", " ")
    Path("spec/grammar/mine.txt").write_text("mine\n", encoding="utf-8")
    before = contents(project)
    ran = clientgen("grammar")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        "spec/grammar/api.schema.json: edited: it is not as it was copied; mend:"
        " clientgen grammar --force (discards what is there)",
        "1 file in the way; nothing was written",
    ]
    assert contents(project) == before
    Path("spec/grammar/api.schema.json").unlink()
    assert clientgen("grammar", "--quiet").out == ""
    assert '"title": "old"' not in Path("spec/grammar/common.schema.json").read_text(
        "utf-8"
    )
    assert Path("spec/grammar/mine.txt").read_text("utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("folder", "message"),
    [("nowhere", "nowhere does not exist"), ("spec/api.yaml", "is a file: name the")],
)
def test_mistakes_are_told(
    project: Path, clientgen: Run, folder: str, message: str
) -> None:
    ran = clientgen("grammar", folder)
    assert (ran.code, message in ran.err) == (2, True)

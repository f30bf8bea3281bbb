"""``clientgen generate`` as people use it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from cli.runs import Run, change, contents

ROOT = Path(__file__).parents[2]
ORDER = "spec/resources/order.yaml"


def times(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_closing_line_counts(shop: Path, clientgen: Run) -> None:
    first = clientgen("generate", "spec", "--out", "out")
    assert first.code == 0
    assert first.err == ""
    line = r"2 resources, 3 operations -> (\d+) files \((\d+) changed, (\d+) unchanged\) in \d+\.\d s\n"
    counts = re.fullmatch(line, first.out)
    assert counts
    files = len(contents(shop / "out"))
    assert [int(number) for number in counts.groups()] == [files, files, 0]
    again = re.fullmatch(line, clientgen("generate", "spec", "--out", "out").out)
    assert again
    assert [int(number) for number in again.groups()] == [files, 0, files]


def test_quiet_says_nothing_of_success(shop: Path, clientgen: Run) -> None:
    ran = clientgen("generate", "spec", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (shop / "generated/manifest.json").is_file()


def test_one_changed_field_changes_only_its_files(shop: Path, clientgen: Run) -> None:
    clientgen("generate", "spec", "--out", "out")
    for path in contents(shop / "out"):
        os.utime(shop / "out" / path, ns=(10**18, 10**18))
    change(ORDER, "total_price: number", "final_price: number")
    assert clientgen("generate", "spec", "--out", "out").code == 0
    changed = {path for path, time in times(shop / "out").items() if time != 10**18}
    assert changed == {
        "docs/client.md",  # its examples show a field
        "docs/resources/order.md",
        "manifest.json",
        "openapi/shop.json",
        "python/shop/models/order.py",
    }


def test_what_is_no_longer_in_the_spec_goes(shop: Path, clientgen: Run) -> None:
    clientgen("generate", "spec", "--out", "out")
    (shop / "spec/resources/item.yaml").unlink()
    change("spec/api.yaml", "[order, item]", "[order]")
    ran = clientgen("generate", "spec", "--out", "out")
    assert ran.code == 0
    assert re.search(r", 3 removed\)", ran.out)
    assert not any("item" in path for path in contents(shop / "out"))


def test_reused_formatting_gives_the_same_bytes(shop: Path, clientgen: Run) -> None:
    clientgen("generate", "spec", "--out", "warm")
    change(
        ORDER,
        "total_price: number",
        "final_price: {type: number, summary: 'It''s \"x\"'}",
    )
    clientgen("generate", "spec", "--out", "warm")
    clientgen("generate", "spec", "--out", "cold")
    assert contents(shop / "warm") == contents(shop / "cold")


def test_mistakes_in_the_spec_are_all_told_and_nothing_is_written(
    shop: Path, clientgen: Run
) -> None:
    clientgen("generate", "spec", "--out", "out")
    before = times(shop / "out")
    change(ORDER, "total_price: number", "total_price: nmber")
    change("spec/resources/item.yaml", "name: string", "name: strng")
    ran = clientgen("generate", "spec", "--out", "out")
    assert ran.code == 2
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert lines[0].startswith(
        "spec/resources/item.yaml:7:9: error[unknown-type]: 'strng'"
    )
    assert lines[1].startswith("spec/resources/order.yaml:7:16: error[unknown-type]")
    assert lines[2:] == ["2 errors in the spec; nothing was written"]
    assert times(shop / "out") == before


def test_warnings_are_told_and_counted(shop: Path, clientgen: Run) -> None:
    text = (shop / ORDER).read_text(encoding="utf-8")
    (shop / ORDER).write_text(text.split("\n", 1)[1], encoding="utf-8")
    ran = clientgen("generate", "spec", "--out", "out")
    assert ran.code == 0
    assert ran.err.startswith("spec/resources/order.yaml:1:1: warning[editor-line]: ")
    assert ran.err.endswith("1 warning in the spec\n")
    full = clientgen("check", "spec", "--out", "out", "--full")
    assert (full.code, full.err) == (0, ran.err)


def test_edited_files_are_refused_with_the_command_that_mends(
    project: Path, clientgen: Run
) -> None:
    clientgen("generate")
    model = project / "generated/python/shop/models/order.py"
    model.write_text("mine\n", encoding="utf-8")
    before = contents(project)
    change(ORDER, "total_price", "final_price")
    changed = contents(project / "spec")
    ran = clientgen("generate")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "generated/python/shop/models/order.py: edited: it was edited by hand since it was"
        " generated; mend: clientgen generate --force (discards what is there)",
        "1 file in the way; nothing was written",
    ]
    assert contents(project / "generated") == {
        path.removeprefix("generated/"): data
        for path, data in before.items()
        if path.startswith("generated/")
    }
    assert contents(project / "spec") == changed
    forced = clientgen("generate", "--force")
    assert forced.code == 0
    assert (
        forced.err
        == "generated/python/shop/models/order.py: overwritten, as you asked\n"
    )
    assert clientgen("check", "--full").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "there is no folder nowhere to read a spec from"),
        (["spec/api.yaml"], "spec/api.yaml is a file: name the spec's folder"),
        (["spec", "--out", "spec/out"], "must not be one inside the other"),
        (["spec", "--out", "."], "must not be one inside the other"),
        (["spec", "--out", "spec"], "must not be one inside the other"),
        (["spec", "--out", "spec/api.yaml"], "is a file, not a folder"),
        (
            ["spec", "--templates", "nowhere"],
            "there is no folder nowhere with templates",
        ),
        ([], "which spec?"),
        (["spec", "more"], "unexpected extra argument"),
        (["--ouput", "x"], "No such option"),
    ],
)
def test_mistakes_on_the_command_line_are_told(
    shop: Path, clientgen: Run, arguments: list[str], message: str
) -> None:
    before = contents(shop)
    ran = clientgen("generate", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert contents(shop) == before


def test_output_inside_the_spec_is_seen_through_links(
    shop: Path, clientgen: Run
) -> None:
    (shop / "link").symlink_to("spec/resources")
    ran = clientgen("generate", "spec", "--out", "link/out")
    assert (ran.code, "inside the other" in ran.err) == (2, True)


def test_templates_of_ones_own_replace_single_files(shop: Path, clientgen: Run) -> None:
    clientgen("generate", "spec", "--out", "out")
    own = shop / "own/python/runtime/models"
    own.mkdir(parents=True)
    (own / "reading.py").write_text("# mine\n", encoding="utf-8")
    before = contents(shop / "out")
    ran = clientgen("generate", "spec", "--out", "out", "--templates", "own")
    assert ran.code == 0, ran.err
    after = contents(shop / "out")
    assert {path for path in after if after[path] != before.get(path)} == {
        "manifest.json",
        "python/shop/runtime/models/reading.py",
    }
    assert clientgen("check", "spec", "--out", "out", "--templates", "own").code == 0
    assert clientgen("check", "spec", "--out", "out").code == 1


@pytest.mark.parametrize(
    "text", ["{{ 'text of no sink' }}", "{{ nothing }}", "{% if %}", "{{ 1 / 0 }"]
)
def test_a_template_of_ones_own_that_fails_is_named(
    shop: Path, clientgen: Run, text: str
) -> None:
    own = shop / "own/python/model.py.jinja"
    assert (ROOT / "templates/python" / own.name).is_file()
    own.parent.mkdir(parents=True)
    own.write_text(f"{{# mine #}}\n{text}\n", encoding="utf-8")
    ran = clientgen("generate", "spec", "--out", "out", "--templates", "own")
    assert ran.code == 2
    assert "model.py.jinja:2: " in ran.err
    assert "bug" not in ran.err
    assert not (shop / "out").exists()


def test_a_bug_is_told_in_few_words(
    shop: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clientgen import reading

    def load(spec: Path, *_: object, **more: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(reading, "load", load)
    ran = clientgen("generate", "spec", "--out", "out")
    assert ran.code == 2
    assert ran.err.startswith("clientgen 0.1.0 failed: RuntimeError: no such thing\n")
    assert "CLIENTGEN_DEBUG=1" in ran.err
    assert not (shop / "out").exists()


def test_a_room_that_cannot_be_loaded_is_told_in_few_words(
    shop: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "clientgen.reading", None)
    ran = clientgen("generate", "spec", "--out", "out")
    assert ran.code == 2
    assert "failed: ModuleNotFoundError: import of clientgen.reading halted" in ran.err


def test_an_interrupted_run_says_so(
    shop: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clientgen import reading

    def load(spec: Path, *_: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "load", load)
    ran = clientgen("generate", "spec", "--out", "out")
    assert (ran.code, ran.err.strip()) == (130, "interrupted")


def test_a_spec_that_changes_while_it_is_read_is_told(
    shop: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clientgen import reading

    load = reading.load

    def slowly(spec: Path, *_: object, **more: object) -> object:
        loaded = load(spec)
        change(ORDER, "total_price", "final_price")
        return loaded

    monkeypatch.setattr(reading, "load", slowly)
    ran = clientgen("generate", "spec", "--out", "out")
    assert (ran.code, "changed while it was read" in ran.err) == (2, True)
    assert not (shop / "out").exists()

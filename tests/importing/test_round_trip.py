"""A spec is described as OpenAPI, imported and generated again: nothing gets lost on the way."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from importing_runs import document, get, take
from selection import mostly_slow
from specs import known_api

from clientgen import intake
from clientgen.importing.problems import Journal
from clientgen.model.api import Api
from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.targets import render
from clientgen.targets.description.document import document_text

ROOT = Path(__file__).parents[2]
SPECS = [
    *("tests/library/spec", "tests/targets/sent_spec"),
    *("tests/types/spec", "tests/webhooks/spec", "tests/callers/spec"),
    *(f"tests/apis/{name}/spec" for name in ("github", "notion", "openai")),
    *(f"tests/apis/{name}/spec" for name in ("slack", "stripe", "twilio")),
]


def there_and_back(spec: Path, folder: Path) -> tuple[Path, Journal]:
    """Describe a spec, and import what comes of it."""
    file = folder / "openapi.json"
    file.write_text(document_text(load(spec).api), encoding="utf-8")
    return folder / "back", intake.take_in(file, folder / "back").journal


def rendered(api: Api) -> dict[str, str]:
    """The client as templates make it, before it is formatted."""
    ((_, files),) = render(api, ("python",))
    return {file.path: file.text for file in files}


def is_exact(journal: Journal) -> bool:
    words = [each.words for each in journal.decisions if each.topic == "Origin"]
    return len(words) == 1 and "is what it was made of" in words[0]


@pytest.mark.parametrize("name", mostly_slow(SPECS, SPECS[::4]))
def test_the_client_is_the_same(tmp_path: Path, name: str) -> None:
    back, journal = there_and_back(ROOT / name, tmp_path)
    assert is_exact(journal), journal.decisions
    assert rendered(load(back).api) == rendered(load(ROOT / name).api)


@pytest.mark.parametrize("name", ["full", "bearer", "hooks"])
def test_so_it_is_with_every_text_of_the_grammar(tmp_path: Path, name: str) -> None:
    """The specs of the hostile grid have each construct that takes text."""
    sys.path.append(str(ROOT / "tests/hostile"))
    from positions import write

    write(name, {}, tmp_path / "spec")
    back, journal = there_and_back(tmp_path / "spec", tmp_path)
    assert is_exact(journal), journal.decisions
    assert rendered(load(back).api) == rendered(load(tmp_path / "spec").api)


def keys_in(value: Any) -> set[str]:
    """All keys of mappings, at any depth."""
    if isinstance(value, dict):
        return {*value}.union(*map(keys_in, value.values()))
    return set().union(*map(keys_in, value)) if isinstance(value, list) else set()


def properties_in(value: Any) -> set[str]:
    """All keys that a part of the grammar knows."""
    if isinstance(value, dict):
        own = value.get("properties")
        named = {*own} if isinstance(own, dict) else set()
        return named.union(*map(properties_in, value.values()))
    return set().union(*map(properties_in, value)) if isinstance(value, list) else set()


def test_each_key_of_the_language_is_in_one_of_these_specs() -> None:
    folder = ROOT / "generator/clientgen/reading/grammar"
    known = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]
    specs = [ROOT / name for name in (*SPECS, "spec/makini")]
    specs.append(ROOT / "tests/hostile/spec")
    used = {
        key
        for spec in specs
        for path in spec.rglob("*.yaml")
        for key in keys_in(yaml.safe_load(path.read_text("utf-8")))
    }
    # These are in the spec below.
    assert sorted(properties_in(known) - used) == ["nullable", "tolerance"]


def test_what_is_seldom_said(tmp_path: Path) -> None:
    sys.path.append(str(ROOT / "tests/language"))
    from making import resource, write

    marks = {
        "free": {"type": "string", "nullable": False},
        "null": {"type": "integer", "required": True, "nullable": True},
        "none": {"enum": ["a", "b"], "example": "a", "nullable": False},
        "kind": {"is": "x", "required": True, "nullable": True},
        "least": {"type": "integer", "minimum": 1, "default": None},
    }
    body = [*marks, "free!", "null!"][2:]
    operations = {
        "list": {
            "parameters": ["page", {"tags": {"type": ["string"], "explode": "comma"}}]
        },
        "create": {"body": body, "idempotent": True, "deprecated": True},
        "update": {
            "body": {"own": marks["free"], "kept": "string!"},
            "idempotent": False,
        },
        "delete": {"answer": {"200": "Thing", "204": "none"}},
        "seen": {"method": "GET", "path": "/{key}/seen", "answer": "Thing | none"},
        "choose": {
            "method": "POST",
            "path": "/choose",
            "body": {"a": "string", "b": "string", "c": "integer!"},
            "rules": [
                {"name": "one side", "one": ["a", "b"], "overlap": "warn"},
                {
                    "name": "where",
                    "when": {"land": "NO"},
                    "all": ["a"],
                    "optional": ["b"],
                },
            ],
        },
    }
    spec = write(
        tmp_path,
        resource("Thing", operations, {"key": "key!", **marks}),
        parameters={
            "key": {"in": "path", "type": "key"},
            "page": {"role": "page", "minimum": 1},
        },
        paging={"style": "page", "parameter": "page", "first": 0, "items": "data"},
        contexts={"land": {"values": ["NO", "SE"]}},
        webhooks={"scheme": "standard", "tolerance": 60, "events": ["a.b"]},
    )
    back, journal = there_and_back(spec, tmp_path)
    assert is_exact(journal), journal.decisions
    assert rendered(load(back).api) == rendered(load(spec).api)


def test_what_a_level_takes_back_comes_back(tmp_path: Path) -> None:
    """A nearer level has the usual way again, or lists without what selects pages."""
    sys.path.append(str(ROOT / "tests/language"))
    from making import resource, write

    link = {"style": "link", "items": "", "next": "header Link", "parameters": []}
    away = {
        "list": {"parameters": link.pop("parameters"), "paging": link},
        "get": {"auth": "bearer", "path": "/{key}"},
    }
    spec = write(
        tmp_path,
        resource(
            "Thing",
            {
                "list": {"parameters": ["page", "size"]},
                "search": {
                    **_walk("/search"),
                    "parameters": ["page", "size", {"q": "string"}],
                },
                "some": _walk("/some"),
                "all": {**_walk("/all"), "paging": "none"},
            },
        ),
        resource("Other", away, auth="none"),
        parameters={
            "key": {"in": "path", "type": "key"},
            "page": {"role": "page"},
            "size": {"role": "size"},
        },
        paging={"style": "page", "parameter": "page", "size_parameter": "size"},
    )
    back, journal = there_and_back(spec, tmp_path)
    assert is_exact(journal), journal.decisions
    assert rendered(load(back).api) == rendered(load(spec).api)


def test_what_importers_say_comes_back(tmp_path: Path) -> None:
    sys.path.append(str(ROOT / "tests/language"))
    from making import resource, write

    after = {"after": {"role": "page", "type": "integer", "minimum": 0}}
    # So do a constant of which more is said, what explode means nothing of, and a way that
    # is as the usual one.
    fields = {"id": "key!", "kind": {"is": "thing", "read_only": True}}
    since = {"since": {"type": "integer", "explode": "brackets"}}
    spec = write(
        tmp_path,
        resource("Thing", {"list": {"parameters": [after, since]}}, fields),
        paging={
            "style": "cursor",
            "parameter": "after",
            "next": "-1.id",
            "also": {"same": {"style": "cursor"}},
        },
    )
    back, journal = there_and_back(spec, tmp_path)
    assert is_exact(journal), journal.decisions
    assert rendered(load(back).api) == rendered(load(spec).api)


def test_operations_of_several_resources_at_one_path_keep_their_order(
    tmp_path: Path,
) -> None:
    sys.path.append(str(ROOT / "tests/language"))
    from making import resource, write

    other = {"method": "PUT", "path": "/{key}", "answer": "none"}
    spec = write(
        tmp_path,
        resource("Other", {"restore": other}, path="/things"),
        resource("Thing", {"create": {"body": ["name"]}, "get": None}),
        parameters={"key": {"in": "path", "type": "key"}},
    )
    back, journal = there_and_back(spec, tmp_path)
    assert is_exact(journal), journal.decisions
    assert rendered(load(back).api) == rendered(load(spec).api)


def _walk(path: str) -> dict[str, Any]:
    return {"method": "GET", "path": path, "answer": ["Thing"], "parameters": ["size"]}


@pytest.mark.slow
def test_makini_comes_out_byte_for_byte(tmp_path: Path) -> None:
    back, journal = there_and_back(ROOT / "spec/makini", tmp_path)
    assert is_exact(journal), journal.decisions
    out = tmp_path / "out"
    generate(Settings(back, out, ("python",)), lambda _: None)
    made = {
        path.relative_to(out): path.read_bytes()
        for path in (out / "python").rglob("*")
        if path.is_file()
    }
    for path, content in made.items():
        assert (ROOT / "generated" / path).read_bytes() == content, path
    assert len(made) > 150


@pytest.mark.slow
def test_it_reads_as_people_write_it(tmp_path: Path) -> None:
    back, _ = there_and_back(ROOT / "spec/makini", tmp_path)
    text = (back / "resources/customer.yaml").read_text("utf-8")
    assert "\npath: /api/customers\n" in text
    assert "parameters:" not in text, "as lists in api.yaml say"
    assert "method:" not in text
    assert "body: same as create" in text


def changed(tmp_path: Path, change: Any) -> Any:
    """Makini's document, changed by somebody, imported."""
    made = json.loads(document_text(known_api("tests/library/spec")))
    change(made)
    return take(tmp_path, made)


def test_what_somebody_changed_is_read_as_anybodys(tmp_path: Path) -> None:
    def change(made: Any) -> None:
        first = next(iter(made["paths"].values()))
        next(iter(first.values()))["summary"] = "Something else."
        made["paths"]["/further"] = {"get": get({"type": "string"})}

    taken = changed(tmp_path, change)
    assert "/further" in {
        o.path for resource in taken.api.resources for o in resource.operations
    }
    page = taken.page()
    assert "it was changed since" in page
    assert "as anybody's" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"api": "Shop", "package": "shop", "package_version": "1"},
        {"api": 7, "package": ["x"], "package_version": None},
        "yes",
        None,
    ],
)
def test_a_mark_of_somebody_elses_means_nothing(tmp_path: Path, wrong: Any) -> None:
    """Documents of others that have our key, or single ones of the others, are theirs."""
    said = document({"/things": {"get": get({"type": "string"})}})
    said |= {"x-clientgen": wrong, "x-paging": "none", "x-servers": 7}
    said["paths"]["/things"]["get"] |= {
        "x-rules": [{"name": "x"}],
        "x-envelope": "data",
    }
    taken = take(tmp_path, said)
    assert len(taken.names()) == 1
    assert not is_exact(taken.journal)


def test_keys_of_ours_mean_nothing_without_the_mark(tmp_path: Path) -> None:
    said = document({"/things": {"get": get({"type": "string"})}})
    plain = take(tmp_path, said)
    said["x-paging"] = {"style": "page", "parameter": "page"}
    said["paths"]["/things"]["get"] |= {"x-rules": [{"name": "x"}], "x-also": ["A.b"]}
    marked = take(tmp_path, said)
    assert rendered(marked.api) == rendered(plain.api)
    assert not [each for each in marked.journal.decisions if each.topic == "Origin"]

"""Two more judges: a type checker, and the generated client as it runs.

Random rules, and all rules of the Makini spec that hold everywhere, become operations of
generated clients; for every set of keys there is a call. mypy judges all calls in one run,
and the client is run with all of them: both accept exactly what the rule accepts.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from plain import parse_rule
from reference import mentioned, satisfied
from specs import known_api

from clientgen.model.api import Answer, Api, Body, Field, Operation, Resource, Server
from clientgen.model.types import MapOf, Scalar, Type
from clientgen.rules.cubes import cubes
from clientgen.targets import python as python_target
from clientgen.targets.surface.names import argument
from clientgen.targets.templates import load_templates

ROOT = Path(__file__).parents[2]
MAKINI = known_api("spec/makini")
RANDOM_RULES = 200


def api_of(rules: Sequence[dict[str, Any]]) -> Api:
    """An API with one operation for each rule, over the keys of the rule."""
    operations = tuple(
        Operation(
            f"op{number}",
            "POST",
            f"/op{number}",
            Answer("empty"),
            body=Body(
                "object", tuple(Field(key, Scalar("string")) for key in keys_of(rule))
            ),
            rules=(parse_rule(rule),),
        )
        for number, rule in enumerate(rules)
    )
    return Api(
        "Judged",
        "judged",
        "1",
        "1.0.0",
        "Judged",
        (Server("https://judged.example"),),
        (Resource("Thing", "things", "thing", operations),),
        (),
    )


def keys_of(rule: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(key for key, *_ in mentioned(rule)))


def subsets(keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(keys) + 1):
        yield from itertools.combinations(keys, size)


def write_package(api: Api, folder: Path) -> None:
    for file in python_target.TARGET.files(api, load_templates()):
        path = folder / file.path.removeprefix("python/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


def refused_lines(folder: Path, file: str) -> set[int]:
    """Lines of a file that mypy --strict refuses."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", file],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert all(line.startswith(f"{file}:") for line in errors), errors[:5]
    return {
        int(found[1]) for line in errors if (found := re.match(r".*?:(\d+):", line))
    }


def judge_both(
    folder: Path, package: str, name: str, verdicts: Sequence[tuple[str, bool]]
) -> None:
    """Assert that mypy refuses exactly the calls that are not to be accepted.

    Each call is made on the client and, awaited, on its async twin.
    """
    head = [f"from {package} import Async{name}, {name}", f"client = {name}()"]
    lines = [
        *head,
        *(f"client.{call}" for call, _ in verdicts),
        f"async def twin(client: Async{name}) -> None:",
        *(f"    await client.{call}" for call, _ in verdicts),
    ]
    (folder / "calls.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    refused = refused_lines(folder, "calls.py")
    first, second = len(head) + 1, len(head) + len(verdicts) + 2
    wrong = [
        (
            call,
            "sync" if start == first else "async",
            "refused" if number in refused else "taken",
        )
        for start in (first, second)
        for number, (call, accepted) in enumerate(verdicts, start)
        if accepted is (number in refused)
    ]
    assert not wrong, wrong[:5]


RUN = """
import json, sys
import httpx2
from {package} import {name}, RequiredKeysError

def answer(request):
    return httpx2.Response(200, json={{"data": {{}}}})

client = {name}("token", transport=httpx2.MockTransport(answer))
refused = []
for number, call in enumerate(json.load(sys.stdin)):
    try:
        eval(f"client.{{call}}")
    except RequiredKeysError:
        refused.append(number)
print(json.dumps(refused))
"""


def run_all(
    folder: Path, package: str, name: str, verdicts: Sequence[tuple[str, bool]]
) -> None:
    """Assert that the client refuses exactly the calls that are not to be accepted."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(package=package, name=name)],
        cwd=folder,
        input=json.dumps([call for call, _ in verdicts]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    refused = set(json.loads(done.stdout))
    wrong = [
        call
        for number, (call, accepted) in enumerate(verdicts)
        if accepted is (number in refused)
    ]
    assert not wrong, wrong[:5]


def random_node(chance: random.Random, depth: int) -> Any:
    if depth == 0 or chance.random() < 0.3:
        return chance.choice("abcde")
    parts = [random_node(chance, depth - 1) for _ in range(chance.randint(1, 3))]
    kind = chance.choice(
        ["all", "any", "any", "one", "at_most_one", "none", "if", "any_of"]
    )
    if kind == "if":
        return {
            "if": parts[0],
            "then": parts[-1],
            "else": random_node(chance, depth - 1),
        }
    if kind == "any_of":
        return {kind: {f"v{n}": {"all": [part]} for n, part in enumerate(parts)}}
    return {kind: parts}


def random_rules(count: int) -> list[dict[str, Any]]:
    """Different rules that overloads can say, the same ones in every run."""
    chance = random.Random(2026)
    found: dict[str, dict[str, Any]] = {}
    while len(found) < count:
        rule = {"name": "random", "all": [random_node(chance, 3)]}
        if cubes([parse_rule(rule)]) not in (None, ()):
            found[str(rule)] = rule
    return list(found.values())


@pytest.mark.slow
def test_a_type_checker_agrees_with_random_rules(tmp_path: Path) -> None:
    found = random_rules(RANDOM_RULES)
    write_package(api_of(found), tmp_path)
    verdicts = [
        (
            f"things.op{number}({_given(keys)})",
            satisfied(rule, dict.fromkeys(keys, "x")),
        )
        for number, rule in enumerate(found)
        for keys in subsets(keys_of(rule))
    ]
    assert {accepted for _, accepted in verdicts} == {True, False}
    judge_both(tmp_path, "judged", "Judged", verdicts)
    run_all(tmp_path, "judged", "Judged", verdicts)


def _given(keys: Sequence[str]) -> str:
    return ", ".join(f'{key}="x"' for key in keys)


@pytest.mark.slow
def test_a_type_checker_agrees_with_the_rules_of_makini(tmp_path: Path) -> None:
    verdicts: list[tuple[str, bool]] = []
    folder = ROOT / "spec/makini/resources"
    for path in sorted(folder.glob("*.yaml")):
        resource = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        for name, operation in resource["operations"].items():
            verdicts += _makini_calls(resource["resource"], name, operation)
    write_package(MAKINI, tmp_path)
    assert len(verdicts) > 16
    judge_both(tmp_path, "makini", "Makini", verdicts)
    run_all(tmp_path, "makini", "Makini", verdicts)


def _makini_calls(resource: str, name: str, operation: Any) -> list[tuple[str, bool]]:
    """Calls of one operation with every set of the keys that its rules speak of."""
    own = [
        r
        for r in getattr(operation, "get", lambda *_: [])("rules", [])
        if "when" not in r
    ]
    home = next(r for r in MAKINI.resources if r.name == resource)
    known = next(o for o in home.operations if o.name == name)
    if known.body is None or known.body.kind == "array":
        return []
    assert cubes(known.rules) is not None
    must = [field.name for field in known.body.fields if field.required]
    data = [*own, {"name": "required", "all": must}]
    if not own and not must:
        return []
    given = {f.name: f"{argument(f)}={_sample(f.type)}" for f in known.body.fields}
    path = ['"1"' for _ in known.path_parameters]
    keys = [key for rule in data for key in keys_of(rule)]
    return [
        (
            f"{home.attribute}.{name}({', '.join([*path, *(given[key] for key in chosen)])})",
            all(satisfied(rule, dict.fromkeys(chosen, "x")) for rule in data),
        )
        for chosen in subsets(keys)
    ]


def _sample(type_: Type) -> str:
    match type_:
        case Scalar("file"):
            return 'b"x"'
        case Scalar("number" | "integer"):
            return "1"
        case MapOf():
            return "{}"
    return '"x"'

"""The rule picker of a page says what the generated client says, to the letter."""

from __future__ import annotations

import importlib
import itertools
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import makini
import pytest
from hostile.positions import defaults, positions, write
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import HERE, ROOT, run
from rules.client_form import client_rule
from rules.plain import parse_rule
from rules.reference import bodies
from rules.strategies import rules as random_rules
from runtime import rules as client_rules
from runtime.calls import Names
from specs import known_api

from clientgen.model.api import Answer, Api, Body, Context, Field, Operation, Resource
from clientgen.model.rules import Rule
from clientgen.model.types import Scalar
from clientgen.reading import load
from clientgen.targets.pages.picker import Picker, picker, picker_data
from clientgen.targets.samples.values import values_of
from clientgen.targets.surface.names import resource_module

ALL_SUBSETS = 12  # with more atoms, some of the subsets
SAMPLE = 3000

# Keys as no programming language likes them, and every operator inside others.
ODD = {
    "api.yaml": """
        api: Odd
        package: odd_client
        version: '1'
        package_version: 1.0.0
        title: Odd keys
        docs_url: https://docs.example.com/odd/
        servers: [{url: https://odd.example}]
        contexts:
          platform: {values: [A, "it's \\"B\\"", __proto__]}
          region: {values: [north, south]}
          unused: {values: [x]}
        resources: [thing]
    """,
    "resources/thing.yaml": """
        resource: Thing
        summary: Things.
        path: /things
        fields: {key: key!}
        operations:
          objects:
            method: POST
            path: /objects/{key}
            parameters: [{key: {in: path, type: key, alias: thing_key}}]
            body: [{zeta: string}, {'10': any}, {'9': any}, {key: any},
                   {__proto__: any}, {constructor: any}, {toString: any}, {hasOwnProperty: any}]
            answer: none
            rules:
              - {name: protos, any: [__proto__, constructor, toString]}
              - {name: numbers, one: ['10', '9', hasOwnProperty], summary: 'Count "them".'}
              - {name: here, when: {platform: [A, __proto__], region: north}, all: [zeta, key]}
              - {name: there, when: {platform: "it's \\"B\\""}, none: [zeta, key]}
          texts:
            method: POST
            path: /texts
            body: [{'a=b': any}, {"it's": string}, {'say "x"': any}, {'überHäuser': {type: any, alias: houses}},
                   {self: any}, {from: {type: any, alias: source}}, {ABCKey: any}, {'a and b': any}]
            answer: none
            rules:
              - name: ways
                any_of:
                  'one and two': {all: [überHäuser, 'say "x"'], summary: Both.}
                  three: {one: ['a=b', "it's"]}
                  four: {all: [from, ABCKey, 'a and b', self]}
                overlap: warn
          literals:
            method: POST
            path: /literals
            body: [{kind: any}, {count: any}, {flag: any}, {other: any}]
            answer: none
            rules:
              - {name: kind, if: {key: kind, is: 'é"\\n'}, then: other, else: {at_most_one: [other, count]}}
              - {name: true, if: {key: flag, is: true}, then: {none: [count]}}
              - {name: one, if: {key: flag, is: 1}, then: count}
              - {name: empty, if: {key: kind, is: ''}, then: {all: [flag, count]}}
          lists:
            method: POST
            path: /lists
            body_kind: array
            body: [{'7': any}, {dueDate: any}, {lines: [Line]}]
            answer: none
            rules:
              - name: which
                one_of:
                  dated: {all: [dueDate]}
                  lined: {all: [lines.*.sku, {if: lines.*.parts, then: lines.*.parts.*.no}]}
              - {name: seven, if: {none: ['7']}, then: {any: [dueDate, {all: [lines, lines.*.sku]}]}}
          paths:
            method: POST
            path: /paths
            body: [{lines: [Line]}, {dueDate: any}, {'some lines': [Line]}]
            answer: none
            rules:
              - {name: which, one: [lines.*.sku, 'some lines.*.sku', dueDate]}
              - {name: kinds, if: {key: lines.*.kind, is: x}, then: lines.*.parts.*.no}
          asks:
            method: GET
            path: /asks
            parameters: [{__proto__: string}, {since: date}, {until: date},
                         {X-Kind: {in: header, type: string}}]
            answer: none
            rules:
              - {name: span, all: [{key: since, at_most: until}], summary: In order.}
              - {name: kind, if: __proto__, then: {key: X-Kind, in: ['a', "it's"]}}
              - {name: 'one', one: [since, __proto__]}
          mixed:
            method: POST
            path: /mixed
            parameters: [{dueDate: {type: date, alias: due_by}}]
            body: [{dueDate: date}, {count: integer}, {most: integer}]
            answer: none
            rules:
              - {name: due, if: 'query:dueDate', then: {not: dueDate}}
              - {name: count, any: [dueDate, {not: {key: count, at_most: most}}]}
    """,
    "schemas/shared.yaml": """
        schemas:
          Line: {summary: A line., fields: {sku: string, kind: string, parts: [Part]}}
          Part: {summary: A part., fields: {no: any}}
    """,
}


class Page:
    """The script of the pages, in a process of node."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, operation: object, cases: object) -> list[Any]:
        """Bodies and verdicts of some cases; see rules_judge.js."""
        assert self._process.stdin
        assert self._process.stdout
        line = json.dumps({"operation": operation, "cases": cases})
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: list[Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def page() -> Iterator[Page]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    command = [node, str(HERE / "rules_judge.js")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Page(process)


def body_of(shown: Picker, ticked: Sequence[str]) -> Any:
    """The body in which these atoms are so, in the order of a call's keys."""
    body: dict[str, Any] = {}
    for atom in shown.atoms:
        if atom.text not in ticked:
            continue
        *outer, last = atom.key.split(".*.")
        place = body
        for name in outer:
            if not isinstance(place.get(name), list):
                place[name] = [{}]
            place = place[name][0]
        if atom.value is not None:
            place[last] = atom.value
        elif place.get(last) is None:
            place[last] = {}
    return [body] if shown.array else body


def subsets(atoms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if len(atoms) <= ALL_SUBSETS:
        for size in range(len(atoms) + 1):
            yield from itertools.combinations(atoms, size)
        return
    chance = random.Random(2026)
    for _ in range(SAMPLE):
        chosen = chance.randint(1, 2 ** len(atoms) - 1)
        yield tuple(atom for place, atom in enumerate(atoms) if chosen >> place & 1)


def situations(shown: Picker) -> Iterator[dict[str, str]]:
    """Every mixture of values that rules name, one unheard of, and none."""
    choices = [(None, *each.values, "unheard of") for each in shown.contexts]
    for values in itertools.product(*choices):
        pairs = zip(shown.contexts, values, strict=True)
        yield {context.name: value for context, value in pairs if value is not None}


def compare(
    node: Page,
    shown: Picker,
    rules: client_rules.Rules,
    names: Names,
    name: str,
    docs: str,
    most: int = 10**9,
    further: Sequence[Any] = (),
) -> set[bool]:
    """Judge many bodies on the page and in the client; give the verdicts that there were.

    ``further`` are bodies with values that nobody ticks, such as dates.
    """
    cases: list[tuple[tuple[str, ...], Any, dict[str, str]]] = []
    for situation in situations(shown):
        for ticked in subsets([atom.text for atom in shown.atoms]):
            cases.append((ticked, body_of(shown, ticked), situation))
    cases = cases[:: max(1, len(cases) // most)]
    cases += [((), body, {}) for body in further]
    if shown.array:
        parts = [body[0] for _, body, _ in cases]
        mixed = [*parts[:3], 7, {}, None, *parts[-3:]]
        cases += [((), mixed, cases[-1][2]), ((), parts[-1:] * 2, {}), ((), [], {})]
    for _, body, _ in cases[:50]:
        if isinstance(body, dict) and body:  # null is as good as not given
            cases.append(((), {**body, next(iter(body)): None}, {}))
    answers = node.ask(picker_data(shown), cases)
    verdicts = set()
    for (ticked, body, situation), (made, judged) in zip(cases, answers, strict=True):
        if ticked:
            assert made == body
        warnings: list[str] = []
        text, failures = "", ()
        try:
            rules.enforce(name, body, situation, names, docs, warnings.append)
        except ValueError as error:
            text, failures = str(error), error.failures  # type: ignore[attr-defined]
        assert judged["text"] == text, body
        assert judged["ok"] is (not text)
        assert judged["warnings"] == warnings
        kept = [(f.rule, f.summary, [*f.given], f.remedy, f.item) for f in failures]
        said = [tuple(each.values()) for each in judged["failures"]]
        assert said == kept
        verdicts.add(not text)
    return verdicts


def judge_spec(spec: Path, package: str) -> int:
    """Compare all operations of a spec with its package; give how many have rules."""
    api = load(spec).api
    values = values_of(api)
    base = api.docs_url.rstrip("/")
    count = 0
    with page() as node:
        for resource in api.resources:
            module = f"{package}.resources.{resource_module(resource)}"
            for operation in resource.operations:
                constant = f"_{operation.name.upper()}"
                made = getattr(importlib.import_module(module), constant)
                shown = picker(api, resource, operation, values)
                assert (shown is None) is (made.rules is None)
                if shown is None:
                    continue
                docs = f"{base}/{made.docs}" if base else made.docs
                found = compare(node, shown, made.rules, made.names, made.name, docs)
                assert found == {True, False}, made.name
                count += 1
    return count


def test_the_page_speaks_as_the_client_of_makini() -> None:
    assert judge_spec(ROOT / "spec/makini", "makini") >= 12


def write_odd(folder: Path) -> Path:
    for name, text in ODD.items():
        path = folder / "odd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder / "odd"


@pytest.mark.parametrize(
    ("spec", "package", "least"),
    [
        ("tests/library/spec", "library_client", 2),
        ("tests/targets/sent_spec", "styles_client", 5),
        ("hostile", "", 4),
        ("odd", "odd_client", 7),
    ],
)
def test_the_page_speaks_as_the_clients_of_shops(
    spec: str,
    package: str,
    least: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = ROOT / spec
    if spec == "odd":
        folder = write_odd(tmp_path)
    elif spec == "hostile":
        folder = tmp_path / "hostile"
        write("full", texts_of_rules(), folder)
        package = load(folder).api.package
    out = tmp_path / "out"
    words = ("generate", folder, "--out", out, "--targets", "python")
    done = run(sys.executable, "-m", "clientgen", *words)
    assert done.returncode == 0, done.stderr
    monkeypatch.syspath_prepend(str(out / "python"))
    assert judge_spec(folder, package) >= least


def texts_of_rules() -> dict[str, str]:
    """Hostile texts for what rules say; every other text of the spec is harmless."""
    odd = {
        "rule.name": "</script><b>&amp;'\"`${x}",
        "rule.summary": "{{ 7*7 }} \\ %s {0}",
        "rule.alone": 'a\' or "b" , and/or c',
    }
    known = {position.label for position in positions("full")}
    return {**defaults("full"), **{k: v for k, v in odd.items() if k in known}}


def api_of(rules: Sequence[Rule], array: bool) -> tuple[Api, Resource, Operation]:
    keys = ["a", "b", "c", "d", "sev", "xs", "ys"]
    body = Body(
        "array" if array else "object", tuple(Field(k, Scalar("any")) for k in keys)
    )
    operation = Operation(
        "create", "POST", "/things", Answer("empty"), body=body, rules=tuple(rules)
    )
    resource = Resource("Thing", "things", "thing", (operation,))
    contexts = (Context("platform", ("X", "Y")), Context("region", ("X", "Y")))
    api = Api("Any", "any", "1", "1", "Any", (), (resource,), (), contexts=contexts)
    return api, resource, operation


def test_the_page_speaks_as_a_client_of_any_rules() -> None:
    with page() as node:

        @settings(max_examples=250, deadline=None)
        @given(
            st.lists(
                random_rules(4, leaves=9, when=True, compared=True),
                min_size=1,
                max_size=3,
            ),
            st.booleans(),
        )
        def judge(data: list[dict[str, Any]], array: bool) -> None:
            numbered = [{**each, "name": f"r{n}"} for n, each in enumerate(data)]
            parsed = [parse_rule(each) for each in numbered]
            parsed[0] = replace(parsed[0], warn_on_overlap=True)
            api, resource, operation = api_of(parsed, array)
            shown = picker(api, resource, operation, values_of(api))
            assert shown
            rules = client_rules.Rules(*map(client_rule, parsed))
            name, docs = "things.create", "resources/thing.md#create"
            # In the order of the body, as calls give their keys.
            further = [dict(sorted(each.items())) for each in bodies(numbered, most=60)]
            compare(
                node,
                shown,
                rules,
                None if array else {},
                name,
                docs,
                most=150,
                further=[[body] for body in further] if array else further,
            )

        judge()


def test_the_page_says_what_a_real_call_says() -> None:
    api = known_api("spec/makini")
    (resource,) = [r for r in api.resources if r.name == "Invoice"]
    (operation,) = [o for o in resource.operations if o.name == "create"]
    shown = picker(api, resource, operation, values_of(api))
    assert shown
    with (
        makini.Makini("token") as client,
        pytest.raises(ValueError, match="rule") as caught,
    ):
        client.invoices.create(due_date="2026-01-31")  # type: ignore[call-overload]
    with page() as node:
        cases = [((), {"dueDate": "2026-01-31"}, {})]
        ((_, judged),) = node.ask(picker_data(shown), cases)
    assert judged["text"] == str(caught.value)

"""Rules over values and parameters: compared keys, query parameters, headers."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import itertools
import json
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from httpserver import Arrived, serve
from hypothesis import given, settings
from hypothesis import strategies as st
from making import GRAMMAR, api_of, imported, made, resource, write

from clientgen.model.api import Operation
from clientgen.rules.decide import holds
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox
from clientgen.targets.samples.calls import call_of
from clientgen.targets.samples.request import Object, content_of, value_of
from clientgen.targets.samples.values import Value, Values, values_of, wire
from clientgen.targets.samples.writers import default_body

Given = Mapping[str, Any]

OPERATIONS: dict[str, Any] = {
    "search": {
        "method": "GET",
        "path": "/search",
        "answer": ["Thing"],
        "paging": "none",
        "parameters": [
            {"since": "date"},
            {"until": "date"},
            {"tags": ["string"]},
            {"X-Region": {"in": "header", "type": "string"}},
        ],
        "rules": [
            {
                "name": "window",
                "summary": "It ends when it begins, or later.",
                "all": [{"key": "since", "at_most": "until"}],
            },
            {"name": "filter", "any": ["since", "query:tags"]},
            {
                "name": "region",
                "if": "tags",
                "then": {"key": "header:X-Region", "in": ["EU", "US"]},
            },
        ],
    },
    "make": {
        "method": "POST",
        "path": "/make",
        "answer": "none",
        "parameters": [
            {"dry": "boolean"},
            {"most": "integer"},
            {"X-Before": {"in": "header", "type": "http_date"}},
        ],
        "body": [
            {"low": "number"},
            {"high": "number"},
            {"from": "datetime"},
            {"to": "date"},
            {"name": "string"},
        ],
        "rules": [
            {"name": "range", "all": [{"key": "low", "less_than": "high"}]},
            {"name": "time", "all": [{"key": "from", "at_most": "to"}]},
            {"name": "dry", "if": {"key": "dry", "is": True}, "then": {"not": "name"}},
            {"name": "most", "all": [{"key": "query:most", "at_least": "high"}]},
            {"name": "before", "all": [{"key": "from", "less_than": "X-Before"}]},
        ],
    },
    "form": {
        "method": "POST",
        "path": "/form",
        "answer": "none",
        "body_kind": "form",
        "body": [{"low": "integer"}, {"high": "integer"}, {"is_new": "boolean"}],
        "rules": [
            {"name": "range", "all": [{"key": "low", "more_than": "high"}]},
            {"name": "new", "if": {"key": "is_new", "is": True}, "then": "low"},
        ],
    },
    "open": {
        "method": "POST",
        "path": "/open",
        "answer": "none",
        "body_kind": "form",
        "parameters": [
            {"since": "unix"},
            {"X-Level": {"in": "header", "type": "integer", "enum": [1, 2]}},
        ],
        "body": [
            {"opens": "unix"},
            {"closes": "unix"},
            {"level": {"enum": {1: "low", 2: "high"}}},
        ],
        "rules": [
            {"name": "order", "all": [{"key": "opens", "less_than": "closes"}]},
            {"name": "since", "all": [{"key": "opens", "at_least": "since"}]},
            {"name": "high", "if": {"key": "level", "is": 2}, "then": "closes"},
            {"name": "two", "if": {"key": "X-Level", "is": 2}, "then": "opens"},
        ],
    },
}


def spec(folder: Path) -> Path:
    return write(folder, resource("Thing", OPERATIONS))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spec(tmp_path_factory.mktemp("rules_of_calls"))


@pytest.fixture(scope="module")
def package(place: Path) -> ModuleType:
    return imported(place)


@pytest.fixture(scope="module")
def out(place: Path) -> Path:
    return made(place, ("docs", "openapi", "site"))


@pytest.fixture(scope="module")
def clients(place: Path, package: ModuleType) -> Iterator[tuple[Any, Any]]:
    """A client of a server that takes everything, and one of the sandbox."""
    with (
        LocalSandbox(open_sandbox(api_of(place), Options(rows=1))) as local,
        package.Shop("sandbox-token", transport=local.transport) as tried,
        serve(lambda _: []) as server,
        package.Shop("t", base_url=server.url, allow_http=True) as plain,
    ):
        yield plain, tried


def taken(package: ModuleType, method: Callable[..., Any], given: Given) -> bool:
    """Whether the client lets a call pass."""
    try:
        method(**given)
    except package.RequiredKeysError:
        return False
    return True


def served(package: ModuleType, method: Callable[..., Any], given: Given) -> bool:
    """Whether the sandbox does, the client's own check apart."""
    try:
        method(**given, options={"check": False})
    except package.Unprocessable:
        return False
    return True


def utc(value: dt.date) -> dt.date:
    return value.astimezone(dt.UTC).date() if isinstance(value, dt.datetime) else value


def right_search(given: Given) -> bool:
    since, until = given.get("since"), given.get("until")
    tags = given.get("tags") is not None
    return (
        (since is None or until is None or since <= until)
        and (since is not None or tags)
        and (not tags or given.get("x_region") in ("EU", "US"))
    )


def right_make(given: Given) -> bool:
    low, high, most = (given.get(key) for key in ("low", "high", "most"))
    begin, end, before = (given.get(key) for key in ("from_", "to", "x_before"))
    return (
        (low is None or high is None or low < high)
        and (begin is None or end is None or utc(begin) <= end)
        and not (given.get("dry") and given.get("name") is not None)
        and (most is None or high is None or most >= high)
        and (begin is None or before is None or begin < before)
    )


def right_form(given: Given) -> bool:
    low, high = given.get("low"), given.get("high")
    return (low is None or high is None or low > high) and (
        not given.get("is_new") or low is not None
    )


def right_open(given: Given) -> bool:
    opens, closes, since = (given.get(key) for key in ("opens", "closes", "since"))
    return (
        (opens is None or closes is None or opens < closes)
        and (opens is None or since is None or opens >= since)
        and (given.get("level") != 2 or closes is not None)
        and (given.get("x_level") != 2 or opens is not None)
    )


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 4))
NUMBERS = st.integers(-2, 4)
MOMENTS = st.builds(
    lambda hours, east: dt.datetime(
        2026, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=east))
    )
    + dt.timedelta(hours=hours),
    st.integers(0, 30),
    st.integers(-11, 11),
)
DRAWN: Mapping[str, tuple[Callable[[Given], bool], st.SearchStrategy[Given]]] = {
    "search": (
        right_search,
        st.fixed_dictionaries(
            {},
            optional={
                "since": DAYS,
                "until": DAYS,
                "tags": st.just(["a"]),
                "x_region": st.sampled_from(["EU", "US", "CH"]),
            },
        ),
    ),
    "make": (
        right_make,
        st.fixed_dictionaries(
            {},
            optional={
                "low": st.one_of(NUMBERS, st.sampled_from([0.5, 1.5])),
                "high": NUMBERS,
                "from_": MOMENTS,
                "to": DAYS,
                "name": st.just("x"),
                "dry": st.booleans(),
                "most": NUMBERS,
                "x_before": MOMENTS,
            },
        ),
    ),
    "form": (
        right_form,
        st.fixed_dictionaries(
            {}, optional={"low": NUMBERS, "high": NUMBERS, "is_new": st.booleans()}
        ),
    ),
    "open": (
        right_open,
        st.fixed_dictionaries(
            {},
            optional={
                "opens": MOMENTS,
                "closes": MOMENTS,
                "since": MOMENTS,
                "level": st.integers(1, 3),
                "x_level": st.integers(1, 3),
            },
        ),
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_client_and_sandbox_agree_on_drawn_values(
    name: str, clients: tuple[Any, Any], package: ModuleType
) -> None:
    right, drawn = DRAWN[name]
    plain, tried = (getattr(client.things, name) for client in clients)
    seen: set[bool] = set()

    @settings(max_examples=60, deadline=None)
    @given(drawn)
    def judge(values: Given) -> None:
        expected = right(values)
        seen.add(expected)
        assert taken(package, plain, values) is expected
        assert served(package, tried, values) is expected

    judge()
    assert seen == {True, False}


# The language's page.

PAGE = (GRAMMAR / "README.md").read_text("utf-8")
TRIED: Mapping[str, tuple[Mapping[str, tuple[Any, ...]], Callable[[Given], bool]]] = {
    "requires": (
        {"definition": ("high",), "type": ("video", "film")},
        lambda given: "definition" not in given or given.get("type") == "video",
    ),
    "or": ({"words": ("x",), "type": ("film",)}, lambda given: bool(given)),
    "only_one": ({"key": ("x",), "owner": ("x",)}, lambda given: len(given) == 1),
    "all_or_none": ({"place": ("x",), "radius": (1,)}, lambda given: len(given) != 1),
    "zero_or_one": (
        {"radius": (1,), "nearest": (True, False)},
        lambda given: len(given) < 2,
    ),
    "relational": (
        {
            "since": (dt.date(2026, 1, 2), dt.date(2026, 1, 3)),
            "until": (dt.date(2026, 1, 1), dt.date(2026, 1, 2)),
        },
        lambda given: len(given) < 2 or given["since"] <= given["until"],
    ),
    "complex": (
        {"live": (True, False), "type": ("film", "x"), "license": ("x",)},
        lambda given: (
            not (given.get("live") and given.get("type") != "film")
            or "license" not in given
        ),
    ),
}


def test_the_patterns_of_the_language_s_page_do_what_they_say(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(operations:\n  # Requires.*?)```", PAGE, re.S)
    operations = yaml.safe_load(block)["operations"]
    assert list(operations) == list(TRIED)
    folder = write(tmp_path, resource("Thing", operations))
    package = imported(folder)
    with (
        LocalSandbox(open_sandbox(api_of(folder), Options(rows=1))) as local,
        package.Shop("sandbox-token", transport=local.transport) as client,
    ):
        for name, (values, right) in TRIED.items():
            method = getattr(client.things, {"or": "or_"}.get(name, name))
            verdicts = set()
            for chosen in itertools.product(*((None, *v) for v in values.values())):
                pairs = zip(values, chosen, strict=True)
                given = {key: value for key, value in pairs if value is not None}
                assert taken(package, method, given) is right(given), (name, given)
                assert served(package, method, given) is right(given), (name, given)
                verdicts.add(right(given))
            assert verdicts == {True, False}, name


# What is said.


def test_errors_name_the_arguments(
    clients: tuple[Any, Any], package: ModuleType
) -> None:
    things = clients[0].things
    with pytest.raises(package.RequiredKeysError) as caught:
        things.search(tags=["x"])
    assert str(caught.value) == (
        "things.search: rule 'region' is not met. Given: tags. (set x_region "
        '(header:X-Region) to "EU" or set x_region (header:X-Region) to "US") or leave out '
        "tags (query:tags). See resources/thing.md#search"
    )
    with pytest.raises(package.RequiredKeysError) as caught:
        things.make(low=3, high=3, from_=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    (failure,) = caught.value.failures
    assert failure.given == ("low", "high", "from_")
    assert failure.remedy == "make low less than high"


def test_what_callers_give_beside_the_arguments_counts(package: ModuleType) -> None:
    with serve(lambda _: []) as server:
        with package.Shop("t", base_url=server.url, allow_http=True) as client:
            client.things.search(options={"query": {"since": "2026-01-01"}})
            headers = {"x-region": "EU"}
            client.things.search(tags=["a"], options={"headers": headers})
            with pytest.raises(package.RequiredKeysError):
                client.things.search(
                    tags=["a"], options={"headers": {"x-region": "CH"}}
                )
        assert len(server.requests) == 2


def test_a_list_of_links_is_asked_for_once(tmp_path: Path) -> None:
    """The further pages are at the server's URL: what rules demand was said before."""
    walked = {
        "list": {
            "parameters": [{"since": "date"}],
            "rules": [{"name": "since", "any": ["since", "query:size"]}],
            "paging": {"items": "data", "next": "next"},
        }
    }
    walked["list"]["parameters"].append({"size": "integer"})  # type: ignore[attr-defined]  # a list
    folder = write(
        tmp_path,
        resource("Thing", walked),
        paging={"style": "link", "items": "data", "next": "next"},
    )
    package = imported(folder)

    def answer(asked: Arrived) -> Any:
        again = asked.path.endswith("/2")
        host = asked.headers["host"]
        next_ = None if again else f"http://{host}/things/2"
        return {"data": [{"id": "1"}], "next": next_}

    with (
        serve(answer) as server,
        package.Shop("t", base_url=server.url, allow_http=True) as client,
    ):
        with pytest.raises(package.RequiredKeysError):
            client.things.list()
        assert len([*client.things.list(since=dt.date(2026, 1, 1))]) == 2


def test_types_see_which_parameters_are_given(package: ModuleType) -> None:
    module = importlib.import_module(f"{package.__name__}.resources.things")
    first, second, unchecked = (
        "".join(str(inspect.signature(each)).split())
        for each in typing.get_overloads(module.Things.search)
    )
    assert "since:'dt.date',until" in first
    assert "tags:'None'=None" in first
    assert "tags:'Sequence[str]',x_region:'str',since:'dt.date|None'=None" in second
    assert "options:'UncheckedOptions'" in unchecked


def test_examples_meet_the_rules(place: Path) -> None:
    api = api_of(place)
    values = values_of(api)
    for operation in api.resources[0].operations:
        # All keys of the body that rules compare, as samples have them, and the least.
        body = default_body(operation, values)
        for keys in (body, whole_body(operation, values)):
            call = call_of(operation, values, keys)
            given = {
                **(keys or {}),
                **{f"query:{name}": value for name, value in call.query},
                **{f"header:{name}": value for name, value in call.fields},
            }
            plain = {name: wire(value) for name, value in given.items()}
            broken = [r.name for r in operation.rules if not holds(r.body, plain)]
            assert broken == [], (operation.name, plain)


def whole_body(operation: Operation, values: Values) -> Mapping[str, Value] | None:
    if operation.body is None:
        return None
    tree = content_of(operation, values).tree
    assert isinstance(tree, Object)
    entries = [each for each in tree.entries if len(each.needs) < 2]
    return {each.name: value_of(each.value) for each in entries}


def test_pages_say_who_does_not_know_a_rule(out: Path) -> None:
    page = (out / "docs/resources/thing.md").read_text()
    assert (
        "Needs `since` (query) to be at most `until` (query) where both are given. It "
        "ends when it begins, or later.\n\nTypes see keys alone, and the OpenAPI document "
        "says this in words alone" in page
    )
    assert 'needs `X-Region` (header) = "EU" or "US"' in page
    assert "| `tags` | `tags` | query | list of string | by rule |" in page
    shown = (out / "site/api/thing/search.html").read_text()
    assert "says this in words alone" in shown
    assert 'id="picker"' in shown
    assert '"query:since"' in shown
    assert "assets/comparing.js" in shown
    assert (out / "site/assets/comparing.js").is_file()


def test_the_document_says_in_words_what_its_schemas_cannot(out: Path) -> None:
    document = json.loads((out / "openapi/shop.json").read_text())
    search = document["paths"]["/things/search"]["get"]
    assert search["description"].startswith(
        "window: It ends when it begins, or later.\n\nNeeds since (query) to be at most "
        "until (query) where both are given."
    )
    body = document["components"]["schemas"]["ThingMakeBody"]
    assert body["description"].startswith("range: Needs low to be less than high")
    assert "if" not in body
    make = document["paths"]["/things/make"]["post"]
    assert "dry: If dry (query) is true, takes no name." in make["description"]
    assert "required" not in make["requestBody"]

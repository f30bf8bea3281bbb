from __future__ import annotations

import datetime as dt
import inspect
import re
from typing import Any

import pytest
import runtime.calls.filters
from runtime.calls.filters import Condition, where
from runtime.calls.requests import encode_query
from shop import API


def spelled(filter: Any, api: Any = API) -> list[tuple[str, str]]:
    return encode_query(api, {}, {"filter": filter})


def test_the_module_says_what_is_true() -> None:
    """The ways in the docstring work, and all that it says are the same are the same."""
    text = inspect.getdoc(runtime.calls.filters) or ""
    ways = re.findall(r"^    filter=(.*)$", text, re.MULTILINE)
    assert len(ways) == 3
    known = {"where": where, "day": dt.date(2024, 5, 1)}
    single, *same = [spelled(eval(way, known)) for way in reversed(ways)]
    assert same[0] == same[1] != single
    assert single == [("filter[createdAt:gt]", "2024-05-01")]
    for way in re.findall(r"``(where[^`]*)``", inspect.getdoc(where) or ""):
        assert isinstance(eval(way, known), Condition)


def test_conditions_joined_by_python_are_not_lost_silently() -> None:
    a, b = where("a") > 1, where("b") < 2
    for joined in (
        lambda: a and b,
        lambda: a or b,
        lambda: not a,
        lambda: 1 < where("a") < 5,
        lambda: where("a") in [where("b")],
    ):
        with pytest.raises(TypeError, match=r"use a list of conditions and match="):
            joined()
    assert a == (where("a") > 1)
    assert a != b


@pytest.mark.parametrize("filter", ["a=1", "", b"a=1", 5, [1], ["a"], {1: 2}])
def test_what_is_no_filter(filter: Any) -> None:
    with pytest.raises(TypeError, match="filter: "):
        spelled(filter)


def test_an_operator_the_api_lacks_is_not_invented() -> None:
    for condition, said in (
        (where("a") != "hush", "!="),
        (where("a").ends_with("hush"), "ends_with"),
    ):
        with pytest.raises(ValueError, match=r"filter: .*contains.*lted") as caught:
            spelled(condition)
        assert said in str(caught.value)
        assert ".op(" in str(caught.value)
        assert "hush" not in str(caught.value)
    assert spelled(where("a").op("ne", "x")) == [("filter[a:ne]", "x")]
    assert spelled({"a:ne": "x"}) == [("filter[a:ne]", "x")]
    assert spelled(where("a") >= 1) == [("filter[a:gteq]", "1")]
    assert API.filtering is not None
    # Nothing is known of what such an API knows.
    silent = API._replace(filtering=API.filtering._replace(operators=()))
    assert spelled(where("a") != "x", silent) == [("filter[a:ne]", "x")]


@pytest.mark.parametrize(
    ("filter", "error", "words"),
    [
        ({"key": []}, ValueError, "'key' is given no values"),
        ({"key": set()}, ValueError, "'key' is given no values"),
        (where("key").op("in", ()), ValueError, "'key' is given no values"),
        ({"key": (x for x in "ab")}, TypeError, r"^filter\[key\]: expected a list"),
        ({"key": map(str, [1, 2])}, TypeError, r"^filter\[key\]: expected a list"),
    ],
)
def test_no_filter_vanishes(filter: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        spelled(filter)


@pytest.mark.parametrize("sort", [{"a": -1}, iter(["a"]), {"a", "b"}, 5])
def test_what_is_no_order(sort: Any) -> None:
    with pytest.raises(TypeError, match="sort: expected"):
        encode_query(API, {}, {"sort": sort})


def test_a_condition_stands_in_filters_alone() -> None:
    for value in (where("a") > 1, [where("a") > 1]):
        with pytest.raises(TypeError, match=r"^status.*: cannot send Condition"):
            encode_query(API, {}, {"status": value})


def test_other_parameters_take_no_iterators_either() -> None:
    with pytest.raises(TypeError, match="ids: expected a list"):
        encode_query(API, {}, {"ids": iter(["1"])})
    assert encode_query(API, {}, {"ids": []}) == []


def test_conditions_are_compared_by_what_they_say() -> None:
    assert (where("a") > 1) == (where("a") > 1)
    assert repr(where("a") > 1) == "Condition('a', '>', 1)"
    assert (where("a") > 1) != (where("b") > 1)
    assert (where("a") > 1) != "a > 1"

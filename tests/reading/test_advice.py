"""What is said to people who write the words of another language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientgen.reading import SpecError, load
from clientgen.reading.findings import nearest, quoted
from clientgen.reading.grammars import grammar
from clientgen.reading.key_advice import ADVICE, place_of
from clientgen.reading.type_advice import advise
from clientgen.reading.type_terms import BUILT_IN

SMALL = Path(__file__).parent / "small"
SCHEMAS = ["Address", "Client", "Order"]
PLACES = {
    "field": ("common", "$defs", "longField"),
    "parameter": ("common", "$defs", "longParameter"),
    "map": ("common", "$defs", "mapType"),
    "operation": ("resource", "$defs", "longOperation"),
    "rule": ("resource", "$defs", "rule"),
    "resource": ("resource",),
    "schema": ("schemas", "$defs", "schema"),
    "api": ("api",),
    "auth": ("api", "properties", "auth"),
    "webhooks": ("api", "properties", "webhooks"),
    "paging": ("common", "$defs", "paging"),
}


def said(text: str) -> str:
    known = [*BUILT_IN, *SCHEMAS]
    return advise(text, BUILT_IN, SCHEMAS, SCHEMAS, lambda word: nearest(word, known))


def keys_of(place: str) -> list[str]:
    name, *steps = PLACES[place]
    part = grammar(name)  # type: ignore[arg-type]  # one of the names above
    for step in steps:
        part = part[step]
    return list(part["properties"])


@pytest.mark.parametrize("place", sorted(ADVICE))
def test_no_key_that_is_known_has_advice(place: str) -> None:
    """The language grows: what it has learnt must leave the table."""
    known = keys_of(place)
    assert place_of(known) == place
    # What is said of a description anywhere is not asked where api.yaml has one.
    assert not set(known) & set(ADVICE[place]) - {"description"}


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"map"}))
def test_advice_names_keys_of_its_place(place: str) -> None:
    """ "write x" and "write x: ..." name a key that may stand there."""
    known = {
        *keys_of(place),
        "one",
        "any",
        "all",
        "none",
        "at_most_one",
        "the",
        "a",
        "it",
    }
    known |= {"known", "common", "others", "fields", "api"}
    for key, advice in ADVICE[place].items():
        for word in re.findall(r"^write ([a-z_0-9]+)(?::|$|,)", advice):
            assert word in known, f"{key}: {advice}"


@pytest.mark.parametrize(
    "text", ["int", "lnt", "in", "stat", "addr", "line_items", "x"]
)
def test_no_unrelated_type_is_suggested(text: str) -> None:
    assert nearest(text, [*BUILT_IN, *SCHEMAS]) == ""


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        *(
            ("Oder", "Order"),
            ("clint", "Client"),
            ("Adress", "Address"),
            ("any1", "any"),
        ),
        *(("strnig", "string"), ("datetme", "datetime"), ("integr", "integer")),
    ],
)
def test_slips_are_suggested(slip: str, meant: str) -> None:
    assert nearest(slip, [*BUILT_IN, *SCHEMAS]) == meant


@given(st.text(st.sampled_from("int[]<>?|!()., sOd-/#:{}"), max_size=120))
def test_any_text_is_answered(text: str) -> None:
    answer = said(text)
    assert "\n" not in answer
    assert len(answer) < 600


@given(
    st.recursive(
        st.sampled_from(
            [("int", "integer"), ("key -> Order", "key -> Order"), ("STR", "string")]
        ),
        lambda inner: st.one_of(
            inner.map(lambda pair: (f"{pair[0]}[]", f"[{pair[1]}]")),
            inner.map(lambda pair: (f"List[{pair[0]}]", f"[{pair[1]}]")),
            inner.map(lambda pair: (f"array<{pair[0]}>", f"[{pair[1]}]")),
            inner.map(lambda pair: (f"Dict[str, {pair[0]}]", f"{{string: {pair[1]}}}")),
            inner.map(lambda pair: (f"Optional[{pair[0]}]", pair[1])),
            inner.map(lambda pair: (f"{pair[0]}?", pair[1])),
        ),
        max_leaves=4,
    )
)
def test_types_of_other_languages_are_written_anew(pair: tuple[str, str]) -> None:
    foreign, ours = pair
    if foreign != ours:
        assert f"write {ours}" in said(foreign)


def test_a_merge_inside_of_a_text_is_text(tmp_path: Path) -> None:
    """Only lines that begin with the markers are what a merge left."""
    import shutil

    shutil.copytree(SMALL, tmp_path / "small" / "spec")
    file = tmp_path / "small/spec/resources/customer.yaml"
    text = file.read_text("utf-8").replace(
        "summary: Somebody who orders.\n",
        "summary: Somebody who orders.\nnote: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> x\n",
    )
    file.write_text(re.sub(r"# yaml-language.*\n", "", text), "utf-8")
    try:
        found = load(tmp_path / "small/spec").warnings
    except SpecError as error:
        found = error.findings
    assert not [finding for finding in found if finding.code == "yaml-syntax"]


@given(st.text())
@example("\uad4b\U000c4f3b\x9a\ud7a5\ue000\u202e\xad")
def test_quoted_text_of_a_spec_is_printable_whatever_it_holds(text: str) -> None:
    assert quoted(text).isprintable()

"""Two changes of one text, brought together or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.writing.merge import merge

LINES = st.lists(st.sampled_from("abcd"), max_size=8)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("abcde", "Xbcde", "abcdY", "XbcdY"),
        ("abcde", "abcde+", "+abcde", "+abcde+"),
        ("abcde", "bcde", "abcd", "bcd"),
        ("abcde", "abXde", "abXde", "abXde"),
        ("abcde", "abXde", "abYde", None),
        ("abcde", "abde", "abYde", None),
        ("abcde", "aXcde", "abYde", None),
        ("", "x", "", "x"),
        ("", "x", "y", None),
    ],
)
def test_merge(base: str, mine: str, theirs: str, merged: str | None) -> None:
    assert merge(base, mine, theirs) == (None if merged is None else list(merged))


@given(base=LINES, changed=LINES)
def test_a_change_and_no_change_give_the_change(
    base: list[str], changed: list[str]
) -> None:
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


@given(base=LINES, mine=LINES, theirs=LINES)
def test_whose_change_is_whose_does_not_matter(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    assert merge(base, mine, theirs) == merge(base, theirs, mine)


@given(head=LINES, tail=LINES, new_head=LINES, new_tail=LINES)
def test_changes_apart_from_each_other_are_both_made(
    head: list[str], tail: list[str], new_head: list[str], new_tail: list[str]
) -> None:
    apart = ["1", "2", "3"]
    assert merge(
        [*head, *apart, *tail], [*new_head, *apart, *tail], [*head, *apart, *new_tail]
    ) == [*new_head, *apart, *new_tail]

"""The operators of rules, in one table: to add one is to add a row, and its class to the model.

An operator says how many of its parts must hold. Deciding, JSON Schema and words all follow
from that and from the row's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..model.rules import (
    All,
    Any,
    AnyOf,
    AtMostOne,
    Group,
    Nothing,
    One,
    OneOf,
)


class Operator(NamedTuple):
    """One way to combine parts.

    Attributes:
        word: Its key in a spec.
        node: Its class in the model.
        least: How many parts hold at least; None: all of them.
        most: How many parts hold at most; None: all of them.
        joined: What stands between the parts in a sentence.
        before: What stands before several parts.
        before_one: What stands before a single part.
        empty: What it asks for when it has no parts.
        verb: ``needs`` where it asks for keys, ``takes`` where it only limits them.
        named: Whether its parts are variants; then what stands before their list.
    """

    word: str
    node: type[Group]
    least: int | None
    most: int | None
    joined: str
    before: str = ""
    before_one: str = ""
    empty: str = "nothing"
    verb: str = "needs"
    named: str = ""

    def bounds(self, parts: int) -> tuple[int, int]:
        """How many of some parts must hold, at least and at most."""
        least = parts if self.least is None else self.least
        return least, parts if self.most is None else self.most


OPERATORS = (
    Operator("all", All, None, None, "and"),
    Operator("any", Any, 1, None, "and/or", empty="the impossible"),
    Operator("one", One, 1, 1, "and", "exactly one of ", "exactly one of "),
    Operator(
        "at_most_one",
        AtMostOne,
        0,
        1,
        "and",
        "at most one of ",
        "at most one of ",
        verb="takes",
    ),
    Operator("none", Nothing, 0, 0, "and", "none of ", "no ", verb="takes"),
    Operator(
        "any_of",
        AnyOf,
        1,
        None,
        "and/or",
        named="at least one of these must be met: ",
    ),
    Operator(
        "one_of",
        OneOf,
        1,
        1,
        "and",
        "exactly one of ",
        "exactly one of ",
        named="exactly one of these must be met: ",
    ),
)

_BY_CLASS: Mapping[type, Operator] = {each.node: each for each in OPERATORS}


def operator_of(node: Group) -> Operator:
    """The operator of a node."""
    return _BY_CLASS[type(node)]

"""Required-key rules, as the modules of a package state them and calls keep to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any as Anything

from ..operations import Names
from .nodes import All as All
from .nodes import Any as Any
from .nodes import AnyOf as AnyOf
from .nodes import AtMostOne as AtMostOne
from .nodes import Equals as Equals
from .nodes import If as If
from .nodes import Nothing as Nothing
from .nodes import One as One
from .nodes import OneOf as OneOf
from .nodes import Rule as Rule
from .nodes import Variant as Variant
from .nodes import check as check


class Rules:
    """The rules of one operation; those of :mod:`.parameters` see more than its body."""

    parameters: Mapping[str, Anything] = {}

    def __init__(self, *rules: Rule) -> None:
        self.all = rules

    def enforce(
        self,
        operation: str,
        body: object,
        context: Mapping[str, str | None],
        names: Names,
        docs: str,
        warn: Callable[[str], object],
    ) -> None:
        """Let a body pass, or refuse it.

        Args:
            operation: Such as ``invoices.create``.
            body: Plain data by wire names; the items of an array are checked one by one.
            context: What is known about the other side, such as ``{"platform": "UPKEEP"}``.
            names: What callers call the keys.
            docs: Where the rules are explained; may be empty.
            warn: Takes the words for a body that meets several variants of a rule.

        Raises:
            RequiredKeysError: A rule is not met.
        """
        found = check(self.all, body, context)
        if not found:
            return
        from ..errors import RequiredKeysError
        from .words import describe, explain, warning

        failures = [explain(each, names, docs) for each in found if not each.variants]
        if failures:
            words = describe(operation, failures)
            raise RequiredKeysError(words, failures=failures, operation=operation)
        for overlap in found:
            warn(warning(operation, overlap))

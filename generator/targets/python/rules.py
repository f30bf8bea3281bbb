"""Rules as the expressions that make them again in the client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...model.rules import Rule
from ..sinks import Code


def rule_expressions(rules: Iterable[Rule], names: Mapping[str, str]) -> list[Code]:
    """One constructor call for each rule.

    Args:
        rules: Of one operation.
        names: Python name of each key of the body.
    """
    return []

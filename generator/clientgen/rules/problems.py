"""What is wrong with a rule, and where."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..model.position import Position


class Problem(NamedTuple):
    """Something to say about a rule.

    Attributes:
        code: Short and stable, such as ``duplicate-key``.
        severity: An error forbids the rule, a warning doubts it.
        message: What is wrong and what to do.
        position: Where in the spec; None for the rule as a whole.
        rule: Index of the rule among those checked together.
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    position: Position | None = None
    rule: int = 0


class RuleError(ValueError):
    """A rule that cannot be used.

    Attributes:
        problems: Never empty.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class TooLargeError(RuntimeError):
    """Rules that take more work to decide than anyone should wait for."""

"""What is wrong with a rule, and where."""

from __future__ import annotations

from typing import Literal, NamedTuple

Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """Something to say about a rule.

    Attributes:
        path: Place inside the rule's data, such as ``("any_of", "outgoing", "any", 0)``;
            empty for the rule as a whole. A ``when`` value has the path
            ``("when", context, index)`` even where the spec has a bare value instead of a
            list: take the longest part of the path that exists.
        code: Short and stable, such as ``unknown-key``.
        message: What is wrong and what to do.
        rule: Index of the rule among those checked together.
    """

    path: Path
    code: str
    severity: Literal["error", "warning"]
    message: str
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

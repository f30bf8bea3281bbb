"""Where an API is: base URLs, and what is filled into them."""

from __future__ import annotations

from dataclasses import dataclass

from .access import Given
from .position import Position


@dataclass(frozen=True, slots=True)
class Variable:
    """A part of a base URL that the client is given.

    Attributes:
        name: What stands in braces.
        given: The client's argument, and the environment variable.
        default: What is taken when neither is given; may be empty.
        values: All that there are; empty where any label will do.
    """

    name: str
    given: Given
    default: str = ""
    values: tuple[str, ...] = ()
    summary: str = ""

    @property
    def example(self) -> str:
        """A value for examples."""
        return self.default or (self.values or (self.name.replace("_", "-"),))[0]


@dataclass(frozen=True, slots=True)
class Server:
    """A base URL.

    Attributes:
        url: With variables in braces.
        name: What operations call it; empty where none does.
    """

    url: str
    summary: str = ""
    name: str = ""
    variables: tuple[Variable, ...] = ()
    position: Position | None = None

    @property
    def example(self) -> str:
        """The URL as examples have it."""
        url = self.url
        for each in self.variables:
            url = url.replace(f"{{{each.name}}}", each.example)
        return url

"""One call in every language that samples are written in."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Operation, Resource
from ...rules.problems import TooLargeError
from . import java, javascript, script, shell, swift
from .bodies import example_atoms
from .calls import call_of, list_condition
from .lines import Line
from .request import Request, atom_text, request_of
from .values import Values


class Sample(NamedTuple):
    """A call in one language.

    Attributes:
        name: The language, for people.
        slug: The same, for scripts and addresses.
        language: The same, for highlighters.
        lines: What is written.
    """

    name: str
    slug: str
    language: str
    lines: list[Line]


class Samples(NamedTuple):
    """A call in all languages.

    Attributes:
        request: What each of them sends.
        all: One for each language.
        atoms: What is so in the example that is shown first.
        takes: Whether there is any set of keys that the rules let pass.
    """

    request: Request
    all: tuple[Sample, ...]
    atoms: frozenset[str]
    takes: bool


def samples_of(
    api: Api, resource: Resource, operation: Operation, values: Values
) -> Samples:
    """The operation in all languages, with the least that it takes and a little more."""
    call = call_of(operation, values, None, list_condition(api, operation, values))
    request = request_of(api, operation, call, values)
    contexts: dict[str, list[str]] = {}
    for rule in operation.rules:
        for context, accepted in rule.when:
            known = contexts.setdefault(context, [])
            known += [value for value in accepted if value not in known]
    client = script.Client(api, resource, operation, contexts)
    found = default_atoms(operation)
    made = (
        Sample(
            "Python",
            "python",
            "python",
            script.lines(client, request, call, is_async=False),
        ),
        Sample(
            "Python (async)",
            "python-async",
            "python",
            script.lines(client, request, call, is_async=True),
        ),
        Sample("Shell", "shell", "sh", shell.lines(request)),
        Sample("JavaScript", "javascript", "javascript", javascript.lines(request)),
        Sample("Java", "java", "java", java.lines(request)),
        Sample("Swift", "swift", "swift", swift.lines(request)),
    )
    return Samples(request, made, found or frozenset(), found is not None)


def default_atoms(operation: Operation) -> frozenset[str] | None:
    """What is so in the first example of a body; None where rules let none pass."""
    if operation.body is None:
        return frozenset()
    try:
        atoms = example_atoms(operation.body, operation.rules)
    except TooLargeError:
        return None
    return None if atoms is None else frozenset(map(atom_text, atoms))

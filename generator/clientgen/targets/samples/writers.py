"""Every sample of an operation: the table of languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...model.api import Api, Operation, Resource
from ...rules.problems import TooLargeError
from .bodies import example_body
from .calls import call_of, list_condition
from .java import java_lines
from .javascript import javascript_lines
from .lines import Line
from .python import python_lines
from .request import atoms_on, request_of
from .shell import shell_lines
from .swift import swift_lines
from .values import Value, Values


class Sample(NamedTuple):
    """One call in one language.

    Attributes:
        name: As people call it.
        slug: For anchors and stored choices.
        language: For a highlighter.
        file: What to save it as.
        lines: All of them; :func:`~.lines.text_of` chooses.
        on: The atoms that are on in the example.
    """

    name: str
    slug: str
    language: str
    file: str
    lines: tuple[Line, ...]
    on: tuple[str, ...]


# Those that need the request only; Python's need the client's names, too.
WRITERS = (
    ("Shell", "shell", "sh", "sample.sh", shell_lines),
    ("JavaScript", "javascript", "javascript", "sample.mjs", javascript_lines),
    ("Java", "java", "java", "Main.java", java_lines),
    ("Swift", "swift", "swift", "main.swift", swift_lines),
)


def samples(
    api: Api, resource: Resource, operation: Operation, values: Values
) -> tuple[Sample, ...]:
    """An operation in all languages, with every key of its body.

    Where no body meets the rules, or none can be found in reasonable time, nothing is on.
    """
    body = default_body(operation, values)
    on = atoms_on(operation, body)
    given = body or ({} if operation.body else None)
    call = call_of(operation, values, given, list_condition(api, operation, values))
    request = request_of(api, operation, call, values)
    python = (
        ("Python", "python", "sample.py", False),
        ("Python (async)", "python-async", "sample.py", True),
    )
    return (
        *(
            Sample(
                name,
                slug,
                "python",
                file,
                python_lines(api, resource, operation, call, request, values, is_async),
                on,
            )
            for name, slug, file, is_async in python
        ),
        *(
            Sample(name, slug, language, file, write(request), on)
            for name, slug, language, file, write in WRITERS
        ),
    )


def default_body(operation: Operation, values: Values) -> Mapping[str, Value] | None:
    """The body of an operation's example; None where there is none."""
    if operation.body is None:
        return None
    try:
        return example_body(operation.body, operation.rules, values)
    except TooLargeError:
        return None

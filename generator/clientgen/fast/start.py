"""Answers ``clientgen check`` from digests where nothing has changed.

It runs at every commit. To load pathlib, re, json, typing and click would take three times
as long as the digests, so nothing here loads them.
"""

from __future__ import annotations

import os
import sys

from .words import Words, read

Settings = tuple[str, str, str | None, tuple[str, ...]]


def answered(started: float, arguments: list[str]) -> bool:
    """Print that the output is what the spec gives, if digests tell so.

    Args:
        started: When the process began, by ``time.perf_counter``.
        arguments: Those after ``check``.

    Returns:
        False when anything differs or is unusual: the command line then finds the outcome.
    """
    from ..cli import outcome
    from ..inputs import inputs
    from .plain_settings import find
    from .quick import files_in, number, unchanged

    try:
        words = read(arguments)
        project = find(os.getcwd()) if words else None
        if words is None or project is None:
            return False
        settings = _settings(words, project)
        if settings is None:
            return False
        spec, out, templates, targets = settings
        made_from = inputs(spec, out, templates, targets)
        manifest = unchanged(os.path.realpath(out), made_from, alone=True)
        if manifest is None:
            return False
        warnings = number(manifest, "warnings")
        if warnings and words.form != "text":
            return False  # they have to be read
        if said := outcome.remembered(warnings, words.full_check()):
            print(said, file=sys.stderr, flush=True)
        if words.form in ("json", "sarif"):
            from . import documents

            print(documents.NOTHING[words.form], flush=True)
        elif not words.quiet:
            files = files_in(manifest) + 1
            print(outcome.clean(out, spec, files, "by digests", started), flush=True)
    except Exception:
        return False
    return True


def _settings(words: Words, project: Settings) -> Settings | None:
    """What the arguments say, and else the project; None where that makes no sense."""
    spec, out, templates, targets = project
    other = words.spec and os.path.realpath(words.spec) != os.path.realpath(spec)
    if other and spec and out and not words.out:
        return None  # where the files of the other spec go is not said
    if not words.spec and not spec:
        return None
    return (
        words.spec or spec,
        words.out or out or "generated",
        words.templates or templates,
        tuple(words.targets.split(",")) if words.targets else targets,
    )

"""Answers ``clientgen check`` from digests where nothing has changed.

It runs at every commit. To load pathlib, re, json, typing and click would take three times
as long as the digests, so nothing here loads them.
"""

from __future__ import annotations

import os
import sys

from .words import Words, plain_path, read

Settings = tuple[str, str, str | None, tuple[str, ...]]


def answered(started: float, arguments: list[str]) -> bool:
    """Print that the output is what the spec gives, if digests tell so.

    Args:
        started: When the process began, by ``time.perf_counter``.
        arguments: Those after ``check``.

    Returns:
        False when anything differs or is unusual: the command line then finds the outcome.
    """
    from .plain_settings import find

    try:
        words = read(arguments)
        project = find(os.getcwd()) if words else None
        if words is None or project is None:
            return False
        said = _of_copy if words.vendored else _of_output
        line = said(words, project, started)
        if line is None:
            return False
        if words.form in ("json", "sarif"):
            from . import documents

            print(documents.NOTHING[words.form], flush=True)
        elif not words.quiet:
            print(line, flush=True)
    except Exception:
        return False
    return True


def _of_output(words: Words, project: Settings, started: float) -> str | None:
    """What is said of an output folder that is as it should be."""
    from ..cli import outcome
    from ..inputs import inputs
    from ..writing.digests import spec_files
    from .quick import files_in, number, unchanged
    from .quick import read as read_file

    settings = _settings(words, project)
    if settings is None:
        return None
    spec, out, templates, targets = settings
    made_from = inputs(spec, out, templates, targets)
    manifest = unchanged(os.path.realpath(out), made_from, alone=True)
    if manifest is None:
        return None
    warnings = number(manifest, "warnings")
    if warnings and words.form != "text":
        return None  # they have to be read
    if words.form == "sarif" and any(
        b"clientgen:" in read_file(path) for _, path in spec_files(spec)
    ):
        return None  # so have warnings that comments allow
    if said := outcome.remembered(warnings, words.full_check()):
        print(said, file=sys.stderr, flush=True)
    return outcome.clean(out, spec, files_in(manifest) + 1, "by digests", started)


def _of_copy(words: Words, project: Settings, started: float) -> str | None:
    """What is said of a copy that is as it was made."""
    from ..cli.outcome import clean_copy
    from .quick_copy import find, unchanged

    copy = find(words.vendored)
    out = words.out or project[1] or None
    if copy is None:
        return None
    found = unchanged(os.path.realpath(copy), out)
    if found is None:
        return None
    files, compared = found
    return clean_copy(plain_path(copy), out if compared else None, files)


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

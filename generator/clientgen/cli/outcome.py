"""What is said when digests tell that nothing has changed, at the start or later; and how."""

from __future__ import annotations

import time


def remembered(warnings: int, full_check: str = "clientgen check --full") -> str:
    """Say that the spec has warnings, when it was not read; empty when it has none.

    Args:
        warnings: How many the last run has counted.
        full_check: The command that shows them.
    """
    if not warnings:
        return ""
    what = "1 warning" if warnings == 1 else f"{warnings} warnings"
    return f"{what} in the spec: see {full_check}"


def clean_copy(
    copy: object, origin: object | None, files: int, carried: str = ""
) -> str:
    """Say that a copy is what it should be.

    Args:
        copy: Its folder.
        origin: The output folder that it was compared with; None where there is none.
        files: How many files of a package it has.
        carried: How many of them have edits that were carried along, in words.
    """
    edited = "was not edited further" if carried else "was not edited"
    end = f"; carried edits: {carried}" if carried else ""
    newest = f"is what {origin} has" if origin else "nothing newer is known"
    return inert(f"{copy} {edited}, and {newest}: {files} files{end}")


def clean(out: object, spec: object, files: int, how: str, started: float) -> str:
    """Say that the output folder is what it should be.

    Args:
        out: The output folder.
        spec: The spec's folder.
        files: How many files there are.
        how: How they were compared.
        started: When, by ``time.perf_counter``.
    """
    seconds = time.perf_counter() - started
    said = f"{out} is what {spec} gives: {files} files, {how}, in {seconds:.1f} s"
    return inert(said)


def inert(text: str) -> str:
    """Lines in which what would move a terminal's cursor is shown as an escape."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text
    )

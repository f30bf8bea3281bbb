"""What people see on their terminal."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .outcome import remembered
from .printing import echo
from .settings import Arguments
from .teller import teller

if TYPE_CHECKING:
    from ..pipeline import Settings
    from ..reading import Allowed, Finding
    from ..writing.drift import Drift
    from ..writing.manifest import Manifest

_MOST_DIFF_LINES = 400

quiet_option = click.option(
    "-q", "--quiet", is_flag=True, help="Print only what is wrong."
)


def counted(number: int, what: str) -> str:
    """A number of things: ``1 file``, ``2 files``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def print_warnings(warnings: Sequence[Finding], allowed: Iterable[Allowed]) -> None:
    """Each of them, and how many there are; those that are allowed where somebody asks."""
    found = teller()
    found.findings(warnings)
    found.allowed(allowed)
    if warnings and not found.is_document:
        echo(f"{counted(len(warnings), 'warning')} in the spec", err=True)


def begin_serving() -> Callable[[str], None]:
    """Tell all that was found, before a server answers that does not end by itself.

    Returns:
        Prints a line about the server: beside the document where programs read one.
    """
    told = teller()
    told.finish(0)
    return lambda line: echo(line, err=told.is_document)


def print_refused(files: int) -> None:
    """How many files stand against writing."""
    echo(f"{counted(files, 'file')} in the way; nothing was written", err=True)


def print_drifts(
    drifts: Iterable[Drift],
    folder: Path,
    mends: Mapping[str, Sequence[str]],
    *,
    diffs: bool = True,
    to_stderr: bool = False,
) -> None:
    """Each file with the reason, the command that mends it, and a diff.

    Args:
        drifts: What differs.
        folder: What the paths are below, as the user would write it.
        mends: Commands by the name of a :class:`clientgen.writing.drift.Mend`.
        diffs: Whether to show diffs.
        to_stderr: Whether to print to stderr.
    """
    left = _MOST_DIFF_LINES
    told = teller()
    for drift in drifts:
        path = folder / drift.path
        mend = _mend(drift.mend.name, path, mends)
        told.file(str(path), drift.kind, f"{drift.reason}; mend: {mend}")
        if told.is_document:
            continue
        # A line each, whatever line ends are in a file's name.
        said = f"{path}: {drift.kind}: {drift.reason}; mend: {mend}"
        echo(said.replace("\n", "\\n"), err=to_stderr)
        if not diffs or not drift.diff:
            continue
        if left < len(drift.diff):
            echo("    (diff not shown: too many)", err=to_stderr)
            continue
        left -= len(drift.diff)
        for line in drift.diff:
            echo(f"    {line}".rstrip(), err=to_stderr)


def _mend(name: str, path: Path, mends: Mapping[str, Sequence[str]]) -> str:
    if name == "REMOVE":
        is_folder = path.is_dir() and not path.is_symlink()
        remove = ["rm", *(["-r"] if is_folder else []), str(path)]
        return f"move it away, or {shlex.join(remove)}"
    command = shlex.join(mends[name])
    return f"{command} (discards what is there)" if name == "FORCE" else command


def generate_mends(said: Arguments) -> dict[str, list[str]]:
    """Commands that mend an output folder; the arguments are those of this run."""
    words = ["clientgen", "generate", *said.words()]
    return {"GENERATE": words, "FORCE": [*words, "--force"]}


def mend_first(settings: Settings) -> None:
    """Mend what is mechanical in the spec, and say what was."""
    from ..pipeline import mend

    mended = mend(settings)
    if teller().is_document:
        return
    for finding, edit in mended.done:
        echo(f"{finding.position}: mended[{finding.code}]: {edit.old} -> {edit.new}")


fix_option = click.option(
    "--fix",
    is_flag=True,
    help="First mend in the spec what is mechanical, such as slips of names and types;"
    " comments and layout stay.",
)


def print_remembered(manifest: Manifest, said: Arguments, settings: Settings) -> None:
    """That the spec has warnings, when it was not read; the command that shows them.

    Programs are told the warnings themselves.
    """
    told = teller()
    if (manifest.warnings and told.is_complete) or told.form == "sarif":
        from ..pipeline import read_alone

        loaded = read_alone(settings)
        print_warnings(loaded.warnings, loaded.allowed)
        return
    command = shlex.join(["clientgen", "check", *said.words(), "--full"])
    if words := remembered(manifest.warnings, command):
        echo(words, err=True)


def vendor_mends(copy: Path, out: Path | None) -> dict[str, list[str]]:
    """Commands that mend a copy."""
    words = ["clientgen", "vendor", "--update", str(copy)]
    if out is not None:
        words += ["--out", str(out)]
    return {
        "GENERATE": words,
        "UPDATE": words,
        "CARRY": [*words, "--carry"],
        "FORCE": [*words, "--force"],
    }


class Progress:
    """One line on a terminal that says what is being done, after the first second."""

    def __init__(self, started: float, quiet: bool) -> None:
        self._due = started + 1
        self._shown = False
        self._on = not quiet and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def tell(self, what: str) -> None:
        """Say what is being done now."""
        now = time.perf_counter()
        if self._on and now >= self._due:
            self._due = now + 0.1
            self._shown = True
            click.echo(f"\r\x1b[K{what} ...", err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)

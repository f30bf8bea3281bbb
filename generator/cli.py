"""The command line: arguments, exit codes, printing. It decides nothing.

Exit codes: 0 all is as it should be, 1 drift, or work of yours in the way, 2 could not run,
130 interrupted.
"""

from __future__ import annotations

import io
import os
import shlex
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import __version__

if TYPE_CHECKING:
    from .pipeline import Settings
    from .reading import Finding
    from .writing.drift import Drift

DEBUG = "CLIENTGEN_DEBUG"
_MOST_DIFF_LINES = 400
_FOLDER = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="clientgen %(version)s")
def cli() -> None:
    """Typed API clients, models and docs from a YAML spec.

    Both commands run without arguments in a project whose pyproject.toml says

    \b
        [tool.clientgen]
        spec = "spec/shop"
        out = "generated"
        targets = ["python", "docs"]    # optional: all of them by default

    Exit codes: 0 all is as it should be; 1 the output differs, or work of yours is in the
    way; 2 could not run, mistakes in the spec among the reasons.
    """


_spec = click.argument("spec", required=False, type=_FOLDER)
_out = click.option(
    "--out",
    type=_FOLDER,
    help="The output folder.  [default: the project's, or generated]",
)
_templates = click.option(
    "--templates",
    type=_FOLDER,
    help="A folder of templates; each replaces clientgen's own of the same path.",
)
_quiet = click.option("-q", "--quiet", is_flag=True, help="Print only what is wrong.")


@cli.command(short_help="Write the client and its docs from a spec.")
@_spec
@_out
@_templates
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were edited by hand, and files of others at the place of"
    " generated ones.",
)
@_quiet
def generate(
    spec: Path | None,
    out: Path | None,
    templates: Path | None,
    force: bool,
    quiet: bool,
) -> int:
    """Write the client and its docs from the spec in folder SPEC.

    All files are written at once or none is. Files that do not change are not touched;
    files that are no longer generated are removed. Files that you edited, or that are
    yours, are never overwritten or deleted, unless you say --force.
    """
    from . import pipeline
    from .writing.drift import describe

    started = time.perf_counter()
    settings = _settings(spec, out, templates)
    with _Progress(started, quiet) as progress:
        done = pipeline.generate(settings, progress.tell, force=force)
    _print_findings(done.warnings)
    again = _again("generate", spec, out, templates)
    update = done.update
    if update.refusals:
        _print_drifts(map(describe, update.refusals), settings, again, to_stderr=True)
        click.echo(
            f"{len(update.refusals)} files in the way; nothing was written", err=True
        )
        return 1
    for path in update.overwritten:
        click.echo(f"{settings.out / path}: overwritten, as you asked", err=True)
    for path in update.kept:
        click.echo(f"{settings.out / path}: appeared meanwhile, and was kept", err=True)
    if not quiet:
        total = len(update.written) + len(update.unchanged)
        removed = f", {len(update.removed)} removed" if update.removed else ""
        click.echo(
            f"{done.manifest.resources} resources, {done.manifest.operations} operations"
            f" -> {total} files ({len(update.written)} changed,"
            f" {len(update.unchanged)} unchanged{removed})"
            f" in {time.perf_counter() - started:.1f} s"
        )
    return 0


@cli.command(short_help="Tell whether the output is what would be generated.")
@_spec
@_out
@_templates
@click.option(
    "--full",
    is_flag=True,
    help="Generate and compare everything, instead of believing the manifest's digests.",
)
@click.option("--no-diff", is_flag=True, help="Name the files only.")
@_quiet
def check(
    spec: Path | None,
    out: Path | None,
    templates: Path | None,
    full: bool,
    no_diff: bool,
    quiet: bool,
) -> int:
    """Tell whether the output is what would be generated; write nothing.

    Each file that differs is named with the reason, a diff, and the command that mends it:
    stale (the spec or the templates moved on), edited (by hand), missing, or foreign (not
    generated, in a folder of generated files).
    """
    from . import pipeline
    from .writing.drift import count

    started = time.perf_counter()
    settings = _settings(spec, out, templates)
    with _Progress(started, quiet) as progress:
        found = pipeline.check(settings, progress.tell, full=full)
    _print_findings(found.warnings)
    if found.drifts:
        again = _again("generate", spec, out, templates)
        _print_drifts(found.drifts, settings, again, diffs=not no_diff)
        click.echo(
            f"{settings.out} is not what {settings.spec} gives: {count(found.drifts)}"
        )
        return 1
    if not quiet:
        how = "by digests" if found.by_digests else "byte for byte"
        click.echo(
            f"{settings.out} is what {settings.spec} gives:"
            f" {len(found.manifest.files) + 1} files, {how},"
            f" in {time.perf_counter() - started:.1f} s"
        )
    return 0


def _settings(spec: Path | None, out: Path | None, templates: Path | None) -> Settings:
    from .pipeline import Settings
    from .project import find_project

    project = find_project(Path.cwd())
    own_spec = project.spec if project else None
    if spec is None and own_spec is None:
        raise click.UsageError(
            "Which spec? Name its folder, or set `spec` under [tool.clientgen] in"
            " pyproject.toml."
        )
    chosen = spec if spec is not None else _shown(own_spec or Path())
    own_out = project.out if project else None
    if out is None and own_out is not None:
        if own_spec is not None and chosen.resolve() != own_spec.resolve():
            raise click.UsageError(
                f"{own_out} is for {own_spec}: say with --out where the files of {chosen} go."
            )
        out = _shown(own_out)
    if templates is None and project and project.templates:
        templates = _shown(project.templates)
    targets = project.targets if project and project.targets else ()
    return Settings(chosen, out or Path("generated"), targets, templates)


def _shown(path: Path) -> Path:
    """A path as a person in this folder would write it."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # on another drive
        return path


def _again(
    command: str, spec: Path | None, out: Path | None, templates: Path | None
) -> list[str]:
    words = ["clientgen", command]
    if spec is not None:
        words.append(str(spec))
    if out is not None:
        words += ["--out", str(out)]
    if templates is not None:
        words += ["--templates", str(templates)]
    return words


def _print_findings(findings: Iterable[Finding]) -> None:
    for finding in findings:
        click.echo(str(finding), err=True)


def _print_drifts(
    drifts: Iterable[Drift],
    settings: Settings,
    again: Sequence[str],
    *,
    diffs: bool = False,
    to_stderr: bool = False,
) -> None:
    from .writing.drift import Mend

    left = _MOST_DIFF_LINES
    for drift in drifts:
        path = settings.out / drift.path
        is_folder = path.is_dir() and not path.is_symlink()
        remove = ["rm", *(["-r"] if is_folder else []), str(path)]
        mend = {
            Mend.GENERATE: shlex.join(again),
            Mend.FORCE: f"{shlex.join([*again, '--force'])} (discards what is there)",
            Mend.REMOVE: f"move it away, or {shlex.join(remove)}",
        }[drift.mend]
        click.echo(f"{path}: {drift.kind}: {drift.reason}; mend: {mend}", err=to_stderr)
        if not diffs or not drift.diff:
            continue
        if left < len(drift.diff):
            click.echo("    (diff not shown: too many)", err=to_stderr)
            continue
        left -= len(drift.diff)
        for line in drift.diff:
            click.echo(f"    {line}".rstrip(), err=to_stderr)


class _Progress:
    """One line on a terminal that says what is being done, after the first second."""

    def __init__(self, started: float, quiet: bool) -> None:
        self._due = started + 1
        self._shown = False
        self._on = not quiet and sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def tell(self, what: str) -> None:
        now = time.perf_counter()
        if self._on and now >= self._due:
            self._due = now + 0.1
            self._shown = True
            click.echo(f"\r\x1b[K{what} ...", err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Args:
        arguments: Without the program's name; those of the process by default.
    """
    for stream in (sys.stdout, sys.stderr):
        # A diff may hold what the terminal's encoding cannot.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = cli.main(arguments, "clientgen", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except BrokenPipeError:
        # Whoever read the output has enough; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    from .project import ProjectError
    from .reading import SpecError
    from .writing.errors import WritingError

    if isinstance(error, SpecError):
        _print_findings(error.findings)
        errors = sum(finding.severity == "error" for finding in error.findings)
        warnings = len(error.findings) - errors
        tail = f" and {warnings} warnings" if warnings else ""
        click.echo(f"{errors} errors{tail} in the spec; nothing was written", err=True)
    elif isinstance(error, ProjectError | WritingError):
        click.echo(f"clientgen: error: {error}", err=True)
    else:
        click.echo(
            f"clientgen {__version__} failed: {type(error).__name__}: {error}\n"
            "This is a bug of clientgen, and nothing was written. Please report it to its"
            f" maintainers, with the spec and what is printed when {DEBUG}=1 is set.",
            err=True,
        )
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)
    return 2

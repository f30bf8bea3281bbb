"""The command line: arguments, exit codes, printing. It decides nothing.

Exit codes: 0 all is as it should be, 1 drift, or work of yours in the way, 2 could not run,
130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import __version__
from .grammar import grammar
from .terminal import (
    FOLDER,
    Progress,
    counted,
    full_check,
    generate_mends,
    out_option,
    print_drifts,
    print_findings,
    print_refused,
    print_warnings,
    quiet_option,
)
from .vendor import check_copy, vendor
from .words import clean, remembered

if TYPE_CHECKING:
    from .writing.manifest import Manifest

DEBUG = "CLIENTGEN_DEBUG"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="clientgen %(version)s")
def cli() -> None:
    """Typed API clients, models and docs from a YAML spec.

    `generate` and `check` run without arguments in a project whose pyproject.toml says

    \b
        [tool.clientgen]
        spec = "spec/shop"
        out = "generated"
        targets = ["python", "docs"]    # optional: all of them by default

    Exit codes: 0 all is as it should be; 1 the output differs, or work of yours is in the
    way; 2 could not run, mistakes in the spec among the reasons.
    """


_spec = click.argument("spec", required=False, type=FOLDER)
_templates = click.option(
    "--templates",
    type=FOLDER,
    help="A folder of templates; each replaces clientgen's own of the same path.",
)


@cli.command(short_help="Write the client and its docs from a spec.")
@_spec
@out_option
@_templates
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were edited by hand, and files of others at the place of"
    " generated ones.",
)
@quiet_option
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
    from .project import find_settings

    started = time.perf_counter()
    settings = find_settings(Path.cwd(), spec, out, templates)
    with Progress(started, quiet) as progress:
        done = pipeline.generate(settings, progress.tell, force=force)
    print_warnings(done.warnings)
    if done.by_digests:
        _print_remembered(done.manifest, spec, out, templates)
    mends = generate_mends(spec, out, templates)
    update = done.update
    if update.refusals:
        from .writing.drift import describe

        drifts = map(describe, update.refusals)
        print_drifts(drifts, settings.out, mends, to_stderr=True)
        print_refused(len(update.refusals))
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
@out_option
@_templates
@click.option(
    "--full",
    is_flag=True,
    help="Generate and compare everything, instead of believing the manifest's digests.",
)
@click.option(
    "--vendored",
    type=FOLDER,
    help="Check a copy that `clientgen vendor` made, instead of the output itself: was it"
    " edited, or is it behind?",
)
@click.option("--no-diff", is_flag=True, help="Name the files only.")
@quiet_option
def check(
    spec: Path | None,
    out: Path | None,
    templates: Path | None,
    full: bool,
    vendored: Path | None,
    no_diff: bool,
    quiet: bool,
) -> int:
    """Tell whether the output is what would be generated; write nothing.

    Each file that differs is named with the reason, a diff, and the command that mends it:
    stale (the spec or the templates moved on), edited (by hand), missing, or foreign (not
    generated, in a folder of generated files).
    """
    if vendored is not None:
        return check_copy(vendored, out, no_diff, quiet)
    from . import pipeline
    from .project import find_settings

    started = time.perf_counter()
    settings = find_settings(Path.cwd(), spec, out, templates)
    with Progress(started, quiet) as progress:
        found = pipeline.check(settings, progress.tell, full=full)
    print_warnings(found.warnings)
    if found.by_digests:
        _print_remembered(found.manifest, spec, out, templates)
    if found.drifts:
        from .writing.drift import count

        mends = generate_mends(spec, out, templates)
        print_drifts(found.drifts, settings.out, mends, diffs=not no_diff)
        click.echo(
            f"{settings.out} is not what {settings.spec} gives: {count(found.drifts)}"
        )
        return 1
    if not quiet:
        how = "by digests" if found.by_digests else "byte for byte"
        files = len(found.manifest.files) + 1
        click.echo(clean(settings.out, settings.spec, files, how, started))
    return 0


def _print_remembered(
    manifest: Manifest, spec: Path | None, out: Path | None, templates: Path | None
) -> None:
    said = remembered(manifest.warnings, full_check(spec, out, templates))
    if said:
        click.echo(said, err=True)


cli.add_command(vendor)
cli.add_command(grammar)


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
    try:
        from .project import ProjectError
        from .reading import SpecError
        from .writing.errors import WritingError
    except Exception:
        # They are what failed, or they would have been loaded long ago.
        return _bug(error)
    if isinstance(error, SpecError):
        print_findings(error.findings)
        errors = sum(finding.severity == "error" for finding in error.findings)
        warnings = len(error.findings) - errors
        tail = f" and {counted(warnings, 'warning')}" if warnings else ""
        click.echo(
            f"{counted(errors, 'error')}{tail} in the spec; nothing was written",
            err=True,
        )
    elif isinstance(error, ProjectError | WritingError):
        click.echo(f"clientgen: error: {error}", err=True)
    else:
        return _bug(error)
    _debug(error)
    return 2


def _bug(error: Exception) -> int:
    click.echo(
        f"clientgen {__version__} failed: {type(error).__name__}: {error}\n"
        "This is a bug of clientgen, and nothing was written. Please report it to its"
        f" maintainers, with the spec and what is printed when {DEBUG}=1 is set.",
        err=True,
    )
    _debug(error)
    return 2


def _debug(error: Exception) -> None:
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)

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
from .terminal import (
    Progress,
    counted,
    generate_mends,
    print_drifts,
    print_findings,
    print_warnings,
    vendor_mends,
)

if TYPE_CHECKING:
    from .pipeline import Settings

DEBUG = "CLIENTGEN_DEBUG"
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

    started = time.perf_counter()
    settings = _settings(spec, out, templates)
    with Progress(started, quiet) as progress:
        done = pipeline.generate(settings, progress.tell, force=force)
    print_warnings(done.warnings)
    mends = generate_mends(spec, out, templates)
    update = done.update
    if update.refusals:
        from .writing.drift import describe

        drifts = map(describe, update.refusals)
        print_drifts(drifts, settings.out, mends, to_stderr=True)
        _refused(len(update.refusals))
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
@click.option(
    "--vendored",
    type=_FOLDER,
    help="Check a copy that `clientgen vendor` made, instead of the output itself: was it"
    " edited, or is it behind?",
)
@click.option("--no-diff", is_flag=True, help="Name the files only.")
@_quiet
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
        return _check_copy(vendored, out, no_diff, quiet)
    from . import pipeline

    started = time.perf_counter()
    settings = _settings(spec, out, templates)
    with Progress(started, quiet) as progress:
        found = pipeline.check(settings, progress.tell, full=full)
    print_warnings(found.warnings)
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
        click.echo(
            f"{settings.out} is what {settings.spec} gives:"
            f" {len(found.manifest.files) + 1} files, {how},"
            f" in {time.perf_counter() - started:.1f} s"
        )
    return 0


def _refused(files: int) -> None:
    click.echo(f"{counted(files, 'file')} in the way; nothing was written", err=True)


def _check_copy(dest: Path, out: Path | None, no_diff: bool, quiet: bool) -> int:
    from .writing.vendoring import check_copy

    origin = _origin(out)
    found = check_copy(dest, origin)
    mends = vendor_mends(found.copy, out)
    for drifts in (found.edited, found.behind):
        print_drifts(drifts, found.copy, mends, diffs=not no_diff)
    words = []
    if found.edited:
        words.append(f"was edited ({counted(len(found.edited), 'file')})")
    if found.behind:
        words.append(f"is behind {origin} ({counted(len(found.behind), 'file')})")
    if words:
        click.echo(f"{found.copy} {' and '.join(words)}")
        return 1
    if not quiet:
        newest = f"is what {origin} has" if found.compared else "nothing newer is known"
        click.echo(f"{found.copy} was not edited, and {newest}: {found.files} files")
    return 0


@cli.command(short_help="Copy the generated package into another project.")
@click.argument("dest", type=_FOLDER)
@click.option(
    "--name",
    default="",
    help="The dotted name under which the copy is imported, such as acme._vendor.shop; DEST"
    " is then the folder that acme is in.  [default: the package's own name]",
)
@click.option(
    "--update", is_flag=True, help="Move the copy in DEST to the package as it is now."
)
@click.option(
    "--carry", is_flag=True, help="With --update: take edits of the copy along."
)
@click.option(
    "--force", is_flag=True, help="With --update: overwrite edits of the copy."
)
@_out
@_quiet
def vendor(
    dest: Path,
    name: str,
    update: bool,
    carry: bool,
    force: bool,
    out: Path | None,
    quiet: bool,
) -> int:
    """Copy the generated package into another project, below folder DEST.

    The copy works without clientgen, under any parent package. It knows what it is a copy
    of: `clientgen check --vendored` tells whether it was edited or is behind, and --update
    moves it forward. A copy with edits is not updated, unless they can be taken along
    (--carry) or you give them up (--force).
    """
    from .writing.vendoring import update_copy
    from .writing.vendoring import vendor as make

    if (carry or force) and not update:
        raise click.UsageError("--carry and --force go with --update.")
    if name and update:
        raise click.UsageError("A copy keeps its name: leave --name out.")
    origin = _origin(out)
    if origin is None:
        raise click.UsageError(
            "Which package? Say with --out where it was generated, or set `out` under"
            " [tool.clientgen] in pyproject.toml."
        )
    if not update:
        done = make(origin, dest, name)
    else:
        done = update_copy(origin, dest, carry=carry, force=force)
    if done.refusals:
        print_drifts(
            done.refusals, done.copy, vendor_mends(done.copy, out), to_stderr=True
        )
        _refused(len(done.refusals))
        return 1
    for path in done.update.overwritten:
        click.echo(f"{done.copy / path}: overwritten, as you asked", err=True)
    for path in done.carried:
        click.echo(f"{done.copy / path}: your edit was taken along", err=True)
    if not quiet:
        changed = len(done.update.written)
        click.echo(
            f"{done.copy} is {done.name} {done.version}: {changed} files changed,"
            f" {len(done.update.unchanged)} unchanged, {len(done.update.removed)} removed"
        )
    return 0


def _origin(out: Path | None) -> Path | None:
    from .project import find_project

    if out is not None:
        return out
    project = find_project(Path.cwd())
    return _shown(project.out) if project and project.out else None


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

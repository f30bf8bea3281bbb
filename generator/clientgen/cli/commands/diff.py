"""``clientgen diff``: arguments and printing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from ..printing import echo
from ..settings import FOLDER, ProjectError, find_project, find_settings
from ..teller import teller
from ..terminal import counted

if TYPE_CHECKING:
    from ...changes.change import Level
    from ...changes.telling import Line

_COLOURS = {"breaking": "red", "compatible": "green", "docs": "cyan"}


@click.command(short_help="Tell what has changed for the users of the client.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--spec",
    type=FOLDER,
    help="The spec's folder, of which revisions are meant.  [default: the project's]",
)
@click.option(
    "--renamed",
    multiple=True,
    metavar="OLD=NEW",
    help="What has another name now, such as invoices.create.customer_key=client_key or"
    " Invoice=Bill; OLD= for what is gone, though something is like it. Can be said again.",
)
@click.option(
    "--current",
    metavar="VERSION",
    help="The version before.  [default: package_version of OLD]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="markdown for a changelog, json for programs.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "compatible", "docs"]),
    help="Exit with 1 where there is such a change, or a worse one.",
)
@click.option(
    "--against",
    type=click.Choice(["openapi"]),
    help="Hold the spec against the OpenAPI document OLD instead: where it says otherwise.",
)
@click.option(
    "--overlay",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="With --against: write an OpenAPI Overlay 1.0 that makes the document say what the spec"
    " says; YAML, or JSON where the name ends in .json.",
)
def command(
    old: str | None,
    new: str | None,
    spec: Path | None,
    renamed: tuple[str, ...],
    current: str | None,
    form: Literal["text", "markdown", "json"],
    fail_on: Level | None,
    against: str | None,
    overlay: Path | None,
) -> int:
    """Tell what has changed for the users of the client from OLD to NEW, in its names.

    Each is a spec folder or a revision of git: v1.2, HEAD~3, or main:old/spec where the spec
    stood elsewhere. NEW is the spec as it stands unless said; OLD may be a range, v1.2..HEAD, or
    main...HEAD for what has changed since the two parted.

    A change is breaking at source where a program that a type checker passed may not pass any
    more, and on the wire where a copy of the client from before may send what is refused, or
    misread an answer. It is compatible where all goes on and there is more to use, and docs
    where only words differ. A change of rules comes with sets of keys that are decided
    otherwise. The next version follows semantic versioning: what breaks makes a major one
    (before 1.0.0 a minor one).

    With --against openapi, OLD is the vendor's document, and what is told are the corrections of
    the spec: operations, parameters, bodies, rules, answers and fields, with the place in both.
    Names, texts, paging, servers and who calls are the spec's own business.

    \b
    Examples:
        clientgen diff main
        clientgen diff v1.2..HEAD --format markdown --current 1.2.0
        clientgen diff origin/main --fail-on breaking
        clientgen diff ../old/spec spec/shop --renamed orders.list.q=search
        clientgen diff --against openapi openapi.json --overlay overlay.yaml

    Exit codes: 0 told; 1 there is a change of --fail-on, or any correction where that is said;
    2 a state cannot be read.
    """
    if form == "json":
        teller().failing = form
    if against:
        if renamed or current:
            raise click.UsageError("--renamed and --current go with states of a spec")
        found = _corrections(old, new, spec, overlay, form)
        return 1 if found and fail_on else 0
    if overlay is not None:
        raise click.UsageError("--overlay goes with --against openapi")
    if old is None:
        raise click.UsageError("which state before? Say OLD, such as main or HEAD~1")
    from ...changes import RenamedError, VersionError, next_version, telling
    from ...history import compare_states
    from ...pipeline import speed

    try:
        compared = compare_states(_spec(spec), old, new, renamed, speed())
    except RenamedError as error:
        raise click.BadParameter(str(error), param_hint="--renamed") from error
    changes = compared.changes
    before = current or compared.old.package_version
    try:
        following = next_version(before, changes.level)
    except VersionError as error:
        raise click.BadParameter(str(error), param_hint="--current") from error
    told = telling.Told(*compared.names, before, following)
    if form == "text":
        for line in telling.as_text(changes, told):
            click.echo(_coloured(line))
    elif form == "markdown":
        click.echo(telling.as_markdown(changes, told), nl=False)
    else:
        click.echo(telling.as_json(changes, told))
    if fail_on is None:
        return 0
    failing = telling.at_least(changes, fail_on)
    if failing:
        words = counted(len(failing), "change")
        echo(f"{words} of --fail-on {fail_on}", err=True)
    return 1 if failing else 0


def _corrections(
    old: str | None, new: str | None, said: Path | None, out: Path | None, form: str
) -> int:
    from ..against import tell_corrections

    if old is None or new is not None or not Path(old).is_file():
        raise click.UsageError(
            "--against openapi takes one file, the vendor's document"
            + (f"; {old!r} is none" if old and new is None else "")
        )
    if form == "markdown":
        raise click.UsageError("--against openapi is told as text or json")
    spec = _spec(said)
    if spec is None:
        raise ProjectError(
            "which spec? Name its folder with --spec, or set `spec` under"
            " [tool.clientgen] in pyproject.toml"
        )
    return tell_corrections(Path(old), spec, out, as_json=form == "json")


def _spec(said: Path | None) -> Path | None:
    """The spec's folder; None where there is none to be known."""
    if said is not None:
        return said
    project = find_project(Path.cwd())
    if project is None or project.spec is None:
        return None
    return find_settings(Path.cwd()).spec


def _coloured(line: Line) -> str:
    if line.level is None:
        return line.text
    word = click.style(line.level, fg=_COLOURS[line.level])
    return line.text.replace(line.level, word, 1)

"""``clientgen new``: arguments and printing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from ..printing import echo
from ..settings import FOLDER, Arguments, find_settings
from ..teller import format_option, teller
from ..terminal import counted, print_warnings, quiet_option

if TYPE_CHECKING:
    from ...starting.additions import Added, Example
    from ...starting.spec import Spec


def _takes_example(command: Callable[..., int]) -> Callable[..., int]:
    options = (
        click.option(
            "--from-json",
            "file",
            type=click.File("rb"),
            help="An example answer (- for stdin): fields and types are read off it, and none"
            " of its values is kept. What all of several things have is marked as always there.",
        ),
        click.option(
            "--at",
            metavar="PLACE",
            help="Where in the answer the thing or the list of things is, such as data.items."
            "  [default: where the spec has it]",
        ),
        click.option(
            "--spec", type=FOLDER, help="The spec's folder.  [default: the project's]"
        ),
        format_option,
        quiet_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(short_help="Add a resource or an operation to a spec.")
def command() -> None:
    """Add a skeleton to a spec, in its place and in the spec's style.

    What is there stays as it is, byte for byte, comments and layout too. What has been added
    can be read and generated from at once; complete it from the vendor's pages.

    \b
    Examples:
        clientgen new resource customer --from-json answer.json
        clientgen new operation invoices.cancel
    """


@command.command(short_help="Add a resource: its file, and its place in api.yaml.")
@click.argument("name")
@_takes_example
def resource(
    name: str, file: BinaryIO | None, at: str | None, spec: Path | None, quiet: bool
) -> int:
    """Add the resource NAME, with a list and a way to get one.

    \b
    Examples:
        clientgen new resource customer
        clientgen new resource PurchaseOrder --from-json answer.json
        clientgen new resource customer --from-json answer.json --at data.customers
    """
    from ...starting.additions import add_resource

    return _report(
        spec, file, at, quiet, lambda known, example: add_resource(known, name, example)
    )


@command.command(short_help="Add an operation to a resource.")
@click.argument("name", metavar="RESOURCE.NAME")
@click.option(
    "--method",
    type=click.Choice(["GET", "POST", "PUT", "PATCH", "DELETE"], case_sensitive=False),
    help="Of the request.  [default: as the name says]",
)
@click.option("--path", help="Behind the resource's path.  [default: as the name says]")
@_takes_example
def operation(
    name: str,
    method: str | None,
    path: str | None,
    file: BinaryIO | None,
    at: str | None,
    spec: Path | None,
    quiet: bool,
) -> int:
    """Add an operation to a resource, behind those that it has.

    list, get, create, update and delete go as they usually do. Of others, the name tells what
    can be told: check method and path against the vendor's page, or say them.

    \b
    Examples:
        clientgen new operation invoices.delete
        clientgen new operation invoices.cancel --path '/{key}/void'
        clientgen new operation invoices.totals --method GET --from-json answer.json
    """
    from ...starting.additions import add_operation

    return _report(
        spec,
        file,
        at,
        quiet,
        lambda known, example: add_operation(
            known, name, example, method or "", path or ""
        ),
    )


def _report(
    spec: Path | None,
    file: BinaryIO | None,
    at: str | None,
    quiet: bool,
    add: Callable[[Spec, Example | None], Added],
) -> int:
    """Add something, and print what was done."""
    from ...starting.additions import Example
    from ...starting.observed import ExampleError, parse
    from ...starting.spec import read_spec

    if at is not None and file is None:
        raise click.UsageError("--at goes with --from-json.")
    known = read_spec(
        find_settings(Path.cwd(), Arguments(spec, Path("generated"))).spec
    )
    try:
        example = None
        if file is not None:
            example = Example(file.name, parse(file.read(), file.name), at)
        added = add(known, example)
    except ExampleError as error:
        raise click.BadParameter(str(error), param_hint="--from-json") from error
    print_warnings(added.warnings, ())
    if added.lacking:
        names = ", ".join(added.lacking)
        echo(f"the answer has what its schema lacks: {names}", err=True)
    if added.read and added.read.elsewhere:
        names = ", ".join(added.read.elsewhere)
        echo(
            f"the whole answer was taken for one thing, and has lists of things ({names}):"
            " if those are meant, undo this and say --at NAME",
            err=True,
        )
    if not quiet and not teller().is_document:
        _print(added)
    return 0


def _print(added: Added) -> None:
    echo(added.name)
    for path, what in added.files.items():
        echo(f"  {path}: {what}")
    if read := added.read:
        where = f"at {read.place}" if read.place else "in the answer"
        fields = counted(len(read.members), "field")
        echo(f"  {fields}, read off {counted(read.things, 'thing')} {where}")
    echo("Complete it from the vendor's page, then: clientgen generate")

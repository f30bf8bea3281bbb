"""``clientgen import``: arguments and printing."""

from __future__ import annotations

from pathlib import Path

import click

from ..settings import FOLDER
from ..terminal import quiet_option


@click.group(short_help="Make a spec of somebody's document.")
def command() -> None:
    """Make a spec folder of a document that describes an API.

    \b
    Examples:
        clientgen import openapi openapi.json --out spec/shop
    """


@command.command(short_help="Make a spec of an OpenAPI document.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    "spec",
    required=True,
    type=FOLDER,
    metavar="SPEC",
    help="The spec's folder, which must not be there as yet.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="TAG|PATH|ID",
    help="Take the operations with this tag, of this path and below, or with this"
    " operationId. Can be said again.",
)
@click.option(
    "--texts", is_flag=True, help="Take the document's own sentences along, shortened."
)
@quiet_option
def openapi(
    file: Path, spec: Path, only: tuple[str, ...], texts: bool, quiet: bool
) -> int:
    """Make a spec of the OpenAPI document FILE (3.0, 3.1 or Swagger 2.0; JSON or YAML).

    References are followed within the folder of FILE, never over the network. IMPORT.md in
    SPEC lists what could not be carried, with its place, and what was decided by the
    importer: check that, then keep the spec as your own.

    Exit codes: 0 everything is carried; 1 the spec is written, and something is not in it;
    2 nothing was written.

    \b
    Examples:
        clientgen import openapi openapi.json --out spec/shop
        clientgen import openapi openapi.yaml --out spec/shop --only /orders --texts
    """
    from ...intake import take_in
    from ...pipeline import speed

    imported = take_in(file, spec, only, texts=texts, accepts=speed().accepts)
    if not quiet:
        click.echo(f"{spec}: {imported.summary}")
        click.echo(
            f"Read {spec / 'IMPORT.md'}: what was decided, and what is left out."
        )
    return 1 if imported.journal.losses else 0

"""``clientgen show``: arguments and printing."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..settings import FOLDER, Arguments, find_settings
from ..teller import teller


@click.command(
    short_help="Show an operation, a resource or a schema as it is understood."
)
@click.argument("name", required=False)
@click.option(
    "--spec", type=FOLDER, help="The spec's folder.  [default: the project's]"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
def command(name: str | None, spec: Path | None, form: str) -> int:
    """Show what the spec says of NAME, as it is understood.

    An operation with its request, its rules in words, the smallest sets of keys that meet
    them, the Python method, answer, errors, where that is known from, and file and line; a
    resource; or a schema. Without NAME, all that there is.

    \b
    Examples:
        clientgen show
        clientgen show invoices.create
        clientgen show invoices
        clientgen show Invoice --format json
    """
    from ...pipeline import speed
    from ...reading import load
    from ...showing import UnknownNameError, find, page_of
    from ...targets.templates import load_templates

    if form == "json":
        teller().failing = form
    settings = find_settings(Path.cwd(), Arguments(spec, Path("generated")))
    api = load(settings.spec, speed().accepts).api
    try:
        thing = None if name is None else find(api, name)
    except UnknownNameError as error:
        raise click.BadParameter(str(error.args[0]), param_hint="NAME") from error
    page = page_of(api, thing, load_templates())
    if form == "json":
        click.echo(json.dumps(page.facts, indent=2, ensure_ascii=False))
    else:
        click.echo(page.text)
    return 0

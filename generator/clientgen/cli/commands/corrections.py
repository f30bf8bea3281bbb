"""``clientgen corrections``: arguments and printing."""

from __future__ import annotations

from pathlib import Path

import click

from ..settings import FOLDER, ProjectError, find_project
from ..terminal import counted, quiet_option


@click.command(short_help="List where a spec corrects the vendor's document.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--spec", type=FOLDER, help="The spec's folder.  [default: the project's]"
)
@click.option(
    "--overlay",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write an OpenAPI Overlay 1.0 that makes the document say what the spec says; YAML,"
    " or JSON where the name ends in .json.",
)
@quiet_option
def command(file: Path, spec: Path | None, out: Path | None, quiet: bool) -> int:
    """List where the spec says otherwise than the OpenAPI document FILE.

    Compared are operations, parameters, bodies, rules, answers and the fields of schemas:
    what calls send and read. Names, texts, paging, servers and who calls are the spec's own
    business. Each line has the place in the spec, the JSON pointer in the document, and what
    each of the two says.

    Exit codes: 0 they say the same; 1 they do not; 2 could not run.

    \b
    Examples:
        clientgen corrections openapi.json --spec spec/shop
        clientgen corrections openapi.json --overlay overlay.yaml
    """
    from ...corrections import correct, overlay_text
    from ...updating.telling import shown_text
    from ...writing.errors import WritingError

    if spec is None:
        project = find_project(Path.cwd())
        if project is None or project.spec is None:
            raise ProjectError(
                "which spec? Name its folder with --spec, or set `spec` under"
                " [tool.clientgen] in pyproject.toml"
            )
        spec = project.spec
    done = correct(file, spec)
    unsaid = {(each.name, each.yours) for each in done.unsaid}
    for each in done.found:
        words = (
            f"{each.position}: {each.name}: the document says {each.theirs}"
            f" ({each.spot}), the spec says {each.yours}"
        )
        tail = "; not in an overlay" if (each.name, each.yours) in unsaid else ""
        click.echo(shown_text(words) + tail)
    if out is not None and done.overlay is not None:
        try:
            out.write_text(
                overlay_text(done.overlay, out), encoding="utf-8", newline="\n"
            )
        except OSError as error:
            raise WritingError(f"{out}: {error.strerror or error}") from error
    if not quiet:
        click.echo(f"{counted(len(done.found), 'correction')} of {file.name}")
        if out is not None and done.overlay is not None:
            said = len(done.found) - len(unsaid)
            click.echo(f"{out}: an overlay that says {said} of them")
        elif out is not None:
            click.echo(f"{out} is not written: there is nothing to say in it")
    return 1 if done.found else 0

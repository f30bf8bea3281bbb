"""``clientgen grammar``: arguments and printing."""

from __future__ import annotations

from pathlib import Path

import click

from ..printing import echo
from ..settings import FOLDER, find_settings
from ..teller import format_option, teller
from ..terminal import counted, print_drifts, print_refused, quiet_option


@click.command(short_help="Copy the spec's grammar beside a spec, for editors.")
@click.argument("spec", required=False, type=FOLDER)
@click.option("--force", is_flag=True, help="Overwrite copies that were edited.")
@format_option
@quiet_option
def command(spec: Path | None, force: bool, quiet: bool) -> int:
    """Copy the grammar of specs, four JSON Schemas, to the folder grammar in folder SPEC.

    Prints the line that each file of the spec begins with: it tells editors the grammar,
    so that they complete and check as you type. The names of the spec's schemas, parameters,
    sources and the like are among what they offer. Run it again when there are new ones, and
    after an update of clientgen.

    \b
    Examples:
        clientgen grammar
        clientgen grammar spec/shop
    """
    from ...reading import editor_lines
    from ...reading.editor_grammar import for_editors
    from ...writing.grammar_copies import copy_grammar, describe_refusals

    quiet = quiet or teller().is_document
    folder = spec or find_settings(Path.cwd()).spec
    place = folder / editor_lines.FOLDER
    done = copy_grammar(folder, editor_lines.FOLDER, for_editors, force=force)
    if done.refusals:
        words = ["clientgen", "grammar", *([str(spec)] if spec else []), "--force"]
        drifts = describe_refusals(done)
        print_drifts(drifts, place, {"FORCE": words}, to_stderr=True)
        print_refused(len(done.refusals))
        return 1
    if not quiet:
        files = counted(len(done.written), "file")
        echo(f"{place}: {files} changed, {len(done.unchanged)} unchanged")
        echo("First lines, which tell editors the grammar:")
        for name in editor_lines.GRAMMAR_OF:
            echo(f"  {name:16}  {editor_lines.editor_line(name)}")
    return 0

"""The command line: finds the command, runs it, leaves with its exit code."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from pkgutil import iter_modules

import click

from .. import __version__
from . import commands
from .exits import run


class _Commands(click.Group):
    """The modules of :mod:`clientgen.cli.commands`: each is a command of its name.

    That of a command whose name is a keyword of Python ends in an underscore.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, sorted."""
        return sorted(
            module.name.removesuffix("_") for module in iter_modules(commands.__path__)
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one module; its ``command`` is the command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        module = import_module(f"{commands.__name__}.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with what was probably meant."""
        known = self.list_commands(ctx)
        if args and args[0] not in known:
            import difflib

            if near := difflib.get_close_matches(args[0], known, 1):
                ctx.fail(f"there is no command {args[0]!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="clientgen %(version)s")
def cli() -> None:
    """Typed API clients, models and docs from a YAML spec.

    \b
    Examples:
        clientgen init shop       # a project to begin with
        clientgen generate

    `generate` and `check` run without arguments in a project whose pyproject.toml says

    \b
        [tool.clientgen]
        spec = "spec/shop"
        out = "generated"
        targets = ["python", "docs"]    # optional: all of them by default

    Exit codes: 0 all is as it should be; 1 the output differs, or work of yours is in the
    way; 2 could not run, mistakes in the spec among the reasons.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Args:
        arguments: Without the program's name; those of the process by default.
    """
    for stream in (sys.stdout, sys.stderr):
        # A diff may hold what the terminal's encoding cannot.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(cli, arguments))

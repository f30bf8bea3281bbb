"""Each command tells what it does and how it is called, and what it shows can be called."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from clientgen.cli.main import cli


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and command of a command, by what is typed for it."""
    waiting: list[tuple[str, click.Command]] = [("clientgen", cli)]
    while waiting:
        words, command = waiting.pop()
        yield words, command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                waiting.append((f"{words} {name}", inner))


COMMANDS = dict(commands())


def shown(words: str) -> str:
    context = click.Context(COMMANDS[words], info_name=words)
    return COMMANDS[words].get_help(context)


def examples(words: str) -> list[str]:
    _, _, rest = shown(words).partition("Examples:\n")
    block = re.split(r"\n\s*\n", rest)[0]
    return [line.strip() for line in block.splitlines() if line.strip()]


def parsed(words: list[str]) -> str:
    """Parse a command line as it is parsed before anything is done; gives the command."""
    command: click.Command = cli
    name, context = "clientgen", None
    assert words[0] == name
    rest = words[1:]
    while True:
        context = command.make_context(name, rest, parent=context)
        if not isinstance(command, click.Group):
            context.close()
            return context.command_path
        left = [*context._protected_args, *context.args]
        _, inner, rest = command.resolve_command(context, left)
        assert inner is not None
        name, command = str(inner.name), inner


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_help_shows_examples_that_can_be_called(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = examples(words)
    assert found, f"{words} --help has no example"
    for line in found:
        typed = shlex.split(line, comments=True)
        for word in typed:
            if re.fullmatch(r"[\w.-]+\.(json|yaml)", word):
                (tmp_path / word).write_text("{}", encoding="utf-8")
        parsed(typed)
        assert f"{line.partition('#')[0].strip()} ".startswith(f"{words} ")


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_help_fits_a_terminal(words: str) -> None:
    for line in shown(words).splitlines():
        assert len(line) <= 100, line


def test_a_slip_of_a_command_is_told_with_what_is_meant() -> None:
    with pytest.raises(click.UsageError, match="did you mean 'generate'"):
        parsed(["clientgen", "generat"])
    with pytest.raises(click.UsageError, match="No such command 'x'"):
        parsed(["clientgen", "x"])


def test_an_example_that_cannot_be_called_is_found() -> None:
    for line in (
        "clientgen generate --fore",
        "clientgen generat",
        "clientgen show a b",
    ):
        with pytest.raises(click.UsageError):
            parsed(line.split())

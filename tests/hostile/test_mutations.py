"""Drop one rule of the sinks at a time: the grid must notice every time.

A rule that can be dropped without any test failing is either not needed or not held.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import grid
import pytest
from inert import NotInert, check_alone
from payloads import PAYLOADS
from positions import defaults
from selection import mostly_slow

from clientgen.targets.sinks import SinkError, files, markdown, safe_text, toml
from clientgen.targets.sinks import python as sinks

NEVER = re.compile("(?!)")


def through_reader(*payloads: str) -> Callable[[Path], list[str]]:
    """What the grid says of some payloads."""

    def probe(folder: Path) -> list[str]:
        found: list[str] = []
        for payload in payloads:
            text = PAYLOADS.get(payload, payload)
            found += grid.run("full", text, folder, blame=False).failures
            if found:
                break
        return found

    return probe


def in_model(label: str, *texts: str) -> Callable[[Path], list[str]]:
    """What becomes of texts that the reader would refuse, put into the model itself."""

    def probe(folder: Path) -> list[str]:
        api = grid.base("full", folder)
        found: list[str] = []
        for text in texts:
            try:
                for file in grid.render(exchanged(api, defaults("full")[label], text)):
                    check_alone(file)
            except SinkError:
                continue
            except NotInert as error:
                found.append(str(error))
            except (UnicodeError, KeyError) as error:
                found.append(repr(error))
        return found

    return probe


def exchanged(value: Any, old: str, new: str) -> Any:
    """A model in which a text is another one wherever it stands."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, tuple):
        return tuple(exchanged(item, old, new) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {
            f.name: exchanged(getattr(value, f.name), old, new)
            for f in dataclasses.fields(value)
            if f.init and f.name != "position"
        }
        return dataclasses.replace(value, **changes)
    return value


NAMES = in_model("context.name", "a b", "x\nimport os", "__class__", "a=1", "größe")
CLIENT = in_model("api.name", "Shop(x)", "Shop\nimport os", "__doc__", "None", "größe")
FILES = in_model("file.resource", "../up", "/etc/x", "a b", "x" * 101)
CONTROLS = in_model(
    "rule.is", "x\x0cy", "x\ry", "x\x00y", "x\u2028y", "x\ud800y", "x\x85y", "x\u202ey"
)
PROSE_CONTROLS = in_model(
    "resource.summary", *("x\x00y.", "x\ry.", "x\x1by.", "x\u202ey.", "x\ud800y.")
)

UNBROKEN = {
    "names": NAMES,
    "client": CLIENT,
    "files": FILES,
    "controls": CONTROLS,
    "prose": PROSE_CONTROLS,
}


@pytest.mark.parametrize("probe", mostly_slow(UNBROKEN, ["names"]))
def test_what_the_reader_refuses_the_sinks_refuse_too(
    probe: str, tmp_path: Path
) -> None:
    assert UNBROKEN[probe](tmp_path / "spec") == []


def special(part: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Drop one part of what Markdown's text escapes."""

    def drop(patch: pytest.MonkeyPatch) -> None:
        pattern = markdown._SPECIAL.pattern
        assert pattern.count(part) == 1, part
        new = re.compile(pattern.replace(part, "(?!)"), re.VERBOSE | re.IGNORECASE)
        patch.setattr(markdown, "_SPECIAL", new)

    return drop


def escaped(character: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Drop one character of those that Markdown's text escapes everywhere."""
    return special_class(character)


def special_class(character: str) -> Callable[[pytest.MonkeyPatch], None]:
    def drop(patch: pytest.MonkeyPatch) -> None:
        characters = "[\\\\`*\\[\\]|<~$@]"
        pattern = markdown._SPECIAL.pattern
        assert pattern.count(characters) == 1
        fewer = characters.replace(
            "\\" + character if character in "[]\\" else character, ""
        )
        new = re.compile(pattern.replace(characters, fewer), re.VERBOSE | re.IGNORECASE)
        patch.setattr(markdown, "_SPECIAL", new)

    return drop


def constant(
    module: Any, name: str, value: Any
) -> Callable[[pytest.MonkeyPatch], None]:
    """Replace a constant of the sinks."""
    return lambda patch: patch.setattr(module, name, value)


def line(function: Any, old: str, new: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Change a piece of a function's source."""

    def change(patch: pytest.MonkeyPatch) -> None:
        plain = inspect.unwrap(function)
        assert isinstance(plain, FunctionType)
        source = textwrap.dedent(inspect.getsource(plain))
        assert source.count(old) == 1, old
        made: dict[str, Any] = {}
        exec(source.replace(old, new), plain.__globals__, made)
        changed = inspect.unwrap(made[plain.__name__])
        patch.setattr(plain, "__code__", changed.__code__)

    return change


BACKSLASH, QUOTES = "trailing backslash", "triple quotes and a newline"
MUTATIONS: dict[
    str, tuple[Callable[[pytest.MonkeyPatch], None], Callable[[Path], list[str]]]
] = {
    "literal: backslashes not doubled": (
        line(sinks._string, 'text.replace("\\\\", "\\\\\\\\")', "text"),
        through_reader(BACKSLASH),
    ),
    "literal: quotes as they are": (
        line(sinks._string, '.replace(quote, f"\\\\{quote}")', ""),
        through_reader('x\' " + @() + "'),
    ),
    "literal: hidden characters as they are": (
        line(sinks._string, "{_visible(escaped)}", "{escaped}"),
        CONTROLS,
    ),
    "docstring: backslashes not doubled": (
        line(sinks._docstring_line, 'line.replace("\\\\", "\\\\\\\\")', "line"),
        through_reader(BACKSLASH, "backslashes"),
    ),
    "docstring: quotes in a row": (
        constant(sinks, "_RISKY_QUOTES", re.compile('"$')),
        through_reader(QUOTES),
    ),
    "docstring: a quote at the end": (
        constant(sinks, "_RISKY_QUOTES", re.compile('"{2,}')),
        lambda folder: not_one_docstring('The end "'),
    ),
    "docstring, comment: hidden characters as they are": (
        constant(sinks, "_UNSAFE", NEVER),
        PROSE_CONTROLS,
    ),
    "comment: the second line without its mark": (
        line(sinks.comment, 'f"# {line}".rstrip() for', 'f"{line}".rstrip() for'),
        through_reader("newlines"),
    ),
    "identifier: any characters": (
        constant(sinks, "_ASCII_IDENTIFIER", re.compile(".*", re.DOTALL)),
        CLIENT,
    ),
    "identifier: letters of others": (
        constant(sinks, "_ASCII_IDENTIFIER", re.compile(r"\w+")),
        lambda folder: not_refused(sinks.identifier, "größe"),
    ),
    "identifier: keywords": (
        line(sinks.identifier, "or keyword.iskeyword(name)", ""),
        CLIENT,
    ),
    "identifier: dunders": (
        line(sinks.identifier, 'name.startswith("__")', "False"),
        lambda folder: not_refused(sinks.identifier, "__class__"),
    ),
    "file name: anything": (
        constant(files, "_FILE_STEM", re.compile(".*")),
        lambda folder: not_refused(files.file_stem, "../up"),
    ),
    "file name: devices": (
        constant(files, "WINDOWS_DEVICES", frozenset()),
        lambda folder: not_refused(files.file_stem, "con"),
    ),
    "toml: nothing escaped": (
        line(toml._in_toml, "if character in '\"\\\\':", "if False:"),
        through_reader("toml"),
    ),
    "toml: surrogates as JSON has them": (
        line(toml._in_toml, 'else f"\\\\U{number:08x}"', 'else "\\\\ud83d\\\\ude00"'),
        through_reader("emoji"),
    ),
    "print: whatever a template says": (
        line(
            safe_text.printable,
            "if type(value) is Code or type(value) is int:",
            "if True:",
        ),
        lambda folder: not_refused(safe_text.printable, "text"),
    ),
    "markdown: hidden characters": (
        constant(markdown, "HIDDEN", NEVER),
        through_reader("line separator", "zero width"),
    ),
    "markdown: html": (escaped("<"), through_reader("html")),
    "markdown: pipes": (escaped("|"), through_reader("pipe")),
    "markdown: brackets": (escaped("["), through_reader("javascript link")),
    "markdown: backslashes": (escaped("\\"), through_reader("x\\* \\_ \\& @")),
    "markdown: stars": (escaped("*"), through_reader("emphasis")),
    "markdown: tildes": (escaped("~"), through_reader("emphasis")),
    "markdown: addresses": (
        escaped("@"),
        in_model("resource.summary", "Write me@evil.com"),
    ),
    "markdown: entities": (special("&(?=\\#?[A-Za-z0-9]+;)"), through_reader("entity")),
    "markdown: links without brackets": (
        special(":(?=//)"),
        through_reader("autolink"),
    ),
    "markdown: backticks": (escaped("`"), through_reader("x ` <b> ` `` @")),
    "markdown: code with pipes and backticks": (
        constant(markdown, "_HARD_IN_CODE", NEVER),
        through_reader("pipe without spaces", "backticks without spaces"),
    ),
    "markdown: fences as long as those inside": (
        constant(markdown, "_FENCE", NEVER),
        through_reader("newlines\n```\n<b>@</b>", "fence"),
    ),
}


def not_one_docstring(text: str) -> list[str]:
    """Say so when a docstring is not one literal that reads back as the text."""
    try:
        read = ast.literal_eval(sinks.docstring(text))
    except SyntaxError as error:
        return [str(error)]
    return [] if read == text else [f"{read!r} is not {text!r}"]


def not_refused(sink: Callable[[str], object], text: str) -> list[str]:
    """Say so when a sink takes a text."""
    try:
        sink(text)
    except SinkError:
        return []
    return [f"{text!r} was taken"]


@pytest.mark.slow
@pytest.mark.parametrize("rule", MUTATIONS)
def test_the_grid_notices_a_dropped_rule(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop, probe = MUTATIONS[rule]
    monkeypatch.setattr(grid, "_MOST_FAILURES", 1)
    with monkeypatch.context() as patch:
        drop(patch)
        forget()
        noticed = probe(tmp_path / "spec")
    forget()
    assert noticed, f"nobody noticed that the rule was gone: {rule}"
    assert probe(tmp_path / "spec") == []


_REMEMBER = (
    markdown.local,
    markdown.prose,
    markdown.span,
    markdown.text,
    sinks.identifier,
)


def forget() -> None:
    """What sinks remember was made under other rules."""
    for sink in _REMEMBER:
        sink.cache_clear()

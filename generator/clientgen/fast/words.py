"""The arguments of ``clientgen check``, where they are written plainly.

To load click would take twice as long as a check by digests. So this reads the options that
such a check may have, and gives up at anything else: the command line then says what is
wrong with it. Take this module away, and a check with arguments takes 50 ms longer.
"""

from __future__ import annotations

import os

_FORMATS = ("text", "json", "github", "sarif")
_FLAGS = {"-q": "quiet", "--quiet": "quiet", "--no-diff": "no-diff", "--fix": "fix"}
_SAFE = {*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-"}
_VALUES = ("--out", "--targets", "--templates", "--format", "--vendored")


class Words:
    """What the command line says; empty where it says nothing.

    Attributes:
        spec: The spec's folder.
        out: The output folder.
        targets: Names of targets, with commas between.
        templates: A folder of templates.
        form: How to tell what is found.
        quiet: Whether nothing is said where nothing is wrong.
        vendored: A copy that is checked instead of the output.
    """

    __slots__ = ("form", "out", "quiet", "spec", "targets", "templates", "vendored")

    def __init__(self, given: dict[str, str]) -> None:
        self.spec = plain_path(given.get("spec", ""))
        self.out = plain_path(given.get("--out", ""))
        self.targets = given.get("--targets", "")
        self.templates = plain_path(given.get("--templates", ""))
        self.form = given.get("--format", "text")
        self.quiet = "quiet" in given
        self.vendored = plain_path(given.get("--vendored", ""))

    def full_check(self) -> str:
        """The command that shows warnings; ``ValueError`` where it needs quotes."""
        words = ["clientgen", "check", *([self.spec] if self.spec else [])]
        for option, value in (
            ("--out", self.out),
            ("--targets", self.targets),
            ("--templates", self.templates),
        ):
            words += [option, value] if value else []
        if not {*"".join(words)} <= _SAFE:
            raise ValueError(words)
        return " ".join([*words, "--full"])


def read(arguments: list[str]) -> Words | None:
    """Read the arguments after ``check``; None where they are unusual."""
    given: dict[str, str] = {}
    left = iter(arguments)
    for word in left:
        option, equals, value = word.partition("=")
        if option in _VALUES:
            found = value if equals else next(left, "")
            if not found or found.startswith("-") or option in given:
                return None
            given[option] = found
        elif word in _FLAGS:
            given[_FLAGS[word]] = "yes"
        elif word.startswith("-") or not word or "spec" in given:
            return None
        else:
            given["spec"] = word
    if os.sep != "/" or given.get("--format", "text") not in _FORMATS:
        return None
    return Words(given)


def plain_path(given: str) -> str:
    """A path as pathlib would write it."""
    parts = [part for part in given.split("/") if part not in ("", ".")]
    if given.startswith("/"):
        return "/" + "/".join(parts)
    return "/".join(parts) or ("." if given else "")

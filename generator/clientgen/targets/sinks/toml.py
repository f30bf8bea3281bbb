"""TOML."""

from __future__ import annotations

from .safe_text import Code, SinkError, emit


def toml_string(text: str) -> Code:
    """A string of a TOML file, in one line, ASCII only.

    Not JSON's: TOML takes no surrogates, which JSON writes for characters beyond U+FFFF.

    Raises:
        SinkError: The text holds a lone surrogate.
    """
    return emit(f'"{"".join(map(_in_toml, text))}"')


def _in_toml(character: str) -> str:
    number = ord(character)
    if character in '"\\':
        return f"\\{character}"
    if " " <= character <= "~":
        return character
    if 0xD800 <= number <= 0xDFFF:
        raise SinkError(f"{character!r} is no character that TOML could hold")
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"

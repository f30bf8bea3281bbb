"""Bodies that are no JSON: text, and forms, url-encoded or in parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from . import Names, Operation, spelled
from .requests import Payload, one_text


class Forms(NamedTuple):
    """How an API's forms say what is no single value.

    Attributes:
        objects: ``brackets`` (``a[b]=1``), or empty where forms have no objects: in
            multipart bodies they are parts in JSON.
        arrays: ``repeat`` (``a=1&a=2``), ``brackets`` (``a[]=1``), ``indexed``
            (``a[0]=1``) or ``comma`` (``a=1,2``).
        nulls: ``empty`` (an empty text), or ``omit`` (not sent).
    """

    objects: str = ""
    arrays: str = "repeat"
    nulls: str = "empty"

    def pairs(
        self, body: Mapping[str, Any], explode: Mapping[str, str], names: Names
    ) -> list[tuple[str, str]]:
        """Return a body's pairs, not yet encoded.

        Args:
            body: Plain data.
            explode: How arrays are sent, by key of the body; else as ``arrays`` says.
            names: What callers call the keys.

        Raises:
            TypeError: A form has no way to say a value.
        """
        return [
            (at, one_text(each, name, null=True))
            for key, value in body.items()
            for at, each, name in self.parts(
                key, value, spelled(names, key), explode.get(key, "")
            )
        ]

    def parts(
        self, key: str, value: Any, name: str, arrays: str = ""
    ) -> Iterator[tuple[str, Any, str]]:
        """Take a value apart: into keys, with what they hold, and how callers know it."""
        arrays = arrays or self.arrays
        if value is None and self.nulls == "omit":
            return
        if isinstance(value, dict) and self.objects:
            for inner, each in value.items():
                yield from self.parts(
                    f"{key}[{inner}]", each, f"{name}.{inner}", arrays
                )
        elif isinstance(value, list) and arrays == "comma":
            texts = [one_text(each, name, null=True) for each in value]
            for text in texts:
                if "," in text:
                    raise ValueError(
                        f"{name}: {text!r} has a comma, which parts values"
                    )
            yield key, ",".join(texts), name
        elif isinstance(value, list):
            for number, each in enumerate(value):
                at, inside = self.at(key, number, arrays), f"{name}[{number}]"
                if isinstance(each, dict | list) and at == key:
                    yield at, each, inside
                else:
                    yield from self.parts(at, each, inside, arrays)
        else:
            yield key, value, name

    def at(self, key: str, number: int, arrays: str = "") -> str:
        """Return the key of an array's item."""
        ways = {"brackets": f"{key}[]", "indexed": f"{key}[{number}]"}
        return ways.get(arrays or self.arrays, key)


def write_form(operation: Operation[Any], forms: Forms | None, body: Any) -> Payload:
    """Write a url-encoded form."""
    if not isinstance(body, dict):
        raise TypeError(f"body: expected an object, got {type(body).__name__}")
    pairs = (forms or Forms()).pairs(body, operation.explode, operation.names)
    encoded = urlencode(pairs, quote_via=quote, safe="")
    return Payload("application/x-www-form-urlencoded", encoded.encode())


def write_text(operation: Operation[Any], forms: Forms | None, body: Any) -> Payload:
    """Write a text."""
    if not isinstance(body, str):
        raise TypeError(f"body: expected text, got {type(body).__name__}")
    kind = operation.content_type or "text/plain; charset=utf-8"
    return Payload(kind, body.encode())

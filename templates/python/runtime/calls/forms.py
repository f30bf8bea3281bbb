"""Url-encoded bodies with objects and arrays in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..operations import Names, spelled
from .requests import one_text


class Forms(NamedTuple):
    """How an API's forms say what is no single value.

    Attributes:
        objects: ``brackets`` (``a[b]=1``), or empty where forms have no objects.
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
            pair
            for key, value in body.items()
            for pair in self._pairs(
                key, value, spelled(names, key), explode.get(key, self.arrays)
            )
        ]

    def _pairs(
        self, key: str, value: Any, name: str, arrays: str
    ) -> Iterator[tuple[str, str]]:
        if value is None:
            if self.nulls != "omit":
                yield key, ""
        elif isinstance(value, dict) and self.objects:
            for inner, each in value.items():
                yield from self._pairs(
                    f"{key}[{inner}]", each, f"{name}.{inner}", arrays
                )
        elif isinstance(value, list) and arrays == "comma":
            texts = [one_text(each, name, null=True) for each in value]
            for text in texts:
                if "," in text:
                    raise ValueError(
                        f"{name}: {text!r} has a comma, which parts values"
                    )
            yield key, ",".join(texts)
        elif isinstance(value, list):
            for number, each in enumerate(value):
                at = {"brackets": f"{key}[]", "indexed": f"{key}[{number}]"}
                if isinstance(each, dict | list) and arrays not in at:
                    raise TypeError(f"{name}: expected single values, got {each!r}")
                yield from self._pairs(
                    at.get(arrays, key), each, f"{name}[{number}]", arrays
                )
        else:
            yield key, one_text(value, name)

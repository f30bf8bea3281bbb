"""Names of a document in words, and words as the names of a spec."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..model.naming import snake_case

_LONGEST = 80
_EXCEPTIONS = {
    "movies": "movie",
    "cookies": "cookie",
    "ties": "tie",
    "analyses": "analysis",
    "bases": "base",
    "people": "person",
    "children": "child",
    "indices": "index",
    "vertices": "vertex",
    "matrices": "matrix",
    "criteria": "criteria",
    "aliases": "alias",
    "buses": "bus",
    "gases": "gas",
    "lenses": "lens",
    "news": "news",
    "series": "series",
    "species": "species",
    "canvases": "canvas",
    "biases": "bias",
    "atlases": "atlas",
}


def words_of(name: str) -> list[str]:
    """The words of a name in any form, in small letters of a to z and digits."""
    return [*_words_of(name)]


@lru_cache(10_000)
def _words_of(name: str) -> tuple[str, ...]:
    # Documents have few names, and each is asked about at hundreds of places.
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(
        c if c.isascii() else " " for c in plain if not unicodedata.combining(c)
    )
    return tuple(word for word in snake_case(plain).split("_") if word)


def singular(word: str) -> str:
    """The singular of a word in small letters."""
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "tuses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(
        ("ss", "us", "is", "sms", "gps", "dns")
    ):
        return word[:-1] if len(word) > 2 else word
    return word


def is_plural(word: str) -> bool:
    """Whether a word is a plural."""
    return singular(word) != word or word in ("series", "species", "news")


def same(one: str, other: str) -> bool:
    """Whether two words are one but for their number."""
    return one == other or singular(one) == singular(other)


def camel(words: Iterable[str]) -> str:
    """Words in CamelCase, as the name of a class; empty where there are none."""
    made = "".join(word[:1].upper() + word[1:] for word in words)
    made = re.sub(r"[^A-Za-z0-9]", "", made)[:_LONGEST]
    if made and not made[0].isalpha():
        made = f"X{made}"
    return made


def class_name(name: str) -> str:
    """A name of the document in CamelCase; capitals within words stay."""
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
        return name[:_LONGEST]
    plain = unicodedata.normalize("NFKD", name)
    pieces = re.findall(r"[A-Za-z0-9]+", plain)
    return camel(pieces)


def snake(words: Sequence[str]) -> str:
    """Words as a name in snake_case; empty where there are none."""
    kept = [re.sub(r"[^a-z0-9]", "", word) for word in words]
    made = "_".join(word for word in kept if word)[:_LONGEST].strip("_")
    return f"x{made}" if made[:1].isdigit() else made


def without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """Words without others that stand in them one after the other, be it in another number."""
    size = len(others)
    for start in range(len(words) - size + 1) if size else ():
        part = words[start : start + size]
        if all(same(a, b) for a, b in zip(part, others, strict=True)):
            return [*words[:start], *words[start + size :]]
    return list(words)


class Names:
    """Gives each thing of one kind a name of its own."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {each.casefold() for each in taken}

    def give(self, wanted: str, *, joint: str = "") -> str:
        """A name that is free: the wanted one, or that with a number."""
        name, number = wanted, 1
        while name.casefold() in self._taken or not name:
            number += 1
            name = f"{wanted}{joint}{number}"
        self._taken.add(name.casefold())
        return name

    def is_free(self, name: str) -> bool:
        """Whether nothing has a name as yet."""
        return name.casefold() not in self._taken

    def take(self, name: str) -> None:
        """Mark a name as taken."""
        self._taken.add(name.casefold())
